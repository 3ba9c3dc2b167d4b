"""Killing the bot at a named point, and being sure that it was there.

Rule: a kill counts only when the state was verified from the outside while the process was held still; otherwise the
process goes on and the next chance is taken. The program itself has no hook for any of this.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial
from random import Random

from tests.end_to_end import looking
from tests.end_to_end.process import BotProcess
from tests.telegram_server import Cut, Moment, Telegram

PATIENCE = 60.0
"""Seconds after which a point counts as out of reach."""

COARSE = 0.001
"""Seconds between two looks at a process that has far to go."""

FINE = 0.0002
"""Seconds for which a process runs between two looks at where it is."""

POLITE = 10
"""Niceness of a process that is watched from its start: on a busy machine the watcher must wake up in time."""

SEVERAL = 3
"""Chats that must be in flight at once."""


class Point(StrEnum):
    """Where a kill can be."""

    FETCHED = "update fetched and not begun"
    TRANSACTION = "transaction open"
    COMMITTED = "committed and not acknowledged"
    SENT = "message sent and not marked"
    IN_FLIGHT = "several chats in flight"
    MIGRATION = "migration at first start"
    KEY = "key creation at first start"
    RANDOM = "at random"


STARTING = (Point.MIGRATION, Point.KEY)
"""Points that are reached once in a bot's life: `Killer.at_first_start`."""

RUNNING = tuple(point for point in Point if point not in STARTING)
"""Points that every conversation passes: `Killer.at`."""


class Killer:
    """Kills one bot again and again. `counts`: true hits, by point."""

    def __init__(self, telegram: Telegram, process: BotProcess, chance: Random) -> None:
        self._telegram = telegram
        self._process = process
        self._chance = chance
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.counts: Counter[Point] = Counter()

    def at(self, point: Point, traffic: Callable[[], None]) -> None:
        """Kill the running bot at `point`. `traffic` makes people do something, without waiting for the bot; it is
        called again when all of it was handled and the point was not met. The bot is dead afterwards.

        Raises AssertionError when the point is not met in `PATIENCE` seconds, or the bot ends by itself.
        """
        self._over.clear()
        before = self.counts[point]
        take_back = self._armed(point)
        deadline = threading.Timer(PATIENCE, self._end)
        deadline.start()
        try:
            while not self._is_over():
                traffic()
                if point is Point.TRANSACTION:
                    self._hunt_for_transaction()
                self._wait_for_rest()
                if point is Point.RANDOM and not self._is_over():
                    self._hit(point)
        finally:
            deadline.cancel()
            take_back()
        with self._lock:  # a kill in the server's thread is counted when it has let go
            assert self.counts[point] > before, f"not met: {point}\n{self._process.output}"

    def at_first_start(self, point: Point, head: str, tries: int = 100) -> None:
        """Start the bot in an empty folder and kill it at `point`; again and again until it is met. `head`: the version
        to which a whole migration leads. The bot is dead afterwards, and its folder as the kill left it.

        Raises AssertionError after so many `tries`.
        """
        before = len(self._telegram.calls)
        for _ in range(tries):
            self._empty_folder()
            self._process.start(niceness=POLITE)
            # Not always at the first sight of it, or the same instruction would be hit each time.
            taken = 2 ** -self._chance.uniform(0, 5)
            while self._process.is_running and not self._process.data.exists():
                time.sleep(COARSE)
            for _ in self._steps(partial(self._was_called_after, before)):
                if self._is_at(point, head) and self._chance.random() < taken:
                    self._process.kill()
                    self.counts[point] += 1
                    return
            if self._process.is_running:
                self._process.kill()
            before = len(self._telegram.calls)
        raise AssertionError(f"not met in {tries} first starts: {point}\n{self._process.output}")

    def table(self) -> str:
        """One line for each point, with its hits."""
        return "\n".join(f"{self.counts[point]:4}  {point}" for point in Point)

    def _armed(self, point: Point) -> Callable[[], None]:
        """Wait for the point; the function that ends the wait."""
        match point:
            case Point.FETCHED:
                return self._when("update_fetched", self._fetched)
            case Point.COMMITTED:
                return self._when("about_to_acknowledge", self._committed)
            case Point.SENT:
                return self._when("message_received", self._sent)
            case Point.IN_FLIGHT:
                return self._armed_in_flight()
            case Point.RANDOM:
                return self._armed_at_random()
            case Point.TRANSACTION:
                return lambda: None
        raise ValueError(f"{point} is reached by at_first_start")

    def _when(self, condition: str, callback: Callable[[Moment], None]) -> Callable[[], None]:
        def alive(moment: Moment) -> None:
            # What the bot asked for in its last instant is served after its death, and meets nobody to be killed.
            if not self._is_over():
                callback(moment)

        return self._telegram.when(condition, alive, once=False)

    def _fetched(self, moment: Moment) -> None:
        # Held still before the answer is written: it lies in the process's socket, fetched, and nothing reads it.
        self._process.pause()
        self._telegram.when(
            lambda later: later.point == "answer_written" and later.updates == moment.updates, self._not_begun
        )

    def _not_begun(self, moment: Moment) -> None:
        # Updates that come a second time after another kill may be handled already; then this is another point.
        seen = looking.handled_ids(self._process.database, moment.updates)
        if seen is not None and seen < set(moment.updates):
            self._hit(Point.FETCHED)
        else:
            self._process.resume()

    def _committed(self, moment: Moment) -> None:
        self._process.pause()
        if not looking.handled_ids(self._process.database, moment.updates):
            self._process.resume()
            return
        self._hit(Point.COMMITTED)
        raise Cut

    def _sent(self, moment: Moment) -> None:
        assert moment.chat is not None
        self._process.pause()
        if not looking.undelivered(self._process.database, moment.chat):
            self._process.resume()
            return
        self._hit(Point.SENT)
        raise Cut

    def _armed_in_flight(self) -> Callable[[], None]:
        hold = self._telegram.faults.hold()

        def several(_: Moment) -> None:
            self._hit(Point.IN_FLIGHT)
            raise Cut

        take_back = self._when(f"in_flight:{SEVERAL}", several)

        def end() -> None:
            take_back()
            hold.release()

        return end

    def _armed_at_random(self) -> Callable[[], None]:
        moments = self._chance.randrange(30)
        timer = threading.Timer(self._chance.uniform(0, 0.02), lambda: self._hit(Point.RANDOM))

        def count(_: Moment) -> None:
            nonlocal moments
            moments -= 1
            if moments == -1:
                timer.start()

        take_back = self._telegram.when(lambda _: True, count, once=False)

        def end() -> None:
            take_back()
            timer.cancel()

        return end

    def _hunt_for_transaction(self) -> None:
        """Until everything was handled."""
        for _ in self._steps(lambda: self._is_over() or self._telegram.is_idle()):
            if self._has_transaction():
                self._hit(Point.TRANSACTION)

    def _steps(self, is_enough: Callable[[], bool]) -> Iterator[None]:
        """Let the process run in small steps; between them it is held still, and the caller looks (and may kill it)."""
        # Watching a process that runs free would be a race, and on a busy machine the watcher loses it.
        if self._process.is_running:
            self._process.pause()
        while self._process.is_running and not is_enough():
            yield
            if self._process.is_running:
                self._process.step(FINE)
        if self._process.is_running:
            self._process.resume()

    def _was_called_after(self, calls: int) -> bool:
        return len(self._telegram.calls) > calls

    def _has_transaction(self) -> bool:
        return looking.holds_write_lock(self._process.pid, self._process.database)

    def _is_at(self, point: Point, head: str) -> bool:
        """Whether the starting process, held still, is at the point. The key is made before the migration begins."""
        migrates = self._has_transaction()
        if point is Point.MIGRATION:
            return migrates and looking.is_migrated(self._process.database, head) is False
        folder = self._process.key_file.parent
        begun = folder.is_dir() and any(folder.iterdir())
        return begun and not migrates and not looking.is_migrated(self._process.database, head)

    def _hit(self, point: Point) -> None:
        with self._lock:
            if self._over.is_set():
                return
            if self._process.is_running:  # else it ended by itself, which is no hit
                self._process.kill()
                self.counts[point] += 1
            self._end()

    def _end(self) -> None:
        self._over.set()
        with self._telegram.world.changing():
            pass  # whoever waits for the end looks again

    def _is_over(self) -> bool:
        return self._over.is_set() or not self._process.is_running

    def _wait_for_rest(self, pause: float = 0.2) -> None:
        """Wait until the bot is dead, or has handled everything and asked for nothing during the pause (seconds)."""
        world = self._telegram.world
        calls = -1
        while not self._is_over() and len(self._telegram.calls) != calls:
            world.wait_until(lambda: self._is_over() or self._telegram.is_idle(), "the bot's death or rest", PATIENCE)
            calls = len(self._telegram.calls)
            with world.changed:
                world.changed.wait_for(self._is_over, pause)

    def _empty_folder(self) -> None:
        for folder in (self._process.data, self._process.key_file.parent):
            shutil.rmtree(folder, ignore_errors=True)
