"""What stands behind a comparison of a bare table: no store, perhaps no speakers."""

from typing import Any

import pandas as pd
import pytest

from pipeline.errors import TableError
from pipeline.stages.evidence.asked import Asked
from pipeline.stages.evidence.covariates import usable_covariates
from pipeline.stages.evidence.gather import gather
from pipeline.stages.evidence.words import MOST_WORDS_SHOWN, word_lists
from pipeline.text.alternatives import Alternatives
from pipeline.text.counts import count_errors


def table(pairs: list[tuple[str, str]], **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["reference", "hypothesis"]).assign(**columns)
    counts = count_errors(frame["reference"], frame["hypothesis"], "basic-1")
    return frame.join(counts).assign(empty_hypothesis=frame["hypothesis"].eq(""))


@pytest.fixture
def texts() -> pd.DataFrame:
    pairs = [("the sea is not near", f"the {('tea', 'sea')[n % 2]} is near") for n in range(48)]
    return table(
        pairs, who=[f"w{n % 24:02}" for n in range(48)], accent=["a", "b"] * 24, db=range(48)
    )


def test_without_speakers_counts_stand_and_what_rests_on_speakers_is_null(
    texts: pd.DataFrame,
) -> None:
    with_speakers = gather(texts, Asked("accent", "who", "basic-1"), lists=word_lists("en"))
    without = gather(texts, Asked("accent", None, "basic-1"), lists=word_lists("en"))
    known, unknown = with_speakers.words[0], without.words[0]
    assert (known.word, known.said, known.missed) == ("sea", 24, 24)
    assert known.speakers == 12
    for name in ("word", "said", "missed", "excess"):
        assert getattr(unknown, name) == getattr(known, name)
    for name in ("speakers", "p_value", "q_value", "excess_low", "excess_high"):
        assert getattr(unknown, name) is None
    assert [row.times for row in without.confusions] == [
        row.times for row in with_speakers.confusions
    ]
    assert {row.speakers for row in without.confusions} == {None}
    assert {row.missed_low for row in without.harmful} == {None}
    assert without.selection_gaps == without.strata == without.policies == ()


def test_a_measure_is_cut_into_thirds(texts: pd.DataFrame) -> None:
    evidence = gather(texts, Asked("accent", "who", "basic-1"), measures=["db"], words=False)
    assert [(row.stratum, row.measure) for row in evidence.strata if row.group == "a"] == [
        ("low", "db"), ("middle", "db"), ("high", "db"),
    ]  # fmt: skip
    assert evidence.words == evidence.harmful == ()


def test_a_group_that_is_missing_is_undisclosed_and_in_no_list_of_words(
    texts: pd.DataFrame,
) -> None:
    hidden = texts.assign(accent=texts["accent"].where(texts["accent"] == "a"))
    evidence = gather(hidden, Asked("accent", "who", "basic-1"), lists=word_lists("en"))
    assert {row.group for row in evidence.words} <= {"a"}
    assert {row.group for row in evidence.error_types} == {"a", "undisclosed"}


def test_words_from_silence_are_told_apart() -> None:
    silent = table([("", "thank you")] * 3 + [("yes", "yes")], who=list("aabb"), accent="x")
    (row,) = gather(silent, Asked("accent", "who", "basic-1")).silence
    assert (row.utterances, row.with_words, row.inserted_words) == (3, 3, 6)


def test_a_pair_made_by_one_speaker_alone_is_not_told() -> None:
    pairs = [("anna is here", "hannah is here"), ("a road", "a toad"), ("a road", "a toad")]
    evidence = gather(
        table(pairs, who=["x", "x", "y"], accent="a"), Asked("accent", "who", "basic-1")
    )
    assert [(row.reference, row.hypothesis) for row in evidence.confusions] == [("road", "toad")]


def test_what_alternatives_let_pass_is_no_error_of_a_word(texts: pd.DataFrame) -> None:
    rules = Alternatives.from_table(
        pd.DataFrame({"from": ["tea"], "to": ["{tea / sea}"]}), "basic-1"
    )
    counts = count_errors(texts["reference"], texts["hypothesis"], "basic-1", alternatives=rules)
    counted = texts.assign(**counts)
    evidence = gather(
        counted,
        Asked("accent", "who", "basic-1", alternatives=rules),
        policies={"english-1": Alternatives.from_table(
            pd.DataFrame({"from": ["tea"], "to": ["{tea / sea}"]}), "english-1"
        )},
    )  # fmt: skip
    assert {(row.reference, row.hypothesis) for row in evidence.confusions} == {("not", "")}
    (second,) = evidence.policies
    assert second.totals.substitutions == 0
    assert second.policy.startswith("english-1+alternatives:")


def test_the_list_of_words_has_an_end() -> None:
    words = [f"word{n}" for n in range(60)]
    said, wrong = " ".join(words), " ".join(f"x{word}" for word in words)
    pairs = [(said, wrong if n % 2 else said) for n in range(24)]
    accent = ["a", "b"] * 12
    evidence = gather(table(pairs, who=range(24), accent=accent), Asked("accent", "who", "basic-1"))
    assert len(evidence.words) == MOST_WORDS_SHOWN
    assert {row.group for row in evidence.words} == {"b"}


def test_a_column_that_is_not_there_is_named(texts: pd.DataFrame) -> None:
    with pytest.raises(TableError, match="no column 'dialect'"):
        gather(texts, Asked("dialect", "who", "basic-1"))


@pytest.mark.parametrize(
    ("column", "values", "is_used"),
    [
        ("snr_db", list(range(40)), True),
        ("snr_db", [12.0] * 40, False),
        ("snr_db", [None] * 21 + list(range(19)), False),
        ("snr_db", [None] * 20 + list(range(20)), True),
        ("device", ["phone", "laptop"] * 20, True),
        ("device", ["phone"] * 40, False),
        ("device", ["phone", "undisclosed"] * 20, False),
        ("device", [f"model {n}" for n in range(40)], False),
        ("gender", ["undisclosed"] * 21 + ["female", "male"] * 9 + ["male"], False),
    ],
)
def test_covariates_that_say_something_are_used(
    column: str, values: list[object], *, is_used: bool
) -> None:
    frame = pd.DataFrame({column: values, "speaker_id": [str(n % 20) for n in range(40)]})
    assert usable_covariates(frame) == ([column] if is_used else [])
