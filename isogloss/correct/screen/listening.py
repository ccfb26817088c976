"""The keys for the ears: play, the last second again, the selected words in a loop, speeds."""

from isogloss.correct.desk.item import Item
from isogloss.correct.desk.sound import Playback
from isogloss.correct.desk.words import Words
from isogloss.correct.screen.spans import find_span
from isogloss.correct.screen.waveform import Playhead

_BACK_S = 1.0


class Listening:
    """What the keys do to the sound, and where it is.

    Args:
        sound: The sound.
        words: The language of messages.
    """

    def __init__(self, sound: Playback, words: Words) -> None:
        self._sound = sound
        self._words = words
        self._at_s = 0.0
        self._loop: tuple[float, float] | None = None

    def heard(self) -> Playhead:
        """Tell what sounds now; the screen asks ten times a second."""
        at_s = self._sound.position()
        if at_s is not None:
            self._at_s = at_s
        else:
            self._loop = None
        return Playhead(at_s, self._loop, self._sound.speed)

    def do(self, name: str, item: Item, text: str, selected: tuple[int, int]) -> str:
        """Obey one key; returns a message, empty where the sound says it all.

        Args:
            name: Which.
            item: The recording.
            text: The text as it stands in the editor.
            selected: The letters selected in it.
        """
        sounding = self._sound.position() is not None
        if name == "play":
            return self._stop() if sounding else self._play()
        if name == "last_second":
            return self._play(max(self._at_s - _BACK_S, 0.0))
        if name == "loop":
            return self._stop() if self._loop else self._play_loop(item, text, selected)
        self._loop = None
        return self._sound.slower() if name == "slower" else self._sound.faster()

    def _stop(self) -> str:
        self._loop = None
        self._sound.stop()
        return ""

    def _play(self, from_s: float = 0.0) -> str:
        self._loop = None
        return self._sound.play(from_s)

    def _play_loop(self, item: Item, text: str, selected: tuple[int, int]) -> str:
        duration_s = item.utterance.duration_s
        from_s, to_s = find_span(item.hypothesis.words, text, selected, duration_s)
        message = self._sound.play(from_s, to_s, again=True)
        self._loop = None if message else (from_s, to_s)
        return message
