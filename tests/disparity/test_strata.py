"""Thirds of a measure: each utterance once, the comparison within the third, no p-value."""

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.evidence.strata import stratify
from pipeline.disparity.terms import Terms
from pipeline.errors import TableError


def world(rng, *, snr_gap=-10.0):
    rows = [
        (group, f"{group}{n}", 25 + rng.normal(0, 8) + snr_gap * (group == "south"))
        for group in ("north", "south")
        for n in range(30)
        for _ in range(8)
    ]
    frame = pd.DataFrame(rows, columns=["accent", "who", "snr"]).assign(words=20)
    frame["substitutions"] = rng.poisson(20 * 0.1 * 2 ** ((25 - frame["snr"]) / 10))
    return frame.assign(deletions=0, insertions=0, empty_hypothesis=False)


def rows_of(frame, **options):
    return stratify(frame, **({"measure": "snr", "group": "accent", "speaker": "who"} | options))


def test_every_utterance_is_in_one_third_and_the_thirds_are_thirds():
    frame = world(np.random.default_rng(1))
    rows = rows_of(frame)
    assert sum(row.utterances for row in rows) == len(frame)
    for name in ("low", "middle", "high"):
        assert sum(row.utterances for row in rows if row.stratum == name) == 160


def test_a_gap_that_is_noise_shrinks_within_the_thirds():
    frame = world(np.random.default_rng(2))
    raw = frame.groupby("accent")[["substitutions", "words"]].sum()
    ratio = raw.loc["south", "substitutions"] / raw.loc["north", "substitutions"]
    assert ratio > 1.6
    within = [row.ratio for row in rows_of(frame) if row.group == "south"]
    assert max(within) < ratio
    assert np.median(within) < 1.35


def test_rows_without_the_measure_and_undisclosed_ones_cut_nothing():
    frame = world(np.random.default_rng(3))
    hidden = frame.assign(accent=None, snr=frame["snr"] + 100)
    missing = frame.head(20).assign(snr=np.nan)
    edges = {(row.stratum, row.lowest) for row in rows_of(frame)}
    again = rows_of(pd.concat([frame, hidden, missing]))
    assert {(row.stratum, row.lowest) for row in again} == edges


def test_a_third_without_the_comparison_is_held_against_the_rest():
    frame = world(np.random.default_rng(4), snr_gap=-200.0)
    rows = rows_of(frame, terms=Terms("north"))
    low = [row for row in rows if row.stratum == "low"]
    assert [(row.group, row.ratio) for row in low] == [("south", None)]


def test_one_value_is_one_third_and_none_is_nothing():
    frame = world(np.random.default_rng(5))
    assert {row.stratum for row in rows_of(frame.assign(snr=7.0))} == {"low"}
    assert rows_of(frame.assign(snr=np.nan)) == ()


def test_a_measure_that_is_no_number_is_refused():
    frame = world(np.random.default_rng(6)).assign(snr="loud")
    with pytest.raises(TableError, match="stratifying: no column of numbers 'snr'; expected a"):
        rows_of(frame)
