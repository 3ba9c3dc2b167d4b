"""Rule: only what differs is set, and no failure of it stops the companion."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.presses import AT_ONCE, Presses
from bot.channels.telegram.setup import Profile, introduce
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import TOKEN, Fate, Network

PROFILE = Profile((("start", "Begin"), ("stop", "End")), "A companion.", "Scripted.")
SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def telegram_showing(profile: Profile) -> Network:
    return Network(
        results={
            "getMyCommands": lambda _: [{"command": name, "description": text} for name, text in profile.commands],
            "getMyDescription": lambda _: {"description": profile.description},
            "getMyShortDescription": lambda _: {"short_description": profile.short_description},
        }
    )


def test_a_new_bot_gets_its_commands_and_descriptions() -> None:
    network = telegram_showing(Profile())
    run(introduce(network.bot(), PROFILE))
    commands, description, short = network.made(*SETTERS)
    assert [command["command"] for command in commands.parameters["commands"]] == ["start", "stop"]
    assert description.parameters == {"description": "A companion."}
    assert short.parameters == {"short_description": "Scripted."}


def test_what_is_right_already_is_left_alone() -> None:
    network = telegram_showing(PROFILE)
    run(introduce(network.bot(), PROFILE))
    assert not network.made(*SETTERS)


def test_only_what_differs_is_set() -> None:
    network = telegram_showing(Profile(PROFILE.commands, "An old one.", PROFILE.short_description))
    run(introduce(network.bot(), PROFILE))
    assert [call.method for call in network.made(*SETTERS)] == ["setMyDescription"]


def test_a_profile_without_texts_changes_nothing() -> None:
    network = telegram_showing(PROFILE)
    run(introduce(network.bot(), Profile()))
    assert not network.made(*SETTERS)


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.LIMITED, Fate.ODD, Fate.PROXY, Fate.REFUSED, Fate.UNAUTHORIZED])
def test_a_failure_is_one_line_and_no_more(fate: Fate) -> None:
    network = telegram_showing(Profile())
    network.fates["setMyDescription"] = [fate]
    with capture_logs() as lines:
        run(introduce(network.bot(), PROFILE))
    assert len(lines) == 1
    assert TOKEN not in str(lines)


@pytest.mark.parametrize("fate", [Fate.OK, Fate.LOST, Fate.ODD, Fate.PROXY, Fate.REFUSED, Fate.UNAUTHORIZED])
def test_a_press_is_answered_once_whatever_becomes_of_it(fate: Fate) -> None:
    network = Network()
    network.fates["answerCallbackQuery"] = [fate]

    async def answered() -> None:
        presses = Presses(network.bot())
        presses.answer("press5")
        await asyncio.sleep(10)
        await presses.close()

    run(answered())
    assert [call.parameters for call in network.asked] == [{"callback_query_id": "press5"}]


def test_a_flood_of_presses_is_not_piled_up_and_a_close_gives_up_the_rest() -> None:
    network = Network(seconds=1000)

    async def flooded() -> None:
        presses = Presses(network.bot())
        for number in range(AT_ONCE * 3):
            presses.answer(f"press{number}")
        await asyncio.sleep(1)
        await presses.close()

    run(flooded())
    assert len(network.asked) == AT_ONCE
    assert not network.calls
