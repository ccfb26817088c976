"""What was said beside what was recognised, cut so that no recogniser's stutter fills a page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.locale.sanitise import relative_link, sanitise, short_word
from pipeline.report.contents import DiffOp, WorstUtterance

_MOST_STEPS = 120
_STEPS_OF_ALL = 8000


@dataclass(frozen=True)
class DiffStretch:
    """Words in a row that were recognised, or were not; a missing side is the empty string."""

    same: bool
    reference: str
    hypothesis: str


@dataclass(frozen=True)
class ShownUtterance:
    """An utterance ready to be shown; `words_left` were cut from the end of the diff."""

    utterance_id: str
    group: str
    wer: float | None
    words: int
    method: str
    diff: tuple[DiffStretch, ...]
    words_left: int
    link: str | None

    @property
    def answered_nothing(self) -> bool:
        """Whether the recogniser gave no word at all."""
        return not any(stretch.hypothesis for stretch in self.diff)


def shown_utterances(worst: Sequence[WorstUtterance]) -> tuple[ShownUtterance, ...]:
    r"""The worst utterances with sanitised words and diffs of bounded length.

    Neighbouring steps of one kind stand together, so that a reader sees phrases, not crumbs. The
    bound falls as utterances grow in number, so that a page with 200 stays small.

    Example:
        >>> steps = (("substitute", "help", "\x1b[1mhealth"), ("delete", "me", ""))
        >>> shown_utterances([WorstUtterance("u1", "All", 1.0, 2, "single", steps)])[0].diff
        (DiffStretch(same=False, reference='help me', hypothesis='␛[1mhealth'),)
    """
    most = min(_MOST_STEPS, _STEPS_OF_ALL // max(1, len(worst)))
    return tuple(_shown(each, most) for each in worst)


def _shown(each: WorstUtterance, most: int) -> ShownUtterance:
    return ShownUtterance(
        utterance_id=sanitise(each.utterance_id),
        group=sanitise(each.group),
        wer=each.wer,
        words=each.words,
        method=sanitise(each.method),
        diff=tuple(_stretches(each.diff[:most])),
        words_left=max(0, len(each.diff) - most),
        link=relative_link(each.audio_link),
    )


def _stretches(steps: Iterable[tuple[DiffOp, str, str]]) -> Iterator[DiffStretch]:
    for same, run in groupby(steps, key=lambda step: step[0] == "equal"):
        pairs = [
            (short_word(reference), short_word(hypothesis)) for _, reference, hypothesis in run
        ]
        # an optional word (a hesitation) may be equal to nothing: show it wherever it stands
        left = (reference or (hypothesis if same else "") for reference, hypothesis in pairs)
        right = (hypothesis for _, hypothesis in pairs)
        yield DiffStretch(same, " ".join(filter(None, left)), " ".join(filter(None, right)))
