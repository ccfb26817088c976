"""Error counts against two oracles: jiwer, and a plain edit distance written here."""

import re
from functools import cache
from pathlib import Path

import jiwer
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError, TableError
from pipeline.text import counts as counts_module
from pipeline.text.counts import COUNT_COLUMNS, ErrorCounts, count_errors
from pipeline.text.policies import tokens

# The first call may compile, or load what was compiled.
unhurried = settings(deadline=None)

CROWDSPEECH = Path(__file__).parents[3] / "shared" / "data" / "crowdspeech"

few_words = st.lists(st.sampled_from(["a", "b", "c", "aa", "\u00e9"]), max_size=12).map(" ".join)
# Any text but what jiwer's default transform and str.split() treat differently: see below.
any_text = st.text(max_size=40)


def as_jiwer_counts(reference, hypothesis):
    output = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    return (
        output.substitutions,
        output.deletions,
        output.insertions,
        len(reference),
        len(hypothesis),
    )


def plain_distance(first, second):
    @cache
    def distance(i, j):
        if i == 0 or j == 0:
            return i + j
        same = first[i - 1] == second[j - 1]
        return min(
            distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + (not same)
        )

    return distance(len(first), len(second))


@pytest.mark.parametrize(
    ("reference", "hypothesis", "expected"),
    [
        ("a b c", "a b c", (0, 0, 0, 3, 3)),
        ("a b c", "", (0, 3, 0, 3, 0)),
        ("", "x y", (0, 0, 2, 0, 2)),
        ("", "", (0, 0, 0, 0, 0)),
        ("a b c", "a x c d", (1, 0, 1, 3, 4)),
        ("the cat sat", "The cat sat.", (2, 0, 0, 3, 3)),
        ("a\u00a0b\u3000c", "a b c", (0, 0, 0, 3, 3)),
        ("a\x00b", "a\x00b c", (0, 0, 1, 1, 2)),
    ],
)
def test_verbatim_counts(reference, hypothesis, expected):
    row = count_errors([reference], [hypothesis], "verbatim-1").iloc[0]
    assert tuple(row) == expected


@unhurried
@given(st.lists(st.tuples(few_words, few_words), max_size=20))
@example([("a b c a b", "b c a"), ("b a", "a b"), ("a b b a", "b b b")])
def test_the_split_is_the_one_jiwer_shows(pairs):
    references, hypotheses = [a for a, _ in pairs], [b for _, b in pairs]
    found = count_errors(references, hypotheses, "verbatim-1")
    for (reference, hypothesis), row in zip(pairs, found.itertuples(index=False), strict=True):
        assert tuple(row) == as_jiwer_counts(reference.split(), hypothesis.split())


@unhurried
@given(any_text, any_text, st.sampled_from(["verbatim-1", "basic-1"]))
def test_any_text_under_any_policy_counts_as_its_tokens_do(reference, hypothesis, policy):
    row = count_errors([reference], [hypothesis], policy).iloc[0]
    expected = tokens(reference, policy), tokens(hypothesis, policy)
    assert tuple(row) == as_jiwer_counts(*expected)
    assert row["substitutions"] + row["deletions"] + row["insertions"] == plain_distance(
        tuple(expected[0]), tuple(expected[1])
    )


def test_every_white_space_of_python_splits_in_compiled_code():
    spaces = [chr(code) for code in range(0x110000) if chr(code).isspace()]
    others = [chr(c) for c in range(0x80, 0x3100) if not chr(c).isspace()]
    found = count_errors([f"a{space}b" for space in spaces], [""] * len(spaces), "verbatim-1")
    assert (found["words"] == 2).all()
    found = count_errors([f"a{other}b" for other in others], [""] * len(others), "verbatim-1")
    assert (found["words"] == 1).all()


@pytest.mark.parametrize("length", [63, 64, 65, 129, 700])
def test_long_texts_split_as_jiwer_does(length):
    rng = np.random.default_rng(length)
    reference = [f"w{n}" for n in rng.integers(0, 12, length)]
    hypothesis = [f"w{n}" for n in rng.integers(0, 12, length + 7)]
    row = count_errors([" ".join(reference)], [" ".join(hypothesis)], "verbatim-1").iloc[0]
    assert tuple(row) == as_jiwer_counts(reference, hypothesis)


def test_texts_of_thousands_of_words_have_the_same_total():
    rng = np.random.default_rng(1)
    reference = [f"w{n}" for n in rng.integers(0, 50, 5000)]
    hypothesis = [f"w{n}" for n in rng.integers(0, 50, 4000)]
    row = count_errors([" ".join(reference)], [" ".join(hypothesis)], "verbatim-1").iloc[0]
    expected = as_jiwer_counts(reference, hypothesis)
    assert sum(row.iloc[:3]) == sum(expected[:3])
    assert row["words"] == 5000


@unhurried
@given(st.lists(st.tuples(any_text, any_text), min_size=1, max_size=8))
def test_a_batch_counts_as_its_pairs_do(pairs):
    references, hypotheses = [a for a, _ in pairs], [b for _, b in pairs]
    together = count_errors(references, hypotheses, "basic-1")
    apart = pd.concat([count_errors([a], [b], "basic-1") for a, b in pairs], ignore_index=True)
    pd.testing.assert_frame_equal(together, apart)
    summed = sum(map(ErrorCounts.from_frame, [together.iloc[:3], together.iloc[3:]]), ErrorCounts())
    assert summed == ErrorCounts.from_frame(together)


def test_chunks_and_forgotten_words_change_nothing(monkeypatch):
    references = [f"caf\u00e9 number-{n % 7} \u2019twas" for n in range(50)]
    hypotheses = [f"Cafe\u0301 number {n % 5} 'twas" for n in range(50)]
    whole = count_errors(references, hypotheses, "basic-1")
    monkeypatch.setattr(counts_module, "CHUNK_PAIRS", 3)
    monkeypatch.setattr(counts_module, "MOST_WORDS_REMEMBERED", 2)
    pd.testing.assert_frame_equal(count_errors(references, hypotheses, "basic-1"), whole)


@pytest.mark.parametrize("dtype", ["object", "str", "string[pyarrow]", "large_string[pyarrow]"])
def test_series_of_any_text_type_keep_their_index(dtype):
    references = pd.Series(["a b", "\u00e9", "c"], index=[7, 3, 9]).astype(dtype)
    found = count_errors(references, references.iloc[::-1], "basic-1")
    assert found.index.tolist() == [7, 3, 9]
    assert found["words"].tolist() == [2, 1, 1]
    assert found["hypothesis_words"].tolist() == [1, 1, 2]
    assert (found.dtypes == "int64").all()


def test_half_a_surrogate_pair_is_a_word_like_any_other():
    found = count_errors(["a \ud800", "b"], ["a \ud800", "b"], "verbatim-1")
    assert found[["words", "substitutions"]].to_numpy().tolist() == [[2, 0], [1, 0]]
    found = count_errors(["a\u2019 \ud800b"], ["A' b"], "basic-1")
    assert found.iloc[0].to_dict() | {"words": 2} == found.iloc[0].to_dict()


def test_no_pairs_give_an_empty_frame():
    found = count_errors([], [], "basic-1")
    assert list(found.columns) == list(COUNT_COLUMNS)
    assert len(found) == 0


def test_missing_texts_are_named_not_counted():
    with pytest.raises(TableError) as caught:
        count_errors(["a", "b", "c"], ["a", None, float("nan")], "basic-1")
    assert str(caught.value) == (
        "2 rows without a hypothesis; expected a text, or an empty text for a recogniser that "
        "answered nothing. Leave missing texts out, and say how many.\n  row 2\n  row 3"
    )


def test_numbers_are_not_texts():
    with pytest.raises(
        TableError, match=r"^rows from 1: a reference that is not text .*; expected"
    ):
        count_errors([12], ["a"], "basic-1")


def test_unequal_lengths_are_refused():
    with pytest.raises(TableError, match="2 references and 1 hypotheses"):
        count_errors(["a", "b"], ["a"], "basic-1")


def test_an_unknown_policy_is_refused_for_no_pairs_too():
    with pytest.raises(SettingsError, match="no normalisation policy 'klingon-1'"):
        count_errors([], [], "klingon-1")


def test_an_empty_reference_has_no_rate_but_its_insertions_are_pooled():
    silence, speech = ErrorCounts(insertions=3), ErrorCounts(deletions=1, words=10)
    assert silence.wer is None
    assert (silence + speech).wer == 0.4


def test_a_rate_is_not_capped():
    found = ErrorCounts.from_frame(count_errors(["a"], ["b c d"], "basic-1"))
    assert found.wer == 3.0


@pytest.mark.real
@pytest.mark.skipif(not CROWDSPEECH.is_dir(), reason="../shared/data/crowdspeech is not here")
def test_crowd_transcripts_count_as_jiwer_counts_them():
    table = pd.read_csv(CROWDSPEECH / "crowdspeech-dev-other-crowd.tsv", sep="\t", dtype=str)
    truth = pd.read_csv(
        CROWDSPEECH / "crowdspeech-dev-other-gt.txt", sep="\t", names=["audio", "text"], dtype=str
    )
    rows = table.merge(truth, left_on="INPUT:audio", right_on="audio").dropna().head(4000)
    references = [re.sub(r"\s+", " ", text).strip() for text in rows["text"]]
    hypotheses = [re.sub(r"\s+", " ", text).strip() for text in rows["OUTPUT:transcription"]]
    oracle = jiwer.process_words(references, hypotheses)
    found = ErrorCounts.from_frame(count_errors(references, hypotheses, "verbatim-1"))
    assert len(references) == 4000
    assert found == ErrorCounts(
        oracle.substitutions,
        oracle.deletions,
        oracle.insertions,
        oracle.hits + oracle.substitutions + oracle.deletions,
    )
