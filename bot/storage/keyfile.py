"""The operator's key: one line with 32 bytes in base64, in a file of mode 0600 outside the data folder. While it is
being replaced the file has a second line: the first is the key in use, what follows only opens what is older.

Rule: a key that exists is never written over but by a rotation, and a file with half a key is never seen. What is new
is written beside its place, brought to the disk and renamed, while the folder is locked against a second start.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import StoreError

KEY_BYTES = 32

Keys = tuple[bytes, ...]
"""The key in use, and behind it those that it replaces."""


def operator_keys(key_file: Path, *, create: bool) -> Keys:
    """The keys in `key_file`, 32 bytes each; a new one when there is none and `create` allows it.

    Raises StoreError when it is missing, cannot be read or written, or is no key.
    """
    try:
        if (keys := read_keys(key_file)) is not None:
            return keys
        if not create:
            raise StoreError(
                f"The operator's key {key_file} is missing, and only it opens what the people in this database wrote: "
                "put the key back, or name its place in SECRET_KEY_FILE."
            )
        return _create(key_file)
    except OSError as error:
        raise StoreError(f"The operator's key {key_file} cannot be used: {error.strerror}.") from None


def read_keys(key_file: Path) -> Keys | None:
    """The keys in `key_file`; None when there is no such file. Raises OSError, and StoreError when it is no key."""
    try:
        lines = key_file.read_bytes().split()
    except FileNotFoundError:
        return None
    keys = tuple(map(_decoded, lines))
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise StoreError(
            f"The file {key_file} is no operator's key: it must hold one line, {KEY_BYTES} bytes in base64."
        )
    return keys


def replace_keys(key_file: Path, keys: Sequence[bytes]) -> None:
    """Put `keys` in the place of those that are there, for the same readers, and overwrite what was there.

    The caller holds the folder (`held`). Raises OSError: the file is as it was then.
    """
    key_file = key_file.resolve()  # a link stays a link
    beside = key_file.with_name(key_file.name + ".new")
    with key_file.open("r+b") as old:
        owner = os.fstat(old.fileno())
        try:
            _write(beside, keys, owner)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise
        beside.rename(key_file)
        _bring_name_to_disk(key_file.parent)
        # Nobody finds the old key in a freed block; a disk that moves its blocks by itself may keep it all the same.
        with suppress(OSError):
            old.write(b"\0" * owner.st_size)
            old.flush()
            os.fsync(old.fileno())


@contextmanager
def held(key_file: Path) -> Iterator[None]:
    """Keep every other rotation and backup out. Raises StoreError when one is at work."""
    folder = key_file.resolve().parent
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StoreError(f"The operator's key {key_file} cannot be used: {error.strerror}.") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                "A backup is being made or the operator's key replaced: wait until that is done."
            ) from None
        yield
    finally:
        os.close(descriptor)


def _decoded(line: bytes) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except binascii.Error:
        return b""


def _create(key_file: Path) -> Keys:
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(key_file.parent):
        if (keys := read_keys(key_file)) is not None:
            return keys  # another start was quicker
        key = os.urandom(KEY_BYTES)
        # The lock makes the name ours alone; what a killed start left under it is written over.
        beside = key_file.with_name(key_file.name + ".new")
        _write(beside, [key])
        beside.rename(key_file)
        _bring_name_to_disk(key_file.parent)
        return (key,)


def _write(path: Path, keys: Sequence[bytes], owner: os.stat_result | None = None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        if owner is not None:
            # Replaced by root, it must still be the companion's to read.
            os.fchmod(descriptor, owner.st_mode & 0o777)
            if os.geteuid() != owner.st_uid:
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
        file.write(b"".join(base64.b64encode(key) + b"\n" for key in keys))
        file.flush()
        os.fsync(descriptor)


def _bring_name_to_disk(folder: Path) -> None:
    """The name, too, must outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
