"""Words that must not be shown: masked where they are named, and where a recogniser heard them.

A redaction bleeps a span of a recording; this takes its words out of every text. A word is found
in its normal form (`basic-1`, and apart at apostrophes, so that `Anna's` and `l'Anna` are found by
`Anna`); several words named together are found as they stand together. In a hypothesis the words
whose times overlap the span go too, whatever the recogniser made of them, and beside a reference
everything that is aligned with them.

Masked words are left out of the score, on both sides: a listener who heard the tone cannot have
typed what is under it, and no recogniser should win or lose by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.tables import TimedWord
from pipeline.text.alignment import AlignedWord, align
from pipeline.text.policies import tokens

REDACTED = "[redacted]"
"""What stands in place of a masked word."""

_POLICY = "basic-1"


@dataclass(frozen=True)
class Mask:
    """What is masked in the texts of one utterance.

    Attributes:
        words: As somebody named them, one or several together in each.
        spans: Seconds from and to in the recording.
    """

    words: tuple[str, ...] = ()
    spans: tuple[tuple[float, float], ...] = ()

    def text(self, text: str) -> str:
        """Mask the named words in a reference, a correction or whatever people typed."""
        return mask_words(text, self.words)

    def hypothesis(self, text: str, timed_words: Sequence[TimedWord] = ()) -> str:
        """Mask the named words and those of the spans in a recogniser's text.

        Args:
            text: The hypothesis.
            timed_words: Its words in order, each with `word`, `start_s` and `end_s`; may be empty.

        Example:
            >>> timed_words = [
            ...     {"word": " I'm", "start_s": 0.1, "end_s": 0.4},
            ...     {"word": " Jon", "start_s": 0.4, "end_s": 0.8},
            ... ]
            >>> Mask(("John",), ((0.45, 0.8),)).hypothesis("I'm Jon", timed_words)
            "I'm [redacted]"
        """
        return _without(text, self._places(text, timed_words))

    def _places(self, text: str, timed_words: Sequence[TimedWord]) -> set[int]:
        return _named(text, self.words) | _in_spans(text, timed_words, self.spans)


def mask_words(text: str, words: Iterable[str]) -> str:
    """Mask every written word of a text that stands for one of `words`.

    Args:
        text: Any text; one without such a word comes back as it is.
        words: As written; one of several words is found as they stand together.

    Example:
        >>> mask_words("I'm Anna-Lena, call Anna's aunt in Bad  Ems", ["anna", "Bad Ems"])
        "I'm [redacted] call [redacted] aunt in [redacted] [redacted]"
    """
    return _without(text, _named(text, words))


def masked_steps(
    reference: str,
    hypothesis: str,
    policy: str,
    mask: Mask,
    timed_words: Sequence[TimedWord] = (),
) -> list[AlignedWord]:
    """Align two texts for people to read, with nothing in it that is masked.

    What is aligned with a masked word goes with it, and so do insertions beside it: what a
    recogniser made of a name may tell the name.

    Args:
        reference: The text taken as right.
        hypothesis: The recogniser's.
        policy: Under which words are compared.
        mask: What is masked.
        timed_words: As in `Mask.hypothesis`.

    Returns:
        The steps; a masked run is one step, "equal" and `[redacted]` on both sides.

    Example:
        >>> for step in masked_steps("I'm Anna Lee", "I'm an a Lee", "basic-1", Mask(("Anna",))):
        ...     print(step.op, step.reference, step.hypothesis)
        equal I'm I'm
        equal [redacted] [redacted]
        equal Lee Lee
    """
    runs = _runs(reference, hypothesis, policy, mask, timed_words)
    hidden = AlignedWord("equal", REDACTED, REDACTED)
    return [step for steps, masked in runs for step in ([hidden] if masked else steps)]


def scored_texts(
    reference: str,
    hypothesis: str,
    policy: str,
    mask: Mask,
    timed_words: Sequence[TimedWord] = (),
) -> tuple[str, str]:
    """Give reference and hypothesis as they are scored: without what is masked, on both sides.

    Example:
        >>> scored_texts("call Anna now", "call hannah no", "basic-1", Mask(("Anna",)))
        ('call now', 'call no')
        >>> scored_texts("call [redacted] now", "call hannah now", "basic-1", Mask(("Anna",)))
        ('call now', 'call now')
    """
    kept = [
        step
        for steps, masked in _runs(reference, hypothesis, policy, mask, timed_words)
        if not masked
        for step in steps
    ]
    kept_reference = " ".join(step.reference for step in kept if step.reference)
    return kept_reference, " ".join(step.hypothesis for step in kept if step.hypothesis)


def words_in_spans(text: str, timed_words: Sequence[TimedWord], mask: Mask) -> tuple[str, ...]:
    """List the written words of a hypothesis that overlap the spans, for somebody to confirm."""
    written = text.split()
    return tuple(written[place] for place in sorted(_in_spans(text, timed_words, mask.spans)))


def words_beside_spans(
    reference: str, hypothesis: str, timed_words: Sequence[TimedWord], mask: Mask
) -> tuple[str, ...]:
    """List the written words of a reference that stand where the spans are in a hypothesis."""
    runs = _runs(reference, hypothesis, _POLICY, mask, timed_words)
    hidden = [step.reference for steps, masked in runs if masked for step in steps]
    return tuple(word for written in hidden for word in written.split())


def _without(text: str, places: set[int]) -> str:
    if not places:
        return text
    return " ".join(
        REDACTED if place in places else word for place, word in enumerate(text.split())
    )


def _named(text: str, words: Iterable[str]) -> set[int]:
    """Find the places of the written words that a named word covers."""
    patterns = {tuple(_pieces(word)) for word in words} - {()}
    if not patterns:
        return set()
    pieces: list[str] = []
    origins: list[int] = []
    for place, word in enumerate(text.split()):
        found = _pieces(word)
        pieces += found
        origins += [place] * len(found)
    return {
        origins[at + step]
        for pattern in patterns
        for at in range(len(pieces) - len(pattern) + 1)
        if tuple(pieces[at : at + len(pattern)]) == pattern
        for step in range(len(pattern))
    }


def _pieces(text: str) -> list[str]:
    return [piece for token in tokens(text, _POLICY) for piece in token.split("'") if piece]


def _in_spans(
    text: str, timed_words: Sequence[TimedWord], spans: Sequence[tuple[float, float]]
) -> set[int]:
    """Find the places of the written words that were recognised in a span."""
    inside = [_overlaps(word, spans) for word in timed_words]
    if not any(inside):
        return set()
    places = _find_places(text, [str(word["word"]) for word in timed_words])
    if places is None:  # the words are not those of the text: mask them wherever they stand
        hidden = [
            str(word["word"]) for word, is_in in zip(timed_words, inside, strict=True) if is_in
        ]
        return _named(text, hidden)
    return {place for here, is_in in zip(places, inside, strict=True) if is_in for place in here}


def _overlaps(word: TimedWord, spans: Sequence[tuple[float, float]]) -> bool:
    begin, end = word.get("start_s"), word.get("end_s")
    if begin is None or end is None:
        return False
    return any(begin < until and start < end for start, until in spans)


def _find_places(text: str, words: Sequence[str]) -> list[set[int]] | None:
    """Find of which written words each timed word is a part; None where they do not fit.

    Recognisers cut words as they like (" New", "-York"); what they say together is the text.
    """
    if "".join(words).split() == text.split():
        joined = ""
    elif " ".join(word.strip() for word in words).split() == text.split():
        joined = " "
    else:
        return None
    places: list[set[int]] = []
    place, open_word = -1, False
    for word in words:
        here: set[int] = set()
        for character in word.strip() + joined if joined else word:
            if character.isspace():
                open_word = False
                continue
            place += not open_word
            open_word = True
            here.add(place)
        places.append(here)
    return places


def _runs(
    reference: str, hypothesis: str, policy: str, mask: Mask, timed_words: Sequence[TimedWord]
) -> list[tuple[list[AlignedWord], bool]]:
    """Align the texts in runs that are shown or masked together; tell which are masked."""
    steps = align(reference, hypothesis, policy)
    in_reference = _named(reference, mask.words) | _already(reference)
    in_hypothesis = mask._places(hypothesis, timed_words) | _already(hypothesis)
    at_reference = at_hypothesis = 0
    hits: list[bool] = []
    for step in steps:
        reference_end = at_reference + len(step.reference.split())
        hypothesis_end = at_hypothesis + len(step.hypothesis.split())
        hits.append(
            any(place in in_reference for place in range(at_reference, reference_end))
            or any(place in in_hypothesis for place in range(at_hypothesis, hypothesis_end))
        )
        at_reference, at_hypothesis = reference_end, hypothesis_end
    _spread(steps, hits)
    return [
        ([step for step, _ in group], masked)
        for masked, group in groupby(zip(steps, hits, strict=True), key=lambda pair: pair[1])
    ]


def _spread(steps: Sequence[AlignedWord], hits: list[bool]) -> None:
    """Mask insertions beside a masked word, too: a recogniser may make two words of a name."""
    forth = range(1, len(steps))
    for place, beside in [(n, n - 1) for n in forth] + [(n - 1, n) for n in reversed(forth)]:
        hits[place] |= steps[place].op == "insert" and hits[beside]


def _already(text: str) -> set[int]:
    """Find the places where somebody masked a word, or typed that there was a tone."""
    return {place for place, word in enumerate(text.split()) if REDACTED in word.casefold()}
