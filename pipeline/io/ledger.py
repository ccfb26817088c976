"""Work and pay in the store: the answers of a stretch of time, and what is posted of them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.io.store.schema import SQL_TABLES
from pipeline.review.paying.ledger import PAYABLE, LedgerEntry, Period, Posting
from pipeline.review.paying.rates import Work

_WORK = SQL_TABLES["work"]
_LEDGER = SQL_TABLES["ledger"]
_WORKERS = SQL_TABLES["workers"]
_ENTRIES = sa.select(*(_LEDGER.c[field.name] for field in fields(LedgerEntry)))
_IDS_A_QUERY = 5_000


def work_between(connection: Connection, begins_at: datetime, ends_at: datetime) -> list[Work]:
    """Every answer from one moment up to, but not at, another."""
    query = sa.select(
        _WORK.c.work_id,
        _WORK.c.worker_id,
        _WORK.c.kind,
        _WORK.c.outcome,
        _WORK.c.active_s,
        _WORK.c.audio_s,
        _WORK.c.worked_at,
    ).where(_WORK.c.worked_at >= begins_at, _WORK.c.worked_at < ends_at)
    return [Work(*row) for row in connection.execute(query)]


def posted_items(connection: Connection, work_ids: Sequence[str]) -> list[Posting]:
    """What is in the ledger for some answers."""
    owed = _ENTRIES.where(_LEDGER.c.account == PAYABLE)
    return [entry.posting() for entry in _entries_of_items(connection, owed, work_ids)]


def posted_top_ups(connection: Connection, period: Period) -> list[Posting]:
    """Every top-up for a period and for any that overlaps it."""
    query = _ENTRIES.where(_LEDGER.c.kind == "top_up", _LEDGER.c.account == PAYABLE)
    found = [LedgerEntry(*row).posting() for row in connection.execute(query)]
    return [one for one in found if one.period.overlaps(period)]


def read_entries(
    connection: Connection, work_ids: Sequence[str], period: Period
) -> list[LedgerEntry]:
    """The ledger's entries on some answers and on top-ups of just this period, oldest first."""
    entries = list(_entries_of_items(connection, _ENTRIES, work_ids))
    top_ups = _ENTRIES.where(_LEDGER.c.kind == "top_up", _LEDGER.c.period == period.label)
    entries += [LedgerEntry(*row) for row in connection.execute(top_ups)]
    return sorted(entries, key=LedgerEntry.sort_key)


def regions(connection: Connection) -> dict[str, str | None]:
    """Where each worker says they live."""
    query = sa.select(_WORKERS.c.worker_id, _WORKERS.c.region)
    return {row.worker_id: row.region for row in connection.execute(query)}


def _entries_of_items(
    connection: Connection, query: sa.Select[tuple[object, ...]], work_ids: Sequence[str]
) -> Iterator[LedgerEntry]:
    ids = sorted(set(work_ids))
    for at in range(0, len(ids), _IDS_A_QUERY):
        part = query.where(_LEDGER.c.item_id.in_(ids[at : at + _IDS_A_QUERY]))
        # Not mappings(): a month of a large team is a million rows.
        yield from (LedgerEntry(*row) for row in connection.execute(part).fetchall())
