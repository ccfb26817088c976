"""The order in which people hear recordings: harm first, then doubt, then the report's need.

Correcting is the expensive part of the work. A text that the recogniser is sure of is likely right,
and hearing it first teaches least. Uncertainty sampling (Lewis & Gale 1994, "A sequential algorithm
for training text classifiers", DOI 10.1007/978-1-4471-2099-5_1) orders by confidence alone; here
harmful words come before it and the report's need beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.tables import TimedWord
from pipeline.text.recognised_words import read_probability

FIRST = 0.0
LAST = 1.0
# Further listeners of one utterance come one later each, and at most seven are asked: what holds
# a grave word is heard by all of them before anything else.
GRAVE = -20.0
HARMFUL = -10.0
_STEPS = 10
_NEED_WEIGHS = 0.9


def priority(text: str | None, words: Sequence[TimedWord]) -> float:
    """Tell when an utterance's turn comes: 0 first, 1 last.

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
    known = [sure for word in words if (sure := read_probability(word)) is not None]
    if not text or not text.strip() or not known:
        return FIRST
    return min(max(math.fsum(known) / len(known), FIRST), LAST)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of an utterance when it is queued.

    Attributes:
        confidence: From `priority`: 0 for the least sure, 1 for the surest.
        harmful: The class of words whose mishearing harms that it holds, or None.
        grave: That class always counts.
        need: How much the report needs it, from 0 to 1.
        draw: A random number from 0 to 1 (not 1 itself), always the same for one utterance.
    """

    confidence: float
    harmful: str | None = None
    grave: bool = False
    need: float = 0.0
    draw: float = 1.0


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A place in the queue, and the rule that gave it.

    Attributes:
        priority: Smaller is sooner; below 0 for harmful words, else from 0 to 1.
        why: The rule, as `decisions` names it.
    """

    priority: float
    why: str


def places(candidates: Sequence[Candidate], random_share: float) -> list[QueuePlace]:
    """Give places to utterances that are queued together.

    Harmful words come first, the gravest before the others and before everything queued earlier
    without. Then come those the recogniser was least sure of, in tenths; within a tenth those the
    report needs most. A random share of them swap their places among themselves: what has been
    heard by any day then holds that share of utterances that nobody chose for being hard, of
    every group alike, and rates can be told from the hard ones' (an epsilon of random exploration
    beside the greedy order).

    Args:
        candidates: The utterances.
        random_share: From 0 to 1.

    Returns:
        A place for each, in the same order. Priorities of utterances without harmful words are
        from 0 to 1, the others below 0.

    Example:
        >>> found = places(
        ...     [Candidate(0.95), Candidate(0.15), Candidate(0.9, "self_harm", grave=True)], 0.2
        ... )
        >>> [(round(place.priority, 2), place.why) for place in found]
        [(0.9, 'confidence'), (0.18, 'confidence'), (-19.1, 'harmful_self_harm')]
    """
    found = [_place(one) for one in candidates]
    swapped = [
        at for at, one in enumerate(candidates) if one.harmful is None and one.draw < random_share
    ]
    theirs = sorted(found[at].priority for at in swapped)
    for at, taken in zip(sorted(swapped, key=lambda at: candidates[at].draw), theirs, strict=True):
        found[at] = QueuePlace(taken, "random_place")
    return found


def _place(one: Candidate) -> QueuePlace:
    if one.harmful is not None:
        before_all = GRAVE if one.grave else HARMFUL
        return QueuePlace(before_all + one.confidence, f"harmful_{one.harmful}")
    tenth, within = divmod(one.confidence * _STEPS, 1)
    # Among the equally needed, the less sure first.
    rest = _NEED_WEIGHS * (1 - one.need) + (1 - _NEED_WEIGHS) * within
    why = "confidence" if one.confidence > FIRST else "no_confidence"
    return QueuePlace((tenth + rest) / (_STEPS + 1), why)
