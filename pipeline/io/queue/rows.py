"""Assignments as rows in a transaction: found and locked, ended, lent again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from pipeline.io.queue.lanes import knows_speaker
from pipeline.io.queue.leases import Assignment, as_assignment
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Transaction
from pipeline.io.workers import Worker

_ASSIGNMENTS = SQL_TABLES["assignments"]


def assignment_row(transaction: Transaction, assignment_id: str | None) -> Any | None:
    """An assignment, locked until the transaction ends, or None."""
    query = (
        sa.select(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == assignment_id)
        .with_for_update()
    )
    return transaction.connection.execute(query).mappings().first()


def end(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    state: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Close an assignment with what became of it."""
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == row["assignment_id"])
        .values(
            state=state,
            worker_id=worker.worker_id,
            leased_until=None,
            ended_at=now,
            reason=reason,
        )
    )


def lend(
    transaction: Transaction,
    row: Mapping[str, Any],
    worker: Worker,
    now: datetime,
    until: datetime,
    *,
    reason: str | None = None,
) -> Assignment:
    """Lend an assignment to a worker who had it before; `reason` is what it says meanwhile."""
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS)
        .where(_ASSIGNMENTS.c.assignment_id == row["assignment_id"])
        .values(
            state="leased",
            worker_id=worker.worker_id,
            leased_at=now,
            leased_until=until,
            ended_at=None,
            reason=reason,
        )
    )
    knows = knows_speaker(transaction, worker, row["speaker_id"])
    return as_assignment(row, until, resumed=True, knows_accent=knows)


def change_others(
    transaction: Transaction,
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    which: Callable[[Mapping[str, Any]], bool],
) -> None:
    """Change some of the other assignments of the same utterance and kind."""
    # Found by utterance and changed by id: asked for by state as well, SQLite goes through every
    # open assignment there is.
    held = transaction.all_rows("assignments", "utterance_id", [row["utterance_id"]])
    others = [
        one["assignment_id"]
        for one in held
        if one["assignment_id"] != row["assignment_id"]
        and one["kind"] == row["kind"]
        and which(one)
    ]
    transaction.connection.execute(
        sa.update(_ASSIGNMENTS).where(_ASSIGNMENTS.c.assignment_id.in_(others)).values(**values)
    )
