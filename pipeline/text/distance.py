"""The distance between two texts of one recording: edit distance in words over the longer text.

Symmetric and at most 1, so neither of two people counts as the one who is right; two texts
without words are the same. It is a metric on sequences of words only nearly (Yujian & Bo 2007,
DOI 10.1109/TPAMI.2007.1078, give one that is); it is used because a person can check it by hand.
"""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.text.policies import tokens


def token_distance(left: Sequence[str], right: Sequence[str]) -> float:
    """Measure the distance of two sequences of words, from 0 to 1.

    Example:
        >>> token_distance(["call", "me", "at", "noon"], ["call", "me", "noon"])
        0.25
        >>> token_distance([], []), token_distance([], ["yes"])
        (0.0, 1.0)
    """
    longer = max(len(left), len(right))
    return Levenshtein.distance(left, right) / longer if longer else 0.0


def text_distance(left: str, right: str, policy: str) -> float:
    """Measure the distance of two texts under a normalisation policy, from 0 to 1.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> text_distance("Well-known?", "well known", "basic-1")
        0.0
    """
    return token_distance(tokens(left, policy), tokens(right, policy))
