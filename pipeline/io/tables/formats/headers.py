"""The header of a table of separated values: its line, its delimiter, its layout."""

import csv
from collections.abc import Callable, Sequence

from pipeline.io.tables.encodings import WINDOWS_1252
from pipeline.io.tables.formats.blocks import split_lines
from pipeline.io.tables.formats.careful import RowFormat
from pipeline.io.tables.formats.delimited import DelimitedReader
from pipeline.io.tables.sources import TableFile

DELIMITERS = (",", ";", "\t", "|")

_LINES_COMPARED = 50
_HEADER_BYTES = 1 << 20
_MOST = 0.5


def open_delimited(file: TableFile, count_known: Callable[[Sequence[str]], int]) -> DelimitedReader:
    """Settles the delimiter and the header of a table of separated values.

    Args:
        file: The file.
        count_known: Counts the names of a header that its command knows.

    Raises:
        IsoglossError: if there is nothing but a header and the command needs rows.
    """
    with file.open() as stream:
        start = stream.read(_HEADER_BYTES)
    lines = split_lines(start.decode("utf-8-sig", WINDOWS_1252))
    remarks = list(file.remarks)
    header_line = 0
    for line in lines:
        header_line += 1
        if header_line == 1 and line.lower().startswith("sep="):
            remarks.append(f"{file.name}: the first line {line.strip()!r} was passed over.")
        elif line.strip("\r\n \t,;|"):
            break
    body = lines[header_line : header_line + _LINES_COMPARED]
    quoted = file.manner.quoted
    delimiter = _delimiter(lines[header_line - 1], body, count_known) if quoted else "\t"
    header = _header(lines[header_line - 1], delimiter, quoted=quoted)
    names = tuple(cell.strip() for cell in header)
    if delimiter not in (",", "\t"):
        remarks.append(f"{file.name}: columns are separated by {delimiter!r}.")
    is_short = len(start) < _HEADER_BYTES
    if file.manner.whole and is_short and not any(n.strip("\r\n") for n in lines[header_line:]):
        raise file.manner.error(
            f"there is a line of column names and no row after it: {', '.join(names)[:200]}",
            expected="a line for each utterance",
            where=file.source,
            remedy="Write the table again, with its rows.",
        )
    spaced = sum(cell.startswith(" ") for cell in header[1:]) * 2 > len(header) - 1
    sample = RowFormat(delimiter, len(names), quoted=quoted, spaced=spaced, any_length=True)
    rows = sample.read(body, 1, last=True).rows
    return DelimitedReader(file, names, delimiter, header_line, spaced, rows, tuple(remarks))


def _delimiter(
    header: str, body: Sequence[str], count_known: Callable[[Sequence[str]], int]
) -> str:
    """The one under which the header holds most of the names its command knows.

    Of several, the one that cuts most of the first lines into as many cells as the header has.
    """

    def score(delimiter: str) -> tuple[int, bool, float, int]:
        width = header.count(delimiter)
        agreeing = sum(line.count(delimiter) == width for line in body)
        known = count_known(_header(header, delimiter, quoted=True))
        return known, width > 0, width if not body else agreeing / len(body) > _MOST, width

    return max(DELIMITERS, key=score)


def _header(line: str, delimiter: str, *, quoted: bool) -> list[str]:
    try:
        return next(
            csv.reader(
                [line],
                delimiter=delimiter,
                quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            )
        )
    except csv.Error:  # a cell too long for a name
        return [line.strip()]
