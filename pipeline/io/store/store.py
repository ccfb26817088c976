"""The database of a workspace: opened, read as rows or frames, written in transactions.

It is one SQLite file (WAL, synchronous=FULL) unless the settings name a PostgreSQL server. What
reads the store gets rows of the classes in `pipeline.tables`, or a frame where the work goes column
by column. What is written is checked here, once, against the same classes.
"""

import secrets
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self, TypeVar

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from pipeline.errors import IsoglossError
from pipeline.io.store.engine import make_engine, wait_for_turn
from pipeline.io.store.errors import locked, translated
from pipeline.io.store.schema import SQL_TABLES, Query
from pipeline.io.store.upgrade import bring_up_to_date
from pipeline.tables import TABLES, TableRow

_IDS_A_QUERY = 5_000  # below the limits of both databases on bound values

Row = TypeVar("Row", bound=TableRow)
Condition = Mapping[str, object]
"""Column -> a value that it must have, or several of which it must have one."""


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a frame with a field for each column, of the kinds that `pipeline.tables` says."""
    return frame.itertuples(index=False)


def open_store(url: str) -> "Store":
    """Open the database at `url`, made or brought up to date when needed.

    Raises:
        StoreVersionError: it was written by a newer version.
        StoreError: it is no database of ours, is damaged, or cannot be reached.
    """
    engine = make_engine(url)
    try:
        with translated(url):
            bring_up_to_date(engine, url)
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
        where: Condition | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Read a table as a frame, its rows in the order of the key.

        Args:
            table: Its name in `pipeline.tables`.
            where: Which rows; all unless told.
            columns: Which columns; all unless told.
        """
        names = list(columns or TABLES[table].column_names)
        with self.reading() as connection:
            rows = _select(connection, table, names, where or {})
        return pd.DataFrame(rows, columns=pd.Index(names), dtype=object)

    def rows(self, kind: type[Row], *, where: Condition | None = None) -> list[Row]:
        """Read a table as typed rows, in the order of the key.

        Args:
            kind: The class of its rows, which names the table.
            where: Which rows; all unless told.
        """
        names = TABLES[kind.TABLE].column_names
        with self.reading() as connection:
            found = _select(connection, kind.TABLE, names, where or {})
        return _made(kind, names, found)

    def first(self, kind: type[Row], **where: object) -> Row | None:
        """Read the first row of a table whose columns have these values, or None."""
        return next(iter(self.rows(kind, where=where)), None)

    def frame(self, query: Query) -> pd.DataFrame:
        """Read what any query finds as a frame."""
        with self.reading() as connection:
            result = connection.execute(query)
            return pd.DataFrame(
                result.fetchall(), columns=pd.Index(list(result.keys())), dtype=object
            )

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        with self.reading() as connection:
            found = connection.scalar(sa.select(sa.func.count()).select_from(SQL_TABLES[table]))
            return int(found or 0)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for reading; the database's errors come out as ours."""
        with translated(self.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, turn: str = "") -> Iterator["Transaction"]:
        """Open one transaction: the store keeps all that is written in it, or nothing.

        What the transaction reads stays true until it ends, for nobody else writes meanwhile.

        Args:
            turn: A name that writers share who must wait for one another. A PostgreSQL server
                lets writers with different names go on at the same time; the queue uses this for
                people's answers, which lock the rows they are about. A writer without a name has
                the store to itself, so that a withdrawal misses nothing that is written.
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
    """Reads and writes that belong together: the store keeps all of the writes or none."""

    connection: Connection

    def add(self, table: str, rows: Iterable[TableRow | Mapping[str, object]]) -> int:
        """Add rows whose key is new; leave the others as they are. Returns how many were new.

        A row is one of the table's class, or a mapping of its columns to values.
        """
        return self._insert(table, rows, replace=False)

    def put(self, table: str, rows: Iterable[TableRow | Mapping[str, object]]) -> int:
        """Add rows; each takes the place of a row with the same key."""
        return self._insert(table, rows, replace=True)

    def delete(self, table: str, column: str, values: Iterable[str | None]) -> int:
        """Delete the rows whose `column` is one of `values`; returns how many."""
        definition = SQL_TABLES[table]
        gone = 0
        for part in in_pieces(values):
            result = self.connection.execute(
                sa.delete(definition).where(definition.c[column].in_(part))
            )
            gone += result.rowcount
        return gone

    def fresh_id(self) -> str:
        """A random name for a row that must not be linked to what it was."""
        return secrets.token_hex(12)

    def rows(self, kind: type[Row], column: str, values: Iterable[str | None]) -> list[Row]:
        """Read the rows whose `column` is one of `values`, as this transaction sees them."""
        definition = SQL_TABLES[kind.TABLE]
        return [
            row
            for part in in_pieces(values)
            for row in self.ask(kind, sa.select(definition).where(definition.c[column].in_(part)))
        ]

    def rows_by(self, kind: type[Row], column: str, values: Iterable[str | None]) -> dict[str, Row]:
        """Read the same rows by the value of a column that tells them apart."""
        read_value = attrgetter(column)
        return {read_value(row): row for row in self.rows(kind, column, values)}

    def ask(
        self, kind: type[Row], query: Query, values: Mapping[str, object] | None = None
    ) -> list[Row]:
        """Read what a query over all columns of a table finds.

        Args:
            kind: The class of the table's rows.
            query: Selects every column of the table.
            values: What stands for the query's named parameters.
        """
        found = self.connection.execute(query, values)
        return _made(kind, tuple(found.keys()), found)

    def ask_first(
        self, kind: type[Row], query: Query, values: Mapping[str, object] | None = None
    ) -> Row | None:
        """Read the first row that a query over all columns of a table finds, or None."""
        found = self.connection.execute(query, values)
        row = found.first()
        return None if row is None else _made(kind, tuple(found.keys()), [row])[0]

    def _insert(
        self, table: str, rows: Iterable[TableRow | Mapping[str, object]], *, replace: bool
    ) -> int:
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


def _checked(table: str, row: TableRow | Mapping[str, object]) -> dict[str, object]:
    checked: dict[str, object] = {}
    for column, value in zip(TABLES[table].columns, _values(table, row), strict=True):
        if value is None and not column.nullable:
            message = f"{table}.{column.name} may not be null"
            raise ValueError(message)
        if column.allowed and value is not None and value not in column.allowed:
            message = f"{table}.{column.name}: {value!r} is none of {', '.join(column.allowed)}"
            raise ValueError(message)
        checked[column.name] = [] if value == () else value
    return checked


def _values(table: str, row: TableRow | Mapping[str, object]) -> Sequence[object]:
    """The values of a row in the order of the table's columns, what is left out filled in."""
    definition = TABLES[table]
    if isinstance(row, TableRow):
        if table != row.TABLE:
            message = f"a row of {row.TABLE} is no row of {table}"
            raise ValueError(message)
        return [getattr(row, name) for name in definition.column_names]
    unknown = row.keys() - set(definition.column_names)
    if unknown:
        message = f"{table} has no column {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return [row.get(column.name, column.absent) for column in definition.columns]


def _made(kind: type[Row], names: Sequence[str], found: Iterable[Sequence[object]]) -> list[Row]:
    """Make typed rows; that the values are of the fields' kinds is what the database promises."""
    make: Callable[..., Row] = kind
    return [make(**dict(zip(names, values, strict=True))) for values in found]


def _select(
    connection: Connection, table: str, names: Sequence[str], where: Condition
) -> list[Sequence[object]]:
    """Read columns of a table under conditions; long lists of values are asked for in pieces."""
    definition = SQL_TABLES[table]
    key = (definition.c[name] for name in TABLES[table].key)
    queries = [sa.select(*(definition.c[name] for name in names)).order_by(*key)]
    for name, value in where.items():
        column = definition.c[name]
        if isinstance(value, str) or not isinstance(value, Iterable):
            queries = [query.where(column == value) for query in queries]
        else:
            parts = in_pieces(value)
            queries = [query.where(column.in_(part)) for query in queries for part in parts]
    return [row for query in queries for row in connection.execute(query)]


def in_pieces(values: Iterable[str | None]) -> list[list[str]]:
    """Cut values, each taken once and in order, into lists that a database takes in one query.

    Without any value there is one empty list, for a query that finds nothing. None is no value: a
    database finds no row by it.
    """
    ordered = sorted({value for value in values if value is not None})
    starts = range(0, max(len(ordered), 1), _IDS_A_QUERY)
    return [ordered[at : at + _IDS_A_QUERY] for at in starts]
