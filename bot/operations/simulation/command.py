"""`securebase dialogues simulate`: invented people talk with the dialogues, and what came of it is told.

Rule: as in `cli.py`: what the command needs is imported inside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def simulate(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Instead of DIALOGUES_DIR.")] = None,
    people: Annotated[int, typer.Option(min=1, max=100_000, help="So many invented people.")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same people and the same talks.")] = 1,
    seekers: Annotated[
        int | None,
        typer.Option(min=0, help="At most so many more who look for what those have not met.", show_default="a fifth"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
) -> None:
    """Let invented people talk with the dialogues: how long it takes, what is never reached, what reaches whom."""
    import json

    from bot.operations.simulation.running import simulated, stage_of
    from bot.operations.simulation.telling import is_grave, lines, plain
    from bot.settings import load_settings

    stage = stage_of(folder or load_settings().dialogues_dir)
    run = simulated(stage, people, seed, people // 5 if seekers is None else seekers)
    if as_json:
        typer.echo(json.dumps(plain(run), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(lines(run)))
    raise typer.Exit(1 if is_grave(plain(run)) else 0)
