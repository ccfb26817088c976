"""What happens in the queue, appended to `decisions`: what, when, by whom, for which reason."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from pipeline.io.schema import SQL_TABLES
from pipeline.io.store import Transaction

Outcome = Literal["corrected", "skipped", "flagged", "retracted", "lease_expired"]

STAGE = "correct"
_ID_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Event:
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
    transaction: Transaction, assignment: Mapping[str, Any], event: Event, now: datetime
) -> None:
    """Append one event about an assignment's utterance."""
    utterance_id = assignment["utterance_id"]
    transaction.add(
        "decisions",
        [
            {
                "decision_id": short_hash(
                    "d", assignment["assignment_id"], event.outcome, event.decided_by, now
                ),
                "utterance_id": utterance_id,
                "source_key": _source_key(transaction, utterance_id),
                "stage": STAGE,
                "outcome": event.outcome,
                "rule": event.rule,
                "value": event.value,
                "limit": event.limit,
                "decided_by": event.decided_by,
                "decided_at": now,
            }
        ],
    )


def short_hash(prefix: str, *parts: str | datetime) -> str:
    """An id of what it names: written twice by a retry, it is still one row."""
    text = "\0".join(part.isoformat() if isinstance(part, datetime) else part for part in parts)
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:_ID_LETTERS]


def _source_key(transaction: Transaction, utterance_id: str) -> str:
    utterances = SQL_TABLES["utterances"]
    query = sa.select(utterances.c.source_key).where(utterances.c.utterance_id == utterance_id)
    return transaction.connection.scalar(query) or ""
