"""Leads' decisions on what was said: lent like listeners' turns, saved, taken back.

A lead never gets a recording of their own voice, nor one they have corrected.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.leads.appeals import reopen_appeals, settle_appeals
from pipeline.io.queue.events import QueueEvent, record, record_about
from pipeline.io.queue.lanes import best_open
from pipeline.io.queue.leases import (
    Assignment,
    as_assignment,
    find_held,
    return_expired,
    take,
)
from pipeline.io.queue.rows import assignment_to_answer, end, lend
from pipeline.io.queue.slots import ADJUDICATE
from pipeline.io.queue.work import record_work, take_back_work, time_of_answer
from pipeline.io.store.schema import SQL_TABLES, Query
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import Worker
from pipeline.tables import AdjudicationRow, AssignmentRow, CorrectionRow, RulingAction, hash_id

_ADJUDICATIONS = SQL_TABLES["adjudications"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a lead decides was said.

    Attributes:
        text: The text.
        action: One version picked, several merged, or written anew.
        sources: Ids of the corrections it came from.
        reason: Why, in their words.
        active_s: Seconds of work on it.
    """

    text: str
    action: RulingAction
    sources: tuple[str, ...]
    reason: str | None
    active_s: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision that was saved.

    Attributes:
        adjudication_id: Under which id.
        appeals: What became of the appeals it settles: "upheld" or "rejected", one each.
    """

    adjudication_id: str
    appeals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulingTakenBack:
    """A decision that was taken back.

    Attributes:
        assignment: Lent to the lead again; None where it is gone or somebody else's.
        text: What they had decided.
        active_s: Seconds of work on it so far.
    """

    assignment: Assignment | None
    text: str
    active_s: float


def lease_adjudication(
    store: Store, lead: Worker, now: datetime, minutes: float
) -> Assignment | None:
    """Lend a lead the next utterance that needs a decision, or what they hold already."""
    until = now + timedelta(minutes=minutes)
    with store.writing() as transaction:
        return_expired(transaction, now)
        held = find_held(transaction, lead, ADJUDICATE)
        if held is not None:
            return as_assignment(held, held.leased_until or until, resumed=True)
        while (row := best_open(transaction, lead, ADJUDICATE)) is not None:
            if take(transaction, row.assignment_id, lead, now, until):
                return as_assignment(row, until)
        return None


def save_ruling(
    store: Store, lead: Worker, assignment_id: str, ruling: Ruling, now: datetime, policy: str
) -> Ruled:
    """Save a lead's decision, and settle the open appeals against the utterance's reference.

    Args:
        store: The database.
        lead: Who decides.
        assignment_id: On which assignment.
        ruling: What they decide.
        now: When.
        policy: The normalisation policy under which a text has changed or not.

    Raises:
        ReviewError: The assignment is gone, is of their own voice, they have corrected it, or
            another lead has it by now.
    """
    with store.writing() as transaction:
        row = _theirs(transaction, assignment_id, lead)
        now = time_of_answer(transaction, lead.worker_id, now)
        end(transaction, row, lead, "done", now)
        adjudication_id = hash_id("j", assignment_id, lead.worker_id, now)
        transaction.add(
            "adjudications",
            [
                AdjudicationRow(
                    adjudication_id=adjudication_id,
                    utterance_id=row.utterance_id or "",
                    lead_id=lead.worker_id,
                    action=ruling.action,
                    text=ruling.text,
                    sources=ruling.sources,
                    reason=ruling.reason,
                    adjudicated_at=now,
                )
            ],
        )
        record(transaction, row, QueueEvent("adjudicated", ruling.action, lead.worker_id), now)
        record_work(transaction, row, lead.worker_id, "adjudicated", ruling.active_s, now)
        settled = settle_appeals(transaction, row, lead.worker_id, ruling.text, policy, now)
        return Ruled(adjudication_id, settled)


def take_back_ruling(store: Store, lead: Worker, now: datetime, minutes: float) -> RulingTakenBack:
    """Take back the lead's last decision, reopen what it settled, lend the utterance again.

    Raises:
        ReviewError: There is none.
    """
    until = now + timedelta(minutes=minutes)
    with store.writing() as transaction:
        last = transaction.ask_first(AdjudicationRow, _last_by(lead))
        if last is None:
            raise ReviewError("there is no decision of yours to take back")
        transaction.connection.execute(
            sa.update(_ADJUDICATIONS)
            .where(_ADJUDICATIONS.c.adjudication_id == last.adjudication_id)
            .values(retracted_at=now)
        )
        reopen_appeals(transaction, last)
        row = _find_decided(transaction, last)
        work = take_back_work(transaction, lead.worker_id, last.adjudicated_at)
        about = row.assignment_id if row else last.adjudication_id
        event = QueueEvent("retracted", "adjudicated", lead.worker_id)
        record_about(transaction, about, last.utterance_id, event, now)
        if row is None:
            return RulingTakenBack(None, last.text, work.active_s)
        lent = lend(transaction, row, lead, now, until, reason=work.reason)
        return RulingTakenBack(lent, last.text, work.active_s)


def _theirs(transaction: Transaction, assignment_id: str, lead: Worker) -> AssignmentRow:
    row = assignment_to_answer(
        transaction,
        assignment_id,
        lead,
        answer="decision",
        own_voice="this is a recording of your own voice; another lead decides on it",
    )
    if _has_corrected(transaction, row, lead):
        raise ReviewError("you have corrected this recording yourself; another lead decides on it")
    is_free = row.state == "open"
    if not is_free and (row.state != "leased" or row.worker_id != lead.worker_id):
        raise ReviewError(
            "another lead has this recording by now, or it is decided",
            remedy="Your decision is not saved; go on with the next one.",
        )
    return row


def _has_corrected(transaction: Transaction, row: AssignmentRow, lead: Worker) -> bool:
    held = transaction.rows(CorrectionRow, "utterance_id", [row.utterance_id])
    return any(one.worker_id == lead.worker_id and one.retracted_at is None for one in held)


def _last_by(lead: Worker) -> Query:
    return (
        sa.select(_ADJUDICATIONS)
        .where(_ADJUDICATIONS.c.lead_id == lead.worker_id, _ADJUDICATIONS.c.retracted_at.is_(None))
        .order_by(_ADJUDICATIONS.c.adjudicated_at.desc(), _ADJUDICATIONS.c.adjudication_id)
        .limit(1)
    )


def _find_decided(transaction: Transaction, ruling: AdjudicationRow) -> AssignmentRow | None:
    """Find the assignment that a decision answered, where it is still the lead's."""
    held = transaction.rows(AssignmentRow, "utterance_id", [ruling.utterance_id])
    for row in held:
        is_it = row.kind == ADJUDICATE and row.ended_at == ruling.adjudicated_at
        if is_it and row.worker_id == ruling.lead_id:
            return row
    return None
