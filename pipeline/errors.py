"""Every error a user can cause, as one tree.

IsoglossError
├── SettingsError          isogloss.toml cannot be read or holds a wrong value
├── WorkspaceError         no workspace here, or it cannot be written
│   └── DiskFullError
├── StoreError             the database cannot be used
│   ├── StoreVersionError  written by a newer or an unknown version
│   └── StoreLockedError
├── InboxError             a folder of recordings or its manifest cannot be read at all
├── AudioError             a kept recording cannot be decoded
├── TableError             a table to import lacks columns or cannot be parsed
├── RecogniserError        no model, a wrong model, or the engine failed
├── UnknownIdError         no utterance, speaker, worker or language of that name
├── ReviewError            an answer cannot be taken (lease gone, undo of nothing)
└── ReportError            nothing to report on

Each says what was found, what was expected, where, and the way out, and at most ten offenders.
Bad rows and bad files are not errors: they are data, with a reason each.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

MOST_OFFENDERS_SHOWN = 10


class IsoglossError(Exception):
    """Something the user can mend; commands print it and exit 1.

    Args:
        found: What is there, in the user's words.
        expected: What should have been there.
        where: The file, row, setting or table it concerns.
        remedy: The way out.
        offenders: Examples; at most ten are shown, the rest counted.

    Example:
        >>> print(IsoglossError("no column 'path'", where="manifest.csv", remedy="Add it."))
        manifest.csv: no column 'path'. Add it.
    """

    exit_code = 1

    def __init__(
        self,
        found: str,
        *,
        expected: str = "",
        where: str = "",
        remedy: str = "",
        offenders: Sequence[str] = (),
    ) -> None:
        self.found = found
        self.expected = expected
        self.where = where
        self.remedy = remedy
        self.offenders = tuple(offenders)
        super().__init__(self._message())

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors come back from worker processes pickled; the default would make them anew from
        # their message alone, and lose the parts.
        parts: dict[str, Any] = {
            "expected": self.expected,
            "where": self.where,
            "remedy": self.remedy,
            "offenders": self.offenders,
        }
        return partial(type(self), **parts), (self.found,), self._added()

    def _added(self) -> dict[str, Any] | None:
        """What was put on it afterwards: notes, and attributes of one kind of error."""
        own = {"found", "expected", "where", "remedy", "offenders"}
        return {name: value for name, value in self.__dict__.items() if name not in own} or None

    def _message(self) -> str:
        text = f"{self.where}: {self.found}" if self.where else self.found
        if self.expected:
            text += f"; expected {self.expected}"
        text = text.rstrip(".") + "."
        if self.remedy:
            text += f" {self.remedy}"
        if self.offenders:
            shown = self.offenders[:MOST_OFFENDERS_SHOWN]
            text += "\n" + "\n".join(f"  {offender}" for offender in shown)
            rest = len(self.offenders) - len(shown)
            if rest:
                text += f"\n  and {rest} more"
        return text


class SettingsError(IsoglossError):
    """isogloss.toml cannot be read or holds a wrong value."""


class WorkspaceError(IsoglossError):
    """There is no workspace here, or it cannot be written."""


class DiskFullError(WorkspaceError):
    """The disk has no room left; what was committed before is kept."""


class StoreError(IsoglossError):
    """The database cannot be used."""


class StoreVersionError(StoreError):
    """The database was written by a newer or an unknown version."""


class StoreLockedError(StoreError):
    """Another process holds the database for longer than we wait."""


class InboxError(IsoglossError):
    """A folder of recordings, or its manifest, cannot be read at all."""


class AudioError(IsoglossError):
    """A recording that was kept cannot be decoded."""


class TableError(IsoglossError):
    """A table to import lacks columns or cannot be parsed."""


class RecogniserError(IsoglossError):
    """There is no model, a wrong model, or the engine failed."""


class UnknownIdError(IsoglossError):
    """There is no utterance, speaker, worker or language of that name."""


class ReviewError(IsoglossError):
    """An answer cannot be taken as it stands."""


class ReportError(IsoglossError):
    """There is nothing to report on."""
