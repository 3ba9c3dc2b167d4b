"""The commands `securebase safety ...`: what an operator looks at before going live.

Rule: as in cli.py, a command only says which door opens, and imports what it needs when it runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ScriptError

safety = typer.Typer(help="For operators: help lines, and what screening notices.", no_args_is_help=True)


@safety.command()
def helplines(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Instead of DIALOGUES_DIR.")] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Only what has to be checked before going live.")
    ] = False,
) -> None:
    """List the help lines by country: where each number was found, and whether it has to be checked (again)."""
    from bot.house import load_dialogues
    from bot.operations.clock import system_clock
    from bot.safety.ability import NameLines
    from bot.safety.checking import listed
    from bot.settings import load_settings

    place = folder or load_settings().dialogues_dir
    ability = load_dialogues(place).script.abilities.get("helplines")
    if not isinstance(ability, NameLines):
        raise ScriptError(f"{place}: there are no help lines")
    for line in listed(ability.helplines.entries(), system_clock().date(), only_due=unchecked):
        typer.echo(line)
