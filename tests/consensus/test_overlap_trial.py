"""Overlap by need: the same texts are taken that the queue's rule would have asked for."""

import doctest

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs import overlap_trial
from docs.overlap_trial import asked_for, nearest_pairs
from pipeline.review.assigning.overlap import ReviewRules, decide

TEXT = st.lists(st.sampled_from(["ay", "bee", "sea"]), max_size=4).map(" ".join)
ROWS = st.lists(st.tuples(st.sampled_from("uvw"), TEXT), min_size=1, max_size=20)


def table(rows):
    return pd.DataFrame(rows, columns=["utterance_id", "text"])


@settings(deadline=None)
@given(rows=ROWS, within=st.sampled_from([0.0, 0.25, 0.5, 1.0]), most=st.integers(2, 6))
def test_asked_for_is_what_the_queue_would_ask_for(rows, within, most):
    rules = ReviewRules(most_listeners=most, agree_within=within)
    found = asked_for(nearest_pairs(table(rows), "basic-1"), within, most)
    for name in {utterance for utterance, _ in rows}:
        texts = [text for utterance, text in rows if utterance == name]
        count = min(2, len(texts))
        while count < len(texts) and decide(count, 0, texts[:count], rules) == "listen":
            count += 1
        assert found[found["utterance_id"] == name]["text"].tolist() == texts[:count]


@pytest.mark.parametrize(("most", "spent"), [(2, 2), (3, 3), (7, 5)])
def test_a_fixed_number_is_a_distance_that_nobody_reaches(most, spent):
    rows = nearest_pairs(table([("u", "ay")] * 5), "basic-1")
    assert len(asked_for(rows, -1.0, most)) == spent
    assert len(asked_for(rows, 0.0, most)) == 2


def test_its_examples_hold():
    found = doctest.testmod(overlap_trial)
    assert found.attempted
    assert not found.failed
