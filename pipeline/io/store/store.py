"""The database: opened, read in frames, written in one transaction a decision.

SQLite (one file, WAL, synchronous=FULL) by default, PostgreSQL by its URL. Everything that goes in
or comes out is checked here against `pipeline.tables`, once.
"""

import secrets
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from pipeline.errors import IsoglossError, StoreError, StoreVersionError
from pipeline.io.store.engine import engine_of, wait_for_turn
from pipeline.io.store.errors import locked, shown, translated
from pipeline.io.store.schema import SQL_TABLES
from pipeline.tables import TABLES

HEAD = "0002"
_IDS_A_QUERY = 5_000  # below the limits of both databases on bound values

Row = Mapping[str, Any]


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a frame with a field for each column, of the kinds that `pipeline.tables` says."""
    return frame.itertuples(index=False)


def open_store(url: str) -> "Store":
    """Open the database at `url`, made or brought up to date when needed.

    Raises:
        StoreVersionError: it was written by a newer version.
        StoreError: it is no database of ours, is damaged, or cannot be reached.
    """
    engine = engine_of(url)
    try:
        with translated(url):
            version = _version(engine)
            if version != HEAD:
                _upgrade(engine, url, version)
    except IsoglossError:
        engine.dispose()
        raise
    store = Store(url, engine)
    # A store that is let go of without `close` leaves no connection open, on a server least of all.
    weakref.finalize(store, engine.dispose)
    return store


@dataclass(frozen=True)
class Store:
    """One open database; safe to share between threads."""

    url: str
    engine: Engine

    def read(
        self,
        table: str,
        *,
        where: Mapping[str, Any] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Rows of a table as a frame, in the order of its key.

        Args:
            table: Its name in `pipeline.tables`.
            where: Column -> value, or a list of values of which one must match.
            columns: Which columns; all unless told.
        """
        definition = SQL_TABLES[table]
        names = list(columns or TABLES[table].column_names)
        query = sa.select(*(definition.c[name] for name in names)).order_by(
            *(definition.c[name] for name in TABLES[table].key)
        )
        return self.frame_each(query, [definition.c[n] for n in (where or {})], where or {}, names)

    def frame_each(
        self,
        query: sa.Select[Any],
        columns: Sequence[sa.Column[Any]],
        where: Mapping[str, Any],
        names: Sequence[str],
    ) -> pd.DataFrame:
        """The query under conditions, long lists of values asked for in pieces."""
        pieces = [query]
        for column, value in zip(columns, where.values(), strict=True):
            if isinstance(value, str | int | float | bool) or value is None:
                pieces = [piece.where(column == value) for piece in pieces]
            else:
                parts = _in_pieces(sorted(set(value)))
                pieces = [piece.where(column.in_(part)) for piece in pieces for part in parts]
        rows: list[Any] = []
        with self.reading() as connection:
            for piece in pieces:
                rows.extend(connection.execute(piece).fetchall())
        return pd.DataFrame(rows, columns=pd.Index(names), dtype=object)

    def frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        """The rows of any query as a frame."""
        with self.reading() as connection:
            result = connection.execute(query)
            return pd.DataFrame(
                result.fetchall(), columns=pd.Index(list(result.keys())), dtype=object
            )

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self.reading() as connection:
            found = connection.scalar(sa.select(sa.func.count()).select_from(SQL_TABLES[table]))
            return int(found or 0)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, with the errors of the database translated."""
        with translated(self.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, turn: str = "") -> Iterator["Transaction"]:
        """One transaction: all of it is kept, or nothing is.

        What it reads stays true until it ends, for nobody else writes meanwhile.

        Args:
            turn: Where the database can, let writers of other turns go on at the same time: for
                people's answers, which lock the rows they are about. Never beside a writer
                without a turn: a withdrawal misses nothing.
        """
        with (
            translated(self.url),
            self.engine.connect().execution_options(isogloss_writes=True) as connection,
            connection.begin(),
        ):
            wait_for_turn(connection, turn)
            yield Transaction(connection)

    def shrink(self) -> None:
        """Give free pages back, so that nothing erased stays in the file or its journal."""
        if self.engine.dialect.name != "sqlite":
            return  # PostgreSQL's own vacuum does it
        driver_error = self.engine.dialect.loaded_dbapi.Error
        with translated(self.url), self.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            try:
                raw.execute("VACUUM")  # type: ignore[union-attr]
                busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # type: ignore[union-attr]
            except driver_error as error:
                raise sa.exc.OperationalError("VACUUM", {}, error) from error
        if busy:
            raise locked(self.url)

    def faults(self) -> list[str]:
        """What the database itself finds wrong with its file; empty when sound."""
        if self.engine.dialect.name != "sqlite":
            return []
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(10)").scalars().all()
        return [str(line) for line in found if line != "ok"]

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Transaction:
    """Writes that are kept together."""

    connection: Connection

    def add(self, table: str, rows: Iterable[Row]) -> int:
        """Add rows whose key is new; leave the others as they are. Returns how many were new."""
        return self._insert(table, rows, replace=False)

    def put(self, table: str, rows: Iterable[Row]) -> int:
        """Add rows, taking the place of those with the same key."""
        return self._insert(table, rows, replace=True)

    def delete(self, table: str, column: str, values: Sequence[str]) -> int:
        """Delete the rows whose `column` is one of `values`; returns how many."""
        definition = SQL_TABLES[table]
        gone = 0
        for part in _in_pieces(sorted(set(values))):
            result = self.connection.execute(
                sa.delete(definition).where(definition.c[column].in_(part))
            )
            gone += result.rowcount
        return gone

    def fresh_id(self) -> str:
        """A random name for a row that must not be linked to what it was."""
        return secrets.token_hex(12)

    def all_rows(self, table: str, column: str, values: Sequence[str]) -> list[dict[str, Any]]:
        """Rows whose `column` is one of `values`, as this transaction sees them."""
        definition = SQL_TABLES[table]
        found: list[dict[str, Any]] = []
        for part in _in_pieces(sorted(set(values))):
            query = sa.select(definition).where(definition.c[column].in_(part))
            found.extend(dict(row) for row in self.connection.execute(query).mappings())
        return found

    def rows(self, table: str, column: str, values: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The same by the value of a column that tells rows apart."""
        return {row[column]: row for row in self.all_rows(table, column, values)}

    def _insert(self, table: str, rows: Iterable[Row], *, replace: bool) -> int:
        checked = [_checked(table, row) for row in rows]
        if not checked:
            return 0
        definition = SQL_TABLES[table]
        maker = sqlite.insert if self.connection.dialect.name == "sqlite" else postgresql.insert
        statement = maker(definition)
        key = list(TABLES[table].key)
        others = [name for name in TABLES[table].column_names if name not in key]
        if replace and others:
            statement = statement.on_conflict_do_update(
                index_elements=key, set_={name: statement.excluded[name] for name in others}
            )
        else:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        if self.connection.dialect.name == "sqlite":
            return max(int(self.connection.execute(statement, checked).rowcount), 0)
        # PostgreSQL's driver does not count rows of many sets of values, but returns them.
        returned = statement.returning(*(definition.c[name] for name in key))
        return len(self.connection.execute(returned, checked).fetchall())


def _checked(table: str, row: Row) -> dict[str, Any]:
    definition = TABLES[table]
    unknown = row.keys() - set(definition.column_names)
    if unknown:
        message = f"{table} has no column {', '.join(sorted(unknown))}"
        raise ValueError(message)
    checked: dict[str, Any] = {}
    for column in definition.columns:
        value = row.get(column.name, column.absent)
        if value == ():
            value = []
        if value is None and not column.nullable:
            message = f"{table}.{column.name} may not be null"
            raise ValueError(message)
        if column.allowed and value is not None and value not in column.allowed:
            message = f"{table}.{column.name}: {value!r} is none of {', '.join(column.allowed)}"
            raise ValueError(message)
        checked[column.name] = value
    return checked


def _in_pieces(values: Sequence[Any]) -> list[Sequence[Any]]:
    if not values:
        return [[]]
    return [values[at : at + _IDS_A_QUERY] for at in range(0, len(values), _IDS_A_QUERY)]


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            if sa.inspect(connection).get_table_names():
                raise StoreError(
                    "the database holds tables of something else",
                    expected="an empty database, or one made by isogloss init",
                    where=str(engine.url),
                    remedy="Point store.url at another database.",
                )
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found is not None else None


def _upgrade(engine: Engine, url: str, version: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    folder = Path(__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    known = {revision.revision for revision in ScriptDirectory(str(folder)).walk_revisions()}
    if version is not None and version not in known:
        raise StoreVersionError(
            f"the store is at version {version}",
            expected=f"{HEAD} or older",
            where=shown(url),
            remedy="It was written by a newer Isogloss: upgrade this one, or use another store.",
        )
    with engine.connect().execution_options(isogloss_writes=True) as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            wait_for_turn(connection, "")  # whoever comes second finds nothing left to do
            command.upgrade(config, "head")
