"""What happens in the queue, appended to `decisions`: what, when, by whom, for which reason."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Transaction

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
_ID_LETTERS = 24
_DRAWN_BYTES = 6  # as many as a float holds exactly


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
) -> bool:
    """Append one event about an assignment's utterance; returns whether it is new."""
    utterance_id = assignment["utterance_id"]
    added = transaction.add(
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
    return added == 1


def queued_events(why: Iterable[tuple[str, str]], now: datetime) -> list[dict[str, Any]]:
    """Rows of `decisions` that say by which rule utterances got their places; one for ever."""
    return [
        {
            "decision_id": short_hash("d", utterance_id, "queued"),
            "utterance_id": utterance_id,
            "source_key": "",
            "stage": "transcribe",
            "outcome": "queued",
            "rule": rule,
            "decided_by": "rule",
            "decided_at": now,
        }
        for utterance_id, rule in why
    ]


def digest_draw(*parts: str) -> float:
    """A number from 0 to 1 (not 1 itself) that looks random and is always the same.

    Whoever knows the parts can work it out: for what must not be foreseen, draw with a key.

    Example:
        >>> digest_draw("blind", "u1:correct:3") == digest_draw("blind", "u1:correct:3")
        True
    """
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return int.from_bytes(digest[:_DRAWN_BYTES]) / (1 << 8 * _DRAWN_BYTES)


def short_hash(prefix: str, *parts: str | datetime) -> str:
    """An id of what it names: written twice by a retry, it is still one row."""
    text = "\0".join(part.isoformat() if isinstance(part, datetime) else part for part in parts)
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:_ID_LETTERS]


def _source_key(transaction: Transaction, utterance_id: str) -> str:
    utterances = SQL_TABLES["utterances"]
    query = sa.select(utterances.c.source_key).where(utterances.c.utterance_id == utterance_id)
    return transaction.connection.scalar(query) or ""
