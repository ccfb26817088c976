"""CSV and TSV for an audit: fast where a block is plain, with care where it is not.

A block of some megabytes whose quotes all stand where CSV wants them goes through pyarrow. Any
other block (a cell with a line break, a stray quote, a row too long) is read line by line with
the reader that imports use, which says in which line a row is broken. So a broken quote costs
its line number and never swallows the rows after it.

An empty cell is an empty text, never null: the recogniser said nothing. `NA` is a text too.
"""

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from pipeline.errors import TableError
from pipeline.io.audit_tables_bytes import BLOCK_BYTES, Note, TableFile
from pipeline.io.audit_tables_cells import INTEGER, NUMBER, TEXT
from pipeline.io.audit_tables_lines import (
    after_last_row,
    breaks_inside_quotes,
    count_lines,
    is_plain,
    line_blocks,
)
from pipeline.io.delimited import DELIMITERS, Block, BrokenRow, DelimitedTable
from pipeline.io.delimited_text import TextFile

_LINES_COMPARED = 50
_THREAD_BYTES = 1 << 20
_HEADER_BYTES = 1 << 20
_MARK = b"\xef\xbb\xbf"
_MOST = 0.5
_LINES_WITH_CARE = 100  # a cell with a line break makes all rows of its stretch slow
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|(?i:nan)")


@dataclass(frozen=True)
class DelimitedReader:
    """A table of separated values whose delimiter and header are known.

    Attributes:
        file: Where it lies.
        names: The cells of its header, in order; one may stand there twice.
        delimiter: One character.
        header_line: The line of the header, the first being 1.
        spaced: Whether blanks after a delimiter belong to the layout (`a, "b, c"`).
        sample: The cells of the first rows.
    """

    file: TableFile
    names: tuple[str, ...]
    delimiter: str
    header_line: int
    spaced: bool
    sample: Sequence[Sequence[str]] = field(repr=False)
    rows: None = None

    def kind(self, column: str) -> str:
        """What the filled cells of the first rows are: `text`, `integer` or `number`."""
        place = self.names.index(column)
        cells = [row[place].strip() for row in self.sample if row[place].strip()]
        if cells and all(_INTEGER.fullmatch(cell) for cell in cells):
            return INTEGER
        return NUMBER if cells and all(_NUMBER.fullmatch(cell) for cell in cells) else TEXT

    def batches(
        self, columns: Sequence[str], rows: int, note: Note, labels: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Reads columns from the first row.

        Args:
            columns: Names that stand in `names` once.
            rows: The most rows of a batch.
            note: Takes what had to be assumed.
            labels: Of no use here: a text is a text.

        Yields:
            Batches with these columns of text, none of them null.

        Raises:
            TableError: if a row cannot be read; the message says its line.
        """
        places = [self.names.index(name) for name in columns]
        with self.file.open() as stream:
            for line, block in line_blocks(
                stream, BLOCK_BYTES, after_last_row, where=self.file.source
            ):
                start, body = self._without_header(line, block)
                if not body.strip(b"\r\n"):
                    continue
                table = self._read(start, body, places, note)
                for batch in table.to_batches(max_chunksize=rows):
                    yield pa.RecordBatch.from_arrays(batch.columns, names=list(columns))

    def _without_header(self, line: int, block: bytes) -> tuple[int, bytes]:
        while line <= self.header_line and block:
            end = _end_of_line(block)
            block, line = block[end:], line + 1
        return line, block

    def _read(self, line: int, block: bytes, places: list[int], note: Note) -> pa.Table:
        if self.spaced or b"\0" in block or not is_plain(block, self.delimiter):
            return self._read_with_care(line, self._decoded(line, block, note), places, note)
        try:
            table = self._read_plain(block, places)
        except pa.ArrowInvalid:  # bytes that are not UTF-8, or a row too long or too short
            block = self._decoded(line, block, note).encode()
            try:  # in one piece, for a row longer than a piece is refused too
                table = self._read_plain(block, places, piece=len(block) + 1)
            except pa.ArrowInvalid:
                return self._read_with_care(line, block.decode(), places, note)
        if table.num_rows != count_lines(block) and breaks_inside_quotes(block):
            return self._read_with_care(line, self._decoded(line, block, note), places, note)
        if _has_blank_row(table):
            block, count = self._blank_row.subn(b"", self._decoded(line, block, note).encode())
            self._note_blank_rows(count, note)
            filled = bool(block.strip(b"\r\n"))
            table = self._read_plain(block, places, piece=len(block) + 1) if filled else table[:0]
        return table

    @property
    def _blank_row(self) -> re.Pattern[bytes]:
        comma = re.escape(self.delimiter.encode())
        more = len(self.names) - 1
        # Spreadsheets leave such rows at the end; as empty lines they are passed over.
        return re.compile(rb'(?m)^(?:"")?(?:%s(?:"")?){%d}(?=\r?$)' % (comma, more))

    def _note_blank_rows(self, count: int, note: Note) -> None:
        if count:
            note("blank_rows", "{rows} without a single filled cell: passed over.", count)

    def _decoded(self, line: int, block: bytes, note: Note) -> str:
        try:
            return block.decode("utf-8")
        except UnicodeDecodeError as fault:
            bad = line + count_lines(block[: fault.start])
            note(
                "not_utf8",
                f"not UTF-8 (byte 0x{block[fault.start]:02X} in line {bad}); such bytes were read "
                "as Windows-1252. See that names and accents look right, or save it as UTF-8.",
                0,
            )
            return block.decode("utf-8", "isogloss-windows-1252")

    def _read_plain(
        self,
        block: bytes,
        places: list[int],
        *,
        literal: bool = False,
        piece: int = _THREAD_BYTES,
    ) -> pa.Table:
        names = [str(index) for index in range(len(self.names))]
        wanted = [names[place] for place in places]
        if block.startswith(_MARK):  # a character here, which pyarrow would take for a mark
            block = b"\n" + block
        return pa_csv.read_csv(
            pa.BufferReader(block),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=piece),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char=False if literal else '"',
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )

    def _read_with_care(self, line: int, text: str, places: list[int], note: Note) -> pa.Table:
        lines = _lines(text)
        if self._quotes_may_be_letters(lines):
            note(
                "literal_quotes",
                'quotes do not enclose cells as they should; " was read as an ordinary character '
                f"from line {line} on.",
                0,
            )
            block = text.encode()
            return self._read_plain(block, places, literal=True, piece=len(block))
        read = _read_lines(self, lines)
        if read.broken:
            raise self._broken(line, read)
        self._note_blank_rows(len(self._blank_row.findall(text.encode())), note)
        columns = [pa.array([row[place] for row in read.rows], pa.string()) for place in places]
        return pa.Table.from_arrays(columns, names=[str(place) for place in places])

    def _quotes_may_be_letters(self, lines: Sequence[str]) -> bool:
        """Whether tabs alone cut each line of a TSV into as many cells as the header has.

        Common Voice releases are written so: no cell is enclosed, and a quote is a quote.
        """
        if self.delimiter != "\t" or not any('"' in line for line in lines):
            return False
        tabs = len(self.names) - 1
        return all(
            line.count("\t") == tabs and "\0" not in line for line in lines if line.strip("\r\n")
        )

    def _broken(self, line: int, read: Block) -> TableError:
        first = read.broken[0]
        return TableError(
            f"line {line + first.line - 1} cannot be read: {first.explanation}",
            where=self.file.source,
            remedy="Mend the line, or write the table again; no row of it was used.",
            offenders=[
                f"line {line + broken.line - 1}: {broken.explanation}" for broken in read.broken[1:]
            ],
        )


def open_delimited(file: TableFile) -> DelimitedReader:
    """Settles the delimiter and the header of a table of separated values.

    Raises:
        TableError: if there is nothing but a header.
    """
    with file.open() as stream:
        start = stream.read(_HEADER_BYTES)
    lines = _lines(start.decode("utf-8-sig", "isogloss-windows-1252"))
    header_line = 0
    for line in lines:
        header_line += 1
        if line.strip("\r\n \t,;|") and not (header_line == 1 and line.lower().startswith("sep=")):
            break
    body = lines[header_line : header_line + _LINES_COMPARED]
    delimiter = _delimiter(lines[header_line - 1], body)
    header = next(csv.reader([lines[header_line - 1]], delimiter=delimiter))
    names = tuple(cell.strip() for cell in header)
    if not any(line.strip("\r\n") for line in lines[header_line:]) and len(start) < _HEADER_BYTES:
        raise TableError(
            f"there is a line of column names and no row after it: {', '.join(names)[:200]}",
            expected="a line for each utterance",
            where=file.source,
            remedy="Write the table again, with its rows.",
        )
    spaced = sum(cell.startswith(" ") for cell in header[1:]) * 2 > len(header) - 1
    reader = DelimitedReader(file, names, delimiter, header_line, spaced, ())
    sample = _read_lines(reader, body).rows
    return DelimitedReader(file, names, delimiter, header_line, spaced, sample)


def _has_blank_row(table: pa.Table) -> bool:
    blank = None
    for column in table.columns:
        empty = pc.equal(pc.binary_length(column), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not bool(pc.any(blank).as_py()):
            return False
    return bool(table.num_columns)


def _delimiter(header: str, body: Sequence[str]) -> str:
    """The one that cuts most of the first lines into as many cells as the header has."""

    def score(delimiter: str) -> tuple[bool, float, int]:
        width = header.count(delimiter)
        agreeing = sum(line.count(delimiter) == width for line in body)
        return width > 0, width if not body else agreeing / len(body) > _MOST, width

    return max(DELIMITERS, key=score)


def _lines(text: str) -> list[str]:
    r"""Lines with their ends; unlike str.splitlines, ends are \n, \r\n and \r alone."""
    return list(io.StringIO(text, newline=""))


def _end_of_line(block: bytes) -> int:
    newline, back = block.find(b"\n"), block.find(b"\r")
    if back >= 0 and (newline < 0 or back < newline - 1):
        return back + 1
    return newline + 1 if newline >= 0 else len(block)


@dataclass(frozen=True)
class _LinesInMemory(TextFile):
    held: Sequence[str] = ()

    def lines(self) -> Iterator[str]:
        yield from self.held


def _read_lines(reader: DelimitedReader, lines: Sequence[str]) -> Block:
    """Reads lines with the reader of imports; lines are numbered from 1."""
    text = _LinesInMemory(Path(reader.file.source), "utf-8", (), lines)
    table = DelimitedTable(text, reader.delimiter, reader.names, 0, spaced=reader.spaced)
    numbers: list[int] = []
    rows: list[list[str]] = []
    broken: list[BrokenRow] = []
    with _cells_of_any_length():
        for block in table.blocks(_LINES_WITH_CARE):
            numbers.extend(block.lines)
            rows.extend(block.rows)
            broken.extend(block.broken)
    return Block(numbers, rows, tuple(broken))


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """The C reader of `csv` refuses cells of 131,072 characters, as a long talk has them."""
    before = csv.field_size_limit(min(sys.maxsize, (1 << 31) - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
