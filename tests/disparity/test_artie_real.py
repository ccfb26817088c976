"""The Artie bias corpus: 969 real speakers, nine recognisers, and what is known of both."""

import numpy as np
import pytest

from pipeline.disparity.adjusted import adjust
from pipeline.disparity.assess import assess
from pipeline.disparity.pairs import pair_systems
from pipeline.disparity.terms import Terms
from pipeline.text.counts import count_errors
from tests.artie import KNOWN, MARKS, read, strip_texts

pytestmark = MARKS

# How the table's texts were prepared: lower-cased, and ASCII punctuation deleted, hyphens too.
STRIPPED = "lower-cased, punctuation stripped"


def counted(system, policy):
    heard = read(f"predictions/{KNOWN[system][0]}.tsv")
    rows = read("artie-bias-corpus.tsv").merge(
        heard[["stem", "prediction"]], on="stem", validate="1:1"
    )
    texts = rows["sentence"], rows["prediction"]
    if policy == STRIPPED:
        errors = count_errors(*(strip_texts(side) for side in texts), "verbatim-1")
    else:
        errors = count_errors(*texts, policy)
    return rows.join(errors).assign(empty_hypothesis=rows["prediction"] == "")


def assessed(rows, system, policy, *, group="accent", against="rest"):
    return assess(
        rows, group=group, speaker="client_id", system=system, policy=policy, terms=Terms(against)
    )


GROUPS = ("us", "england", "indian", "male", "female")


def deviations(system, policy):
    """Percentage points from the published table: overall, then each of GROUPS."""
    rows = counted(system, policy)
    by_accent = assessed(rows, system, policy)
    by_gender = assessed(rows, system, policy, group="gender")
    rates = {each.group: each.totals.wer for each in by_accent.groups + by_gender.groups}
    found = [by_accent.totals.wer, *(rates[group] for group in GROUPS)]
    return [100 * rate - known for rate, known in zip(found, KNOWN[system][1:7], strict=True)]


@pytest.mark.parametrize("system", KNOWN)
def test_prepared_as_the_table_was_its_rates_come_out(system):
    assert max(map(abs, deviations(system, STRIPPED))) < 0.05


@pytest.mark.parametrize("system", KNOWN)
def test_basic_1_stays_close_to_the_table(system):
    # basic-1 makes "fore-armed" two words where the table makes it one, so it is not the same
    # rate; a whole recogniser stays within 0.65 points of it, one accent within 1.0.
    overall, *groups = deviations(system, "basic-1")
    assert abs(overall) < 0.65
    assert max(map(abs, groups)) < 1.0


@pytest.mark.parametrize("system", KNOWN)
def test_counts_of_people_and_of_silence(system):
    totals = assessed(counted(system, "basic-1"), system, "basic-1").totals
    assert (totals.utterances, totals.speakers) == (1712, 969)
    assert totals.empty_hypotheses == KNOWN[system][7]


# Difference in points from us with its limits, from a bootstrap over speakers (2,000 draws).
@pytest.mark.parametrize(
    ("system", "group", "difference", "low", "high", "verdict"),
    [
        ("google en-US", "indian", 10.5, 5.6, 15.8, "worse"),
        ("google en-US", "england", 10.6, 4.1, 17.6, "worse"),
        ("amazon en-US", "indian", 16.1, 11.3, 20.9, "worse"),
        ("amazon en-US", "england", 2.7, -2.6, 8.8, "no difference shown"),
        ("deepspeech 0.7.3", "indian", 21.3, 16.0, 26.5, "worse"),
    ],
)
def test_gaps_and_limits_are_near_a_bootstrap_over_speakers(
    system, group, difference, low, high, verdict
):
    found = assessed(counted(system, STRIPPED), system, STRIPPED, against="us")
    gap = next(gap for gap in found.gaps if gap.group == group)
    assert gap.difference * 100 == pytest.approx(difference, abs=0.15)
    assert gap.difference_low * 100 == pytest.approx(low, abs=1.0)
    assert gap.difference_high * 100 == pytest.approx(high, abs=1.0)
    assert gap.verdict.in_json == verdict


def test_scotland_has_too_few_speakers_for_a_verdict():
    found = assessed(counted("google en-US", "basic-1"), "google en-US", "basic-1")
    scotland = next(each for each in found.groups if each.group == "scotland")
    gap = next(gap for gap in found.gaps if gap.group == "scotland")
    assert scotland.totals.speakers == 8
    assert scotland.status == gap.status == "too_few_speakers"
    assert gap.verdict.in_json == "withheld"
    assert gap.p_value is None
    assert gap.p_adjusted is None
    assert gap.ratio is not None


def test_the_label_na_is_a_group_and_not_a_missing_value():
    found = assessed(counted("google en-US", "basic-1"), "google en-US", "basic-1")
    names = [each.group for each in found.groups]
    assert "NA" in names
    assert "undisclosed" not in names


def test_pairs_find_which_of_two_systems_is_better_for_whom():
    systems = {name: counted(name, "basic-1") for name in ("google en-US", "google en-IN")}
    pairs = pair_systems(systems, group="accent", speaker="client_id")
    found = {pair.group: pair for pair in pairs}
    assert found[None].difference < -0.3
    assert found["us"].p_adjusted < 0.001
    assert found["us"].mapsswe_segments < found[None].mapsswe_segments == 1712
    assert found["scotland"].status == "too_few_speakers"
    # the model for India is the worse one for everybody, least of all for speakers from India
    assert found["indian"].difference_low > found["us"].difference_high


def test_limits_that_hold_together_on_real_speakers():
    rows = counted("google en-US", "basic-1")
    large = rows[rows["accent"].isin(["us", "england", "indian"])]
    found = assess(
        large, group="accent", speaker="client_id", system="x", policy="basic-1", terms=Terms("us"),
        rng=np.random.default_rng(1),
    )  # fmt: skip
    for gap in found.gaps:
        assert 1 < gap.ratio_low_simultaneous < gap.ratio_low
        assert gap.p_value_simultaneous < 0.01


def test_adjusting_for_age_and_gender_leaves_the_gap_of_indian_speakers():
    rows = counted("amazon en-US", "basic-1")
    found = adjust(
        rows, group="accent", speaker="client_id", covariates=["age", "gender"], terms=Terms("us"),
        random_intercept=True,
    )  # fmt: skip
    indian = next(gap for gap in found.gaps if gap.group == "indian")
    assert indian.raw_low > 1.4
    assert indian.ratio_low > 1.3
    assert indian.mixed_low > 1.3
    assert indian.covariates == ("age", "gender")
