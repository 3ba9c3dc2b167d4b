"""Attachment as arithmetic: items, the belief about one person, the next item, what the belief says, and its picture.

Rule: no I/O, no clock, no chance that is not an argument. Only `ability.py` knows of abilities and messages.
"""
