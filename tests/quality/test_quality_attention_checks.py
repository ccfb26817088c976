"""Planted errors look like the recogniser's own and never touch what turns a sentence round."""

from collections import Counter

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipeline.review.assigning.attention_checks import fails_attention_check, make_attention_check
from pipeline.text.policies import normalise, tokens

TEXTS = (
    "Turn the letter over, please",
    "She had never seen the harbour at night",
    "seventeen boats went slowly past the lighthouse",
    "I can't hear the ladder falling",
)
SAID = Counter(
    word
    for text in (
        *TEXTS,
        "the ladder was better than the latter",
        "burn the boots and the coats tonight",
        "she has been sent to the tavern",
        "he can hear the fighter landing slow",
    )
    for word in tokens(text, "basic-1")
)
DRAWS = st.floats(0, 1, exclude_max=True)


@settings(deadline=None)
@given(st.sampled_from(TEXTS), DRAWS)
@example(TEXTS[1], 0.0)
def test_one_word_is_another_that_was_said_and_looks_alike(text: str, draw: float) -> None:
    planted = make_attention_check(text, SAID, draw)
    assert planted is not None
    before, after = text.split(), planted.split()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) == 1
    (old,), (new,) = (tokens(word, "basic-1") for word in changed[0])
    assert new in SAID
    assert abs(len(new) - len(old)) <= 1
    assert normalise(planted, "basic-1") != normalise(text, "basic-1")


@settings(deadline=None)
@given(st.sampled_from(TEXTS), DRAWS)
def test_numbers_and_negations_stay_and_never_come(text: str, draw: float) -> None:
    known = Counter(
        {"never": 50, "seven": 50, "not": 50, "can": 50, "nine": 9, "level": 1, "now": 1}
    )
    planted = make_attention_check(text, known + SAID, draw)
    assert planted is not None
    for word in ("never", "seventeen", "can't"):
        assert (word in text.split()) == (word in planted.split())
    for word in ("not", "nine", "seven"):
        assert word not in planted.split()


def test_the_same_draw_gives_the_same_text_and_others_others() -> None:
    draws = [n / 40 for n in range(40)]
    planted = [make_attention_check(TEXTS[1], SAID, draw) for draw in draws]
    assert planted == [make_attention_check(TEXTS[1], SAID, draw) for draw in draws]
    assert len(set(planted)) > 3


def test_words_to_avoid_are_neither_displaced_nor_put_in() -> None:
    for n in range(50):
        planted = make_attention_check(
            "turn the letter", SAID, n / 50, avoid=["Letter", "ladder", "latter"]
        )
        assert planted is not None
        assert "letter" in planted
        assert "ladder" not in planted


@pytest.mark.parametrize("text", ["", "   ", "7 - 9", "no, not nine", "at", "www.example.org"])
def test_where_nothing_may_change_nothing_is_planted(text: str) -> None:
    assert make_attention_check(text, SAID, 0.5) is None


def test_two_spellings_of_a_word_are_no_error() -> None:
    assert make_attention_check("colour", {"color": 9, "colours": 9}, 0.5) is None


@pytest.mark.parametrize("draw", [-0.1, 1.0, float("nan")])
def test_a_draw_out_of_range_is_refused(draw: float) -> None:
    with pytest.raises(ValueError, match="at least 0 and below 1"):
        make_attention_check("turn the letter", SAID, draw)


@pytest.mark.parametrize(
    ("typed", "survives"),
    [
        ("Burn the letter!", True),
        ("turn the letter", False),
        ("", False),
        ("the letter", False),
        ("please burn the letter over", True),
        ("turn the letter and burn it", False),  # the same word, typed for another reason
    ],
)
def test_an_error_survives_where_it_stands(typed: str, survives: bool) -> None:  # noqa: FBT001 - a case
    assert fails_attention_check("turn the letter", "burn the letter", typed, "basic-1") is survives


@settings(deadline=None)
@given(st.sampled_from(TEXTS), DRAWS)
def test_accepting_keeps_the_error_and_correcting_removes_it(text: str, draw: float) -> None:
    planted = make_attention_check(text, SAID, draw)
    assume(planted is not None)
    assert planted is not None
    assert fails_attention_check(text, planted, planted, "basic-1")
    assert not fails_attention_check(text, planted, text, "basic-1")


def test_nothing_planted_does_not_survive() -> None:
    assert not fails_attention_check("turn it", "Turn it.", "turn it", "basic-1")
