"""The commands `securebase safety ...`: what an operator or author looks at before people do.

Rule: reading, writing and wording only; the arithmetic is the safety room's. A faulty row is one line that names file,
line and reason.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import ScriptError, SecureBaseError

if TYPE_CHECKING:
    from bot.safety.evaluation import Alarms, Evaluation, Judged, Recall, Screened, Share
    from bot.safety.screening import Finding

safety = typer.Typer(help="For operators: help lines, and what screening notices.", no_args_is_help=True)


class MessagesError(SecureBaseError):
    """A file of judged messages cannot be read; the text has a line `file:line: what is wrong` for each fault."""


@safety.command()
def evaluate(
    messages: Annotated[Path, typer.Option(metavar="FILE.jsonl", help="Judged messages: id, text, label, kind ...")],
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Also every message that was missed or alarmed.")] = False,
    predictions: Annotated[
        Path | None, typer.Option(metavar="OUT.jsonl", help="Write what was found: id, tier, kind.")
    ] = None,
) -> None:
    """Measure the screening on messages that somebody has judged as crisis or no_crisis."""
    from bot.house import load_dialogues
    from bot.safety.ability import SafetyShelf, warm
    from bot.safety.evaluation import evaluated
    from bot.settings import load_settings

    rows = _read(messages)
    shelf = SafetyShelf()
    load_dialogues(load_settings().dialogues_dir, shelf)
    warm(shelf.screen)
    screened = list(_screened(rows, shelf.screen.finding))
    if predictions is not None:
        _write(predictions, screened)
    figures = evaluated(screened)
    if as_json:
        typer.echo(json.dumps(_plain(figures, errors=errors), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(figures, errors=errors)))


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


def _read(path: Path) -> list[Judged]:
    from pydantic import ValidationError

    from bot.safety.evaluation import Judged

    rows: list[Judged] = []
    faults: list[str] = []
    for number, line in enumerate(_file_lines(path), 1):
        if not line.strip():
            continue
        try:
            rows.append(Judged.model_validate_json(line, strict=True))
        except ValidationError as error:
            faults.extend(f"{path}:{number}: {fault}" for fault in map(_fault, error.errors()))
    if faults:
        raise MessagesError("\n".join(faults))
    if not rows:
        raise MessagesError(f"{path}: there is no message in it.")
    return rows


def _file_lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise MessagesError(f"{path}: this is not UTF-8 (byte {error.start}).") from error
    except OSError as error:
        raise MessagesError(f"{path}: it cannot be read: {error.strerror}.") from error


def _fault(error: object) -> str:
    match error:
        case {"type": "json_invalid", "ctx": {"error": reason}}:
            return f"this is not JSON: {reason}"
        case {"loc": (), "msg": str(reason)}:
            return f"a message is an object such as {{'id': 1, 'text': '...', 'label': 'crisis'}}: {reason}"
        case {"loc": [*place], "msg": str(reason)} | {"loc": (*place,), "msg": str(reason)}:
            return f"{place[0]!r}: {reason[:1].lower()}{reason[1:]}"
    return "this cannot be read"


def _screened(rows: Sequence[Judged], screen: Callable[[str], Finding | None]) -> Iterator[Screened]:
    from bot.safety.evaluation import Screened

    for row in rows:
        began = time.thread_time()
        finding = screen(row.text)
        yield Screened(row, finding, 1000 * (time.thread_time() - began))


def _write(path: Path, screened: Sequence[Screened]) -> None:
    lines = [json.dumps(_prediction(one), ensure_ascii=False) for one in screened]
    try:
        path.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise MessagesError(f"{path}: it cannot be written: {error.strerror}.") from error


def _prediction(one: Screened) -> dict[str, object]:
    if one.finding is None:
        return {"id": one.message.id, "tier": "none", "kind": None}
    return {"id": one.message.id, "tier": one.finding.tier.replace("-", ""), "kind": one.finding.kind}


def _lines(figures: Evaluation, *, errors: bool) -> Iterator[str]:
    yield f"{'crisis messages':<28}{'noticed':>26}{'as a pause':>26}"
    yield _recall_line("all", figures.recall)
    yield from (_recall_line(f"kind {name}", recall) for name, recall in figures.by_kind.items())
    yield from (_recall_line(f"language {name}", recall) for name, recall in figures.by_language.items())
    yield ""
    yield f"{'per 1,000 without a crisis':<28}{'false pauses':>26}{'any alarm':>26}"
    yield _alarms_line("ordinary messages", figures.ordinary)
    yield _alarms_line("idioms", figures.idioms)
    yield ""
    yield f"milliseconds a message: median {figures.median_ms:.2f}, 99th percentile {figures.p99_ms:.2f}"
    if errors:
        yield from (f"missed {_about(one)}" for one in figures.missed)
        yield from (f"alarmed {_about(one)}" for one in figures.alarmed)


def _about(one: Screened) -> str:
    found = "" if one.finding is None else f" {one.finding.tier} {one.finding.rule}"
    row = one.message
    return f"{row.id} ({row.kind or '-'}, {row.lang or '-'}){found}: {json.dumps(row.text)}"


def _recall_line(name: str, recall: Recall) -> str:
    return f"{name:<28}{_of_one(recall.noticed):>26}{_of_one(recall.paused):>26}"


def _alarms_line(name: str, alarms: Alarms) -> str:
    shown = f"{name} ({alarms.noticed.whole})"
    return f"{shown:<28}{_of_thousand(alarms.paused):>26}{_of_thousand(alarms.noticed):>26}"


def _of_one(share: Share) -> str:
    low, high = share.interval
    return f"{share.part}/{share.whole} {share.value:.3f} ({low:.2f}-{high:.2f})"


def _of_thousand(share: Share) -> str:
    low, high = share.interval
    return f"{1000 * share.value:.1f} ({1000 * low:.1f}-{1000 * high:.1f})"


def _plain(figures: Evaluation, *, errors: bool) -> dict[str, object]:
    whole: dict[str, object] = {
        "recall": _plain_recall(figures.recall),
        "by_kind": {name: _plain_recall(recall) for name, recall in figures.by_kind.items()},
        "by_language": {name: _plain_recall(recall) for name, recall in figures.by_language.items()},
        "per_1000_ordinary": _plain_alarms(figures.ordinary),
        "per_1000_idioms": _plain_alarms(figures.idioms),
        "milliseconds": {"median": round(figures.median_ms, 3), "p99": round(figures.p99_ms, 3)},
    }
    if errors:
        whole["missed"] = [_prediction(one) | {"text": one.message.text} for one in figures.missed]
        whole["alarmed"] = [_prediction(one) | {"text": one.message.text} for one in figures.alarmed]
    return whole


def _plain_recall(recall: Recall) -> dict[str, object]:
    return {"any_tier": _plain_share(recall.noticed), "pause": _plain_share(recall.paused)}


def _plain_alarms(alarms: Alarms) -> dict[str, object]:
    return {"false_pauses": _plain_share(alarms.paused, 1000), "any_alarm": _plain_share(alarms.noticed, 1000)}


def _plain_share(share: Share, times: int = 1) -> dict[str, object]:
    low, high = share.interval
    return {
        "count": share.part,
        "of": share.whole,
        "value": round(times * share.value, 4),
        "interval_95": [round(times * low, 4), round(times * high, 4)],
    }
