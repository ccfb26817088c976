"""What was changed, word by word, in one paragraph with signs."""

from collections.abc import Iterable

from pipeline.locale.sanitise import sanitise
from pipeline.review.showing.differences import changed_words

_MOST_SHOWN = 60
_AROUND = 2  # words left and right of a change, to find it by


def mark_changes(shown: str, typed: str) -> tuple[str, int]:
    """Set the changed words in one paragraph: - before a word taken out, + before one put in.

    Args:
        shown: What they were shown.
        typed: Their text.

    Returns:
        The paragraph, empty where nothing changed; and how many changes it does not show.

    Example:
        >>> mark_changes("turn the ladder over", "turn the letter over")
        ('turn the -ladder +letter over', 0)
    """
    steps = changed_words(shown, typed)
    at = [n for n, step in enumerate(steps) if step.op != "equal"]
    around = range(-_AROUND, _AROUND + 1)
    near = {change + n for change in at[:_MOST_SHOWN] for n in around}.difference(at[_MOST_SHOWN:])
    words: list[str] = []
    gap = False
    for n, step in enumerate(steps):
        if n not in near:
            gap = True
            continue
        if gap:
            words.append("…")
        gap = False
        words += _signed(step.op == "equal", step.shown, step.typed)
    if gap and words:
        words.append("…")
    return " ".join(words), max(len(at) - _MOST_SHOWN, 0)


def _signed(same: bool, shown: str, typed: str) -> Iterable[str]:
    if same:
        yield sanitise(typed)
        return
    if shown:
        yield f"-{sanitise(shown)}"
    if typed:
        yield f"+{sanitise(typed)}"
