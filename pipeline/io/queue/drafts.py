"""What a worker has typed and not saved yet: a killed terminal resumes with the words typed.

A draft belongs to one assignment and one worker, and outlives the lease: whoever typed for half an
hour finds their words again, whoever has the utterance by then. An answer drops it in its own
transaction. A draft is never written for a recording that was withdrawn or erased meanwhile, nor
for an assignment that the worker has answered: a late write would bring back what is settled.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from pipeline.io.queue.leases import Assignment, as_assignment
from pipeline.io.queue.slots import name_turn
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import Worker
from pipeline.tables import AssignmentRow, DraftRow

_ASSIGNMENTS = SQL_TABLES["assignments"]
_DRAFTS = SQL_TABLES["drafts"]
_ANSWERED = ("done", "skipped", "flagged")


@dataclass(frozen=True, slots=True)
class Draft:
    """Words typed and not saved.

    Attributes:
        text: As typed; may be empty, where everything was deleted.
        active_s: Seconds worked on it by then.
        drafted_at: When it was written down, UTC.
    """

    text: str
    active_s: float
    drafted_at: datetime


def save_draft(
    store: Store, worker: Worker, assignment: Assignment, text: str, active_s: float, now: datetime
) -> bool:
    """Write down what a worker has typed; the newest takes the place of the one before.

    Args:
        store: The database.
        worker: Who types.
        assignment: What they type it for.
        text: All of it.
        active_s: Seconds worked on it so far.
        now: When.

    Returns:
        Whether it was written: not where the recording is gone or the worker has answered.
    """
    with store.writing(turn=name_turn(assignment.assignment_id)) as transaction:
        if not _still_wanted(transaction, assignment.assignment_id, worker):
            return False
        transaction.put(
            "drafts",
            [
                DraftRow(
                    assignment_id=assignment.assignment_id,
                    worker_id=worker.worker_id,
                    utterance_id=assignment.utterance_id,
                    text=text,
                    active_s=active_s,
                    drafted_at=now,
                )
            ],
        )
        return True


def find_draft(store: Store, worker: Worker, assignment_id: str) -> Draft | None:
    """Find what a worker had typed for an assignment, or None."""
    row = store.first(DraftRow, assignment_id=assignment_id, worker_id=worker.worker_id)
    return None if row is None else Draft(row.text, row.active_s, row.drafted_at)


def drop_draft(transaction: Transaction, assignment_id: str, worker_id: str) -> None:
    """Forget a draft, in the transaction of the answer it has become."""
    transaction.connection.execute(
        sa.delete(_DRAFTS).where(
            _DRAFTS.c.assignment_id == assignment_id, _DRAFTS.c.worker_id == worker_id
        )
    )


def left_behind(store: Store, worker: Worker) -> list[Assignment]:
    """List the assignments that a worker has a draft for and holds no more, oldest draft first.

    The lease ran out, or they stopped. They can still answer: a text that comes late is saved as
    what it is (`pipeline.io.queue.answers.save_answer`).
    """
    query = (
        sa.select(_DRAFTS)
        .where(_DRAFTS.c.worker_id == worker.worker_id)
        .order_by(_DRAFTS.c.drafted_at, _DRAFTS.c.assignment_id)
    )
    with store.reading() as connection:
        reading = Transaction(connection)
        drafts = reading.ask(DraftRow, query)
        asked = [draft.assignment_id for draft in drafts]
        rows = reading.rows_by(AssignmentRow, "assignment_id", asked)
    return [
        as_assignment(row, draft.drafted_at, resumed=True)
        for draft in drafts
        if (row := rows.get(draft.assignment_id)) is not None
        and row.utterance_id is not None
        and not (row.state == "leased" and row.worker_id == worker.worker_id)
    ]


def _still_wanted(transaction: Transaction, assignment_id: str, worker: Worker) -> bool:
    query = sa.select(_ASSIGNMENTS).where(_ASSIGNMENTS.c.assignment_id == assignment_id)
    row = transaction.ask_first(AssignmentRow, query)
    if row is None or row.utterance_id is None:
        return False
    return row.worker_id != worker.worker_id or row.state not in _ANSWERED
