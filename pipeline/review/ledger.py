"""The ledger of pay: which items are posted for a period, which top-ups, and as which rows.

Double entry: a posting is two rows that sum to nothing, what the team spends (debit, positive) and
what it owes the worker (credit, negative). The id of a row follows from what it pays for, so the
same item can never be posted twice, whatever periods are asked for and however often.

A top-up brings a period that is over to the hourly floor. Where periods overlap, an earlier top-up
counts towards a later period by the share of its own active time that falls into both.
"""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from pipeline.review.pay import Work, active_hours
from pipeline.tables import hash_id

Kind = Literal["item", "top_up"]

PAYABLE = "payable:worker"
_EXPENSES: Mapping[str, str] = {"item": "expense:work", "top_up": "expense:top_up"}
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days for which work is paid, both ends included, in UTC."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """How the ledger names it: `2026-11-01..2026-11-30`."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def begins_at(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time.min, UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last, time.min, UTC) + timedelta(days=1)

    def holds(self, moment: datetime) -> bool:
        """Whether a moment falls into it."""
        return self.begins_at <= moment < self.ends_at

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Posting:
    """One amount that a worker is owed, as posted or about to be.

    Attributes:
        item_id: The answer it pays for; for a top-up a name of its own.
        worker_id: Who is owed.
        kind: item or top_up.
        period: For which it was asked.
        amount_minor: Hundredths of the currency, not negative.
        currency: ISO 4217.
    """

    item_id: str
    worker_id: str
    kind: Kind
    period: Period
    amount_minor: int
    currency: str


@lru_cache(maxsize=1_000)
def parse_period(text: str) -> Period:
    """A month or a stretch of days.

    Raises:
        ValueError: It is neither, or ends before it begins; the message says what was expected.

    Example:
        >>> parse_period("2026-02").label, parse_period("2026-11-03..2026-11-16").last.day
        ('2026-02-01..2026-02-28', 16)
        >>> parse_period("last month")
        Traceback (most recent call last):
        ...
        ValueError: 'last month' is no period; expected 2026-11 or 2026-11-01..2026-11-15.
    """
    try:
        period = _month(text.strip()) or _days(text.strip())
    except ValueError:  # a month or a day that no calendar has
        period = None
    if period is None or not period.first <= period.last < date.max:
        message = f"{text[:60]!r} is no period; expected 2026-11 or 2026-11-01..2026-11-15."
        raise ValueError(message)
    return period


def _month(text: str) -> Period | None:
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    first = date(int(match[1]), int(match[2]), 1)
    return Period(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def _days(text: str) -> Period | None:
    match = _DAYS.fullmatch(text)
    return Period(*map(date.fromisoformat, match.groups())) if match else None


def share_within(period: Period, top_ups: Iterable[Posting], work: Sequence[Work]) -> Fraction:
    """What earlier top-ups of a worker count for in a period, in hundredths.

    Args:
        period: The period asked for.
        top_ups: Top-ups of this worker, for any periods.
        work: Everything they did in all of those periods.

    Returns:
        All of a top-up for this very period; of another one, the share of its active time that
        is in this period, too.
    """
    return sum((_share(period, top_up, work) for top_up in top_ups), Fraction(0))


def _share(period: Period, top_up: Posting, work: Sequence[Work]) -> Fraction:
    if top_up.period == period:
        return Fraction(top_up.amount_minor)
    theirs = [one for one in work if top_up.period.holds(one.worked_at)]
    hours = active_hours(theirs)
    if not hours:
        return Fraction(0)
    return (
        top_up.amount_minor * active_hours(o for o in theirs if period.holds(o.worked_at)) / hours
    )


def top_up_id(worker_id: str, period: Period, before: int) -> str:
    """What a top-up is called: the first, second, ... of a worker for a period."""
    return f"top_up:{worker_id}:{period.label}:{before + 1}"


def ledger_rows(postings: Iterable[Posting], now: datetime) -> list[dict[str, Any]]:
    """Two rows of the table `ledger` a posting, which sum to nothing."""
    return [row for posting in postings for row in _rows(posting, now)]


def _rows(posting: Posting, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    posting_id = hash_id("p", posting.item_id)
    shared = {
        "posting_id": posting_id,
        "worker_id": posting.worker_id,
        "item_id": posting.item_id,
        "kind": posting.kind,
        "period": posting.period.label,
        "currency": posting.currency,
        "posted_at": now,
    }
    spent, owed = (
        {"ledger_id": hash_id("e", posting_id, account), "account": account, "amount_minor": amount}
        for account, amount in (
            (_EXPENSES[posting.kind], posting.amount_minor),
            (PAYABLE, -posting.amount_minor),
        )
    )
    return spent | shared, owed | shared


def as_posting(row: Mapping[str, Any]) -> Posting:
    """A row of what is owed, read back from the ledger."""
    return Posting(
        item_id=row["item_id"],
        worker_id=row["worker_id"],
        kind=row["kind"],
        period=parse_period(row["period"]),
        amount_minor=-int(row["amount_minor"]),
        currency=row["currency"],
    )


def is_owed_for_item(row: Mapping[str, Any]) -> bool:
    """Whether a row is what is owed for an answer: the one of a posting that is read back."""
    return bool(row["kind"] == "item" and row["account"] == PAYABLE)


def out_of_balance(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Postings whose rows do not sum to nothing; none in a ledger nobody else wrote in.

    Example:
        >>> rows = [{"posting_id": "p1", "amount_minor": 5, "currency": "EUR"}]
        >>> out_of_balance(rows)
        ('p1',)
    """
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["posting_id"], row["currency"])
        sums[key] = sums.get(key, 0) + int(row["amount_minor"])
    return tuple(sorted({posting for (posting, _), total in sums.items() if total}))
