"""What a run came to, in lines for a reader and as plain data for a machine.

Rule: words and arithmetic on counts; nothing is judged that was not judged while people talked. The lists of what was
never reached stand in full in the data; in the lines the first of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from bot.attachment.plane import DIMENSIONS
from bot.operations.simulation.fitting import Reached, Told
from bot.operations.simulation.people import Region
from bot.operations.simulation.running import Run
from bot.operations.simulation.stage import Stage, Way
from bot.operations.simulation.talking import WORDS_A_MINUTE, Life
from bot.operations.simulation.texts import Audience
from bot.operations.simulation.what_was_seen import REGIONS, rows_of

_LISTED = 25
_TO_THE_POINT = ("steady", "terse")
"""Manners of people who mostly answer what they are asked."""
_GRAVE = ("a step failed", "nothing is asked any more", "words were met with silence")
"""Beginnings of what must not happen to anybody; other troubles are matters of taste."""

Plain = dict[str, Any]


def plain(run: Run) -> Plain:
    """Everything as plain data."""
    stage, seen = run.seen.stage, run.seen
    return {
        "people": run.people,
        "seekers": run.seekers,
        "seed": run.seed,
        "turns": seen.turns,
        "manners": dict(Counter(life.person.manner.name for life in run.lives)),
        "first_picture": _pace(run.lives, "picture"),
        "first_suggestion": _pace(run.lives, "suggestion"),
        "picture_fits": _fits([one for life in run.lives for one in life.told]),
        "texts_for_one_end": {
            "shown": run.fit.shown + run.sought.shown,
            "leaks": run.fit.leaks + run.sought.leaks,
            "examples": [asdict(one) for one in (*run.fit.examples, *run.sought.examples)],
            "for_one_end_alone": asdict(run.fit.strict),
            "for_one_end_and_the_middle": asdict(run.fit.wide),
        },
        "readers": _readers(run),
        "states": {"in_all": len(stage.every_state), "never_reached": seen.states_never_reached()},
        "ways": {
            "in_all": len(stage.every_way),
            "never_taken": [told_way(stage, one) for one in seen.ways_never_taken()],
        },
        "texts": {
            "in_all": len(stage.texts),
            "never_shown": [stage.texts[number].place for number in seen.texts_never_shown()],
            "shown_to": {
                text.place: row.tolist() for text, row in zip(stage.texts, seen.readers, strict=True) if row.any()
            },
            "regions": ["-".join(region) for region in REGIONS],
        },
        "without_a_way_out": seen.without_a_way_out(),
        "troubles": [
            {"what": what, "where": where, "times": times} for (what, where), times in seen.troubles.most_common()
        ],
        "first_troubles": [asdict(one) for one in seen.examples],
    }


def is_grave(figures: Plain) -> bool:
    """Whether something happened that must not: a leak, a failed step, a dead end, a question without a way out."""
    happened = any(str(one["what"]).startswith(_GRAVE) for one in figures["troubles"])
    return bool(happened or figures["texts_for_one_end"]["leaks"] or figures["without_a_way_out"])


def lines(run: Run) -> Iterator[str]:
    """The report."""
    figures = plain(run)
    yield f"{run.people} invented people, seed {run.seed}: {figures['turns']:,} turns."
    if run.seekers:
        yield f"{run.seekers} more looked for what those had not met; they count there, and for leaks and troubles."
    yield ", ".join(f"{count} {name}" for name, count in sorted(figures["manners"].items(), key=lambda one: -one[1]))
    yield ""
    yield from _told_paces(figures)
    yield ""
    yield from _told_fit(figures["picture_fits"])
    yield ""
    yield from _told_leaks(figures["texts_for_one_end"])
    yield from rows_of([("  folder", "shown", "meant for", "beside", "other end"), *_reader_rows(figures["readers"])])
    yield ""
    yield from _told_never(figures)
    yield ""
    yield from _told_troubles(figures)


def _pace(lives: Sequence[Life], what: str) -> Plain:
    turns = [value for life in lives if (value := getattr(life, f"turns_to_{what}")) is not None]
    words = [value for life in lives if (value := getattr(life, f"words_to_{what}")) is not None]
    stayed = [life for life in lives if not life.person.manner.quits]
    terse = [life for life in stayed if life.person.manner.name in _TO_THE_POINT]
    return {
        "share": _share(len(turns), len(lives)),
        "share_without_quitters": _share(
            sum(getattr(life, f"turns_to_{what}") is not None for life in stayed), len(stayed)
        ),
        "turns": _spread(turns),
        "turns_to_the_point": _spread(
            [value for life in terse if (value := getattr(life, f"turns_to_{what}")) is not None]
        ),
        "reading_minutes": _spread([one / WORDS_A_MINUTE for one in words]),
    }


def _spread(values: Sequence[float]) -> Plain | None:
    if not values:
        return None
    return {"median": round(float(np.median(values)), 2), "ninetieth": round(float(np.percentile(values, 90)), 2)}


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 3) if whole else None


def _fits(told: Sequence[Told]) -> Plain:
    careful = [one for one in told if not one.careless]
    return {
        "pictures": len(careful),
        "of_careless_people": len(told) - len(careful),
        "in_90_interval": [_mean(careful, lambda one, n=n: one.inside[n]) for n in range(len(DIMENSIONS))],  # type: ignore[misc]
        "in_90_interval_as_common": [
            _mean(careful, lambda one, n=n: one.inside[n], weighted=True)  # type: ignore[misc]
            for n in range(len(DIMENSIONS))
        ],
        "region_right": _mean(careful, lambda one: one.dimensions_right == len(DIMENSIONS)),
        "one_dimension_right": _mean(careful, lambda one: one.dimensions_right == 1),
        "opposite_told": _mean(careful, lambda one: one.is_opposite),
    }


def _mean(told: Sequence[Told], is_so: Callable[[Told], bool], *, weighted: bool = False) -> float | None:
    weights = [one.weight if weighted else 1.0 for one in told]
    return _share(sum(weight for weight, one in zip(weights, told, strict=True) if is_so(one)), sum(weights))


def _readers(run: Run) -> Plain:
    """For each folder: how often its texts for some were shown, and to whom they are meant for, beside, or not for."""
    found: dict[str, list[int]] = {}
    for text, row in zip(run.seen.stage.texts, run.seen.readers, strict=True):
        if text.audience.is_for_some:
            counts = found.setdefault(text.place.split()[0], [0, 0, 0])
            for region, times in zip(REGIONS, row.tolist(), strict=True):
                counts[_distance(text.audience, region)] += times
    return {
        folder: dict(zip(("meant_for", "beside", "other_end"), counts, strict=True)) for folder, counts in found.items()
    }


def _distance(audience: Audience, region: Region) -> int:
    """0 for a region that a text is for, 2 for one at the other end on some dimension, 1 between."""
    pairs = list(zip(DIMENSIONS, region, strict=True))
    if any(audience.turned_from(dimension) == level for dimension, level in pairs):
        return 2
    return 0 if all(level in audience.levels[dimension] for dimension, level in pairs) else 1


def told_way(stage: Stage, way: Way) -> str:
    """A way in words: the state, the button's label or the trigger, and where it leads."""
    source, trigger, dest = way
    kind, _, number = trigger.partition(".")
    if kind in {"choice", "beside"} and source in stage.script.states:
        state = stage.script.states[source]
        return f"{source} [{(state.choices if kind == 'choice' else state.beside)[int(number)].label}]"
    return f"{source} {trigger}{f' -> {dest}' if dest else ''}".strip()


def _told_paces(figures: Plain) -> Iterator[str]:
    yield f"Reading at {WORDS_A_MINUTE} words a minute, everything that was said up to then counted."
    table = [
        ("", "reached", "of those who don't quit", "turns: median, 90 %", "steady and terse", "minutes: median, 90 %")
    ]
    for name, key in (("first picture", "first_picture"), ("first suggestion", "first_suggestion")):
        one = figures[key]
        table.append(
            (
                name,
                _percent(one["share"]),
                _percent(one["share_without_quitters"]),
                _both(one["turns"]),
                _both(one["turns_to_the_point"]),
                _both(one["reading_minutes"]),
            )
        )
    yield from rows_of(table)


def _told_fit(fits: Plain) -> Iterator[str]:
    left_out = f"({fits['of_careless_people']} of careless people left out)"
    yield f"{fits['pictures']} first pictures of a relationship {left_out}:"
    inside, common = (" and ".join(map(_percent, fits[key])) for key in ("in_90_interval", "in_90_interval_as_common"))
    yield f"  the person's place lies in the 90 % interval of anxiety and avoidance in {inside}"
    yield f"  the same, each person counted as the model has them (they are drawn evenly, to the far corners): {common}"
    both, one = _percent(fits["region_right"]), _percent(fits["one_dimension_right"])
    yield f"  region told right on both dimensions {both}, on one {one}"
    yield f"  the other end told on some dimension: {_percent(fits['opposite_told'])}"


def _told_leaks(found: Plain) -> Iterator[str]:
    yield f"Texts for one end of a dimension: shown {found['shown']:,} times, {found['leaks']} leaks"
    yield "  (a leak: the reader's own answers put them at the other end at that moment; goal: none)"
    for one in found["examples"]:
        yield f"  leak: {one['place']} to person {one['person']} ({one['relationship']}: {'-'.join(one['region'])})"
    for name, key in (("that end alone", "for_one_end_alone"), ("it and the middle", "for_one_end_and_the_middle")):
        yield f"  for {name}: {_told_reached(Reached(**found[key]))}"


def _told_reached(one: Reached) -> str:
    return (
        f"{one.people} of {one.of} readers stand at the other end, {one.far} of them far from the middle;"
        f" the beliefs themselves expected {one.expected:.1f}"
    )


def _reader_rows(readers: Plain) -> Iterator[Sequence[str]]:
    for folder, counts in readers.items():
        whole = sum(counts.values())
        yield (f"  {folder}", f"{whole:,}", *(_percent(_share(counts[key], whole)) for key in counts))


def _told_never(figures: Plain) -> Iterator[str]:
    for what, key, never in (("states", "states", "reached"), ("ways", "ways", "taken"), ("texts", "texts", "shown")):
        missing = figures[key][f"never_{never}"]
        yield f"{what.capitalize()} never {never}: {len(missing)} of {figures[key]['in_all']:,}"
        yield from (f"  {one}" for one in missing[:_LISTED])
        if len(missing) > _LISTED:
            yield f"  and {len(missing) - _LISTED} more (--json names them)"


def _told_troubles(figures: Plain) -> Iterator[str]:
    if not figures["troubles"] and not figures["without_a_way_out"]:
        yield "No step failed, nobody was stuck, nothing was said four at a time."
    for state in figures["without_a_way_out"]:
        yield f"Nobody ever got home from {state} by answering."
    for one in figures["troubles"][:_LISTED]:
        yield f"{one['times']} times: {one['what']} ({one['where']})"
    for one in figures["first_troubles"][:_LISTED]:
        yield f"  person {one['person']}, {one['what']}, {one['where']}: {one['detail']}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _both(spread: Plain | None) -> str:
    return "-" if spread is None else f"{spread['median']:g}, {spread['ninetieth']:g}"
