"""What a worker reads: plain lines, no colour, nothing repainted, nothing that can do harm."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.io.queue import Position
    from pipeline.review.differences import ChangedWord

COMMANDS = "a accept, e edit, r replay, s slower, k skip, f flag, u undo, q stop, ? help"

HELP = """\
  a or Enter   accept the text as shown
  e            edit it: the text stands ready, change it and press Enter
  e TEXT       the same with the whole text typed at once
  r            play again
  s            play slower: 75 %, then 50 %
  k REASON     skip: somebody else gets it
  f REASON     flag: unintelligible, wrong language, two voices, personal data, harmful
  u            undo your last answer and have it again
  q            stop; Ctrl-D and Ctrl-C do the same
Type what is said, word for word, also where it is not good grammar.
A word in brackets is doubtful: the number is how sure the recogniser was of it."""

NO_HYPOTHESIS = "No recogniser has a text for it: type what you hear with e."
HEARD_NOTHING = "The recogniser heard nothing."


def headline(at: "Position", utterance: Mapping[str, Any], language: str) -> str:
    """Where the worker stands, and what comes now."""
    more = "more than " if at.more else ""
    return (
        f"{at.done} done today, {more}{at.waiting:,} waiting. "
        f"Utterance {utterance['utterance_id']}, {utterance['duration_s']:.1f} s, {language}."
    )


def heard(text: str | None, words: Sequence[Mapping[str, Any]], doubtful_below: float) -> str:
    """The hypothesis on one line, its doubtful words in brackets."""
    from pipeline.report.strangers import harmless
    from pipeline.review.shown import mark_doubtful

    if text is None:
        return NO_HYPOTHESIS
    if not text.strip():
        return HEARD_NOTHING
    return f"Heard: {harmless(mark_doubtful(text, words, doubtful_below))}"


def differences(shown: str, typed: str) -> Iterator[str]:
    """What was shown, what was typed, and every changed word on a line of its own."""
    from pipeline.report.strangers import harmless
    from pipeline.review.differences import changed_words

    yield f"  shown: {harmless(shown) or '(nothing)'}"
    yield f"  typed: {harmless(typed) or '(nothing)'}"
    for word in changed_words(shown, typed):
        if word.op != "equal":
            yield "    " + harmless(_change(word))


def _change(word: "ChangedWord") -> str:
    if word.op == "substitute":
        return f"changed: {word.shown} -> {word.typed}"
    return f"added: {word.typed}" if word.op == "insert" else f"left out: {word.shown}"


def flags() -> str:
    """The flags, numbered."""
    from pipeline.review.flags import FLAGS

    return "\n".join(
        f"  {n} {flag.code.replace('_', ' ')}: {flag.says}"
        for n, flag in enumerate(FLAGS.values(), start=1)
    )
