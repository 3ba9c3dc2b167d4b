"""SVG on standard input, PNG on standard output: the program of the drawing's child process.

Rule: it imports nothing but the drawing library and the fonts, so that a fresh child starts fast. The library holds the
interpreter while it draws, hence the child.
Exit codes: 0 drawn, 3 a font is missing, 4 this is no SVG; `drawing.py` turns them into sentences.
"""

from __future__ import annotations

import sys

import fontpkg_hind
import resvg_py

FONTS = tuple(
    fontpkg_hind.ROOT / "files" / f"Hind-{weight}.ttf" for weight in ("Regular", "Medium", "SemiBold", "Bold")
)
"""One family for all scripts."""

_NO_FONT, _NO_SVG = 3, 4


def main() -> int:
    """Draw; the exit code."""
    # Without a font the library draws as if there were no words, and never complains.
    if not all(font.is_file() for font in FONTS):
        return _NO_FONT
    try:
        image = resvg_py.svg_to_bytes(
            svg_string=sys.stdin.buffer.read().decode(),
            skip_system_fonts=True,
            font_files=[str(font) for font in FONTS],
            font_family=fontpkg_hind.FAMILY,
            sans_serif_family=fontpkg_hind.FAMILY,
            serif_family=fontpkg_hind.FAMILY,
        )
    except ValueError:
        return _NO_SVG
    sys.stdout.buffer.write(bytes(image))
    return 0


if __name__ == "__main__":
    sys.exit(main())
