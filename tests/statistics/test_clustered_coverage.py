"""Intervals over speakers and workers hold the truth about as often as they say.

Worlds with a known rate: speakers and workers differ (log-normal), speak and work different
amounts, and a pair's edits come from both workers' own errors, made worse or better by the speaker.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import Generator

from pipeline.statistics.clustered import (
    Observations,
    clustered_difference,
    clustered_log_ratio,
    clustered_rate,
    clustered_variance,
)

WORLDS = 300
OWN_RATE = 0.06


def spread(rng: Generator, people: int, sd: float) -> np.ndarray:
    """Multipliers with mean one."""
    return np.exp(rng.normal(-(sd**2) / 2, sd, people))


def world(rng: Generator, speakers: int, workers: int, recordings: int) -> Observations:
    """Pairs of texts with a true pooled rate of twice OWN_RATE."""
    speaks, works = (rng.lognormal(0, 0.7, people) for people in (speakers, workers))
    s = rng.choice(speakers, recordings, p=speaks / speaks.sum())
    a, b = (rng.choice(workers, recordings, p=works / works.sum()) for _ in range(2))
    kept = a != b
    s, a, b = s[kept], a[kept], b[kept]
    words = rng.integers(4, 16, len(s))
    of_speaker, of_worker = spread(rng, speakers, 0.5), spread(rng, workers, 0.6)
    rate = OWN_RATE * of_speaker[s] * (of_worker[a] + of_worker[b])
    edits = rng.binomial(words, np.minimum(rate, 1))
    return Observations(edits.astype(float), words.astype(float), (s,), (a, b))


@pytest.mark.parametrize(("speakers", "workers", "recordings"), [(12, 6, 240), (30, 12, 600)])
def test_two_way_intervals_cover_and_intervals_over_speakers_alone_do_not(
    speakers: int, workers: int, recordings: int
) -> None:
    rng = np.random.default_rng(20)
    both = alone = 0
    for _ in range(WORLDS):
        seen = world(rng, speakers, workers, recordings)
        found = clustered_rate(seen)
        assert found.low is not None
        assert found.high is not None
        both += found.low <= 2 * OWN_RATE <= found.high
        naive = clustered_rate(replace(seen, workers=(np.arange(len(seen)),)))
        assert naive.low is not None
        assert naive.high is not None
        alone += naive.low <= 2 * OWN_RATE <= naive.high
    assert 0.90 <= both / WORLDS <= 0.99
    assert alone / WORLDS < 0.85


def test_a_difference_between_sides_with_the_same_people_is_covered() -> None:
    rng = np.random.default_rng(21)
    held = 0
    for _ in range(WORLDS):
        seen = world(rng, 20, 10, 400)
        blind = rng.random(len(seen)) < 0.3
        found = clustered_difference(seen.where(blind), seen.where(~blind))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0 <= found.high
    # What is common to both sides cancels, and the degrees of freedom do not know it: too wide.
    assert held / WORLDS >= 0.93


def three(counted: list[float], workers: list[tuple[int, int]]) -> Observations:
    a, b = zip(*workers, strict=True)
    return Observations(
        np.array(counted), np.full(len(counted), 10.0), (np.arange(len(counted)),),
        (np.array(a), np.array(b)),
    )  # fmt: skip


def test_the_variance_is_what_leaving_people_out_one_by_one_gives() -> None:
    rng = np.random.default_rng(4)
    seen = world(rng, 5, 4, 60)

    def rate(kept: np.ndarray) -> float:
        return float(seen.counted[kept].sum() / seen.out_of[kept].sum())

    everything = np.ones(len(seen), bool)

    def left_out(clusters: list[np.ndarray]) -> float:
        deviations = [rate(~of) - rate(everything) for of in clusters]
        return (len(deviations) - 1) / len(deviations) * float(np.square(deviations).sum())

    (s,), (a, b) = seen.speakers, seen.workers
    low, high = np.minimum(a, b), np.maximum(a, b)
    by_speaker = [s == one for one in np.unique(s)]
    by_worker = [(a == one) | (b == one) for one in range(4)]
    by_pair = [(low == i) & (high == j) for i in range(4) for j in range(i + 1, 4)]
    speaker_worker = [x & y for x in by_speaker for y in by_worker if (x & y).any()]
    speaker_pair = [x & y for x in by_speaker for y in by_pair if (x & y).any()]
    parts = [left_out([one for one in of if one.any()]) for of in (by_speaker, by_worker, by_pair)]
    whole = parts[0] + parts[1] - parts[2] - left_out(speaker_worker) + left_out(speaker_pair)
    found = clustered_variance(lambda counted, out_of: counted / out_of, (seen,))
    assert found == pytest.approx(max(whole, parts[0], parts[1]))


def test_one_worker_each_is_speaker_plus_worker_minus_both() -> None:
    counted = np.array([1.0, 4, 2, 0, 3, 5])
    s, w = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1])
    seen = Observations(counted, np.full(6, 10.0), (s,), (w,))
    found = clustered_variance(lambda edits, words: edits / words, (seen,))

    def part(codes: np.ndarray) -> float:
        rates = [counted[codes != c].sum() / (10 * (codes != c).sum()) for c in np.unique(codes)]
        return (len(rates) - 1) / len(rates) * float(np.square(np.array(rates) - 0.25).sum())

    both = part(np.arange(6))
    assert found == pytest.approx(max(part(s) + part(w) - both, part(s), part(w)))


@pytest.mark.parametrize(
    ("counted", "low", "high"),
    [([0.0, 0, 0, 0], 0.0, pytest.approx(1 - 0.025**0.25)),
     ([10.0, 10, 10, 10], pytest.approx(0.025**0.25), 1.0)],
)  # fmt: skip
def test_none_and_all_have_an_exact_limit_of_as_many_trials_as_people(
    counted: list[float], low: object, high: object
) -> None:
    found = clustered_rate(three(counted, [(0, 1), (1, 2), (2, 3), (3, 0)]))
    assert (found.low, found.high) == (low, high)


def test_what_one_person_did_alone_may_be_nobody_elses_and_everybodys() -> None:
    found = clustered_rate(three([3.0, 0, 0], [(0, 1), (1, 2), (2, 3)]))
    assert found.value == pytest.approx(0.1)
    assert found.low == 0.0
    assert found.high is not None
    assert 0.4 < found.high <= 1
    assert (found.speakers, found.workers) == (3, 4)


def test_where_one_person_has_a_part_in_everything_there_are_no_limits() -> None:
    found = clustered_rate(three([3.0, 1, 2], [(0, 1), (0, 2), (0, 3)]))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (None, None)


def test_one_pair_of_workers_has_no_limits() -> None:
    found = clustered_rate(three([3.0, 1, 2], [(0, 1), (1, 0), (0, 1)]))
    assert (found.low, found.high, found.workers) == (None, None, 2)


def test_nothing_is_nothing() -> None:
    none = three([1.0, 2], [(0, 1), (1, 2)]).where(np.zeros(2, bool))
    some = three([1.0, 2], [(0, 1), (1, 2)])
    assert clustered_rate(none).value is None
    assert clustered_difference(none, some).value is None
    assert clustered_log_ratio(some, none).value is None
    assert clustered_rate(none).observations == 0
