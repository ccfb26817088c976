"""Where a person's ear is worth most: doubtful words, and utterances in order of doubt."""

import math
from collections.abc import Iterable, Sequence

from pipeline.transcribe.recogniser import Heard, HeardWord


def doubtful(words: Sequence[HeardWord], below: float) -> tuple[int, ...]:
    """Positions of the words less probable than a limit.

    A word without a probability is not marked: nothing is known against it.

    Args:
        words: Of one hypothesis, in order.
        below: The limit, 0 to 1; a word exactly on it is not doubtful.

    Example:
        >>> words = [HeardWord("seven", 0.0, 0.4, 0.95), HeardWord("nein", 0.4, 0.8, 0.41)]
        >>> doubtful(words, 0.6)
        (1,)
    """
    return tuple(
        at
        for at, word in enumerate(words)
        if word.probability is not None and word.probability < below
    )


def confidence(heard: Heard) -> float:
    """How sure the recogniser was, 0 to 1: the mean probability of its words.

    Failures, empty texts and answers without any probability are 0, for nothing says that they
    are right. The probability that nobody speaks takes no part: it is worst calibrated for the
    voices the recogniser knows least.

    Example:
        >>> confidence(Heard("u1", "seven", (HeardWord("seven", 0.0, 0.4, 0.75),)))
        0.75
        >>> confidence(Heard("u2", "", failure="no samples"))
        0.0
    """
    known = [word.probability for word in heard.words if word.probability is not None]
    if heard.failure is not None or not heard.text.strip() or not known:
        return 0.0
    return math.fsum(known) / len(known)


def order_for_review(answers: Iterable[Heard]) -> list[str]:
    """Utterances in the order people should hear them: least sure first, ties by id.

    Uncertainty sampling (Lewis & Gale 1994, "A sequential algorithm for training text
    classifiers", DOI 10.1007/978-1-4471-2099-5_1): correcting is the dear part, and a text the
    recogniser is sure of is likely right. The order decides what is heard first, not what is
    heard: a report needs all of a speaker's utterances or a random share of them.

    Example:
        >>> sure = Heard("u1", "yes", (HeardWord("yes", 0.0, 0.3, 0.9),))
        >>> order_for_review([sure, Heard("u2", "", failure="no samples")])
        ['u2', 'u1']
    """
    return [one.utterance_id for one in sorted(answers, key=_turn)]


def _turn(heard: Heard) -> tuple[float, str]:
    return confidence(heard), heard.utterance_id
