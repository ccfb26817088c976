"""Whose turn comes first: harm, then doubt, then the report's need, a random share among all."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.assigning.harmful_words import (
    find_harmful,
    word_classes,
    words_that_always_count,
)
from pipeline.review.assigning.need import group_needs, utterance_need
from pipeline.review.assigning.priority import Candidate, places

ENGLISH = word_classes("en", {})


def words(text, probability):
    return [{"word": f" {word}", "probability": probability} for word in text.split()]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "It was suicide.", "self_harm"),
        ("en-GB", "I want to die laughing", "self_harm"),
        ("en", "they found a HEART attack", "medical"),
        ("en", "the heart was under attack", None),
        ("fr-CA", "une tentative de suicide", "self_harm"),
        ("fr", "mettre fin à mes jours", "self_harm"),
        ("de", "an Selbstmord gedacht", "self_harm"),
        ("de", "eine Überdosis", "self_harm"),
        ("es", "pensó en el suicidio", "self_harm"),
        ("es", "no puedo respirar", "medical"),
        ("it", "suicidio", None),
        ("en", "the cat sat", None),
    ],
)
def test_grave_words_count_however_sure_the_recogniser_was(language, text, found):
    one = find_harmful(text, words(text, 0.99), word_classes(language, {}), 0.6)
    assert (one.name if one else None) == found
    assert one is None or one.always


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "do not go", "negation"),
        ("en", "don't go", "negation"),
        ("en", "seven nine", "numbers"),
        ("en", "twenty euros", "numbers"),
        ("fr", "il n'est pas là", "negation"),
        ("de", "kein Problem", "negation"),
        ("es", "nunca jamás", "negation"),
    ],
)
def test_everyday_words_count_only_where_they_were_doubted(language, text, found):
    classes = word_classes(language, {})
    assert find_harmful(text, words(text, 0.7), classes, 0.6) is None
    assert find_harmful(text, words(text, 0.5), classes, 0.6).name == found
    assert find_harmful(text, [], classes, 0.6) is None


def test_a_campaign_adds_its_own_words_and_may_do_without_ours():
    own = {"en-US": ["Epi-Pen", "  "], "fr": ["stylo"]}
    mine = word_classes("en", own, built_in=False)
    assert find_harmful("her epi pen is gone", [], mine, 0.6).name == "campaign"
    assert find_harmful("suicide", [], mine, 0.6) is None
    assert word_classes("en", {}, built_in=False) == ()
    assert "epi" in words_that_always_count(mine)


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_every_language_has_every_class_and_no_phrase_of_two(language):
    classes = word_classes(language, {})
    assert [one.name for one in classes] == [
        "self_harm", "medical", "negation", "numbers", "money",
    ]  # fmt: skip
    assert all(len(one.phrases) >= 11 for one in classes)
    said = Counter(phrase for one in classes for phrase in one.phrases)
    assert [phrase for phrase, times in said.items() if times > 1] == []


def test_nothing_is_harmful_in_nothing():
    assert find_harmful(None, [], ENGLISH, 0.6) is None
    assert find_harmful("", [], ENGLISH, 0.6) is None


def candidate(confidence, draw=1.0, **values):
    return Candidate(confidence=confidence, draw=draw, **values)


def test_grave_before_harmful_before_doubtful_before_sure():
    found = places(
        [
            candidate(0.99),
            candidate(0.05),
            candidate(0.9, harmful="numbers"),
            candidate(0.99, harmful="self_harm", grave=True),
            candidate(0.0),
        ],
        0.0,
    )
    order = sorted(range(5), key=lambda at: found[at].priority)
    assert order == [3, 2, 4, 1, 0]
    assert [place.why for place in found] == [
        "confidence", "confidence", "harmful_numbers", "harmful_self_harm", "no_confidence",
    ]  # fmt: skip


def test_what_the_report_needs_decides_within_a_tenth_of_confidence_and_not_across():
    needy, other, surer = (
        candidate(0.58, need=1.0),
        candidate(0.51, need=0.2),
        candidate(0.61, need=1.0),
    )
    found = [place.priority for place in places([needy, other, surer], 0.0)]
    assert found == sorted(found)


@given(
    confidences=st.lists(st.floats(0, 1), min_size=1, max_size=60),
    share=st.floats(0, 1),
    seed=st.randoms(),
)
def test_a_random_share_swaps_its_places_and_no_others(confidences, share, seed):
    draws = [seed.random() for _ in confidences]
    candidates = [candidate(c, d) for c, d in zip(confidences, draws, strict=True)]
    sure, mixed = places(candidates, 0.0), places(candidates, share)
    assert sorted(p.priority for p in sure) == sorted(p.priority for p in mixed)
    for before, after, draw in zip(sure, mixed, draws, strict=True):
        assert 0 <= after.priority <= 1
        if draw >= share:
            assert after == before
        else:
            assert after.why == "random_place"


def test_what_has_been_heard_by_any_day_holds_its_share_of_random_ones():
    count, share = 5_000, 0.2
    candidates = [candidate(n / count, (n * 7919 % count) / count) for n in range(count)]
    found = places(candidates, share)
    first = sorted(range(count), key=lambda at: found[at].priority)[: count // 10]
    drawn = [at for at in first if found[at].why == "random_place"]
    assert len(drawn) / len(first) == pytest.approx(share, abs=0.03)
    # Those drawn are as sure as any, where the others are the least sure.
    assert sum(drawn) / len(drawn) / count == pytest.approx(0.5, abs=0.06)


@given(
    words_of=st.dictionaries(
        st.sampled_from("abc"), st.lists(st.integers(0, 500), max_size=8), min_size=1
    )
)
def test_need_falls_with_speakers_and_lies_between_nothing_and_one(words_of):
    before = group_needs(words_of)
    assert all(0 < need <= 1 for need in before.values())
    for group, of_each in words_of.items():
        if any(of_each):
            more = group_needs({group: [*of_each, *of_each]})[group]
            assert more < before[group]


def test_the_same_words_of_one_speaker_help_less_than_of_many():
    needs = group_needs({"one": [400], "four": [100] * 4})
    assert needs["one"] > needs["four"]


def test_a_group_nobody_knows_needs_most_and_a_voice_heard_before_needs_less():
    assert utterance_need(["new"], {}, 0) == 1.0
    assert utterance_need(["old", "new"], {"old": 0.1}, 0) == 1.0
    assert [round(utterance_need(["a"], {"a": 0.6}, n), 2) for n in range(3)] == [0.6, 0.3, 0.2]
