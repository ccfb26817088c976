"""A text in letters its language is not written in is remarked upon, never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.showing.typed import other_script


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("рудддщ цщкдв", "en", "Cyrillic"),
        ("καλημέρα", "fr-CA", "Greek"),
        ("hello world", "ru", "Latin"),
        ("שלום עולם", "de", "Hebrew"),
        ("你好", "es", "Chinese characters"),
        ("mostly Latin и слово", "en", None),
        ("Où êtes-vous ?", "fr", None),
        ("Straße", "de", None),
        ("привет", "ru", None),
        ("hello", "sr", None),
        ("привет", "uz-Cyrl", None),
        ("hello", "tlh", None),
        ("", "en", None),
        ("123 …", "en", None),
    ],
)
def test_which_script(text, language, written):
    found = other_script(text, language)
    assert (found and found.written) == written


@given(
    text=st.text(max_size=60), language=st.sampled_from(["en", "ru", "zh", "el", "xx", "sr-Latn"])
)
def test_any_text_gets_a_remark_or_none(text, language):
    found = other_script(text, language)
    assert found is None or found.written != found.expected
