"""Rule: only what differs is set, and no failure of it stops the companion."""

from __future__ import annotations

import pytest

from bot.channels.telegram.setup import Profile, introduce
from tests.channels.telegram.virtual import run
from tests.channels.telegram.world import TOKEN, Fate, Network
from tests.logged import logged

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
    with logged() as lines:
        run(introduce(network.bot(), PROFILE))
    assert len(lines) == 1
    assert TOKEN not in str(lines)
