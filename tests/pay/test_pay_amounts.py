"""What an item earns, how a worker's items are rounded, and what is missing to the floor."""

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.paying.rates import (
    Work,
    active_hours,
    amounts,
    exact_amount,
    find_floor,
    missing_to_floor,
)
from pipeline.settings import PaySettings

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def work(place: int, outcome: str = "corrected", audio_s: float = 3.0, **more: object) -> Work:
    values = {
        "work_id": f"w{place:04}",
        "worker_id": "ann",
        "kind": "correct",
        "outcome": outcome,
        "active_s": 12.0,
        "audio_s": audio_s,
        "worked_at": NOON + timedelta(minutes=place),
    }
    return Work(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "outcome", "skip_is_paid", "expected"),
    [
        ("correct", "corrected", False, 14),
        ("correct", "skipped", True, 14),
        ("correct", "skipped", False, 0),
        ("correct", "flagged", True, 14),
        ("correct", "flagged", False, 0),
        ("gold", "corrected", False, 14),
        ("adjudicate", "adjudicated", False, 14),
    ],
)
def test_which_answers_earn(kind: str, outcome: str, *, skip_is_paid: bool, expected: int) -> None:
    pay = PaySettings(per_item=0.1, per_audio_minute=0.8, skip_is_paid=skip_is_paid)
    assert exact_amount(work(1, outcome, kind=kind), pay) == expected


def test_a_hundred_short_clips_are_not_paid_a_fifth_less() -> None:
    pay = PaySettings(per_audio_minute=0.5)  # 2.5 hundredths for three seconds
    paid = amounts([work(place) for place in range(100)], pay)
    assert sum(paid.values()) == 250
    assert set(paid.values()) == {2, 3}


def test_a_tenth_is_a_tenth() -> None:
    paid = amounts([work(place) for place in range(3)], PaySettings(per_item=0.1))
    assert list(paid.values()) == [10, 10, 10]


def test_what_earns_nothing_stays_open_for_a_later_rate() -> None:
    skipped = work(1, "skipped")
    assert amounts([skipped], PaySettings(per_item=0.1, skip_is_paid=False)) == {}
    assert amounts([skipped], PaySettings()) == {}


seconds = st.floats(0, 600, allow_nan=False).map(lambda value: round(value, 3))


@given(
    st.lists(st.tuples(st.sampled_from(["ann", "bob"]), seconds), max_size=40),
    st.integers(0, 500),
    st.integers(0, 500),
    st.randoms(use_true_random=False),
)
def test_sums_are_the_exact_sums_rounded(
    done: list[tuple[str, float]], per_item: int, per_minute: int, rng: object
) -> None:
    pay = PaySettings(per_item=per_item / 1000, per_audio_minute=per_minute / 100)
    items = [work(place, audio_s=s, worker_id=who) for place, (who, s) in enumerate(done)]
    shuffled = list(items)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    paid = amounts(shuffled, pay)
    assert paid == amounts(items, pay)
    for who in {one.worker_id for one in items}:
        theirs = [one for one in items if one.worker_id == who]
        exact = sum((exact_amount(one, pay) for one in theirs), Fraction(0))
        assert sum(paid.get(one.work_id, 0) for one in theirs) == round(exact)
        for one in theirs:
            assert abs(paid.get(one.work_id, 0) - exact_amount(one, pay)) <= 1


def test_hours_count_every_answer() -> None:
    items = [work(1), work(2, "skipped"), work(3, kind="gold"), work(4, active_s=-5.0)]
    assert active_hours(items) == Fraction(36, 3600)


@pytest.mark.parametrize(
    ("region", "expected"),
    [("FR", "11.88"), ("fr-IDF", "11.88"), ("CA-QC", "16"), ("CA", "8"), ("", "8"), (None, "8")],
)
def test_floor_of_a_region(region: str | None, expected: str) -> None:
    floors = {"FR": 11.88, "CA-QC": 16.0, "": 8.0}
    assert find_floor(region, floors) == Fraction(expected)


def test_no_floor_where_none_is_set() -> None:
    assert find_floor("PT", {"FR": 11.88}) is None


@given(st.integers(0, 10**7), st.fractions(0, 500), st.fractions(0, 100))
def test_a_top_up_reaches_the_floor_and_no_hundredth_more(
    earned: int, hours: Fraction, floor: Fraction
) -> None:
    missing = missing_to_floor(earned, hours, floor)
    assert missing >= 0
    assert earned + missing >= floor * 100 * hours
    assert missing == 0 or earned + missing - 1 < floor * 100 * hours
    assert missing == max(0, math.ceil(floor * 100 * hours) - earned)
