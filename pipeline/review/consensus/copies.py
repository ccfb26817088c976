"""Copies: texts of one utterance that are equal to the last sign share the weight of one vote.

People who listen each for themselves often write the same words. That they also set every capital
and every comma alike, of a recording in which others hear something else, points to one source: a
recogniser that both asked, a hypothesis that both let stand, one person with two names. Votes
weigh as those of independent people do, and these are not; sources that copy one another should
count once (Dong, Berti-Equille & Srivastava 2009, PVLDB 2(1), 550-561, who tell them by the errors
they share; here the signs tell, for the errors are not known).

Nobody is accused: the copies are kept, named as voters, and their workers judged like others. And
what more than half of an utterance's people typed alike is never counted as one.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

COPY_WEIGHS = 0.01
"""What is left of a copy's vote: it may still settle a tie."""
PEOPLE_DIFFER = 1.0
"""Words in which two texts must differ on average; where fewer, the same text is no wonder."""
_JOINS_A_WORD = "'\N{RIGHT SINGLE QUOTATION MARK}"


def find_sources(
    texts: Sequence[str], words: Sequence[Sequence[int]], bounds: Sequence[int]
) -> NDArray[np.int64]:
    """Tell which texts have one source.

    Args:
        texts: As they were typed, utterance by utterance.
        words: The words of each, as numbers.
        bounds: Which texts belong to an utterance: where each starts and, one further, ends.

    Returns:
        Of each text the place of the first one from the same source; mostly its own.

    Example:
        >>> typed = ["Too late.", "Too late.", "to let", "tool eight x", "two light"]
        >>> words = [[1, 2], [1, 2], [3, 4], [5, 6, 7], [8, 9]]
        >>> find_sources(typed, words, [0, 5]).tolist()
        [0, 0, 2, 3, 4]
    """
    sources = np.arange(len(texts))
    for first, end in pairwise(bounds):
        typed = [text.strip() for text in texts[first:end]]
        copied = {text for text, count in Counter(typed).items() if 1 < count <= len(typed) / 2}
        copied = {text for text in copied if _has_signs(text)}
        if copied and _differ(words[first:end]) > PEOPLE_DIFFER:
            for place, text in enumerate(typed):
                if text in copied:
                    sources[first + place] = first + typed.index(text)
    return sources


def once(weights: NDArray[np.float64], sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Leave the heaviest text of each source its weight, and the others next to nothing.

    Example:
        >>> once(np.array([1.0, 3.0, 2.0]), np.array([0, 0, 2])).tolist()
        [0.01, 3.0, 2.0]
    """
    heaviest_first = np.lexsort((-weights, sources))
    again = np.diff(sources[heaviest_first], prepend=-1) == 0
    counted = weights.copy()
    counted[heaviest_first[again]] *= COPY_WEIGHS
    return counted


def _has_signs(text: str) -> bool:
    """Tell whether a text has punctuation; one without leaves less to agree on by chance."""
    return any(
        unicodedata.category(letter).startswith("P") and letter not in _JOINS_A_WORD
        for letter in text
    )


def _differ(words: Sequence[Sequence[int]]) -> float:
    """Compute the mean edit distance in words over all pairs."""
    pairs = [Levenshtein.distance(left, right) for left, right in combinations(words, 2)]
    return sum(pairs) / len(pairs)
