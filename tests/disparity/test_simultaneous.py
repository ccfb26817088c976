"""Limits that hold together: against naive sums, in the assessment, and on made-up families."""

import math

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.assess import assess
from pipeline.statistics.resampled_sums import Pieces, ResampledSums
from pipeline.statistics.simultaneous import simultaneous_limits


def counts(rng, sizes, *, ratios=None, device=False, words=200):
    rows = []
    for name, size in sizes.items():
        for n in range(size):
            own = 0.15 * rng.lognormal(0, 0.35) * (ratios or {}).get(name, 1.0)
            for part in range(2):
                group = f"{name}{part}" if device else name
                rows.append((group, f"{name}-{n}", int(rng.poisson(own * words)), words))
    frame = pd.DataFrame(rows, columns=["accent", "who", "substitutions", "words"])
    return frame.assign(deletions=0, insertions=0, empty_hypothesis=False)


def assessed(frame, rng, **options):
    options = {"group": "accent", "speaker": "who", "system": "x", "policy": "basic-1"} | options
    return assess(frame, rng=rng, **options)


def naive(pieces, group, comparison):
    """Gap and linearised standard error, one speaker at a time."""
    side = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for cell, errors, words in zip(pieces.cells, pieces.errors, pieces.words, strict=True):
        for which, cells in ((True, group), (False, comparison)):
            if cells[cell]:
                side[which][0] += errors
                side[which][1] += words
    (ea, na), (eb, nb) = side[True], side[False]
    pull = {}
    for who, cell, errors, words in zip(
        pieces.speakers, pieces.cells, pieces.errors, pieces.words, strict=True
    ):
        z = group[cell] * (errors / ea - words / na) - comparison[cell] * (errors / eb - words / nb)
        pull[who] = pull.get(who, 0.0) + z
    return math.log(ea / na / (eb / nb)), math.sqrt(sum(z * z for z in pull.values()))


@pytest.mark.parametrize("seed", range(6))
def test_gap_and_error_are_the_naive_loops_also_with_speakers_on_both_sides(seed):
    rng = np.random.default_rng(seed)
    held = [(s, c) for s in range(25) for c in rng.choice(4, rng.integers(1, 4), replace=False)]
    speakers, cells = (np.array(each) for each in zip(*held, strict=True))
    words = rng.integers(5, 200, len(held)).astype(float)
    pieces = Pieces(speakers, cells, rng.poisson(0.2 * words) + 1.0, words)
    groups = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]], bool)
    others = np.array([[0, 1, 1, 1], [0, 0, 1, 1], [1, 0, 0, 0]], bool)
    layout = ResampledSums(pieces, groups, others, np.ones(len(held), np.int64))
    gaps, errors = layout.gaps_and_errors(layout.observed()[None, :])
    for at in range(3):
        expected = naive(pieces, groups[at], others[at])
        assert (gaps[0, at], errors[0, at]) == pytest.approx(expected)


def test_a_resample_is_as_many_draws_as_there_are_speakers():
    from pipeline.statistics.resampling_kernel import add_resamples

    sums = np.zeros((4000, 7))
    runs = np.array([[s, s, 1, s] for s in range(7)])
    add_resamples(np.uint64(3), 7, runs, np.ones(7), sums)
    assert (sums.sum(axis=1) == 7).all()
    assert sums.mean(axis=0) == pytest.approx(np.ones(7), abs=0.06)
    # multinomial: variance n p (1 - p), covariance - n p^2
    covariance = np.cov(sums.T)
    assert np.diag(covariance) == pytest.approx(np.full(7, 6 / 7), abs=0.08)
    assert covariance[0, 1] == pytest.approx(-1 / 7, abs=0.06)


def test_limits_stand_beside_wider_than_those_of_one_gap_alone():
    frame = counts(np.random.default_rng(1), dict.fromkeys("abcdef", 40), ratios={"a": 1.6})
    found = assessed(frame, np.random.default_rng(2))
    for gap in found.gaps:
        assert gap.ratio_low_simultaneous < gap.ratio_low < gap.ratio
        assert gap.ratio < gap.ratio_high < gap.ratio_high_simultaneous
    assert found.gaps[0].p_value_simultaneous == 1 / 10_001
    assert found.gaps[0].ratio_low_simultaneous > 1


def test_the_same_seed_gives_the_same_limits_and_no_generator_gives_none():
    frame = counts(np.random.default_rng(1), dict.fromkeys("abc", 30))
    first, again = (assessed(frame, np.random.default_rng(2)) for _ in range(2))
    assert first == again
    assert {gap.ratio_low_simultaneous for gap in assessed(frame, None).gaps} == {None}


def test_one_reported_group_below_twenty_effective_speakers_withholds_all():
    frame = counts(np.random.default_rng(1), {"a": 40, "b": 40, "c": 19})
    for gap in assessed(frame, np.random.default_rng(2)).gaps:
        assert (gap.ratio_low_simultaneous, gap.ratio_high_simultaneous) == (None, None)
        assert gap.p_value_simultaneous is None
        assert gap.status == "reported"


def test_a_group_too_small_to_be_reported_withholds_nothing_and_gets_nothing():
    frame = counts(np.random.default_rng(1), {"a": 40, "b": 40, "c": 5})
    told = {gap.group: gap.ratio_low_simultaneous for gap in
            assessed(frame, np.random.default_rng(2)).gaps}  # fmt: skip
    assert told["a"] is not None
    assert told["c"] is None


def test_a_group_without_errors_has_no_limits_and_the_others_have():
    frame = counts(np.random.default_rng(1), {"a": 40, "b": 40, "c": 40}, ratios={"c": 0.0})
    told = {gap.group: gap for gap in assessed(frame, np.random.default_rng(2)).gaps}
    assert told["c"].p_value_simultaneous is None
    assert told["a"].ratio_low_simultaneous is not None


def test_speakers_on_both_sides_make_limits_shorter():
    rng = np.random.default_rng(4)
    paired = counts(rng, {"x": 60}, device=True)
    apart = paired.assign(who=paired["who"] + paired["accent"])
    widths = [
        math.log(gap.ratio_high_simultaneous / gap.ratio_low_simultaneous)
        for frame in (paired, apart)
        for gap in assessed(frame, np.random.default_rng(5)).gaps[:1]
    ]
    assert widths[0] < widths[1] / 2


def test_a_single_pair_of_groups_needs_about_students_t():
    frame = counts(np.random.default_rng(6), {"a": 200, "b": 200})
    gap = assessed(frame, np.random.default_rng(7)).gaps[0]
    alone = math.log(gap.ratio_high / gap.ratio_low)
    together = math.log(gap.ratio_high_simultaneous / gap.ratio_low_simultaneous)
    assert together == pytest.approx(alone, rel=0.05)
    assert gap.p_value_simultaneous == pytest.approx(gap.p_value, abs=0.03)


def test_no_gap_that_can_be_told_gives_no_limits():
    pieces = Pieces(np.arange(4), np.array([0, 0, 1, 1]), np.full(4, 10.0), np.full(4, 100.0))
    sides = np.eye(2, dtype=bool)
    found = simultaneous_limits(pieces, sides, ~sides, rng=np.random.default_rng(1))
    assert {each.p_value for each in found} == {None}


def test_speakers_who_are_alike_are_drawn_together_and_nothing_changes():
    rng = np.random.default_rng(8)
    kinds = rng.integers(0, 4, 4000)
    errors, words = np.array([0.0, 1, 2, 5])[kinds], np.array([8.0, 8, 12, 9])[kinds]
    cells = np.arange(4000) % 3
    sides = np.eye(3, dtype=bool)
    merged = Pieces(np.arange(4000), cells, errors, words)
    # the least difference is enough to keep all apart
    apart = Pieces(np.arange(4000), cells, errors, words + np.arange(4000) * 1e-9)
    found = [
        simultaneous_limits(pieces, sides, ~sides, rng=np.random.default_rng(9), resamples=4000)
        for pieces in (merged, apart)
    ]
    for one, other in zip(*found, strict=True):
        assert one.low == pytest.approx(other.low, rel=0.005)
        assert one.high == pytest.approx(other.high, rel=0.005)
        assert one.p_value == pytest.approx(other.p_value, abs=0.05)
