"""The command `securebase reflection explain`: how the question of a day is chosen, rule by rule.

Rule: as in cli.py. It takes an invented person from the command line and reads nobody's data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.reflection.ability import Daily
    from bot.reflection.prompts import Choice, Fit, History

reflection = typer.Typer(help="For authors: the daily question.", no_args_is_help=True)


@reflection.callback()
def about() -> None:
    """For authors: the daily question."""


@reflection.command()
def explain(  # noqa: PLR0913, PLR0917 (one for each thing that a choice goes by)
    day: Annotated[str | None, typer.Option(metavar="DATE", help="The first day, such as 2026-05-04.")] = None,
    days: Annotated[int, typer.Option(min=1, max=400, help="So many days in a row, each question answered.")] = 1,
    seed: Annotated[int, typer.Option(help="The person's seed.")] = 7,
    answered: Annotated[int, typer.Option(min=0, help="Days answered before.")] = 0,
    picture: Annotated[
        list[str] | None, typer.Option(metavar="RELATIONSHIP=ANXIETY,AVOIDANCE", help="Such as romantic=high,low.")
    ] = None,
    leave_out: Annotated[list[str] | None, typer.Option(metavar="THEME", help="A theme that is left out.")] = None,
    off: Annotated[list[str] | None, typer.Option(metavar="REASON", help="A reason that is switched off.")] = None,
    too_much: Annotated[str | None, typer.Option(metavar="DATE", help="The day of a “too much today”.")] = None,
    deeper: Annotated[bool, typer.Option(help="Whether they want deeper ones.")] = False,
    folder: Annotated[Path | None, typer.Option("--dialogues", metavar="DIR", help="Instead of DIALOGUES_DIR.")] = None,
) -> None:
    """Show how the question of a day would be chosen for an invented person: each rule, and how many it left."""
    from bot.house import load_dialogues
    from bot.operations.clock import system_clock
    from bot.reflection.prompts import History, choose
    from bot.settings import load_settings

    daily: Any = load_dialogues(folder or load_settings().dialogues_dir).script.abilities["daily"]
    fit, first = _fit(picture or []), _date(day) if day else system_clock().date()
    history = History(
        {}, answered, deeper, _date(too_much) if too_much else None, _themes(leave_out), frozenset(off or ())
    )
    for number in range(days):
        today = first + timedelta(days=number)
        choice = choose(daily.bank, history, fit, today, seed)
        for line in _told(daily, choice, today):
            typer.echo(line)
        if choice is not None:
            history = _after(history, choice, today)


def _after(history: History, choice: Choice, today: date) -> History:
    seen = {**history.seen, choice.prompt.id: today}
    return replace(history, seen=seen, answered_days=history.answered_days + 1)


def _told(daily: Daily, choice: Choice | None, today: date) -> Iterator[str]:
    from bot.reflection.prompt_reasons import sentence

    if choice is None:
        yield f"{today}  nothing is left"
        return
    prompt = choice.prompt
    tags = f"{prompt.theme}; {prompt.function}; lever {prompt.lever}; depth {prompt.depth}; about {prompt.relationship}"
    yield f"{today}  {prompt.text}  [{prompt.id}]"
    yield f"            {tags}"
    yield f"            {' > '.join(f'{step.rule} {step.left}' for step in choice.trail)}"
    yield f"            {sentence(daily.words, choice.reason, prompt)}"


def _fit(pictures: list[str]) -> Fit:
    from bot.reflection.prompt_forms import LEVELS, RELATIONSHIPS
    from bot.reflection.prompts import Fit

    regions: dict[str, Any] = {}
    for picture in pictures:
        name, _, levels = picture.partition("=")
        region = tuple(levels.split(","))
        if name not in RELATIONSHIPS or len(region) != 2 or not set(region) <= set(LEVELS):  # noqa: PLR2004 (a pair)
            raise SettingsError(
                f"A picture looks like romantic=high,low ({', '.join(RELATIONSHIPS)}); this is {picture}."
            )
        regions[name] = region
    return Fit(frozenset(regions), regions)


def _themes(left_out: list[str] | None) -> frozenset[str]:
    from bot.reflection.prompt_forms import THEMES

    for theme in left_out or ():
        if theme not in THEMES:
            raise SettingsError(f"There is no theme {theme!r}; there are: {', '.join(THEMES)}.")
    return frozenset(left_out or ())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"A day looks like 2026-05-04; this is {text!r}.") from None
