"""Find the best open assignment for a worker: in the lanes meant for them, else in any other.

A language has some dozens of lanes and perhaps a million open assignments. Which lanes there are,
and the first priority in each, comes from one loose scan of the index (a step a lane); then the
lanes are asked in order of their first priority until no later one can hold anything better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from pipeline.io.queue.slots import ADJUDICATE
from pipeline.io.store.schema import SQL_TABLES, Expression, Query
from pipeline.io.store.store import Transaction
from pipeline.io.workers import Worker
from pipeline.review.assigning.routing import is_open_to, knows_accent
from pipeline.tables import AssignmentRow

_ASSIGNMENTS = SQL_TABLES["assignments"]
_OTHERS = _ASSIGNMENTS.alias("others")
_CORRECTIONS = SQL_TABLES["corrections"]
_ORDER = (_ASSIGNMENTS.c.priority, _ASSIGNMENTS.c.assignment_id)
_ACCENTS = SQL_TABLES["speaker_accents"]
_INFERRED = ("location_inferred", "acoustic_inferred")
_PLACED = ("resolved", "several")


@dataclass(frozen=True, slots=True)
class _Head:
    """The first place of a lane, whoever it is for."""

    language: str
    lane: str
    priority: float
    assignment_id: str

    @property
    def place(self) -> tuple[float, str]:
        """Where it stands in the order of need."""
        return self.priority, self.assignment_id


def best_open(transaction: Transaction, worker: Worker, kind: str) -> AssignmentRow | None:
    """Find the open assignment of one kind that a worker should get, or None.

    It is in a language that the worker declared, not of their own voice, and of an utterance that
    they have not had. The queue looks in the lanes meant for them first; where these hold nothing
    for them it looks in the others, for a listener of the other sort is better than none.
    """
    heads = [head for language in worker.languages for head in _heads(transaction, kind, language)]
    meant: list[_Head] = []
    others: list[_Head] = []
    for head in heads:
        (meant if is_open_to(head.lane, worker.accents) else others).append(head)
    best = _pick_best(transaction, worker, kind, meant)
    return best if best is not None else _pick_best(transaction, worker, kind, others)


@lru_cache(maxsize=1024)
def open_to(worker: Worker, kind: str, language: str) -> Query:
    """Select what is open to a worker in one language, in any lane.

    A lead may decide again on what they decided, where somebody appeals and there is no other.
    """
    had = [
        _OTHERS.c.utterance_id == _ASSIGNMENTS.c.utterance_id,
        _OTHERS.c.worker_id == worker.worker_id,
    ]
    if kind == ADJUDICATE:
        had.append(sa.or_(_OTHERS.c.kind != kind, _OTHERS.c.state == "skipped"))
    had_it = sa.select(sa.literal(1)).where(*had).exists()
    corrected_it = (
        sa.select(sa.literal(1))
        .where(
            _CORRECTIONS.c.utterance_id == _ASSIGNMENTS.c.utterance_id,
            # Not a bare column, or SQLite goes through all that the worker ever corrected, for
            # every row; so it looks among the few corrections of the utterance.
            _CORRECTIONS.c.worker_id.concat("") == worker.worker_id,
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
    """Select assignments whose recording is not the worker's own voice."""
    return sa.or_(
        _ASSIGNMENTS.c.speaker_id.is_(None), _ASSIGNMENTS.c.speaker_id.not_in(worker.own_voices)
    )


def knows_speaker(transaction: Transaction, worker: Worker, speaker_id: str | None) -> bool | None:
    """Tell whether a worker knows the accent of a speaker; None where either has said nothing."""
    if not worker.accents or speaker_id is None:
        return None
    query = sa.select(_ACCENTS.c.accent).where(
        _ACCENTS.c.speaker_id == speaker_id,
        _ACCENTS.c.accent.is_not(None),
        _ACCENTS.c.outcome.in_(_PLACED),
        _ACCENTS.c.provenance.not_in(_INFERRED),
    )
    return knows_accent(worker.accents, list(transaction.connection.scalars(query)))


def _pick_best(
    transaction: Transaction, worker: Worker, kind: str, heads: Sequence[_Head]
) -> AssignmentRow | None:
    best: AssignmentRow | None = None
    for head in sorted(heads, key=lambda one: one.place):
        if best is not None and head.place > _place(best):
            break
        query = _first_in_a_lane(worker, kind, head.language)
        row = transaction.ask_first(AssignmentRow, query, {"lane": head.lane})
        if row is not None and (best is None or _place(row) < _place(best)):
            best = row
    return best


@lru_cache(maxsize=1024)
def _first_in_a_lane(worker: Worker, kind: str, language: str) -> Query:
    return (
        open_to(worker, kind, language)
        .where(_ASSIGNMENTS.c.lane == sa.bindparam("lane"))
        .order_by(*_ORDER)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _place(row: AssignmentRow) -> tuple[float, str]:
    return row.priority, row.assignment_id


def _heads(transaction: Transaction, kind: str, language: str) -> list[_Head]:
    found = transaction.connection.execute(_select_heads(kind), {"language": language})
    return [_Head(language, *row) for row in found]


@lru_cache(maxsize=8)
def _select_heads(kind: str) -> Query:
    """Select the lanes that hold something, each found by one step down the index."""
    language: sa.BindParameter[str] = sa.bindparam("language")
    first, later, one = (_ASSIGNMENTS.alias(name) for name in ("first_lane", "later_lane", "head"))
    lanes = sa.select(
        _first(first, first.c.lane, [first.c.lane], *_waiting(first, kind, language)).label("lane")
    ).cte("lanes", recursive=True)
    following = (*_waiting(later, kind, language), later.c.lane > lanes.c.lane)
    lanes = lanes.union_all(
        sa.select(_first(later, later.c.lane, [later.c.lane], *following)).where(
            lanes.c.lane.is_not(None)
        )
    )
    in_lane = (*_waiting(one, kind, language), one.c.lane == lanes.c.lane)
    order = [one.c.priority, one.c.assignment_id]
    return sa.select(
        lanes.c.lane,
        _first(one, one.c.priority, order, *in_lane),
        _first(one, one.c.assignment_id, order, *in_lane),
    ).where(lanes.c.lane.is_not(None))


def _first(
    table: sa.FromClause,
    column: Expression,
    order: Sequence[Expression],
    *conditions: sa.ColumnElement[bool],
) -> Expression:
    """Select a column's value in the first row, in an order that the index has."""
    query = sa.select(column).select_from(table).where(*conditions)
    return query.order_by(*order).limit(1).scalar_subquery()


def _waiting(
    table: sa.FromClause, kind: str, language: "str | sa.BindParameter[str]"
) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.kind == kind, table.c.state == "open", table.c.language == language
