"""The commands `securebase data ...`: what an operator may see of what is stored, without reading it.

Rule: as in cli.py; nothing that a person wrote, and nobody's id, is ever printed.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.storage.backup import Places
    from bot.storage.store import Store

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

    async def moving_in(data: bytes) -> None:
        store = await _opened()
        try:
            await move_in(store, data)
        finally:
            await store.close()

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

    async def sharing() -> str:
        store = await _opened()
        try:
            everybody = store.seen_between(datetime.fromtimestamp(0, UTC), datetime.now(UTC) + timedelta(days=2))
            return await shared_answers(everybody, items)
        finally:
            await store.close()

    abilities = load_dialogues(load_settings().dialogues_dir).script.abilities.values()
    stacks = [stack for one in abilities if isinstance(one, Assess) for stack in one.library.bank.stacks.values()]
    items = dict.fromkeys(item.id for stack in stacks for item in stack.items)
    text = asyncio.run(sharing())
    out.write_text(text, encoding="utf-8")
    typer.echo(f"{text.count(chr(10)) - 1} people share their answers; written to {out}.")


@app.command()
def counts() -> None:
    """Say how many people there are and what waits. What people do is summed up from 20 people upwards only."""
    from bot.settings import load_settings
    from bot.storage.glimpses import FEWEST
    from bot.storage.glimpses import counts as counted

    settings = load_settings()
    found = asyncio.run(counted(settings.database_url, settings.data_dir))
    few = f"not shown for fewer than {FEWEST} people"
    typer.echo(f"people: {found.people}")
    typer.echo(f"messages that wait: {found.waiting}")
    typer.echo(f"messages given up: {found.given_up}")
    typer.echo(f"events set aside: {found.set_aside}")
    typer.echo(f"daily questions: {few if found.daily_questions is None else found.daily_questions}")
    typer.echo(f"journal entries and additions: {few if found.journal_entries is None else found.journal_entries}")


@app.command("rotate-key")
def rotate_key() -> None:
    """Replace the operator's key, while the companion runs. Interrupted, the same command goes on where it was."""
    from bot.settings import load_settings
    from bot.storage.rotation import rotate_key as rotated

    settings = load_settings()
    done = asyncio.run(rotated(settings.database_url, settings.data_dir, settings.secret_key_file))
    typer.echo(
        f"The operator's key is a new one, and the old one is gone. Data keys that were wrapped anew: {done.people}. "
        "Backups made before open with the old key only: make one now, and copy the new key to where the old copy was."
    )
    if done.unreadable:
        typer.echo(f"Rows that are damaged, and that no key opened before either: {done.unreadable}.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; there must be no such file yet.")],
) -> None:
    """Write a backup of the database, while the companion runs, and the erasure list beside it."""
    from bot.storage.backup import back_up

    back_up(_places(), file)
    typer.echo(f"The backup is in {file}. The operator's key is not in it, and belongs in another place.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    list_is_lost: Annotated[
        bool, typer.Option("--list-is-lost", help="The erasure list is gone: bring back those erased since, too.")
    ] = False,
) -> None:
    """Bring a backup back, where the database holds nobody. The companion must not run."""
    from bot.storage.backup import restore as restored

    done = asyncio.run(restored(_places(), file, list_is_lost=list_is_lost))
    typer.echo(f"People who are back: {done.people}. Left out, because they were erased since: {done.erased}.")
    if done.unreadable:
        typer.echo(
            f"People whose words the operator's key does not open: {done.unreadable}. If it was replaced, add the old "
            "key as a second line to its file."
        )


async def _opened() -> Store:
    from bot.settings import load_settings
    from bot.storage.opening import open_store

    settings = load_settings()
    return await open_store(
        settings.database_url, settings.data_dir, settings.secret_key_file, erased_list=settings.erased_list
    )


def _places() -> Places:
    from bot.settings import load_settings
    from bot.storage.backup import Places

    settings = load_settings()
    return Places(settings.database_url, settings.data_dir, settings.secret_key_file, settings.erased_list)
