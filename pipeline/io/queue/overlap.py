"""One more listener, or a lead, where those who have answered do not agree."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from pipeline.io.queue.events import QueueEvent, record
from pipeline.io.queue.slots import KIND, adjudication, further_slot
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Transaction
from pipeline.review.assigning.flags import HOLDING_BACK
from pipeline.review.assigning.overlap import ReviewRules, decide
from pipeline.tables import AssignmentRow, CorrectionRow

_APPEALS = SQL_TABLES["appeals"]
_OPEN = ("open", "leased")


def ask_further(
    transaction: Transaction, row: AssignmentRow, rules: ReviewRules, now: datetime
) -> None:
    """Open what an utterance needs next, in the transaction of the answer to `row`."""
    held = transaction.rows(AssignmentRow, "utterance_id", [row.utterance_id])
    if any(one.state == "flagged" and one.reason in HOLDING_BACK for one in held):
        return
    slots = [one for one in held if one.kind == KIND and not one.gold]
    asked = [one for one in slots if one.state != "skipped"]
    pending = sum(one.state in _OPEN for one in asked)
    texts = _standing_texts(transaction, row.utterance_id)
    appealed = _is_appealed(transaction, row.utterance_id)
    decision = decide(len(asked), pending, texts, rules, appealed=appealed)
    opened_by = row.assignment_id
    if decision == "listen":
        slot = further_slot(row, slots, opened_by, blind_share=rules.blind_share)
        _open(
            transaction, slot, QueueEvent("another_listener", "no_pair_agrees", "rule"), rules, now
        )
    if decision == "adjudicate" and not _waits_for_a_lead(held):
        priority = min(one.priority for one in slots)
        lead = adjudication(transaction, row, opened_by, priority)
        rule = "appeal" if appealed else "no_pair_agrees"
        _open(transaction, lead, QueueEvent("to_lead", rule, "rule"), rules, now)


def take_back_opened(transaction: Transaction, row: AssignmentRow) -> None:
    """Delete what the answer to `row` opened, where nobody has taken it."""
    held = transaction.rows(AssignmentRow, "utterance_id", [row.utterance_id])
    opened = [
        one.assignment_id for one in held if one.state == "open" and one.reason == row.assignment_id
    ]
    transaction.delete("assignments", "assignment_id", opened)


def _open(
    transaction: Transaction,
    row: AssignmentRow,
    event: QueueEvent,
    rules: ReviewRules,
    now: datetime,
) -> None:
    if transaction.add("assignments", [row]):
        limited = QueueEvent(
            event.outcome, event.rule, event.decided_by, limit=f"{rules.agree_within}"
        )
        record(transaction, row, limited, now)


def _standing_texts(transaction: Transaction, utterance_id: str | None) -> Sequence[str]:
    """Read the latest text of each worker that they have not taken back."""
    rows = transaction.rows(CorrectionRow, "utterance_id", [utterance_id])
    standing = [row for row in rows if row.retracted_at is None and not row.gold]
    standing.sort(key=lambda row: (row.corrected_at, row.correction_id))
    return list({row.worker_id: row.text for row in standing}.values())


def _is_appealed(transaction: Transaction, utterance_id: str | None) -> bool:
    query = sa.select(_APPEALS.c.appeal_id).where(
        _APPEALS.c.utterance_id == utterance_id, _APPEALS.c.state == "open"
    )
    return transaction.connection.execute(query.limit(1)).first() is not None


def _waits_for_a_lead(held: Sequence[AssignmentRow]) -> bool:
    return any(one.kind != KIND and one.state in _OPEN for one in held)
