"""Alignments for people: nothing written is lost, and what is equal is shown as equal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.alignment import align
from pipeline.text.counts import count_errors
from pipeline.text.distance import text_distance
from pipeline.text.policies import tokens

# The first call may compile, or load what was compiled.
unhurried = settings(deadline=None)

pieces = st.sampled_from(["a", "B,", "b", "a-b", "-", "\u2014", "c-a-b", "'", "\u00c9."])
texts = st.lists(pieces, max_size=8).map(" ".join)


def shown(reference, hypothesis, policy="basic-1"):
    return [
        (word.op, word.reference, word.hypothesis) for word in align(reference, hypothesis, policy)
    ]


@pytest.mark.parametrize(
    ("reference", "hypothesis", "expected"),
    [
        ("", "", []),
        ("Yes.", "yes", [("equal", "Yes.", "yes")]),
        ("one two", "", [("delete", "one", ""), ("delete", "two", "")]),
        ("", "Hm?", [("insert", "", "Hm?")]),
        ("a well-known man", "a well known man", [
            ("equal", "a", "a"), ("equal", "well-known", "well known"), ("equal", "man", "man"),
        ]),
        ("well-known", "well", [("substitute", "well-known", "well")]),
        ("well-known", "well so known", [("substitute", "well-known", "well so known")]),
        ("a-b", "c", [("substitute", "a-b", "c")]),
        ("so \u2014 no", "so no", [("equal", "so \u2014", "so"), ("equal", "no", "no")]),
        ("\u2014 so", "so", [("equal", "\u2014 so", "so")]),
        ("\u2014", "\u2026", [("equal", "\u2014", "\u2026")]),
        ("\u2014", "hey", [("equal", "\u2014", ""), ("insert", "", "hey")]),
    ],
)  # fmt: skip
def test_steps_in_the_words_as_written(reference, hypothesis, expected):
    assert shown(reference, hypothesis) == expected


@unhurried
@given(texts, texts, st.sampled_from(["basic-1", "verbatim-1"]))
def test_every_written_word_is_shown_once_and_in_order(reference, hypothesis, policy):
    steps = align(reference, hypothesis, policy)
    assert [w for step in steps for w in step.reference.split()] == reference.split()
    assert [w for step in steps for w in step.hypothesis.split()] == hypothesis.split()


@unhurried
@given(texts, texts, st.sampled_from(["basic-1", "verbatim-1"]))
def test_steps_are_equal_exactly_where_their_words_compare_as_the_same(
    reference, hypothesis, policy
):
    for step in align(reference, hypothesis, policy):
        same = tokens(step.reference, policy) == tokens(step.hypothesis, policy)
        assert (step.op == "equal") == same
        assert (step.op == "delete") == (not same and not tokens(step.hypothesis, policy))
        assert (step.op == "insert") == (not same and not tokens(step.reference, policy))


@unhurried
@given(texts, texts)
def test_without_joined_words_steps_are_the_counted_errors(reference, hypothesis):
    steps = [step.op for step in align(reference, hypothesis, "verbatim-1")]
    counts = count_errors([reference], [hypothesis], "verbatim-1").iloc[0]
    assert steps.count("substitute") == counts["substitutions"]
    assert steps.count("delete") == counts["deletions"]
    assert steps.count("insert") == counts["insertions"]


@unhurried
@given(texts, texts, texts)
def test_text_distance_is_symmetric_bounded_and_zero_only_for_the_same(first, second, third):
    distance = text_distance(first, second, "basic-1")
    assert distance == text_distance(second, first, "basic-1")
    assert 0 <= distance <= 1
    assert (distance == 0) == (tokens(first, "basic-1") == tokens(second, "basic-1"))
    assert text_distance(third, third, "basic-1") == 0


def test_text_distance_divides_by_the_longer_text():
    assert text_distance("a b c d", "a b", "basic-1") == 0.5
    assert text_distance("a", "b c d e", "basic-1") == 1.0
