"""What was said beside what was recognised, cut so that no recogniser's stutter fills a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.contents import DiffOp, WorstUtterance
from pipeline.report.strangers import harmless, relative_link, short_word

_MOST_STEPS = 120
_STEPS_OF_ALL = 8000


@dataclass(frozen=True)
class Step:
    """One step of an alignment with harmless words; a missing word is the empty string."""

    op: DiffOp
    said: str
    heard: str


@dataclass(frozen=True)
class ShownUtterance:
    """An utterance ready to be shown; `steps_left` were cut from the end of the diff."""

    utterance_id: str
    group: str
    wer: float | None
    words: int
    method: str
    steps: tuple[Step, ...]
    steps_left: int
    link: str | None

    @property
    def answered_nothing(self) -> bool:
        """Whether the recogniser gave no word at all."""
        return not any(step.heard for step in self.steps)


def shown_utterances(worst: Sequence[WorstUtterance]) -> tuple[ShownUtterance, ...]:
    r"""The worst utterances with harmless words and diffs of bounded length.

    The bound falls as utterances grow in number, so that a page with 200 stays small.

    Example:
        >>> step = ("substitute", "help", "\x1b[1mhealth")
        >>> shown_utterances([WorstUtterance("u1", "All", 1.0, 1, "single", (step,))])[0].steps
        (Step(op='substitute', said='help', heard='␛[1mhealth'),)
    """
    most = min(_MOST_STEPS, _STEPS_OF_ALL // max(1, len(worst)))
    return tuple(_shown(each, most) for each in worst)


def _shown(each: WorstUtterance, most: int) -> ShownUtterance:
    steps = (Step(op, short_word(said), short_word(heard)) for op, said, heard in each.diff[:most])
    return ShownUtterance(
        utterance_id=harmless(each.utterance_id),
        group=harmless(each.group),
        wer=each.wer,
        words=each.words,
        method=harmless(each.method),
        steps=tuple(steps),
        steps_left=max(0, len(each.diff) - most),
        link=relative_link(each.audio_link),
    )
