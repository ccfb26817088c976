"""CSV and TSV in batches of Arrow: fast where a block is plain, with care where it is not.

A block of some megabytes whose quotes all stand where CSV wants them goes through pyarrow. Any
other block (a cell with a line break, a stray quote, a row too long) is read line by line by the
careful reader, which says in which line a row is broken. So a broken quote costs its line and
never swallows the rows after it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from pipeline.errors import IsoglossError
from pipeline.io.tables.encodings import WINDOWS_1252, not_utf8
from pipeline.io.tables.formats.blocks import (
    MARK,
    LineBlock,
    LineBlocks,
    after_last_row,
    breaks_inside_quotes,
    count_lines,
    is_plain,
    split_lines,
)
from pipeline.io.tables.formats.delimited import DelimitedReader
from pipeline.io.tables.formats.rows import BrokenRow
from pipeline.io.tables.sources import BLOCK_BYTES, Note

_THREAD_BYTES = 1 << 20


def read_batches(
    reader: DelimitedReader, columns: Sequence[str], rows: int, note: Note
) -> Iterator[pa.RecordBatch]:
    """Reads columns of a table of which a command needs every row, as its reader's `batches`."""
    places = [reader.names.index(name) for name in columns]
    for table in _Blocks(reader, places, note).blocks():
        for batch in table.to_batches(max_chunksize=rows):
            yield pa.RecordBatch.from_arrays(batch.columns, names=list(columns))


@dataclass(frozen=True)
class _Blocks:
    """One reading of some columns.

    Attributes:
        reader: The table.
        places: Where its columns stand in a row.
        note: Takes what had to be assumed.
    """

    reader: DelimitedReader
    places: list[int]
    note: Note

    def blocks(self) -> Iterator[pa.Table]:
        """The rows of each block.

        Raises:
            IsoglossError: if a row cannot be read; the message says its line.
        """
        file = self.reader.file
        with file.open() as stream:
            blocks = LineBlocks(stream, BLOCK_BYTES, after_last_row, file)
            for block in blocks:
                body = self.reader.without_header(block)
                if body.data.strip(b"\r\n"):
                    yield self._read(body, blocks.give_back)

    def _read(self, block: LineBlock, give_back: Callable[[bytes], None]) -> pa.Table:
        table = None
        is_plain_block = b"\0" not in block.data and is_plain(block.data, self.reader.delimiter)
        if is_plain_block and not self.reader.spaced:
            table = self._read_fast(block)
        return self._read_with_care(block, give_back) if table is None else table

    def _read_fast(self, block: LineBlock) -> pa.Table | None:
        """Rows of a block each of whose lines is one row; None where that is not sure."""
        data = block.data
        try:
            table = self._read_plain(data)
        except pa.ArrowInvalid:  # bytes that are not UTF-8, or a row too long or too short
            data = self._decoded(block.line, data).encode()
            try:  # in one piece, for a row longer than a piece is refused too
                table = self._read_plain(data, piece=len(data) + 1)
            except pa.ArrowInvalid:
                return None
        if table.num_rows != count_lines(data) and breaks_inside_quotes(data):
            return None
        if _has_blank_row(table):
            data, count = self._blank_row.subn(b"", self._decoded(block.line, data).encode())
            self._note_blank_rows(count)
            filled = bool(data.strip(b"\r\n"))
            table = self._read_plain(data, piece=len(data) + 1) if filled else table[:0]
        return table

    @property
    def _blank_row(self) -> re.Pattern[bytes]:
        comma = re.escape(self.reader.delimiter.encode())
        more = len(self.reader.names) - 1
        # Spreadsheets leave such rows at the end; as empty lines they are passed over.
        return re.compile(rb'(?m)^(?:"")?(?:%s(?:"")?){%d}(?=\r?$)' % (comma, more))

    def _note_blank_rows(self, count: int) -> None:
        if count:
            self.note("blank_rows", "{rows} without a single filled cell: passed over.", count)

    def _decoded(self, line: int, data: bytes) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as fault:
            self.note("not_utf8", not_utf8(fault, line + count_lines(data[: fault.start])), 0)
            return data.decode("utf-8", WINDOWS_1252)

    def _read_plain(
        self, data: bytes, *, literal: bool = False, piece: int = _THREAD_BYTES
    ) -> pa.Table:
        names = [str(index) for index in range(len(self.reader.names))]
        wanted = [names[place] for place in self.places]
        if data.startswith(MARK):  # a character here, which pyarrow would take for a mark
            data = b"\n" + data
        return pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=piece),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.reader.delimiter,
                quote_char=False if literal else '"',
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )

    def _read_with_care(self, block: LineBlock, give_back: Callable[[bytes], None]) -> pa.Table:
        text = self._decoded(block.line, block.data)
        lines = split_lines(text)
        if self._quotes_may_be_letters(lines):
            self.note(
                "literal_quotes",
                'quotes do not enclose cells as they should; " was read as an ordinary character '
                f"from line {block.line} on.",
                0,
            )
            data = text.encode()
            return self._read_plain(data, literal=True, piece=len(data))
        read = self.reader.format.read(lines, block.line, last=block.last)
        if read.broken:
            raise self._broken(read.broken)
        if read.used < len(lines):
            raw = block.data.splitlines(keepends=True)
            give_back(b"".join(raw[read.used :]))
            text = "".join(lines[: read.used])
        self._note_blank_rows(len(self._blank_row.findall(text.encode())))
        columns = [
            pa.array([row[place] for row in read.rows], pa.string()) for place in self.places
        ]
        return pa.Table.from_arrays(columns, names=[str(place) for place in self.places])

    def _quotes_may_be_letters(self, lines: Sequence[str]) -> bool:
        """Whether tabs alone cut each line of a TSV into as many cells as the header has.

        Common Voice releases are written so: no cell is enclosed, and a quote is a quote.
        """
        if self.reader.delimiter != "\t" or not any('"' in line for line in lines):
            return False
        tabs = len(self.reader.names) - 1
        return all(
            line.count("\t") == tabs and "\0" not in line for line in lines if line.strip("\r\n")
        )

    def _broken(self, broken: Sequence[BrokenRow]) -> IsoglossError:
        return self.reader.file.manner.error(
            f"line {broken[0].line} cannot be read: {broken[0].explanation}",
            where=self.reader.file.source,
            remedy="Mend the line, or write the table again; no row of it was used.",
            offenders=[f"line {each.line}: {each.explanation}" for each in broken[1:]],
        )


def _has_blank_row(table: pa.Table) -> bool:
    blank = None
    for column in table.columns:
        empty = pc.equal(pc.binary_length(column), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not bool(pc.any(blank).as_py()):
            return False
    return bool(table.num_columns)
