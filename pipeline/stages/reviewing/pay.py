"""Pay: settle a period against the work that was done and post what is missing, once."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.io.ledger import (
    posted_top_ups,
    read_entries,
    regions,
    work_between,
)
from pipeline.io.workspace import Workspace
from pipeline.review.paying.hourly import RegionPay, pay_by_region
from pipeline.review.paying.ledger import LedgerEntry, Period, make_entries, out_of_balance
from pipeline.review.paying.settlement import Settlement, settle


@dataclass(frozen=True)
class Paid:
    """A period that was settled.

    Attributes:
        settlement: Statements, and what was posted (or would be).
        entries: The ledger of the period: of its items and its top-ups, whenever they were posted.
        regions: Hourly rates by region.
        unbalanced: Postings whose entries do not sum to nothing: somebody else wrote there.
    """

    settlement: Settlement
    entries: tuple[LedgerEntry, ...]
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
        held = read_entries(connection, ids, period)
        items = [one.posting() for one in held if one.is_owed_for_item]
        settlement = settle(
            period,
            work,
            [*items, *top_ups],
            pay=workspace.settings.pay,
            regions=regions(connection),
            now=now,
        )
        new = make_entries(settlement.postings, now)
        entries = sorted([*held, *new], key=LedgerEntry.sort_key)
        if not dry_run:
            transaction.add("ledger", [one.as_row() for one in new])
    return Paid(
        settlement,
        tuple(entries),
        pay_by_region(settlement.statements),
        out_of_balance(entries),
    )
