"""Noticing signs of a crisis in what a person writes, and the lines that help."""
