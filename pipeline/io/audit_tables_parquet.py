"""Parquet tables for an audit, in batches of rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.errors import TableError
from pipeline.io.audit_tables_bytes import Note, TableFile
from pipeline.io.audit_tables_cells import TEXT, as_cells, is_readable

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
    """

    file: TableFile
    names: tuple[str, ...]
    rows: int
    schema: pa.Schema
    blank: frozenset[str]

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
        raise TableError(
            f"this Parquet file is damaged or cut off ({_short(fault)})",
            where=file.source,
            remedy="Copy or write it again; nothing of it was used.",
        ) from fault


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _short(fault: Exception) -> str:
    return str(fault).splitlines()[0].split(". ")[0].rstrip(".")[:100]
