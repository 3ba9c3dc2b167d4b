"""python-telegram-bot's JobQueue as shipped, with a daily job for each of 100,000 people; and what a restart leaves.

Run in an environment of its own: python rival_jobqueue.py FOLDER
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from telegram.ext import Application, ContextTypes, PicklePersistence

JOBS = 100_000


async def ask(_context: ContextTypes.DEFAULT_TYPE) -> None:
    """The daily question."""


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def application(folder: str) -> Application:
    persistence = PicklePersistence(Path(folder, "state.pickle"))
    return Application.builder().token("12345:bench").persistence(persistence).build()


async def main() -> None:
    folder = sys.argv[1]
    first = application(folder)
    queue = first.job_queue
    await queue.start()
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    before, start = resident(), time.perf_counter()
    for person in range(JOBS):
        queue.run_daily(ask, hour(21, 0, tzinfo=ZoneInfo(zones[person % len(zones)])), chat_id=person)
    seconds = time.perf_counter() - start
    print(f"JobQueue: {JOBS:,} run_daily jobs added\t{JOBS / seconds}\tjobs/s")
    print(f"JobQueue: memory of {JOBS:,} jobs\t{resident() - before}\tMB")
    await first.persistence.flush()
    await queue.stop(wait=False)
    second = application(folder)
    print(f"JobQueue: jobs left after a restart\t{len(second.job_queue.jobs())}\tjobs")


if __name__ == "__main__":
    asyncio.run(main())
