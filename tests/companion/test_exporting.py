"""What a person takes along holds everything, and puts them back where they were."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.packing import Packing, zipped
from bot.dialogue.events import Due
from bot.errors import StoreError
from bot.exporting import Export, imported
from bot.house import House
from bot.operations.moving_in import move_in, read_export
from tests.channels.telegram.world import Pencil
from tests.companion.test_companion import ANA, OPENING, START, Chats
from tests.opening import house_in

EMPTY = Export("securebase", 1, START, ANA, START, START, None, (), None, (), (), ())
WHOLE = zipped({"data.json": msgspec.json.encode(EMPTY), "journal.md": b"# Journal"})
MARKED = "a crocus under the tram"
PORTRAIT = ("A friend", *["1"] * 12, MARKED)


async def met(house: House) -> Chats:
    """Somebody who has been through a portrait and has written about it."""
    chats = Chats(house)
    await chats.say(ANA, *OPENING, f"why {MARKED}", *PORTRAIT)
    return chats


async def file_of(house: House) -> bytes:
    file = await Packing(house.luggage, Pencil(), lambda: START + timedelta(days=1)).file(ANA, "everything")
    assert file is not None
    return file[1]


async def data_of(house: House) -> bytes:
    luggage = await house.luggage(ANA, START + timedelta(days=1))
    assert luggage is not None
    return luggage.data


async def test_the_file_holds_the_data_the_journal_and_the_pictures(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        await met(house)
        (tmp_path / "export.zip").write_bytes(await file_of(house))
        luggage = await house.luggage(ANA, START)
    assert luggage is not None
    data = json.loads(read_export(tmp_path / "export.zip"))
    assert (data["person"], data["version"]) == (ANA, 1)
    assert data["place"]["variables"]["own_question"] == f"why {MARKED}"
    assert [one["text"] for one in data["journal"]] == [MARKED]
    assert len(data["place"]["answers"]) >= 8
    assert f"> {MARKED}" in luggage.journal
    assert "When this friend goes quiet" in luggage.journal
    assert set(luggage.pictures) == {"friendship.png"}


async def test_the_journal_can_be_had_alone(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        await met(house)
        file = await Packing(house.luggage, Pencil(), lambda: START).file(ANA, "journal")
    assert file is not None
    assert (file[0], f"> {MARKED}".encode() in file[1]) == ("journal.md", True)


async def test_an_export_that_is_imported_elsewhere_goes_on_the_same(tmp_path: Path) -> None:
    async with house_in(tmp_path / "here") as here, house_in(tmp_path / "there") as there:
        chats = await met(here)
        data = await data_of(here)
        assert await chats.say(ANA, "/delete", "Yes, erase everything")
        await move_in(there.store, data)
        before, after = json.loads(data), json.loads(await data_of(there))
        for part in ("person", "place", "journal", "coming", "days"):
            assert after[part] == before[part]
        again = Chats(there)
        again.update = 500
        known = await again.say(ANA, "/map")
        assert any("friend" in text for text in known)
    async with house_in(tmp_path / "never left") as stayed:
        unmoved = await met(stayed)
        unmoved.update = 500
        assert await unmoved.say(ANA, "/map") == known


async def test_nobody_is_written_over(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        await met(house)
        data = await data_of(house)
        before = await house.store.whole(ANA)
        with pytest.raises(StoreError, match="here already"):
            await move_in(house.store, data)
        assert await house.store.whole(ANA) == before


async def test_a_bad_hour_is_in_no_export(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        chats = await met(house)
        await chats.say(ANA, "i want to kill myself, and the tram", "Keep talking")
        luggage = await house.luggage(ANA, START + timedelta(hours=1))
    assert luggage is not None
    text = luggage.data.decode() + luggage.journal
    assert "kill" not in text
    assert "crisis" not in text.replace("crisis_at", "")
    assert "suicide" not in text


async def test_somebody_unknown_has_nothing_to_take_along(tmp_path: Path) -> None:
    async with house_in(tmp_path) as house:
        assert await Packing(house.luggage, Pencil(), lambda: START).file(ANA, "everything") is None
        await house.companion.respond([Chats(house).event(ANA, Due(START, START))])
        assert await house.store.whole(ANA) is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged"),
        (b"{}", "damaged"),
        (b'{"format": "securebase", "version": 1}', "damaged"),
        (b'{"format": "something else", "version": 1}', "damaged"),
        (b'{"format": "securebase", "version": 2}', "newer version"),
        (b"\xff\xfe", "damaged"),
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        imported(content)


@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_a_damaged_file_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    file = tmp_path_factory.mktemp("damaged") / "export.zip"
    file.write_bytes(WHOLE[: at % len(WHOLE)] + junk)
    with suppress(StoreError):
        imported(read_export(file))
