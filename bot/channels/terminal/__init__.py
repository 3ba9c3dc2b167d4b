"""The door to a terminal: no token, no network, the same companion."""
