"""Parquet files of texts, read in batches of rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.errors import TableError

FIRST_ROW = 2
"""Rows are numbered as in the text formats, where the first line holds the column names."""


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file whose footer could be read.

    Attributes:
        path: The file.
        header: The names of its columns.
    """

    path: Path
    header: tuple[str, ...]

    def check_types(self, columns: Iterable[str]) -> None:
        """Makes sure that columns hold text, whole numbers or nothing but nulls.

        Raises:
            TableError: if one holds anything else.
        """
        schema = pq.read_schema(self.path)
        odd = [
            f"{name} ({schema.field(name).type})" for name in columns if not _is_text(schema, name)
        ]
        if odd:
            raise TableError(
                f"column {', '.join(odd)} holds no text",
                expected="text or whole numbers",
                where=str(self.path),
                remedy="Convert the column to text.",
            )

    def blocks(
        self, names: Mapping[str, str], rows: int
    ) -> Iterator[tuple[int, list[dict[str, str | None]]]]:
        """Reads the rows.

        Args:
            names: Our name of a column -> its name in the file.
            rows: How many to hold at once.

        Yields:
            The number of the first row of a batch, and for each row its cells by our names.

        Raises:
            TableError: if the file is damaged further on.
        """
        first = FIRST_ROW
        try:
            with pq.ParquetFile(self.path) as file:
                for batch in file.iter_batches(batch_size=rows, columns=list(names.values())):
                    columns = [
                        batch.column(theirs).cast(pa.string()).to_pylist()
                        for theirs in names.values()
                    ]
                    cells = [
                        dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)
                    ]
                    yield first, cells
                    first += len(cells)
        except (pa.ArrowException, OSError) as fault:
            raise _damaged(self.path) from fault


def open_parquet(path: Path) -> ParquetTable:
    """Opens a Parquet file.

    Raises:
        TableError: if it is damaged.
    """
    try:
        return ParquetTable(path, tuple(pq.read_schema(path).names))
    except (pa.ArrowException, OSError) as fault:
        raise _damaged(path) from fault


def _damaged(path: Path) -> TableError:
    return TableError(
        "this Parquet file is damaged or cut off",
        where=str(path),
        remedy="Copy or write it again; nothing after the damage was read.",
    )


def _is_text(schema: pa.Schema, name: str) -> bool:
    kind = schema.field(name).type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_null(kind)
    )
