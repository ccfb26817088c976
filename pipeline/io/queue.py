"""The queue of people's work: assignments lent to workers until a time, by compare-and-set.

Every function is one transaction, and `now` is an argument. Two workers never hold the same
assignment: on SQLite writers take turns, on PostgreSQL a row another session looks at is passed
over (FOR UPDATE SKIP LOCKED), and on both a lease is taken only where the state is still "open".
Answers to assignments are in `pipeline.io.queue_answers`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from pipeline.io.queue_events import Event, record
from pipeline.io.queue_workers import Worker, usual_spelling
from pipeline.io.schema import SQL_TABLES
from pipeline.io.store import Store, Transaction
from pipeline.review.flags import HOLDING_BACK

KIND = "correct"
_ENQUEUED_AT_ONCE = 10_000
MOST_COUNTED = 500

_ASSIGNMENTS = SQL_TABLES["assignments"]
_CORRECTIONS = SQL_TABLES["corrections"]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An utterance that people should hear.

    Attributes:
        utterance_id: Which.
        speaker_id: Who speaks: they never get it.
        language: BCP-47.
        priority: From 0 (first) to 1 (last).
    """

    utterance_id: str
    speaker_id: str
    language: str
    priority: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """An utterance lent to one worker.

    Attributes:
        assignment_id: Which assignment.
        utterance_id: Which utterance.
        speaker_id: Who speaks in it.
        language: BCP-47.
        leased_until: Until when nobody else gets it, UTC.
        resumed: They had it before: a killed terminal, or an answer they took back.
    """

    assignment_id: str
    utterance_id: str
    speaker_id: str
    language: str
    leased_until: datetime
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a worker stands.

    Attributes:
        done: Utterances they corrected since a time.
        waiting: Assignments open to them, counted up to `MOST_COUNTED`.
        more: There are more than were counted.
    """

    done: int
    waiting: int
    more: bool


def enqueue(store: Store, items: Iterable[QueueItem], *, listeners: int) -> int:
    """Open the assignments of some utterances; those that are there stay as they are.

    Each utterance gets `listeners` assignments, each to be answered by another worker. All first
    ones come before all second ones, so that every utterance is heard once before any is heard
    twice. An utterance held back by a flag (personal data, harmful) gets no more.

    Args:
        store: The database.
        items: The utterances.
        listeners: How many workers should hear each.

    Returns:
        How many assignments are new.
    """
    held_back = _held_back(store)
    new = 0
    wanted = (item for item in items if item.utterance_id not in held_back)
    for piece in _in_pieces(wanted):
        with store.writing() as transaction:
            new += transaction.add(
                "assignments",
                [_open_row(item, slot) for item in piece for slot in range(listeners)],
            )
    return new


def lease_next(store: Store, worker: Worker, now: datetime, minutes: float) -> Assignment | None:
    """Lend a worker the next utterance.

    Expired leases go back to the queue first. A lease the worker still holds is given again, so
    that a killed terminal loses nothing. Else the open assignment of the lowest priority, in a
    language they declared, not of their own voice, and of an utterance that they have not had.

    Args:
        store: The database.
        worker: Who asks.
        now: The time.
        minutes: For how long it is theirs.

    Returns:
        The assignment, or None where nothing waits for this worker.
    """
    until = now + timedelta(minutes=minutes)
    with store.writing() as transaction:
        _return_expired(transaction, now)
        held = transaction.connection.execute(_held_by(worker)).mappings().first()
        if held is not None:
            return as_assignment(held, held["leased_until"], resumed=True)
        while (row := _best_open(transaction, worker)) is not None:
            if _take(transaction, row["assignment_id"], worker, now, until):
                return as_assignment(row, until)
        return None


def anything_open(store: Store) -> bool:
    """Whether any assignment waits for anybody."""
    query = sa.select(_ASSIGNMENTS.c.assignment_id).where(
        _ASSIGNMENTS.c.kind == KIND, _ASSIGNMENTS.c.state == "open"
    )
    with store.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def release(store: Store, worker: Worker) -> int:
    """Give back what a worker holds, as when they stop; returns how many assignments."""
    with store.writing() as transaction:
        result = transaction.connection.execute(
            sa.update(_ASSIGNMENTS)
            .where(
                _ASSIGNMENTS.c.worker_id == worker.worker_id,
                _ASSIGNMENTS.c.state == "leased",
                _ASSIGNMENTS.c.kind == KIND,
            )
            .values(state="open", worker_id=None, leased_at=None, leased_until=None)
        )
        return int(result.rowcount)


def position(store: Store, worker: Worker, since: datetime) -> Position:
    """How much a worker has done since a time, and how much waits for them."""
    done = sa.select(sa.func.count(sa.distinct(_CORRECTIONS.c.utterance_id))).where(
        _CORRECTIONS.c.worker_id == worker.worker_id,
        _CORRECTIONS.c.corrected_at >= since,
        _CORRECTIONS.c.retracted_at.is_(None),
        _CORRECTIONS.c.action != "imported",
    )
    waiting = 0
    with store.reading() as connection:
        for language in worker.languages:
            # Counting a million rows would cost more than fetching the next one.
            some = _open_to(worker, language).limit(MOST_COUNTED + 1).subquery()
            waiting += connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0
        return Position(
            connection.scalar(done) or 0, min(waiting, MOST_COUNTED), more=waiting > MOST_COUNTED
        )


def as_assignment(row: Any, until: datetime, *, resumed: bool = False) -> Assignment:
    """A row of `assignments` as what a worker is given."""
    return Assignment(
        row["assignment_id"],
        row["utterance_id"],
        row["speaker_id"],
        row["language"],
        until,
        resumed,
    )


def _open_row(item: QueueItem, slot: int) -> dict[str, Any]:
    return {
        "assignment_id": f"{item.utterance_id}:{KIND}:{slot + 1}",
        "utterance_id": item.utterance_id,
        "speaker_id": item.speaker_id,
        "kind": KIND,
        "language": usual_spelling(item.language),
        "state": "open",
        "priority": slot + item.priority,
    }


def _held_back(store: Store) -> frozenset[str]:
    query = sa.select(_ASSIGNMENTS.c.utterance_id).where(
        _ASSIGNMENTS.c.kind == KIND,
        _ASSIGNMENTS.c.state == "flagged",
        _ASSIGNMENTS.c.reason.in_(HOLDING_BACK),
    )
    with store.reading() as connection:
        return frozenset(connection.scalars(query))


def _return_expired(transaction: Transaction, now: datetime) -> None:
    expired = (
        sa.select(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.state == "leased", _ASSIGNMENTS.c.leased_until <= now)
        .with_for_update(skip_locked=True)
    )
    for row in transaction.connection.execute(expired).mappings().all():
        transaction.connection.execute(
            sa.update(_ASSIGNMENTS)
            .where(_ASSIGNMENTS.c.assignment_id == row["assignment_id"])
            .values(state="open", worker_id=None, leased_at=None, leased_until=None)
        )
        until = row["leased_until"].isoformat(timespec="seconds")
        event = Event("lease_expired", "lease", row["worker_id"], limit=until)
        record(transaction, dict(row), event, now)


def _held_by(worker: Worker) -> sa.Select[Any]:
    # An answer taken back is older than the lease it interrupted, and comes first again.
    return (
        sa.select(_ASSIGNMENTS)
        .where(
            _ASSIGNMENTS.c.worker_id == worker.worker_id,
            _ASSIGNMENTS.c.state == "leased",
            _ASSIGNMENTS.c.kind == KIND,
            _ASSIGNMENTS.c.utterance_id.is_not(None),
            _ASSIGNMENTS.c.language.in_(worker.languages),
            _not_own_voice(worker),
        )
        .order_by(_ASSIGNMENTS.c.leased_at.desc(), _ASSIGNMENTS.c.assignment_id)
        .limit(1)
    )


def _best_open(transaction: Transaction, worker: Worker) -> Any | None:
    # One query a language: each walks the index in order of priority and stops at its first row,
    # where a list of languages would sort the whole queue.
    candidates: list[Any] = []
    for language in worker.languages:
        query = (
            _open_to(worker, language)
            .order_by(_ASSIGNMENTS.c.priority, _ASSIGNMENTS.c.assignment_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        candidates += transaction.connection.execute(query).mappings().all()
    return min(candidates, key=lambda row: (row["priority"], row["assignment_id"]), default=None)


def _open_to(worker: Worker, language: str) -> sa.Select[Any]:
    others = _ASSIGNMENTS.alias("others")
    had_it = (
        sa.select(sa.literal(1))
        .where(
            others.c.utterance_id == _ASSIGNMENTS.c.utterance_id,
            others.c.worker_id == worker.worker_id,
        )
        .exists()
    )
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
        _ASSIGNMENTS.c.kind == KIND,
        _ASSIGNMENTS.c.state == "open",
        _ASSIGNMENTS.c.language == language,
        _ASSIGNMENTS.c.utterance_id.is_not(None),
        _not_own_voice(worker),
        ~had_it,
        ~corrected_it,
    )


def _not_own_voice(worker: Worker) -> sa.ColumnElement[bool]:
    return sa.or_(
        _ASSIGNMENTS.c.speaker_id.is_(None), _ASSIGNMENTS.c.speaker_id.not_in(worker.own_voices)
    )


def _take(
    transaction: Transaction, assignment_id: str, worker: Worker, now: datetime, until: datetime
) -> bool:
    result = transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == assignment_id, _ASSIGNMENTS.c.state == "open")
        .values(state="leased", worker_id=worker.worker_id, leased_at=now, leased_until=until)
    )
    return bool(result.rowcount == 1)


def _in_pieces(items: Iterable[QueueItem]) -> Iterator[list[QueueItem]]:
    rest = iter(items)
    while piece := list(islice(rest, _ENQUEUED_AT_ONCE)):
        yield piece
