"""Listens: who heard whom, when and for what, as a speaker, a worker or a lead may ask.

Only plays to a worker are rows of `listens`. That a bleeped copy was made, or a copy written beside
a report, is no play; what is played from a report in somebody's browser is out of our sight.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from pipeline.errors import UnknownIdError
from pipeline.io.store.schema import SQL_TABLES, Expression
from pipeline.io.workspace import Workspace
from pipeline.stages.permissions.ids import speaker_tombstone
from pipeline.tables import TombstoneRow

Asked = Literal["speaker", "worker", "utterance"]

_LISTENS = SQL_TABLES["listens"]
_ROWS_AT_ONCE = 1_000
_COLUMNS: Mapping[Asked, Expression] = {
    "speaker": _LISTENS.c.speaker_id,
    "worker": _LISTENS.c.worker_id,
    "utterance": _LISTENS.c.utterance_id,
}


@dataclass(frozen=True, slots=True)
class Listen:
    """One play: which recording, whose voice, by which worker, for what, at which speed, when."""

    utterance_id: str
    speaker_id: str
    worker_id: str
    purpose: str
    speed: float
    listened_at: datetime


@dataclass(frozen=True, slots=True)
class Listens:
    """The answer to one question about plays.

    Attributes:
        asked: Of whom or what.
        name: As it is known in the store.
        erased_at: The speaker has withdrawn, then: all was erased, and nothing can be told.
        plays: How many.
        recordings: How many different ones were played.
        workers: How many different workers heard.
        purposes: Purpose -> plays.
    """

    asked: Asked
    name: str
    erased_at: datetime | None
    plays: int
    recordings: int
    workers: int
    purposes: Mapping[str, int]


def count_listens(workspace: Workspace, asked: Asked, name: str) -> Listens:
    """Count plays: how many, of how many recordings, by how many workers, for which purposes.

    Args:
        workspace: Where.
        asked: What `name` is.
        name: A speaker's id as in the manifest, a worker's id or an utterance's id.

    Raises:
        UnknownIdError: There is nobody and nothing of that name.
    """
    key = workspace.speaker_id(name) if asked == "speaker" else name.strip()
    erased_at = _known(workspace, asked, name, key)
    here = _COLUMNS[asked] == key
    totals = sa.select(
        sa.func.count(),
        sa.func.count(sa.distinct(_LISTENS.c.utterance_id)),
        sa.func.count(sa.distinct(_LISTENS.c.worker_id)),
    ).where(here)
    purposes = (
        sa.select(_LISTENS.c.purpose, sa.func.count())
        .where(here)
        .group_by(_LISTENS.c.purpose)
        .order_by(_LISTENS.c.purpose)
    )
    with workspace.store.reading() as connection:
        plays, recordings, workers = connection.execute(totals).one()
        counted = {str(purpose): int(n) for purpose, n in connection.execute(purposes)}
    return Listens(asked, key, erased_at, int(plays), int(recordings), int(workers), counted)


def each_listen(workspace: Workspace, listens: Listens) -> Iterator[Listen]:
    """Read the plays, oldest first, piece by piece however many there are."""
    names = ("utterance_id", "speaker_id", "worker_id", "purpose", "speed", "listened_at")
    query = (
        sa.select(*(_LISTENS.c[name] for name in names))
        .where(_COLUMNS[listens.asked] == listens.name)
        .order_by(_LISTENS.c.listened_at, _LISTENS.c.listen_id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    with workspace.store.reading() as connection:
        for row in connection.execute(query):
            yield Listen(*row)


def _known(workspace: Workspace, asked: Asked, name: str, key: str) -> datetime | None:
    """Tell when a speaker's data were erased; None for whoever and whatever is here.

    Raises:
        UnknownIdError: Neither.
    """
    if asked == "speaker":
        return _known_speaker(workspace, name, key)
    if workspace.store.read(f"{asked}s", where={f"{asked}_id": key}).empty:
        raise _unknown(asked, name)
    return None


def _known_speaker(workspace: Workspace, name: str, key: str) -> datetime | None:
    store = workspace.store
    if not store.read("speakers", where={"speaker_id": key}).empty:
        return None
    held = store.first(TombstoneRow, tombstone_id=speaker_tombstone(workspace, key))
    if held is None:
        raise _unknown("speaker", name)
    return held.erased_at


def _unknown(asked: Asked, name: str) -> UnknownIdError:
    expected = {
        "speaker": "a speaker's id as the manifest has it",
        "worker": "the id of somebody who corrects here",
        "utterance": "an utterance's id",
    }
    remedy = {
        "speaker": "Check it for typing; ids of the store are not asked for here.",
        "worker": "Check it for typing: capital letters matter.",
        "utterance": "Ids are in the report and in: isogloss status --ids",
    }
    return UnknownIdError(
        f"no {asked} {name!r:.80}", expected=expected[asked], remedy=remedy[asked]
    )
