"""The best open assignment for a worker: of the lanes meant for them, else of any other.

A language has some dozens of lanes and perhaps a million open assignments. Which lanes there are,
and the first priority in each, comes from one loose scan of the index (a step a lane); then the
lanes are asked in order of their first priority until no later one can hold anything better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipeline.io.queue_slots import ADJUDICATE
from pipeline.io.queue_workers import Worker
from pipeline.io.schema import SQL_TABLES
from pipeline.io.store import Transaction
from pipeline.review.routing import is_open_to, knows_accent

_ASSIGNMENTS = SQL_TABLES["assignments"]
_CORRECTIONS = SQL_TABLES["corrections"]
_ACCENTS = SQL_TABLES["speaker_accents"]
_INFERRED = ("location_inferred", "acoustic_inferred")
_PLACED = ("resolved", "several")


@dataclass(frozen=True, slots=True)
class _Head:
    """The first place of a lane."""

    language: str
    lane: str
    priority: float


def best_open(transaction: Transaction, worker: Worker, kind: str) -> Any | None:
    """The open assignment of one kind that a worker should get, or None.

    In a language they declared, not of their own voice, of an utterance they have not had; of the
    lanes meant for them, and where these hold nothing for them, of any other: a listener of the
    other sort is better than none.
    """
    heads = [head for language in worker.languages for head in _heads(transaction, kind, language)]
    meant = [head for head in heads if is_open_to(head.lane, worker.accents)]
    others = [head for head in heads if head not in meant]
    best = _best_of(transaction, worker, kind, meant)
    return best if best is not None else _best_of(transaction, worker, kind, others)


def open_to(worker: Worker, kind: str, language: str) -> sa.Select[Any]:
    """What is open to a worker in one language, in any lane.

    A lead may decide again on what they decided, where somebody appeals and there is no other.
    """
    others = _ASSIGNMENTS.alias("others")
    had = [
        others.c.utterance_id == _ASSIGNMENTS.c.utterance_id,
        others.c.worker_id == worker.worker_id,
    ]
    if kind == ADJUDICATE:
        had.append(sa.or_(others.c.kind != kind, others.c.state == "skipped"))
    had_it = sa.select(sa.literal(1)).where(*had).exists()
    corrected_it = (
        sa.select(sa.literal(1))
        .where(
            _CORRECTIONS.c.utterance_id == _ASSIGNMENTS.c.utterance_id,
            _CORRECTIONS.c.worker_id == worker.worker_id,
            _CORRECTIONS.c.retracted_at.is_(None),
        )
        .exists()
    )
    return sa.select(_ASSIGNMENTS).where(
        *_waiting(_ASSIGNMENTS, kind, language),
        _ASSIGNMENTS.c.utterance_id.is_not(None),
        not_own_voice(worker),
        ~had_it,
        ~corrected_it,
    )


def not_own_voice(worker: Worker) -> sa.ColumnElement[bool]:
    """Assignments of other people's recordings."""
    return sa.or_(
        _ASSIGNMENTS.c.speaker_id.is_(None), _ASSIGNMENTS.c.speaker_id.not_in(worker.own_voices)
    )


def knows_speaker(transaction: Transaction, worker: Worker, speaker_id: str | None) -> bool | None:
    """Whether a worker knows the accent of a speaker; None where either has said nothing."""
    if not worker.accents or speaker_id is None:
        return None
    query = sa.select(_ACCENTS.c.accent).where(
        _ACCENTS.c.speaker_id == speaker_id,
        _ACCENTS.c.accent.is_not(None),
        _ACCENTS.c.outcome.in_(_PLACED),
        _ACCENTS.c.provenance.not_in(_INFERRED),
    )
    return knows_accent(worker.accents, list(transaction.connection.scalars(query)))


def _best_of(
    transaction: Transaction, worker: Worker, kind: str, heads: Sequence[_Head]
) -> Any | None:
    best: Any | None = None
    for head in sorted(heads, key=lambda one: (one.priority, one.lane)):
        if best is not None and head.priority > best["priority"]:
            break
        query = (
            open_to(worker, kind, head.language)
            .where(_ASSIGNMENTS.c.lane == head.lane)
            .order_by(_ASSIGNMENTS.c.priority, _ASSIGNMENTS.c.assignment_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = transaction.connection.execute(query).mappings().first()
        if row is not None and (best is None or _place(row) < _place(best)):
            best = row
    return best


def _place(row: Any) -> tuple[float, str]:
    return row["priority"], row["assignment_id"]


def _heads(transaction: Transaction, kind: str, language: str) -> list[_Head]:
    """The lanes that hold something, each found by one step down the index."""
    first, later, heads = (_ASSIGNMENTS.alias(name) for name in ("first", "later", "heads"))
    lanes = (
        sa.select(_first(first, first.c.lane, *_waiting(first, kind, language)).label("lane"))
    ).cte("lanes", recursive=True)
    following = _first(
        later, later.c.lane, *_waiting(later, kind, language), later.c.lane > lanes.c.lane
    )
    lanes = lanes.union_all(sa.select(following).where(lanes.c.lane.is_not(None)))
    priority = _first(
        heads, heads.c.priority, *_waiting(heads, kind, language), heads.c.lane == lanes.c.lane
    )
    query = sa.select(lanes.c.lane, priority).where(lanes.c.lane.is_not(None))
    return [_Head(language, lane, at) for lane, at in transaction.connection.execute(query)]


def _first(
    table: sa.FromClause, column: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]
) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .select_from(table)
        .where(*conditions)
        .order_by(column)
        .limit(1)
        .scalar_subquery()
    )


def _waiting(table: sa.FromClause, kind: str, language: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.kind == kind, table.c.state == "open", table.c.language == language
