"""Which column of a table is which: names as people type them, and what is missing.

Case, spaces, hyphens and underscores do not matter: `Speaker ID` is `speaker_id`. Anything
further off is offered as a question (did you mean) and never decided.

What a command wants of the columns is a `Seeker`: `Names` for columns that our documents name,
`Wanted` in `roles` for an audit's, which are guessed, `EveryColumn` for all of them.
"""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pipeline.errors import IsoglossError

_NEAR = 0.6
_NAMES_SHOWN = 30

Settled = TypeVar("Settled", covariant=True)
"""What is known of the columns once they are settled."""


@dataclass(frozen=True, slots=True)
class ColumnHeader:
    """The columns of a table before anybody has settled what they hold.

    Attributes:
        names: Their names, in order; one may stand there twice.
        source: The file, for messages.
        readable: Names of columns that hold one value a row, which may be guessed.
        is_first_line: Whether names are the cells of a line, which may be a row after all.
        error: What to raise.
    """

    names: Sequence[str]
    source: str
    readable: Sequence[str]
    is_first_line: bool
    error: type[IsoglossError]


class Seeker(Protocol[Settled]):
    """What a command wants of the columns of a table."""

    def count_known(self, names: Sequence[str]) -> int:
        """Counts the names that are surely wanted, by which a delimiter is known."""
        ...

    def settle(self, header: ColumnHeader) -> Settled:
        """Finds the columns, or raises an error that says which there are."""
        ...


def column_key(name: str) -> str:
    """What is left of a column's name when case, spaces and punctuation do not count.

    Example:
        >>> column_key(" Speaker-ID ")
        'speakerid'
    """
    return re.sub(r"[\W_]+", "", name.casefold())


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


@dataclass(frozen=True)
class EveryColumn:
    """A command that takes the columns as they are; what it settles is their names."""

    def count_known(self, names: Sequence[str]) -> int:
        """Count none: this command wants no column by name."""
        return len(names[:0])

    def settle(self, header: ColumnHeader) -> tuple[str, ...]:
        """Gives the names."""
        return tuple(header.names)


@dataclass(frozen=True)
class NamedColumns:
    """Where columns stand that our documents name.

    Attributes:
        positions: Our name -> index in the header, for those found.
        header: All columns, as the file names them.
        remarks: What was ignored or taken as empty, a sentence each.
    """

    positions: Mapping[str, int]
    header: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def theirs(self) -> tuple[str, ...]:
        """The columns found, in the order of `positions`, as the file names them."""
        return tuple(self.header[place] for place in self.positions.values())


@dataclass(frozen=True)
class Names:
    """Columns by the names our documents use.

    Attributes:
        names: All that the command knows.
        required: Those without which nothing can be read.
        aliases: Other people's name -> ours (`audio_filepath` -> `path`).
        ignored: Known names that carry nothing for us, and need no remark.
    """

    names: tuple[str, ...]
    required: tuple[str, ...] = ()
    aliases: Mapping[str, str] | None = None
    ignored: Collection[str] = ()

    def count_known(self, names: Sequence[str]) -> int:
        """Counts the names that are known, by our name or an alias."""
        return sum(map(bool, self._find(names)))

    def settle(self, header: ColumnHeader) -> NamedColumns:
        """Finds the wanted columns in a header.

        Returns:
            Positions of the columns found, and remarks on the others.

        Raises:
            IsoglossError: of the command's kind: no column names at all, one of them twice, or a
                required one missing; the message says what was found and what may be meant.
        """
        found = self._find(header.names)
        if not any(found):
            raise header.error(
                f"the first line holds no column names we know: {_shown(header.names)}",
                expected=f"a first line with {', '.join(self.names)}",
                where=header.source,
                remedy="Write the column names in the first line.",
            )
        positions: dict[str, int] = {}
        for index, name in enumerate(found):
            if name and name in positions:
                raise header.error(
                    f"two columns are both {name!r}: {header.names[positions[name]]!r} (column "
                    f"{positions[name] + 1}) and {header.names[index]!r} (column {index + 1})",
                    where=header.source,
                    remedy="Rename or delete one of them.",
                )
            if name:
                positions[name] = index
        unknown = [cell for cell, name in zip(header.names, found, strict=True) if not name]
        missing = [name for name in self.required if name not in positions]
        if missing:
            raise _missing(missing, unknown, header)
        return NamedColumns(positions, tuple(header.names), self._remarks(unknown, positions))

    def _find(self, header: Sequence[str]) -> list[str]:
        """Our name for each column of a header; an empty string for one we do not know."""
        by_key = {column_key(name): name for name in self.names}
        # A column by its own name is never displaced by one that only has an alias.
        for alias, name in (self.aliases or {}).items():
            by_key.setdefault(column_key(alias), name)
        return [by_key.get(column_key(cell), "") for cell in header]

    def _remarks(self, unknown: list[str], positions: Mapping[str, int]) -> tuple[str, ...]:
        silent = {column_key(name) for name in self.ignored} | {""}
        extra = [cell for cell in unknown if column_key(cell) not in silent]
        remarks = []
        if extra:
            plural = "s are" if len(extra) > 1 else " is"
            remarks.append(f"{len(extra)} column{plural} not used: {_shown(extra)}.")
        remarks.extend(
            f"No column {name!r}: taken as empty. Did you mean {near!r}?"
            for name in self.names
            if name not in positions and (near := nearest(name, extra))
        )
        return tuple(remarks)


def _missing(missing: list[str], unknown: list[str], header: ColumnHeader) -> IsoglossError:
    names = ", ".join(repr(name) for name in missing)
    guesses = {name: near for name in missing if (near := nearest(name, unknown))}
    meant = " ".join(f"Did you mean {near!r} for {name!r}?" for name, near in guesses.items())
    return header.error(
        f"no column {names}; the columns are {_shown(header.names)}",
        expected=names,
        where=header.source,
        remedy=f"{meant} Add or rename the column in the first line.".strip(),
    )


def _shown(names: Sequence[str]) -> str:
    text = ", ".join(repr(name[:40]) for name in names[:_NAMES_SHOWN])
    rest = len(names) - _NAMES_SHOWN
    return f"{text} and {rest} more" if rest > 0 else text
