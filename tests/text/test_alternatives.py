"""A team's alternatives: what is read as something else, what in several ways, and bad tables."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import TableError
from pipeline.text import lattice
from pipeline.text.alternatives import Alternatives
from pipeline.text.counts import count_errors
from pipeline.text.lattice import closest_readings

unhurried = settings(deadline=None)


def alternatives(*rows, policy="basic-1"):
    table = pd.DataFrame(rows, columns=["from", "to"])
    return Alternatives.from_table(table, policy, "glm.csv")


def errors(reference, hypothesis, rules):
    row = count_errors([reference], [hypothesis], rules.policy, alternatives=rules).iloc[0]
    return tuple(row)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "expected"),
    [
        ("He's gonna go", "he has going to go", (0, 0, 0, 5, 5)),
        ("he is late", "he's late", (0, 0, 0, 3, 3)),
        ("he has late", "he is late", (1, 0, 0, 3, 3)),
        ("you know we met", "we you know met", (0, 0, 0, 2, 2)),
        ("huh we met", "we met", (0, 0, 0, 2, 2)),
        ("huh we met", "huh we met", (0, 0, 0, 3, 3)),
        ("we met", "huh we met", (0, 0, 0, 2, 2)),
        ("a b", "a c", (1, 0, 0, 2, 2)),
        ("", "huh", (0, 0, 0, 0, 0)),
    ],
)
def test_the_reading_with_the_fewest_errors_counts(reference, hypothesis, expected):
    rules = alternatives(
        ("gonna", "going to"),
        ("he's", "{he is / he has}"),
        ("You know", ""),
        ("huh", "{@ / huh}"),
    )
    assert errors(reference, hypothesis, rules) == expected


def test_the_longest_run_of_words_is_replaced_once():
    rules = alternatives(("a b", "b"), ("b", "c"), ("a", "d"))
    assert [slot[0] for slot in rules.slots(["a", "b", "b", "a"])] == [("b",), ("c",), ("d",)]


def test_words_are_taken_in_the_normal_form_of_the_policy():
    rules = alternatives(("OK", "okay"), ("twenty-one", "a score and one"), policy="english-1")
    assert errors("ok 21", "okay a score and one", rules)[:3] == (0, 0, 0)


def test_texts_without_such_words_count_as_without_a_table():
    references, hypotheses = ["caf\u00e9 a", "b \ud800"], ["cafe a", "b"]
    plain = count_errors(references, hypotheses, "basic-1")
    rules = alternatives(("zzz", ""))
    pd.testing.assert_frame_equal(
        count_errors(references, hypotheses, "basic-1", alternatives=rules), plain
    )


def test_alternatives_are_for_the_policy_they_were_read_for():
    with pytest.raises(ValueError, match="read for basic-1, counted under verbatim-1"):
        count_errors(["a"], ["a"], "verbatim-1", alternatives=alternatives(("a", "b")))


@pytest.mark.parametrize(
    ("rows", "message"),
    [  # each without the name of the table
        ([("a", "{b / c")], "row 1: `to` is '{b / c'; expected words, nothing, or one pair "
         "of braces around all alternatives. Write {one / other}, and @ for nothing."),
        ([("a", "b {c / d}")], "row 1: `to` is 'b {c / d}'; expected words, nothing, or one "
         "pair of braces around all alternatives. Write {one / other}, and @ for nothing."),
        ([("a", "b"), ("\u2026", "x")], "row 2: `from` is '\u2026', which has no words under "
         "basic-1; expected the words to look for. Take the row out, or write it in words."),
        ([("a", "{b}")], "row 1: `to` is '{b}': 1 alternatives; expected 2 to 20 between "
         "the braces, a / between each two."),
        ([("a", "b"), ("A", "c")], "row 2: 'A' has another `to` in a row above; expected one "
         "row for the same words. Join them: {one / other}."),
    ],
)  # fmt: skip
def test_bad_rows_are_named(rows, message):
    with pytest.raises(TableError) as caught:
        alternatives(*rows)
    assert str(caught.value) == f"glm.csv, {message}"


def test_a_missing_column_is_named_with_those_there_are():
    with pytest.raises(TableError) as caught:
        Alternatives.from_table(pd.DataFrame({"from": ["a"], "too": ["b"]}), "basic-1", "glm.csv")
    assert str(caught.value) == (
        "glm.csv: no column 'to'; expected columns from and to. Name them in the first line.\n"
        "  found: from\n  found: too"
    )


words = st.lists(st.sampled_from("abc"), max_size=2).map(tuple)
slots = st.lists(st.lists(words, min_size=1, max_size=3, unique=True).map(tuple), max_size=4)


def distance(reference, hypothesis):
    row = count_errors([" ".join(reference)], [" ".join(hypothesis)], "verbatim-1").iloc[0]
    return row[["substitutions", "deletions", "insertions"]].sum()


def readings(network):
    return [tuple(w for part in choice for w in part) for choice in product(*network)]


@settings(deadline=None, max_examples=60)
@given(slots, slots)
def test_no_pair_of_readings_is_closer_than_the_chosen_one(reference, hypothesis):
    reference_words, hypothesis_words = closest_readings(reference, hypothesis)
    assert reference_words in readings(reference)
    assert hypothesis_words in readings(hypothesis)
    pairs = product(set(readings(reference)), set(readings(hypothesis)))
    assert distance(reference_words, hypothesis_words) == min(distance(*pair) for pair in pairs)


def test_texts_too_long_for_the_table_take_the_first_alternatives(monkeypatch):
    monkeypatch.setattr(lattice, "MOST_CELLS", 3)
    assert closest_readings([(("a",), ("b",))] * 2, [(("b",),)] * 2) == (("a", "a"), ("b", "b"))
