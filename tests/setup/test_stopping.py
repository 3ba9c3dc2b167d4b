"""How the program is asked to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.operations.stopping import stop_on_signals

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
