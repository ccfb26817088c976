"""A whole assessment: who is compared with whom, what is withheld, and the JSON contract."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.disparity.assess import assess
from pipeline.disparity.terms import Terms
from pipeline.errors import ReportError, TableError, UnknownIdError
from pipeline.results.json_writing import disparity_as_json
from pipeline.statistics.rates import ClusterSums, pooled_rate

COLUMNS = ["accent", "who", "substitutions", "deletions", "insertions", "words", "empty_hypothesis"]
TOTALS = [
    "utterances", "speakers", "speakers_effective", "words", "substitutions", "deletions",
    "insertions", "errors", "empty_hypotheses", "wer", "wer_low", "wer_high",
]  # fmt: skip
GAP = [
    "group", "against", "difference", "difference_low", "difference_high", "ratio", "ratio_low",
    "ratio_high", "p_value", "p_adjusted", "ratio_low_simultaneous", "ratio_high_simultaneous",
    "status",
]  # fmt: skip


def people(accent, count, rate, *, seed=1, utterances=4, words=25):
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(count):
        own = rate * rng.lognormal(0, 0.3)
        for _ in range(utterances):
            s, d, i = rng.poisson(own * words * np.array([0.6, 0.3, 0.1]))
            rows.append((accent, f"{accent}-{n}", int(s), int(d), int(i), words, bool(d >= words)))
    return rows


def table(*groups):
    return pd.DataFrame([row for rows in groups for row in rows], columns=COLUMNS)


def assessed(frame, **options):
    options = {"group": "accent", "speaker": "who", "system": "x", "policy": "basic-1"} | options
    return assess(frame, **options)


def gap_of(found, group):
    return next(gap for gap in found.gaps if gap.group == group)


def group_of(found, name):
    return next(group for group in found.groups if group.group == name)


THREE = table(
    people("north", 15, 0.1, seed=1),
    people("south", 15, 0.25, seed=2),
    people("isle", 4, 0.15, seed=3),
)


def test_the_json_has_the_contracted_keys_in_order():
    found = disparity_as_json(assessed(THREE, left_out=[("no_hypothesis", 3)]))
    assert list(found) == [
        "schema", "system", "policy", "against", "totals", "left_out", "groups", "gaps", "adjusted",
    ]  # fmt: skip
    assert found["schema"] == "isogloss.disparity/1"
    assert (found["system"], found["policy"], found["against"]) == ("x", "basic-1", "rest")
    assert list(found["totals"]) == [*TOTALS, "busiest_share", "wer_interval"]
    assert found["left_out"] == [{"reason": "no_hypothesis", "utterances": 3}]
    for group in found["groups"]:
        assert list(group) == ["group", *TOTALS, "busiest_share", "wer_interval", "status"]
    for gap in found["gaps"]:
        assert list(gap) == [*GAP, "ratio_detectable", "p_value_simultaneous", "verdict"]
        assert gap["ratio_low_simultaneous"] is gap["ratio_high_simultaneous"] is None
    assert found["adjusted"] == []
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_counts_add_up():
    found = assessed(THREE)
    for name in ("utterances", "speakers", "words", "errors", "substitutions", "empty_hypotheses"):
        total = getattr(found.totals, name)
        assert total == sum(getattr(group.totals, name) for group in found.groups)
    assert found.totals.errors == int(
        THREE[["substitutions", "deletions", "insertions"]].sum().sum()
    )
    assert found.totals.wer == found.totals.errors / THREE["words"].sum()
    assert found.totals.wer_interval == "speakers"


def test_verdicts_follow_the_adjusted_p_value():
    found = assessed(THREE)
    assert gap_of(found, "north").verdict.in_json == "better"
    assert gap_of(found, "south").verdict.in_json == "worse"
    same = assessed(table(people("a", 12, 0.2, seed=3), people("b", 12, 0.2, seed=4)))
    assert {gap.verdict.in_json for gap in same.gaps} == {"no difference shown"}


def test_too_few_speakers_keep_their_numbers_and_lose_their_p_values():
    found = assessed(THREE)
    isle, gap = group_of(found, "isle"), gap_of(found, "isle")
    assert isle.status == gap.status == "too_few_speakers"
    assert isle.totals.wer_low < isle.totals.wer < isle.totals.wer_high
    assert gap.ratio_low < gap.ratio < gap.ratio_high
    assert (gap.p_value, gap.p_adjusted, gap.ratio_detectable) == (None, None, None)
    assert gap.verdict.in_json == "withheld"


def test_the_family_is_the_reported_gaps_only():
    found = assessed(THREE)
    reported = sorted(
        (gap.p_value, gap.p_adjusted) for gap in found.gaps if gap.p_value is not None
    )
    assert len(reported) == 2
    assert reported[0][1] == pytest.approx(2 * reported[0][0])


def test_the_rest_holds_groups_too_small_and_not_the_undisclosed():
    hidden = [(None, *row[1:]) for row in people("hidden", 12, 0.9, seed=5)]
    blank = [(" ", *row[1:]) for row in people("blank", 3, 0.9, seed=6)]
    found = assessed(pd.concat([THREE, table(hidden, blank)]))
    assert gap_of(found, "north") == gap_of(assessed(THREE), "north")
    undisclosed = group_of(found, "undisclosed")
    assert undisclosed.totals.speakers == 15
    assert undisclosed.status == "reported"
    assert found.groups[-1] is undisclosed
    assert [gap.group for gap in found.gaps] == ["isle", "north", "south"]
    rest = THREE[THREE["accent"] != "north"].groupby("who")[COLUMNS[2:6]].sum()
    errors = rest[COLUMNS[2:5]].sum(axis=1).to_numpy(float)
    side = pooled_rate(ClusterSums(rest.index.to_numpy(), errors, rest["words"].to_numpy(float)))
    north = group_of(found, "north").totals.wer
    assert gap_of(found, "north").difference == pytest.approx(north - side.value)


def test_a_comparison_too_small_is_withheld_though_the_group_is_large():
    found = assessed(table(people("many", 30, 0.1), people("few", 3, 0.3)))
    assert group_of(found, "many").status == "reported"
    assert gap_of(found, "many").status == "too_few_speakers"


def test_one_busy_speaker_does_not_make_a_crowd():
    busy = [("x", "x-0", 2, 0, 0, 25, False)] * 400
    found = assessed(table(people("x", 20, 0.1), busy, people("y", 20, 0.1, seed=9)))
    x = group_of(found, "x")
    assert x.totals.speakers == 20
    assert x.totals.speakers_effective < 5
    assert x.totals.busiest_share > 0.8
    assert x.status == "too_few_speakers"


def test_against_a_named_group():
    found = assessed(THREE, terms=Terms("north"))
    assert [gap.group for gap in found.gaps] == ["isle", "south"]
    assert {gap.against for gap in found.gaps} == {"north"}
    turned = gap_of(assessed(THREE, terms=Terms("south")), "north")
    assert gap_of(found, "south").ratio == pytest.approx(1 / turned.ratio)


@pytest.mark.parametrize("against", ["east", "undisclosed"])
def test_an_unknown_comparison_names_the_groups(against):
    with pytest.raises(UnknownIdError) as caught:
        assessed(THREE, terms=Terms(against))
    assert str(caught.value) == (
        f"against: no group '{against}' to compare with; expected 'rest' or a group of the table.\n"
        "  isle\n  north\n  south"
    )


def test_unknown_speakers_get_no_p_values_and_labelled_intervals():
    found = assessed(THREE, speaker=None)
    assert found.totals.speakers is None
    assert found.totals.speakers_effective is None
    assert found.totals.wer_interval == "rows_as_speakers"
    assert {group.status for group in found.groups} == {"speakers_unknown"}
    for gap in found.gaps:
        assert gap.status == "speakers_unknown"
        assert (gap.p_value, gap.p_adjusted, gap.verdict.in_json) == (None, None, "withheld")
        assert gap.ratio is not None


def test_rows_without_a_speaker_are_left_out_and_counted():
    nobody = table(people("north", 3, 0.9)).assign(who=[None, "", " "] * 4)
    found = assessed(pd.concat([THREE, nobody]), left_out=[("no_hypothesis", 2)])
    assert [(each.reason, each.utterances) for each in found.left_out] == [
        ("no_hypothesis", 2),
        ("no_speaker", 12),
    ]
    assert found.groups == assessed(THREE).groups


def test_a_group_without_errors_has_a_labelled_bound_and_still_counts_in_the_family():
    perfect = [("perfect", f"p{n}", 0, 0, 0, 50, False) for n in range(12)]
    found = assessed(table(people("a", 12, 0.2), people("b", 12, 0.3, seed=8), perfect))
    totals, gap = group_of(found, "perfect").totals, gap_of(found, "perfect")
    assert (totals.wer, totals.wer_low, totals.wer_interval) == (0.0, None, "exact_upper")
    assert totals.wer_high == pytest.approx(-math.log(0.025) / 600)
    assert gap.status == "reported"
    assert (gap.ratio, gap.p_value, gap.p_adjusted, gap.verdict.in_json) == (
        None,
        None,
        None,
        "withheld",
    )
    others = sorted((g.p_value, g.p_adjusted) for g in found.gaps if g.p_value is not None)
    assert others[0][1] == pytest.approx(min(1, 3 * others[0][0]))


def test_an_empty_reference_has_words_of_nobody_and_errors_of_somebody():
    silence = [("north", "north-0", 0, 0, 7, 0, False)]
    with_silence, without = assessed(pd.concat([THREE, table(silence)])), assessed(THREE)
    assert with_silence.totals.words == without.totals.words
    assert with_silence.totals.insertions == without.totals.insertions + 7
    assert group_of(with_silence, "north").totals.wer > group_of(without, "north").totals.wer


def test_a_speaker_of_several_accents_is_counted_once_in_the_total_and_in_no_rest_of_either():
    both = people("north", 5, 0.4, seed=11)
    frame = table(*(people(each, 12, 0.2, seed=s) for s, each in enumerate(["north", "south"])))
    doubled = pd.concat(
        [frame, table(both).assign(who=lambda t: "both-" + t["who"])], ignore_index=True
    ).reset_index(names="utterance")
    again = doubled[doubled["who"].str.startswith("both-")].assign(accent="south")
    found = assessed(pd.concat([doubled, again]), utterance="utterance")
    assert found.totals.utterances == len(doubled)
    assert group_of(found, "south").totals.utterances == 48 + len(again)
    only_south = assessed(frame).groups[1].totals.wer
    north = group_of(found, "north").totals.wer
    assert gap_of(found, "north").difference == pytest.approx(north - only_south)


def test_speakers_on_both_sides_are_jackknifed_together():
    rng = np.random.default_rng(5)
    rows = []
    for n in range(14):
        own = rng.lognormal(0, 0.8)
        for device, factor in (("phone", 1.3), ("laptop", 1.0)):
            errors = int(rng.poisson(30 * own * factor))
            rows.append((device, f"s{n}", errors, 0, 0, 300, False))
    paired = gap_of(assessed(table(rows)), "phone")
    apart = table(rows).assign(who=lambda t: t["who"] + t["accent"])
    assert paired.ratio == pytest.approx(gap_of(assessed(apart), "phone").ratio)
    assert paired.p_value < gap_of(assessed(apart), "phone").p_value / 5


@settings(deadline=None, max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(shuffler):
    order = list(range(len(THREE)))
    shuffler.shuffle(order)
    assert assessed(THREE.iloc[order]) == assessed(THREE)


@pytest.mark.parametrize("labels", [(1, 2), (True, False), ("a", "b")])
def test_groups_of_any_type_are_reported_as_text(labels):
    frame = table(people("a", 10, 0.1), people("b", 10, 0.1))
    frame["accent"] = pd.Categorical([labels[label == "b"] for label in frame["accent"]])
    assert [group.group for group in assessed(frame).groups] == sorted(map(str, labels))


def test_a_single_group_has_no_gap():
    found = assessed(table(people("only", 12, 0.2)))
    assert found.gaps == ()
    assert found.groups[0].status == "reported"


def test_nothing_to_assess():
    with pytest.raises(ReportError) as caught:
        assessed(THREE.head(0))
    assert str(caught.value) == (
        "grouping by accent: no utterance to assess; expected at least one with error counts "
        "and a speaker."
    )


def test_a_missing_column_is_named():
    with pytest.raises(TableError, match="no column 'dialect', 'words'; expected the columns"):
        assessed(THREE.drop(columns="words"), group="dialect")


@pytest.mark.parametrize("value", [-1, 0.5, float("nan"), "many"])
def test_counts_must_be_whole_numbers(value):
    frame = THREE.astype({"deletions": object})
    frame.loc[4, "deletions"] = value
    with pytest.raises(TableError) as caught:
        assessed(frame)
    assert str(caught.value) == (
        "error counts: 1 rows whose counts are not whole numbers from 0 up. "
        "Leave out what could not be counted, and say how many.\n  row 5"
    )


def test_a_missing_count_of_a_whole_number_column_is_refused():
    frame = THREE.astype({"deletions": "Int64"})
    frame.loc[4, "deletions"] = pd.NA
    with pytest.raises(TableError, match="1 rows whose counts are not whole numbers from 0 up"):
        assessed(frame)


@pytest.mark.parametrize("kind", ["category", "string", object])
def test_labels_and_speakers_of_any_column_type(kind):
    frame = THREE.astype({"accent": kind, "who": kind})
    assert assessed(frame) == assessed(THREE)


def test_a_hundred_thousand_groups_are_told_for_what_they_are():
    names = [f"speaker {n}" for n in range(100_000)]
    frame = pd.DataFrame({"accent": names, "who": names, "words": 9, "empty_hypothesis": False})
    frame = frame.assign(substitutions=1, deletions=0, insertions=0)
    with pytest.raises(TableError) as caught:
        assessed(frame)
    assert str(caught.value) == (
        "grouping: 100000 groups; expected at most 2000. Name a column of groups, not of speakers "
        "or texts; or put groups together."
    )
