"""Gold items: recordings whose text a lead vouches for, by which workers are scored.

Free text is never typed twice the same, so a gold item is passed by distance and not by equality:
the edit distance in words over the words of the longer text, the same distance by which workers
agree with one another (`pipeline.review.quality.token_agreement`). A lead may overturn a miss; it
is then forgiven.
"""

from dataclasses import dataclass

from pipeline.text.distance import text_distance


@dataclass(frozen=True, slots=True)
class GoldResult:
    """One gold item answered.

    Attributes:
        passed: Whether the distance is within the limit.
        distance: Edit distance in words over the words of the longer text, from 0 to 1.
        limit: The largest distance that passes.
        expected: The text a lead vouches for, to be shown with the reason of a miss.
    """

    passed: bool
    distance: float
    limit: float
    expected: str


def score_gold(text: str, expected: str, limit: float, policy: str) -> GoldResult:
    """Score a worker's text against the text of a gold item.

    Args:
        text: What the worker typed; empty where they say that nothing is said.
        expected: The text a lead vouches for.
        limit: The largest distance that passes, from 0 to 1 (`review.gold_within`).
        policy: The normalisation policy under which words are compared.

    Returns:
        The result.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> score_gold("Turn the ladder over", "turn the letter over", 0.15, "basic-1").passed
        False
        >>> score_gold("Turn the letter over!", "turn the letter over", 0.15, "basic-1").distance
        0.0
    """
    distance = text_distance(text, expected, policy)
    return GoldResult(distance <= limit, distance, limit, expected)
