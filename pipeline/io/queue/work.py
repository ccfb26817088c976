"""Write down each answer as work: who did it, of what kind, how long it took, how much sound.

A row of `work` names no recording and no speaker, nor can its id be worked out from one: what
pay rests on stays when a speaker withdraws.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from pipeline.io.queue.slots import ADJUDICATE
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Transaction
from pipeline.tables import AssignmentRow, WorkKind, WorkOutcome, WorkRow

_LEDGER = SQL_TABLES["ledger"]
_UTTERANCES = SQL_TABLES["utterances"]
_WORK = SQL_TABLES["work"]
# A clock set back by more than this was wrong before, not now.
_LONGEST_SET_BACK = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_PAID = "paid:"


@dataclass(frozen=True, slots=True)
class TakenBackWork:
    """The work of an answer that was taken back.

    Attributes:
        active_s: The seconds it took, which the answer given instead goes on from.
        reason: What its assignment says meanwhile: that it has been paid, so that the answer
            given instead is the same item and is not paid again. None where it was not.
    """

    active_s: float = 0.0
    reason: str | None = None


def record_work(
    transaction: Transaction,
    row: AssignmentRow,
    worker_id: str,
    outcome: WorkOutcome,
    active_s: float,
    now: datetime,
) -> None:
    """Write down an answer to an assignment as work."""
    query = sa.select(_UTTERANCES.c.campaign_id, _UTTERANCES.c.duration_s).where(
        _UTTERANCES.c.utterance_id == row.utterance_id
    )
    campaign_id, audio_s = transaction.connection.execute(query).first() or ("", 0.0)
    before = _paid_before(transaction, row, worker_id)
    transaction.put(
        "work",
        [
            WorkRow(
                work_id=before.work_id if before else f"w{transaction.fresh_id()}",
                worker_id=worker_id,
                campaign_id=campaign_id,
                kind=_kind(row),
                outcome=outcome,
                active_s=seconds_of_work(active_s) + (before.active_s if before else 0.0),
                audio_s=audio_s,
                worked_at=now,
            )
        ],
    )


def _paid_before(transaction: Transaction, row: AssignmentRow, worker_id: str) -> WorkRow | None:
    """The paid work of the answer that this worker took back to give another."""
    reason = row.reason or ""
    if not reason.startswith(_PAID):
        return None
    held = transaction.rows(WorkRow, "work_id", [reason.removeprefix(_PAID)])
    # A lease that ran out may have gone to somebody else, whose work is their own.
    return next((one for one in held if one.worker_id == worker_id), None)


def take_back_work(transaction: Transaction, worker_id: str, worked_at: datetime) -> TakenBackWork:
    """Forget the work of an answer that is taken back, unless it has been paid already."""
    of_answer = (_WORK.c.worker_id == worker_id, _WORK.c.worked_at == worked_at)
    query = sa.select(_WORK.c.work_id, _WORK.c.active_s).where(*of_answer)
    found = transaction.connection.execute(query).first()
    if found is None:
        return TakenBackWork()
    paid = sa.select(_LEDGER.c.item_id).where(_LEDGER.c.item_id == found.work_id)
    if transaction.connection.execute(paid.limit(1)).first() is not None:
        return TakenBackWork(reason=f"{_PAID}{found.work_id}")
    transaction.delete("work", "work_id", [found.work_id])
    return TakenBackWork(float(found.active_s))


def time_of_answer(transaction: Transaction, worker_id: str, now: datetime) -> datetime:
    """Choose the time of an answer: now, or just after the last one where the clock was set back.

    What came last must stay last, or undoing would take back another answer.
    """
    query = sa.select(sa.func.max(_WORK.c.worked_at)).where(_WORK.c.worker_id == worker_id)
    last: datetime | None = transaction.connection.scalar(query)
    if last is None or not now <= last < now + _LONGEST_SET_BACK:
        return now
    return last + _TICK


def seconds_of_work(active_s: float) -> float:
    """Make a duration that can be paid: never negative, never undefined.

    Example:
        >>> seconds_of_work(2.5), seconds_of_work(-3.0), seconds_of_work(float("nan"))
        (2.5, 0.0, 0.0)
    """
    return max(active_s, 0.0) if math.isfinite(active_s) else 0.0


def _kind(row: AssignmentRow) -> WorkKind:
    if row.kind == ADJUDICATE:
        return "adjudicate"
    return "gold" if row.gold else "correct"
