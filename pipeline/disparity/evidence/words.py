"""Which words go wrong more often for one group than for the others.

Every word of a reference is either heard or missed (swapped or dropped). For a word or a class of
words, with x of m times missed in the group and y of k times in its comparison:

    difference = x / m - y / k          limits by speakers, as of any gap (MOVER)
    excess     = m * difference         times missed beyond what the comparison's rate would give

Only words that speakers enough have said on both sides are tested. They are many, so `q_value` is
Benjamini & Hochberg's (1995, DOI 10.1111/j.2517-6161.1995.tb02031.x) over all words and groups
tested: of those below .05, one in twenty is expected to be chance. It is a list to look into and
not a verdict.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.results.disparity import REST
from pipeline.results.words import Confusion, WordClass, WordRow, first_of_each_group
from pipeline.statistics.comparisons import compare
from pipeline.statistics.multiplicity import benjamini_hochberg
from pipeline.statistics.rates import ClusterSums, effective_number
from pipeline.tables import UNDISCLOSED
from pipeline.text.alignment import AlignedWord
from pipeline.text.policies import tokens


@dataclass(frozen=True, slots=True)
class AlignedUtterance:
    """One utterance, aligned.

    Attributes:
        speaker: Who spoke it.
        groups: Which groups it is in; `undisclosed` where in none.
        steps: Its alignment, as `pipeline.text.alignment.align` gives it.
    """

    speaker: str
    groups: frozenset[str]
    steps: Sequence[AlignedWord]


def count_spoken_words(utterances: Iterable[AlignedUtterance], policy: str) -> pd.DataFrame:
    """List the words of all references, summed by speaker and word.

    Args:
        utterances: Aligned under the policy.
        policy: The normalisation policy that gives a word its form.

    Returns:
        Columns `speaker`, `groups` (frozensets), `word`, `capital` (times written with a capital
        letter though not first), `said`, `missed`.
    """
    found: dict[tuple[str, frozenset[str], str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for utterance in utterances:
        first = True
        for step in utterance.steps:
            for written in step.reference.split():
                for word in tokens(written, policy):
                    at = found[utterance.speaker, utterance.groups, word]
                    at[0] += (not first) and written[:1].isupper()
                    at[1] += 1
                    at[2] += step.op != "equal"
                first = False
    rows = [(*key, *numbers) for key, numbers in found.items()]
    columns = ["speaker", "groups", "word", "capital", "said", "missed"]
    return pd.DataFrame(rows, columns=columns)


def word_classes(spoken: pd.DataFrame, numbers: frozenset[str]) -> dict[str, WordClass]:
    """Sort words into names, numbers and others.

    A word is a number if it has a digit or is among `numbers`; a name if it is mostly written
    with a capital letter where it is not the first word. References in lower case, and languages
    that write all nouns with capitals, tell no names apart.

    Args:
        spoken: As `count_spoken_words` gives it.
        numbers: Words for numbers in the language, in their normal form.

    Example:
        >>> spoken = pd.DataFrame({"word": ["anna", "two", "road"], "capital": [3, 0, 0]})
        >>> word_classes(spoken.assign(said=4), frozenset({"two"}))
        {'anna': 'name', 'two': 'number', 'road': 'other'}
    """
    sums = spoken.groupby("word", sort=False)[["capital", "said"]].sum()
    named = sums["capital"] * 2 > sums["said"]
    classes: dict[str, WordClass] = {}
    for word, is_name in zip(sums.index, named, strict=True):
        is_number = word in numbers or any(letter.isdigit() for letter in word)
        classes[str(word)] = "number" if is_number else "name" if is_name else "other"
    return classes


def excess_words(
    spoken: pd.DataFrame,
    *,
    terms: Terms = USUAL_TERMS,
    numbers: frozenset[str] = frozenset(),
) -> tuple[WordRow, ...]:
    """List the words that go wrong most beyond the comparison's share, group by group.

    Args:
        spoken: As `count_spoken_words` gives it.
        terms: With whom groups are compared, and how many speakers of each side must have said a
            word for it to be tested; effective speakers are counted by times said.
        numbers: Words for numbers, as in `word_classes`.

    Returns:
        Group by group, the largest excess first.
    """
    classes = word_classes(spoken, numbers)
    return _table(spoken, lambda frame: frame["word"], classes, terms)


def excess_classes(
    spoken: pd.DataFrame,
    *,
    terms: Terms = USUAL_TERMS,
    numbers: frozenset[str] = frozenset(),
) -> tuple[WordRow, ...]:
    """Do as `excess_words` for names, numbers and all other words, each as one."""
    classes = word_classes(spoken, numbers)
    names: dict[str, WordClass] = {"name": "name", "number": "number", "other": "other"}
    return _table(spoken, lambda frame: frame["word"].map(classes), names, terms)


def confusions(
    utterances: Iterable[AlignedUtterance], policy: str, *, most: int = 20
) -> tuple[Confusion, ...]:
    """List which words were most often recognised for which, group by group.

    Args:
        utterances: Aligned under the policy.
        policy: The normalisation policy that gives words their form.
        most: How many of each group.

    Example:
        >>> steps = [AlignedWord("substitute", "aks", "ax"), AlignedWord("insert", "", "uh")]
        >>> aligned = [AlignedUtterance(who, frozenset({"a"}), steps) for who in "xy"]
        >>> [(c.reference, c.hypothesis, c.times) for c in confusions(aligned, "basic-1")]
        [('', 'uh', 2), ('aks', 'ax', 2)]
    """
    times: Counter[tuple[str, str, str]] = Counter()
    speakers: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for utterance in utterances:
        for step in utterance.steps:
            if step.op == "equal":
                continue
            reference = " ".join(tokens(step.reference, policy))
            hypothesis = " ".join(tokens(step.hypothesis, policy))
            for group in utterance.groups:
                times[group, reference, hypothesis] += 1
                speakers[group, reference, hypothesis].add(utterance.speaker)
    ranked = sorted(times, key=lambda key: (key[0], -times[key], key))
    found = (Confusion(*key, times[key], len(speakers[key])) for key in ranked)
    return tuple(first_of_each_group(found, most))


def _table(
    spoken: pd.DataFrame,
    choose_key: Callable[[pd.DataFrame], "pd.Series[str]"],
    classes: dict[str, WordClass],
    terms: Terms,
) -> tuple[WordRow, ...]:
    against = terms.against
    disclosed = spoken.loc[np.array([UNDISCLOSED not in each for each in spoken["groups"]], bool)]
    keys, words = pd.factorize(choose_key(disclosed))
    speakers, _ = pd.factorize(disclosed["speaker"])
    kinds, sets = pd.factorize(disclosed["groups"])
    numbers = disclosed[["missed", "said"]].to_numpy(float)
    names = sorted({name for each in sets for name in each} - {against})
    member = {name: np.array([name in each for each in sets], bool) for name in (*names, against)}
    rows = []
    # The rows of each word are found by sorting once: words are many, and each has few rows.
    order = np.argsort(keys, kind="stable")
    for at in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1) if len(order) else ():
        word = str(words[keys[at[0]]])
        for name in names:
            inside = member[name][kinds[at]]
            other = ~inside if against == REST else member[against][kinds[at]]
            if min(inside.sum(), other.sum()) < terms.min_speakers:
                continue
            sides = [_side(speakers[at[side]], numbers[at[side]]) for side in (inside, other)]
            if all(_enough(side, terms) for side in sides):
                rows.append(_row(word, classes[word], name, *sides))
    return _with_q_values(rows)


def _side(speakers: NDArray[np.int64], numbers: NDArray[np.float64]) -> ClusterSums:
    """Add up misses and times said of each speaker."""
    names, places = np.unique(speakers, return_inverse=True)
    missed, said = (np.bincount(places, column).astype(float) for column in numbers.T)
    return ClusterSums(names, missed, said)


def _enough(side: ClusterSums, terms: Terms) -> bool:
    return terms.decide_status(len(side.names), effective_number(side.out_of)) == "reported"


def _row(
    word: str, word_class: WordClass, group: str, inside: ClusterSums, outside: ClusterSums
) -> WordRow:
    found = compare(inside, outside)
    said = float(inside.out_of.sum())
    difference = float(inside.counted.sum() / said - outside.counted.sum() / outside.out_of.sum())
    low, high = found.difference_low, found.difference_high
    return WordRow(
        word=word,
        word_class=word_class,
        group=group,
        said=int(said),
        missed=int(inside.counted.sum()),
        speakers=len(inside.names),
        difference=difference,
        difference_low=low,
        difference_high=high,
        excess=said * difference,
        excess_low=None if low is None else said * low,
        excess_high=None if high is None else said * high,
        p_value=found.p_value,
        q_value=None,
    )


def _with_q_values(rows: list[WordRow]) -> tuple[WordRow, ...]:
    adjusted = benjamini_hochberg([row.p_value for row in rows])
    told = [replace(row, q_value=q) for row, q in zip(rows, adjusted, strict=True)]
    return tuple(sorted(told, key=lambda row: (row.group, -row.excess, row.word)))
