"""Answers to assignments: a worker saves a text, skips a recording, or flags it.

Each answer is one transaction with its event. Work is never lost: a text that comes after the
lease ran out, even when somebody else has the utterance by then, is saved as a correction beside
theirs.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline.errors import ReviewError
from pipeline.io.queue.drafts import drop_draft
from pipeline.io.queue.events import QueueEvent, record
from pipeline.io.queue.gold import score_answer
from pipeline.io.queue.lanes import knows_speaker
from pipeline.io.queue.overlap import ask_further
from pipeline.io.queue.rows import assignment_to_answer, change_others, end
from pipeline.io.queue.slots import name_turn, replacement
from pipeline.io.queue.work import record_work, seconds_of_work, time_of_answer
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import Flag
from pipeline.review.assigning.gold import GoldResult
from pipeline.review.assigning.overlap import USUAL_RULES, ReviewRules
from pipeline.tables import AssignmentRow, AssignmentState, CorrectionRow, WorkOutcome, hash_id

Standing = Literal["held", "late", "elsewhere"]
"""Whose the assignment was at the answer: the worker's own lease; nobody's, for the lease had run
out; or somebody else's, or answered already."""


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
    with _answering(store, worker, assignment_id, now) as turn:
        before = _standing_answer(turn)
        if before is None:
            return _save(turn, _correction(turn, answer), rules)
        if before.text == answer.text:
            return Saved(before.correction_id, "held")
        _keep_aside(turn, _correction(turn, answer))
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
    with _answering(store, worker, assignment_id, now) as turn:
        if turn.standing == "elsewhere":
            return turn.standing
        turn.end("skipped", reason)
        if not turn.row.gold:  # lent to nobody else
            turn.transaction.add("assignments", [replacement(turn.row)])
        turn.record(QueueEvent("skipped", "worker", worker.worker_id, reason))
        turn.record_work("skipped", active_s)
        turn.drop_draft()
        return turn.standing


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
    with _answering(store, worker, assignment_id, now) as turn:
        if turn.standing != "elsewhere":
            turn.end("flagged", why.code)
        if why.holds_back:
            held_back = {"state": "flagged", "reason": why.code, "ended_at": turn.now}
            change_others(
                turn.transaction, turn.row, held_back, lambda other: other.state == "open"
            )
        elif turn.standing != "elsewhere" and not turn.row.gold:
            ask_further(turn.transaction, turn.row, rules, turn.now)
        if turn.record(QueueEvent("flagged", why.code, worker.worker_id, why.says)):
            turn.record_work("flagged", active_s)
        turn.drop_draft()
        return turn.standing


@dataclass(frozen=True, slots=True)
class _Turn:
    """A worker's answer under way.

    Attributes:
        transaction: In which all of it is written.
        row: The assignment, as it was before the answer.
        worker: Who answers.
        now: The time of the answer.
        standing: Whose the assignment was.
    """

    transaction: Transaction
    row: AssignmentRow
    worker: Worker
    now: datetime
    standing: Standing

    def end(self, state: AssignmentState, reason: str | None = None) -> None:
        """Close the assignment."""
        end(self.transaction, self.row, self.worker, state, self.now, reason)

    def record(self, event: QueueEvent) -> bool:
        """Append what happened to the decisions; returns whether it is new."""
        return record(self.transaction, self.row, event, self.now)

    def record_work(self, outcome: WorkOutcome, active_s: float) -> None:
        """Write the answer down for pay."""
        worker_id = self.worker.worker_id
        record_work(self.transaction, self.row, worker_id, outcome, active_s, self.now)

    def drop_draft(self) -> None:
        """Forget what the worker had typed and not saved."""
        drop_draft(self.transaction, self.row.assignment_id, self.worker.worker_id)


@contextmanager
def _answering(store: Store, worker: Worker, assignment_id: str, now: datetime) -> Iterator[_Turn]:
    """Open the transaction of an answer, its assignment read and locked."""
    with store.writing(turn=name_turn(assignment_id)) as transaction:
        row = assignment_to_answer(
            transaction,
            assignment_id,
            worker,
            answer="answer",
            own_voice="this is a recording of your own voice; somebody else corrects it",
        )
        now = time_of_answer(transaction, worker.worker_id, now)
        yield _Turn(transaction, row, worker, now, _judge_standing(row, worker, now))


def _save(turn: _Turn, correction: CorrectionRow, rules: ReviewRules) -> Saved:
    if turn.standing != "elsewhere":
        turn.end("done")
    turn.transaction.add("corrections", [correction])
    turn.record(
        QueueEvent("corrected", correction.action, turn.worker.worker_id, _REMARKS[turn.standing])
    )
    turn.record_work("corrected", correction.active_s or 0.0)
    turn.drop_draft()
    gold = None
    if turn.row.gold:
        gold = score_answer(turn.transaction, correction, rules)
    else:
        ask_further(turn.transaction, turn.row, rules, turn.now)
    return Saved(correction.correction_id, turn.standing, gold)


def _standing_answer(turn: _Turn) -> CorrectionRow | None:
    """What the worker has saved for this assignment already and not taken back."""
    asked = turn.row
    for held in turn.transaction.rows(CorrectionRow, "utterance_id", [asked.utterance_id]):
        is_theirs = held.worker_id == turn.worker.worker_id and held.retracted_at is None
        if is_theirs and held.assignment_id == asked.assignment_id:
            return held
    return None


def _keep_aside(turn: _Turn, correction: CorrectionRow) -> None:
    """Keep a second text for the same assignment as one that is taken back already."""
    turn.transaction.add("corrections", [replace(correction, retracted_at=turn.now)])
    turn.record(QueueEvent("retracted", "second_window", turn.worker.worker_id))
    turn.drop_draft()


def _correction(turn: _Turn, answer: Answer) -> CorrectionRow:
    row, worker = turn.row, turn.worker
    return CorrectionRow(
        correction_id=hash_id("c", row.assignment_id, worker.worker_id, turn.now),
        utterance_id=row.utterance_id or "",
        worker_id=worker.worker_id,
        assignment_id=row.assignment_id,
        action=answer.action,
        text=answer.text,
        shown_hypothesis_id=answer.shown_hypothesis_id,
        shown_text=answer.shown_text,
        blind=row.blind,
        gold=row.gold,
        knows_accent=knows_speaker(turn.transaction, worker, row.speaker_id),
        active_s=seconds_of_work(answer.active_s),
        corrected_at=turn.now,
    )


def _judge_standing(row: AssignmentRow, worker: Worker, now: datetime) -> Standing:
    if row.state == "open":
        return "late"
    if row.state == "leased" and row.worker_id == worker.worker_id:
        is_theirs_still = row.leased_until is not None and row.leased_until > now
        return "held" if is_theirs_still else "late"
    return "elsewhere"


_REMARKS: Mapping[Standing, str | None] = {
    "held": None,
    "late": "after the lease ran out",
    "elsewhere": "after another answer or while somebody else had it",
}
