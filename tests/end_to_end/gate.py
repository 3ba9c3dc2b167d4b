"""An address at which nothing listens yet: a server that is out of reach, until the gate opens.

Rule: bytes are passed on as they are, both ways.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_LOOPBACK = "127.0.0.1"


class Gate:
    """A port of its own in front of a server. Connections are refused until `open`."""

    def __init__(self, behind: str) -> None:
        """behind: the address of the server."""
        self._behind = (_LOOPBACK, urlsplit(behind).port)
        self._door = socket.socket()
        self._door.bind((_LOOPBACK, 0))  # taken, but nobody listens
        self._ends: list[socket.socket] = [self._door]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    @property
    def url(self) -> str:
        """The address of the gate."""
        return f"http://{_LOOPBACK}:{self._door.getsockname()[1]}"

    def open(self) -> None:
        """From now on connections reach the server."""
        self._door.listen()
        threading.Thread(target=self._let_in, daemon=True).start()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.create_connection(self._behind)
                self._ends += (here, there)
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while content := one.recv(65_536):
            other.sendall(content)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
