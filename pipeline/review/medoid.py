"""One text out of several people's texts, and how much those people agree.

The medoid is always a text that somebody typed. Distances are edit distances in words
(Levenshtein 1966) under a normalisation policy, so that a comma is no disagreement.
"""

from collections.abc import Sequence
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from pipeline.text.policies import tokens


def medoid(texts: Sequence[str], policy: str) -> str:
    """The text with the least summed distance to the others.

    Among equals the first given wins; `merge_corrections` gives them from the earliest to the
    latest, so a tie goes to the earliest correction. Two texts always tie.

    Args:
        texts: One text of each worker; at least one.
        policy: The normalisation policy under which words are compared.

    Returns:
        One of `texts`, as typed.

    Raises:
        ValueError: There is no text.
        SettingsError: No policy has this name.

    Example:
        >>> medoid(["I will go", "I'll go", "I will go."], "basic-1")
        'I will go'
    """
    if not texts:
        message = "a medoid needs at least one text"
        raise ValueError(message)
    sides = [tokens(text, policy) for text in texts]
    sums = [0] * len(texts)
    for (a, left), (b, right) in combinations(enumerate(sides), 2):
        distance = Levenshtein.distance(left, right)
        sums[a] += distance
        sums[b] += distance
    return texts[sums.index(min(sums))]


def agreement(texts: Sequence[str], policy: str) -> float | None:
    """How much the texts agree: 1 minus the mean distance rate over all pairs.

    The distance rate of a pair is its edit distance in words over the words of the longer text:
    symmetric, from 0 to 1; two texts without words are the same (rate 0).

    Args:
        texts: One text of each worker.
        policy: The normalisation policy under which words are compared.

    Returns:
        From 0 (not a word in common) to 1 (the same words), or None for fewer than two texts.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> agreement(["call me at noon", "Call me noon."], "basic-1")
        0.75
        >>> agreement(["alone"], "basic-1") is None
        True
    """
    sides = [tokens(text, policy) for text in texts]
    rates = [_rate(left, right) for left, right in combinations(sides, 2)]
    return 1 - sum(rates) / len(rates) if rates else None


def _rate(left: Sequence[str], right: Sequence[str]) -> float:
    longer = max(len(left), len(right))
    return Levenshtein.distance(left, right) / longer if longer else 0.0
