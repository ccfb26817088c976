"""The ledger of pay: postings for answers and top-ups, and the two entries each of them is.

Double entry: a posting is two entries that sum to nothing, what the team spends (debit, positive)
and what it owes the worker (credit, negative). The id of an entry follows from what it pays for, so
the same item can never be posted twice, whatever periods are asked for and however often.

A top-up brings a period that is over to the hourly floor. Where periods overlap, an earlier top-up
counts towards a later period by the share of its own active time that falls into both.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pipeline.review.paying.rates import Work, active_hours
from pipeline.tables import hash_id

PostingKind = Literal["item", "top_up"]

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
    kind: PostingKind
    period: Period
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One of the two rows of a posting, as the table `ledger` has it.

    Attributes:
        ledger_id: Which.
        posting_id: The same for both rows of a posting.
        account: What is spent (`expense:...`) or owed (`payable:worker`).
        worker_id: Who is owed.
        kind: item or top_up.
        item_id: The answer it pays for; for a top-up a name of its own.
        period: The label of the period for which it was asked.
        amount_minor: Hundredths of the currency: positive where spent, negative where owed.
        currency: ISO 4217.
        posted_at: When.
    """

    ledger_id: str
    posting_id: str
    account: str
    worker_id: str
    kind: PostingKind
    item_id: str
    period: str
    amount_minor: int
    currency: str
    posted_at: datetime

    @property
    def is_owed_for_item(self) -> bool:
        """Whether this says what is owed for an answer, and so tells the whole posting."""
        return self.kind == "item" and self.account == PAYABLE

    def posting(self) -> Posting:
        """Read back the posting of which this entry says what is owed."""
        return Posting(
            item_id=self.item_id,
            worker_id=self.worker_id,
            kind=self.kind,
            period=parse_period(self.period),
            amount_minor=-self.amount_minor,
            currency=self.currency,
        )

    def sort_key(self) -> tuple[datetime, str, str, int, str]:
        """Order entries by time, the two of a posting side by side, what is spent first."""
        return self.posted_at, self.worker_id, self.item_id, -self.amount_minor, self.account

    def as_row(self) -> dict[str, str | int | datetime]:
        """Give the row of the table `ledger`."""
        return {
            "ledger_id": self.ledger_id,
            "posting_id": self.posting_id,
            "account": self.account,
            "worker_id": self.worker_id,
            "kind": self.kind,
            "item_id": self.item_id,
            "period": self.period,
            "amount_minor": self.amount_minor,
            "currency": self.currency,
            "posted_at": self.posted_at,
        }


@lru_cache(maxsize=1_000)
def parse_period(text: str) -> Period:
    """Parse a month or a stretch of days.

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
    """Compute what earlier top-ups of a worker count for in a period, in hundredths.

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
    """Name a top-up: the first, second, ... of a worker for a period."""
    return f"top_up:{worker_id}:{period.label}:{before + 1}"


def make_entries(postings: Iterable[Posting], now: datetime) -> list[LedgerEntry]:
    """Make two entries a posting, which sum to nothing."""
    return [entry for posting in postings for entry in _both_sides(posting, now)]


def _both_sides(posting: Posting, now: datetime) -> Iterator[LedgerEntry]:
    posting_id = hash_id("p", posting.item_id)
    spent, owed = posting.amount_minor, -posting.amount_minor
    for account, amount in ((_EXPENSES[posting.kind], spent), (PAYABLE, owed)):
        yield LedgerEntry(
            ledger_id=hash_id("e", posting_id, account),
            posting_id=posting_id,
            account=account,
            worker_id=posting.worker_id,
            kind=posting.kind,
            item_id=posting.item_id,
            period=posting.period.label,
            amount_minor=amount,
            currency=posting.currency,
            posted_at=now,
        )


def out_of_balance(entries: Iterable[LedgerEntry]) -> tuple[str, ...]:
    """Name the postings whose entries do not sum to nothing.

    There are none in a ledger that nobody else wrote in.
    """
    sums: dict[tuple[str, str], int] = {}
    for entry in entries:
        key = (entry.posting_id, entry.currency)
        sums[key] = sums.get(key, 0) + entry.amount_minor
    return tuple(sorted({posting for (posting, _), total in sums.items() if total}))
