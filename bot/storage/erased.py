"""The erasure list: who was erased, in a file that no backup brings back to an older state.

Each line is a sign and a mark (`Vault.mark`: a keyed hash whose key was destroyed with the person, so it says nothing
to anyone):

    ?  is about to be erased: written, and on the disk, before the transaction is committed
    +  was erased: written after the commit
    -  was not erased after all: the transaction came to nothing

Rule: lines are only ever added, one write and one fsync at a time. A crash leaves a "?", and the next start looks:
whose rows are still there was not erased. Where a backup is brought back nobody can look any more, and "?" counts as
erased: that person had said yes, and was still waiting for the answer.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import StoreError
from bot.storage.files import made_beside

NAME = "erased.list"

_HEADER = re.compile(r"# Secure Base: erased people, as keyed hashes\. List ([0-9a-f]{16})")
_LINE = re.compile(r"[?+-][0-9a-f]{32}")
# What a power cut may leave of a line.
_TORN = re.compile(r"[?+-][0-9a-f]{0,31}")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a list says. name: it is the same as long as the list goes on, and another in a list that was begun anew."""

    name: str
    erased: set[bytes] = field(default_factory=set)
    open: set[bytes] = field(default_factory=set)


class ErasedList:
    """The list in the file `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self) -> Marks:
        """What it says; an empty list is made when there is none. Raises StoreError, also when nothing could be added
        to it.

        Its folder is not made: where that is missing, the disk with the backups may not be mounted, and a new list
        would know nothing.
        """
        if not self.path.exists():
            self.put(Marks(secrets.token_hex(8)))
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_APPEND))
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror})") from None
        return self.read() or Marks("")

    def read(self) -> Marks | None:
        """What it says; None when there is none. Raises StoreError when it cannot be read or is no list of ours."""
        try:
            lines = self.path.read_text("ascii").splitlines()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise self._unusable("cannot be read") from None
        header = _HEADER.fullmatch(lines[0]) if lines else None
        if header is None:
            raise self._unusable("is none or is damaged")
        marks = Marks(header[1])
        for line in lines[1:]:
            if _LINE.fullmatch(line):
                _take(marks, line[0], bytes.fromhex(line[1:]))
            elif line and not _TORN.fullmatch(line):
                raise self._unusable("is damaged")
        return marks

    def intend(self, marks: Collection[bytes]) -> None:
        """These are about to be erased. Raises StoreError: nothing was written, so they must not be."""
        self._add("?", marks)

    def confirm(self, marks: Collection[bytes]) -> None:
        """These were erased. Raises StoreError: then the next start finds it out."""
        self._add("+", marks)

    def withdraw(self, marks: Collection[bytes]) -> None:
        """These were not erased after all. Raises StoreError: then the next start finds it out."""
        self._add("-", marks)

    def put(self, marks: Marks) -> None:
        """Write the whole list anew, or leave it as it was. Raises StoreError."""
        lines = [f"# Secure Base: erased people, as keyed hashes. List {marks.name}"]
        lines += [f"+{mark.hex()}" for mark in sorted(marks.erased)]
        lines += [f"?{mark.hex()}" for mark in sorted(marks.open)]
        try:
            with made_beside(self.path) as partial:
                partial.write_text("\n".join(lines) + "\n", "ascii")
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror})") from None

    def _add(self, sign: str, marks: Collection[bytes]) -> None:
        if not marks:
            return
        try:
            with _to_be_added_to(self.path) as descriptor:
                end = os.lseek(descriptor, 0, os.SEEK_END)
                # A line that a power cut tore is ended first.
                torn = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
                content = ("\n" if torn else "") + "".join(f"{sign}{mark.hex()}\n" for mark in sorted(marks))
                try:
                    _write(descriptor, content.encode())
                except OSError:
                    os.ftruncate(descriptor, end)
                    raise
        except OSError as error:
            raise self._unusable(f"cannot be written ({error.strerror})") from None

    def _unusable(self, why: str) -> StoreError:
        return StoreError(f"The erasure list {self.path} {why}: mend that, or name another place in ERASED_LIST.")


def joined(one: Marks, other: Marks | None) -> Marks:
    """Both lists in one, under the name of the first."""
    if other is None:
        return one
    erased = one.erased | other.erased
    return Marks(one.name, erased, (one.open | other.open) - erased)


def _take(marks: Marks, sign: str, mark: bytes) -> None:
    if sign == "+":
        marks.erased.add(mark)
        marks.open.discard(mark)
    elif sign == "-":
        marks.open.discard(mark)
    elif mark not in marks.erased:
        marks.open.add(mark)


@contextmanager
def _to_be_added_to(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    if os.write(descriptor, content) != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(descriptor)
