"""The words of a hypothesis as the recogniser gave them: how each is written, how sure it was.

A word comes from the column `hypotheses.words` as a JSON object with `word`, and `probability`
where the engine tells one.
"""

from pipeline.tables import TimedWord


def read_probability(word: TimedWord) -> float | None:
    """Read how sure the recogniser was of a word.

    Returns:
        From 0 to 1; None where the engine did not tell.

    Example:
        >>> read_probability({"word": "nein", "probability": 0.4}), read_probability({"word": "no"})
        (0.4, None)
    """
    probability = word.get("probability")
    return float(probability) if isinstance(probability, int | float) else None


def is_doubtful(word: TimedWord, below: float) -> bool:
    """Tell whether the recogniser was less sure of a word than a limit.

    Args:
        word: The word.
        below: A word less probable than this is doubtful; one without a probability is not.
    """
    probability = read_probability(word)
    return probability is not None and probability < below
