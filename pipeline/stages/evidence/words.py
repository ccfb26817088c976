"""Which words go wrong in which group: excess words, what was heard for what, words that do harm.

Texts come without what is masked, so nothing masked can be in a row. A confusion that one speaker
alone brought about is not told: it would quote a person, and help nobody who looks for a pattern.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.disparity.cells import take_utterances
from pipeline.disparity.evidence.harmful_words import harmful_words
from pipeline.disparity.evidence.words import (
    AlignedUtterance,
    confusions,
    count_spoken_words,
    excess_classes,
    excess_words,
)
from pipeline.results.words import Confusion, HarmfulRow, WordRow, first_of_each_group
from pipeline.review.assigning.harmful_words import word_classes
from pipeline.stages.evidence.asked import Asked
from pipeline.tables import UNDISCLOSED
from pipeline.text.alignment import AlignedWord, align
from pipeline.text.policies import tokens

# Excess is at most the number of misses, so a word with much of it is among those missed most;
# and the more words are tested, the less any of them can show.
MOST_WORDS_TESTED = 150
MOST_WORDS_SHOWN = 20
MOST_CONFUSIONS = 20
_LEAST_SPEAKERS = 2
_CONFUSIONS_LOOKED_AT = 1000
_NUMBERS = "numbers"


@dataclass(frozen=True)
class WordLists:
    """Words of a language that are looked at by name.

    Attributes:
        harmful: Word or phrase -> its class, as self_harm or negation.
        numbers: Words for numbers, in normal form.
    """

    harmful: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()


NO_LISTS = WordLists()


@dataclass(frozen=True)
class WordEvidence:
    """Parts of an `Evidence`: word classes, words and confusions."""

    classes: tuple[WordRow, ...] = ()
    words: tuple[WordRow, ...] = ()
    confusions: tuple[Confusion, ...] = ()


NO_WORDS = WordEvidence()


def word_lists(
    language: str, own: Mapping[str, Sequence[str]] | None = None, *, built_in: bool = True
) -> WordLists:
    """Look up the lists of a language; see `pipeline.review.assigning.harmful_words`.

    Args:
        language: BCP-47.
        own: Language -> words of the campaign.
        built_in: Whether the built-in lists of harmful words are used.

    Example:
        >>> lists = word_lists("en-GB", {"en": ["epi pen"]})
        >>> lists.harmful["epi pen"], lists.harmful["suicide"], "seven" in lists.numbers
        ('campaign', 'self_harm', True)
    """
    classes = word_classes(language, own or {}, built_in=built_in)
    harmful = {
        " ".join(phrase): one.name for one in reversed(classes) for phrase in sorted(one.phrases)
    }
    every = word_classes(language, {})
    numbers = {w for one in every if one.name == _NUMBERS for phrase in one.phrases for w in phrase}
    return WordLists(harmful, frozenset(numbers))


def word_rows(texts: pd.DataFrame, asked: Asked, numbers: frozenset[str]) -> WordEvidence:
    """Align every utterance and tell which words go wrong in which group.

    Args:
        texts: As `pipeline.stages.evidence.gather.gather` takes it.
        asked: How the rows are grouped and counted.
        numbers: Words for numbers.

    Returns:
        Of words those with the most excess errors in each group. Without speakers, what rests on
        them is None.
    """
    aligned = list(_aligned(texts, asked))
    spoken = _disclosed(count_spoken_words(aligned, asked.policy))
    often = _often_missed(spoken, asked.terms.min_speakers)
    classes = excess_classes(spoken, terms=asked.terms, numbers=numbers)
    words = excess_words(often, terms=asked.terms, numbers=numbers)
    shown = tuple(first_of_each_group((row for row in words if row.excess > 0), MOST_WORDS_SHOWN))
    if asked.speaker is None:
        classes, shown = tuple(map(_counts_alone, classes)), tuple(map(_counts_alone, shown))
    return WordEvidence(classes, shown, _pairs(aligned, asked))


def harmful_rows(
    texts: pd.DataFrame, asked: Asked, harmful: Mapping[str, str]
) -> tuple[HarmfulRow, ...]:
    """Count harmful words by group: those that were missed or heard in vain at all.

    Args:
        texts: As `pipeline.stages.evidence.gather.gather` takes it.
        asked: How the rows are grouped and counted.
        harmful: Word -> its class.

    Returns:
        Rows with the word's class; first those of all words of the list together, which have
        neither word nor class and count words that always came through as well.
    """
    present = set()
    for side in ("reference", "hypothesis"):
        for text in texts[side]:
            present.update(tokens(text, asked.policy))
    words = [w for w in harmful if present.issuperset(tokens(w, asked.policy))]
    found = harmful_words(
        texts, words, policy=asked.policy, group=asked.group, speaker=asked.speaker
    )
    wrong = {row.word for row in found if row.missed or row.heard_in_vain}
    return tuple(
        replace(row, kind=None if row.word is None else harmful[row.word])
        for row in found
        if row.word is None or row.word in wrong
    )


def _aligned(texts: pd.DataFrame, asked: Asked) -> Iterator[AlignedUtterance]:
    """Align each utterance once; one without an error needs no alignment."""
    held = take_utterances(
        texts, group=asked.group, speaker=asked.speaker, utterance=asked.utterance
    )
    errors = held.frame[["substitutions", "deletions", "insertions"]].sum(axis=1)
    kept = texts.iloc[held.frame.index]
    for reference, hypothesis, wrong, speaker, groups in zip(
        kept["reference"],
        kept["hypothesis"],
        errors > 0,
        held.frame["speaker"],
        held.frame["groups"],
        strict=True,
    ):
        steps = _steps(reference, hypothesis, asked) if wrong else _all_equal(reference)
        yield AlignedUtterance(str(speaker), held.group_sets[groups], steps)


def _all_equal(reference: str) -> list[AlignedWord]:
    return [AlignedWord("equal", word, word) for word in reference.split()]


def _steps(reference: str, hypothesis: str, asked: Asked) -> list[AlignedWord]:
    """Align two texts as they were compared: where alternatives were read, in those words."""
    if asked.alternatives:
        left, right = tokens(reference, asked.policy), tokens(hypothesis, asked.policy)
        starts = asked.alternatives.starts()
        if not (starts.isdisjoint(left) and starts.isdisjoint(right)):
            reference, hypothesis = map(" ".join, asked.alternatives.chosen(left, right))
    return align(reference, hypothesis, asked.policy)


def _disclosed(spoken: pd.DataFrame) -> pd.DataFrame:
    return spoken[np.array([UNDISCLOSED not in groups for groups in spoken["groups"]], bool)]


def _often_missed(spoken: pd.DataFrame, min_speakers: int) -> pd.DataFrame:
    """Keep the words that could be tested at all, and of these the ones missed most."""
    sums = spoken.groupby("word")["missed"].agg(["sum", "size"])
    tested = sums[(sums["size"] >= 2 * min_speakers) & (sums["sum"] > 0)]
    most = tested.reset_index().sort_values(["sum", "word"], ascending=[False, True])
    return spoken[spoken["word"].isin(set(most["word"].head(MOST_WORDS_TESTED)))]


def _pairs(aligned: Sequence[AlignedUtterance], asked: Asked) -> tuple[Confusion, ...]:
    """List the confusions of several speakers; where nobody said who spoke, all of them."""
    found = confusions(aligned, asked.policy, most=_CONFUSIONS_LOOKED_AT)
    if asked.speaker is None:
        first = first_of_each_group(found, MOST_CONFUSIONS)
        return tuple(replace(one, speakers=None) for one in first)
    several = (one for one in found if (one.speakers or 0) >= _LEAST_SPEAKERS)
    return tuple(first_of_each_group(several, MOST_CONFUSIONS))


def _counts_alone(row: WordRow) -> WordRow:
    """Keep the counts of a word; where rows stood for speakers nothing else holds."""
    return replace(
        row,
        speakers=None,
        difference_low=None,
        difference_high=None,
        excess_low=None,
        excess_high=None,
        p_value=None,
        q_value=None,
    )
