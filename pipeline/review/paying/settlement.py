"""Settle a period: what each worker did, what it pays, whether an hour comes to the floor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from pipeline.review.paying.ledger import Period, Posting, share_within, top_up_id
from pipeline.review.paying.rates import (
    REFUSALS,
    Work,
    active_hours,
    amounts,
    find_floor,
    missing_to_floor,
)
from pipeline.settings import PaySettings

_MINOR = 100


@dataclass(frozen=True, slots=True)
class Statement:
    """One worker's period.

    The hourly rate is an exact total over all of their items in the period and no estimate, so it
    has no interval.

    Attributes:
        worker_id: Who.
        region: Where they live, ISO 3166; empty where they did not say.
        items: Answers of every kind.
        refused: Of these, skips and flags.
        gold: Of these, gold items.
        hours: Active hours of all of them.
        paid_minor: What their items were paid, now or before.
        topped_up_minor: What earlier top-ups count for here.
        top_up_minor: What is added now.
        floor: Least hourly rate where they live, in units; None where there is none.
        other_currency: Some of these items were paid in another currency: no rate can be told.
    """

    worker_id: str
    region: str
    items: int
    refused: int
    gold: int
    hours: Fraction
    paid_minor: int
    topped_up_minor: Fraction
    top_up_minor: int
    floor: Fraction | None
    other_currency: bool

    @property
    def hourly(self) -> Fraction | None:
        """Units of the currency an active hour, by the items alone; None without active time."""
        if self.other_currency or not self.hours:
            return None
        return self.paid_minor / self.hours / _MINOR

    @property
    def hourly_with_top_ups(self) -> Fraction | None:
        """The same with top-ups, earlier and new."""
        if self.other_currency or not self.hours:
            return None
        return (self.paid_minor + self.topped_up_minor + self.top_up_minor) / self.hours / _MINOR

    @property
    def below_floor(self) -> bool:
        """Whether the items alone pay less than the floor."""
        return self.floor is not None and self.hourly is not None and self.hourly < self.floor


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a period comes to.

    Attributes:
        period: Which.
        is_over: Whether it has ended; only then are top-ups computed.
        postings: What is to be posted: items first, then top-ups.
        statements: One a worker who did anything, by id.
    """

    period: Period
    is_over: bool
    postings: tuple[Posting, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for all workers of a settlement."""

    period: Period
    pay: PaySettings
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.period.ends_at <= self.now

    def counts(self, work: Work) -> bool:
        return self.period.holds(work.worked_at) and work.worked_at <= self.now


def settle(
    period: Period,
    work: Iterable[Work],
    posted: Iterable[Posting],
    *,
    pay: PaySettings,
    regions: Mapping[str, str | None],
    now: datetime,
) -> Settlement:
    """Settle a period: what it comes to, and what of it is not posted yet.

    Args:
        period: Which days.
        work: All answers in it, and in the periods of the top-ups in `posted`.
        posted: What the ledger holds of those answers, and these workers' top-ups for this
            period and for any that overlaps it.
        pay: Rates and floors.
        regions: worker_id -> region, where known.
        now: What was worked later, by a clock that ran ahead, waits.

    Returns:
        Statements, and the postings that are missing. What is posted stays, whatever the rates
        or the currency have become since.
    """
    terms = _Terms(period, pay, now)
    ledger: dict[str, list[Posting]] = {}
    for posting in posted:
        ledger.setdefault(posting.worker_id, []).append(posting)
    statements: list[Statement] = []
    items: list[Posting] = []
    top_ups: list[Posting] = []
    in_order = sorted(work, key=lambda one: one.worker_id)
    for worker_id, group in groupby(in_order, key=lambda one: one.worker_id):
        theirs, held = list(group), ledger.get(worker_id, [])
        mine = [one for one in theirs if terms.counts(one)]
        if not mine:
            continue
        new = _new_items(mine, held, terms)
        statement = _statement(mine, [*held, *new], terms, regions.get(worker_id) or "")
        before = [one for one in held if one.kind == "top_up"]
        statement = _topped_up(statement, before, theirs, terms)
        statements.append(statement)
        items += new
        top_ups += _new_top_up(statement, before, terms)
    return Settlement(period, terms.is_over, (*items, *top_ups), tuple(statements))


def _new_items(mine: Sequence[Work], held: Iterable[Posting], terms: _Terms) -> list[Posting]:
    paid = {one.item_id for one in held if one.kind == "item"}
    new = amounts((one for one in mine if one.work_id not in paid), terms.pay)
    return [
        Posting(item_id, mine[0].worker_id, "item", terms.period, amount, terms.pay.currency)
        for item_id, amount in new.items()
    ]


def _statement(
    mine: Sequence[Work], ledger: Iterable[Posting], terms: _Terms, region: str
) -> Statement:
    """Make the statement before any top-up."""
    ids = {one.work_id for one in mine}
    paid = [one for one in ledger if one.kind == "item" and one.item_id in ids]
    return Statement(
        worker_id=mine[0].worker_id,
        region=region,
        items=len(mine),
        refused=sum(one.outcome in REFUSALS for one in mine),
        gold=sum(one.kind == "gold" for one in mine),
        hours=active_hours(mine),
        paid_minor=sum(one.amount_minor for one in paid),
        topped_up_minor=Fraction(0),
        top_up_minor=0,
        floor=find_floor(region, terms.pay.hourly_floor),
        other_currency=any(one.currency != terms.pay.currency for one in paid),
    )


def _topped_up(
    statement: Statement, before: Sequence[Posting], theirs: Sequence[Work], terms: _Terms
) -> Statement:
    """Add earlier top-ups, and what is still missing once the period is over."""
    counted = share_within(terms.period, before, theirs)
    other = statement.other_currency or any(
        one.currency != terms.pay.currency for one in before if one.period.overlaps(terms.period)
    )
    missing = 0
    if terms.is_over and statement.floor is not None and not other:
        earned = statement.paid_minor + counted
        missing = missing_to_floor(earned, statement.hours, statement.floor)
    return replace(statement, topped_up_minor=counted, top_up_minor=missing, other_currency=other)


def _new_top_up(statement: Statement, before: Iterable[Posting], terms: _Terms) -> list[Posting]:
    if not statement.top_up_minor:
        return []
    worker_id, period = statement.worker_id, terms.period
    name = top_up_id(worker_id, period, sum(one.period == period for one in before))
    return [Posting(name, worker_id, "top_up", period, statement.top_up_minor, terms.pay.currency)]
