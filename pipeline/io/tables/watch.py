"""Traps in the cells of a table that an audit reads: `NA` as a label, "nan" as a word heard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from pipeline.io.tables.remarks import Remarks
from pipeline.io.tables.sources import Note

if TYPE_CHECKING:
    from pipeline.io.tables.repeats import RepeatedNames

_WRITTEN_NULLS = "^(nan|NaN|None|null|NULL|<NA>)$"
_LONGEST_NULL = 4


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
