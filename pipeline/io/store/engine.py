"""Connections to a database: how each kind is set up, and how writers take turns."""

import time

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from pipeline.errors import StoreError
from pipeline.io.store.errors import WAIT_FOR_LOCK_S, shown

# Names of our locks on a server: any numbers that no other program would choose.
_WRITERS = 4_703_511_682_019
_ONE_TURN = 470_351
_ASK_AGAIN_S = 0.001


def make_engine(url: str) -> Engine:
    """Make the engine of an address; nothing is connected yet.

    Raises:
        StoreError: The address cannot be read, or its driver is not installed.
    """
    try:
        parsed = sa.make_url(url)
        parsed.get_dialect()
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise StoreError(
            f"store.url cannot be read: {shown(url)!r}",
            expected="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME",
            where="isogloss.toml",
        ) from error
    if parsed.get_backend_name() != "sqlite":
        return _server_engine(parsed)
    # Values are people's texts; a traceback that showed them would outlive a withdrawal in a log.
    engine = sa.create_engine(
        parsed, connect_args={"timeout": WAIT_FOR_LOCK_S}, hide_parameters=True
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _server_engine(url: sa.URL) -> Engine:
    try:
        engine = sa.create_engine(
            url, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED"
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            f"the driver for {url.drivername!r} is not installed",
            where="store.url",
            remedy="Install it with: pip install 'isogloss[postgres]'",
        ) from error
    sa.event.listen(engine, "connect", _prepare_server)
    return engine


def _prepare_server(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{WAIT_FOR_LOCK_S}s'")
    cursor.close()
    connection.commit()


def wait_for_turn(connection: Connection, turn: str) -> None:
    """Wait, in a transaction that has begun, until this writer may write.

    Writers take turns on a server as they do on SQLite, where BEGIN IMMEDIATE is the turn.

    Args:
        connection: Of the transaction, whose end is the end of the turn.
        turn: A name that this writer shares with those it must not write beside. Without a
            name nobody else writes meanwhile; with one, writers of other names go on.
    """
    if connection.dialect.name == "sqlite":
        return
    everybody = sa.literal(_WRITERS)
    if not turn:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(everybody)))
        return
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(everybody)))
    named = sa.func.hashtext(turn)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_TURN, named)))


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # The driver's own transaction handling begins too late for BEGIN IMMEDIATE; we begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    _switch_to_wal(cursor, connection.OperationalError)
    cursor.execute("PRAGMA synchronous=FULL")
    # Erased text must not stay readable in free pages.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _switch_to_wal(cursor: DBAPICursor, locked: type[Exception]) -> None:
    """Ask for the write-ahead log until it is there.

    Only the first of all has to switch, and nobody else may be in the database then. For that
    SQLite does not wait by itself, whatever its time-out, but gives up at once.
    """
    give_up_at = time.monotonic() + WAIT_FOR_LOCK_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except locked as error:
            if "locked" not in str(error) or time.monotonic() >= give_up_at:
                raise
            time.sleep(_ASK_AGAIN_S)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("isogloss_writes", False):
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Take the write lock, waiting for it.

    A writer that begins as a reader and upgrades can fail at once with SQLITE_BUSY, so the lock
    comes first. SQLite's own waiting sleeps longer each time, up to 0.1 s, so that who has waited
    longest asks least often; with fifty workers the slowest lease in a hundred then takes three
    times as long. So we ask ourselves, all equally often.
    """
    give_up_at = time.monotonic() + WAIT_FOR_LOCK_S
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        while not _begun(connection, last=time.monotonic() >= give_up_at):
            time.sleep(_ASK_AGAIN_S)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_FOR_LOCK_S * 1000}")


def _begun(connection: Connection, *, last: bool) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except sa.exc.OperationalError as error:
        if last or "locked" not in str(error.orig):
            raise
        return False
    return True
