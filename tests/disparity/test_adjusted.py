"""Adjusted gaps: what adjustment takes away, what it leaves, and what it refuses to say."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.adjusted import adjust
from pipeline.disparity.assess import assess
from pipeline.disparity.terms import Terms
from pipeline.errors import TableError, UnknownIdError
from pipeline.results.disparity import Disparity
from pipeline.results.json_writing import disparity_as_json
from pipeline.statistics.e_values import e_value, e_value_of_limit

CONTRACT = ["group", "against", "ratio", "ratio_low", "ratio_high", "p_value", "p_adjusted"]


def world(seed, *, gap=1.0, snr_gap=-8.0, speakers=40, utterances=6, groups=("north", "south")):
    """The last group records with less signal; every 10 dB double the error rate."""
    rng = np.random.default_rng(seed)
    rows = []
    for name in groups:
        last = name == groups[-1]
        for n in range(speakers):
            own = rng.normal(0, 0.3)
            for _ in range(utterances):
                snr = 25 + rng.normal(0, 5) + snr_gap * last
                rate = 0.08 * math.exp(own + math.log(gap) * last) * 2 ** (-(snr - 25) / 10)
                words = int(rng.integers(5, 30))
                rows.append((name, f"{name}{n}", snr, int(rng.poisson(rate * words)), words))
    columns = ["accent", "who", "snr", "substitutions", "words"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(deletions=0, insertions=0, empty_hypothesis=False)


def adjusted(frame, covariates=("snr",), **options):
    options = {"group": "accent", "speaker": "who"} | options
    return adjust(frame, covariates=list(covariates), **options)


def of(found, group):
    return next(each for each in found.gaps if each.group == group)


def test_a_gap_that_is_all_noise_goes_away():
    south = of(adjusted(world(1), random_intercept=True), "south")
    assert south.raw_low > 1.3
    assert south.ratio_low < 1 < south.ratio_high
    assert south.mixed_low < 1 < south.mixed_high
    assert south.e_value_limit == 1.0
    assert south.covariates == ("snr",)


def test_the_random_intercept_is_fitted_only_where_it_is_asked_for():
    plain, both = (adjusted(world(1), random_intercept=asked) for asked in (False, True))
    assert adjusted(world(1)) == plain
    assert not any(each.has_random_intercept for each in plain.gaps)
    without = {"mixed_ratio": None, "mixed_low": None, "mixed_high": None, "mixed_p_value": None}
    assert tuple(replace(each, **without, speaker_spread=None) for each in both.gaps) == plain.gaps
    for each in both.gaps:
        assert each.has_random_intercept
        assert each.mixed_low < each.mixed_ratio < each.mixed_high
        assert 0 < each.mixed_p_value <= 1
        assert each.speaker_spread > 0
    written = disparity_as_json(Disparity(adjusted=plain.gaps))["adjusted"][0]
    for key in (*without, "speaker_spread"):
        assert written[key] is None


def test_a_gap_beyond_the_noise_stays():
    south = of(adjusted(world(2, gap=1.6)), "south")
    assert south.ratio < south.raw_ratio
    assert south.ratio_low > 1.1
    assert south.p_adjusted < 0.05
    assert south.e_value > south.e_value_limit > 1


def test_without_covariates_the_ratio_is_the_raw_one():
    frame = world(3, gap=1.5, groups=("isle", "north", "south"))
    raw = assess(frame, group="accent", speaker="who", system="x", policy="p")
    for gap, each in zip(raw.gaps, adjusted(frame, ()).gaps, strict=True):
        assert each.ratio == pytest.approx(gap.ratio, rel=1e-8)
        assert (each.raw_ratio, each.raw_low) == pytest.approx((gap.ratio, gap.ratio_low))
        # jackknife and sandwich are two estimates of one variance
        assert each.ratio_low == pytest.approx(gap.ratio_low, rel=0.02)


def test_statsmodels_says_the_same_of_the_same_design():
    api = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    frame = world(4, gap=1.3)
    south = of(adjusted(frame, random_intercept=True), "south")
    design = np.column_stack([np.ones(len(frame)), frame["snr"], frame["accent"] == "south"])
    groups = pd.factorize(frame["who"])[0]
    model = api.GLM(
        frame["substitutions"].to_numpy(), design.astype(float),
        family=api.families.Poisson(), offset=np.log(frame["words"].to_numpy()),
    )  # fmt: skip
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, tol=1e-12)
    assert math.log(south.ratio) == pytest.approx(fit.params[2], rel=1e-6)
    assert south.mixed_ratio == pytest.approx(south.ratio, rel=0.1)


def test_the_family_is_adjusted_and_the_contract_kept():
    frame = world(5, gap=1.5, groups=("isle", "north", "south"))
    found = adjusted(frame)
    smallest = min(found.gaps, key=lambda each: each.p_value)
    assert smallest.p_adjusted == pytest.approx(3 * smallest.p_value)
    as_json = disparity_as_json(Disparity(adjusted=found.gaps))["adjusted"]
    assert all(list(each)[:7] == CONTRACT for each in as_json)
    assert json.loads(json.dumps(as_json, allow_nan=False)) == as_json


def test_a_covariate_that_tells_the_group_leaves_nothing_to_compare():
    frame = world(6)
    frame["studio"] = frame["accent"].map({"north": "x", "south": "y"})
    south = of(adjusted(frame, ["snr", "studio"]), "south")
    assert (south.ratio, south.p_value, south.e_value) == (None, None, None)
    assert south.raw_ratio > 1


def test_constant_and_repeated_covariates_are_not_named():
    frame = world(7).assign(rate=16000, snr_again=lambda t: 2 * t["snr"] + 1)
    south = of(adjusted(frame, ["rate", "snr", "snr_again"]), "south")
    assert south.covariates == ("snr",)
    assert south.ratio == pytest.approx(of(adjusted(frame), "south").ratio)


def test_the_length_of_the_prompt_can_be_a_covariate():
    found = of(adjusted(world(8), ["words", "snr"]), "south")
    assert found.covariates == ("words", "snr")


def test_what_is_missing_is_left_out_and_counted_and_missing_categories_are_one():
    frame = world(9).assign(device=lambda t: np.where(t.index % 3, "phone", None))
    frame.loc[frame.index[:7], "snr"] = np.nan
    frame.loc[frame.index[20:24], "words"] = 0
    found = adjusted(frame, ["snr", "device"])
    assert [(each.reason, each.utterances) for each in found.left_out] == [
        ("empty_reference", 4),
        ("no_snr", 7),
    ]
    assert of(found, "south").utterances == len(frame) - 11


def test_few_speakers_keep_the_ratio_and_lose_the_p_value():
    south = of(adjusted(world(10, speakers=6)), "south")
    assert (south.status, south.p_value, south.p_adjusted) == ("too_few_speakers", None, None)
    assert south.ratio_low < south.ratio < south.ratio_high


def test_undisclosed_utterances_are_in_no_model():
    frame = world(11)
    hidden = frame.iloc[:60].assign(accent=None, who="h" + frame["who"], substitutions=20)
    assert adjusted(pd.concat([frame, hidden])).gaps == adjusted(frame).gaps


def test_several_groups_of_one_utterance():
    frame = world(12).reset_index(names="utterance")
    both = frame.iloc[:30].assign(accent="isle")
    found = adjusted(pd.concat([frame, both]), utterance="utterance")
    assert of(found, "isle").utterances == len(frame)
    against = adjusted(pd.concat([frame, both]), utterance="utterance", terms=Terms("north"))
    assert of(against, "isle").utterances == (frame["accent"] == "north").sum()


@pytest.mark.parametrize("seed", [13, 14])
def test_a_group_without_errors_has_no_ratio(seed):
    frame = world(seed)
    frame.loc[frame["accent"] == "south", "substitutions"] = 0
    south = of(adjusted(frame, random_intercept=True), "south")
    assert (south.ratio, south.raw_ratio, south.mixed_ratio) == (None, None, None)


def test_a_device_without_errors_goes_with_the_commonest():
    frame = world(15).assign(device=lambda t: np.where(t.index < 5, "mute", "phone"))
    frame.loc[frame["device"] == "mute", "substitutions"] = 0
    assert of(adjusted(frame, ["snr", "device"]), "south").covariates == ("snr",)


def test_missing_columns_and_unknown_comparisons_are_named():
    with pytest.raises(TableError, match="covariates: no column 'loudness'; expected columns of"):
        adjusted(world(16), ["loudness"])
    with pytest.raises(UnknownIdError, match="against: no group 'east' to compare with"):
        adjusted(world(16), terms=Terms("east"))


def test_e_values_of_the_published_example():
    # VanderWeele & Ding 2017: RR 3.9 (95 % CI 1.8 to 8.7) has E-values 7.26 and 3.00.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of_limit(1.8, 8.7) == pytest.approx(3.0)
    assert e_value_of_limit(1 / 8.7, 1 / 1.8) == pytest.approx(3.0)
    assert (e_value(None), e_value_of_limit(None, None)) == (None, None)


def test_adjusted_gaps_stand_in_the_json_of_the_assessment():
    frame = world(17)
    raw = assess(frame, group="accent", speaker="who", system="x", policy="p")
    found = disparity_as_json(replace(raw, adjusted=adjusted(frame).gaps))
    assert [each["group"] for each in found["adjusted"]] == ["north", "south"]
    assert found["adjusted"][1]["covariates"] == ["snr"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_category_without_errors_on_these_two_sides_does_not_stop_the_others():
    frame = world(18, groups=("isle", "north", "south")).assign(device="phone")
    rare = frame.index[(frame["accent"] == "north") & (frame.index % 50 == 0)]
    frame.loc[rare, ["device", "substitutions"]] = ["fax", 0]
    frame.loc[frame["accent"] == "isle", "device"] = "fax"
    south = of(adjusted(frame, ["snr", "device"], terms=Terms("north")), "south")
    assert south.ratio_low < south.ratio < south.ratio_high
    assert south.covariates == ("snr",)
