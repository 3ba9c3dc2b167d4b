"""Rule: a picture becomes an image in a child process, or there is one sentence why not."""

from __future__ import annotations

import asyncio
import struct
import sys
import zlib

import pytest

from bot.channels.drawing import DrawingFailed, Drawings, svg_of
from bot.channels.rasterise import FONTS
from bot.dialogue.messages import Picture

PICTURE = Picture("attachment_map", "A soft patch.")
OPENING = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="200" height="60" fill="#fff"/>'
GREETING = OPENING + '<text x="10" y="40" font-family="Hind" font-size="30">{}</text></svg>'


def pixels(image: bytes) -> bytes:
    """The image's data, decompressed: enough to tell a blank one from one with words."""
    found, position = b"", 8
    while position < len(image):
        (length,) = struct.unpack(">I", image[position : position + 4])
        if image[position + 4 : position + 8] == b"IDAT":
            found += image[position + 8 : position + 8 + length]
        position += length + 12
    return zlib.decompress(found)


async def drawn(svg: str) -> bytes:
    return await Drawings(lambda _: svg).png(PICTURE)


async def test_words_appear_in_the_picture_in_every_script() -> None:
    blank, latin, devanagari = await asyncio.gather(*(drawn(GREETING.format(words)) for words in ("", "Hello", "नमस्ते")))
    assert all(image.startswith(b"\x89PNG") for image in (blank, latin, devanagari))
    assert len({pixels(image) for image in (blank, latin, devanagari)}) == 3


def test_the_fonts_are_there() -> None:
    assert all(font.is_file() for font in FONTS)


async def test_what_is_no_svg_is_one_sentence() -> None:
    with pytest.raises(DrawingFailed, match=r"^the drawing library could not read the SVG$"):
        await drawn("<svg this is none")


async def test_a_picture_of_another_name_is_one_sentence() -> None:
    with pytest.raises(DrawingFailed, match=r"^there is no drawing of this name$"):
        await Drawings(svg_of).png(Picture("a_picture_of_tomorrow", "?"))


async def test_data_that_no_drawing_fits_are_one_sentence() -> None:
    def unfit(picture: Picture) -> str:
        raise KeyError(picture.name)

    with pytest.raises(DrawingFailed, match=r"^the picture's data do not fit its drawing \(KeyError\)$"):
        await Drawings(unfit).png(PICTURE)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (("/no/such/program",), r"no child process could be started"),
        ((sys.executable, "-c", "print('no image')"), r"the child process ended with 0"),
        ((sys.executable, "-c", "import sys; sys.exit('a marked word')"), r"^the child process ended with 1$"),
    ],
)
async def test_a_child_that_fails_is_one_sentence(program: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(DrawingFailed, match=sentence):
        await Drawings(lambda _: "<svg/>", program=program).png(PICTURE)


async def test_a_child_that_takes_too_long_is_ended() -> None:
    program = (sys.executable, "-c", "import time; time.sleep(600)")
    with pytest.raises(DrawingFailed, match="too long"):
        await Drawings(lambda _: "<svg/>", program=program, seconds=0.2).png(PICTURE)
