"""The commands `securebase data ...`: what an operator may see of what is stored, without reading it.

Rule: as in cli.py; nothing that a person wrote, and nobody's id, is ever printed.
"""

from __future__ import annotations

import asyncio

import typer

app = typer.Typer(help="For operators: the stored data, without reading it.", no_args_is_help=True)


@app.callback()
def data() -> None:
    """For operators: the stored data, without reading it."""


@app.command()
def failed() -> None:
    """List the events that failed and were set aside: when, the id that the log names, and the kind of fault."""
    from bot.settings import load_settings
    from bot.storage.glimpses import failed_events

    settings = load_settings()
    found = asyncio.run(failed_events(settings.database_url, settings.data_dir))
    for event in found:
        typer.echo(f"{event.at:%Y-%m-%d %H:%M:%S}Z  {event.id}  {event.fault}")
    typer.echo("No event was set aside." if not found else f"{len(found)} in all.")
