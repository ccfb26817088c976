"""Pay: settle a period against the work that was done and post what is missing, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from pipeline.io.ledger import (
    in_order,
    ledger_of,
    posted_top_ups,
    regions,
    work_between,
)
from pipeline.io.workspace import Workspace
from pipeline.review.paying.ledger import (
    Period,
    as_posting,
    is_owed_for_item,
    ledger_rows,
    out_of_balance,
)
from pipeline.review.paying.settlement import Settlement, Statement, settle
from pipeline.statistics.rates import Rate, SpeakerSums, pooled_rate

_MINOR = 100


@dataclass(frozen=True)
class RegionPay:
    """What an hour comes to for the workers of one region.

    Attributes:
        region: ISO 3166; empty where none was given.
        workers: How many.
        hourly: Pay by items over active hours, both summed over the workers; its interval is over
            workers, and None where there is only one.
        below_floor: Workers below their floor before top-ups.
    """

    region: str
    workers: int
    hourly: Rate
    below_floor: int


@dataclass(frozen=True)
class Paid:
    """A period that was settled.

    Attributes:
        settlement: Statements, and what was posted (or would be).
        rows: The ledger of the period: of its items and its top-ups, whenever they were posted.
        regions: Hourly rates by region.
        unbalanced: Postings whose rows do not sum to nothing: somebody else wrote there.
    """

    settlement: Settlement
    rows: tuple[Mapping[str, Any], ...]
    regions: tuple[RegionPay, ...]
    unbalanced: tuple[str, ...]


def pay(workspace: Workspace, period: Period, now: datetime, *, dry_run: bool = False) -> Paid:
    """Post what a period's work earns and has not been paid; safe to repeat at any time.

    One transaction: a run that is killed has posted all or nothing, and two at once take turns.

    Args:
        workspace: Where.
        period: Which days. One that is not over is paid up to now, without top-ups.
        now: The time.
        dry_run: Tell what would be posted, and post nothing.
    """
    with workspace.store.writing() as transaction:
        connection = transaction.connection
        top_ups = posted_top_ups(connection, period)
        begins_at = min([period.begins_at, *(one.period.begins_at for one in top_ups)])
        ends_at = max([period.ends_at, *(one.period.ends_at for one in top_ups)])
        work = work_between(connection, begins_at, ends_at)
        ids = [one.work_id for one in work if period.holds(one.worked_at)]
        held = ledger_of(connection, ids, period)
        items = [as_posting(row) for row in held if is_owed_for_item(row)]
        settlement = settle(
            period,
            work,
            [*items, *top_ups],
            pay=workspace.settings.pay,
            regions=regions(connection),
            now=now,
        )
        new = ledger_rows(settlement.postings, now)
        rows = sorted([*held, *new], key=in_order)
        if not dry_run:
            transaction.add("ledger", new)
    return Paid(settlement, tuple(rows), by_region(settlement.statements), out_of_balance(rows))


def by_region(statements: Iterable[Statement]) -> tuple[RegionPay, ...]:
    """Hourly rates of the workers of each region, without top-ups.

    Pay over hours is a ratio of sums, as a word error rate is, and workers give as unequal
    amounts of work as speakers give of speech: the same estimator and interval serve
    (`pipeline.statistics.rates`), with workers in place of speakers.
    """
    told = [one for one in statements if one.hourly is not None]
    return tuple(
        _region(region, [one for one in told if one.region == region])
        for region in sorted({one.region for one in told})
    )


def _region(region: str, statements: Sequence[Statement]) -> RegionPay:
    sums = SpeakerSums(
        names=np.array([one.worker_id for one in statements]),
        errors=np.array([one.paid_minor / _MINOR for one in statements]),
        words=np.array([float(one.hours) for one in statements]),
    )
    return RegionPay(
        region=region,
        workers=len(statements),
        hourly=pooled_rate(sums),
        below_floor=sum(one.below_floor for one in statements),
    )
