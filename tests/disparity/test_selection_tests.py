"""Ratios to the best-treated group, and the test that deals accents out over speakers."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.selection.permutation_tests import selection_gaps
from pipeline.disparity.terms import Terms


def frame_of(rng, sizes, rates, *, whole=False, recordings=8):
    rows = []
    for name, size in sizes.items():
        for n in range(size):
            own = rng.random() < rates[name]
            for _ in range(recordings):
                hit = own if whole else bool(rng.random() < rates[name])
                rows.append((name, f"{name}{n}", hit))
    return pd.DataFrame(rows, columns=["accent", "who", "rejected"])


def gaps(frame, **options):
    options = {"rules": ["rejected"], "group": "accent", "speaker": "who"} | options
    rng = options.pop("rng", np.random.default_rng(1))
    return {each.group: each for each in selection_gaps(frame, rng=rng, **options)}


def test_the_best_treated_group_and_the_ratios_to_it():
    rng = np.random.default_rng(1)
    frame = frame_of(rng, dict.fromkeys("abc", 20), {"a": 0.1, "b": 0.4, "c": 0.12})
    found = gaps(frame)
    assert {each.best for each in found.values()} == {"a"}
    assert (found["a"].ratio, found["a"].kept_ratio) == (None, None)
    shares = frame.groupby("accent")["rejected"].mean()
    assert found["b"].ratio == pytest.approx(shares["b"] / shares["a"])
    assert found["b"].kept_ratio == pytest.approx((1 - shares["b"]) / (1 - shares["a"]))
    assert found["b"].ratio_low < found["b"].ratio < found["b"].ratio_high
    assert found["b"].kept_ratio_low < found["b"].kept_ratio < found["b"].kept_ratio_high
    assert (found["b"].below_four_fifths, found["c"].below_four_fifths) == (True, False)
    assert found["b"].p_adjusted < 0.01 < found["b"].p_adjusted * 1e5


def test_all_arrangements_are_gone_through_where_they_are_few():
    rng = np.random.default_rng(2)
    frame = frame_of(rng, {"a": 10, "b": 6}, {"a": 0.2, "b": 0.5})
    frame = frame.sample(90, random_state=3)
    found = gaps(frame, terms=Terms(min_speakers=3, min_effective_speakers=2))["b"]
    held = frame.groupby("who").agg(n=("rejected", "size"), x=("rejected", "sum"))
    inside = [place for place, who in enumerate(held.index) if who.startswith("b")]
    numbers = held.to_numpy(float)

    def apart(chosen):
        here = numbers[list(chosen)].sum(axis=0)
        there = numbers.sum(axis=0) - here
        return abs(here[1] / here[0] - there[1] / there[0])

    observed = apart(inside)
    all_of_them = [apart(each) for each in combinations(range(len(held)), 6)]
    expected = np.mean([each >= observed - 1e-12 for each in all_of_them])
    assert found.exact
    assert found.arrangements == len(all_of_them) == 8008
    assert found.p_value == pytest.approx(expected)


def test_draws_say_what_all_arrangements_would(monkeypatch):
    rng = np.random.default_rng(4)
    frame = frame_of(rng, {"a": 10, "b": 7}, {"a": 0.2, "b": 0.45})
    exact = gaps(frame, terms=Terms(min_speakers=3))["b"]
    monkeypatch.setattr("pipeline.disparity.selection.permutation_tests.MOST_ARRANGEMENTS", 1)
    drawn = gaps(frame, terms=Terms(min_speakers=3), draws=40_000)["b"]
    assert (exact.exact, drawn.exact, drawn.arrangements) == (True, False, 40_000)
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.01)


@pytest.mark.long
def test_dealing_over_speakers_keeps_its_level_where_a_rule_takes_whole_speakers():
    by_speaker = by_utterance = 0
    worlds = 120
    for seed in range(worlds):
        rng = np.random.default_rng(100 + seed)
        frame = frame_of(rng, {"a": 15, "b": 15}, {"a": 0.25, "b": 0.25}, whole=True)
        by_speaker += gaps(frame, rng=rng, draws=500)["a"].p_value < 0.05
        alone = frame.assign(who=np.arange(len(frame)).astype(str))
        by_utterance += gaps(alone, rng=rng, draws=500)["a"].p_value < 0.05
    assert by_speaker / worlds <= 0.1
    assert by_utterance / worlds > 0.3


def test_a_speaker_of_two_accents_is_dealt_out_with_both():
    rng = np.random.default_rng(5)
    frame = frame_of(rng, {"a": 14, "b": 14}, {"a": 0.1, "b": 0.4})
    both = frame[frame["who"].isin(["a0", "a1"])].assign(accent="b")
    found = gaps(pd.concat([frame, both]), draws=2000)
    assert 0 < found["a"].p_value < 0.05


def test_recordings_of_one_speaker_in_different_groups_have_no_test():
    rng = np.random.default_rng(6)
    frame = frame_of(rng, {"a": 12, "b": 12}, {"a": 0.1, "b": 0.4})
    frame["who"] = frame["who"].str[1:]
    found = gaps(frame)
    assert (found["b"].p_value, found["b"].arrangements) == (None, None)
    assert found["b"].ratio > 1


def test_few_or_unknown_speakers_and_the_undisclosed():
    rng = np.random.default_rng(7)
    frame = frame_of(rng, {"a": 12, "b": 4}, {"a": 0.1, "b": 0.4})
    found = gaps(frame)
    assert (found["b"].status, found["b"].p_value) == ("too_few_speakers", None)
    assert found["b"].below_four_fifths is None
    unknown = gaps(frame, speaker=None)
    assert {each.status for each in unknown.values()} == {"speakers_unknown"}
    assert {each.p_value for each in unknown.values()} == {None}
    assert list(gaps(frame.assign(accent=lambda t: t["accent"].replace("b", "")))) == ["a"]


def test_nothing_set_aside_has_no_ratio_and_everything_is_below_four_fifths():
    rng = np.random.default_rng(8)
    frame = frame_of(rng, {"a": 12, "b": 12, "c": 12}, {"a": 0.0, "b": 1.0, "c": 0.3})
    found = gaps(frame)
    assert (found["b"].ratio, found["b"].kept_ratio, found["b"].below_four_fifths) == (
        None,
        None,
        True,
    )
    assert found["a"].below_four_fifths is False
