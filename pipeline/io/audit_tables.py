"""Any table of references and hypotheses, read as a stream of Arrow batches.

CSV, TSV, Parquet and JSON lines, plain or compressed, one file or several, on disk or at any
address that fsspec knows. What a file is, is read from what is in it. Memory does not grow with
the rows.

What an absent text means differs (DESIGN 7). A null (Parquet, JSON lines) is missing. An empty
cell of a CSV or TSV is the recogniser's answer "nothing", and is never null. `NA` is a label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.errors import TableError
from pipeline.io.audit_tables_bytes import Note, TableFile, find_file
from pipeline.io.audit_tables_cells import as_numbers, as_text
from pipeline.io.audit_tables_columns import Chooser, Columns, Wanted
from pipeline.io.audit_tables_delimited import open_delimited
from pipeline.io.audit_tables_parquet import open_parquet

__all__ = ["AuditTables", "Columns", "Remark", "Wanted", "open_tables"]

BATCH_ROWS = 65_536


@dataclass(frozen=True)
class Remark:
    """Something the reader of a report should know of the table.

    Attributes:
        code: What it is, for programs.
        text: What it is, in a sentence.
        where: The file, and the line or row where one is known.
        rows: How many rows it concerns; 0 where that is not counted.
    """

    code: str
    text: str
    where: str
    rows: int = 0


class _Reader(Protocol):
    @property
    def file(self) -> TableFile: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> int | None: ...
    def batches(
        self, columns: Sequence[str], rows: int, note: Note
    ) -> Iterator[pa.RecordBatch]: ...


@dataclass(frozen=True)
class AuditTables:
    """One or several files with the same columns; their rows are still there.

    Attributes:
        names: The columns, as the first file has them.
        rows: How many rows there are; None where only reading can tell.
        sources: The files, in the order given.
    """

    names: tuple[str, ...]
    rows: int | None
    sources: tuple[str, ...]
    _readers: tuple[_Reader, ...] = field(repr=False)
    _remarks: dict[Remark, None] = field(repr=False, default_factory=dict)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was seen so far; all of it once `batches` has been run through."""
        return tuple(self._remarks)

    def choose(self, wanted: Wanted) -> Columns:
        """Finds the columns: those told, and by names in common use the others.

        Args:
            wanted: What somebody said; None or empty to guess. Covariates and selection are
                never guessed.

        Raises:
            TableError: if a column is not there (with a did-you-mean), is there twice, is
                ambiguous, holds what is no text, or is lacking in one of several files.
        """
        where = self.sources[0]
        columns = Chooser(self.names, where).choose(wanted)
        for reader in self._readers:
            lacking = [name for name in columns.all if name not in reader.names]
            if lacking:
                raise TableError(
                    f"no column {', '.join(map(repr, lacking))}, which {where} has",
                    expected="the same columns in all files",
                    where=reader.file.source,
                    remedy="Rename its columns, or audit the files one by one.",
                )
        return columns

    def batches(
        self, columns: Sequence[str], rows: int = BATCH_ROWS, *, numbers: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Reads columns from the first row of the first file; may be called again.

        Args:
            columns: Names of columns, each once.
            rows: The most rows of a batch.
            numbers: Those of them to give as float64 (see `numeric`); blanks are null.

        Yields:
            Batches of these columns, in this order, text as `string` or `large_string`.

        Raises:
            TableError: if a row cannot be read; the message says where.
        """
        for reader in self._readers:
            note = self._note_of(reader)
            for batch in reader.batches(columns, rows, note):
                arrays = [
                    as_numbers(array) if name in numbers else as_text(array)
                    for name, array in zip(columns, batch.columns, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, names=list(columns))

    def numeric(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Which columns hold numbers in every row that is not blank, and in one at least.

        Reads the table through once where its format does not tell.

        Args:
            columns: Names of columns.
        """
        left = list(columns)
        filled: set[str] = set()
        for batch in self.batches(left) if left else ():
            for name in list(left):
                try:
                    array = as_numbers(batch.column(name))
                except pa.ArrowInvalid:
                    left.remove(name)
                    continue
                if array.null_count < len(array):
                    filled.add(name)
            if not left:
                break
        return tuple(name for name in left if name in filled)

    def _note_of(self, reader: _Reader) -> Note:
        def note(code: str, text: str, rows: int) -> None:
            self._remarks[Remark(code, text, reader.file.source, rows)] = None

        return note


def open_tables(sources: Sequence[str]) -> AuditTables:
    """Opens one or several files as one table.

    Args:
        sources: Paths, or addresses that fsspec knows; patterns are the shell's to resolve.

    Returns:
        The table, its rows unread.

    Raises:
        TableError: if a file is not there, is empty, or holds no table.
    """
    readers = tuple(_open(find_file(str(source))) for source in sources)
    counts = [reader.rows for reader in readers]
    rows = None if any(count is None for count in counts) else sum(c or 0 for c in counts)
    return AuditTables(readers[0].names, rows, tuple(str(s) for s in sources), readers)


def _open(file: TableFile) -> _Reader:
    if file.kind == "parquet":
        return open_parquet(file)
    return open_delimited(file)
