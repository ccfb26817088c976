"""Whose utterances each rule set aside."""

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.selection.shares import selection_shares
from pipeline.errors import TableError


def frame(rows):
    return pd.DataFrame(rows, columns=["accent", "who", "rejected"])


def shares(rows, **options):
    options = {"rules": ["rejected"], "group": "accent", "speaker": "who"} | options
    return {each.group: each for each in selection_shares(frame(rows), **options)}


def crowd(rng, accent, speakers, probability):
    rows = []
    for n in range(speakers):
        own = float(np.clip(probability * rng.lognormal(0, 0.4), 0, 1))
        rows += [(accent, f"{accent}{n}", bool(hit)) for hit in rng.random(12) < own]
    return rows


def test_shares_and_their_order():
    rng = np.random.default_rng(3)
    rows = crowd(rng, "south", 15, 0.4) + crowd(rng, "north", 15, 0.1) + crowd(rng, None, 15, 0.2)
    found = selection_shares(frame(rows), rules=["rejected"], group="accent", speaker="who")
    assert [each.group for each in found] == ["north", "south", "undisclosed"]
    for each in found:
        assert each.utterances == 180
        assert each.speakers == 15
        assert each.share == each.set_aside / 180
        assert 0 < each.share_low < each.share < each.share_high < 1
        assert (each.interval, each.status) == ("speakers", "reported")
    assert found[0].share_high < found[1].share_low


def test_a_rule_that_takes_whole_speakers_is_uncertain_by_speakers():
    whole = [("x", f"s{n}", n < 4) for n in range(20) for _ in range(10)]
    spread = [("x", f"s{n}", k < 2) for n in range(20) for k in range(10)]
    clustered, even = shares(whole)["x"], shares(spread)["x"]
    assert clustered.share == even.share == 0.2
    assert clustered.share_high - clustered.share_low > 0.3
    assert even.share_high - even.share_low < 1e-6


def test_none_taken_is_bounded_by_the_number_of_speakers_and_not_of_utterances():
    few = shares([("x", f"s{n}", False) for n in range(12) for _ in range(5)])["x"]
    many = shares([("x", f"s{n}", False) for n in range(12) for _ in range(500)])["x"]
    assert (few.share_low, few.interval) == (0.0, "exact")
    assert few.share_high == pytest.approx(1 - 0.025 ** (1 / 12))
    assert many.share_high == pytest.approx(few.share_high)


def test_all_taken_is_the_mirror_of_none():
    found = shares([("x", f"s{n}", True) for n in range(12)])["x"]
    assert (found.share, found.share_high) == (1.0, 1.0)
    assert found.share_low == pytest.approx(0.025 ** (1 / 12))


@pytest.mark.parametrize(
    "rows",
    [
        [("x", "a", True), ("x", "a", False)],
        [("x", "a", True), ("x", "a", False), ("x", "b", False)],
    ],
)
def test_where_one_speaker_is_all_there_is_no_interval(rows):
    found = shares(rows)["x"]
    assert (found.share_low, found.share_high, found.interval) == (None, None, None)
    assert found.status == "too_few_speakers"


def test_unknown_speakers_get_shares_and_nothing_more():
    found = shares([("x", None, True), ("x", None, False)], speaker=None)["x"]
    assert (found.share, found.speakers, found.share_low) == (0.5, None, None)
    assert found.status == "speakers_unknown"


def test_rules_are_told_one_after_the_other():
    rows = pd.DataFrame({"accent": ["x"] * 3, "who": list("abc"), "silent": [True, False, False]})
    rows["clipped"] = [True, True, False]
    found = selection_shares(rows, rules=["silent", "clipped"], group="accent", speaker="who")
    assert [(each.rule, each.set_aside) for each in found] == [("silent", 1), ("clipped", 2)]


def test_a_rule_is_true_or_false():
    with pytest.raises(TableError, match="rule 'rejected' has values other than true and false"):
        shares([("x", "a", "yes")])


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'silent'; expected the columns silent, accent"):
        shares([("x", "a", True)], rules=["silent"])
