"""What happens in the queue, appended to `decisions`: what, when, by whom, for which reason."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Transaction
from pipeline.tables import AssignmentRow, Decision, DecisionRow, decision_row, hash_id

Outcome = Literal[
    "queued",
    "corrected",
    "skipped",
    "flagged",
    "flag_cleared",
    "retracted",
    "lease_expired",
    "another_listener",
    "to_lead",
    "adjudicated",
    "appealed",
    "appeal_settled",
]

STAGE = "correct"
_DRAWN_BYTES = 6  # as many as a float holds exactly


@dataclass(frozen=True, slots=True)
class QueueEvent:
    """One decision in the queue.

    Attributes:
        outcome: What became of the assignment.
        rule: The finer reason: accepted, edited, worker, a flag's code, lease.
        decided_by: The worker; for an expired lease the worker who held it.
        value: The reason in words, or what was found. Never a transcript: decisions outlive it.
        limit: The limit that was passed, where there is one.
    """

    outcome: Outcome
    rule: str
    decided_by: str
    value: str | None = None
    limit: str | None = None


def record(
    transaction: Transaction, assignment: AssignmentRow, event: QueueEvent, now: datetime
) -> bool:
    """Append one event to the decisions on an assignment's utterance; returns whether it is new."""
    about = (assignment.assignment_id, assignment.utterance_id)
    return record_about(transaction, *about, event, now)


def record_about(
    transaction: Transaction,
    about_id: str,
    utterance_id: str | None,
    event: QueueEvent,
    now: datetime,
) -> bool:
    """Append one event to the decisions on an utterance.

    Args:
        transaction: In which it happens.
        about_id: The id of the assignment, appeal or decision that it is about.
        utterance_id: The utterance.
        event: What happens.
        now: When.

    Returns:
        Whether the event is new.
    """
    row = decision_row(
        hash_id("d", about_id, event.outcome, event.decided_by, now),
        Decision(STAGE, event.outcome, event.rule, event.decided_by, event.value, event.limit),
        now,
        utterance_id=utterance_id,
        source_key=_source_key(transaction, utterance_id),
    )
    return transaction.add("decisions", [row]) == 1


def queued_events(why: Iterable[tuple[str, str]], now: datetime) -> list[DecisionRow]:
    """Make the decisions that say by which rule utterances got their places; one for ever."""
    return [
        decision_row(
            hash_id("d", utterance_id, "queued"),
            Decision("transcribe", "queued", rule),
            now,
            utterance_id=utterance_id,
        )
        for utterance_id, rule in why
    ]


def digest_draw(*parts: str) -> float:
    """Draw a number from 0 to 1 (not 1 itself) that looks random and is always the same.

    Whoever knows the parts can work the number out. What a worker must not foresee is drawn with
    the key of the workspace instead.

    Example:
        >>> digest_draw("blind", "u1:correct:3") == digest_draw("blind", "u1:correct:3")
        True
    """
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return int.from_bytes(digest[:_DRAWN_BYTES]) / (1 << 8 * _DRAWN_BYTES)


def _source_key(transaction: Transaction, utterance_id: str | None) -> str:
    utterances = SQL_TABLES["utterances"]
    query = sa.select(utterances.c.source_key).where(utterances.c.utterance_id == utterance_id)
    return transaction.connection.scalar(query) or ""
