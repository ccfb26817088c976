"""What workers flagged, for a lead: to look at, and to let go again what is held back."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.queue.events import QueueEvent, record
from pipeline.io.queue.slots import KIND, further_slot
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import HOLDING_BACK
from pipeline.tables import AssignmentRow

_CLEARED = "cleared:"
_ASSIGNMENTS = SQL_TABLES["assignments"]


@dataclass(frozen=True, slots=True)
class FlaggedUtterance:
    """An utterance that somebody flagged.

    Attributes:
        utterance_id: Which.
        flags: The codes, in order of the alphabet.
        workers: Who flagged it.
        flagged_at: When it was flagged last.
        held_back: Nobody gets it until a lead lets it go.
    """

    utterance_id: str
    flags: tuple[str, ...]
    workers: tuple[str, ...]
    flagged_at: datetime
    held_back: bool


def flagged_utterances(store: Store) -> list[FlaggedUtterance]:
    """Everything that is flagged, what is held back first, then by time."""
    query = sa.select(_ASSIGNMENTS).where(
        _ASSIGNMENTS.c.kind == KIND,
        _ASSIGNMENTS.c.state == "flagged",
        _ASSIGNMENTS.c.worker_id.is_not(None),
        _ASSIGNMENTS.c.utterance_id.is_not(None),
        sa.not_(_ASSIGNMENTS.c.reason.startswith(_CLEARED)),
    )
    rows = store.frame(query)
    found = [
        FlaggedUtterance(
            utterance_id=str(utterance_id),
            flags=tuple(sorted(set(theirs["reason"]))),
            workers=tuple(sorted(set(theirs["worker_id"]))),
            flagged_at=max(theirs["ended_at"]),
            held_back=bool(set(theirs["reason"]) & set(HOLDING_BACK)),
        )
        for utterance_id, theirs in rows.groupby("utterance_id")
    ]
    return sorted(found, key=lambda one: (not one.held_back, one.flagged_at, one.utterance_id))


def clear_flags(store: Store, lead: Worker, utterance_id: str, now: datetime) -> int:
    """Let others hear an utterance that a flag held back: what is personal is redacted before.

    What waited is open again, and each listener who flagged it is replaced by another one. Their
    flags stay on record.

    Returns:
        How many assignments are open now.

    Raises:
        ReviewError: Nothing of it is held back, or it is the lead's own voice.
    """
    with store.writing() as transaction:
        slots = [
            row
            for row in transaction.rows(AssignmentRow, "utterance_id", [utterance_id])
            if row.kind == KIND
        ]
        held = [row for row in slots if row.state == "flagged" and row.reason in HOLDING_BACK]
        if not held:
            raise ReviewError(
                f"nothing holds {utterance_id!r:.80} back",
                remedy="What is held back is listed by: isogloss flags list",
            )
        if held[0].speaker_id in lead.own_voices:
            raise ReviewError("this is a recording of your own voice; another lead decides")
        waiting = [row for row in held if row.worker_id is None]
        theirs = [row for row in held if row.worker_id is not None]
        transaction.put(
            "assignments",
            [replace(row, state="open", reason=None, ended_at=None) for row in waiting]
            + [replace(row, reason=f"{_CLEARED}{row.reason}") for row in theirs],
        )
        for row in theirs:
            instead = further_slot(row, slots, f"{_CLEARED}{row.assignment_id}", blind_share=0.0)
            slots.append(instead)
            transaction.add("assignments", [instead])
            event = QueueEvent("flag_cleared", row.reason or "", lead.worker_id)
            record(transaction, row, event, now)
        return len(held)
