"""Logs: what the operator reads, and what nobody may find there."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from bot.operations.logs import LIBRARIES, catch_in, catch_the_uncaught, configure_logs, place_of, sentence_for

MARKED = "marzipan-and-thunder"


@pytest.fixture(autouse=True)
def everything_as_it_was() -> Iterator[None]:
    """Logging belongs to the whole process; the next test gets it back as it was."""
    names = ("", *LIBRARIES)
    levels = {name: logging.getLogger(name).level for name in names}
    handlers, raising = logging.getLogger().handlers, logging.raiseExceptions
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield
    structlog.reset_defaults()
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers, logging.raiseExceptions = handlers, raising
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


def logging_to(level: str = "debug", key: bytes | None = None) -> io.StringIO:
    stream = io.StringIO()
    configure_logs(level, key, stream)
    return stream


def failing() -> None:
    raise ValueError(MARKED)


def failed() -> ValueError:
    try:
        failing()
    except ValueError as error:
        return error
    raise AssertionError("it did not fail")


def test_a_line_is_keys_and_values() -> None:
    stream = logging_to()
    structlog.get_logger().info("a batch was answered", events=3, kind="long poll", late=False)
    line = stream.getvalue()
    assert "level=info" in line
    assert 'event="a batch was answered"' in line
    assert 'events=3 kind="long poll" late=false' in line


def test_a_level_holds_back_what_is_below_it() -> None:
    stream = logging_to("warning")
    structlog.get_logger().info("small")
    structlog.get_logger().warning("large")
    assert "small" not in stream.getvalue()
    assert "large" in stream.getvalue()


def test_a_text_under_an_unknown_key_is_only_counted() -> None:
    stream = logging_to()
    structlog.get_logger().info("something came", text=MARKED, words=[MARKED], more={"name": MARKED})
    assert MARKED not in stream.getvalue()
    assert f"({len(MARKED)} characters)" in stream.getvalue()


def test_a_person_is_a_short_hash_that_depends_on_the_key() -> None:
    lines = []
    for key in (b"one", b"one", b"two"):
        stream = logging_to(key=key)
        structlog.get_logger().info("hello", person=123456789)
        lines.append(stream.getvalue().rpartition("person=")[2].strip())
    assert lines[0] == lines[1] != lines[2]
    assert all("123456789" not in line and len(line) == 9 for line in lines)


def test_without_a_key_two_starts_give_two_hashes() -> None:
    lines = []
    for _start in range(2):
        stream = logging_to()
        structlog.get_logger().info("hello", person=5)
        lines.append(stream.getvalue().rpartition("person=")[2])
    assert lines[0] != lines[1]


def test_an_exception_is_its_type_and_place_and_never_its_message() -> None:
    stream = logging_to()
    try:
        try:
            failing()
        except ValueError as error:
            raise KeyError(MARKED) from error
    except KeyError as error:
        structlog.get_logger().exception("a step failed")
        structlog.get_logger().error("again", fault=error)
    assert stream.getvalue().count('fault="KeyError from ValueError"') == 2
    assert "place=test_logs.py:" in stream.getvalue()
    assert MARKED not in stream.getvalue()


def test_the_place_is_the_last_line_of_ours() -> None:
    try:
        configure_logs("no such level")
    except KeyError as error:
        assert place_of(error).startswith("operations/logs.py:")
    assert sentence_for(failed()).startswith("Something went wrong that should not have: ValueError at test_logs.py:")
    assert place_of(ValueError("never raised")) == "nowhere"


@pytest.mark.parametrize("name", LIBRARIES)
def test_libraries_are_silent_whatever_they_set_themselves(name: str) -> None:
    stream = logging_to("debug")
    library = logging.getLogger(f"{name}.inside")
    library.setLevel(logging.DEBUG)
    library.error("https://example.org/bot%s", MARKED)
    logging.getLogger(name).critical("grave: %s", MARKED)
    assert logging.getLogger(name).level == logging.CRITICAL
    assert MARKED not in stream.getvalue()
    assert f"kind={name}" in stream.getvalue()


def test_what_nobody_caught_is_one_line_in_every_thread() -> None:
    stream = logging_to()
    catch_the_uncaught()
    thread = threading.Thread(target=failing)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, failed(), None)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert all("fault=ValueError" in line and MARKED not in line for line in lines)


def test_a_task_that_nobody_awaited_is_one_line() -> None:
    stream = logging_to()

    async def fail() -> None:
        failing()

    async def forget() -> None:
        catch_in(asyncio.get_running_loop())
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(forget())
    assert stream.getvalue().count("fault=ValueError") == 1
    assert MARKED not in stream.getvalue()
