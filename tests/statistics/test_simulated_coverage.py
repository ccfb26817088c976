"""Intervals, families and power on made-up crowds whose truth is known.

The worlds are those of docs/make_coverage_table.py, which makes the tables of docs/methods.md with
more of them; what is run there many at once is held here against the code of the pipeline.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.statistics.comparisons import compare, detectable_ratio
from pipeline.statistics.rates import ClusterSums, pooled_rate

SCRIPT = Path(__file__).parents[2] / "docs" / "make_coverage_table.py"


@pytest.fixture(scope="module")
def worlds():
    spec = importlib.util.spec_from_file_location("make_coverage_table", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.parametrize("words_sd", [0.0, 1.5])
def test_many_at_once_is_the_pipeline_one_at_a_time(worlds, words_sd):
    rng = np.random.default_rng(1)
    errors, words = worlds.draw(worlds.World(12, words_sd, 0.35), 50, rng)
    low, high = worlds.limits(errors, words)
    for at in range(50):
        rate = pooled_rate(ClusterSums(np.arange(12), errors[at], words[at]))
        if rate.low is None:
            assert np.isnan(low[at])
        else:
            assert (low[at], high[at]) == pytest.approx((rate.low, rate.high))


@pytest.mark.parametrize("speakers", [5, 10, 20, 50, 100, 200])
@pytest.mark.parametrize("words_sd", [0.0, 1.0, 1.5])
def test_ninety_three_to_ninety_seven_of_a_hundred(worlds, speakers, words_sd):
    if words_sd and speakers < 10:
        pytest.skip("log-normal words are promised from ten speakers")
    rng = np.random.default_rng(speakers)
    held = worlds.coverage(worlds.World(speakers, words_sd, 0.35), 8_000, rng)
    assert 0.93 <= held.ours <= 0.97


@pytest.mark.parametrize("speakers", [10, 20, 50, 200])
def test_utterances_as_the_unit_fail_everywhere(worlds, speakers):
    rng = np.random.default_rng(speakers)
    for words_sd in (0.0, 1.5):
        held = worlds.coverage(worlds.World(speakers, words_sd, 0.35), 3_000, rng)
        assert held.utterances < 0.90


@pytest.mark.parametrize("speakers", [10, 20, 50, 100])
def test_the_textbook_interval_fails_where_speech_is_unequal(worlds, speakers):
    held = worlds.coverage(worlds.World(speakers, 1.5, 0.35), 4_000, np.random.default_rng(3))
    assert held.cluster_t < 0.91


def test_speakers_who_differ_a_lot_have_intervals_that_are_too_short(worlds):
    held = worlds.coverage(worlds.World(50, 1.5, 1.0), 8_000, np.random.default_rng(4))
    assert 0.88 <= held.ours <= 0.93  # said so in docs/methods.md


@pytest.mark.parametrize("words_sd", [0.0, 1.0])
def test_a_family_without_gaps_raises_few_false_alarms(worlds, words_sd):
    rng = np.random.default_rng(5)
    found = worlds.families(worlds.World(50, words_sd, 0.35), 6, 500, rng, resamples=400)
    # 5 % of 500 families, and three standard errors
    assert found.any_holm <= 0.05 + 3 * 0.0098
    assert found.any_simultaneous <= 0.06 + 3 * 0.0098


def test_simultaneous_limits_hold_also_where_there_is_a_gap(worlds):
    rng = np.random.default_rng(6)
    found = worlds.families(worlds.World(60, 0.0, 0.35), 6, 300, rng, ratio=1.4, resamples=400)
    assert found.any_simultaneous <= 0.06 + 3 * 0.0126
    assert found.found > 0.8


def test_the_power_that_is_promised_is_kept(worlds):
    rng = np.random.default_rng(7)
    world, errors_of = worlds.World(40, 0.0, 0.35), []
    for _ in range(50):
        errors, words = worlds.draw(world, 2, rng)
        sides = [ClusterSums(np.arange(40) + 40 * at, errors[at], words[at]) for at in (0, 1)]
        errors_of.append(compare(*sides).standard_error)
    ratio = detectable_ratio(float(np.mean(errors_of)), 39.0, gaps=1)
    found = worlds.families(world, 2, 600, rng, ratio=ratio)
    assert found.found_alone == pytest.approx(0.8, abs=0.06)
