"""The commands `securebase data ...`: what an operator may see of what is stored, without reading it.

Rule: as in cli.py; nothing that a person wrote, and nobody's id, is ever printed.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

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


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What /export sent.")],
) -> None:
    """Put back a person from their export, into a database that does not know them. The companion must not run."""
    from bot.operations.moving_in import move_in, read_export
    from bot.settings import load_settings
    from bot.storage.opening import open_store

    async def moving_in(data: bytes) -> None:
        store = await open_store(settings.database_url, settings.data_dir, settings.secret_key_file)
        try:
            await move_in(store, data)
        finally:
            await store.close()

    settings = load_settings()
    asyncio.run(moving_in(read_export(file)))
    typer.echo("One person was imported; they go on where they were.")


@app.command()
def answers(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="Where to write them.")],
) -> None:
    """Write the item answers of those who share them, from 20 people upwards. The companion must not run."""
    from datetime import UTC, datetime, timedelta

    from bot.attachment.ability import Assess
    from bot.house import load_dialogues
    from bot.operations.sharing import shared_answers
    from bot.settings import load_settings
    from bot.storage.opening import open_store

    async def sharing() -> str:
        store = await open_store(settings.database_url, settings.data_dir, settings.secret_key_file)
        try:
            everybody = store.seen_between(datetime.fromtimestamp(0, UTC), datetime.now(UTC) + timedelta(days=2))
            return await shared_answers(everybody, items)
        finally:
            await store.close()

    settings = load_settings()
    abilities = load_dialogues(settings.dialogues_dir).script.abilities.values()
    stacks = [stack for one in abilities if isinstance(one, Assess) for stack in one.library.bank.stacks.values()]
    items = dict.fromkeys(item.id for stack in stacks for item in stack.items)
    text = asyncio.run(sharing())
    out.write_text(text, encoding="utf-8")
    typer.echo(f"{text.count(chr(10)) - 1} people share their answers; written to {out}.")
