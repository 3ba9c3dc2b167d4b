"""The vault's laws: a sealed text opens where it was sealed and nowhere else."""

from __future__ import annotations

import os

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.storage.vault import Seal, Vault

VAULT = Vault(b"k" * 32)
KEYS = {person: VAULT.new(person)[0] for person in (1, -1, 2, 12)}
PEOPLE = st.sampled_from(sorted(KEYS))
COLUMNS = st.sampled_from([b"journal.text", b"outbox.payload", b"conversations.payload"])
PLACES = st.tuples(PEOPLE, COLUMNS, st.text(max_size=8))


def _seal(person: int) -> Seal:
    return VAULT.seal(person, KEYS[person])


@given(PLACES, st.binary(max_size=300))
def test_what_is_sealed_opens_again(place: tuple[int, bytes, str], content: bytes) -> None:
    person, column, row = place
    assert _seal(person).open(column, _seal(person).close(column, content, row), row) == content


@given(PLACES, PLACES, st.binary(max_size=30))
def test_it_opens_for_no_other_person_column_or_row(
    place: tuple[int, bytes, str], other: tuple[int, bytes, str], content: bytes
) -> None:
    assume(place != other)
    sealed = _seal(place[0]).close(place[1], content, place[2])
    with pytest.raises(StoreError, match="does not open"):
        _seal(other[0]).open(other[1], sealed, other[2])


@given(PLACES, PLACES, st.binary(max_size=30))
def test_the_house_opens_it_for_nobody_else_either(
    place: tuple[int, bytes, str], other: tuple[int, bytes, str], content: bytes
) -> None:
    assume(place != other)
    sealed = VAULT.house(place[0]).close(place[1], content, place[2])
    with pytest.raises(StoreError, match="does not open"):
        VAULT.house(other[0]).open(other[1], sealed, other[2])


@given(st.binary(max_size=30), st.data())
def test_a_changed_byte_is_noticed(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(_seal(1).close(b"journal.text", content))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(StoreError, match="does not open"):
        _seal(1).open(b"journal.text", bytes(sealed))


@given(st.binary(max_size=60), st.binary(min_size=1, max_size=20), st.data())
def test_what_was_cut_or_grew_is_refused(content: bytes, more: bytes, data: st.DataObject) -> None:
    sealed = _seal(1).close(b"journal.text", content)
    place = data.draw(st.integers(0, len(sealed) - 1))
    end = data.draw(st.integers(place + 1, len(sealed)))
    for wrong in (sealed[:place], sealed[:place] + sealed[end:], sealed[:place] + more + sealed[place:], sealed + more):
        assume(wrong != sealed)
        with pytest.raises(StoreError, match="does not open"):
            _seal(1).open(b"journal.text", wrong)


@given(st.binary(min_size=32, max_size=32), PEOPLE, st.binary(max_size=60))
def test_with_a_wrong_key_nothing_opens_and_no_mark_is_made(key: bytes, person: int, content: bytes) -> None:
    assume(key != b"k" * 32)
    wrong = Vault(key)
    for use in (wrong.seal, wrong.rewrapped, wrong.mark):
        with pytest.raises(StoreError, match="does not open"):
            use(person, KEYS[person])
    with pytest.raises(StoreError, match="does not open"):
        wrong.resealed(person, b"outbox.payload", VAULT.house(person).close(b"outbox.payload", content))
    both = Vault(key, older=(b"k" * 32,))
    assert both.seal(person, KEYS[person]).open(b"x", _seal(person).close(b"x", content)) == content
    assert both.mark(person, KEYS[person]) == VAULT.mark(person, KEYS[person])


@given(st.binary(min_size=32, max_size=32), PEOPLE, PEOPLE, st.binary(max_size=60))
def test_a_key_that_is_wrapped_anew_opens_what_it_sealed_and_for_nobody_else(
    key: bytes, person: int, other: int, content: bytes
) -> None:
    assume(key != b"k" * 32)
    assume(person != other)
    sealed = _seal(person).close(b"journal.text", content)
    becomes = Vault(key, older=(b"k" * 32,)).rewrapped(person, KEYS[person])
    assert becomes is not None
    new = Vault(key)
    assert new.rewrapped(person, becomes) is None
    assert new.seal(person, becomes).open(b"journal.text", sealed) == content
    assert new.mark(person, becomes) == VAULT.mark(person, KEYS[person]) != VAULT.mark(other, KEYS[other])
    assert not new.fits(other, becomes)
    assert not VAULT.fits(person, becomes)


@given(st.binary(max_size=40))
def test_noise_of_any_length_is_refused_in_one_sentence(noise: bytes) -> None:
    with pytest.raises(StoreError, match=r"A sealed text in journal\.text does not open"):
        _seal(1).open(b"journal.text", noise)


@given(st.binary(min_size=8, max_size=300))
def test_the_same_words_never_look_the_same_and_never_show(content: bytes) -> None:
    first, second = (_seal(1).close(b"journal.text", content) for _ in range(2))
    assert first != second
    assert content not in first


def test_a_wrapped_key_is_of_no_use_to_another_person_even_when_it_is_open() -> None:
    assert VAULT.fits(1, KEYS[1])
    assert not VAULT.fits(2, KEYS[1])


def test_another_operators_key_opens_nothing() -> None:
    other = Vault(os.urandom(32))
    assert not any(other.fits(person, wrapped) for person, wrapped in KEYS.items())
    with pytest.raises(StoreError):
        other.house(1).open(b"outbox.payload", VAULT.house(1).close(b"outbox.payload", b"Goodbye"))


def test_a_persons_key_is_not_the_houses() -> None:
    with pytest.raises(StoreError):
        VAULT.house(1).open(b"outbox.payload", _seal(1).close(b"outbox.payload", b"hello"))


def test_keys_that_were_let_go_are_unwrapped_again() -> None:
    small = Vault(b"k" * 32, remembered=1)
    sealed = {person: small.seal(person, wrapped).close(b"journal.text", b"x") for person, wrapped in KEYS.items()}
    for person, wrapped in KEYS.items():
        assert small.seal(person, wrapped).open(b"journal.text", sealed[person]) == b"x"
