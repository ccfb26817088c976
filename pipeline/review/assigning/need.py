"""The utterances that the disparity report needs most: of groups with wide intervals, new voices.

The report's unit is the speaker. With E errors in N words of each, the interval of a group's rate
narrows with the effective number of speakers (ΣN)²/ΣN² (docs/methods.md), so a further word of a
speaker who was heard at length adds next to nothing, and a first word of a new one the most.
"""

import math
from collections.abc import Mapping, Sequence


def group_needs(words: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Compute how much each group needs further speakers: 1 for a group nobody has been heard of.

    The need is one over the root of one more than the effective number of speakers; the width of
    the group's interval falls in the same way.

    Args:
        words: Group -> words scored so far of each of its speakers.

    Example:
        >>> needs = group_needs({"en-scotland": [], "en-ireland": [50, 50, 50]})
        >>> needs["en-scotland"], needs["en-ireland"]
        (1.0, 0.5)
    """
    return {group: 1 / math.sqrt(1 + _effective(of_each)) for group, of_each in words.items()}


def utterance_need(accents: Sequence[str], needs: Mapping[str, float], heard: int) -> float:
    """Compute how much the report needs one utterance, from 0 to 1.

    Args:
        accents: Its speaker's; the neediest counts. Without any, no group gains by it: 0.
        needs: From `group_needs`; a group it does not know was never heard.
        heard: Utterances of the same speaker that were heard or come before it.

    Example:
        >>> utterance_need(["en-scotland"], {"en-scotland": 0.8}, 1)
        0.4
        >>> utterance_need([], {}, 0)
        0.0
    """
    return max((needs.get(accent, 1.0) for accent in accents), default=0.0) / (1 + heard)


def _effective(of_each: Sequence[int]) -> float:
    squares = sum(words * words for words in of_each)
    return sum(of_each) ** 2 / squares if squares else 0.0
