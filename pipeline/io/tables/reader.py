"""Any table, read as a stream: the one reader behind all commands that take tables.

CSV, TSV, Parquet and JSON lines, plain or compressed, one file or several, on disk or at any
address that fsspec knows. What a file is, is read from what is in it. Memory does not grow with
the rows.

An audit reads batches of Arrow and stops at a row that cannot be read; imports and manifests read
row by row, and set such a row aside with its line.

What an absent text means differs (DESIGN 7). A null (Parquet, JSON lines) is missing. An empty
cell of a CSV or TSV is the recogniser's answer "nothing", and is never null. `NA` is a label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeAlias

from pipeline.errors import TableError
from pipeline.io.tables.column_names import ColumnHeader, NamedColumns, Seeker, Settled
from pipeline.io.tables.formats.delimited import DelimitedReader
from pipeline.io.tables.formats.headers import open_delimited
from pipeline.io.tables.formats.json_lines import JsonReader, open_json
from pipeline.io.tables.formats.rows import INTEGER, LABEL, NUMBER, TEXT, RowBlock
from pipeline.io.tables.manner import WHOLE, Manner
from pipeline.io.tables.remarks import Remarks, TableRemark, same_files
from pipeline.io.tables.roles import Columns
from pipeline.io.tables.sources import Note, TableFile, find_file

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

    from pipeline.io.tables.formats.parquet import ParquetReader

BATCH_ROWS = 65_536


_FormatReader: TypeAlias = "DelimitedReader | JsonReader | ParquetReader"


@dataclass(frozen=True)
class Tables(Generic[Settled]):
    """One or several files with the same columns, which are settled; their rows are still there.

    Attributes:
        names: The columns that all files have, in the order of the first.
        columns: What holds what, as the command asked for it.
        rows: How many rows there are; None where only reading can tell.
        sources: The files, in the order given.
        assumed: What had to be assumed about the first file, a sentence each.
    """

    names: tuple[str, ...]
    columns: Settled
    rows: int | None
    sources: tuple[str, ...]
    assumed: tuple[str, ...]
    _readers: tuple[_FormatReader, ...] = field(repr=False)
    _remarks: Remarks = field(repr=False)

    @property
    def remarks(self) -> tuple[TableRemark, ...]:
        """What was seen so far; all of it once `batches` has been run through.

        Traps in the cells (`NA` in a group, "nan" among hypotheses, an utterance named again)
        are looked for in the columns of an audit, where they are among those read.
        """
        return self._remarks.all()

    def row_blocks(self, columns: Sequence[str], rows: int) -> Iterator[RowBlock]:
        """Reads columns row by row, each with its line; may be called again.

        Args:
            columns: Names of columns, each once.
            rows: The most rows to hold at once.

        Yields:
            Blocks in the order of the files, rows that cannot be read among them.
        """
        for reader in self._readers:
            yield from reader.row_blocks(columns, rows)

    def batches(
        self,
        columns: Sequence[str],
        rows: int = BATCH_ROWS,
        *,
        numbers: Sequence[str] = (),
        labels: Sequence[str] = (),
    ) -> Iterator["pa.RecordBatch"]:
        """Reads columns from the first row of the first file; may be called again.

        Args:
            columns: Names of columns, each once; nothing is read where there are none.
            rows: The most rows of a batch.
            numbers: Those of them to give as float64 (see `numeric`); blanks are null.
            labels: Those of them whose few texts come again and again; they may be given as
                dictionaries of text.

        Yields:
            Batches of these columns, in this order, text as `string` or `large_string`.

        Raises:
            TableError: if a file lacks a column or a row cannot be read; the message says where.
        """
        # Commands that take row by row never need Arrow, which takes 30 MB.
        import pyarrow as pa

        from pipeline.io.tables.formats.cells import as_numbers, as_text
        from pipeline.io.tables.watch import Watch

        for reader in self._readers:
            _check_presence(reader, columns, self.sources[0])
        watch = Watch(self._remarks, columns)
        for reader in self._readers if columns else ():
            note = self._remarks.of(reader.file.source)
            for batch in _read_batches(reader, columns, rows, note, labels):
                arrays = [
                    as_numbers(array) if name in numbers else as_text(array)
                    for name, array in zip(columns, batch.columns, strict=True)
                ]
                watch.look(arrays, note)
                yield pa.RecordBatch.from_arrays(arrays, names=list(columns))
        watch.finish(self.sources)

    def numeric(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Which columns hold numbers in every row that is not blank, and in one at least.

        Reads the table through, at most once; stops as soon as none is left.

        Args:
            columns: Names of columns, each once.
        """
        import pyarrow as pa

        from pipeline.io.tables.formats.cells import as_numbers

        left = list(columns)
        filled: set[str] = set()
        for reader in self._readers:
            for batch in _all_batches(reader, columns) if left else ():
                for name in tuple(left):
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


def open_tables(
    sources: Sequence[str], wanted: Seeker[Settled], manner: Manner = WHOLE
) -> Tables[Settled]:
    """Opens one or several files as one table and settles its columns.

    Args:
        sources: Paths, or addresses that fsspec knows; patterns are the shell's to resolve.
        wanted: What the command wants of the columns.
        manner: How it reads.

    Returns:
        The table, its rows unread.

    Raises:
        IsoglossError: of the command's kind: a file is not there, is empty or holds no table; a
            column is not there, is there twice, is ambiguous, holds what is no text, or is
            lacking in one of several files.
    """
    if not sources:
        raise TableError("no table is named", remedy="Name one file, or several.")
    readers = tuple(_open(find_file(str(source), manner), wanted) for source in sources)
    remarks = Remarks()
    if manner.whole:
        _check_rows(readers, remarks)
        same_files([reader.file for reader in readers], remarks)
    columns = _settle(readers, wanted, remarks)
    counts = [reader.rows for reader in readers]
    rows = sum(count for count in counts if count is not None) if None not in counts else None
    names = tuple(name for name in readers[0].names if all(name in r.names for r in readers))
    places = tuple(reader.file.source for reader in readers)
    return Tables(names, columns, rows, places, readers[0].remarks, readers, remarks)


def _open(file: TableFile, wanted: Seeker[Settled]) -> _FormatReader:
    if file.kind == "parquet":
        from pipeline.io.tables.formats.parquet import open_parquet  # brings pyarrow

        return open_parquet(file)
    return open_json(file) if file.kind == "json" else open_delimited(file, wanted.count_known)


def _settle(readers: Sequence[_FormatReader], wanted: Seeker[Settled], remarks: Remarks) -> Settled:
    first = readers[0]
    readable = [name for name in first.names if _is_cell(_kind(first, name))]
    is_line = isinstance(first, DelimitedReader)
    manner = first.file.manner
    header = ColumnHeader(first.names, first.file.source, readable, is_line, manner.error)
    columns = wanted.settle(header)
    if isinstance(columns, Columns):
        for reader in readers:
            _check_presence(reader, columns.all, first.file.source)
            _check_kinds(reader, columns, remarks.of(reader.file.source))
        remarks.chosen = columns
    if isinstance(columns, NamedColumns) and first.file.kind == "parquet":
        from pipeline.io.tables.formats.parquet import ParquetReader

        # Found now, so that a column of the wrong type is an error before the first row is used.
        if isinstance(first, ParquetReader):
            first.check_texts(columns.theirs)
    return columns


def _read_batches(
    reader: _FormatReader, columns: Sequence[str], rows: int, note: Note, labels: Sequence[str] = ()
) -> Iterator["pa.RecordBatch"]:
    """Read columns of one file in batches of Arrow, from its first row.

    Args:
        reader: The file; a format is known by its reader.
        columns: Names that stand in it once.
        rows: The most rows of a batch.
        note: Takes what had to be assumed.
        labels: Those whose few texts come again and again; Parquet may give them as dictionaries.

    Yields:
        Batches with these columns in this order: of separated values text without a null; of JSON
        lines null for null and for an absent key.

    Raises:
        IsoglossError: if a row cannot be read; the message says which.
    """
    # Each brings pyarrow, which whoever reads row by row does without.
    if isinstance(reader, DelimitedReader):
        from pipeline.io.tables.formats import delimited_batches

        return delimited_batches.read_batches(reader, columns, rows, note)
    if isinstance(reader, JsonReader):
        from pipeline.io.tables.formats import json_batches

        return json_batches.read_batches(reader, columns, rows, note)
    return reader.batches(columns, rows, note, labels)


def _all_batches(reader: _FormatReader, columns: Sequence[str]) -> Iterator["pa.RecordBatch"]:
    """Read columns once more; what there is to remark, `Tables.batches` remarks."""
    return _read_batches(reader, tuple(columns), BATCH_ROWS, _no_note)


def _no_note(code: str, text: str, rows: int) -> None:
    """Takes a remark and forgets it."""


def _check_rows(readers: Sequence[_FormatReader], remarks: Remarks) -> None:
    """A table without rows is an error; one such file among several is worth a remark."""
    empty = [reader for reader in readers if reader.rows == 0]
    for reader in empty:
        remarks.of(reader.file.source)("no_rows", "holds column names and no row.", 0)
    if len(empty) == len(readers):
        raise TableError(
            f"there are column names and no row: {', '.join(readers[0].names)[:200]}",
            expected="a row for each utterance",
            where=readers[0].file.source,
            remedy="Write the table again, with its rows.",
        )


def _check_presence(reader: _FormatReader, columns: Sequence[str], first: str) -> None:
    lacking = [name for name in columns if name not in reader.names]
    if lacking:
        raise TableError(
            f"no column {', '.join(map(repr, lacking))}"
            + (f", which {first} has" if first != reader.file.source else ""),
            expected="the same columns in all files",
            where=reader.file.source,
            remedy="Rename its columns, or audit the files one by one.",
        )
    twice = [name for name in columns if reader.names.count(name) > 1]
    if twice:
        raise TableError(
            f"{reader.names.count(twice[0])} columns are named {twice[0]!r}",
            expected="each column once",
            where=reader.file.source,
            remedy="Rename or delete all but one of them.",
        )


def _kind(reader: _FormatReader, name: str) -> str:
    return reader.kind(name) if reader.names.count(name) == 1 else TEXT


def _is_cell(kind: str) -> bool:
    return kind in (TEXT, INTEGER, NUMBER, LABEL)


def _check_kinds(reader: _FormatReader, columns: Columns, note: Note) -> None:
    """Text must be text; whole numbers may be spoken digits if both sides are."""
    kinds = {name: reader.kind(name) for name in columns.all}
    texts = (columns.reference, *columns.hypotheses)
    for name, kind in kinds.items():
        if not _is_cell(kind) or (name in texts and kind in (NUMBER, LABEL)):
            raise _no_text(reader, name, kind, is_text=name in texts)
    whole = [name for name in texts if kinds[name] == INTEGER]
    if whole and len(whole) < len(texts):
        raise _no_text(reader, whole[0], INTEGER, is_text=True)
    if whole:
        note("whole_numbers", "references and hypotheses are whole numbers, read as text.", 0)


def _no_text(reader: _FormatReader, name: str, kind: str, *, is_text: bool) -> TableError:
    held = {NUMBER: "numbers", INTEGER: "whole numbers", LABEL: "dates or truth values"}
    return TableError(
        f"column {name!r} holds {held.get(kind, kind)}",
        expected="text" if is_text else "text or numbers",
        where=reader.file.source,
        remedy="Name another column."
        if is_text
        else "Write what it holds into a column of its own, one value a row.",
    )
