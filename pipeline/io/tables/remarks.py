"""Traps in a table that are no errors: said once a file, with how many rows they concern."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.io.tables.roles import Columns
from pipeline.io.tables.sources import BLOCK_BYTES, Note, TableFile, open_source


@dataclass(frozen=True)
class TableRemark:
    """Something the reader of a report should know of the table.

    Attributes:
        code: What it is, for programs.
        text: What it is, in a sentence; does not name the file.
        where: The file or files.
        rows: How many rows it concerns; 0 where that is not counted.
    """

    code: str
    text: str
    where: str
    rows: int = 0


@dataclass
class Remarks:
    """Remarks so far; reading a table twice does not count its rows twice.

    Attributes:
        chosen: The columns chosen last, if any.
    """

    chosen: Columns | None = None
    _held: dict[tuple[str, str], TableRemark] = field(default_factory=dict)
    _texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, where: str) -> Note:
        """Takes the remarks of one reading of one file; `{rows}` in a text is how many so far."""
        rows: Counter[str] = Counter()

        def note(code: str, text: str, count: int) -> None:
            rows[code] += count
            before = self._held.get((where, code))
            if before is None or rows[code] > before.rows:
                first = self._texts.setdefault((where, code), text)
                said = first.replace("{rows}", _rows(rows[code]))
                self._held[where, code] = TableRemark(code, said, where, rows[code])

        return note

    def all(self) -> tuple[TableRemark, ...]:
        """All of them, in the order in which they were first made."""
        return tuple(self._held.values())


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def same_files(files: Sequence[TableFile], remarks: Remarks) -> None:
    """Says which files hold the same bytes as one before; each file is read all the same.

    Only files of one size are read for it.
    """
    by_size: dict[int, list[str]] = {}
    for file in files:
        by_size.setdefault(_size(file.source), []).append(file.source)
    for sources in by_size.values():
        first: dict[bytes, str] = {}
        for source in sources if len(sources) > 1 else ():
            digest = _digest(source)
            if digest in first:
                remarks.of(source)(
                    "same_file",
                    f"holds the same bytes as {first[digest]}: its rows are counted again. Name "
                    "each file once.",
                    0,
                )
            first.setdefault(digest, source)


def _size(source: str) -> int:
    if "://" not in source:
        return Path(source).stat().st_size
    with open_source(source) as stream:
        return stream.seek(0, 2)


def _digest(source: str) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    with open_source(source) as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.digest()
