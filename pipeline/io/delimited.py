"""Tables of separated values, row by row in flat memory; one bad row costs that row only.

A block of lines goes through the C reader of `csv` in one call. Only where that fails (a cell
with a line break, a stray quote, a row with too many fields) is the block read again line by
line, so that exactly the bad rows are set aside, each with the number of its line.

A quote that is never closed would, read naively, swallow every row after it. Here a cell may
run over at most `MOST_LINES_IN_A_CELL` lines; what does not close by then, or closes into
nonsense, is one broken row, and reading goes on with the next line.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipeline.errors import IsoglossError
from pipeline.io.delimited_columns import Wanted
from pipeline.io.delimited_text import TOO_LONG, TextFile, open_text

MOST_LINES_IN_A_CELL = 1_000
"""A worker's text in CrowdSpeech runs over 56; nobody types a thousand."""
DELIMITERS = (",", ";", "\t", "|")
BLOCK_LINES = 5_000
_TELLING_COLUMNS = 5
"""From this many columns on, a line that is a whole row by itself is no part of a cell."""

_STILL_OPEN = "unexpected end of data"
"""What the strict reader of `csv` says of a line that ends inside quotes."""
_BAD_QUOTE = 'a quote is opened and not closed, or text follows where it closes; write " as ""'


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be read.

    Attributes:
        line: Its line in the file, the first being 1.
        explanation: What is wrong with it; never holds what its cells say.
    """

    line: int
    explanation: str


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a table.

    Attributes:
        lines: For each row the line it starts in, the first line of the file being 1.
        rows: The cells, as many in each row as the header has.
        broken: Rows of this stretch that cannot be read.
    """

    lines: Sequence[int]
    rows: list[list[str]]
    broken: tuple[BrokenRow, ...] = ()


@dataclass(frozen=True)
class DelimitedTable:
    """A table whose encoding, delimiter and header are known; its rows are still in the file.

    Attributes:
        text: The file and its encoding.
        delimiter: One character.
        header: The cells of the first line that is not blank.
        header_line: The number of that line.
        quoted: False where quotes are ordinary characters (Common Voice releases).
        spaced: True where blanks after a delimiter belong to the layout (`a, "b, c"`).
        remarks: What had to be assumed about the file.
    """

    text: TextFile
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    quoted: bool = True
    spaced: bool = False
    remarks: tuple[str, ...] = ()

    def blocks(self, lines: int = BLOCK_LINES) -> Iterator[Block]:
        """Reads the rows.

        Args:
            lines: How many lines to hold at once.

        Yields:
            Blocks in the order of the file. Blank rows are left out.
        """
        source = _Source(self.text.lines())
        source.take(self.header_line)
        while taken := source.take(lines):
            first = source.line - len(taken) + 1
            rows = self._rows_of_plain_lines(taken)
            if rows is None:
                yield self._read_with_care(taken, first, source)
            else:
                yield Block(range(first, first + len(rows)), rows)

    def _rows_of_plain_lines(self, lines: list[str]) -> list[list[str]] | None:
        """All rows of a block in one call, or None unless each line is one sound row."""
        if any("\0" in line for line in lines):
            return None
        try:
            rows = self._parse(lines)
        except csv.Error:
            return None
        width = len(self.header)
        sound = len(rows) == len(lines) and all(len(row) == width and any(row) for row in rows)
        return rows if sound else None

    def _parse(self, lines: list[str]) -> list[list[str]]:
        return list(
            csv.reader(
                lines,
                delimiter=self.delimiter,
                quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
                skipinitialspace=self.spaced,
                strict=True,
            )
        )

    def _read_with_care(self, lines: list[str], first: int, source: "_Source") -> Block:
        """Reads a block row by row, with lines of the next block at hand for its last cell."""
        whole = len(lines)
        lines = lines + source.take(MOST_LINES_IN_A_CELL)
        numbers: list[int] = []
        rows: list[list[str]] = []
        broken: list[BrokenRow] = []
        index = 0
        while index < whole:
            row = self._row_at(lines, index)
            if row.explanation:
                broken.append(BrokenRow(first + index, row.explanation))
            elif any(row.cells):
                numbers.append(first + index)
                rows.append(row.cells)
            index += row.lines
        source.give_back(lines[index:])
        return Block(numbers, rows, tuple(broken))

    def _row_at(self, lines: list[str], index: int) -> "_Row":
        line = lines[index]
        if line is TOO_LONG:
            return _Row(explanation="the line is longer than a million characters")
        if "\0" in line:
            return _Row(explanation="the line holds NUL bytes, as after a crash or a bad copy")
        try:
            rows = self._parse([line])
        except csv.Error as fault:
            if str(fault) == _STILL_OPEN:
                return self._row_over_lines(lines, index)
            return _Row(explanation=_BAD_QUOTE)
        return self._fitted(rows[0] if rows else [], lines=1)

    def _row_over_lines(self, lines: list[str], index: int) -> "_Row":
        """The row that begins in a line with an open quote, if the quote closes as it should."""
        last = min(index + MOST_LINES_IN_A_CELL, len(lines))
        for end in range(index + 1, last):
            if '"' not in lines[end]:
                continue
            try:
                rows = self._parse(lines[index : end + 1])
            except csv.Error as fault:
                if str(fault) == _STILL_OPEN:
                    continue
                break
            row = self._fitted(rows[0], lines=end + 1 - index)
            if len(rows) == 1 and not row.explanation and not self._hides_rows(lines, index, end):
                return row
            break
        return _Row(explanation=_BAD_QUOTE)

    def _hides_rows(self, lines: list[str], first: int, last: int) -> bool:
        """Whether a cell that runs over these lines would swallow lines that are rows themselves.

        The last line is left out when the first cell of the row is the open one: what follows
        its closing quote is a whole row but for that cell.
        """
        if len(self.header) < _TELLING_COLUMNS:
            return False
        inside = lines[first + 1 : last + (0 if lines[first].lstrip().startswith('"') else 1)]
        for line in inside:
            try:
                rows = self._parse([line])
            except csv.Error:
                continue
            if rows and len(rows[0]) == len(self.header):
                return True
        return False

    def _fitted(self, cells: list[str], *, lines: int) -> "_Row":
        """Holds a row against the header; empty cells too many at its end do no harm."""
        width = len(self.header)
        if not any(cells):
            return _Row(cells=[], lines=lines)
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            return _Row(cells=cells[:width], lines=lines)
        more = f"; a cell that holds {self.delimiter!r} needs quotes around it"
        return _Row(
            explanation=f"{len(cells)} cells where the first line has {width}"
            + (more if len(cells) > width else "")
        )


@dataclass(frozen=True)
class _Row:
    cells: list[str] = field(default_factory=list)
    lines: int = 1
    explanation: str = ""


class _Source:
    """Lines of a file, counted, of which some may be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._returned: list[str] = []
        self.line = 0

    def take(self, count: int) -> list[str]:
        taken = self._returned[:count]
        del self._returned[:count]
        taken.extend(islice(self._lines, count - len(taken)))
        self.line += len(taken)
        return taken

    def give_back(self, lines: list[str]) -> None:
        self._returned[:0] = lines
        self.line -= len(lines)


def open_table(
    path: Path, wanted: Wanted, error: type[IsoglossError], *, quoted: bool = True
) -> DelimitedTable:
    """Settles encoding, delimiter and header of a table of separated values.

    The delimiter is the one under which the first line holds most of the wanted columns.

    Args:
        path: The file.
        wanted: The columns a reader hopes for; whether they are all there is not its question.
        error: What to raise: InboxError for manifests, TableError for imports.
        quoted: False where quotes are ordinary characters and only tabs separate.

    Returns:
        The table, its rows unread.

    Raises:
        IsoglossError: of the given kind, if the file is empty or is not text.
    """
    text = open_text(path, error)
    remarks = list(text.remarks)
    lines = text.lines()
    header_line, line = 0, ""
    for line in lines:
        header_line += 1
        if line.lower().startswith("sep=") and header_line == 1:
            remarks.append(f"{path.name}: the first line {line.strip()!r} was passed over.")
        elif line.strip("\r\n \t,;|"):
            break
    delimiters = DELIMITERS if quoted else ("\t",)
    readings = [_read_header(line, delimiter, quoted=quoted) for delimiter in delimiters]
    best = max(readings, key=lambda cells: (sum(map(bool, wanted.find(cells))), len(cells)))
    delimiter = delimiters[readings.index(best)]
    if delimiter not in (",", "\t"):
        remarks.append(f"{path.name}: columns are separated by {delimiter!r}.")
    return DelimitedTable(
        text,
        delimiter,
        tuple(cell.strip() for cell in best),
        header_line,
        quoted=quoted,
        spaced=sum(cell.startswith(" ") for cell in best[1:]) * 2 > len(best) - 1,
        remarks=tuple(remarks),
    )


def _read_header(line: str, delimiter: str, *, quoted: bool) -> list[str]:
    try:
        rows = list(
            csv.reader(
                [line],
                delimiter=delimiter,
                quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            )
        )
    except csv.Error:
        return [line.strip()]
    return rows[0] if rows else []
