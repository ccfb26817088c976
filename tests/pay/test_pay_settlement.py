"""Any sequence of overlapping periods pays each item exactly once, and the books balance."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.paying.ledger import (
    PAYABLE,
    LedgerEntry,
    Period,
    Posting,
    make_entries,
    out_of_balance,
    parse_period,
)
from pipeline.review.paying.rates import Work
from pipeline.review.paying.settlement import Settlement, settle
from pipeline.settings import PaySettings

START = datetime(2026, 11, 1, tzinfo=UTC)
NOVEMBER = parse_period("2026-11")
LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)


def work(place: int, hours: float, **more: Any) -> Work:
    values: dict[str, Any] = {
        "work_id": f"w{place:04}",
        "worker_id": "ann",
        "kind": "correct",
        "outcome": "corrected",
        "active_s": 600.0,
        "audio_s": 6.0,
        "worked_at": START + timedelta(hours=hours),
    }
    return Work(**(values | more))


class Books:
    """The store's behaviour in memory: everything is read, rows are added by their key."""

    def __init__(self) -> None:
        self.entries: dict[str, LedgerEntry] = {}

    def settle(self, period: Period, done: list[Work], now: datetime, **pay: Any) -> Settlement:
        regions = {"ann": "FR", "bob": None}
        settlement = settle(
            period, done, self.owed(), pay=PaySettings(**pay), regions=regions, now=now
        )
        for entry in make_entries(settlement.postings, now):
            assert entry.ledger_id not in self.entries
            self.entries[entry.ledger_id] = entry
        return settlement

    def owed(self) -> list[Posting]:
        return [one.posting() for one in self.entries.values() if one.account == PAYABLE]

    def amount(self, kind: str) -> int:
        return sum(one.amount_minor for one in self.owed() if one.kind == kind)


hours = st.floats(0, 24 * 60, allow_nan=False).map(lambda value: round(value, 2))
runs = st.lists(
    st.tuples(
        st.integers(0, 59),
        st.integers(0, 40),
        st.integers(0, 90),
        st.sampled_from([0.0, 0.011, 0.07]),
        st.sampled_from([{}, {"FR": 3.0, "": 1.5}]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["ann", "bob"]), hours, st.booleans()), max_size=25), runs
)
def test_each_item_is_paid_once_over_any_periods(
    done: list[tuple[str, float, bool]], asked: list[tuple[int, int, int, float, dict[str, float]]]
) -> None:
    items = [
        work(place, when, worker_id=who, outcome="skipped" if skipped else "corrected")
        for place, (who, when, skipped) in enumerate(done)
    ]
    books = Books()
    expected: set[str] = set()
    for first, days, now_day, rate, floors in asked:
        begin = date(2026, 11, 1) + timedelta(days=first)
        period = Period(begin, begin + timedelta(days=days))
        now = START + timedelta(days=now_day)
        there = [one for one in items if one.worked_at <= now]
        settlement = books.settle(period, there, now, per_item=rate, hourly_floor=floors)
        again = books.settle(period, there, now, per_item=rate, hourly_floor=floors)
        assert again.postings == ()
        if rate:
            expected |= {one.work_id for one in there if period.holds(one.worked_at)}
        for one in again.statements:
            if settlement.is_over and one.floor is not None:
                earned = one.paid_minor + one.topped_up_minor
                assert earned >= one.floor * 100 * one.hours
    paid = Counter(one.item_id for one in books.owed() if one.kind == "item")
    assert set(paid) == expected
    assert set(paid.values()) <= {1}
    assert out_of_balance(books.entries.values()) == ()
    assert sum(entry.amount_minor for entry in books.entries.values()) == 0
    assert all(one.amount_minor >= 0 for one in books.owed())


def test_work_that_comes_in_later_is_paid_alone() -> None:
    books = Books()
    first = [work(1, 5), work(2, 6)]
    books.settle(NOVEMBER, first, LONG_AFTER, per_item=0.1)
    second = books.settle(NOVEMBER, [*first, work(3, 7)], LONG_AFTER, per_item=0.1)
    assert [(one.item_id, one.amount_minor) for one in second.postings] == [("w0003", 10)]


def test_a_new_rate_or_currency_changes_nothing_that_is_posted() -> None:
    books = Books()
    done = [work(1, 5)]
    books.settle(NOVEMBER, done, LONG_AFTER, per_item=0.1)
    assert books.settle(NOVEMBER, done, LONG_AFTER, per_item=0.9).postings == ()
    changed = books.settle(
        NOVEMBER,
        [*done, work(2, 6)],
        LONG_AFTER,
        per_item=0.9,
        currency="CHF",
        hourly_floor={"": 50.0},
    )
    assert [(one.item_id, one.currency) for one in changed.postings] == [("w0002", "CHF")]
    assert changed.statements[0].other_currency
    assert changed.statements[0].hourly is None
    assert not changed.statements[0].below_floor


def test_a_period_that_is_not_over_pays_what_was_done_and_tops_nothing_up() -> None:
    books = Books()
    done = [work(1, 5), work(2, 200)]
    now = START + timedelta(days=3)
    early = books.settle(NOVEMBER, done, now, per_item=0.1, hourly_floor={"": 12.0})
    assert [one.item_id for one in early.postings] == ["w0001"]
    assert not early.is_over
    assert early.statements[0].below_floor
    late = books.settle(NOVEMBER, done, LONG_AFTER, per_item=0.1, hourly_floor={"": 12.0})
    assert [one.kind for one in late.postings] == ["item", "top_up"]
    # Twenty minutes at 12 an hour are 4.00; the two items paid 0.20.
    assert late.postings[1].amount_minor == 380
    assert late.statements[0].hourly == Fraction(60, 100)
    assert late.statements[0].hourly_with_top_ups == 12


def test_a_top_up_is_computed_again_only_for_the_rest() -> None:
    books = Books()
    done = [work(1, 5)]
    pay: dict[str, Any] = {"per_item": 0.1, "hourly_floor": {"FR": 12.0}}
    books.settle(NOVEMBER, done, LONG_AFTER, **pay)
    assert books.amount("top_up") == 190
    done.append(work(2, 6, outcome="skipped", active_s=300.0))
    rest = books.settle(NOVEMBER, done, LONG_AFTER, **(pay | {"skip_is_paid": False}))
    assert [(one.kind, one.amount_minor) for one in rest.postings] == [("top_up", 100)]
    names = [one.item_id for one in books.owed() if one.kind == "top_up"]
    assert names == [f"top_up:ann:{NOVEMBER.label}:1", f"top_up:ann:{NOVEMBER.label}:2"]


def test_an_overlapping_period_counts_the_share_of_an_earlier_top_up() -> None:
    books = Books()
    pay: dict[str, Any] = {"hourly_floor": {"FR": 12.0}}  # paid by the hour alone
    done = [work(1, 5), work(2, 24 * 20)]
    books.settle(NOVEMBER, done, LONG_AFTER, **pay)
    assert books.amount("top_up") == 400
    half = books.settle(parse_period("2026-11-15..2026-12-15"), done, LONG_AFTER, **pay)
    assert half.postings == ()
    assert half.statements[0].topped_up_minor == 200


def test_gold_refused_and_adjudicated_work_counts_into_the_hour() -> None:
    done = [
        work(1, 5),
        work(2, 6, kind="gold"),
        work(3, 7, outcome="skipped"),
        work(4, 8, kind="adjudicate", outcome="adjudicated"),
    ]
    settlement = Books().settle(NOVEMBER, done, LONG_AFTER, per_item=1.0, skip_is_paid=False)
    (statement,) = settlement.statements
    assert (statement.items, statement.refused, statement.gold) == (4, 1, 1)
    assert statement.hours == Fraction(2400, 3600)
    assert statement.hourly == Fraction(9, 2)  # 3 units over 40 minutes


def test_work_dated_ahead_of_the_clock_waits() -> None:
    books = Books()
    done = [work(1, 5), work(2, 24 * 29)]
    now = START + timedelta(days=1)
    assert [one.item_id for one in books.settle(NOVEMBER, done, now, per_item=0.1).postings] == [
        "w0001"
    ]


def test_the_last_moment_of_a_month_is_in_it_and_the_next_is_not() -> None:
    done = [work(1, 0), work(2, 24 * 30 - 0.001), work(3, 24 * 30)]
    settlement = Books().settle(NOVEMBER, done, LONG_AFTER, per_item=0.1)
    assert [one.item_id for one in settlement.postings] == ["w0001", "w0002"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-13", "2026-00", "2026", "november", "2026-11-31..2026-12-01", "0000-01",
        "2026-11-03..2026-11-02", "2026-11-03", "9999-12", "", "2026-11..2026-12",
        "\u0662\u0660\u0662\u0666-\u0661\u0661",
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no period; expected 2026-11 or 2026-11-01\.\.2026"):
        parse_period(text)


def test_a_changed_row_is_found_out() -> None:
    posting = Posting("w1", "ann", "item", NOVEMBER, 10, "EUR")
    spent, owed = make_entries([posting], LONG_AFTER)
    assert out_of_balance([spent, owed]) == ()
    changed = replace(spent, amount_minor=11)
    assert out_of_balance([changed, owed]) == (spent.posting_id,)
