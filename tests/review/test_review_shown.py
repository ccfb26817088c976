"""What a worker is shown, and what is kept of what they type."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.assigning.flags import FLAGS, HOLDING_BACK, find_flag
from pipeline.review.showing.differences import changed_words
from pipeline.review.showing.shown import choose_hypothesis, mark_doubtful
from pipeline.review.showing.typed import one_line
from pipeline.tables import HypothesisRow


def words(*pairs):
    return [{"word": word, "probability": probability} for word, probability in pairs]


@pytest.mark.parametrize(
    ("text", "spoken", "shown"),
    [
        ("it is nine", words(("it", 0.9), ("is", 0.6), ("nine", 0.599)), "it is [nine 60%]"),
        (" it is", words((" it", 0.1), (" is", 0.9)), "[it 10%] is"),
        ("你好吗", words(("你", 0.9), ("好", 0.3), ("吗", 0.9)), "你[好 30%]吗"),
        ("it is", words(("it", 0.1)), "it is"),  # not the words of this text
        ("it is", words(("it", None), ("is", 0.0)), "it [is 0%]"),
        ("it is", [], "it is"),
    ],
)
def test_doubtful_words(text, spoken, shown):
    assert mark_doubtful(text, spoken, 0.6) == shown


@settings(deadline=None)
@given(
    spoken=st.lists(
        st.tuples(st.text("abc", min_size=1), st.floats(0, 1) | st.none()), min_size=1, max_size=5
    )
)
def test_marking_loses_no_word(spoken):
    text = " ".join(word for word, _ in spoken)
    shown = mark_doubtful(text, words(*spoken), 0.5)
    for mark in "[]%0123456789":
        shown = shown.replace(mark, "")
    assert shown.split() == text.split()


def test_which_hypothesis(now):
    def row(name, model, minutes, text="x", failure=None):
        return HypothesisRow(
            hypothesis_id=name, utterance_id="u", engine="e", model=model, version="",
            model_sha256="", settings={}, identity="e/m", text=text, words=(), failure=failure,
            transcribed_at=now + timedelta(minutes=minutes),
        )  # fmt: skip

    old, new = row("h1", "tiny.en", 1), row("h2", "tiny.en", 2)
    other, failed = row("h3", "other", 9), row("h4", "tiny.en", 9, None, "out of memory")
    assert choose_hypothesis([old, other, new, failed], "tiny.en") is new
    assert choose_hypothesis([old, other, new, failed], "base") is other
    assert choose_hypothesis([failed], "tiny.en") is None
    assert choose_hypothesis([], "tiny.en") is None


def test_every_letter_counts_as_a_change():
    found = [(word.op, word.shown, word.typed) for word in changed_words("Ok, so", "ok so now")]
    assert ("insert", "", "now") in found or ("substitute", "so", "now") in found
    assert [op for op, _, _ in found].count("equal") == 1


@settings(deadline=None)
@given(shown=st.text("ab ,", max_size=12), typed=st.text("ab ,", max_size=12))
def test_the_diff_spells_both_texts(shown, typed):
    steps = changed_words(shown, typed)
    assert " ".join(word.shown for word in steps if word.shown).split() == shown.split()
    assert " ".join(word.typed for word in steps if word.typed).split() == typed.split()
    unchanged = all(word.op == "equal" for word in steps)
    assert unchanged == (shown.split() == typed.split())


@settings(deadline=None)
@given(text=st.text())
def test_a_stored_text_is_one_plain_line_and_stays_it(text):
    kept = one_line(text)
    assert one_line(kept) == kept
    assert kept.splitlines() in ([kept], [])
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in kept)
    kept.encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Gonna, ask HIM...  ", "Gonna, ask HIM..."),
        ("two  spaces", "two  spaces"),
        ("cafe\u0301", "caf\u00e9"),
        ("first\r\nsecond\tthird", "first second third"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0645"),
        ("a\u202eb\x1b[31m\ud800", "ab[31m"),
    ],
)
def test_what_is_kept_of_a_text(typed, kept):
    assert one_line(typed) == kept


def test_flags_by_number_name_and_start():
    for at, code in enumerate(FLAGS, start=1):
        assert find_flag(str(at)) is FLAGS[code]
        assert find_flag(code.replace("_", "  ").upper()) is FLAGS[code]
    assert find_flag("wro").code == "wrong_language"
    for nothing in ("", "0", "6", "x", "w", "wr", "²", "personal data!"):
        assert find_flag(nothing) is None
    assert set(HOLDING_BACK) == {"personal_data", "harmful"}
