"""Two systems on the same speakers: pairing, the family, the contract, MAPSSWE."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pipeline.disparity.assess import assess
from pipeline.disparity.pairs import Segments, mapsswe, pair_systems
from pipeline.errors import TableError
from pipeline.results.json_writing import systems_as_json

CONTRACT = [
    "system_a", "system_b", "group", "difference", "difference_low", "difference_high",
    "p_value", "p_adjusted",
]  # fmt: skip
COLUMNS = ["accent", "who", "substitutions", "words"]


def world(rng, factors, *, speakers=30, sd=0.6, groups=("north", "south")):
    """Systems that hear the same recordings: a hard one is hard for all of them."""
    hard = [(g, f"{g}{n}", 0.2 * rng.lognormal(0, sd)) for g in groups for n in range(speakers)]
    frames = {}
    for name, factor in factors.items():
        rows = [
            (group, who, int(rng.poisson(rate * factor * 12)), 12)
            for group, who, rate in hard
            for _ in range(8)
        ]
        frame = pd.DataFrame(rows, columns=COLUMNS)
        frames[name] = frame.assign(deletions=0, insertions=0, empty_hypothesis=False)
    return frames


def paired(frames, **options):
    return pair_systems(frames, **({"group": "accent", "speaker": "who"} | options))


def of(pairs, group, a="x", b="y"):
    return next(p for p in pairs if (p.system_a, p.system_b, p.group) == (a, b, group))


def naive(first, second):
    """Difference of logs and its jackknife, one speaker at a time."""

    def log_ratio(frames):
        return math.log(
            (frames[0]["substitutions"].sum() / frames[0]["words"].sum())
            / (frames[1]["substitutions"].sum() / frames[1]["words"].sum())
        )

    names = sorted(set(first["who"]))
    left = np.array([log_ratio([f[f["who"] != name] for f in (first, second)]) for name in names])
    n = len(names)
    error = math.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum())
    return log_ratio([first, second]), error


def test_the_pair_is_the_naive_jackknife_over_speakers():
    frames = world(np.random.default_rng(1), {"x": 1.15, "y": 1.0})
    found = of(paired(frames), None)
    d, error = naive(frames["x"], frames["y"])
    assert math.log(found.ratio) == pytest.approx(d)
    words = frames["x"].groupby("who")["words"].sum()
    degrees = words.sum() ** 2 / (words**2).sum() - 1
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(d) / error, degrees))


def test_pairing_sees_what_two_separate_crowds_would_hide():
    frames = world(np.random.default_rng(2), {"x": 1.15, "y": 1.0})
    found = of(paired(frames), None)
    assert found.p_adjusted < 0.05
    alone = [
        assess(f, group="accent", speaker="who", system="s", policy="p") for f in frames.values()
    ]
    assert alone[0].totals.wer_low < alone[1].totals.wer_high


def test_the_family_is_all_reported_pairs():
    frames = world(np.random.default_rng(3), {"x": 1.2, "y": 1.0, "z": 1.0})
    pairs = paired(frames)
    assert len(pairs) == 9
    smallest = min(pairs, key=lambda pair: pair.p_value)
    assert smallest.p_adjusted == pytest.approx(min(1, 9 * smallest.p_value))


def test_the_contract_of_the_json():
    frames = world(np.random.default_rng(4), {"x": 1.2, "y": 1.0})
    systems = [
        assess(f, group="accent", speaker="who", system=name, policy="basic-1")
        for name, f in frames.items()
    ]
    found = systems_as_json(systems, paired(frames))
    assert list(found) == ["schema", "systems", "pairs"]
    assert [each["system"] for each in found["systems"]] == ["x", "y"]
    assert all(list(pair)[:8] == CONTRACT for pair in found["pairs"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_only_utterances_that_both_answered_are_compared():
    frames = world(np.random.default_rng(5), {"x": 1.0, "y": 1.0})
    frames["y"] = frames["y"].iloc[::2]
    found = of(paired(frames), None)
    same = of(paired({"x": frames["x"].iloc[::2], "y": frames["y"]}), None)
    assert found == same
    assert found.mapsswe_segments == len(frames["y"])


def test_few_speakers_and_unknown_ones_have_a_difference_and_no_p_value():
    frames = world(np.random.default_rng(6), {"x": 1.5, "y": 1.0}, speakers=4)
    few = of(paired(frames), "north")
    assert (few.status, few.p_value, few.p_adjusted) == ("too_few_speakers", None, None)
    assert few.difference > 0
    unknown = of(paired(frames, speaker=None), None)
    assert (unknown.status, unknown.p_value, unknown.speakers) == ("speakers_unknown", None, None)


def test_a_system_against_itself_differs_by_nothing():
    frames = world(np.random.default_rng(7), {"x": 1.0})
    found = of(paired({"x": frames["x"], "y": frames["x"]}), None)
    assert (found.difference, found.ratio, found.p_value) == (0.0, 1.0, 1.0)
    assert found.mapsswe_p_value is None


def test_mapsswe_is_the_z_test_of_the_differences():
    rng = np.random.default_rng(8)
    a, b = rng.poisson(3.0, 400).astype(float), rng.poisson(2.8, 400).astype(float)
    found = mapsswe(Segments.of(a, b))
    expected = stats.ttest_rel(a, b).statistic
    assert found.statistic == pytest.approx(expected)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(expected)))


def test_mapsswe_calls_differences_where_speakers_are_what_differs():
    false_alarms = {"speakers": 0, "utterances": 0}
    for seed in range(60):
        rng = np.random.default_rng(seed)
        # each speaker is heard better by one of two equally good systems
        frames = {"x": [], "y": []}
        for n in range(20):
            better = rng.normal(0, 0.5)
            for name, sign in (("x", 1), ("y", -1)):
                frames[name] += [
                    ("all", f"s{n}", int(rng.poisson(3 * math.exp(sign * better))), 20)
                    for _ in range(15)
                ]
        made = {
            name: pd.DataFrame(rows, columns=COLUMNS).assign(
                deletions=0, insertions=0, empty_hypothesis=False
            )
            for name, rows in frames.items()
        }
        found = of(paired(made), None)
        false_alarms["speakers"] += found.p_value < 0.05
        false_alarms["utterances"] += found.mapsswe_p_value < 0.05
    assert false_alarms["speakers"] <= 7
    assert false_alarms["utterances"] >= 20


def test_an_index_that_repeats_is_refused():
    frames = world(np.random.default_rng(9), {"x": 1.0, "y": 1.0})
    doubled = pd.concat([frames["x"], frames["x"]])
    with pytest.raises(TableError) as caught:
        paired({"x": doubled, "y": frames["y"]})
    assert str(caught.value) == (
        "pairing systems: rows of system 'x' that have one index; expected one row of each system "
        "for a row of the table. Give both frames the index of the table they come from."
    )
