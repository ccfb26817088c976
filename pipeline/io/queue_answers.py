"""Answers to assignments: a text, a skip, a flag, and taking the last one back.

Each is one transaction with its event. Work is never lost: a text that comes after the lease ran
out, even when somebody else has the utterance by then, is saved as a correction beside theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.queue import KIND, Assignment, as_assignment
from pipeline.io.queue_events import Event, record, short_hash
from pipeline.io.queue_workers import Worker
from pipeline.io.schema import SQL_TABLES
from pipeline.io.store import Store, Transaction
from pipeline.review.flags import HOLDING_BACK, Flag

Standing = Literal["held", "late", "elsewhere"]
"""Whose the assignment was at the answer: the worker's own lease; nobody's, for the lease had run
out; or somebody else's, or answered already."""

_ASSIGNMENTS = SQL_TABLES["assignments"]
_CORRECTIONS = SQL_TABLES["corrections"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's text.

    Attributes:
        text: What is said in the recording; empty where nothing is.
        action: accepted as shown, or edited.
        shown_hypothesis_id: What they were shown, if anything.
        active_s: Seconds from showing to saving.
    """

    text: str
    action: Literal["accepted", "edited"]
    shown_hypothesis_id: str | None
    active_s: float


@dataclass(frozen=True, slots=True)
class Saved:
    """A text that was saved, and whose the assignment was by then."""

    correction_id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Undone:
    """An answer that was taken back.

    Attributes:
        outcome: What it had been.
        assignment: Lent to the worker again; None where somebody else has the utterance.
        text: What they had typed, for a correction.
    """

    outcome: Literal["corrected", "skipped", "flagged"]
    assignment: Assignment | None
    text: str | None


def save_answer(
    store: Store, worker: Worker, assignment_id: str, answer: Answer, now: datetime
) -> Saved:
    """Save a worker's text for an utterance.

    Raises:
        ReviewError: The assignment is gone (withdrawn or erased), or it is the worker's own voice.
    """
    with store.writing() as transaction:
        row = _locked(transaction, assignment_id, worker)
        standing = _standing(row, worker, now)
        if standing != "elsewhere":
            _end(transaction, row, worker, "done", now)
        correction_id = short_hash("c", assignment_id, worker.worker_id, now)
        transaction.add(
            "corrections",
            [
                {
                    "correction_id": correction_id,
                    "utterance_id": row["utterance_id"],
                    "worker_id": worker.worker_id,
                    "assignment_id": assignment_id,
                    "action": answer.action,
                    "text": answer.text,
                    "shown_hypothesis_id": answer.shown_hypothesis_id,
                    "active_s": answer.active_s,
                    "corrected_at": now,
                }
            ],
        )
        event = Event("corrected", answer.action, worker.worker_id, _remark(standing))
        record(transaction, row, event, now)
    return Saved(correction_id, standing)


def skip(store: Store, worker: Worker, assignment_id: str, reason: str, now: datetime) -> Standing:
    """Leave an utterance to somebody else: a new assignment for it is opened.

    Nothing changes where the assignment is somebody else's by now ("elsewhere").

    Raises:
        ReviewError: The assignment is gone (withdrawn or erased).
    """
    with store.writing() as transaction:
        row = _locked(transaction, assignment_id, worker)
        standing = _standing(row, worker, now)
        if standing == "elsewhere":
            return standing
        _end(transaction, row, worker, "skipped", now, reason)
        transaction.add("assignments", [_replacement(row)])
        record(transaction, row, Event("skipped", "worker", worker.worker_id, reason), now)
        return standing


def flag(store: Store, worker: Worker, assignment_id: str, why: Flag, now: datetime) -> Standing:
    """Flag an utterance; some flags also hold it back from everybody else.

    Where the assignment is somebody else's by now ("elsewhere") the flag is still written down,
    and still holds back what is open.

    Raises:
        ReviewError: The assignment is gone (withdrawn or erased).
    """
    with store.writing() as transaction:
        row = _locked(transaction, assignment_id, worker)
        standing = _standing(row, worker, now)
        if standing != "elsewhere":
            _end(transaction, row, worker, "flagged", now, why.code)
        if why.holds_back:
            transaction.connection.execute(
                sa.update(_ASSIGNMENTS)
                .where(*_others_of(row), _ASSIGNMENTS.c.state == "open")
                .values(state="flagged", reason=why.code, ended_at=now)
            )
        record(transaction, row, Event("flagged", why.code, worker.worker_id, why.says), now)
        return standing


def undo(store: Store, worker: Worker, now: datetime, minutes: float) -> Undone:
    """Take back the worker's last answer and lend them the utterance again.

    A text is kept as retracted, and counts no more. What a flag held back is open again.

    Raises:
        ReviewError: There is nothing to take back, or somebody else has a skipped one by now.
    """
    until = now + timedelta(minutes=minutes)
    with store.writing() as transaction:
        text = _last_correction(transaction, worker)
        other = _last_skip_or_flag(transaction, worker)
        if text is not None and (other is None or text["corrected_at"] >= other["ended_at"]):
            return _undo_correction(transaction, worker, text, now, until)
        if other is None:
            raise ReviewError("there is no answer of yours to take back")
        return _undo_other(transaction, worker, other, now, until)


def _undo_correction(
    transaction: Transaction, worker: Worker, text: Any, now: datetime, until: datetime
) -> Undone:
    transaction.connection.execute(
        sa.update(_CORRECTIONS)
        .where(_CORRECTIONS.c.correction_id == text["correction_id"])
        .values(retracted_at=now)
    )
    row = _assignment(transaction, text["assignment_id"])
    about = row or {"assignment_id": text["correction_id"], "utterance_id": text["utterance_id"]}
    record(transaction, about, Event("retracted", "corrected", worker.worker_id), now)
    theirs = (
        row is not None
        and row["worker_id"] == worker.worker_id
        and row["state"] in ("done", "leased")
    )
    if row is None or not theirs:
        return Undone("corrected", None, text["text"])
    return Undone("corrected", _lend(transaction, row, worker, now, until), text["text"])


def _undo_other(
    transaction: Transaction, worker: Worker, row: Any, now: datetime, until: datetime
) -> Undone:
    if row["state"] == "skipped":
        _take_back_replacement(transaction, row)
    elif row["reason"] in HOLDING_BACK:
        transaction.connection.execute(
            sa.update(_ASSIGNMENTS)
            .where(
                *_others_of(row),
                _ASSIGNMENTS.c.state == "flagged",
                _ASSIGNMENTS.c.worker_id.is_(None),
                _ASSIGNMENTS.c.ended_at == row["ended_at"],
            )
            .values(state="open", reason=None, ended_at=None)
        )
    record(transaction, row, Event("retracted", row["state"], worker.worker_id), now)
    return Undone(row["state"], _lend(transaction, row, worker, now, until), None)


def _take_back_replacement(transaction: Transaction, row: Mapping[str, Any]) -> None:
    replacement_id = _replacement(row)["assignment_id"]
    replacement = _assignment(transaction, replacement_id)
    if replacement is None:
        return
    if replacement["state"] != "open":
        raise ReviewError(
            "what you skipped last is somebody else's by now",
            remedy="It is in good hands; go on with the next one.",
        )
    transaction.delete("assignments", "assignment_id", [replacement_id])


def _locked(transaction: Transaction, assignment_id: str, worker: Worker) -> Any:
    row = _assignment(transaction, assignment_id)
    if row is None or row["utterance_id"] is None:
        raise ReviewError(
            "this recording was withdrawn or erased meanwhile",
            remedy="Nothing is kept of it, nor of your answer; go on with the next one.",
        )
    if row["speaker_id"] in worker.own_voices:
        raise ReviewError("this is a recording of your own voice; somebody else corrects it")
    return row


def _assignment(transaction: Transaction, assignment_id: str | None) -> Any | None:
    query = (
        sa.select(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == assignment_id)
        .with_for_update()
    )
    return transaction.connection.execute(query).mappings().first()


def _standing(row: Mapping[str, Any], worker: Worker, now: datetime) -> Standing:
    if row["state"] == "open":
        return "late"
    if row["state"] == "leased" and row["worker_id"] == worker.worker_id:
        return "held" if row["leased_until"] > now else "late"
    return "elsewhere"


def _remark(standing: Standing) -> str | None:
    remarks: dict[Standing, str | None] = {
        "held": None,
        "late": "after the lease ran out",
        "elsewhere": "after another answer or while somebody else had it",
    }
    return remarks[standing]


def _end(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    state: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == row["assignment_id"])
        .values(
            state=state,
            worker_id=worker.worker_id,
            leased_until=None,
            ended_at=now,
            reason=reason,
        )
    )


def _lend(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    now: datetime,
    until: datetime,
) -> Assignment:
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == row["assignment_id"])
        .values(
            state="leased",
            worker_id=worker.worker_id,
            leased_at=now,
            leased_until=until,
            ended_at=None,
            reason=None,
        )
    )
    return as_assignment(row, until, resumed=True)


def _replacement(row: Mapping[str, Any]) -> dict[str, Any]:
    """The assignment that takes a skipped one's place: u1:correct:1, then u1:correct:1+1."""
    head, slot = row["assignment_id"].rsplit(":", 1)
    first, _, times = slot.partition("+")
    return {
        "assignment_id": f"{head}:{first}+{int(times or 0) + 1}",
        "utterance_id": row["utterance_id"],
        "speaker_id": row["speaker_id"],
        "kind": row["kind"],
        "language": row["language"],
        "state": "open",
        "priority": row["priority"],
    }


def _others_of(row: Mapping[str, Any]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        _ASSIGNMENTS.c.utterance_id == row["utterance_id"],
        _ASSIGNMENTS.c.kind == row["kind"],
        _ASSIGNMENTS.c.assignment_id != row["assignment_id"],
    )


def _last_correction(transaction: Transaction, worker: Worker) -> Any | None:
    query = (
        sa.select(_CORRECTIONS)
        .where(
            _CORRECTIONS.c.worker_id == worker.worker_id,
            _CORRECTIONS.c.retracted_at.is_(None),
            _CORRECTIONS.c.action != "imported",
        )
        .order_by(_CORRECTIONS.c.corrected_at.desc(), _CORRECTIONS.c.correction_id)
        .limit(1)
    )
    return transaction.connection.execute(query).mappings().first()


def _last_skip_or_flag(transaction: Transaction, worker: Worker) -> Any | None:
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
    return transaction.connection.execute(query).mappings().first()
