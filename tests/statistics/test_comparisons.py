"""Gaps: ratio, difference, p-value, shared speakers, and what could have been shown."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.comparisons import compare, detectable_ratio, mover_difference
from pipeline.statistics.rates import ClusterSums, Rate, pooled_rate

unhurried = settings(deadline=None)
side = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 200)), min_size=2, max_size=10)


def sums(pairs, prefix="s"):
    names = np.array([f"{prefix}{n}" for n in range(len(pairs))], object)
    errors = np.array([e for e, _ in pairs], float)
    return ClusterSums(names, errors, np.array([w for _, w in pairs], float))


@unhurried
@given(side, side, st.booleans())
def test_swapping_the_sides_turns_the_ratio_over(first, second, shared):
    a, b = sums(first, "a"), sums(second, "a" if shared else "b")
    there, back = compare(a, b), compare(b, a)
    assert (there.ratio is None) == (back.ratio is None)
    assume(None not in (there.ratio_low, there.difference_low, there.p_value))
    assert there.ratio == pytest.approx(1 / back.ratio)
    assert there.ratio_low == pytest.approx(1 / back.ratio_high)
    assert there.difference == pytest.approx(-back.difference)
    assert there.difference_low == pytest.approx(-back.difference_high)
    assert there.p_value == pytest.approx(back.p_value)


@unhurried
@given(side, side, st.booleans())
def test_nothing_is_ever_not_a_number(first, second, shared):
    found = compare(sums(first, "a"), sums(second, "a" if shared else "b"))
    for name in found.__slots__:
        value = getattr(found, name)
        assert value is None or math.isfinite(value), name


@unhurried
@given(side, side)
def test_the_ratio_excludes_one_exactly_where_p_is_small(first, second):
    found = compare(sums(first, "a"), sums(second, "b"))
    assume(found.p_value is not None and found.ratio_low is not None)
    assume(abs(found.p_value - 0.05) > 1e-6)
    assert (found.p_value < 0.05) == (found.ratio_low > 1 or found.ratio_high < 1)


def test_by_hand():
    a = sums([(22, 100), (18, 100), (25, 100), (15, 100)], "a")
    b = sums([(9, 100), (12, 80), (8, 120), (11, 100)], "b")
    found = compare(a, b)
    variance = pooled_rate(a).log_variance + pooled_rate(b).log_variance
    degrees = 400**2 / (100**2 + 80**2 + 120**2 + 100**2) - 1
    assert found.ratio == pytest.approx(2.0)
    assert found.degrees == pytest.approx(degrees)
    t = math.log(2) / math.sqrt(variance)
    assert found.p_value == pytest.approx(2 * stats.t.sf(t, degrees))
    reach = stats.t.ppf(0.975, degrees) * math.sqrt(variance)
    assert found.ratio_high == pytest.approx(2 * math.exp(reach))


def naive_variance_of_gap(first, second):
    """Leave every speaker of either side out of both, one at a time."""
    logs = []
    names = sorted(first | second)
    for left_out in names:
        ratio = 1.0
        for pairs, power in ((first, 1), (second, -1)):
            kept = [pair for name, pair in pairs.items() if name != left_out]
            ratio *= (sum(e for e, _ in kept) / sum(w for _, w in kept)) ** power
        logs.append(math.log(ratio))
    mean = sum(logs) / len(logs)
    return (len(logs) - 1) / len(logs) * sum((each - mean) ** 2 for each in logs)


def test_shared_speakers_are_left_out_of_both_sides_at_once():
    first = {"p": (30, 100), "q": (12, 90), "r": (25, 120), "only": (9, 60)}
    second = {"p": (28, 110), "q": (10, 95), "r": (20, 100), "other": (7, 40)}
    sides = [
        ClusterSums(
            np.array(list(pairs)),
            np.array([e for e, _ in pairs.values()], float),
            np.array([w for _, w in pairs.values()], float),
        )
        for pairs in (first, second)
    ]
    found = compare(*sides)
    assert found.standard_error**2 == pytest.approx(naive_variance_of_gap(first, second))


def test_pairing_speakers_narrows_a_gap_that_all_of_them_show():
    pairs = [(4, 100), (10, 100), (20, 100), (40, 100), (8, 100)]
    worse = [(e * 1.2 + n % 2, w) for n, (e, w) in enumerate(pairs)]
    paired, apart = compare(sums(worse), sums(pairs)), compare(sums(worse, "x"), sums(pairs))
    assert paired.p_value < 0.01 < apart.p_value
    assert paired.difference_high - paired.difference_low < (
        apart.difference_high - apart.difference_low
    )


def test_without_errors_on_a_side_there_is_a_difference_and_no_ratio():
    found = compare(sums([(0, 100)] * 3, "a"), sums([(5, 100), (7, 100)], "b"))
    assert found.difference == pytest.approx(-0.06)
    assert (found.ratio, found.ratio_low, found.p_value) == (None, None, None)
    assert (found.difference_low, found.difference_high) == (None, None)


def test_speakers_who_do_not_vary_give_no_p_value_to_a_gap():
    same = compare(sums([(10, 100)] * 4, "a"), sums([(10, 100)] * 4, "b"))
    apart = compare(sums([(20, 100)] * 4, "a"), sums([(10, 100)] * 4, "b"))
    assert same.p_value == 1.0
    assert apart.p_value is None
    assert apart.ratio == 2.0


def rate(value, low, high):
    return Rate(value, low, high, 0.1, 20, 15.0, 0.1, None)


def test_mover_against_the_worked_formula():
    low, high = mover_difference(rate(0.30, 0.24, 0.38), rate(0.20, 0.15, 0.26))
    assert low == pytest.approx(0.1 - math.hypot(0.06, 0.06))
    assert high == pytest.approx(0.1 + math.hypot(0.08, 0.05))


def test_mover_with_perfect_correlation_subtracts_the_reaches():
    low, _ = mover_difference(rate(0.30, 0.24, 0.38), rate(0.20, 0.15, 0.24), correlation=1.0)
    assert low == pytest.approx(0.1 - (0.06 - 0.04))


def test_the_detectable_ratio_is_found_with_the_stated_power():
    error, degrees, gaps = 0.12, 40.0, 4
    found = detectable_ratio(error, degrees, gaps=gaps)
    rng = np.random.default_rng(7)
    t = (math.log(found) + error * rng.standard_normal(200_000)) / (
        error * np.sqrt(rng.chisquare(degrees, 200_000) / degrees)
    )
    power = float((t > stats.t.ppf(1 - 0.05 / (2 * gaps), degrees)).mean())
    assert power == pytest.approx(0.8, abs=0.02)


def test_more_gaps_need_a_larger_ratio():
    found = [detectable_ratio(0.1, 20.0, gaps=gaps) for gaps in (1, 3, 12)]
    assert found == sorted(found)
