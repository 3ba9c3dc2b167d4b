"""The daily reflection: which question, when, and how often, as pure rules; no I/O, no clock, no chance of its own."""
