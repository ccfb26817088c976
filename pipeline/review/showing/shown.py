"""The hypothesis that a worker is shown: which one it is, and which of its words are doubtful."""

from collections.abc import Sequence

from pipeline.tables import HypothesisRow, TimedWord
from pipeline.text.recognised_words import is_doubtful, read_probability


def choose_hypothesis(rows: Sequence[HypothesisRow], model: str) -> HypothesisRow | None:
    """Choose the hypothesis to show: of the model in the settings, else of any; then the newest.

    Args:
        rows: Rows of `hypotheses` of one utterance.
        model: The `asr.model` of the settings.

    Returns:
        A row with a text, or None where every recogniser failed or none has tried.
    """
    with_text = [row for row in rows if row.text is not None and not row.failure]
    return max(
        with_text,
        key=lambda row: (row.model == model, row.transcribed_at, row.hypothesis_id),
        default=None,
    )


def mark_doubtful(text: str, words: Sequence[TimedWord], below: float) -> str:
    """Put each doubtful word of a text in brackets with its probability, as plain characters.

    Colour alone would be lost on a screen reader, in a log and on those who do not see it.

    Args:
        text: The hypothesis.
        words: Its words, each with `word` and `probability`; may be empty.
        below: A word less probable than this is doubtful.

    Returns:
        The text, unmarked where the words are not known or are not the words of the text.

    Example:
        >>> words = [
        ...     {"word": " seven", "probability": 0.9},
        ...     {"word": " nein", "probability": 0.414},
        ... ]
        >>> mark_doubtful("seven nein", words, 0.6)
        'seven [nein 41%]'
    """
    spelled = "".join(str(word["word"]) for word in words)
    if spelled.split() == text.split():
        return "".join(_marked(word, below) for word in words).strip()
    one_each = text.split()
    if [str(word["word"]).strip() for word in words] == one_each:
        return " ".join(_marked(word, below).strip() for word in words)
    return text


def _marked(word: TimedWord, below: float) -> str:
    spelled = str(word["word"])
    if not is_doubtful(word, below) or not spelled.strip():
        return spelled
    bare = spelled.strip()
    before, after = spelled.split(bare, 1)
    return f"{before}[{bare} {read_probability(word):.0%}]{after}"
