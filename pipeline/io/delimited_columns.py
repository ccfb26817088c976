"""Which column of a table is which: names as people type them, and what is missing.

Case, spaces, hyphens and underscores do not matter: `Speaker ID` is `speaker_id`. Anything
further off is offered as a question (did you mean) and never decided.
"""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import IsoglossError

_NEAR = 0.6
_NAMES_SHOWN = 30


def column_key(name: str) -> str:
    """What is left of a column's name when case, spaces and punctuation do not count.

    Example:
        >>> column_key(" Speaker-ID ")
        'speakerid'
    """
    return re.sub(r"[\W_]+", "", name.casefold())


@dataclass(frozen=True)
class Wanted:
    """The columns a reader knows.

    Attributes:
        names: All of them, by the names our documents use.
        required: Those without which nothing can be read.
        aliases: Other people's name -> ours (`audio_filepath` -> `path`).
        ignored: Known names that carry nothing for us, and need no remark.
    """

    names: tuple[str, ...]
    required: tuple[str, ...] = ()
    aliases: Mapping[str, str] | None = None
    ignored: Collection[str] = ()

    def find(self, header: Sequence[str]) -> list[str]:
        """Our name for each column of a header; an empty string for one we do not know."""
        by_key = {column_key(name): name for name in self.names}
        # A column by its own name is never displaced by one that only has an alias.
        for alias, name in (self.aliases or {}).items():
            by_key.setdefault(column_key(alias), name)
        return [by_key.get(column_key(cell), "") for cell in header]


@dataclass(frozen=True)
class Columns:
    """Where the wanted columns stand.

    Attributes:
        positions: Our name -> index in the header, for those found.
        remarks: What was ignored or taken as empty, a sentence each.
    """

    positions: Mapping[str, int]
    remarks: tuple[str, ...]


def match_columns(
    header: Sequence[str], wanted: Wanted, *, where: str, error: type[IsoglossError]
) -> Columns:
    """Finds the wanted columns in a header.

    Args:
        header: The cells of the first line.
        wanted: What the reader knows and needs.
        where: The file, for messages.
        error: InboxError or TableError.

    Returns:
        Positions of the columns found, and remarks on the others.

    Raises:
        IsoglossError: of the given kind: no column names at all, one of them twice, or a
            required one missing; the message says what was found and what may be meant.
    """
    found = wanted.find(header)
    if not any(found):
        raise error(
            f"the first line holds no column names we know: {_shown(header)}",
            expected=f"a first line with {', '.join(wanted.names)}",
            where=where,
            remedy="Write the column names in the first line.",
        )
    positions: dict[str, int] = {}
    for index, name in enumerate(found):
        if name and name in positions:
            raise error(
                f"two columns are both {name!r}: {header[positions[name]]!r} (column "
                f"{positions[name] + 1}) and {header[index]!r} (column {index + 1})",
                where=where,
                remedy="Rename or delete one of them.",
            )
        if name:
            positions[name] = index
    unknown = [cell for cell, name in zip(header, found, strict=True) if not name]
    missing = [name for name in wanted.required if name not in positions]
    if missing:
        raise _missing(missing, header, unknown, where=where, error=error)
    return Columns(positions, _remarks(unknown, positions, wanted))


def _missing(
    missing: list[str],
    header: Sequence[str],
    unknown: list[str],
    *,
    where: str,
    error: type[IsoglossError],
) -> IsoglossError:
    names = ", ".join(repr(name) for name in missing)
    guesses = {name: near for name in missing if (near := nearest(name, unknown))}
    meant = " ".join(f"Did you mean {near!r} for {name!r}?" for name, near in guesses.items())
    return error(
        f"no column {names}; the columns are {_shown(header)}",
        expected=names,
        where=where,
        remedy=f"{meant} Add or rename the column in the first line.".strip(),
    )


def nearest(name: str, candidates: Sequence[str]) -> str:
    """The candidate most like a name, or an empty string if none is near.

    Example:
        >>> nearest("speaker_id", ["spkr_id", "file"])
        'spkr_id'
    """
    keys = {column_key(candidate): candidate for candidate in candidates}
    holds_it = [text for key, text in keys.items() if key and key in column_key(name)]
    near = difflib.get_close_matches(column_key(name), list(keys), n=1, cutoff=_NEAR)
    return keys[near[0]] if near else (holds_it[0] if holds_it else "")


def _remarks(unknown: list[str], positions: Mapping[str, int], wanted: Wanted) -> tuple[str, ...]:
    silent = {column_key(name) for name in wanted.ignored} | {""}
    extra = [cell for cell in unknown if column_key(cell) not in silent]
    remarks = []
    if extra:
        plural = "s are" if len(extra) > 1 else " is"
        remarks.append(f"{len(extra)} column{plural} not used: {_shown(extra)}.")
    remarks.extend(
        f"No column {name!r}: taken as empty. Did you mean {near!r}?"
        for name in wanted.names
        if name not in positions and (near := nearest(name, extra))
    )
    return tuple(remarks)


def _shown(names: Sequence[str]) -> str:
    text = ", ".join(repr(name[:40]) for name in names[:_NAMES_SHOWN])
    rest = len(names) - _NAMES_SHOWN
    return f"{text} and {rest} more" if rest > 0 else text
