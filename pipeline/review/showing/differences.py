"""The words that a worker changed, as the worker sees them before saving."""

from dataclasses import dataclass

from pipeline.text.alignment import Operation, align


@dataclass(frozen=True, slots=True)
class ChangedWord:
    """One step from the text that was shown to the text that was typed.

    Attributes:
        op: equal, substitute, delete (shown, not typed) or insert (typed, not shown).
        shown: The word as shown; empty for an insertion.
        typed: The word as typed; empty for a deletion.
    """

    op: Operation
    shown: str
    typed: str


def changed_words(shown: str, typed: str) -> list[ChangedWord]:
    """Compare what was shown with what was typed, to the letter: case and commas count.

    Args:
        shown: The hypothesis.
        typed: The worker's text.

    Returns:
        All words in order, changed or not.

    Example:
        >>> for word in changed_words("I hear foot steps", "I hear footsteps now"):
        ...     print(word.op, repr(word.shown), repr(word.typed))
        equal 'I' 'I'
        equal 'hear' 'hear'
        substitute 'foot' 'footsteps'
        substitute 'steps' 'now'
    """
    return [
        ChangedWord(step.op, step.reference, step.hypothesis)
        for step in align(shown, typed, "verbatim-1")
    ]
