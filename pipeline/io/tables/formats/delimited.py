"""CSV and TSV whose header is known: row by row with care, or in batches of Arrow.

An empty cell is an empty text, never null: the recogniser said nothing. `NA` is a text too.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter

from pipeline.io.tables.encodings import WINDOWS_1252
from pipeline.io.tables.formats.blocks import LineBlock, LineBlocks, after_last_line, split_lines
from pipeline.io.tables.formats.careful import RowFormat
from pipeline.io.tables.formats.rows import INTEGER, NUMBER, TEXT, RowBlock
from pipeline.io.tables.sources import BLOCK_BYTES, TableFile

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

    def row_blocks(self, columns: Sequence[str], rows: int) -> Iterator[RowBlock]:
        """Reads columns row by row, each with its line.

        Args:
            columns: Names; of one that stands in `names` twice the first is meant.
            rows: The most rows of a block.

        Yields:
            Blocks in the order of the file, the rows that cannot be read among them.
        """
        pick = _picker([self.names.index(name) for name in columns])
        lines = chain.from_iterable(self._lines())
        held, first, ended = list[str](), self.header_line + 1, False
        while held or not ended:
            missing = max(rows - len(held), 1)
            more = list(islice(lines, missing))
            ended = len(more) < missing
            held += more
            read = self.format.read(held, first, last=ended, most=rows)
            if read.rows or read.broken:
                yield RowBlock(read.lines, pick(read.rows), read.broken)
            held, first = held[read.used :], first + read.used

    @property
    def format(self) -> RowFormat:
        """How the cells of its rows are written."""
        manner = self.file.manner
        return RowFormat(
            self.delimiter,
            len(self.names),
            quoted=manner.quoted,
            spaced=self.spaced,
            keeps_blank_rows=manner.keeps_blank_rows,
            any_length=manner.whole,
        )

    def without_header(self, block: LineBlock) -> LineBlock:
        """What is left of a block once the header and what stands above it are taken away."""
        line, data = block.line, block.data
        while line <= self.header_line and data:
            data, line = data[_end_of_line(data) :], line + 1
        return LineBlock(line, data, block.last)

    def _lines(self) -> Iterator[list[str]]:
        """The lines after the header, as many at once as a block has."""
        # Rows become objects, which take ten times the memory of their bytes.
        with self.file.open() as stream:
            for block in LineBlocks(stream, max(BLOCK_BYTES // 4, 1), after_last_line, self.file):
                yield split_lines(self.without_header(block).data.decode("utf-8", WINDOWS_1252))


def _picker(places: Sequence[int]) -> Callable[[list[list[str]]], list[tuple[str, ...]]]:
    """What takes the cells at some places out of rows."""
    if len(places) == 1:
        return lambda rows: [(row[places[0]],) for row in rows]
    pick = itemgetter(*places)
    return lambda rows: list(map(pick, rows))


def _end_of_line(block: bytes) -> int:
    newline, back = block.find(b"\n"), block.find(b"\r")
    if back >= 0 and (newline < 0 or back < newline - 1):
        return back + 1
    return newline + 1 if newline >= 0 else len(block)
