"""The operator's key: one line with 32 bytes in base64, in a file of mode 0600 outside the data folder.

Rule: a key that exists is never written over, and a file with half a key is never seen. A new key is written beside its
place, brought to the disk and renamed, while the folder is locked against a second start.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError

KEY_BYTES = 32


def operator_key(key_file: Path, *, create: bool) -> bytes:
    """The 32 bytes of the key in `key_file`; a new one when there is none and `create` allows it.

    Raises StoreError when it is missing, cannot be read or written, or is no key.
    """
    try:
        if (key := _read(key_file)) is not None:
            return key
        if not create:
            raise StoreError(
                f"The operator's key {key_file} is missing, and only it opens what the people in this database wrote: "
                "put the key back, or name its place in SECRET_KEY_FILE."
            )
        return _create(key_file)
    except OSError as error:
        raise StoreError(f"The operator's key {key_file} cannot be used: {error.strerror}.") from None


def _read(key_file: Path) -> bytes | None:
    try:
        written = key_file.read_bytes()
    except FileNotFoundError:
        return None
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreError(
            f"The file {key_file} is no operator's key: it must hold one line, {KEY_BYTES} bytes in base64."
        )
    return key


def _create(key_file: Path) -> bytes:
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(key_file.parent) as folder:
        if (key := _read(key_file)) is not None:
            return key  # another start was quicker
        key = os.urandom(KEY_BYTES)
        # The lock makes the name ours alone; what a killed start left under it is written over.
        beside = key_file.with_name(key_file.name + ".new")
        _write(beside, base64.b64encode(key) + b"\n")
        beside.rename(key_file)
        os.fsync(folder)  # the name, too, must outlive a power cut
        return key


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
