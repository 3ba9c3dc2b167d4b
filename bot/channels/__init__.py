"""The doors for people: each translates between one channel and the companion, and decides nothing."""
