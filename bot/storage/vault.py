"""The vault: what a person wrote is sealed here before it reaches a row, and opened here and nowhere else.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits before each sealed text. Every person has a data key of
their own, and the row `people.wrapped_key` holds it sealed by the operator's key; so with that row a person's words are
gone for good, wherever copies of their rows may lie. What belongs to no person any more is sealed by the house's key.
The operator's key can be replaced while the program runs (rotation.py); until that is done two of them open.

Rule: a sealed text opens only where it was sealed. The person's id, the column and, where it has one, the row's name
are bound in as associated data; moved to another place it is refused.
"""

from __future__ import annotations

import hmac
import os
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import StoreError, StoreUnavailable
from bot.storage.keyfile import KEY_BYTES, Keys, operator_keys, read_keys

_NONCE_BYTES = 12
_REMEMBERED = 2048
_WRAPPED = b"people.wrapped_key"
_MARK_BYTES = 16


class Seal:
    """A key as it is used for one person's rows. `older`: keys that it replaces, which still open."""

    __slots__ = ("_cipher", "_older", "_person")

    def __init__(self, person: int, cipher: AESGCM, older: Iterable[AESGCM] = ()) -> None:
        # Neither a number nor a column's name holds a slash, so two places never read the same.
        self._person = b"/%d/" % person
        self._cipher = cipher
        self._older = tuple(older)

    def close(self, column: bytes, content: bytes, row: str = "") -> bytes:
        """Seal `content` for `column` (table.column) and, within it, for the row named `row`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, column + self._person + row.encode())

    def open(self, column: bytes, sealed: bytes, row: str = "") -> bytes:
        """What was sealed. Raises StoreError when it was sealed elsewhere, by another key, or was changed."""
        place = column + self._person + row.encode()
        for cipher in (self._cipher, *self._older):
            try:
                return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
            except (InvalidTag, ValueError):
                continue
        raise StoreError(f"A sealed text in {column.decode()} does not open: it was changed or moved.")


@dataclass(frozen=True, slots=True)
class _Operator:
    """The operator's keys as they are used: one pair of ciphers for each, the key in use first."""

    keys: Keys
    wrapping: tuple[AESGCM, ...]
    house: tuple[AESGCM, ...]

    @classmethod
    def of(cls, keys: Keys) -> _Operator:
        return cls(
            keys,
            tuple(AESGCM(_derived(key, b"securebase: wrapping of data keys")) for key in keys),
            tuple(AESGCM(_derived(key, b"securebase: house")) for key in keys),
        )


class Vault:
    """Hands out the seals. Remembers at most `remembered` open data keys, so that memory does not grow with people.

    older: keys that `operator` replaces. key_file: where they stand; a rotation may change it at any time, so it is
    looked at before anything is sealed with the operator's key, and when something does not open.
    is_unproven: the file holds no key that is known to be right. A rotation that was missed looks like that, and so
    does a wrong file: nothing may be sealed by it before `proves` says that it opens somebody's key.
    """

    def __init__(
        self, operator: bytes, remembered: int = _REMEMBERED, *, older: Keys = (), key_file: Path | None = None
    ) -> None:
        self._operator = _Operator.of((operator, *older))
        self._key_file = key_file
        self._seen: tuple[int, int, int] | None = None
        self.is_unproven = False
        self._right = {operator, *older}
        self._remembered = remembered
        # By person and wrapped key: a key that was rolled back, or erased elsewhere, is simply never asked for.
        self._open: OrderedDict[tuple[int, bytes], Seal] = OrderedDict()

    @classmethod
    def open(cls, key_file: Path, *, create: bool) -> Vault:
        """The vault of the operator's keys in `key_file`. Raises StoreError as `keyfile.operator_keys` does."""
        current, *older = operator_keys(key_file, create=create)
        return cls(current, older=tuple(older), key_file=key_file)

    def new(self, person: int) -> tuple[bytes, Seal]:
        """A new data key for `person`: wrapped, as it is stored, and ready for use. The caller has caught up."""
        key = os.urandom(KEY_BYTES)
        wrapped = self._wrapping(person).close(_WRAPPED, key)
        return wrapped, self._keep(person, wrapped, key)

    def seal(self, person: int, wrapped: bytes) -> Seal:
        """The seal of `person`, whose stored key is `wrapped`. Raises StoreError when it is not theirs or not ours."""
        if (seal := self._open.get((person, wrapped))) is not None:
            self._open.move_to_end((person, wrapped))
            return seal
        return self._keep(person, wrapped, self._unwrapped(person, wrapped))

    def fits(self, person: int, wrapped: bytes) -> bool:
        """Whether the stored key of `person` was wrapped by this operator's key."""
        try:
            self.seal(person, wrapped)
        except StoreError:
            return False
        return True

    def rewrapped(self, person: int, wrapped: bytes) -> bytes | None:
        """The stored key of `person`, wrapped by the key in use; None when it is so already. Raises StoreError."""
        if _opens(Seal(person, self._operator.wrapping[0]), _WRAPPED, wrapped):
            return None
        return self._wrapping(person).close(_WRAPPED, self._unwrapped(person, wrapped))

    def resealed(self, person: int, column: bytes, sealed: bytes) -> bytes | None:
        """What the house sealed for `person`, by the key in use; None when it is so already. Raises StoreError."""
        if _opens(Seal(person, self._operator.house[0]), column, sealed):
            return None
        house = self.house(person)
        return house.close(column, house.open(column, sealed))

    def mark(self, person: int, wrapped: bytes) -> bytes:
        """What stands for this life of `person` on the erasure list: a keyed hash, and the key is their own data key.

        So it outlives rotations, says nothing once that key is destroyed, and is another one when they come back.
        """
        key = self._unwrapped(person, wrapped)
        return hmac.digest(key, b"securebase: erased/%d" % person, "sha256")[:_MARK_BYTES]

    def house(self, person: int) -> Seal:
        """The seal for what goes to `person` after their own key was destroyed."""
        self.catch_up()
        return Seal(person, self._operator.house[0], self._operator.house[1:])

    def forget(self, person: int, wrapped: bytes) -> None:
        """Forget an open data key: its person was erased."""
        self._open.pop((person, wrapped), None)

    def _wrapping(self, person: int) -> Seal:
        return Seal(person, self._operator.wrapping[0], self._operator.wrapping[1:])

    def _unwrapped(self, person: int, wrapped: bytes) -> bytes:
        try:
            return self._wrapping(person).open(_WRAPPED, wrapped)
        except StoreError:
            if not self.catch_up():
                raise
            return self._wrapping(person).open(_WRAPPED, wrapped)

    def proves(self, person: int, wrapped: bytes) -> bool:
        """Whether the key in use wrapped the stored key of `person`; if so, it may be used."""
        if _opens(Seal(person, self._operator.wrapping[0]), _WRAPPED, wrapped):
            self._right.add(self._operator.keys[0])
            self.is_unproven = False
        return not self.is_unproven

    def catch_up(self) -> bool:
        """Take in what a rotation put into the key file; whether it had anything new. Raises StoreUnavailable when the
        file was replaced and cannot be read.

        What was known goes on opening: rows that were read a moment ago may still be sealed by it. A file that is gone
        changes nothing, since a rotation never leaves the place empty.
        """
        if self._key_file is None:
            return False
        try:
            found = self._key_file.stat()
            seen = (found.st_ino, found.st_mtime_ns, found.st_size)
            if seen == self._seen:
                return False
            keys = read_keys(self._key_file)
        except FileNotFoundError:
            return False
        except (OSError, StoreError):
            raise StoreUnavailable(
                f"The operator's key {self._key_file} was replaced and cannot be read: give it back its rights."
            ) from None
        self._seen = seen
        known = self._operator.keys
        now = known if keys is None else (*keys, *(key for key in known if key not in keys))
        if now == known:
            return False
        self.is_unproven = self._right.isdisjoint(keys or ())
        if not self.is_unproven:
            self._right.update(keys or ())
        self._operator = _Operator.of(now)
        return True

    def _keep(self, person: int, wrapped: bytes, key: bytes) -> Seal:
        seal = self._open[person, wrapped] = Seal(person, AESGCM(key))
        if len(self._open) > self._remembered:
            self._open.popitem(last=False)
        return seal


def _opens(seal: Seal, column: bytes, sealed: bytes) -> bool:
    try:
        seal.open(column, sealed)
    except StoreError:
        return False
    return True


def _derived(operator: bytes, purpose: bytes) -> bytes:
    """A key for one purpose (RFC 5869): the operator's key itself never seals anything."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(operator)
