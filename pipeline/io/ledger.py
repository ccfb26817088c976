"""Work and pay in the store: the answers of a stretch of time, and what is posted of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipeline.io.schema import SQL_TABLES
from pipeline.review.paying.ledger import PAYABLE, Period, Posting, as_posting
from pipeline.review.paying.rates import Work

_WORK = SQL_TABLES["work"]
_LEDGER = SQL_TABLES["ledger"]
_WORKERS = SQL_TABLES["workers"]
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
    owed = sa.select(_LEDGER).where(_LEDGER.c.account == PAYABLE)
    return [as_posting(row) for row in _of_items(connection, owed, work_ids)]


def posted_top_ups(connection: Connection, period: Period) -> list[Posting]:
    """Every top-up for a period and for any that overlaps it."""
    query = sa.select(_LEDGER).where(_LEDGER.c.kind == "top_up", _LEDGER.c.account == PAYABLE)
    found = [as_posting(dict(row)) for row in connection.execute(query).mappings()]
    return [one for one in found if one.period.overlaps(period)]


def ledger_of(
    connection: Connection, work_ids: Sequence[str], period: Period
) -> list[dict[str, Any]]:
    """The ledger's rows on some answers and on top-ups of just this period, oldest first."""
    rows = list(_of_items(connection, sa.select(_LEDGER), work_ids))
    top_ups = sa.select(_LEDGER).where(_LEDGER.c.kind == "top_up", _LEDGER.c.period == period.label)
    rows += [dict(row) for row in connection.execute(top_ups).mappings()]
    return sorted(rows, key=in_order)


def in_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Rows of the ledger by time, the two of a posting side by side, what is spent first."""
    return row["posted_at"], row["worker_id"], row["item_id"], -row["amount_minor"], row["account"]


def regions(connection: Connection) -> dict[str, str | None]:
    """Where each worker says they live."""
    query = sa.select(_WORKERS.c.worker_id, _WORKERS.c.region)
    return {row.worker_id: row.region for row in connection.execute(query)}


def _of_items(
    connection: Connection, query: sa.Select[Any], work_ids: Sequence[str]
) -> Iterator[dict[str, Any]]:
    names, ids = _LEDGER.columns.keys(), sorted(set(work_ids))
    for at in range(0, len(ids), _IDS_A_QUERY):
        part = query.where(_LEDGER.c.item_id.in_(ids[at : at + _IDS_A_QUERY]))
        # Not mappings(): a month of a large team is a million rows.
        yield from (
            dict(zip(names, row, strict=True)) for row in connection.execute(part).fetchall()
        )
