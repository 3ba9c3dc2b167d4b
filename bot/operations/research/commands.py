"""`securebase attachment`: calibrating a bank and measuring it, for psychologists.

Rule: as in `cli.py`: what a command needs is imported inside it. What is read comes before what takes long.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ResearchError

attachment = typer.Typer(help="For psychologists: item banks and real answers.", no_args_is_help=True)

_Responses = Annotated[
    Path, typer.Option(metavar="FILE.csv", help="A row a person, a column an item; options from 1, empty = missing.")
]
_Bank = Annotated[Path, typer.Option(metavar="FILE.yaml", help="The items, in the form of dialogues/items/.")]


@attachment.command()
def calibrate(
    responses: _Responses,
    bank: _Bank,
    out: Annotated[Path, typer.Option(metavar="FILE.yaml", help="Where to write the bank with its parameters.")],
) -> None:
    """Estimate loadings marked `free` and thresholds that are absent from people's answers."""
    from bot.attachment.calibration import calibrate as calibrated_from
    from bot.attachment.identification import reasons_against
    from bot.attachment.starting import start_values
    from bot.operations.research.bank_file import read_bank
    from bot.operations.research.bank_writing import written
    from bot.operations.research.printing import summary
    from bot.operations.research.responses_file import read_responses

    read = read_bank(bank, complete=False)
    items = read.items
    answered = read_responses(responses, {item.id: len(item.options) for item in items})
    answers = answered.responses.of([item.id for item in items])
    if reasons := list(reasons_against(items, answers)):
        raise ResearchError("\n".join(f"{responses}: {reason}" for reason in reasons))
    _tell(answered.passed_over, answered.empty)
    found = calibrated_from(items, start_values(items, answers), answers)
    text = written(read, found.items, found.calibration)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ResearchError(f"{out}: this cannot be written: {error.strerror}") from None
    for note in found.notes:
        typer.echo(f"Note: {note}.", err=True)
    for line in summary(found):
        typer.echo(line)
    typer.echo(f"Written: {out}")


@attachment.command()
def evaluate(
    responses: _Responses,
    bank: _Bank,
    items: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only after N questions, instead of 4, 6, 8 ... 20.")
    ] = None,
    relationship: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the items about it, where the bank has several.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Give real answers again, adaptively, and print how much a few of them say."""
    import time

    from bot.attachment.bank import Stack
    from bot.attachment.evaluation import NUMBERS, Plan
    from bot.attachment.evaluation import evaluate as evaluated
    from bot.attachment.misfit import Misfit
    from bot.operations.research.bank_file import read_bank
    from bot.operations.research.printing import as_json as printed
    from bot.operations.research.printing import table
    from bot.operations.research.responses_file import read_responses
    from bot.operations.research.sitting import about_one_relationship

    read = read_bank(bank, complete=True)
    answered = read_responses(responses, {item.id: len(item.options) for item in read.items})
    chosen = about_one_relationship(read, answered.responses.items, relationship)
    stack = Stack(tuple(chosen))
    answers = answered.responses.of([item.id for item in chosen])
    numbers = [number for number in ([items] if items else NUMBERS) if number < len(chosen)]
    if not numbers:
        raise ResearchError(f"{bank}: {len(chosen)} items have answers; there must be more of them than questions")
    _tell(answered.passed_over, answered.empty)
    noted = read.form.calibration
    found = evaluated(stack, answers, noted.misfit if noted else Misfit(), time.perf_counter, Plan(numbers))
    typer.echo(printed(found) if as_json else "\n".join(table(found)))


def _tell(passed_over: tuple[str, ...], empty: int) -> None:
    """What was left out, on stderr, so that stdout stays what was asked for."""
    if passed_over:
        typer.echo(f"Note: columns that are no items were passed over: {', '.join(passed_over)}.", err=True)
    if empty:
        typer.echo(f"Note: {empty} rows without any answer were passed over.", err=True)
