"""Beside the recording a worker is on: what comes next, most likely, and their work of the day."""

from datetime import datetime

import sqlalchemy as sa

from pipeline.io.queue.lanes import best_open
from pipeline.io.queue.slots import KIND
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import Worker
from pipeline.review.paying.rates import Work

_WORK = SQL_TABLES["work"]


def likely_next(store: Store, worker: Worker) -> str | None:
    """Find the utterance that a worker would get now, so that its sound can be loaded ahead.

    Another worker may take it meanwhile, or a gold item may come before it.
    """
    with store.reading() as connection:
        row = best_open(Transaction(connection), worker, KIND)
        return None if row is None else row.utterance_id


def work_since(store: Store, worker: Worker, since: datetime) -> list[Work]:
    """Read a worker's answers since a time, as pay counts them."""
    query = sa.select(*(_WORK.c[name] for name in Work.__slots__)).where(
        _WORK.c.worker_id == worker.worker_id, _WORK.c.worked_at >= since
    )
    with store.reading() as connection:
        return [Work(*row) for row in connection.execute(query)]
