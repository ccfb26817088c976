"""Normalisation policies: what each keeps, and that applying one twice changes nothing."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.text.policies import known_policies, normalise, tokens

# A busy machine is not a fault of a policy.
unhurried = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World!", "hello world"),
        ("don\u2019t DON\u02bcT don\u00b4t don`t don\uff07t don\u1ffdt", " ".join(["don't"] * 6)),
        ("well-known \u2014 re\u2013do 5\u22123", "well known re do 5 3"),
        ("co\u00adoperate", "cooperate"),  # a soft hyphen is no hyphen
        ("Stra\u00dfe \ufb01n \uff21\uff22", "strasse fin ab"),
        ("\u0130stanbul", "i\u0307stanbul"),
        ("cafe\u0301", "caf\u00e9"),
        ("aujourd'hui l\u2019\u00e9t\u00e9", "aujourd'hui l'\u00e9t\u00e9"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u093f\u0928\u094d\u0926\u0940"),
        ("21st 3:30 \u00a350 a_b and/or", "21st 330 50 ab andor"),
        ("a\u00a0b\u3000c\u2028d\u1680e\x1cf\x85g", "a b c d e f g"),
        ("\u201cquoted\u201d (so) [noise] \u2026", "quoted so noise"),
        ("e\u200b\u0301", "\u00e9"),  # what is deleted lets a letter and its mark meet
        ("", ""),
        (" \t\u2014 ", ""),
    ],
)
def test_basic_1(text, expected):
    assert normalise(text, "basic-1") == expected


def test_basic_1_keeps_every_letter_mark_and_digit_and_deletes_other_signs():
    for code in range(0x110000):
        character = chr(code)
        major = unicodedata.category(character)[0]
        if major in "PSC" and unicodedata.normalize("NFKC", character) == character:
            assert set(normalise(character, "basic-1")) <= {"'"}, hex(code)
        if major in "LN" or (major == "M" and code != 0x345):
            form = normalise(character, "basic-1")
            # U+034F and the variation selectors are ignorable marks, and are kept as marks.
            assert form or unicodedata.normalize("NFKC", character).isspace(), hex(code)


@unhurried
@given(st.text())
def test_verbatim_1_is_what_python_splits(text):
    assert tokens(text, "verbatim-1") == text.split()


@unhurried
@given(st.text())
@example("\u1e9e\u0345\u0130")
@example("a\u0345\u0301\u200d\u0327")
@example("\u03d2\u0301\u00b8")
@example("\u2120\u2011\u0149\u1ffe")
@pytest.mark.parametrize("policy", known_policies())
def test_a_policy_applied_twice_changes_nothing(policy, text):
    once = normalise(text, policy)
    assert normalise(once, policy) == once


def test_basic_1_is_idempotent_for_every_single_character_and_beside_a_mark():
    for code in [*range(0xD800), *range(0xE000, 0x20000)]:
        for text in (chr(code), chr(code) + "\u0301", "a" + chr(code) + "\u0327"):
            once = normalise(text, "basic-1")
            assert normalise(once, "basic-1") == once, hex(code)


@unhurried
@given(st.text())
@pytest.mark.parametrize("policy", ["basic-1", "verbatim-1"])
def test_a_text_is_normalised_word_by_word(policy, text):
    by_word = [form for word in text.split() for form in tokens(word, policy)]
    assert tokens(text, policy) == by_word


@unhurried
@given(st.text())
def test_case_and_typing_of_apostrophes_never_count(text):
    curly = text.replace("'", "\u2019")
    assert tokens(curly, "basic-1") == tokens(text, "basic-1")
    ascii_only = "".join(character for character in text if character.isascii())
    assert tokens(ascii_only.upper(), "basic-1") == tokens(ascii_only.lower(), "basic-1")


def test_an_unknown_policy_names_those_there_are():
    with pytest.raises(SettingsError) as caught:
        tokens("a", "basic")
    assert str(caught.value) == (
        "policy: no normalisation policy 'basic'; expected one of basic-1, english-1, french-1, "
        "german-1, spanish-1, verbatim-1. Name a policy with its version."
    )
