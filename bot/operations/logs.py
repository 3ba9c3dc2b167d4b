"""Logs for the operator that hold no word of a person.

Rule: an event's sentence is a constant; what varies stands beside it under a key. Numbers pass; of texts only those
under a key of `PLAIN` do, every other one is replaced by its length; `person` becomes a short keyed hash; an exception
becomes its type and its place in our code, since its message may quote what somebody wrote.

Libraries are silent: httpx logs the address with the bot's token, SQL drivers log people's texts.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
import threading
import traceback
from collections.abc import Callable, MutableMapping
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

PLAIN = frozenset(
    {"event", "level", "timestamp", "fault", "place", "method", "kind", "tier", "id", "version", "path", "trace"}
)
"""Keys whose text is ours and is printed as it stands."""

LIBRARIES = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "asyncpg",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
    "transitions",
)
"""The loggers of the libraries we use; they stay at CRITICAL whatever LOG_LEVEL says."""

_OURS = Path(__file__).parent.parent

_Entry = MutableMapping[str, Any]


def configure_logs(level: str, person_key: bytes | None = None, stream: TextIO | None = None) -> None:
    """Set up our own logging, as key=value lines on `stream` (standard error), and silence every library.

    person_key: the key (up to 64 bytes) of the hash that stands for a person; without one it is made anew at each
        start, so lines of one run belong together and lines of two runs do not.
    """
    _silence_libraries()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _describe_exception,
            _drop_texts,
            _hash_person(secrets.token_bytes(32) if person_key is None else person_key),
            structlog.processors.LogfmtRenderer(key_order=("timestamp", "level", "event"), bool_as_flag=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


class _Critical(logging.Handler):
    """Says that a library is in grave trouble, and not what it says about it."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().critical("a library reports a grave fault", kind=record.name)


def _silence_libraries() -> None:
    logging.disable(logging.ERROR)  # whatever level a library gives its own loggers
    logging.raiseExceptions = False
    for name in ("", *LIBRARIES):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger().handlers = [_Critical()]


def fault_of(error: BaseException) -> str:
    """The type of an exception and of what caused it: `StoreUnavailable from OperationalError`."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return type(error).__name__ + (f" from {type(cause).__name__}" if cause else "")


def place_of(error: BaseException) -> str:
    """The last line of ours that an exception passed, `companion.py:31`; else the last line of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_OURS)]
    for frame in reversed(ours or frames):
        path = Path(frame.filename)
        shown = path.relative_to(_OURS) if ours else path.name
        return f"{shown}:{frame.lineno}"
    return "nowhere"


def sentence_for(error: BaseException) -> str:
    """What is said to the operator about an exception that nobody expected."""
    return f"Something went wrong that should not have: {fault_of(error)} at {place_of(error)}."


def catch_the_uncaught() -> None:
    """From now on an exception that nobody caught is one line of the log, in every thread, without a traceback."""
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda fault: _log_uncaught(fault.exc_value)
    threading.excepthook = lambda fault: _log_uncaught(fault.exc_value)


def catch_in(loop: asyncio.AbstractEventLoop) -> None:
    """The same for a task that nobody awaited."""
    loop.set_exception_handler(lambda _loop, context: _log_uncaught(context.get("exception")))


def _uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _log_uncaught(error)


def _log_uncaught(error: BaseException | None) -> None:
    structlog.get_logger().error("something went wrong that nobody caught", exc_info=error or False)


def _describe_exception(_logger: object, _method: str, entry: _Entry) -> _Entry:
    error = entry.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        entry["fault"] = fault_of(error)
        entry["place"] = place_of(error)
    return entry


def _hash_person(key: bytes) -> Callable[[object, str, _Entry], _Entry]:
    def processor(_logger: object, _method: str, entry: _Entry) -> _Entry:
        if "person" in entry:
            entry["person"] = "p" + blake2b(str(entry["person"]).encode(), key=key, digest_size=4).hexdigest()
        return entry

    return processor


def _drop_texts(_logger: object, _method: str, entry: _Entry) -> _Entry:
    return {key: _printed(key, value) for key, value in entry.items()}


def _printed(key: str, value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case BaseException():
            return fault_of(value)
        case str() | Path() if key in PLAIN:
            return str(value)
        case _:
            return f"({len(str(value))} characters)"
