"""SVG on standard input, PNG on standard output: the program of the drawing's child process.

Rule: it imports nothing but the drawing library and the fonts, so that a fresh child starts fast. The library holds the
interpreter while it draws, hence the child.
"""

from __future__ import annotations

import sys

import fontpkg_hind  # type: ignore[import-untyped]  # it ships no types
import resvg_py

FONTS = tuple(
    fontpkg_hind.ROOT / "files" / f"Hind-{weight}.ttf" for weight in ("Regular", "Medium", "SemiBold", "Bold")
)
"""One family for all scripts."""


def main() -> int:
    """Draw, or say in one sentence why not. Exit code 0 or 1."""
    # The library draws without a font as if there were no words, and never complains.
    missing = [font.name for font in FONTS if not font.is_file()]
    if missing:
        sys.stderr.write(f"the font package lacks {', '.join(missing)}")
        return 1
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
        sys.stderr.write("the drawing library could not read the SVG")
        return 1
    sys.stdout.buffer.write(bytes(image))
    return 0


if __name__ == "__main__":
    sys.exit(main())
