"""Invented people of known position who talk with the real script: what it says to whom, and how long it takes."""
