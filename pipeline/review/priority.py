"""In which order recordings are heard: where the recogniser was least sure, first.

Correcting is the dear part of the work. A text the recogniser is sure of is likely right, and
hearing it first teaches least; uncertainty sampling (Lewis & Gale 1994, "A sequential algorithm
for training text classifiers", DOI 10.1007/978-1-4471-2099-5_1) orders by confidence alone.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

FIRST = 0.0
LAST = 1.0


def priority(text: str | None, words: Sequence[Mapping[str, Any]]) -> float:
    """When an utterance's turn comes: 0 first, 1 last.

    The mean probability of the hypothesis's words. Without a hypothesis, with an empty one (the
    recogniser heard nothing where a recording was let in) or without probabilities: 0, for
    nothing says that it is right. Equal priorities go by the id of the assignment.

    Args:
        text: The hypothesis, or None where there is none.
        words: Its words, each with `probability` (None where unknown).

    Returns:
        A number from 0 to 1, smaller is sooner.

    Example:
        >>> priority("seven nine", [{"probability": 0.9}, {"probability": 0.5}])
        0.7
        >>> priority(None, []), priority("", [])
        (0.0, 0.0)
    """
    known = [word["probability"] for word in words if word.get("probability") is not None]
    if not text or not text.strip() or not known:
        return FIRST
    return min(max(math.fsum(known) / len(known), FIRST), LAST)
