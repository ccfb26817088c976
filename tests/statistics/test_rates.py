"""Pooled rates, their jackknife over speakers, and what is left unsaid."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.statistics.rates import ClusterSums, effective_number, log_interval, pooled_rate

unhurried = settings(deadline=None)
speakers = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 200)), min_size=0, max_size=15)


def sums(pairs):
    names = np.array([f"s{n}" for n in range(len(pairs))], object)
    errors = np.array([e for e, _ in pairs], float)
    return ClusterSums(names, errors, np.array([w for _, w in pairs], float))


def naive(pairs):
    """The same interval, one speaker at a time."""
    pairs = [(e, w) for e, w in pairs if e or w]
    n = len(pairs)
    logs = []
    for left_out in range(n):
        others = pairs[:left_out] + pairs[left_out + 1 :]
        errors, words = sum(e for e, _ in others), sum(w for _, w in others)
        if not errors or not words:
            return None
        logs.append(math.log(errors / words))
    if n < 2:
        return None
    mean = sum(logs) / n
    variance = (n - 1) / n * sum((each - mean) ** 2 for each in logs)
    words = sum(w for _, w in pairs)
    rate = sum(e for e, _ in pairs) / words
    degrees = words**2 / sum(w * w for _, w in pairs) - 1
    if degrees <= 0:
        return None
    reach = stats.t.ppf(0.975, degrees) * math.sqrt(variance)
    return (rate * math.exp(-reach), rate * math.exp(reach)) if reach < 100 else None


@unhurried
@given(speakers)
def test_the_interval_is_the_naive_loops(pairs):
    rate, expected = pooled_rate(sums(pairs)), naive(pairs)
    if expected is None:
        assert (rate.low, rate.high) == (None, None)
        return
    assert (rate.low, rate.high) == pytest.approx(expected, rel=1e-6)
    assert rate.low <= rate.value * (1 + 1e-9)
    assert rate.value <= rate.high * (1 + 1e-9)


@unhurried
@given(speakers, st.randoms(use_true_random=False))
def test_the_order_of_speakers_does_not_matter(pairs, shuffler):
    shuffled = list(pairs)
    shuffler.shuffle(shuffled)
    one, other = pooled_rate(sums(pairs)), pooled_rate(sums(shuffled))
    for name in ("value", "low", "high", "effective_clusters", "busiest_share", "exact_upper"):
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None)
        assert first is None or first == pytest.approx(second, rel=1e-9)


@unhurried
@given(speakers)
def test_nothing_is_ever_not_a_number(pairs):
    rate = pooled_rate(sums(pairs))
    for name in rate.__slots__:
        value = getattr(rate, name)
        assert value is None or math.isfinite(value), name


def test_one_speaker_has_a_rate_and_no_interval():
    rate = pooled_rate(sums([(3, 30)]))
    assert (rate.value, rate.low, rate.high, rate.log_variance) == (0.1, None, None, None)
    assert (rate.clusters, rate.effective_clusters, rate.busiest_share) == (1, 1.0, 1.0)


def test_without_errors_there_is_an_exact_upper_bound_and_no_interval():
    rate = pooled_rate(sums([(0, 100)] * 12))
    assert (rate.value, rate.low, rate.high) == (0.0, None, None)
    # Garwood: half a chi-squared quantile with two degrees of freedom
    assert rate.exact_upper == pytest.approx(stats.chi2.ppf(0.975, 2) / 2 / 1200)


def test_with_an_error_there_is_no_exact_bound():
    assert pooled_rate(sums([(1, 100), (2, 100)])).exact_upper is None


def test_all_errors_of_one_speaker_leave_the_interval_undefined():
    rate = pooled_rate(sums([(5, 100), (0, 100), (0, 100)]))
    assert rate.value == pytest.approx(5 / 300)
    assert (rate.low, rate.high) == (None, None)


def test_no_words_give_no_rate():
    rate = pooled_rate(sums([(4, 0), (0, 0)]))
    assert rate.value is None
    assert rate.exact_upper is None
    assert rate.clusters == 1


def test_insertions_against_empty_references_enter_the_pooled_numerator():
    assert pooled_rate(sums([(4, 0), (6, 100)])).value == 0.1


def test_a_speaker_with_nothing_to_say_changes_nothing():
    assert pooled_rate(sums([(5, 50), (6, 40)])) == pooled_rate(sums([(5, 50), (0, 0), (6, 40)]))


@pytest.mark.parametrize("count", [1, 2, 17])
def test_equal_speakers_are_worth_their_number(count):
    assert effective_number(np.full(count, 7.0)) == pytest.approx(count)


def test_the_busiest_speaker_is_told():
    assert pooled_rate(sums([(1, 70), (1, 20), (1, 10)])).busiest_share == 0.7


def test_limits_beyond_all_numbers_are_left_unsaid():
    assert log_interval(0.5, 4.0, 0.01) == (None, None)


def test_sums_of_different_lengths_are_a_mistake():
    with pytest.raises(ValueError, match="one name"):
        ClusterSums(np.array(["a"]), np.zeros(2), np.zeros(2))
