"""Streams cut into blocks at the ends of rows, each block with the number of its first line."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np

from pipeline.errors import IsoglossError
from pipeline.io.tables.encodings import WINDOWS_1252
from pipeline.io.tables.sources import BLOCK_BYTES, TableFile

LONGEST_ROW_BYTES = 256 << 20
"""A row longer than this is no row: a quote that is never closed, or no text at all."""

MOST_HELD_BYTES = 16 << 20
"""A line longer than this is passed over where a bad row costs itself only."""

MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""

_QUOTE, _NEWLINE, _RETURN = ord('"'), ord("\n"), ord("\r")


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Whole lines of a stream.

    Attributes:
        line: The number of the first, the first of the file being 1.
        data: Their bytes.
        last: Whether the stream ends with them.
    """

    line: int
    data: bytes
    last: bool


class LineBlocks:
    """A stream cut at the ends of rows; who cannot use the end of a block gives it back.

    Args:
        stream: The bytes.
        size: How many to read at once.
        cut: Where the last row that is whole ends in a piece; 0 if none does.
        file: The file, for messages.

    Raises:
        IsoglossError: of the command's kind, if a row does not end and the command needs every
            row. For another command the rest of such a line is passed over: what is left of it
            is too long for a row all the same.
    """

    def __init__(
        self, stream: IO[bytes], size: int, cut: Callable[[bytes], int], file: TableFile
    ) -> None:
        self._stream, self._size, self._cut, self._file = stream, size, cut, file
        self._line = 1
        self._returned = b""

    def __iter__(self) -> Iterator[LineBlock]:
        pieces, runs_on = [b""], False
        while chunk := self._stream.read(self._size):
            ends = b"\n" in chunk or b"\r" in chunk
            held = sum(map(len, pieces))
            if runs_on and not ends and held > MOST_HELD_BYTES and not self._file.manner.whole:
                continue
            if held + len(chunk) > LONGEST_ROW_BYTES:
                raise self._endless()
            pieces.append(chunk)
            runs_on = not ends
            # A line of many pieces is not joined once for each of them.
            if not ends:
                continue
            piece = b"".join(pieces)
            end = self._end(piece)
            if end:
                yield LineBlock(self._line, piece[:end], last=False)
            pieces = [self._settle(piece[:end]) + piece[end:]]
        if rest := b"".join(pieces):
            yield LineBlock(self._line, rest, last=True)

    def give_back(self, data: bytes) -> None:
        """Has the end of the block given last come again, with what follows it."""
        self._returned = data

    def _settle(self, given: bytes) -> bytes:
        """Counts the lines that were used, and takes back the others."""
        returned, self._returned = self._returned, b""
        self._line += count_lines(given[: len(given) - len(returned)])
        return returned

    def _end(self, piece: bytes) -> int:
        """Where to cut: a quote that is never closed must not gather the rest of the file."""
        end = self._cut(piece)
        return end if end > len(piece) // 2 else after_last_line(piece)

    def _endless(self) -> IsoglossError:
        return self._file.manner.error(
            f"the row in line {self._line} is longer than {LONGEST_ROW_BYTES >> 20} MB",
            where=self._file.source,
            remedy="See that quotes are closed and that the lines have ends.",
        )


def text_lines(file: TableFile) -> Iterator[str]:
    """The lines of a text file without their ends, whatever its encoding."""
    with file.open() as stream:
        for block in LineBlocks(stream, BLOCK_BYTES, after_last_line, file):
            data = block.data.removeprefix(MARK) if block.line == 1 else block.data
            yield from (line.decode("utf-8", WINDOWS_1252) for line in data.splitlines())


def split_lines(text: str) -> list[str]:
    r"""Lines with their ends; unlike str.splitlines, ends are \n, \r\n and \r alone."""
    return list(io.StringIO(text, newline=""))


def count_lines(block: bytes) -> int:
    r"""How many lines end in a block, by ``\n``, ``\r\n`` or ``\r`` alone.

    Example:
        >>> count_lines(b"a\nb\r\nc\rd")
        3
    """
    ends = block.count(b"\n")
    if b"\r" in block:
        ends += block.count(b"\r") - block.count(b"\r\n")
    return ends


def after_last_line(piece: bytes, stop: int | None = None) -> int:
    r"""Where the last line before a place ends; a ``\r`` just there may be half of ``\r\n``.

    Example:
        >>> after_last_line(b"a\nb"), after_last_line(b"a\rb\r"), after_last_line(b"a")
        (2, 2, 0)
    """
    stop = len(piece) if stop is None else stop
    newline = piece.rfind(b"\n", 0, stop) + 1
    return newline or piece.rfind(b"\r", 0, max(stop - 1, 0)) + 1


def after_last_row(piece: bytes) -> int:
    r"""Where the last row of a piece of quoted CSV ends: outside all quotes.

    Example:
        >>> after_last_row(b'a,b\n"c\nd'), after_last_row(b'"a\n'), after_last_row(b"a\nb")
        (4, 0, 2)
    """
    end = after_last_line(piece)
    inside = piece.count(b'"', 0, end) % 2
    # Backwards, for as a rule the last line that ends is outside.
    while inside and end:
        before = after_last_line(piece, end - 1)
        inside ^= piece.count(b'"', before, end) % 2
        end = before
    return end


def is_plain(block: bytes, delimiter: str) -> bool:
    r"""Whether every quote of a block stands where CSV wants it: around cells, or written twice.

    Example:
        >>> is_plain(b'a,"b, ""c"" d"\n', ","), is_plain(b'"a" b,c\n', ",")
        (True, False)
    """
    if b'"' not in block:
        return True
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    quotes = np.flatnonzero(bytes_ == _QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    borders = np.zeros(256, dtype=bool)
    borders[[ord(delimiter), _NEWLINE, _RETURN]] = True
    before = bytes_[np.maximum(opening - 1, 0)]
    after = bytes_[np.minimum(closing + 1, len(bytes_) - 1)]
    # A quote written twice closes and opens at once.
    doubled_open = np.append(False, opening[1:] == closing[:-1] + 1)
    doubled_close = np.append(opening[1:] == closing[:-1] + 1, False)
    opens_well = borders[before] | (opening == 0) | doubled_open
    closes_well = borders[after] | (closing == len(bytes_) - 1) | doubled_close
    return bool(opens_well.all() and closes_well.all())


def breaks_inside_quotes(block: bytes) -> bool:
    r"""Whether a line ends inside quotes.

    Example:
        >>> breaks_inside_quotes(b'"a\nb"\n'), breaks_inside_quotes(b'"a"\n\n')
        (True, False)
    """
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero((bytes_ == _NEWLINE) | (bytes_ == _RETURN))
    quotes = np.flatnonzero(bytes_ == _QUOTE)
    return bool((np.searchsorted(quotes, ends) % 2).any())
