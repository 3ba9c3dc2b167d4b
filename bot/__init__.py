"""Secure Base: a companion in Telegram for reflecting on how one connects with others."""
