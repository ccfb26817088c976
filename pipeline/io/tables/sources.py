"""Where the bytes of a table come from: a file or a bucket, plain or compressed.

What a file is, is read from its first bytes and never from its name: people rename things, and
downloads lose their suffix. Nothing is unpacked to disk, but for a compressed Parquet file,
whose index stands at its end.
"""

import codecs
import gzip
import lzma
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal, cast

from pipeline.errors import IsoglossError, TableError
from pipeline.io.tables.encodings import not_utf8, recognise_codec
from pipeline.io.tables.manner import WHOLE, Manner

Kind = Literal["parquet", "json", "delimited"]

Note = Callable[[str, str, int], None]
"""Takes a remark: its code, its sentence, and how many rows it concerns."""

BLOCK_BYTES = 4 << 20
_SNIFFED_BYTES = 65_536
_SCANNED_BYTES = 1 << 20
_COMPRESSIONS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
}
_NO_TABLES = {
    b"PK\x03\x04": ("an Excel or zip file", "Save the sheet as CSV in UTF-8, or unpack it."),
    b"\xd0\xcf\x11\xe0": ("an old Excel file", "Save the sheet as CSV in UTF-8."),
    b"ARROW1": ("an Arrow file", "Write it as Parquet."),
    b"SQLite format 3": ("a database", "Write the rows as CSV or Parquet."),
    b"%PDF": ("a PDF", "Write the table as CSV or Parquet."),
    b"RIFF": ("a sound file", "Give the table that names it."),
    b"OggS": ("a sound file", "Give the table that names it."),
    b"fLaC": ("a sound file", "Give the table that names it."),
    b"ID3": ("a sound file", "Give the table that names it."),
}
_EXPECTED = "CSV, TSV, Parquet or JSON lines, plain or compressed"
_LOOK = "Check that the file is there and that you may read it."


@dataclass(frozen=True)
class TableFile:
    """A file that can be read again and again.

    Attributes:
        source: A path, or an address that fsspec knows (s3://bucket/table.csv).
        compression: As pyarrow names it; empty where there is none.
        codec: The encoding a byte order mark gives away; UTF-8 where there is none.
        kind: What is in it.
        manner: How its command reads it.
        remarks: What had to be assumed of its encoding, a sentence each.
    """

    source: str
    compression: str
    codec: str
    kind: Kind
    manner: Manner = WHOLE
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path or address."""
        return Path(self.source).name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Opens the file for reading from its start: unpacked, and text as UTF-8.

        Raises:
            IsoglossError: of the command's kind, if the file cannot be opened, or breaks off
                while it is read.
        """
        with (
            _reading(self.source, self.manner, packed=bool(self.compression)),
            open_source(self.source, self.manner.error) as raw,
        ):
            stream = _unpacked(raw, self.compression)
            if self.kind == "parquet" and self.compression:
                with tempfile.TemporaryFile() as whole:
                    shutil.copyfileobj(stream, whole)
                    whole.seek(0)
                    yield cast("IO[bytes]", whole)
            elif self.codec != "utf-8":
                yield cast("IO[bytes]", _Transcoded(stream, self.codec))
            else:
                yield stream


def find_file(source: str, manner: Manner = WHOLE) -> TableFile:
    """Looks into the first bytes of a file to tell what it is.

    Args:
        source: A path, or an address that fsspec knows.
        manner: How the command reads; one that goes on after a bad row is told of the encoding
            before the first row, for which the file is read through once.

    Raises:
        IsoglossError: of the command's kind, if the file cannot be read, is empty, or holds no
            table.
    """
    with _reading(source, manner, packed=False), open_source(source, manner.error) as raw:
        start = raw.read(16)
        compression = next((c for magic, c in _COMPRESSIONS.items() if start.startswith(magic)), "")
    with (
        _reading(source, manner, packed=bool(compression)),
        open_source(source, manner.error) as raw,
    ):
        start = _unpacked(raw, compression).read(_SNIFFED_BYTES)
    _refuse_what_is_no_table(source, start, manner)
    kind = _recognise_kind(source, start, manner)
    codec, remark = ("utf-8", "") if kind == "parquet" else recognise_codec(start)
    file = TableFile(source, compression, codec, kind, manner)
    if manner.whole or kind == "parquet":  # a whole reading remarks on bytes as it meets them
        return file
    remark = remark or ("" if codec != "utf-8" else _first_byte_not_utf8(file))
    return replace(file, remarks=(f"{file.name}: {remark}",) if remark else ())


def _refuse_what_is_no_table(source: str, start: bytes, manner: Manner) -> None:
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t \0"):
        whole = manner.whole
        row = "utterance" if whole else "recording"
        raise manner.error(
            "the file holds nothing but blanks" if start and whole else "the file is empty",
            expected=f"a line of column names and a line for each {row}",
            where=source,
            remedy="Write the table again." if whole else "Save the table again.",
        )
    refused = {**_NO_TABLES}
    if manner.text_only:
        refused[b"PAR1"] = ("a Parquet file", "")
    for magic, (kind, remedy) in refused.items():
        if start.startswith(magic):
            raise manner.error(
                f"this is {kind}, whatever its name says",
                expected=_EXPECTED if manner.whole else "text",
                where=source,
                remedy=remedy if manner.whole else "Save the table as CSV in UTF-8.",
            )


def _recognise_kind(source: str, start: bytes, manner: Manner) -> Kind:
    if start.startswith(b"PAR1"):
        return "parquet"
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"[") and not manner.text_only:
        raise manner.error(
            "this is one JSON array",
            expected="JSON lines: one object a line",
            where=source,
            remedy="Write each object on a line of its own (`jq -c '.[]'` does it).",
        )
    return "json" if text.startswith(b"{") and not manner.text_only else "delimited"


def _first_byte_not_utf8(file: TableFile) -> str:
    """A remark on the first byte that is not UTF-8; looks for it in flat memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with file.open() as stream:
        while True:
            block = stream.read(_SCANNED_BYTES)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as fault:
                line += fault.object.count(b"\n", 0, fault.start)
                return not_utf8(fault, line)
            if not block:
                return ""
            line += block.count(b"\n")


def _unpacked(raw: IO[bytes], compression: str) -> IO[bytes]:
    if not compression:
        return raw
    if compression == "xz":
        return cast("IO[bytes]", lzma.open(raw))
    import pyarrow as pa  # type: ignore[import-untyped]  # slow to load, and most files are plain

    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), compression))


@contextmanager
def open_source(source: str, error: type[IsoglossError] = TableError) -> Iterator[IO[bytes]]:
    """The bytes as they lie there.

    Raises:
        IsoglossError: of the given kind, for a folder, a pipe, an address nothing here can read.
        OSError: if it is not there, or may not be read.
    """
    if "://" in source:
        with _open_address(source, error) as stream:
            yield stream
        return
    path = Path(source)
    if path.is_dir():
        raise error(
            "this is a folder",
            expected="a file, or several",
            where=source,
            remedy=f"Name its files: {source.rstrip('/')}/*.csv, or .parquet, or .jsonl.",
        )
    if path.is_fifo():
        raise error(
            "this is a pipe, which can be read only once",
            expected="a file, for it is read more than once",
            where=source,
            remedy="Write the table to a file first.",
        )
    with path.open("rb") as file:
        yield file


@contextmanager
def _open_address(source: str, error: type[IsoglossError]) -> Iterator[IO[bytes]]:
    import fsspec

    try:
        filesystem, path = fsspec.core.url_to_fs(source)
    except ImportError as fault:
        raise error(
            f"what reads {source.split('://')[0]}:// is not installed ({fault})",
            where=source,
            remedy="For S3 and its like: pip install 'isogloss[s3]'; else what is named here.",
        ) from fault
    except ValueError as fault:
        raise error(
            f"no such kind of address ({fault})",
            expected="a file, or an address such as s3://bucket/table.parquet",
            where=source,
            remedy="Check what stands before ://.",
        ) from fault
    try:
        is_folder = filesystem.isdir(path)
        stream = None if is_folder else filesystem.open(path, "rb")
    except OSError:
        raise
    except Exception as fault:  # each kind of bucket has errors of its own
        raise error(
            f"cannot be read ({type(fault).__name__}: {fault})",
            where=source,
            remedy="Check the address, and that your credentials for it are set.",
        ) from fault
    if stream is None:
        raise error(
            "this is a folder",
            expected="a file, or several",
            where=source,
            remedy="Name its files, one after another.",
        )
    with stream:
        yield cast("IO[bytes]", stream)


@contextmanager
def _reading(source: str, manner: Manner, *, packed: bool) -> Iterator[None]:
    """Says faults of the disk, the network and, for packed files, the unpacking in plain words."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError) as fault:
        raise _cut_off(source, fault, manner) from fault
    except FileNotFoundError as fault:  # that of fsspec has neither number nor words
        found = "no such file" if manner.whole or not fault.strerror else _cannot_be_read(fault)
        raise manner.error(found, where=source, remedy=_LOOK) from fault
    except OSError as fault:
        if fault.errno is not None:
            raise manner.error(_cannot_be_read(fault), where=source, remedy=_LOOK) from fault
        if not packed:  # pyarrow gives no number
            raise
        raise _cut_off(source, fault, manner) from fault


def _cannot_be_read(fault: OSError) -> str:
    return f"cannot be read ({fault.strerror})"


def _cut_off(source: str, fault: Exception, manner: Manner) -> IsoglossError:
    return manner.error(
        f"the compressed file is damaged or cut off ({str(fault).splitlines()[0].rstrip('.')})",
        where=source,
        remedy="Copy or download it again; nothing of it was used.",
    )


class _Transcoded:
    """A stream of UTF-16 as a stream of UTF-8."""

    def __init__(self, stream: IO[bytes], codec: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(codec)(errors="replace")

    def read(self, size: int) -> bytes:
        while data := self._stream.read(size):
            if text := self._decoder.decode(data):
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace")
