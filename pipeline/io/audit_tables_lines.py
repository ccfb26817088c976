"""Streams cut into blocks at the ends of rows, each block with the number of its first line."""

from collections.abc import Callable, Iterator
from typing import IO

import numpy as np

from pipeline.errors import TableError

LONGEST_ROW_BYTES = 256 << 20
"""A row longer than this is no row: a quote that is never closed, or no text at all."""

MOST_HELD_BYTES = 16 << 20
"""From here on a piece is cut at the end of a line, even inside quotes."""

_QUOTE, _NEWLINE, _RETURN = ord('"'), ord("\n"), ord("\r")


def line_blocks(
    stream: IO[bytes], size: int, cut: Callable[[bytes], int], *, where: str
) -> Iterator[tuple[int, bytes]]:
    """Reads a stream in blocks that end where a row ends.

    Args:
        stream: The bytes.
        size: How many to read at once.
        cut: Where the last row that is whole ends in a piece; 0 if none does.
        where: The file, for messages.

    Yields:
        The number of a block's first line, the first of the file being 1, and the block.

    Raises:
        TableError: if a row does not end.
    """
    line, pieces, held = 1, [b""], 0
    while chunk := stream.read(size):
        pieces.append(chunk)
        held += len(chunk)
        if held > LONGEST_ROW_BYTES:
            raise TableError(
                f"the row in line {line} is longer than {LONGEST_ROW_BYTES >> 20} MB",
                where=where,
                remedy="See that quotes are closed and that the lines have ends.",
            )
        # A line of many pieces is not joined once for each of them.
        if b"\n" not in chunk and b"\r" not in chunk:
            continue
        piece = b"".join(pieces)
        # A quote that is never closed must not gather the rest of the file.
        end = cut(piece) or (after_last_line(piece) if held > MOST_HELD_BYTES else 0)
        pieces, held = [piece[end:]], len(piece) - end
        if end:
            block = piece[:end]
            yield line, block
            line += count_lines(block)
    if rest := b"".join(pieces):
        yield line, rest


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
