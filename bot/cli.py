"""The command `securebase`: the operator's and the author's door.

Rule: commands only say which door opens; what a command needs is imported inside it, because `chat` and `health` start
often and must start fast. A fault we know is one sentence and exit code 1, or 2 when it is a setting.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import cli_data
from bot.cli_reflection import reflection
from bot.cli_safety import safety
from bot.errors import ScriptError, SecureBaseError, SettingsError
from bot.operations.research.commands import attachment
from bot.operations.simulation.command import simulate

if TYPE_CHECKING:
    from bot.channels.telegram.webhook import Address
    from bot.operations.clock import Clock
    from bot.settings import Settings

app = typer.Typer(
    name="securebase",
    help="A scripted companion for reflecting on how one connects with others.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
dialogues = typer.Typer(help="For authors: the dialogue files.", no_args_is_help=True)
dialogues.command()(simulate)
app.add_typer(dialogues, name="dialogues")
app.add_typer(cli_data.app, name="data")
app.add_typer(reflection, name="reflection")
app.add_typer(safety, name="safety")
app.add_typer(attachment, name="attachment")

_NOBODY = "there"
"""Who has given no name is greeted with "Hello there"."""

_HOW_TO_TELEGRAM = """\
TELEGRAM_BOT_TOKEN is not set, so we talk here, in the terminal.
For the bot in Telegram: write /newbot to @BotFather there, put TELEGRAM_BOT_TOKEN= and the token it sends you on one
line of a file named .env in this folder, and start again."""


@app.command()
def run(
    clock: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take the time from this file (for tests)."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Draw the conversations' seeds from this one (for tests).")
    ] = None,
) -> None:
    """Start the companion: in Telegram when TELEGRAM_BOT_TOKEN is set, else here in the terminal."""
    from bot.operations.clock import FileClock, system_clock
    from bot.settings import load_settings

    settings = load_settings()
    token = settings.telegram_bot_token
    if (clock or seed is not None) and token and settings.is_official_api:
        raise SettingsError("--clock and --seed are for tests: they need TELEGRAM_API_URL to name a test server.")
    time_source = FileClock(clock) if clock else system_clock
    if token:
        _serve(settings, token.get_secret_value(), time_source, _chances(seed), warm=seed is None)
    else:
        typer.echo(_HOW_TO_TELEGRAM, err=True)
        _talk(settings, time_source, _chances(seed), _NOBODY)


@app.command()
def chat(
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who talks; each name has its own place.")
    ] = _NOBODY,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="Data folder, instead of DATA_DIR.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--dialogues", metavar="DIR", help="Dialogue files, instead of DIALOGUES_DIR.")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Seed of a new conversation, to repeat one.")] = None,
    now: Annotated[str | None, typer.Option(metavar="TIME", help="The time it is, such as 2026-05-01T20:30.")] = None,
) -> None:
    """Talk to the companion here in the terminal. From a pipe it reads one message a line."""
    from bot.operations.clock import read_time, system_clock
    from bot.settings import load_settings

    overrides: dict[str, object] = {}
    if data is not None:
        # The folder's own file, whatever DATABASE_URL says: a trial must not end up in the operator's database.
        overrides |= {"data_dir": data, "database_url": f"sqlite:///{data / 'securebase.db'}"}
        overrides |= {"erased_list": data / "erased.list"}
    if folder is not None:
        overrides["dialogues_dir"] = folder
    settings = load_settings(**overrides)
    start = read_time(now) if now else None
    from bot.channels.terminal.chat import ticking_from  # after what may be wrong: it brings much along

    new_seed = _chances(None) if seed is None else lambda: seed
    _talk(settings, ticking_from(start) if start else system_clock, new_seed, name)


@dialogues.command()
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Instead of DIALOGUES_DIR.")] = None,
    content: Annotated[
        bool, typer.Option("--content", help="Instead: is what is said good? By the rules in checks.yaml.")
    ] = False,
) -> None:
    """Find everything that is wrong in the dialogue files, one line for each fault, and play the recordings."""
    from bot.settings import load_settings

    place = folder or load_settings().dialogues_dir
    if content:
        from bot.operations.content.command import print_content

        print_content(place)
        return
    from bot.house import load_dialogues, recorded_faults  # after what may be wrong: it brings much along

    loaded = load_dialogues(place)
    if faults := recorded_faults(place, loaded):
        raise ScriptError("\n".join(faults))
    script = loaded.script
    typer.echo(f"{place}: {len(script.flows)} flows, {len(script.states)} states, no fault found.")


@app.command()
def health() -> None:
    """Exit with 0 when the running companion fetches and delivers, else with 1 and the reason."""
    from bot.operations.health import faults
    from bot.settings import load_settings

    found = list(faults(load_settings().data_dir, time.time()))
    for sentence in found:
        typer.echo(sentence, err=True)
    raise typer.Exit(1 if found else 0)


def main() -> None:
    """Run the command of the command line."""
    try:
        app()
    except SecureBaseError as error:
        typer.echo(str(error), err=True)
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except Exception as error:  # the last place before a traceback, and its message may quote a person
        from bot.operations.logs import sentence_for

        typer.echo(sentence_for(error), err=True)
        sys.exit(1)


def _chances(seed: int | None) -> Callable[[], int]:
    """Gives every new conversation a seed of its own: one that nobody can guess, or the next of a known row."""
    chance = secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 (a known row is for tests)
    return lambda: chance.getrandbits(53)


def _serve(settings: Settings, token: str, clock: Clock, new_seed: Callable[[], int], *, warm: bool) -> None:
    """warm: read beforehand what the first texts would wait for; a process of the tests, started often, reads it when
    a text needs it (1.7 of 4.6 s of processor time)."""
    import structlog

    from bot.channels.telegram.sender import Rates
    from bot.channels.telegram.service import Connection, serve
    from bot.channels.telegram.setup import Profile
    from bot.house import open_house
    from bot.operations.health import Heartbeats
    from bot.operations.logs import catch_in, catch_the_uncaught, configure_logs
    from bot.operations.stopping import stop_on_signals
    from bot.operations.sweeping import swept

    configure_logs(settings.log_level)
    catch_the_uncaught()

    async def service() -> None:
        loop = asyncio.get_running_loop()
        catch_in(loop)
        stop = stop_on_signals(loop)
        async with open_house(settings, new_seed, clock) as house, swept(house, clock):
            if warm:
                house.warm(clock())
            shown = house.dialogues.script.profile
            connection = Connection(
                token,
                settings.telegram_api_url,
                Rates(settings.sends_per_second, settings.sends_per_chat_per_second),
                Profile(tuple(shown.commands.items()), shown.description, shown.short_description),
                private_only=shown.in_a_group,
                webhook=_webhook(settings),
            )
            log = structlog.get_logger()
            log.info("the companion is open")
            await serve(house, connection, clock, stop, Heartbeats(settings.data_dir))
        log.info("the companion is closed; nothing was left half done")

    _run(service())


def _webhook(settings: Settings) -> Address | None:
    from bot.channels.telegram.webhook import Address

    if not settings.webhook_url:
        return None
    host, _, port = settings.webhook_listen.rpartition(":")
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    return Address(settings.webhook_url, host.strip("[]"), int(port), secret)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run on the faster event loop where there is one (not on Windows, nor on PyPy)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def _talk(settings: Settings, clock: Clock, new_seed: Callable[[], int], name: str) -> None:
    from bot.channels.drawing import Drawings, svg_of
    from bot.channels.packing import Packing
    from bot.channels.terminal.chat import Chat, lines_of
    from bot.house import open_house
    from bot.operations.logs import catch_in, catch_the_uncaught, configure_logs
    from bot.operations.stopping import until_interrupted

    # Between the lines of a conversation only trouble is worth a line of log, unless somebody asked for more.
    configure_logs(settings.log_level if "log_level" in settings.model_fields_set else "warning")
    catch_the_uncaught()

    async def conversation() -> None:
        async with open_house(settings, new_seed, clock) as house:
            packing = Packing(house.luggage, Drawings(svg_of), clock)
            chat = Chat(house.companion, house.store, name, clock, sys.stdout, packing.file)
            await chat.converse(lines_of(sys.stdin))

    async def interruptible() -> None:
        catch_in(asyncio.get_running_loop())
        if not await until_interrupted(conversation()):
            # The house is closed, but a thread still waits for a line, and the loop would wait for the thread.
            typer.echo()
            os._exit(130)

    asyncio.run(interruptible())
