"""A month of daily questions in the real process, on a clock that runs fast, killed again and again.

Rule: what is judged is what Telegram received and what the database holds: each wanted date has its question once, and
a message comes twice only where a kill found it between its sending and its mark.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from tests.end_to_end.looking import ask
from tests.end_to_end.process import PATIENCE
from tests.end_to_end.running import Running, running, until
from tests.telegram_server import Person, Receipt, Shown
from tests.telegram_server.moments import Moment

_FIRST_PERSON = 80_001
_SET_UP = ("/start", "Let's begin", "Yes, both", "Nothing special", "/settings", "Daily question", "Turn them on")
_WISHES = (
    ("Lisbon", "Europe/Lisbon", 8, 0),
    ("Pune", "Asia/Kolkata", 20, 30),
    ("New York", "America/New_York", 13, 15),
)
"""Place, zone, hour and minute."""

_OWN = "Write my own"
_WIDTH = timedelta(minutes=11)
"""Longer than questions of one hour are spread."""

_FAST = {"SENDS_PER_SECOND": "0"}


@dataclass(frozen=True, slots=True)
class Month:
    """What became of it. prompts: questions that came; repeats: how many of them came once more; kills: how many."""

    prompts: int
    repeats: int
    kills: int
    answered: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person, with the zone and hour that they wished for."""

    person: Person
    place: str
    zone: str
    hour: int
    minute: int

    def wished_on(self, day: int) -> datetime:
        """The wished moment of a local date."""
        return datetime.fromordinal(day).replace(hour=self.hour, minute=self.minute, tzinfo=ZoneInfo(self.zone))

    def date_of(self, at: datetime) -> int:
        """The local date, as a number."""
        return at.astimezone(ZoneInfo(self.zone)).date().toordinal()


def month(folder: Path, people: int, days: int, kills: int, seed: int) -> Month:
    """So many people get a question a day for so many days, while the bot is killed so often."""
    chance = Random(seed)  # noqa: S311 (it guards nothing)
    with running(folder, _FAST) as run:
        subscribers = _subscribed(run, people)
        begin = run.clock()
        killed = _Killing(run, kills, chance, days)
        readers = _Readers(run, subscribers)
        seen: list[tuple[datetime, int]] = []
        answered = 0
        for number, moment in enumerate(_moments(subscribers, begin, days)):
            run.clock.later(moment - run.clock())
            killed.perhaps(number)
            _settled(run)
            seen.append((run.clock(), len(run.telegram.world.received)))
            answered += readers.answer(number, chance)
        return _judged(run, subscribers, (begin, seen), killed, answered)


def _subscribed(run: Running, people: int) -> list[Subscriber]:
    found = [
        Subscriber(run.telegram.person(_FIRST_PERSON + number, "Ana"), *_WISHES[number % len(_WISHES)])
        for number in range(people)
    ]
    for step in (*_SET_UP, "", "place"):
        with run.telegram.at_once():
            for one in found:
                one.person.says({"": f"at {one.hour:02d}:{one.minute:02d}", "place": one.place}.get(step, step))
        run.telegram.quiet(timeout=PATIENCE)
    _settled(run)
    return found


def _moments(subscribers: list[Subscriber], begin: datetime, days: int) -> list[datetime]:
    """When to look: each day when everybody who wished for one hour has had their turn."""
    first = begin.date().toordinal()
    each = {(one.zone, one.hour): one for one in subscribers}.values()
    moments = {one.wished_on(first + day) + _WIDTH for one in each for day in range(-1, days + 1)}
    return sorted(one for one in moments if begin < one - _WIDTH <= begin + timedelta(days=days))


class _Killing:
    """Kills the bot at some of the moments, spread over all of them."""

    def __init__(self, run: Running, kills: int, chance: Random, days: int) -> None:
        self._run = run
        self._chance = chance
        self._at = set(chance.sample(range(days * len(_WISHES)), kills))
        self.received_at: list[int] = []
        self.count = 0

    def perhaps(self, number: int) -> None:
        """Kill it, if it is time to: while questions of this moment are on their way."""
        if number not in self._at:
            return
        before = len(self._run.telegram.world.received)
        some = self._chance.randint(0, 20)
        self._run.telegram.wait_until(lambda: self._is_under_way(before + some), "questions on their way", PATIENCE)
        self._run.bot.kill()
        self.count += 1
        self._note()
        # What the dead process had written to its sockets is received until the next one speaks.
        self._run.telegram.when(_is_first_call, lambda _: self._note())
        self._run.bot.restart()
        self._run.telegram.waits_for_poll(PATIENCE)

    def _note(self) -> None:
        self.received_at.append(len(self._run.telegram.world.received))

    def _is_under_way(self, wanted: int) -> bool:
        due = ask(self._run.bot.database, f"SELECT count(*) FROM subscriptions WHERE due_at <= {_now(self._run)}")  # noqa: S608 (a number)
        return len(self._run.telegram.world.received) >= wanted or due == [(0,)]


def _is_first_call(moment: Moment) -> bool:
    return moment.point == "called" and moment.method.lower() == "getme"


def _now(run: Running) -> int:
    return int(run.clock().timestamp() * 1000)


def _settled(run: Running) -> None:
    """Nobody is due, and nothing waits in the outbox."""
    due = f"SELECT (SELECT count(*) FROM subscriptions WHERE due_at <= {_now(run)}) + (SELECT count(*) FROM outbox)"  # noqa: S608 (a number)
    until(lambda: ask(run.bot.database, due) == [(0,)], "everything that was due has left", PATIENCE * 4)


class _Readers:
    """What each person sees last; only what came since the last look is read."""

    def __init__(self, run: Running, subscribers: list[Subscriber]) -> None:
        self._run = run
        self._people = {one.person.id: one.person for one in subscribers}
        self._newest: dict[int, Shown] = {}
        self._read = 0

    def answer(self, number: int, chance: Random) -> int:
        """Some answer the question they see; nobody stays silent so long that they are written to less often."""
        received = self._run.telegram.world.received
        for receipt in received[self._read :]:
            if receipt.kind == "sent":
                self._newest[receipt.shown.chat] = receipt.shown
        self._read = len(received)
        count = 0
        with self._run.telegram.at_once():
            for chat, shown in self._newest.items():
                if _OWN in shown.labels and (number // len(_WISHES) % 2 or chance.random() < 0.2):
                    self._people[chat].presses_old(shown, shown.labels[chance.randrange(3)])
                    count += 1
        if count:
            self._run.telegram.quiet(timeout=PATIENCE)
            _settled(self._run)
        return count


def _judged(
    run: Running,
    subscribers: list[Subscriber],
    clock: tuple[datetime, list[tuple[datetime, int]]],
    killed: _Killing,
    answered: int,
) -> Month:
    begin, seen = clock
    prompts, repeats, faults = 0, 0, list[str]()
    by_chat: dict[int, list[tuple[int, Receipt]]] = defaultdict(list)
    for position, receipt in enumerate(run.telegram.received):
        if receipt.kind == "sent" and _OWN in receipt.shown.labels:
            by_chat[receipt.shown.chat].append((position, receipt))
    for one in subscribers:
        once, again = _without_repeats(by_chat[one.person.id])
        repeats += len(again)
        if any(not any(first < kill <= second for kill in killed.received_at) for first, second in again):
            faults.append(f"{one.person.id}: a question came twice, and no kill explains it")
        prompts += len(once)
        came = Counter(one.date_of(next(at for at, count in seen if place < count)) for place in once)
        wanted = {day for day in _days(begin, seen[-1][0]) if begin < one.wished_on(day) <= seen[-1][0] - _WIDTH}
        faults += _wrong_days(run, one, came, wanted)
    return Month(prompts, repeats, killed.count, answered, tuple(faults))


def _without_repeats(mine: list[tuple[int, Receipt]]) -> tuple[list[int], list[tuple[int, int]]]:
    """The places of questions, each once, and the places of those that came twice in a row."""
    again = [(one[0], two[0]) for one, two in pairwise(mine) if _same(one[1].shown, two[1].shown)]
    twice = {second for _, second in again}
    return [place for place, _ in mine if place not in twice], again


def _same(one: Shown, other: Shown) -> bool:
    return one.text == other.text and [b.data for b in one.buttons] == [b.data for b in other.buttons]


def _days(begin: datetime, end: datetime) -> range:
    return range(begin.date().toordinal() - 1, end.date().toordinal() + 2)


def _wrong_days(run: Running, one: Subscriber, came: Counter[int], wanted: set[int]) -> list[str]:
    rows = ask(run.bot.database, f"SELECT day, skipped FROM turns WHERE person = {one.person.id}") or []  # noqa: S608 (a number)
    turns = {int(str(day)) for day, skipped in rows if not skipped}
    faults = [f"{one.person.id}: {count} questions on day {day}" for day, count in came.items() if count != 1]
    if came.keys() != wanted:
        faults.append(f"{one.person.id}: questions on other days than wished: {sorted(came.keys() ^ wanted)}")
    if turns != came.keys():
        faults.append(f"{one.person.id}: the database has other days: {sorted(turns ^ came.keys())}")
    return faults
