"""Kinds of errors, words with most excess errors, words from silence, harmful words."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pipeline.disparity.evidence.error_types import error_types, words_from_silence
from pipeline.disparity.evidence.harmful_words import harmful_words
from pipeline.disparity.evidence.words import (
    AlignedUtterance,
    confusions,
    count_spoken_words,
    excess_classes,
    excess_words,
)
from pipeline.disparity.terms import Terms
from pipeline.errors import TableError
from pipeline.statistics.multiplicity import benjamini_hochberg
from pipeline.text.alignment import align

SAID = "Please bring Maria two water now"
# place, what is heard there, and how often in the north and in the south
MISHEARD = [
    (4, "wooter", 0.0, 0.6), (3, "too", 0.0, 0.5),
    (1, "ring", 0.2, 0.2), (4, "waiter", 0.2, 0.2), (3, "tow", 0.2, 0.2),
]  # fmt: skip


def aligned(rng, *, speakers=15):
    """The south's `water` and `two` go wrong; everything else does alike."""
    utterances = []
    for at, group in enumerate(("north", "south")):
        for n in range(speakers * 6):
            answer = SAID.split()
            for place, word, *odds in MISHEARD:
                if rng.random() < odds[at]:
                    answer[place] = word
            steps = align(SAID, " ".join(answer), "basic-1")
            speaker = f"{group}{n % speakers}"
            utterances.append(AlignedUtterance(speaker, frozenset({group}), steps))
    return utterances


def test_the_words_with_the_most_excess_errors_are_found_and_classed():
    spoken = count_spoken_words(aligned(np.random.default_rng(1)), "basic-1")
    rows = [r for r in excess_words(spoken, numbers=frozenset({"two"})) if r.group == "south"]
    assert [row.word for row in rows[:2]] == ["water", "two"]
    water, two = rows[:2]
    assert (water.word_class, two.word_class) == ("other", "number")
    assert next(row for row in rows if row.word == "maria").word_class == "name"
    assert (water.said, water.speakers) == (90, 15)
    assert water.excess == pytest.approx(90 * water.difference)
    assert 0 < water.excess_low < water.excess < water.excess_high
    assert water.q_value < 0.05
    assert next(row for row in rows if row.word == "bring").q_value > 0.05


def test_names_and_numbers_as_classes():
    spoken = count_spoken_words(aligned(np.random.default_rng(2)), "basic-1")
    found = {
        row.word: row
        for row in excess_classes(spoken, numbers=frozenset({"two"}))
        if row.group == "south"
    }
    assert set(found) == {"name", "number", "other"}
    assert found["number"].said == 90
    assert found["number"].excess_low > 0
    assert found["other"].said == 4 * 90


def test_words_of_few_speakers_are_not_tested():
    spoken = count_spoken_words(aligned(np.random.default_rng(3), speakers=6), "basic-1")
    assert excess_words(spoken) == ()
    assert excess_words(spoken, terms=Terms(min_speakers=5))


def test_what_was_recognised_for_what():
    found = confusions(aligned(np.random.default_rng(4)), "basic-1", most=3)
    south = [each for each in found if each.group == "south"]
    assert len(south) == 3
    assert ("water", "wooter") in {(each.reference, each.hypothesis) for each in south}
    assert south[0].times >= south[1].times >= south[2].times


def test_kinds_of_errors_sum_up():
    rng = np.random.default_rng(5)
    rows = [(g, f"{g}{n}", *rng.poisson([3, 2 * (1 + (g == "b")), 1]), 40)
            for g in "ab" for n in range(12) for _ in range(3)]  # fmt: skip
    columns = ["accent", "who", "substitutions", "deletions", "insertions", "words"]
    frame = pd.DataFrame(rows, columns=columns).assign(empty_hypothesis=False)
    found = error_types(frame, group="accent", speaker="who")
    for name in "ab":
        own = [row for row in found if row.group == name]
        assert sum(row.share for row in own) == pytest.approx(1)
        assert sum(row.errors for row in own) == (
            frame.loc[frame["accent"] == name, columns[2:5]].to_numpy().sum()
        )
    dropped = next(row for row in found if (row.group, row.type) == ("b", "deletions"))
    assert dropped.ratio_low > 1
    named = error_types(frame, group="accent", speaker="who", against="a")
    assert next(row for row in named if row.group == "a").ratio is None


def test_words_from_silence():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"who": np.repeat(np.arange(24), 5)})
    frame["accent"] = np.where(frame["who"] % 2, "a", "b")
    frame["words"] = np.where(rng.random(120) < 0.5, 0, 9)
    frame["insertions"] = rng.poisson(0.7, 120)
    found = words_from_silence(frame, group="accent", speaker="who")
    assert sum(row.utterances for row in found) == (frame["words"] == 0).sum()
    for row in found:
        assert row.share_low < row.share < row.share_high
        assert row.status == "reported"
    assert words_from_silence(frame[frame["words"] > 0], group="accent", speaker="who") == ()


def test_harmful_words_in_any_place_phrases_and_repetitions():
    texts = pd.DataFrame(
        {
            "reference": ["I do not want to", "no no", "the shoe aside", "kill the light"],
            "hypothesis": ["I do want to", "no", "the suicide", "Kill the Light"],
            "accent": ["x", "x", "y", "y"],
            "who": ["a", "b", "c", "d"],
        }
    )
    found = {
        (row.word, row.group): row
        for row in harmful_words(
            texts, ["not", "no", "suicide", "kill the light", "!"],
            policy="basic-1", group="accent", speaker="who",
        )
    }  # fmt: skip
    assert (found["no", "x"].said, found["no", "x"].missed) == (2, 1)
    assert (found["not", "x"].missed, found["not", "x"].missed_share) == (1, 1.0)
    assert (found["suicide", "y"].heard_in_vain, found["suicide", "y"].in_vain_rate) == (1, 0.5)
    assert found["kill the light", "y"].missed == 0
    assert found[None, "x"].missed == 2
    assert {word for word, _ in found} == {None, "not", "no", "suicide", "kill the light"}
    with pytest.raises(TableError, match="harmful words: no column 'hypothesis'; expected the"):
        harmful_words(texts.drop(columns="hypothesis"), ["no"], policy="basic-1", group="accent",
                      speaker="who")  # fmt: skip


def test_a_share_of_all_or_none_is_not_certain():
    texts = pd.DataFrame({"reference": ["nine"] * 5, "hypothesis": ["wine"] * 5, "g": "x"})
    texts["who"] = list("abcde")
    options = {"policy": "basic-1", "group": "g", "speaker": "who"}
    every, none = (harmful_words(texts, [word], **options)[0] for word in ("nine", "wine"))
    assert (every.missed_share, every.missed_high) == (1.0, 1.0)
    assert every.missed_low == pytest.approx(0.025 ** (1 / 5))
    assert (none.said, none.missed_share, none.missed_high) == (0, None, None)
    right = harmful_words(texts.assign(hypothesis="nine"), ["nine"], **options)[0]
    assert (right.missed_low, right.missed_high) == (0.0, pytest.approx(1 - 0.025 ** (1 / 5)))


def test_harmful_words_of_unknown_speakers_have_no_limits():
    texts = pd.DataFrame({"reference": ["no"] * 4, "hypothesis": ["no", "", "", "no"], "g": "x"})
    row = harmful_words(texts, ["no"], policy="basic-1", group="g", speaker=None)[0]
    assert (row.missed_share, row.missed_low, row.missed_high, row.speakers) == (
        0.5, None, None, None,
    )  # fmt: skip


def test_benjamini_hochberg_is_scipys():
    values = np.random.default_rng(7).random(40) ** 3
    assert benjamini_hochberg(list(values)) == pytest.approx(stats.false_discovery_control(values))


def test_a_table_in_which_nothing_was_said_has_no_rows():
    assert excess_words(count_spoken_words([], "basic-1")) == ()
    assert excess_classes(count_spoken_words([], "basic-1")) == ()
