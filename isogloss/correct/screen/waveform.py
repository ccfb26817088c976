"""The recording drawn in text cells, with the part that has been played marked by its signs."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from isogloss.correct.desk.words import Words
from isogloss.correct.recording import Recording

_BLOCKS = " ▁▂▃▄▅▆▇█"
_LEVELS = len(_BLOCKS) - 1
_PLAYED, _HERE, _TO_COME = "━", "▲", "╌"
_FROM, _TO = "[", "]"


@dataclass(frozen=True)
class Playhead:
    """Which part of the recording sounds now.

    Attributes:
        at_s: Which second; None when it is silent.
        loop: From and to, in seconds; None where nothing is looped.
        speed: 1 is as spoken.
    """

    at_s: float | None = None
    loop: tuple[float, float] | None = None
    speed: float = 1.0


class Waveform(Widget):
    """Draws peaks in block characters; below them the signs of a line say what was played.

    Args:
        words: The language of the line.

    Attributes:
        recording: What is drawn; None while it is on its way and where there is none.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(id="wave")
        self._words = words
        self.recording: Recording | None = None
        self._heard = Playhead()
        self._awaited = False

    def await_sound(self) -> None:
        """Show that the sound of another recording is on its way."""
        self.recording, self._heard, self._awaited = None, Playhead(), True
        self.refresh()

    def show(self, recording: Recording | None) -> None:
        """Draw a recording, or say that there is none."""
        self.recording, self._awaited = recording, False
        self.refresh()

    def hear(self, heard: Playhead) -> None:
        """Move the mark to what sounds now."""
        if heard != self._heard:
            self._heard = heard
            self.refresh()

    def render(self) -> RenderResult:
        """Draw rows of blocks, the line of marks, and the time at its end."""
        if self.recording is None:
            return Text(self._words("wave.loading" if self._awaited else "wave.silent"))
        label = self._label(self.recording)
        columns = max(self.size.width - len(label) - 1, 1)
        rows = blocks(self.recording.peaks(columns), max(self.size.height - 1, 1))
        line = marks(columns, self.recording.duration_s, self._heard)
        return Text("\n".join([*rows, f"{line} {label}"]), no_wrap=True)

    def _label(self, recording: Recording) -> str:
        number, heard = self._words.number, self._heard
        at = number(heard.at_s or 0.0, 1)
        label = self._words("wave.at", at=at, whole=number(recording.duration_s, 1))
        if heard.speed != 1:
            label += f" {self._words('wave.speed', speed=self._words.share(heard.speed))}"
        return f"{label} {self._words('wave.loop')}" if heard.loop else label


def blocks(peaks: Sequence[float], height: int) -> list[str]:
    """Draw peaks as rows of block characters, the highest row first.

    Example:
        >>> blocks([0.0, 0.5, 1.0], 2)
        ['  █', '▁██']
    """
    # Silence has the lowest block too, so that the drawing says how long it is.
    levels = [max(round(peak * height * _LEVELS), 1) for peak in peaks]
    return [
        "".join(_BLOCKS[min(max(level - row * _LEVELS, 0), _LEVELS)] for level in levels)
        for row in reversed(range(height))
    ]


def marks(columns: int, duration_s: float, heard: Playhead) -> str:
    """Draw the line below: what was played, where it is, what is to come, a loop in brackets.

    Example:
        >>> marks(8, 4.0, Playhead(at_s=2.0)), marks(8, 4.0, Playhead(loop=(1.0, 2.0)))
        ('━━━━▲╌╌╌', '╌╌[╌]╌╌╌')
    """

    def column(at_s: float) -> int:
        return min(int(at_s / duration_s * columns), columns - 1) if duration_s else 0

    line = [_TO_COME] * columns
    if heard.at_s is not None:
        here = column(heard.at_s)
        line[:here] = [_PLAYED] * here
        line[here] = _HERE
    if heard.loop is not None:
        first, last = (column(at) for at in heard.loop)
        line[first], line[max(last, min(first + 1, columns - 1))] = _FROM, _TO
        if heard.at_s is not None:
            line[column(heard.at_s)] = _HERE
    return "".join(line)
