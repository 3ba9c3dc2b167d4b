"""Photos: whether the bytes are a picture that Telegram would take, and how large it is.

Rule: the whole file is read, so that a picture that breaks off half-way is refused.
Source: https://core.telegram.org/bots/api#sendphoto (10 MB; width and height together at most
10,000, their ratio at most 20).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.telegram_server.errors import bad_request

_LARGEST = 10 * 1024 * 1024
_SIDES = 10_000
_RATIO = 20
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Markers of JPEG that begin a frame and hold its size; C4, C8 and CC are other things.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def measure(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG in pixels. Raises a Refusal for anything else."""
    if not picture:
        raise bad_request("file must be non-empty")
    if len(picture) > _LARGEST:
        raise bad_request("file is too big")
    try:
        width, height = _png(picture) if picture.startswith(_PNG) else _jpeg(picture)
    except (ValueError, struct.error, zlib.error, IndexError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > _SIDES or max(width, height) > _RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _png(picture: bytes) -> tuple[int, int]:
    chunks = list(_png_chunks(picture))
    kinds = [kind for kind, _ in chunks]
    if kinds[0] != b"IHDR" or kinds[-1] != b"IEND":
        raise ValueError("not a whole PNG")
    zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    width, height = struct.unpack(">II", chunks[0][1][:8])
    return width, height


def _png_chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(_PNG)
    while position < len(picture):
        (length,) = struct.unpack(">I", picture[position : position + 4])
        kind = picture[position + 4 : position + 8]
        content = picture[position + 8 : position + 8 + length]
        (sum_of_bytes,) = struct.unpack(">I", picture[position + 8 + length : position + 12 + length])
        if zlib.crc32(kind + content) != sum_of_bytes:
            raise ValueError("a damaged PNG")
        yield kind, content
        position += 12 + length


def _jpeg(picture: bytes) -> tuple[int, int]:
    if not picture.startswith(_JPEG) or not picture.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise ValueError("not a whole JPEG")
    position = 2
    while picture[position + 1] not in _FRAMES:
        (length,) = struct.unpack(">H", picture[position + 2 : position + 4])
        position += 2 + length
    height, width = struct.unpack(">HH", picture[position + 5 : position + 9])
    return width, height
