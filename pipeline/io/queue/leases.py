"""The queue of people's work: assignments lent to workers until a time, by compare-and-set.

Every function is one transaction, and `now` is an argument. Two workers never hold the same
assignment: on SQLite writers take turns, on PostgreSQL a row another session looks at is passed
over (FOR UPDATE SKIP LOCKED), and on both a lease is taken only where the state is still "open".
Answers to assignments are in `pipeline.io.queue.answers`, which of them is best for whom in
`pipeline.io.queue.lanes`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa

from pipeline.io.queue.events import QueueEvent, queued_events, record
from pipeline.io.queue.gold import lease_gold
from pipeline.io.queue.lanes import best_open, knows_speaker, not_own_voice, open_to
from pipeline.io.queue.slots import KIND, QueueItem, first_slots
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import HOLDING_BACK
from pipeline.review.assigning.overlap import USUAL_RULES, ReviewRules
from pipeline.tables import AssignmentRow

_ENQUEUED_AT_ONCE = 10_000
MOST_COUNTED = 500
# A lease that ends later than this was given while the clock was wrong.
_LONGEST_LEASE = timedelta(days=2)

_ASSIGNMENTS = SQL_TABLES["assignments"]
_CORRECTIONS = SQL_TABLES["corrections"]


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
        blind: They are shown no hypothesis.
        gold: Its text is known, to see how they do. Not to be shown before they have answered.
        planted_text: What they are shown in the hypothesis's place, a word of it wrong on purpose.
            Not to be told either.
        knows_accent: Whether they know the speaker's accent; None where either has said nothing.
        kind: What is asked of them: to correct, or to adjudicate.
    """

    assignment_id: str
    utterance_id: str
    speaker_id: str
    language: str
    leased_until: datetime
    resumed: bool = False
    blind: bool = False
    gold: bool = False
    planted_text: str | None = None
    knows_accent: bool | None = None
    kind: str = KIND


@dataclass(frozen=True, slots=True)
class Position:
    """How much a worker has done, and how much waits for them.

    Attributes:
        done: Utterances they corrected since a time.
        waiting: Utterances open to them, counted up to `MOST_COUNTED`.
        more: There are more than were counted.
    """

    done: int
    waiting: int
    more: bool


def enqueue(
    store: Store, items: Iterable[QueueItem], *, listeners: int, now: datetime | None = None
) -> int:
    """Open the assignments of some utterances; those that are there stay as they are.

    Each utterance gets `listeners` assignments, each to be answered by another worker. Where the
    speaker's accent is known the first is for one who knows it and the second for one who does
    not. An utterance held back by a flag (personal data, harmful) gets no more.

    Args:
        store: The database.
        items: The utterances.
        listeners: How many workers should hear each, where the item itself does not say.
        now: When, to write down why each has its place; None writes nothing down.

    Returns:
        How many assignments are new.
    """
    held_back = _held_back(store)
    new = 0
    wanted = (item for item in items if item.utterance_id not in held_back)
    for piece in _in_pieces(wanted):
        slots = [slot for item in piece for slot in first_slots(item, listeners)]
        with store.writing() as transaction:
            new += transaction.add("assignments", slots)
            if now is not None:
                why = [(item.utterance_id, item.why) for item in piece if item.why]
                transaction.add("decisions", queued_events(why, now))
    return new


def lease_next(
    store: Store,
    worker: Worker,
    now: datetime,
    minutes: float,
    rules: ReviewRules = USUAL_RULES,
) -> Assignment | None:
    """Lend a worker the next utterance.

    Expired leases go back to the queue first. A lease the worker still holds is given again, so
    that a killed terminal loses nothing, and a second terminal gets the same. Else now and then a
    gold item, and else the open assignment of the lowest priority among those meant for them, in
    a language they declared, not of their own voice, and of an utterance that they have not had.

    Args:
        store: The database.
        worker: Who asks.
        now: The time.
        minutes: For how long it is theirs.
        rules: How often it is a gold item.

    Returns:
        The assignment, or None where nothing waits for this worker.
    """
    until = now + timedelta(minutes=minutes)
    with store.writing(turn=worker.worker_id) as transaction:
        return_expired(transaction, now)
        held = find_held(transaction, worker, KIND)
        if held is not None:
            return _lent(transaction, worker, held, held.leased_until or until, resumed=True)
        while (row := best_open(transaction, worker, KIND)) is not None:
            gold = lease_gold(transaction, worker, now, until, rules.gold_share)
            if gold is not None:
                return _lent(transaction, worker, gold, until)
            if take(transaction, row.assignment_id, worker, now, until):
                return _lent(transaction, worker, row, until)
        return None


def anything_open(store: Store, kind: str = KIND) -> bool:
    """Tell whether any assignment of a kind waits for anybody."""
    query = sa.select(_ASSIGNMENTS.c.assignment_id).where(
        _ASSIGNMENTS.c.kind == kind, _ASSIGNMENTS.c.state == "open"
    )
    with store.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def release(store: Store, worker: Worker, kind: str = KIND) -> int:
    """Give back what a worker holds, as when they stop; returns how many assignments.

    A gold item stays theirs: it is for nobody else, and stopping is no way around it.
    """
    with store.writing() as transaction:
        result = transaction.connection.execute(
            sa.update(_ASSIGNMENTS)
            .where(
                _ASSIGNMENTS.c.worker_id == worker.worker_id,
                _ASSIGNMENTS.c.state == "leased",
                _ASSIGNMENTS.c.kind == kind,
                _ASSIGNMENTS.c.gold.is_(False),
            )
            .values(state="open", worker_id=None, leased_at=None, leased_until=None)
        )
        return int(result.rowcount)


def position(store: Store, worker: Worker, since: datetime) -> Position:
    """Count what a worker has done since a time, and what waits for them."""
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
            theirs = open_to(worker, KIND, language)
            some = theirs.with_only_columns(_ASSIGNMENTS.c.utterance_id).distinct()
            capped = some.limit(MOST_COUNTED + 1).subquery()
            waiting += connection.scalar(sa.select(sa.func.count()).select_from(capped)) or 0
        return Position(
            connection.scalar(done) or 0, min(waiting, MOST_COUNTED), more=waiting > MOST_COUNTED
        )


def as_assignment(
    row: AssignmentRow, until: datetime, *, resumed: bool = False, knows_accent: bool | None = None
) -> Assignment:
    """Make what a worker is given of the row of an assignment that is there to be heard."""
    return Assignment(
        assignment_id=row.assignment_id,
        utterance_id=row.utterance_id or "",
        speaker_id=row.speaker_id or "",
        language=row.language,
        leased_until=until,
        resumed=resumed,
        blind=row.blind,
        gold=row.gold,
        planted_text=row.planted_text,
        knows_accent=knows_accent,
        kind=row.kind,
    )


def return_expired(transaction: Transaction, now: datetime) -> None:
    """Put what was lent for too long back into the queue, and write down whose time ran out.

    Gold items are nobody else's, and stay. A lease into the far future was given while the clock
    was wrong, and goes back too.
    """
    expired = (
        sa.select(_ASSIGNMENTS)
        .where(
            _ASSIGNMENTS.c.state == "leased",
            sa.or_(
                _ASSIGNMENTS.c.leased_until <= now,
                _ASSIGNMENTS.c.leased_until > now + _LONGEST_LEASE,
            ),
            _ASSIGNMENTS.c.gold.is_(False),
        )
        .with_for_update(skip_locked=True)
    )
    for row in transaction.ask(AssignmentRow, expired):
        transaction.connection.execute(
            sa.update(_ASSIGNMENTS)
            .where(_ASSIGNMENTS.c.assignment_id == row.assignment_id)
            .values(state="open", worker_id=None, leased_at=None, leased_until=None)
        )
        until = row.leased_until.isoformat(timespec="seconds") if row.leased_until else None
        event = QueueEvent("lease_expired", "lease", row.worker_id or "", limit=until)
        record(transaction, row, event, now)


def find_held(transaction: Transaction, worker: Worker, kind: str) -> AssignmentRow | None:
    """Find the assignment that a worker holds, or None.

    Of several it is the one that was lent last: a worker who took an answer back goes on with it
    before they go on with what they held at that time.
    """
    query = (
        sa.select(_ASSIGNMENTS)
        .where(
            _ASSIGNMENTS.c.worker_id == worker.worker_id,
            _ASSIGNMENTS.c.state == "leased",
            _ASSIGNMENTS.c.kind == kind,
            _ASSIGNMENTS.c.utterance_id.is_not(None),
            _ASSIGNMENTS.c.language.in_(worker.languages),
            not_own_voice(worker),
        )
        .order_by(_ASSIGNMENTS.c.leased_at.desc(), _ASSIGNMENTS.c.assignment_id)
        .limit(1)
    )
    return transaction.ask_first(AssignmentRow, query)


def take(
    transaction: Transaction, assignment_id: str, worker: Worker, now: datetime, until: datetime
) -> bool:
    """Lend an assignment that is still open; returns whether it was."""
    result = transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == assignment_id, _ASSIGNMENTS.c.state == "open")
        .values(state="leased", worker_id=worker.worker_id, leased_at=now, leased_until=until)
    )
    return bool(result.rowcount == 1)


def _lent(
    transaction: Transaction,
    worker: Worker,
    row: AssignmentRow,
    until: datetime,
    *,
    resumed: bool = False,
) -> Assignment:
    knows = knows_speaker(transaction, worker, row.speaker_id)
    return as_assignment(row, until, resumed=resumed, knows_accent=knows)


def _held_back(store: Store) -> frozenset[str]:
    query = sa.select(_ASSIGNMENTS.c.utterance_id).where(
        _ASSIGNMENTS.c.kind == KIND,
        _ASSIGNMENTS.c.state == "flagged",
        _ASSIGNMENTS.c.reason.in_(HOLDING_BACK),
    )
    with store.reading() as connection:
        return frozenset(connection.scalars(query))


def _in_pieces(items: Iterable[QueueItem]) -> Iterator[list[QueueItem]]:
    rest = iter(items)
    while piece := list(islice(rest, _ENQUEUED_AT_ONCE)):
        yield piece
