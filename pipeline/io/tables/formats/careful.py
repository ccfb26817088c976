"""Rows of separated values read with care: one bad row costs that row only.

A stretch of lines goes through the C reader of `csv` in one call. Only where that fails (a cell
with a line break, a stray quote, a row with too many fields) is the stretch read again line by
line, so that exactly the bad rows are set aside, each with the number of its line.

A quote that is never closed would, read naively, swallow every row after it. Here a cell may
run over at most `MOST_LINES_IN_A_CELL` lines; what does not close by then, or closes into
nonsense, is one broken row, and reading goes on with the next line. Where it closes well, in a
stray quote of a later row, the lines between give it away: they are rows themselves.

What the bytes cannot tell:

- A cell of several lines one of which has as many delimiters as a row has, in a table of five
  columns or more, looks like rows behind a broken quote. It is read as a broken row, which is
  named by its line; so is each of its other lines that is no row.
- In a narrower table the same holds for a cell of several lines that are names built alike
  (`c1.wav` above `c2.wav`), or for three and more lines that all look like whole rows.
- Rows behind a broken quote are taken for the rest of its cell where a later quoted cell begins
  with a line break, or a second broken quote stands where a cell ends, and the lines between are
  one or two rows without such names: the same bytes could be one cell of prose.
- A stray quote inside or behind an unquoted cell is a letter, and its row is read.
"""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipeline.io.tables.formats.rows import BrokenRow

MOST_LINES_IN_A_CELL = 1_000
"""A worker's text in CrowdSpeech runs over 56; nobody types a thousand."""

LONGEST_LINE = 1 << 20
"""Characters; a longer line is no row of a table where each row stands for itself."""

_STRETCH = 250  # a cell with a line break makes all rows of its stretch slow
_TELLING_COLUMNS = 5
"""From this many columns on, a line that is a whole row by itself is no part of a cell."""
_TELLING_LINES = 3
"""So many lines in a row, each a whole row by itself, are no verse, however few the columns."""

_STILL_OPEN = "unexpected end of data"
"""What the strict reader of `csv` says of a line that ends inside quotes."""
_BAD_QUOTE = 'a quote is opened and not closed, or text follows where it closes; write " as ""'
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
_NAME_LIKE = re.compile(r"\S*(\d|\w[._/:-]\w)\S*")
"""The full stop of a sentence of one word (`Stop.`) makes no name of it."""


@dataclass(frozen=True, slots=True)
class CarefulRows:
    """Consecutive rows of a table.

    Attributes:
        lines: For each row the line it starts in, the first line of the file being 1.
        rows: The cells, as many in each row as the header has.
        broken: Rows of this stretch that cannot be read.
        used: How many lines were read; the row in the next one does not end in these lines.
    """

    lines: list[int]
    rows: list[list[str]]
    broken: list[BrokenRow]
    used: int


@dataclass(frozen=True, slots=True)
class _OneRow:
    cells: list[str] = field(default_factory=list)
    lines: int = 1
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How cells are written in the rows of a table.

    Attributes:
        delimiter: One character.
        width: How many cells a row has.
        quoted: False where quotes are ordinary characters (Common Voice releases).
        spaced: True where blanks after a delimiter belong to the layout (`a, "b, c"`).
        keeps_blank_rows: Whether a row without a filled cell is a row like others; in a table
            of one column an empty line is one.
        any_length: Whether a cell may be as long as a long talk.
    """

    delimiter: str
    width: int
    quoted: bool = True
    spaced: bool = False
    keeps_blank_rows: bool = False
    any_length: bool = False

    def read(
        self, lines: Sequence[str], first: int, *, last: bool, most: int = sys.maxsize
    ) -> CarefulRows:
        """Reads rows.

        Args:
            lines: Lines with their ends; the first is the start of a row.
            first: The number of the first line.
            last: Whether the file ends with these lines; else a row may go on in the next ones.
            most: How many rows to read at most, those that cannot be read among them.
        """
        rows, numbers, broken = list[list[str]](), list[int](), list[BrokenRow]()
        index = 0
        with _cells_of_any_length() if self.any_length else _nothing():
            while index < len(lines) and (left := most - len(rows) - len(broken)) > 0:
                stretch = lines[index : index + min(_STRETCH, left)]
                plain = self._rows_of_plain_lines(stretch)
                if plain is not None:
                    rows.extend(plain)
                    numbers.extend(range(first + index, first + index + len(plain)))
                    index += len(stretch)
                    continue
                end = index + len(stretch)
                while index < end:
                    row = self._row_at(lines, index, last=last)
                    if row is None:
                        return CarefulRows(numbers, rows, broken, index)
                    if row.explanation:
                        broken.append(BrokenRow(first + index, row.explanation))
                    elif (cells := self._kept(row.cells)) is not None:
                        numbers.append(first + index)
                        rows.append(cells)
                    index += row.lines
        return CarefulRows(numbers, rows, broken, index)

    def parse(self, lines: Sequence[str]) -> list[list[str]]:
        """The cells of lines.

        Raises:
            csv.Error: if a quote stands where none may.
        """
        return list(
            csv.reader(
                lines,
                delimiter=self.delimiter,
                quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
                skipinitialspace=self.spaced,
                strict=True,
            )
        )

    def _kept(self, cells: list[str]) -> list[str] | None:
        """The cells of a row, or None for a blank one that is passed over."""
        if any(cells):
            return cells
        is_row = self.keeps_blank_rows and (cells or self.width == 1)
        return [""] * self.width if is_row else None

    def _rows_of_plain_lines(self, lines: Sequence[str]) -> list[list[str]] | None:
        """All rows of a stretch in one call, or None unless each line is one sound row."""
        joined = "".join(lines)
        if "\0" in joined or (self._too_long(joined) and any(map(self._too_long, lines))):
            return None
        try:
            rows = self.parse(lines)
        except csv.Error:
            return None
        fits = len(rows) == len(lines) and set(map(len, rows)) == {self.width}
        return rows if fits and all(map(any, rows)) else None

    def _too_long(self, line: str) -> bool:
        return not self.any_length and len(line) > LONGEST_LINE

    def _row_at(self, lines: Sequence[str], index: int, *, last: bool) -> _OneRow | None:
        """The row that begins in a line; None if only lines to come can tell."""
        line = lines[index]
        if self._too_long(line):
            return _OneRow(explanation="the line is longer than a million characters")
        if "\0" in line:
            return _OneRow(explanation="the line holds NUL bytes, as after a crash or a bad copy")
        try:
            rows = self.parse([line])
        except csv.Error as fault:
            if str(fault) == _STILL_OPEN:
                return self._row_over_lines(lines, index, last=last)
            return _OneRow(explanation=_BAD_QUOTE)
        return self._fitted(rows[0] if rows else [], lines=1)

    def _row_over_lines(self, lines: Sequence[str], index: int, *, last: bool) -> _OneRow | None:
        """The row that begins in a line with an open quote, if the quote closes as it should."""
        for end in range(index + 1, min(index + MOST_LINES_IN_A_CELL, len(lines))):
            if self._too_long(lines[end]):
                break
            if '"' not in lines[end]:
                continue
            try:
                rows = self.parse(lines[index : end + 1])
            except csv.Error as fault:
                if str(fault) == _STILL_OPEN:
                    continue
                break
            row = self._fitted(rows[0], lines=end + 1 - index)
            if len(rows) == 1 and not row.explanation and not self._hides_rows(lines, index, end):
                return row
            break
        else:
            if not last and index + MOST_LINES_IN_A_CELL > len(lines):
                return None
        return _OneRow(explanation=_BAD_QUOTE)

    def _hides_rows(self, lines: Sequence[str], first: int, last: int) -> bool:
        """Whether a cell that runs over these lines would swallow lines that are rows themselves.

        In a wide table one such line tells. In a narrow one a line of prose has as many commas
        by chance; there a line tells if one of its cells is a name built like the one above it
        (`clip_4.mp3` below `clip_3.mp3`), or if there are several lines and all of them are rows.
        """
        # Where the first cell is the open one, what follows its closing quote is a row but for it.
        opens_first = lines[first].lstrip().startswith('"')
        inside = lines[first + 1 : last + (0 if opens_first else 1)]
        rows = [row for line in inside if (row := self._whole_row(line))]
        if self.width >= _TELLING_COLUMNS:
            return bool(rows)
        opening = self._split_letters(lines[first])
        if len(opening) != self.width:
            return False
        below = [self._split_letters(line) for line in lines[first + 1 : last + 1]]
        if any(_built_alike(opening, row) for row in below if len(row) == self.width):
            return True
        filled = [row for row in rows if all(row) and not any(c.startswith(" ") for c in row[1:])]
        return self.width > 1 and _TELLING_LINES <= len(filled) == len(inside)

    def _whole_row(self, line: str) -> list[str]:
        """The cells of a line that is a row by itself; none if it is not."""
        try:
            rows = self.parse([line])
        except csv.Error:
            return []
        return rows[0] if rows and len(rows[0]) == self.width else []

    def _split_letters(self, line: str) -> list[str]:
        """The cells of a line, quotes taken as letters and left away."""
        return [cell.strip('" ') for cell in line.rstrip("\r\n").split(self.delimiter)]

    def _fitted(self, cells: list[str], *, lines: int) -> _OneRow:
        """Holds a row against the header; empty cells too many at its end do no harm."""
        width = self.width
        if not any(cells):
            return _OneRow(cells=cells, lines=lines)
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            return _OneRow(cells=cells[:width], lines=lines)
        more = f"; a cell that holds {self.delimiter!r} needs quotes around it"
        return _OneRow(
            explanation=f"{len(cells)} cells where the first line has {width}"
            + (more if len(cells) > width else "")
        )


def _built_alike(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a cell is a name or number built like the one above it: `s12` below `s7`.

    Example:
        >>> _built_alike(["c3", "stop now"], ["c4", "go on"]), _built_alike(["us"], ["uk"])
        (True, False)
    """
    return any(
        _NAME_LIKE.fullmatch(one) and _built(one) == _built(other)
        for one, other in zip(above, below, strict=False)
    )


def _built(cell: str) -> str:
    return _DIGITS.sub("9", _LETTERS.sub("a", cell))


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """The C reader of `csv` refuses cells of 131,072 characters, as a long talk has them."""
    before = csv.field_size_limit(min(sys.maxsize, (1 << 31) - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
