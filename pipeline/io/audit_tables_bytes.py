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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, cast

import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.errors import TableError

Kind = Literal["parquet", "json", "delimited"]

Note = Callable[[str, str, int], None]
"""Takes a remark: its code, its sentence, and how many rows it concerns."""

BLOCK_BYTES = 4 << 20
_SNIFFED_BYTES = 65_536
_UTF16_ZERO_SHARE = 0.3
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
    """

    source: str
    compression: str
    codec: str
    kind: Kind

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Opens the file for reading from its start: unpacked, and text as UTF-8.

        Raises:
            TableError: if it cannot be opened, or breaks off while it is read.
        """
        with _reading(self.source, packed=bool(self.compression)), open_source(self.source) as raw:
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


def find_file(source: str) -> TableFile:
    """Looks into the first bytes of a file to tell what it is.

    Args:
        source: A path, or an address that fsspec knows.

    Raises:
        TableError: if it cannot be read, is empty, or holds no table.
    """
    with _reading(source, packed=False), open_source(source) as raw:
        start = raw.read(16)
        compression = next((c for magic, c in _COMPRESSIONS.items() if start.startswith(magic)), "")
    with _reading(source, packed=bool(compression)), open_source(source) as raw:
        start = _unpacked(raw, compression).read(_SNIFFED_BYTES)
    _refuse_what_is_no_table(source, start)
    kind = _kind_of(source, start)
    codec = "utf-8" if kind == "parquet" else _codec_of(start)
    return TableFile(source, compression, codec, kind)


def _refuse_what_is_no_table(source: str, start: bytes) -> None:
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t \0"):
        raise TableError(
            "the file is empty" if not start else "the file holds nothing but blanks",
            expected="a line of column names and a line for each utterance",
            where=source,
            remedy="Write the table again.",
        )
    for magic, (kind, remedy) in _NO_TABLES.items():
        if start.startswith(magic):
            raise TableError(
                f"this is {kind}, whatever its name says",
                expected=_EXPECTED,
                where=source,
                remedy=remedy,
            )


def _kind_of(source: str, start: bytes) -> Kind:
    if start.startswith(b"PAR1"):
        return "parquet"
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"["):
        raise TableError(
            "this is one JSON array",
            expected="JSON lines: one object a line",
            where=source,
            remedy="Write each object on a line of its own (`jq -c '.[]'` does it).",
        )
    return "json" if text.startswith(b"{") else "delimited"


def _codec_of(start: bytes) -> str:
    """UTF-8, or the UTF-16 that a byte order mark or a rhythm of zero bytes gives away."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) / half > _UTF16_ZERO_SHARE and start[::2].count(0) == 0:
        return "utf-16-le"
    if start[::2].count(0) / half > _UTF16_ZERO_SHARE and start[1::2].count(0) == 0:
        return "utf-16-be"
    return "utf-8"


def _unpacked(raw: IO[bytes], compression: str) -> IO[bytes]:
    if not compression:
        return raw
    if compression == "xz":
        return cast("IO[bytes]", lzma.open(raw))
    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), compression))


@contextmanager
def open_source(source: str) -> Iterator[IO[bytes]]:
    """The bytes as they lie there.

    Raises:
        TableError: for a folder, a pipe, an address nothing here can read.
        OSError: if it is not there, or may not be read.
    """
    if "://" in source:
        with _open_address(source) as stream:
            yield stream
        return
    path = Path(source)
    if path.is_dir():
        raise TableError(
            "this is a folder",
            expected="a file, or several",
            where=source,
            remedy=f"Name its files: {source.rstrip('/')}/*.csv, or .parquet, or .jsonl.",
        )
    if path.is_fifo():
        raise TableError(
            "this is a pipe, which can be read only once",
            expected="a file, for it is read more than once",
            where=source,
            remedy="Write the table to a file first.",
        )
    with path.open("rb") as file:
        yield file


@contextmanager
def _open_address(source: str) -> Iterator[IO[bytes]]:
    import fsspec

    try:
        filesystem, path = fsspec.core.url_to_fs(source)
    except ImportError as fault:
        raise TableError(
            f"what reads {source.split('://')[0]}:// is not installed ({fault})",
            where=source,
            remedy="For S3 and its like: pip install 'isogloss[s3]'; else what is named here.",
        ) from fault
    except ValueError as fault:
        raise TableError(
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
        raise TableError(
            f"cannot be read ({type(fault).__name__}: {fault})",
            where=source,
            remedy="Check the address, and that your credentials for it are set.",
        ) from fault
    if stream is None:
        raise TableError(
            "this is a folder",
            expected="a file, or several",
            where=source,
            remedy="Name its files, one after another.",
        )
    with stream:
        yield cast("IO[bytes]", stream)


@contextmanager
def _reading(source: str, *, packed: bool) -> Iterator[None]:
    """Faults of the disk, the network and, for packed files, the unpacking, in plain words."""
    try:
        yield
    except FileNotFoundError as fault:
        raise TableError("no such file", where=source, remedy=_LOOK) from fault
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError) as fault:
        raise _cut_off(source, fault) from fault
    except OSError as fault:
        if fault.errno is None:  # pyarrow gives no number
            if not packed:
                raise
            raise _cut_off(source, fault) from fault
        raise TableError(
            f"cannot be read ({fault.strerror})", where=source, remedy=_LOOK
        ) from fault


def _cut_off(source: str, fault: Exception) -> TableError:
    return TableError(
        f"the compressed file is damaged or cut off ({str(fault).splitlines()[0].rstrip('.')})",
        where=source,
        remedy="Copy or download it again; nothing of it was used.",
    )


class _Transcoded:
    """A stream of UTF-16 as a stream of UTF-8."""

    def __init__(self, stream: IO[bytes], codec: str) -> None:
        self._stream = stream
        self._decoder: Any = codecs.getincrementaldecoder(codec)(errors="replace")

    def read(self, size: int) -> bytes:
        while data := self._stream.read(size):
            if text := self._decoder.decode(data):
                return cast("str", text).encode("utf-8", "replace")
        return cast("str", self._decoder.decode(b"", final=True)).encode("utf-8", "replace")
