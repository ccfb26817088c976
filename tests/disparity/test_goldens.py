"""What other people's tools say of the same numbers; goldens/make_goldens.py made them."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.statistics.multiplicity import benjamini_hochberg, holm
from pipeline.statistics.poisson import CountRows, fit_poisson, fit_random_intercept
from pipeline.text.counts import count_errors

GOLDENS = Path(__file__).parent / "goldens"


def golden(name):
    return json.loads((GOLDENS / name).read_text())


@pytest.fixture(scope="module")
def rows():
    frame = pd.read_csv(GOLDENS / "rows.csv")
    design = np.column_stack([np.ones(len(frame)), frame["snr"], frame["group"]])
    numbers = [frame[name].to_numpy(float) for name in ("errors", "words")]
    return CountRows(design, *numbers, frame["speaker"].to_numpy())


def test_statsmodels_clustered_poisson(rows):
    expected, found = golden("statsmodels.json"), fit_poisson(rows)
    assert found.beta == pytest.approx(expected["beta"], rel=1e-6)
    covariance = np.array(expected["covariance"])
    assert found.covariance == pytest.approx(covariance, rel=1e-6, abs=1e-10)


def test_lme4_random_intercept_with_fifteen_nodes(rows):
    expected, found = golden("r.json"), fit_random_intercept(rows)
    assert found.beta == pytest.approx(expected["beta"], abs=1e-4)
    assert found.spread == pytest.approx(expected["spread"], abs=1e-4)


def test_adjustments_are_those_of_r():
    expected = golden("r.json")
    assert holm(expected["p_values"]) == pytest.approx(expected["holm"])
    assert benjamini_hochberg(expected["p_values"]) == pytest.approx(expected["bh"])


def test_sclite_makes_as_many_errors_of_every_pair():
    pairs = pd.read_csv(GOLDENS / "pairs.tsv", sep="\t", keep_default_na=False)
    found = count_errors(pairs["reference"], pairs["hypothesis"], "verbatim-1")
    kinds = ["substitutions", "deletions", "insertions"]
    ours, theirs = found[kinds].sum(axis=1), pairs[kinds].sum(axis=1)
    # sclite weighs a substitution 4, the others 3, so it may split a total in another way, and in
    # rare pairs take one error more than there need be
    assert (ours <= theirs).all()
    assert (ours == theirs).mean() > 0.97
    assert (found["insertions"] - found["deletions"]).tolist() == (
        pairs["insertions"] - pairs["deletions"]
    ).tolist()
    assert math.isclose(ours.sum(), theirs.sum(), rel_tol=0.01)
