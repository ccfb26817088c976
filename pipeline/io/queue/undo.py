"""Taking the last answer back: its text counts no more, and the utterance is lent again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.queue.events import QueueEvent, record, record_about
from pipeline.io.queue.leases import Assignment
from pipeline.io.queue.overlap import take_back_opened
from pipeline.io.queue.rows import assignment_row, change_others, lend
from pipeline.io.queue.slots import KIND, replacement
from pipeline.io.queue.work import take_back_work
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import HOLDING_BACK
from pipeline.tables import AssignmentRow, CorrectionRow

AnswerOutcome = Literal["corrected", "skipped", "flagged"]

_ASSIGNMENTS = SQL_TABLES["assignments"]
_CORRECTIONS = SQL_TABLES["corrections"]


@dataclass(frozen=True, slots=True)
class Undone:
    """An answer that was taken back.

    Attributes:
        outcome: What it had been.
        assignment: Lent to the worker again; None where somebody else has the utterance.
        text: What they had typed, for a correction.
        active_s: Seconds of work on it so far; 0 where these are paid already.
    """

    outcome: AnswerOutcome
    assignment: Assignment | None
    text: str | None
    active_s: float = 0.0


def undo(store: Store, worker: Worker, now: datetime, minutes: float) -> Undone:
    """Take back the worker's last answer and lend them the utterance again.

    A text is kept as retracted, and counts no more. What a flag held back is open again. What the
    answer opened, another listener's turn or a lead's, goes where nobody has taken it. The answer
    to a gold item stands: its result has been shown.

    Raises:
        ReviewError: There is nothing to take back, or somebody else has a skipped one by now.
    """
    until = now + timedelta(minutes=minutes)
    with store.writing() as transaction:
        text = _last_correction(transaction, worker)
        other = _last_skip_or_flag(transaction, worker)
        if text is not None and (other is None or text.corrected_at >= _ended_at(other)):
            return _undo_correction(transaction, worker, text, now, until)
        if other is None:
            raise ReviewError("there is no answer of yours to take back")
        return _undo_other(transaction, worker, other, now, until)


def _undo_correction(
    transaction: Transaction, worker: Worker, text: CorrectionRow, now: datetime, until: datetime
) -> Undone:
    transaction.connection.execute(
        sa.update(_CORRECTIONS)
        .where(_CORRECTIONS.c.correction_id == text.correction_id)
        .values(retracted_at=now)
    )
    work = take_back_work(transaction, worker.worker_id, text.corrected_at)
    row = assignment_row(transaction, text.assignment_id)
    about = row.assignment_id if row else text.correction_id
    event = QueueEvent("retracted", "corrected", worker.worker_id)
    record_about(transaction, about, row.utterance_id if row else text.utterance_id, event, now)
    if row is None:
        return Undone("corrected", None, text.text)
    take_back_opened(transaction, row)
    if row.worker_id != worker.worker_id or row.state not in ("done", "leased"):
        return Undone("corrected", None, text.text)
    lent = lend(transaction, row, worker, now, until, reason=work.reason)
    return Undone("corrected", lent, text.text, work.active_s)


def _undo_other(
    transaction: Transaction, worker: Worker, row: AssignmentRow, now: datetime, until: datetime
) -> Undone:
    was_skipped = row.state == "skipped"
    if was_skipped:
        _take_back_replacement(transaction, row)
    elif row.reason in HOLDING_BACK:
        open_again = {"state": "open", "reason": None, "ended_at": None}
        change_others(transaction, row, open_again, lambda other: _held_back_by(row, other))
    take_back_opened(transaction, row)
    work = take_back_work(transaction, worker.worker_id, _ended_at(row))
    record(transaction, row, QueueEvent("retracted", row.state, worker.worker_id), now)
    lent = lend(transaction, row, worker, now, until, reason=work.reason)
    return Undone("skipped" if was_skipped else "flagged", lent, None, work.active_s)


def _take_back_replacement(transaction: Transaction, row: AssignmentRow) -> None:
    if row.gold:
        return
    replacement_id = replacement(row).assignment_id
    replaced = assignment_row(transaction, replacement_id)
    if replaced is None:
        return
    if replaced.state != "open":
        raise ReviewError(
            "what you skipped last is somebody else's by now",
            remedy="It is in good hands; go on with the next one.",
        )
    transaction.delete("assignments", "assignment_id", [replacement_id])


def _held_back_by(flagged: AssignmentRow, other: AssignmentRow) -> bool:
    """Whether a flag took another listener's turn away."""
    was_nobodys = other.state == "flagged" and other.worker_id is None
    return was_nobodys and other.ended_at == flagged.ended_at


def _ended_at(row: AssignmentRow) -> datetime:
    """When an answered assignment was answered."""
    if row.ended_at is None:
        message = f"{row.assignment_id} is answered and has no time"
        raise ValueError(message)
    return row.ended_at


def _last_correction(transaction: Transaction, worker: Worker) -> CorrectionRow | None:
    query = (
        sa.select(_CORRECTIONS)
        .where(
            _CORRECTIONS.c.worker_id == worker.worker_id,
            _CORRECTIONS.c.retracted_at.is_(None),
            _CORRECTIONS.c.action != "imported",
            _CORRECTIONS.c.gold.is_(False),
        )
        .order_by(_CORRECTIONS.c.corrected_at.desc(), _CORRECTIONS.c.correction_id)
        .limit(1)
    )
    return transaction.ask_first(CorrectionRow, query)


def _last_skip_or_flag(transaction: Transaction, worker: Worker) -> AssignmentRow | None:
    query = (
        sa.select(_ASSIGNMENTS)
        .where(
            _ASSIGNMENTS.c.worker_id == worker.worker_id,
            _ASSIGNMENTS.c.state.in_(("skipped", "flagged")),
            _ASSIGNMENTS.c.kind == KIND,
        )
        .order_by(_ASSIGNMENTS.c.ended_at.desc(), _ASSIGNMENTS.c.assignment_id)
        .limit(1)
    )
    return transaction.ask_first(AssignmentRow, query)
