"""Texts the same to the last sign count once, and only where that is a wonder."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.review.consensus.copies import COPY_WEIGHS, find_sources, once
from pipeline.review.consensus.vote import merge_texts
from pipeline.text.policies import tokens

MACHINE = "He took the cash box out of the door, and left."
HEARD = [
    "he took the cash box out of the drawer and left",
    "he talk the cash books out of the drawer and let",
    "he took cash backs out the draw and left",
    "hit took the crash box out of the drawer left",
]


def sources(*utterances):
    texts = [text for utterance in utterances for text in utterance]
    known = {}
    words = [
        [known.setdefault(token, len(known)) for token in tokens(text, "basic-1")]
        for text in texts
    ]  # fmt: skip
    return find_sources(texts, words, np.cumsum([0, *map(len, utterances)]).tolist()).tolist()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([MACHINE, *HEARD, MACHINE], [0, 1, 2, 3, 4, 0]),
        ([MACHINE, *HEARD, f" {MACHINE}\n"], [0, 1, 2, 3, 4, 0]),  # pasted with its line's end
        ([MACHINE, *HEARD, MACHINE.lower()], [0, 1, 2, 3, 4, 5]),
        ([MACHINE, *HEARD, MACHINE.replace(",", "")], [0, 1, 2, 3, 4, 5]),
        ([HEARD[0], *HEARD], [0, 1, 2, 3, 4]),  # no signs: people type alike
        (["he's in", "it is so", "he's in", "he see him"], [0, 1, 2, 3]),
        ([MACHINE, MACHINE, MACHINE, *HEARD[:2]], [0, 1, 2, 3, 4]),  # more than half
        ([MACHINE, MACHINE, *HEARD[:1]], [0, 1, 2]),
        ([MACHINE, MACHINE, *HEARD[:2]], [0, 0, 2, 3]),
        (["Seven.", "Seven.", "eleven", "heaven"], [0, 1, 2, 3]),  # hardly a word apart
        ([], []),
    ],
)  # fmt: skip
def test_what_has_one_source(texts, expected):
    assert sources(texts) == expected


def test_utterances_do_not_mix():
    assert sources([MACHINE, *HEARD], [MACHINE, *HEARD, MACHINE]) == [*range(10), 5]


def test_two_groups_of_copies_are_two_sources():
    other = "Eighty cash box; out of the door unleft!"
    assert sources([MACHINE, other, *HEARD, other, MACHINE]) == [0, 1, 2, 3, 4, 5, 1, 0]


def test_copies_do_not_outvote_people():
    typed = [MACHINE, MACHINE, MACHINE, HEARD[0], HEARD[1], HEARD[3], "he took the dough"]
    assert "drawer" in merge_texts(typed, "basic-1").text
    people = [text.replace(",", sign) for text, sign in zip(typed[:3], ("", ";", ","), strict=True)]
    apart = merge_texts([*people, *typed[3:]], "basic-1")
    assert "door" in apart.text


def test_copies_still_stand_among_the_voters():
    slots = merge_texts([MACHINE, *HEARD, MACHINE], "basic-1").slots
    told = [votes for slot in slots for votes in (slot.chosen, *slot.others)]
    door = next(choice for choice in told if choice.word == "door,")
    assert door.voters == ("1", "6")


@settings(deadline=None)
@given(
    weights=arrays.arrays(np.float64, 8, elements=st.floats(0.02, 5)),
    sources=st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_of_each_source_one_text_keeps_its_weight(weights, sources):
    counted = once(weights, np.array(sources))
    assert (counted > 0).all()
    for source in set(sources):
        mine = np.array(sources) == source
        assert (counted[mine] == weights[mine]).sum() == 1
        assert counted[mine].max() == weights[mine].max()
        others = np.delete(counted[mine] / weights[mine], counted[mine].argmax())
        assert others == pytest.approx(COPY_WEIGHS)
