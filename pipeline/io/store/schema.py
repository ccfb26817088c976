"""Database tables made from `pipeline.tables`; what migrations are compared with."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from pipeline.tables import TABLES, Kind, StoredColumn, StoredTable

Query: TypeAlias = sa.Select[Any]
"""A query; which columns it finds is known where it is made."""
Expression: TypeAlias = sa.ColumnElement[Any]
"""A column, or what a database makes of columns."""


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A time with its zone in Python and plain UTC in the database.

    SQLite keeps no zone; a naive time read back as local would shift every lease and consent.
    """

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse times without a zone and store the rest as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without a zone cannot be stored: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value.replace(tzinfo=UTC) if value is not None else None


_TYPES: Mapping[Kind, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "integer": sa.BigInteger,
    "real": sa.Float,
    "boolean": sa.Boolean,
    "time": UtcTime,
    "json": sa.JSON,
}

METADATA = sa.MetaData()


def _column(table: StoredTable, column: StoredColumn) -> sa.Column[Any]:
    return sa.Column(
        column.name,
        _TYPES[column.kind](),
        primary_key=column.name in table.key,
        nullable=column.nullable,
    )


def _table(table: StoredTable) -> sa.Table:
    indexes = [
        sa.Index(f"ix_{table.name}_{'_'.join(columns)}", *columns) for columns in table.indexes
    ]
    return sa.Table(
        table.name, METADATA, *(_column(table, column) for column in table.columns), *indexes
    )


SQL_TABLES: dict[str, sa.Table] = {name: _table(table) for name, table in TABLES.items()}
