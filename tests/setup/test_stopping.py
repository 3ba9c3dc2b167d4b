"""How the program is asked to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.operations.stopping import stop_on_signals, until_interrupted

STUBBORN = """
import asyncio
from bot.operations.stopping import stop_on_signals

async def work():
    stop = stop_on_signals(asyncio.get_running_loop())
    print("working", flush=True)
    await stop.wait()
    print("stopping", flush=True)
    await asyncio.Event().wait()

asyncio.run(work())
"""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_one_signal_asks_to_stop(sign: signal.Signals) -> None:
    loop = asyncio.get_running_loop()
    stop = stop_on_signals(loop)
    assert not stop.is_set()
    os.kill(os.getpid(), sign)
    await asyncio.wait_for(stop.wait(), 10)
    loop.remove_signal_handler(signal.SIGTERM)
    loop.remove_signal_handler(signal.SIGINT)


def test_a_second_interrupt_ends_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopping\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_what_is_interrupted_is_closed(sign: signal.Signals) -> None:
    closed = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), sign)
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    assert not await until_interrupted(work())
    assert closed == [True]


async def test_what_is_not_interrupted_is_done_or_fails_as_it_would() -> None:
    async def done() -> None:
        return

    async def failing() -> None:
        raise ValueError("as it would")

    assert await until_interrupted(done())
    with pytest.raises(ValueError, match="as it would"):
        await until_interrupted(failing())
