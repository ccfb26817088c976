"""Decisions: every decision on an utterance or a row of a manifest, made into its row in one place.

What an id is a hash of differs from stage to stage, and stays as it is: stores hold these ids, and
a stage that runs again must find its own decisions. The stage makes the id (`hash_id`) and hands it
over with what was decided.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pipeline.tables.definitions import TableRow

BY_RULE = "rule"
"""Who decides where no person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow(TableRow):
    """Every decision on an utterance or a row: what, when, who or which rule, value, limit."""

    TABLE: ClassVar = "decisions"
    KEY: ClassVar = ("decision_id",)
    INDEXES: ClassVar = (("utterance_id",), ("source_key",), ("rule",))

    decision_id: str
    utterance_id: str | None = None
    source_key: str
    stage: str
    outcome: str
    rule: str
    value: str | None = None
    limit: str | None = None
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, before it is known on what.

    Attributes:
        stage: The stage that decided.
        outcome: What became of the utterance or row.
        rule: The finer reason.
        decided_by: The person who decided, or `BY_RULE`.
        value: What was found. Never a transcript: decisions outlive it.
        limit: The limit that was passed, where there is one.
    """

    stage: str
    outcome: str
    rule: str
    decided_by: str = BY_RULE
    value: str | None = None
    limit: str | None = None


def decision_row(
    decision_id: str,
    decision: Decision,
    now: datetime,
    *,
    utterance_id: str | None,
    source_key: str = "",
) -> DecisionRow:
    """Make the row of a decision.

    Args:
        decision_id: A hash of what makes this decision the same when it is taken again.
        decision: What was decided.
        now: When.
        utterance_id: On which utterance; None for a row that never became one.
        source_key: The keyed hash of the path it came from; empty where a stage does not ask.
    """
    return DecisionRow(
        decision_id=decision_id,
        utterance_id=utterance_id,
        source_key=source_key,
        stage=decision.stage,
        outcome=decision.outcome,
        rule=decision.rule,
        value=decision.value,
        limit=decision.limit,
        decided_by=decision.decided_by,
        decided_at=now,
    )
