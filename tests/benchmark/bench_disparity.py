"""The statistics of an audit of a million utterances: CPU seconds of each part.

Run with `pytest tests/benchmark/bench_disparity.py -s`. 12 groups, 5,000 speakers, log-normal
amounts of speech. In process, after a warm-up in which compiled code is compiled or loaded; the
limits are a few times what was measured on two busy cores, to notice a change of order.
"""

import sys
import time

import numpy as np
import pandas as pd
import pytest

from pipeline.disparity.adjusted import adjust
from pipeline.disparity.assess import assess_cells
from pipeline.disparity.cells import make_cells
from pipeline.disparity.selection.permutation_tests import selection_gaps

UTTERANCES, SPEAKERS, GROUPS = 1_000_000, 5_000, 12
NAMES = {"group": "accent", "speaker": "who"}


@pytest.fixture(scope="module")
def counts():
    rng = np.random.default_rng(1)
    weight = rng.lognormal(0, 1, SPEAKERS)
    who = rng.choice(SPEAKERS, UTTERANCES, p=weight / weight.sum())
    words, snr = rng.integers(1, 20, UTTERANCES), rng.normal(20, 5, UTTERANCES)
    rate = 0.15 * np.exp(rng.normal(0, 0.35, SPEAKERS)[who] - 0.02 * (snr - 20))
    frame = pd.DataFrame({"who": who, "words": words, "snr": snr})
    frame["accent"] = pd.Series(who % GROUPS).map(lambda n: f"accent {n}").astype("category")
    frame["device"] = rng.choice(["phone", "laptop", "headset"], UTTERANCES)
    frame["substitutions"] = rng.poisson(rate * words)
    frame["silent"] = rng.random(UTTERANCES) < 0.05
    return frame.assign(deletions=0, insertions=0, empty_hypothesis=False)


def seconds(work):
    work()
    start = time.process_time()
    work()
    return time.process_time() - start


def test_sums_intervals_gaps_and_the_bootstrap(counts):
    rng = np.random.default_rng(2)
    cells = make_cells(counts, **NAMES, utterance=None)
    summing = seconds(lambda: make_cells(counts, **NAMES, utterance=None))
    plain = seconds(lambda: assess_cells(cells, system="x", policy="p"))
    together = seconds(lambda: assess_cells(cells, system="x", policy="p", rng=rng))
    sys.stdout.write(
        f"\nsums {summing:.2f} s, gaps {plain:.2f} s, and the bootstrap {together - plain:.2f} s"
    )
    assert together - plain < 0.7
    assert plain < 0.5


def test_adjusted_gaps(counts):
    def work(*, random_intercept):
        adjust(counts, **NAMES, covariates=["snr", "device"], random_intercept=random_intercept)

    one = seconds(lambda: work(random_intercept=False))
    both = seconds(lambda: work(random_intercept=True))
    sys.stdout.write(f"\nadjusted: Poisson {one:.1f} s, with the random intercept {both:.1f} s")
    assert both < 60


def test_selection(counts):
    part = counts.head(50_000)
    rng = np.random.default_rng(3)
    took = seconds(lambda: selection_gaps(part, rules=["silent"], rng=rng, **NAMES))
    sys.stdout.write(f"\nselection, 50,000 utterances, 100,000 arrangements: {took:.1f} s")
    assert took < 20
