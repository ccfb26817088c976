"""When the words under the cursor are said: from the times the recogniser gave to its own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.tables import TimedWord

_MARGIN_S = 0.15  # a word cut off at its edges is not understood


@dataclass(frozen=True, slots=True)
class _PlacedWord:
    """A word of the hypothesis of which the recogniser said when it was heard."""

    spelled: str
    start_s: float
    end_s: float


def find_span(
    words: Sequence[TimedWord], typed: str, selected: tuple[int, int], duration_s: float
) -> tuple[float, float]:
    """Find the stretch of the recording in which some typed words are said.

    A typed word is found by its place beside the recogniser's words, changed ones included; an
    added one lies between its neighbours. Without times the recording is divided by letters.

    Args:
        words: The words of the hypothesis, with `word`, `start_s` and `end_s`; may be empty.
        typed: The text as it stands.
        selected: The first character that is wanted and the one after the last.
        duration_s: How long the recording is.

    Returns:
        From and to, in seconds, a margin around them.

    Example:
        >>> words = [
        ...     {"word": "seven", "start_s": 0.5, "end_s": 1.0},
        ...     {"word": "nein", "start_s": 1.5, "end_s": 2.0},
        ... ]
        >>> find_span(words, "seven nine", (7, 8), 3.0)
        (1.35, 2.15)
    """
    first, last = _words_at(typed, selected)
    timed = list(_with_times(words))
    if not timed or last < first:
        length = max(len(typed), 1)
        start, end = (at / length * duration_s for at in selected)
    else:
        start, end = _times(timed, typed.split(), first, last, duration_s)
    return max(start - _MARGIN_S, 0.0), min(max(end, start) + _MARGIN_S, duration_s)


def _with_times(words: Sequence[TimedWord]) -> Iterator[_PlacedWord]:
    for word in words:
        start_s, end_s = word.get("start_s"), word.get("end_s")
        if start_s is not None and end_s is not None:
            yield _PlacedWord(str(word["word"]), float(start_s), float(end_s))


def _words_at(typed: str, selected: tuple[int, int]) -> tuple[int, int]:
    """Find the numbers of the first and the last word that a selection touches."""
    start, end = selected
    while start > 0 and not typed[start - 1].isspace():
        start -= 1
    while end < len(typed) and not typed[end].isspace():
        end += 1
    first = len(typed[:start].split())
    return first, first + len(typed[start:end].split()) - 1


def _times(
    timed: Sequence[_PlacedWord],
    typed: Sequence[str],
    first: int,
    last: int,
    duration_s: float,
) -> tuple[float, float]:
    recognised = [word.spelled.strip().casefold() for word in timed]
    steps = Levenshtein.opcodes(recognised, [word.casefold() for word in typed])
    places: list[tuple[float, float]] = []
    for step in steps:
        before = timed[step.src_start - 1].end_s if step.src_start else 0.0
        after = timed[step.src_end].start_s if step.src_end < len(timed) else duration_s
        for at in range(step.dest_end - step.dest_start):
            if step.src_start + at < step.src_end:
                word = timed[step.src_start + at]
                places.append((word.start_s, word.end_s))
            else:
                places.append((before, after))
    return places[first][0], places[last][1]
