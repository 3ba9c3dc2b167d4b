"""What the tests of this server begin with: a server, plain HTTP to it, and Ana, who has said hello."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pytest

from tests.telegram_server import Person, Telegram
from tests.telegram_server.api import Api


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A server."""
    with Telegram() as telegram:
        yield telegram


@pytest.fixture
def api(telegram: Telegram) -> Api:
    """Plain HTTP to it."""
    return Api(telegram.url, telegram.token)


@pytest.fixture
def ana(telegram: Telegram) -> Person:
    """A person whose first update was already confirmed."""
    ana = telegram.person(11, first_name="Ana")
    ana.says("/start")
    telegram.world.queue.confirm(telegram.waiting[-1] + 1)
    return ana


def png(width: int = 2, height: int = 2) -> bytes:
    """A small white picture."""
    rows = (b"\0" + b"\xff" * width) * height
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    packed = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
