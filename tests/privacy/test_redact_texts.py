"""Which words go: as named, as heard in the span, and what is aligned with them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.counts import count_errors
from pipeline.text.masking import (
    REDACTED,
    Mask,
    mask_words,
    masked_steps,
    scored_texts,
    words_beside_spans,
    words_in_spans,
)
from pipeline.text.policies import tokens


def heard(text: str, *, cut: str = "") -> list[dict[str, Any]]:
    """A word each tenth of a second, from 0; `cut` parts a word into two pieces."""
    pieces: list[str] = []
    for word in text.split():
        parts = word.split(cut, 1) if cut and cut in word else [word]
        pieces += [f" {parts[0]}", *(cut + part for part in parts[1:])]
    return [
        {"word": piece, "start_s": place / 10, "end_s": (place + 1) / 10}
        for place, piece in enumerate(pieces)
    ]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("I am ANNA.", ["anna"], "I am [redacted]"),
        ("Anna's own", ["Anna"], "[redacted] own"),
        ("chez l\u2019Anna", ["anna"], "chez [redacted]"),
        ("Anna-Lena came", ["lena"], "[redacted] came"),
        ("annabel came", ["anna"], "annabel came"),
        ("O'Brien and O Brien", ["O'Brien"], "[redacted] and [redacted] [redacted]"),
        ("12 Bad Street, not bad", ["12 bad street"], "[redacted] [redacted] [redacted] not bad"),
        ("a  b\tc", ["x"], "a  b\tc"),
        ("\u00c9lise est l\u00e0", ["e\u0301lise"], "[redacted] est l\u00e0"),
        ("", ["a"], ""),
        ("a b", [], "a b"),
        ("a b", ["...", ""], "a b"),
        ("\u0645\u0631\u062d\u0628\u0627 \u0639\u0644\u064a", ["\u0639\u0644\u064a"],
         "\u0645\u0631\u062d\u0628\u0627 [redacted]"),
    ],
)  # fmt: skip
def test_words_are_found_as_they_are_compared(text: str, words: list[str], expected: str) -> None:
    assert mask_words(text, words) == expected


letters = st.text("abc'- .A\u00e9", max_size=24)


@given(letters, st.lists(letters, max_size=3))
def test_no_named_word_is_left_and_masking_twice_changes_nothing(
    text: str, words: list[str]
) -> None:
    masked = mask_words(text, words)
    assert mask_words(masked, words) == masked
    assert len(masked.split()) == len(text.split())
    left = " ".join(word for word in masked.split() if word != REDACTED)
    for word in words:
        single = tokens(word, "basic-1")
        if len(single) == 1 and "'" not in single[0]:
            assert single[0] not in tokens(left, "basic-1")


def test_words_in_a_span_go_whatever_they_are() -> None:
    text = "my name is jon smith thanks"
    mask = Mask(("John",), ((0.32, 0.48),))
    assert mask.hypothesis(text, heard(text)) == "my name is [redacted] [redacted] thanks"
    assert words_in_spans(text, heard(text), mask) == ("jon", "smith")


def test_a_word_in_pieces_goes_whole() -> None:
    text = "from new-york city"
    mask = Mask(spans=((0.25, 0.26),))  # the piece "-york"
    assert mask.hypothesis(text, heard(text, cut="-")) == "from [redacted] city"


def test_words_that_are_not_those_of_the_text_are_masked_wherever_they_stand() -> None:
    mask = Mask(spans=((0.0, 0.1),))
    assert mask.hypothesis("jon met jon, then", heard("jon met")) == (
        "[redacted] met [redacted] then"
    )


def test_words_without_times_are_not_in_any_span() -> None:
    unknown = [{"word": " jon", "start_s": None, "end_s": None}]
    assert Mask(spans=((0.0, 9.0),)).hypothesis("jon", unknown) == "jon"


def test_what_a_name_was_heard_as_is_not_shown() -> None:
    steps = masked_steps(
        "my name is Anna thanks", "my name is an uh thanks", "basic-1", Mask(("anna",))
    )
    shown = " ".join(f"{step.reference} {step.hypothesis}" for step in steps)
    assert not {"Anna", "an", "uh"} & set(shown.split())
    assert [step.op for step in steps] == ["equal"] * 5


def test_what_stands_beside_is_still_scored() -> None:
    mask = Mask(("Anna",))
    said, got = scored_texts("call Anna now please", "all hannah now", "basic-1", mask)
    assert (said, got) == ("call now please", "all now")
    counts = count_errors([said], [got], "basic-1").iloc[0]
    assert (counts["words"], counts["substitutions"], counts["deletions"]) == (3, 1, 1)


def test_a_listener_who_heard_the_tone_neither_wins_nor_loses() -> None:
    mask, words = Mask(("Anna",), ((0.1, 0.2),)), heard("call hannah now")
    before = scored_texts("call Anna now", "call hannah now", "basic-1", mask, words)
    after = scored_texts("call [redacted] now", "call hannah now", "basic-1", mask, words)
    left_out = scored_texts("call now", "call hannah now", "basic-1", mask, words)
    assert before == after == left_out == ("call now", "call now")


def test_the_reference_beside_a_span() -> None:
    text = "my name is an early thanks"
    mask = Mask(spans=((0.3, 0.5),))
    found = words_beside_spans("my name is Anna Lee thanks", text, heard(text), mask)
    assert found == ("Anna", "Lee")


texts = st.lists(st.sampled_from(["anna", "a", "b", "na", "[redacted]", "Anna's"]), max_size=8)


@given(texts, texts)
def test_steps_and_scores_hold_the_same_words(said: list[str], got: list[str]) -> None:
    reference, hypothesis, mask = " ".join(said), " ".join(got), Mask(("anna",))
    steps = masked_steps(reference, hypothesis, "basic-1", mask)
    kept = [step for step in steps if step.reference != REDACTED]
    scored = scored_texts(reference, hypothesis, "basic-1", mask)
    assert " ".join(step.reference for step in kept if step.reference) == scored[0]
    assert " ".join(step.hypothesis for step in kept if step.hypothesis) == scored[1]
    for text in scored:
        assert not {"anna", "Anna's", "[redacted]"} & set(text.split())
