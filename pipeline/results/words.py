"""Which words go wrong: rates of words and of their classes, confusions, and words that harm."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from pipeline.results.verdicts import is_significant

WordClass = Literal["name", "number", "other"]


@dataclass(frozen=True, slots=True)
class WordRow:
    """One word, or class of words, in one group. Rates are fractions, limits unadjusted 95 %.

    Attributes:
        word: The word in its normal form; for a class of words the name of the class.
        word_class: What kind of word it is.
        group: The group.
        said: How often the group said it.
        missed: How often the recogniser swapped or dropped it.
        speakers: Speakers of the group who said it; None where nobody said who spoke.
        difference: The share that the recogniser missed, less that share in the comparison.
        difference_low: Lower limit over speakers; None where undefined.
        difference_high: Upper limit.
        excess: Times missed beyond the comparison's share.
        excess_low: Lower limit.
        excess_high: Upper limit.
        p_value: Two-sided; None where a side has no miss.
        q_value: Benjamini-Hochberg over all rows of one table.
    """

    word: str
    word_class: WordClass
    group: str
    said: int
    missed: int
    speakers: int | None
    difference: float
    difference_low: float | None
    difference_high: float | None
    excess: float
    excess_low: float | None
    excess_high: float | None
    p_value: float | None
    q_value: float | None

    @property
    def stands_out(self) -> bool:
        """Whether the word is worth looking into: one in twenty of those that are is chance."""
        return is_significant(self.q_value)


@dataclass(frozen=True, slots=True)
class Confusion:
    """One word taken for another in one group.

    Attributes:
        group: The group.
        reference: The word said; empty for words made up.
        hypothesis: What was recognised for it; empty for words dropped.
        times: How often.
        speakers: Of how many speakers; None where nobody said who spoke.
    """

    group: str
    reference: str
    hypothesis: str
    times: int
    speakers: int | None


@dataclass(frozen=True, slots=True)
class HarmfulRow:
    """One harmful word in one group; limits are 95 % over speakers.

    Attributes:
        word: As given; None for all of the list together.
        group: The group.
        speakers: Speakers of the group; None where unknown.
        utterances: Of the group.
        said: Times said.
        missed: Times said and not heard.
        heard_in_vain: Times heard and not said.
        missed_share: missed / said; None where never said.
        missed_low: Lower limit (`pipeline.statistics.shares`); None where undefined.
        missed_high: Upper limit.
        in_vain_rate: heard_in_vain for each utterance.
        in_vain_low: Lower limit.
        in_vain_high: Upper limit; an exact one where nothing was heard in vain.
        kind: The class of the word in the list it comes from; None for all of them together.
    """

    word: str | None
    group: str
    speakers: int | None
    utterances: int
    said: int
    missed: int
    heard_in_vain: int
    missed_share: float | None
    missed_low: float | None
    missed_high: float | None
    in_vain_rate: float | None
    in_vain_low: float | None
    in_vain_high: float | None
    kind: str | None = None


_Listed = TypeVar("_Listed", WordRow, Confusion)


def first_of_each_group(rows: Iterable[_Listed], most: int) -> Iterator[_Listed]:
    """Give the first rows of each group, in the order of all.

    Example:
        >>> pairs = [Confusion(group, "a", "b", 2, 2) for group in "xyxx"]
        >>> [pair.group for pair in first_of_each_group(pairs, 2)]
        ['x', 'y', 'x']
    """
    shown: Counter[str] = Counter()
    for row in rows:
        shown[row.group] += 1
        if shown[row.group] <= most:
            yield row
