"""What a worker's votes weigh, from agreement alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.review.consensus.skill import (
    CONSENSUS_ERRS,
    LEAST_RATE,
    MEAN_WORDS,
    MOST_RATE,
    OTHERS_WORDS,
    usual_rates,
    vote_weights,
)


def plainly(differing, words, workers):
    """The documented estimate, a text at a time."""
    mean = sum(differing) / sum(words)
    weights = []
    for n, worker in enumerate(workers):
        others = [m for m, other in enumerate(workers) if other == worker and m != n]
        wrong = sum(differing[m] for m in others) + MEAN_WORDS * mean
        usual = wrong / (sum(words[m] for m in others) + MEAN_WORDS) - CONSENSUS_ERRS * mean
        rate = (OTHERS_WORDS * usual + differing[n]) / (OTHERS_WORDS + words[n])
        rate = min(max(rate, LEAST_RATE), MOST_RATE)
        weights.append(np.log((1 - rate) / rate))
    return weights


@st.composite
def evidence(draw):
    count = draw(st.integers(1, 12))
    words = draw(arrays.arrays(np.float64, count, elements=st.integers(0, 40).map(float)))
    share = draw(arrays.arrays(np.float64, count, elements=st.floats(0, 1)))
    workers = draw(arrays.arrays(np.int64, count, elements=st.integers(0, 4)))
    return np.floor(words * share), words, workers


@settings(deadline=None)
@given(evidence())
def test_weights_are_what_the_documents_say_and_never_nothing(found):
    differing, words, workers = found
    weights = vote_weights(differing, words, workers)
    assert (weights > 0).all()
    if words.sum():
        assert weights == pytest.approx(plainly(differing, words, workers))
    else:
        assert (weights == 1).all()


def test_a_text_is_not_judged_by_itself_twice():
    """The usual rate leaves out the text that is voted on: there, all are strangers here."""
    words = np.full(3, 20.0)
    rates = usual_rates(np.array([0.0, 10.0, 20.0]), words, np.arange(3))
    assert rates == pytest.approx([0.5 * (1 - CONSENSUS_ERRS)] * 3)


def test_strangers_are_told_apart_by_this_text_alone():
    first, second, third = vote_weights(np.array([0.0, 5.0, 10.0]), np.full(3, 20.0), np.arange(3))
    assert first > second > third
