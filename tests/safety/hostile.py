"""Texts of about 10,000 characters, made to take long: what is read of each (None: nothing)."""

from __future__ import annotations

HOSTILE: dict[str, tuple[str, tuple[str, str] | None]] = {
    "soup": ("kill my pills i want not to die he hit me " * 240, ("pause", "abuse")),
    "wish": ("i want to " * 1000, None),
    "sentences": ("die." * 2500, None),
    "digits": ("k1ll " * 2000, None),
    "glued": ("killmyself" * 1000, ("pause", "suicide")),
    "emoji": ("\U0001f52a" * 10_000, None),
    "stars": ("k*" * 5000, None),
    "letters": ("a " * 5000, None),
    "lines": ("i\n" * 5000, None),
    "taken back": ("i can not do this anymore, homework. " * 270, None),
    "laughed": ("i want to die lol. " * 520, ("check-in", "suicide")),
    "alphabets": (
        "d\u0456e \u0445\u043e\u0447\u0443 \u0443\u043c\u0435\u0440\u0435\u0442\u044c " * 520,
        ("pause", "suicide"),
    ),
    "hindi": ("main marna chahta hu nahi " * 380, ("pause", "suicide")),
}
"""By name: the text, and tier and kind. How long each takes is measured by `make bench`."""
