"""CSV and TSV: fast where a block is plain, with care where it is not.

A block of some megabytes whose quotes all stand where CSV wants them goes through pyarrow. Any
other block (a cell with a line break, a stray quote, a row too long) is read line by line by the
careful reader, which says in which line a row is broken. So a broken quote costs its line and
never swallows the rows after it.

An empty cell is an empty text, never null: the recogniser said nothing. `NA` is a text too.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from pipeline.errors import IsoglossError
from pipeline.io.tables.encodings import WINDOWS_1252, not_utf8
from pipeline.io.tables.formats.blocks import (
    MARK,
    LineBlock,
    LineBlocks,
    after_last_line,
    after_last_row,
    breaks_inside_quotes,
    count_lines,
    is_plain,
    longest_line,
    split_lines,
)
from pipeline.io.tables.formats.careful import BrokenRow, RowFormat
from pipeline.io.tables.formats.cells import INTEGER, NUMBER, TEXT, RowBlock, gathered, row_blocks
from pipeline.io.tables.sources import BLOCK_BYTES, Note, TableFile

_THREAD_BYTES = 1 << 20
_LONGEST_FAST_LINE = 1 << 17
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|(?i:nan)")


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows of a block: those wanted, their lines where lines are asked for, and broken ones."""

    table: pa.Table
    lines: Sequence[int] = ()
    broken: Sequence[BrokenRow] = ()


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
        remarks: What had to be assumed of its layout, a sentence each.
    """

    file: TableFile
    names: tuple[str, ...]
    delimiter: str
    header_line: int
    spaced: bool
    sample: Sequence[Sequence[str]] = field(repr=False)
    remarks: tuple[str, ...] = ()
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
            IsoglossError: if a row cannot be read; the message says its line.
        """
        for read in self._blocks(columns, note):
            if read.broken:
                raise self._broken(read.broken)
            for batch in read.table.to_batches(max_chunksize=rows):
                yield pa.RecordBatch.from_arrays(batch.columns, names=list(columns))

    def row_blocks(self, columns: Sequence[str], rows: int) -> Iterator[RowBlock]:
        """Reads columns row by row, each with its line.

        Args:
            columns: Names; of one that stands in `names` twice the first is meant.
            rows: The most rows of a block.

        Yields:
            Blocks in the order of the file, the rows that cannot be read among them.
        """
        yield from gathered(
            (
                block
                for read in self._blocks(columns, _no_note)
                for block in row_blocks(read.table.columns, read.lines, read.broken, rows)
            ),
            rows,
        )

    def _blocks(self, columns: Sequence[str], note: Note) -> Iterator[_Read]:
        places = [self.names.index(name) for name in columns]
        cut = after_last_row if self.file.manner.quoted else after_last_line
        # Rows become objects, which take ten times the memory of their bytes.
        size = BLOCK_BYTES if self.file.manner.whole else max(BLOCK_BYTES // 4, 1)
        with self.file.open() as stream:
            blocks = LineBlocks(stream, size, cut, self.file)
            for block in blocks:
                body = self._without_header(block)
                if body.data.strip(b"\r\n") or (body.data and self.file.manner.keeps_blank_rows):
                    yield self._read(body, places, note, blocks.give_back)

    def _without_header(self, block: LineBlock) -> LineBlock:
        line, data = block.line, block.data
        while line <= self.header_line and data:
            data, line = data[_end_of_line(data) :], line + 1
        return LineBlock(line, data, block.last)

    def _read(
        self, block: LineBlock, places: list[int], note: Note, give_back: Callable[[bytes], None]
    ) -> _Read:
        read = None
        if not (self.spaced or b"\0" in block.data or self._is_odd(block.data)):
            read = self._read_fast(block, places, note)
        return read or self._read_with_care(block, places, note, give_back)

    def _is_odd(self, data: bytes) -> bool:
        """Whether quotes stand where CSV does not want them, or a line is too long to be sure."""
        manner = self.file.manner
        if not manner.whole and longest_line(data) > _LONGEST_FAST_LINE:
            return True
        return manner.quoted and not is_plain(data, self.delimiter)

    def _read_fast(self, block: LineBlock, places: list[int], note: Note) -> _Read | None:
        """Rows of a block each of whose lines is one row; None where that is not sure."""
        data, manner = block.data, self.file.manner
        try:
            table = self._read_plain(data, places)
        except pa.ArrowInvalid:  # bytes that are not UTF-8, or a row too long or too short
            data = self._decoded(block.line, data, note).encode()
            try:  # in one piece, for a row longer than a piece is refused too
                table = self._read_plain(data, places, piece=len(data) + 1)
            except pa.ArrowInvalid:
                return None
        each_line_is_a_row = table.num_rows == count_lines(data)
        if not each_line_is_a_row and (
            manner.keeps_blank_rows or (manner.quoted and breaks_inside_quotes(data))
        ):
            return None
        lines: Sequence[int] = range(block.line, block.line + table.num_rows)
        if not manner.keeps_blank_rows and _has_blank_row(table):
            data, count = self._blank_row.subn(b"", self._decoded(block.line, data, note).encode())
            self._note_blank_rows(count, note)
            filled = bool(data.strip(b"\r\n"))
            table = self._read_plain(data, places, piece=len(data) + 1) if filled else table[:0]
            each_line_is_a_row = each_line_is_a_row and not count
        if not manner.whole and not each_line_is_a_row:
            lines = [number for number, line in enumerate(data.splitlines(), block.line) if line]
        return _Read(table, lines)

    @property
    def _blank_row(self) -> re.Pattern[bytes]:
        comma = re.escape(self.delimiter.encode())
        more = len(self.names) - 1
        # Spreadsheets leave such rows at the end; as empty lines they are passed over.
        return re.compile(rb'(?m)^(?:"")?(?:%s(?:"")?){%d}(?=\r?$)' % (comma, more))

    def _note_blank_rows(self, count: int, note: Note) -> None:
        if count:
            note("blank_rows", "{rows} without a single filled cell: passed over.", count)

    def _decoded(self, line: int, data: bytes, note: Note) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as fault:
            note("not_utf8", not_utf8(fault, line + count_lines(data[: fault.start])), 0)
            return data.decode("utf-8", WINDOWS_1252)

    def _read_plain(
        self, data: bytes, places: list[int], *, literal: bool = False, piece: int = _THREAD_BYTES
    ) -> pa.Table:
        names = [str(index) for index in range(len(self.names))]
        wanted = [names[place] for place in places]
        if data.startswith(MARK):  # a character here, which pyarrow would take for a mark
            data = b"\n" + data
        return pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=piece),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char='"' if self.file.manner.quoted and not literal else False,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )

    def _read_with_care(
        self, block: LineBlock, places: list[int], note: Note, give_back: Callable[[bytes], None]
    ) -> _Read:
        text = self._decoded(block.line, block.data, note)
        lines = split_lines(text)
        if self.file.manner.whole and self._quotes_may_be_letters(lines):
            note(
                "literal_quotes",
                'quotes do not enclose cells as they should; " was read as an ordinary character '
                f"from line {block.line} on.",
                0,
            )
            data = text.encode()
            return _Read(self._read_plain(data, places, literal=True, piece=len(data)))
        read = self._format.read(lines, block.line, last=block.last)
        if read.used < len(lines):
            raw = block.data.splitlines(keepends=True)
            give_back(b"".join(raw[read.used :]))
            text = "".join(lines[: read.used])
        if not self.file.manner.keeps_blank_rows:
            self._note_blank_rows(len(self._blank_row.findall(text.encode())), note)
        columns = [pa.array([row[place] for row in read.rows], pa.string()) for place in places]
        table = pa.Table.from_arrays(columns, names=[str(place) for place in places])
        return _Read(table, read.lines, read.broken)

    @property
    def _format(self) -> RowFormat:
        manner = self.file.manner
        return RowFormat(
            self.delimiter,
            len(self.names),
            quoted=manner.quoted,
            spaced=self.spaced,
            keeps_blank_rows=manner.keeps_blank_rows,
            any_length=manner.whole,
        )

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

    def _broken(self, broken: Sequence[BrokenRow]) -> IsoglossError:
        return self.file.manner.error(
            f"line {broken[0].line} cannot be read: {broken[0].explanation}",
            where=self.file.source,
            remedy="Mend the line, or write the table again; no row of it was used.",
            offenders=[f"line {each.line}: {each.explanation}" for each in broken[1:]],
        )


def _no_note(code: str, text: str, rows: int) -> None:
    """Takes a remark and forgets it: what is assumed is said before the first row."""


def _has_blank_row(table: pa.Table) -> bool:
    blank = None
    for column in table.columns:
        empty = pc.equal(pc.binary_length(column), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not bool(pc.any(blank).as_py()):
            return False
    return bool(table.num_columns)


def _end_of_line(block: bytes) -> int:
    newline, back = block.find(b"\n"), block.find(b"\r")
    if back >= 0 and (newline < 0 or back < newline - 1):
        return back + 1
    return newline + 1 if newline >= 0 else len(block)
