"""Answers to assignments: a text, a skip, a flag, and taking the last one back.

Each is one transaction with its event. Work is never lost: a text that comes after the lease ran
out, even when somebody else has the utterance by then, is saved as a correction beside theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pipeline.errors import ReviewError
from pipeline.io.drafts import drop_draft
from pipeline.io.queue_events import Event, record, short_hash
from pipeline.io.queue_gold import score_answer
from pipeline.io.queue_lanes import knows_speaker
from pipeline.io.queue_overlap import ask_further
from pipeline.io.queue_rows import assignment_row, change_others, end
from pipeline.io.queue_slots import replacement, turn_of
from pipeline.io.queue_work import record_work, seconds_of_work, time_of_answer
from pipeline.io.queue_workers import Worker
from pipeline.io.schema import SQL_TABLES
from pipeline.io.store import Store, Transaction
from pipeline.review.assigning.flags import Flag
from pipeline.review.assigning.gold import GoldResult
from pipeline.review.assigning.overlap import USUAL_RULES, ReviewRules

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
        active_s: Seconds of work on it.
        shown_text: What was on the screen; None where it was blind or there was no hypothesis.
    """

    text: str
    action: Literal["accepted", "edited"]
    shown_hypothesis_id: str | None
    active_s: float
    shown_text: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A text that was saved.

    Attributes:
        correction_id: Under which id.
        standing: Whose the assignment was by then.
        gold: How it did, where it was a gold item.
    """

    correction_id: str
    standing: Standing
    gold: GoldResult | None = None


def save_answer(
    store: Store,
    worker: Worker,
    assignment_id: str,
    answer: Answer,
    now: datetime,
    rules: ReviewRules = USUAL_RULES,
) -> Saved:
    """Save a worker's text for an utterance, and ask one listener more where texts differ.

    Saved twice, as after a lost connection, it is one correction.

    Raises:
        ReviewError: The assignment is gone (withdrawn or erased), it is the worker's own voice, or
            they saved another text for it in another window; this one is then kept, and does not
            count.
    """
    with store.writing(turn=turn_of(assignment_id)) as transaction:
        row = _locked(transaction, assignment_id, worker)
        now = time_of_answer(transaction, worker.worker_id, now)
        before = _standing_answer(transaction, row, worker)
        if before is None:
            return _save(transaction, row, worker, answer, rules, now)
        if before["text"] == answer.text:
            return Saved(before["correction_id"], "held")
        _keep_aside(transaction, row, worker, answer, now)
    raise ReviewError(
        "you have answered this recording already, in another window",
        remedy="That answer stands; undo it there to change it. What you typed here is kept with "
        "the recording and does not count.",
    )


def skip(
    store: Store,
    worker: Worker,
    assignment_id: str,
    reason: str,
    now: datetime,
    active_s: float = 0.0,
) -> Standing:
    """Leave an utterance to somebody else: a new assignment for it is opened.

    Nothing changes where the assignment is somebody else's by now ("elsewhere").

    Raises:
        ReviewError: The assignment is gone (withdrawn or erased).
    """
    with store.writing(turn=turn_of(assignment_id)) as transaction:
        row = _locked(transaction, assignment_id, worker)
        now = time_of_answer(transaction, worker.worker_id, now)
        standing = _standing(row, worker, now)
        if standing == "elsewhere":
            return standing
        end(transaction, row, worker, "skipped", now, reason)
        if not row["gold"]:  # lent to nobody else
            transaction.add("assignments", [replacement(row)])
        record(transaction, row, Event("skipped", "worker", worker.worker_id, reason), now)
        record_work(transaction, row, worker.worker_id, "skipped", active_s, now)
        drop_draft(transaction, assignment_id, worker.worker_id)
        return standing


def flag(  # noqa: PLR0913 - an answer like the others, and how far texts may differ
    store: Store,
    worker: Worker,
    assignment_id: str,
    why: Flag,
    now: datetime,
    active_s: float = 0.0,
    rules: ReviewRules = USUAL_RULES,
) -> Standing:
    """Flag an utterance; some flags also hold it back from everybody else.

    A text that would stand alone beside a flag gets another listener.

    Where the assignment is somebody else's by now ("elsewhere") the flag is still written down,
    and still holds back what is open.

    Raises:
        ReviewError: The assignment is gone (withdrawn or erased).
    """
    with store.writing(turn=turn_of(assignment_id)) as transaction:
        row = _locked(transaction, assignment_id, worker)
        now = time_of_answer(transaction, worker.worker_id, now)
        standing = _standing(row, worker, now)
        if standing != "elsewhere":
            end(transaction, row, worker, "flagged", now, why.code)
        if why.holds_back:
            held_back = {"state": "flagged", "reason": why.code, "ended_at": now}
            change_others(transaction, row, held_back, lambda other: other["state"] == "open")
        elif standing != "elsewhere" and not row["gold"]:
            ask_further(transaction, row, rules, now)
        if record(transaction, row, Event("flagged", why.code, worker.worker_id, why.says), now):
            record_work(transaction, row, worker.worker_id, "flagged", active_s, now)
        drop_draft(transaction, assignment_id, worker.worker_id)
        return standing


def _save(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    answer: Answer,
    rules: ReviewRules,
    now: datetime,
) -> Saved:
    standing = _standing(row, worker, now)
    if standing != "elsewhere":
        end(transaction, row, worker, "done", now)
    correction = _correction(transaction, row, worker, answer, now)
    transaction.add("corrections", [correction])
    event = Event("corrected", answer.action, worker.worker_id, _remark(standing))
    record(transaction, row, event, now)
    record_work(transaction, row, worker.worker_id, "corrected", answer.active_s, now)
    drop_draft(transaction, row["assignment_id"], worker.worker_id)
    gold = None
    if row["gold"]:
        gold = score_answer(transaction, row, correction, rules)
    else:
        ask_further(transaction, row, rules, now)
    return Saved(correction["correction_id"], standing, gold)


def _standing_answer(
    transaction: Transaction, row: Mapping[str, Any], worker: Worker
) -> Any | None:
    """What the worker has saved for this assignment already and not taken back."""
    for held in transaction.all_rows("corrections", "utterance_id", [row["utterance_id"]]):
        is_theirs = held["worker_id"] == worker.worker_id and held["retracted_at"] is None
        if is_theirs and held["assignment_id"] == row["assignment_id"]:
            return held
    return None


def _keep_aside(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    answer: Answer,
    now: datetime,
) -> None:
    correction = _correction(transaction, row, worker, answer, now) | {"retracted_at": now}
    transaction.add("corrections", [correction])
    record(transaction, row, Event("retracted", "second_window", worker.worker_id), now)
    drop_draft(transaction, row["assignment_id"], worker.worker_id)


def _correction(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    answer: Answer,
    now: datetime,
) -> dict[str, Any]:
    return {
        "correction_id": short_hash("c", row["assignment_id"], worker.worker_id, now),
        "utterance_id": row["utterance_id"],
        "worker_id": worker.worker_id,
        "assignment_id": row["assignment_id"],
        "action": answer.action,
        "text": answer.text,
        "shown_hypothesis_id": answer.shown_hypothesis_id,
        "shown_text": answer.shown_text,
        "blind": row["blind"],
        "gold": row["gold"],
        "knows_accent": knows_speaker(transaction, worker, row["speaker_id"]),
        "active_s": seconds_of_work(answer.active_s),
        "corrected_at": now,
    }


def _locked(transaction: Transaction, assignment_id: str, worker: Worker) -> Any:
    row = assignment_row(transaction, assignment_id)
    if row is None or row["utterance_id"] is None:
        raise ReviewError(
            "this recording was withdrawn or erased meanwhile",
            remedy="Nothing is kept of it, nor of your answer; go on with the next one.",
        )
    if row["speaker_id"] in worker.own_voices:
        raise ReviewError("this is a recording of your own voice; somebody else corrects it")
    return row


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
