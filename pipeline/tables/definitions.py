"""How a class of rows says what its table is: columns, kinds, units, allowed values, key.

A class of rows is written once. Its annotations say what a column holds (`str`, `int`, `float`,
`bool`, `datetime`, or a sequence or mapping, which is kept as JSON), whether it may be null
(`| None`), which values it may take (`Literal`) and in which unit a number is (`Unit`). Its
defaults say what a row means that leaves a column out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from datetime import datetime
from functools import cached_property
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

Kind = Literal["text", "integer", "real", "boolean", "time", "json"]

_KINDS: Mapping[object, Kind] = {
    str: "text",
    int: "integer",
    float: "real",
    bool: "boolean",
    datetime: "time",
}
_TIME_UNIT = "UTC"


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit a number of a column is in, as a part of the column's annotation."""

    name: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of one table of the store; every table has one class of rows derived from this one.

    Attributes:
        TABLE: The name of the table, a plural noun.
        KEY: The columns that tell its rows apart.
        INDEXES: The columns, one tuple an index, by which the table is searched.
    """

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()


@dataclass(frozen=True)
class StoredColumn:
    """One column: its kind, its unit, the values it may take, and what a row without it means."""

    name: str
    kind: Kind
    unit: str = ""
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    absent: str | bool | tuple[()] | None = None


@dataclass(frozen=True)
class StoredTable:
    """One table: a plural noun, its natural key, its columns, and what it is searched by."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[StoredColumn, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def describe_table(row: type[TableRow]) -> StoredTable:
    """Describe the table whose rows a class holds.

    Example:
        >>> from pipeline.tables import ReportFileRow
        >>> table = describe_table(ReportFileRow)
        >>> table.name, [(column.name, column.kind, column.unit) for column in table.columns]
        ('report_files', [('path', 'text', ''), ('written_at', 'time', 'UTC')])
    """
    hints = get_type_hints(row, include_extras=True)
    columns = tuple(_describe_column(one, hints[one.name]) for one in fields(row))
    says = " ".join((row.__doc__ or "").split())
    return StoredTable(row.TABLE, says, row.KEY, columns, row.INDEXES)


def _describe_column(field: "Field[Any]", annotation: object) -> StoredColumn:
    parts = _members(annotation)
    (held,) = (part for part in parts if part is not NoneType)
    unit = ""
    if get_origin(held) is Annotated:
        held, unit = get_args(held)[0], get_args(held)[1].name
    allowed = get_args(held) if get_origin(held) is Literal else ()
    kind: Kind = "text" if allowed else _KINDS.get(held, "json")
    absent = None if field.default is MISSING else field.default
    return StoredColumn(
        name=field.name,
        kind=kind,
        unit=_TIME_UNIT if kind == "time" else unit,
        nullable=NoneType in parts,
        allowed=allowed,
        absent=cast("str | bool | tuple[()] | None", absent),
    )


def _members(annotation: object) -> Sequence[object]:
    is_union = get_origin(annotation) in (Union, UnionType)
    return get_args(annotation) if is_union else (annotation,)
