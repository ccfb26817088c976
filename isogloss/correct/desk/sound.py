"""The sound of the recording a worker is on, and the row that says they heard it."""

import os
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isogloss.correct.desk.words import Words
    from isogloss.correct.recording import Recording, Recordings
    from pipeline.io.audio.loopback import LoopbackAudio
    from pipeline.io.audio.player import Player
    from pipeline.io.queue.leases import Assignment
    from pipeline.io.workers import Worker
    from pipeline.tables import UtteranceRow

_SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5)
_AS_SPOKEN = _SPEEDS.index(1.0)


@dataclass(frozen=True)
class _Playing:
    """A part of a recording that sounds now."""

    began: float
    from_s: float
    to_s: float
    speed: float
    again: bool

    def at(self, now: float) -> float | None:
        """Tell which second of the recording sounds now; None once it has ended."""
        length = max(self.to_s - self.from_s, 0.0)
        passed = (now - self.began) * self.speed
        if self.again and length:
            return self.from_s + passed % length
        return self.from_s + passed if passed < length else None


@dataclass
class Playback:
    """Plays one recording after the other; where it cannot, it says how to hear it otherwise.

    Attributes:
        recordings: Where they come from.
        worker: Who listens.
        words: The language they read.
        player: The sound device.
        loopback: Where a browser may fetch it; None where nobody could.
    """

    recordings: "Recordings"
    worker: "Worker"
    words: "Words"
    player: "Player"
    loopback: "LoopbackAudio | None" = None
    _assignment: "Assignment | None" = None
    _utterance: "UtteranceRow | None" = None
    _recording: "Recording | None" = None
    _speed_at: int = _AS_SPOKEN
    _reason: str | None = None
    _playing: _Playing | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def speed(self) -> float:
        """How fast it plays; 1 is as spoken."""
        return _SPEEDS[self._speed_at]

    @property
    def recording(self) -> "Recording | None":
        """The decoded recording the worker is on; None until it is decoded."""
        return self._recording

    def begin(self, assignment: "Assignment", utterance: "UtteranceRow") -> str:
        """Take up another recording and play it; returns a message, empty when it sounds.

        A device that was not found is not looked for again until the worker asks.
        """
        self.stop()
        self._assignment, self._utterance = assignment, utterance
        self._recording, self._speed_at = None, _AS_SPOKEN
        if self.loopback is not None:
            self.loopback.withdraw()
        if message := self._load():
            return message
        return self._elsewhere() if self._reason else self.play()

    def play(self, from_s: float = 0.0, to_s: float | None = None, *, again: bool = False) -> str:
        """Play a part; returns a message, empty when it sounds.

        Args:
            from_s: Where to begin, in seconds of the recording.
            to_s: Where to end; None for its end.
            again: In a loop, until stopped.
        """
        from pipeline.errors import IsoglossError

        with self._lock:
            if message := self._load():
                return message
            recording = self._recording
            if recording is None:
                return ""  # no recording lies before them yet
            longest = recording.duration_s
            end_s = longest if to_s is None else min(to_s, longest)
            from_s = min(max(from_s, 0.0), end_s)
            samples = recording.stretch(self.speed, from_s, end_s)
            self._reason = self.player.play(samples, recording.rate_hz, again=again)
            if self._reason:
                self._playing = None
                why = self.words("sound.not_played", why=self.words.from_below(self._reason))
                return f"{why}\n{self._elsewhere()}"
            self._playing = _Playing(monotonic(), from_s, end_s, self.speed, again)
            try:
                self._heard()
            except IsoglossError as error:
                self.stop()  # what cannot be written down is not heard
                return self.words("sound.unplayable", why=error)
            return ""

    def slower(self) -> str:
        """Play it once more, a step slower."""
        return self._at(max(self._speed_at - 1, 0))

    def faster(self) -> str:
        """Play it once more, a step faster."""
        return self._at(min(self._speed_at + 1, len(_SPEEDS) - 1))

    def position(self) -> float | None:
        """Tell which second of the recording sounds now, by the clock; None when it is silent."""
        playing = self._playing
        return None if playing is None else playing.at(monotonic())

    def stop(self) -> None:
        """Stop the sound; another play may follow."""
        self._playing = None
        self.player.stop()

    def close(self) -> None:
        """Stop the sound for good, and offer nothing to a browser any more."""
        self.stop()
        if self.loopback is not None:
            self.loopback.close()

    def _at(self, speed_at: int) -> str:
        self._speed_at = speed_at
        speed = self.words("sound.speed", speed=self.words.share(self.speed))
        return self.play() or speed

    def _load(self) -> str:
        from pipeline.errors import IsoglossError

        if self._recording is not None or self._utterance is None:
            return ""
        try:
            self._recording = self.recordings.load(self._utterance)
        except IsoglossError as error:
            return self.words("sound.unplayable", why=error)
        except OSError as error:
            return self.words("sound.unplayable", why=error.strerror or error)
        return ""

    def _elsewhere(self) -> str:
        """Tell how to hear it with another program; being told where it is counts as hearing."""
        from pipeline.errors import IsoglossError

        path = self.recordings.local_path(self._utterance) if self._utterance else None
        if path is None:
            return "\n".join([self.words("sound.no_file"), *self._in_a_browser()])
        try:
            self._heard(1.0)
        except IsoglossError as error:
            return self.words("sound.unplayable", why=error)
        return "\n".join([*self._in_a_browser(), self.words("sound.file", path=path)])

    def _in_a_browser(self) -> list[str]:
        if self.loopback is None or self._recording is None:
            return []
        speed, assignment = self.speed, self._assignment
        wav = self._recording.wav(speed, 0.0, self._recording.duration_s)
        try:
            url = self.loopback.offer(wav, lambda: self._heard(speed, assignment))
        except OSError:
            return []  # no port to be had: the file is named all the same
        lines = [self.words("sound.url", url=url)]
        if os.environ.get("SSH_CONNECTION"):
            lines.append(self.words("sound.forward", port=str(self.loopback.port)))
        return lines

    def _heard(self, speed: float | None = None, assignment: "Assignment | None" = None) -> None:
        from pipeline.io.queue.listens import record_listen

        assignment = assignment or self._assignment
        if assignment is not None:
            store, now = self.recordings.workspace.store, datetime.now(UTC)
            record_listen(store, self.worker, assignment, now, speed=speed or self.speed)
