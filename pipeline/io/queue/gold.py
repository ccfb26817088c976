"""Gold items among the others: lent now and then, unseen, and scored when they are answered."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from pipeline.io.queue.slots import KIND
from pipeline.io.store.schema import SQL_TABLES, Query
from pipeline.io.store.store import Transaction
from pipeline.io.workers import Worker, usual_spelling
from pipeline.review.assigning.flags import HOLDING_BACK
from pipeline.review.assigning.gold import GoldResult, score_gold
from pipeline.review.assigning.overlap import ReviewRules
from pipeline.tables import (
    USABLE,
    AssignmentRow,
    CorrectionRow,
    GoldAnswerRow,
    GoldItemRow,
    hash_id,
)

_RANDOM_DIGITS = 12
_MOST_WEIGHED = 1_000

_ASSIGNMENTS = SQL_TABLES["assignments"]
_CAMPAIGNS = SQL_TABLES["campaigns"]
_CONSENTS = SQL_TABLES["consents"]
_CORRECTIONS = SQL_TABLES["corrections"]
_GOLD = SQL_TABLES["gold_items"]
_UTTERANCES = SQL_TABLES["utterances"]


@dataclass(frozen=True, slots=True)
class _OpenItem:
    """A gold item that a worker may be lent."""

    utterance_id: str
    speaker_id: str
    language: str


def lease_gold(
    transaction: Transaction, worker: Worker, now: datetime, until: datetime, share: float
) -> AssignmentRow | None:
    """Lend a worker, with a chance of `share`, a gold item that they have not had.

    Nobody can foresee when, or which: the draw comes from the operating system.

    Returns:
        The assignment, added and leased; None for an ordinary turn.
    """
    drawn = int(transaction.fresh_id()[:_RANDOM_DIGITS], 16)
    if drawn >= share * 16**_RANDOM_DIGITS:
        return None
    items = [_OpenItem(*found) for found in transaction.connection.execute(_open_to(worker, now))]
    if not items:
        return None
    item = items[int(transaction.fresh_id(), 16) % len(items)]
    row = AssignmentRow(
        assignment_id=hash_id("g", item.utterance_id, worker.worker_id),
        utterance_id=item.utterance_id,
        speaker_id=item.speaker_id,
        kind=KIND,
        language=usual_spelling(item.language),
        state="leased",
        priority=0.0,
        gold=True,
        worker_id=worker.worker_id,
        leased_at=now,
        leased_until=until,
    )
    transaction.add("assignments", [row])
    return row


def score_answer(
    transaction: Transaction, correction: CorrectionRow, rules: ReviewRules
) -> GoldResult | None:
    """Score the answer to a gold item and keep the score; None where it is no gold item now."""
    items = transaction.rows(GoldItemRow, "utterance_id", [correction.utterance_id])
    if not items:
        return None
    (item,) = items
    result = score_gold(correction.text, item.text, rules.gold_within, rules.policy)
    transaction.add(
        "gold_answers",
        [
            GoldAnswerRow(
                correction_id=correction.correction_id,
                utterance_id=correction.utterance_id,
                worker_id=correction.worker_id,
                distance=result.distance,
                limit=result.limit,
                passed=result.passed,
                answered_at=correction.corrected_at,
            )
        ],
    )
    return result


def _open_to(worker: Worker, now: datetime) -> Query:
    had_it = (
        sa.select(sa.literal(1))
        .where(
            _ASSIGNMENTS.c.utterance_id == _GOLD.c.utterance_id,
            sa.or_(
                _ASSIGNMENTS.c.worker_id == worker.worker_id,
                sa.and_(_ASSIGNMENTS.c.state == "flagged", _ASSIGNMENTS.c.reason.in_(HOLDING_BACK)),
            ),
        )
        .exists()
    )
    corrected_it = (
        sa.select(sa.literal(1))
        .where(
            _CORRECTIONS.c.utterance_id == _GOLD.c.utterance_id,
            _CORRECTIONS.c.worker_id.concat("") == worker.worker_id,  # see queue_lanes
        )
        .exists()
    )
    return (
        sa.select(_GOLD.c.utterance_id, _UTTERANCES.c.speaker_id, _CAMPAIGNS.c.language)
        .join(_UTTERANCES, _UTTERANCES.c.utterance_id == _GOLD.c.utterance_id)
        .join(_CAMPAIGNS, _CAMPAIGNS.c.campaign_id == _UTTERANCES.c.campaign_id)
        .join(_CONSENTS, _CONSENTS.c.consent_id == _UTTERANCES.c.consent_id)
        .where(
            _GOLD.c.retired_at.is_(None),
            _GOLD.c.set_by != worker.worker_id,
            _UTTERANCES.c.verdict.in_(USABLE),
            _UTTERANCES.c.speaker_id.not_in(worker.own_voices),
            sa.func.lower(_CAMPAIGNS.c.language).in_([tag.lower() for tag in worker.languages]),
            _CONSENTS.c.expires_at > now,
            ~had_it,
            ~corrected_it,
        )
        .order_by(_GOLD.c.utterance_id)
        .limit(_MOST_WEIGHED)
    )
