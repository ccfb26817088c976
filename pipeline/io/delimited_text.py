"""Text files as people save them: which encoding, and lines that never eat the memory.

Tables come from spreadsheets, scripts and other people's machines. UTF-8 is taken when the
bytes are UTF-8; a byte order mark or zero bytes in every other place say UTF-16; any other byte
is read as Windows-1252, and that is said aloud, with the line, because it is the one guess here.
Bytes are judged one sequence at a time, so a file glued together from both encodings keeps the
letters of both. What that cannot tell: two Windows-1252 letters in a row that happen to be one
UTF-8 letter (a capital accented one before a sign such as the copyright mark).
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import IsoglossError

LONGEST_LINE = 1 << 20
"""Characters; a longer line is no row of a table, and is not held in memory."""

TOO_LONG = "\0too long"
"""Stands for such a line. It holds a NUL so that no fast path takes it for a row."""

_ERRORS = "isogloss-windows-1252"
_BLOCK = 1 << 20
_SAMPLE = 4096
_UTF16_ZERO_SHARE = 0.3
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"RIFF": "a sound file",
    b"ID3": "a sound file",
    b"OggS": "a sound file",
    b"fLaC": "a sound file",
}


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decodes what UTF-8 cannot; the five bytes Windows leaves open are taken as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw = error.object[error.start : error.end]
    try:
        return raw.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return raw.decode("latin-1"), error.end


codecs.register_error(_ERRORS, _as_windows_1252)


@dataclass(frozen=True)
class TextFile:
    """A text file whose encoding has been settled.

    Attributes:
        path: The file.
        codec: The Python codec that reads it.
        remarks: What had to be assumed, in a sentence each; empty for plain UTF-8.
    """

    path: Path
    codec: str
    remarks: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        r"""Lines with their ends (``\n``, ``\r\n`` or ``\r``), one at a time.

        Yields:
            Each line; `TOO_LONG` in the place of one over `LONGEST_LINE` characters.
        """
        errors = _ERRORS if self.codec.startswith("utf-8") else "replace"
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, encoding=self.codec, errors=errors, newline="")
            while line := text.readline(LONGEST_LINE):
                if len(line) < LONGEST_LINE or line.endswith(("\n", "\r")):
                    yield line
                else:
                    while (rest := text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
                        pass
                    yield TOO_LONG


def open_text(path: Path, error: type[IsoglossError]) -> TextFile:
    """Settles the encoding of a text file by reading it through once.

    Args:
        path: The file.
        error: What to raise: InboxError for manifests, TableError for imports.

    Returns:
        The file, its codec, and a remark where the codec is not simply UTF-8.

    Raises:
        IsoglossError: of the given kind, if the file is empty, is not text, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_SAMPLE)
        _refuse_what_is_no_text(path, start, error)
        codec, remark = _codec_of_start(start)
        if not codec:
            codec, remark = _utf8_or_not(path)
    except OSError as fault:
        raise error(
            f"cannot be read ({fault.strerror})",
            where=str(path),
            remedy="Check that the file is there and that you may read it.",
        ) from fault
    return TextFile(path, codec, (f"{path.name}: {remark}",) if remark else ())


def _refuse_what_is_no_text(path: Path, start: bytes, error: type[IsoglossError]) -> None:
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t \0"):
        raise error(
            "the file is empty",
            expected="a line of column names and a line for each recording",
            where=str(path),
            remedy="Save the table again.",
        )
    for magic, kind in _NOT_TEXT.items():
        if start.startswith(magic):
            raise error(
                f"this is {kind}, whatever its name says",
                expected="text",
                where=str(path),
                remedy="Save the table as CSV in UTF-8.",
            )


def _codec_of_start(start: bytes) -> tuple[str, str]:
    """The codec a byte order mark or a rhythm of zero bytes gives away, and a remark."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", ""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "read as UTF-16, as its byte order mark says."
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) / half > _UTF16_ZERO_SHARE and start[::2].count(0) == 0:
        return "utf-16-le", "has no byte order mark; read as UTF-16 (little-endian)."
    if start[::2].count(0) / half > _UTF16_ZERO_SHARE and start[1::2].count(0) == 0:
        return "utf-16-be", "has no byte order mark; read as UTF-16 (big-endian)."
    return "", ""


def _utf8_or_not(path: Path) -> tuple[str, str]:
    """Looks for the first byte that is not UTF-8, in flat memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as fault:
                line += fault.object.count(b"\n", 0, fault.start)
                byte = fault.object[fault.start]
                return "utf-8", (
                    f"not UTF-8 (byte 0x{byte:02X} in line {line}); such bytes were read as "
                    "Windows-1252. See that names and accents look right, or save it as UTF-8."
                )
            if not block:
                return "utf-8", ""
            line += block.count(b"\n")
