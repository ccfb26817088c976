"""Traps in a table that are no errors: said once a file, with how many rows they concern."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from pipeline.io.tables.roles import Columns
from pipeline.io.tables.sources import BLOCK_BYTES, Note, TableFile, open_source

if TYPE_CHECKING:
    from pipeline.io.tables.repeats import RepeatedNames

_WRITTEN_NULLS = "^(nan|NaN|None|null|NULL|<NA>)$"
_LONGEST_NULL = 4


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


class Watch:
    """Looks for traps in the cells of one reading.

    Args:
        remarks: Where the chosen columns are known and remarks go.
        columns: The columns read.
    """

    def __init__(self, remarks: Remarks, columns: Sequence[str]) -> None:
        chosen = remarks.chosen
        self._remarks = remarks
        self._groups = _places(chosen.groups if chosen else (), columns)
        self._hypotheses = _places(chosen.hypotheses if chosen else (), columns)
        utterance = chosen.utterance if chosen else None
        self._utterance = columns.index(utterance) if utterance in columns else None
        self._seen = None if self._utterance is None else _repeated_names()

    def look(self, arrays: Sequence[pa.Array], note: Note) -> None:
        """Looks at the columns of a batch, in the order given."""
        for place, name in self._groups:
            if pa.types.is_floating(arrays[place].type):
                continue
            if count := pc.sum(pc.equal(arrays[place], "NA")).as_py():
                note(
                    f"na_label:{name}",
                    f"{name!r} is 'NA' in {{rows}}; it is taken as a label (Namibia, North "
                    "America), not as missing. An empty cell would be undisclosed.",
                    count,
                )
        for place, name in self._hypotheses:
            short = arrays[place].filter(
                pc.less_equal(pc.binary_length(arrays[place]), _LONGEST_NULL)
            )
            if count := pc.sum(pc.match_substring_regex(short, _WRITTEN_NULLS)).as_py():
                note(
                    f"written_null:{name}",
                    f"{name!r} holds the word nan, None or null in {{rows}}, as programs write "
                    "what is missing; each is counted as a word that was heard.",
                    count,
                )
        if self._seen is not None and self._utterance is not None:
            self._seen.add(arrays[self._utterance])

    def finish(self, sources: Sequence[str]) -> None:
        """Says how many rows name an utterance that came before."""
        seen, chosen = self._seen, self._remarks.chosen
        if seen is None or chosen is None or not (count := seen.repeated):
            return
        about = "" if seen.exact else "about "
        where = sources[0] if len(sources) == 1 else f"{len(sources)} files"
        self._remarks.of(where)(
            "read_twice",
            f"in column {chosen.utterance!r}, {about}{{rows}} name an utterance "
            "that came before; each row is counted.",
            count,
        )


def _repeated_names() -> "RepeatedNames":
    from pipeline.io.tables.repeats import RepeatedNames  # brings numba, which most do not need

    return RepeatedNames()


def _places(names: Sequence[str], columns: Sequence[str]) -> list[tuple[int, str]]:
    return [(columns.index(name), name) for name in names if name in columns]


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
