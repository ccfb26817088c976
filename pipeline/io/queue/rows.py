"""One assignment in a transaction: read and locked, answered, lent again; and those beside it."""

from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.queue.lanes import knows_speaker
from pipeline.io.queue.leases import Assignment, as_assignment
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Transaction
from pipeline.io.workers import Worker
from pipeline.tables import AssignmentRow, AssignmentState

_ASSIGNMENTS = SQL_TABLES["assignments"]


def assignment_row(transaction: Transaction, assignment_id: str | None) -> AssignmentRow | None:
    """Read an assignment, or None, and keep others from changing it until the transaction ends."""
    query = (
        sa.select(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == assignment_id)
        .with_for_update()
    )
    return transaction.ask_first(AssignmentRow, query)


def assignment_to_answer(
    transaction: Transaction, assignment_id: str, worker: Worker, *, answer: str, own_voice: str
) -> AssignmentRow:
    """Read and lock the assignment that a worker answers.

    Args:
        transaction: In which they answer.
        assignment_id: Which assignment.
        worker: Who answers.
        answer: What their answer is called in the message.
        own_voice: What they are told of a recording of their own voice.

    Raises:
        ReviewError: The recording was withdrawn or erased, or it is the worker's own voice.
    """
    row = assignment_row(transaction, assignment_id)
    if row is None or row.utterance_id is None:
        raise ReviewError(
            "this recording was withdrawn or erased meanwhile",
            remedy=f"Nothing is kept of it, nor of your {answer}; go on with the next one.",
        )
    if row.speaker_id in worker.own_voices:
        raise ReviewError(own_voice)
    return row


def end(
    transaction: Transaction,
    row: AssignmentRow,
    worker: Worker,
    state: AssignmentState,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Close an assignment: `state` and `reason` say how the worker answered it."""
    _change(
        transaction,
        row,
        state=state,
        worker_id=worker.worker_id,
        leased_until=None,
        ended_at=now,
        reason=reason,
    )


def lend(
    transaction: Transaction,
    row: AssignmentRow,
    worker: Worker,
    now: datetime,
    until: datetime,
    *,
    reason: str | None = None,
) -> Assignment:
    """Lend an assignment to the worker who had it before and took their answer back.

    Args:
        transaction: In which they take it back.
        row: The assignment.
        worker: Who gets it.
        now: When.
        until: Until when nobody else gets it.
        reason: What the row of the assignment says until it is answered again.
    """
    _change(
        transaction,
        row,
        state="leased",
        worker_id=worker.worker_id,
        leased_at=now,
        leased_until=until,
        ended_at=None,
        reason=reason,
    )
    knows = knows_speaker(transaction, worker, row.speaker_id)
    return as_assignment(row, until, resumed=True, knows_accent=knows)


def change_others(
    transaction: Transaction,
    row: AssignmentRow,
    values: Mapping[str, object],
    which: Callable[[AssignmentRow], bool],
) -> None:
    """Change those of the other assignments of the same utterance and kind for which `which` says.

    Args:
        transaction: In which the worker answers `row`.
        row: The assignment that stays as it is.
        values: Column -> the new value.
        which: Tells whether an assignment is changed.
    """
    # Found by utterance and changed by id: asked for by state as well, SQLite goes through every
    # open assignment there is.
    held = transaction.rows(AssignmentRow, "utterance_id", [row.utterance_id])
    others = [
        one.assignment_id
        for one in held
        if one.assignment_id != row.assignment_id and one.kind == row.kind and which(one)
    ]
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS).where(_ASSIGNMENTS.c.assignment_id.in_(others)).values(**values)
    )


def _change(transaction: Transaction, row: AssignmentRow, **values: object) -> None:
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == row.assignment_id)
        .values(**values)
    )
