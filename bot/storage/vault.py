"""The vault: what a person wrote is sealed here before it reaches a row, and opened here and nowhere else.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits before each sealed text. Every person has a data key of
their own, and the row `people.wrapped_key` holds it sealed by the operator's key; so with that row a person's words are
gone for good, wherever copies of their rows may lie. What belongs to no person any more is sealed by the house's key.

Rule: a sealed text opens only where it was sealed. The person's id, the column and, where it has one, the row's name
are bound in as associated data; moved to another place it is refused.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import StoreError
from bot.storage.keyfile import KEY_BYTES, operator_key

_NONCE_BYTES = 12
_REMEMBERED = 2048
_WRAPPED = b"people.wrapped_key"


class Seal:
    """A key as it is used for one person's rows."""

    __slots__ = ("_cipher", "_person")

    def __init__(self, person: int, cipher: AESGCM) -> None:
        # Neither a number nor a column's name holds a slash, so two places never read the same.
        self._person = b"/%d/" % person
        self._cipher = cipher

    def close(self, column: bytes, content: bytes, row: str = "") -> bytes:
        """Seal `content` for `column` (table.column) and, within it, for the row named `row`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, column + self._person + row.encode())

    def open(self, column: bytes, sealed: bytes, row: str = "") -> bytes:
        """What was sealed. Raises StoreError when it was sealed elsewhere, by another key, or was changed."""
        place = column + self._person + row.encode()
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise StoreError(f"A sealed text in {column.decode()} does not open: it was changed or moved.") from None


class Vault:
    """Hands out the seals. Remembers at most `remembered` open data keys, so that memory does not grow with people."""

    def __init__(self, operator: bytes, remembered: int = _REMEMBERED) -> None:
        self._wrapping = AESGCM(_derived(operator, b"securebase: wrapping of data keys"))
        self._house = AESGCM(_derived(operator, b"securebase: house"))
        self._remembered = remembered
        # By person and wrapped key: a key that was rolled back, or erased elsewhere, is simply never asked for.
        self._open: OrderedDict[tuple[int, bytes], Seal] = OrderedDict()

    @classmethod
    def open(cls, key_file: Path, *, create: bool) -> Vault:
        """The vault of the operator's key in `key_file`. Raises StoreError as `keyfile.operator_key` does."""
        return cls(operator_key(key_file, create=create))

    def new(self, person: int) -> tuple[bytes, Seal]:
        """A new data key for `person`: wrapped, as it is stored, and ready for use."""
        key = os.urandom(KEY_BYTES)
        wrapped = Seal(person, self._wrapping).close(_WRAPPED, key)
        return wrapped, self._keep(person, wrapped, key)

    def seal(self, person: int, wrapped: bytes) -> Seal:
        """The seal of `person`, whose stored key is `wrapped`. Raises StoreError when it is not theirs or not ours."""
        if (seal := self._open.get((person, wrapped))) is not None:
            self._open.move_to_end((person, wrapped))
            return seal
        return self._keep(person, wrapped, Seal(person, self._wrapping).open(_WRAPPED, wrapped))

    def fits(self, person: int, wrapped: bytes) -> bool:
        """Whether the stored key of `person` was wrapped by this operator's key."""
        try:
            self.seal(person, wrapped)
        except StoreError:
            return False
        return True

    def house(self, person: int) -> Seal:
        """The seal for what goes to `person` after their own key was destroyed."""
        return Seal(person, self._house)

    def forget(self, person: int, wrapped: bytes) -> None:
        """Forget an open data key: its person was erased."""
        self._open.pop((person, wrapped), None)

    def _keep(self, person: int, wrapped: bytes, key: bytes) -> Seal:
        seal = self._open[person, wrapped] = Seal(person, AESGCM(key))
        if len(self._open) > self._remembered:
            self._open.popitem(last=False)
        return seal


def _derived(operator: bytes, purpose: bytes) -> bytes:
    """A key for one purpose (RFC 5869): the operator's key itself never seals anything."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(operator)
