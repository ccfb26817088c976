"""What a database's own words mean to the person at the keyboard.

No message holds a value of a row or a password: they outlive a withdrawal in a log.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from pipeline.errors import (
    DiskFullError,
    IsoglossError,
    StoreError,
    StoreLockedError,
    WorkspaceError,
)

WAIT_FOR_LOCK_S = 30
_PASSWORD = re.compile(r":[^:@/]+@")


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn the driver's errors into errors that say the way out.

    Raises:
        DiskFullError: no room; StoreLockedError: another process is in the way; WorkspaceError:
            the file may not be written; StoreError: anything else.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _as_user_error(error, url) from error


def shown(url: str) -> str:
    """Show an address without its password, even one that cannot be read.

    Example:
        >>> shown("postgresql+psycopg://ana:secret@host/voices"), shown("postgres//ana:secret@host")
        ('postgresql+psycopg://ana:***@host/voices', 'postgres//ana:***@host')
    """
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return _PASSWORD.sub(":***@", url)


def locked(url: str) -> StoreLockedError:
    """Make the error for a store in which somebody else writes for longer than we wait."""
    return StoreLockedError(
        f"the store was busy for more than {WAIT_FOR_LOCK_S} seconds",
        where=shown(url),
        remedy="See which other isogloss command runs, let it end, and try again.",
    )


def _as_user_error(error: sa.exc.DBAPIError, url: str) -> IsoglossError:
    text = str(error.orig).lower()
    where = shown(url)
    if _has_any(text, "disk is full", "disk i/o", "no space"):
        return DiskFullError(
            "the disk is full or failing",
            where=where,
            remedy="Free some room and run the same command again; what was saved is kept.",
        )
    if _has_any(text, "locked", "lock timeout"):
        return locked(url)
    if _has_any(text, "readonly", "unable to open"):
        return WorkspaceError(
            "the store cannot be opened for writing",
            where=where,
            remedy="Check that the folder exists and that you may write in it.",
        )
    if _has_any(text, "not a database", "malformed"):
        return StoreError(
            "the file is damaged or is no database",
            expected="an SQLite file made by isogloss init",
            where=where,
            remedy="Move it aside and restore a copy; recordings in audio/ are untouched.",
        )
    return StoreError(_first_line(error), where=where, remedy=_server_remedy(error, url))


def _has_any(text: str, *words: str) -> bool:
    return any(word in text for word in words)


def _first_line(error: sa.exc.DBAPIError) -> str:
    return str(error.orig).strip().split("\n")[0]


def _server_remedy(error: sa.exc.DBAPIError, url: str) -> str:
    """The way out where a server did not answer, sent us away, or went."""
    of_a_server = sa.make_url(url).get_backend_name() != "sqlite"
    if not (of_a_server and isinstance(error, sa.exc.OperationalError)):
        return ""
    return (
        "Check that the server runs and that store.url names it, its database and its user; "
        "what was saved is kept."
    )
