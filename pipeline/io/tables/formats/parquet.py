"""Parquet tables, in batches of rows; a null is missing and no empty text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.io.tables.formats.cells import (
    as_cells,
    is_readable,
)
from pipeline.io.tables.formats.rows import INTEGER, TEXT, RowBlock
from pipeline.io.tables.sources import Note, TableFile

FIRST_ROW = 2
"""Rows are numbered as in the text formats, where the first line holds the column names."""

_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True)
class ParquetReader:
    """A Parquet file whose footer could be read.

    Attributes:
        file: Where it lies.
        names: Its columns.
        rows: How many rows the footer promises.
        schema: The types of its columns.
        blank: Columns that hold nothing but null, as far as the footer tells.
        remarks: What had to be assumed; nothing has to be here.
    """

    file: TableFile
    names: tuple[str, ...]
    rows: int
    schema: pa.Schema
    blank: frozenset[str]
    remarks: tuple[str, ...] = ()

    def kind(self, column: str) -> str:
        """What a column holds, as `is_readable` says it; one without any value may be text."""
        return TEXT if column in self.blank else is_readable(self.schema.field(column).type)

    def batches(
        self, columns: Sequence[str], rows: int, note: Note, labels: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Reads columns from the first row.

        Args:
            columns: Names that stand in `names` once.
            rows: The most rows of a batch.
            note: Takes what had to be assumed; nothing has to be here.
            labels: Columns to give as dictionaries of text, which spares writing out each cell.

        Yields:
            Batches with these columns in this order: text, or float64 for columns of numbers.

        Raises:
            TableError: if the file is damaged, or a text is not UTF-8; the row is said, the
                first being 1.
        """
        first = 1
        texts = [name for name in labels if _is_string(self.schema.field(name).type)]
        with _opened(self.file, texts) as parquet:
            for batch in parquet.iter_batches(
                # Threads save no CPU seconds here, and an audit is often one of several.
                batch_size=rows,
                columns=list(dict.fromkeys(columns)),
                use_threads=False,
            ):
                arrays = [
                    self._labels(batch.column(name), name, first)
                    if name in texts
                    else as_cells(batch.column(name), name, where=self.file.source, first_row=first)
                    for name in columns
                ]
                yield pa.RecordBatch.from_arrays(arrays, names=list(columns))
                first += batch.num_rows

    def row_blocks(self, columns: Sequence[str], rows: int) -> Iterator[RowBlock]:
        """Reads columns row by row, each with the line it would have as text.

        Args:
            columns: Names that stand in `names`.
            rows: The most rows of a block.

        Raises:
            IsoglossError: if a column holds neither text nor whole numbers, or the file is
                damaged further on.
        """
        first = FIRST_ROW
        with _opened(self.file) as parquet:
            for batch in parquet.iter_batches(batch_size=rows, columns=list(columns)):
                cells = [
                    as_cells(batch.column(name), name, where=self.file.source, first_row=first)
                    .cast(pa.string())
                    .to_pylist()
                    for name in columns
                ]
                lines = range(first, first + batch.num_rows)
                yield RowBlock(lines, list(zip(*cells, strict=True)))
                first += batch.num_rows

    def check_texts(self, columns: Sequence[str]) -> None:
        """Makes sure that columns hold text, whole numbers or nothing but nulls.

        Raises:
            IsoglossError: of the command's kind, if one holds anything else.
        """
        types = {name: self.schema.field(name).type for name in columns}
        odd = [f"{name} ({kind})" for name, kind in types.items() if not _is_written(kind)]
        if odd:
            raise self.file.manner.error(
                f"column {', '.join(odd)} holds no text",
                expected="text or whole numbers",
                where=self.file.source,
                remedy="Convert the column to text.",
            )

    def _labels(self, labels: pa.DictionaryArray, name: str, first_row: int) -> pa.Array:
        """Labels as they are; where a text is no UTF-8, its row is said."""
        try:
            labels.dictionary.validate(full=True)
        except pa.ArrowInvalid:
            decoded = labels.dictionary_decode()
            return as_cells(decoded, name, where=self.file.source, first_row=first_row)
        return labels


def open_parquet(file: TableFile) -> ParquetReader:
    """Reads the footer of a Parquet file.

    Raises:
        TableError: if it is damaged or cut off.
    """
    with _opened(file) as parquet:
        schema, footer = parquet.schema_arrow, parquet.metadata
        return ParquetReader(
            file, tuple(schema.names), footer.num_rows, schema, _blank_columns(footer)
        )


def _blank_columns(footer: pq.FileMetaData) -> frozenset[str]:
    nulls: Counter[str] = Counter()
    for group in range(footer.num_row_groups):
        for place in range(footer.num_columns):
            column = footer.row_group(group).column(place)
            if column.is_stats_set and column.statistics.has_null_count:
                nulls[column.path_in_schema] += column.statistics.null_count
    return frozenset(name for name, count in nulls.items() if count == footer.num_rows)


@contextmanager
def _opened(file: TableFile, labels: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    try:
        with file.open() as stream:
            yield pq.ParquetFile(
                stream,
                buffer_size=_BUFFER_BYTES,
                pre_buffer=False,
                read_dictionary=list(labels),
            )
    except (pa.ArrowException, OSError) as fault:
        whole = file.manner.whole
        used = "nothing of it was used" if whole else "nothing after the damage was read"
        raise file.manner.error(
            "this Parquet file is damaged or cut off" + (f" ({_short(fault)})" if whole else ""),
            where=file.source,
            remedy=f"Copy or write it again; {used}.",
        ) from fault


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_written(kind: pa.DataType) -> bool:
    binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    return is_readable(kind) in (TEXT, INTEGER) and not binary


def _short(fault: Exception) -> str:
    return str(fault).splitlines()[0].split(". ")[0].rstrip(".")[:100]
