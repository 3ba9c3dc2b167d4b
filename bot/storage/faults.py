"""What goes wrong in a database driver, as an error of ours.

Rule: the sentence never holds a parameter, a text or an address; a driver's own words may, so they end here (`from
None`) and only the kind of fault goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import StoreError, StoreUnavailable

# https://www.sqlite.org/rescode.html; the extended names begin with these.
_PASSING_IN_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_NOMEM")
# Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, rollback (deadlock,
# serialization), resources (disk full, too many connections), not in a state to do it, stopped by the operator, system.
_PASSING_IN_POSTGRESQL = ("08", "40", "53", "55", "57", "58")
_TO_BE_MENDED = {
    "SQLITE_NOTADB": "The file in DATABASE_URL is no database of SQLite.",
    "SQLITE_READONLY": "The database can be read but not written: check the rights of its file and folder.",
    "SQLITE_CORRUPT": "The database is damaged: go back to a backup.",
    "28P01": "The database refuses the user or the password in DATABASE_URL.",
    "28000": "The database refuses the user in DATABASE_URL.",
    "3D000": "The database in DATABASE_URL does not exist on its server: create it first.",
    "42501": "The user in DATABASE_URL lacks the right to do this in the database.",
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreUnavailable for what may pass and StoreError for the rest, instead of the driver's own errors."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise fault(error) from None
    except Exception as error:
        # asyncpg raises its own errors while it connects, and is not imported here for SQLite's sake.
        if isinstance(getattr(error, "sqlstate", None), str):
            raise fault(error) from None
        raise


def fault(error: Exception) -> StoreError:
    """Our error for one of a driver's."""
    origin = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    name = _name(origin)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return StoreUnavailable(f"The connection to the database was lost ({name}).")
    if isinstance(error, OSError | PoolTimeout):
        return StoreUnavailable(f"The database is out of reach ({name}).")
    if name.startswith((*_PASSING_IN_SQLITE, *_PASSING_IN_POSTGRESQL)):
        return StoreUnavailable(f"The database cannot be used for the moment ({name}).")
    for beginning, sentence in _TO_BE_MENDED.items():
        if name.startswith(beginning):
            return StoreError(sentence)
    return StoreError(f"The database refused what was asked of it ({name}).")


def _name(origin: BaseException) -> str:
    """SQLite's name of the fault, PostgreSQL's code for it, or the type's name."""
    for attribute in ("sqlite_errorname", "sqlstate"):
        if isinstance(name := getattr(origin, attribute, None), str):
            return name
    return type(origin).__name__
