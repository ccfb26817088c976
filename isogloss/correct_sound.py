"""The sound of the recording a worker is on, and the row that says they heard it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.io.player import Player
    from pipeline.io.queue import Assignment
    from pipeline.io.queue_workers import Worker
    from pipeline.io.workspace import Workspace

_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 8_000, 48_000  # what every sound device takes
_SPEEDS = (1.0, 0.75, 0.5)


@dataclass
class Sound:
    """Plays one recording after the other; where it cannot, it says where the file is."""

    workspace: "Workspace"
    worker: "Worker"
    player: "Player"
    _assignment: "Assignment | None" = None
    _utterance: Mapping[str, Any] = field(default_factory=dict)
    _samples: Any = None
    _speed_at: int = 0
    _reason: str | None = None

    def begin(self, assignment: "Assignment", utterance: Mapping[str, Any]) -> str:
        """Play another recording; returns a message, empty when it sounds.

        A device that was not found is not looked for again until the worker asks.
        """
        self._assignment, self._utterance = assignment, utterance
        self._samples, self._speed_at = None, 0
        return self._file() if self._reason else self._play()

    def again(self) -> str:
        """Play it once more at the same speed."""
        return self._play()

    def slower(self) -> str:
        """Play it once more, a step slower."""
        self._speed_at = min(self._speed_at + 1, len(_SPEEDS) - 1)
        return self._play() or f"At {_SPEEDS[self._speed_at]:.0%} of the speed."

    def stop(self) -> None:
        """Be silent."""
        self.player.stop()

    def _play(self) -> str:
        from pipeline.errors import IsoglossError
        from pipeline.io.player import slower

        try:
            if self._samples is None:
                self._samples = self._read()
        except IsoglossError as error:
            return f"The recording cannot be played: {error}"
        except OSError as error:
            return f"The recording cannot be read: {error.strerror or error}"
        speed = _SPEEDS[self._speed_at]
        self._reason = self.player.play(slower(self._samples, speed), self._rate_hz())
        if self._reason:
            return f"Not played: {self._reason}.\n{self._file()}"
        self._heard(speed)
        return ""

    def _read(self) -> Any:
        from pipeline.io.audio import read_mono

        with self.workspace.audio.open(self._utterance["audio_sha256"]) as stream:
            return read_mono(
                stream,
                rate_hz=self._rate_hz(),
                limits=self.workspace.settings.audio,
                name_hint=f"recording{self._utterance['suffix']}",
            )

    def _rate_hz(self) -> int:
        # As recorded, not as recognised: an ear needs the sibilants that 16 kHz cuts off.
        recorded = int(self._utterance["sample_rate_hz"])
        return min(max(recorded, _LOWEST_RATE_HZ), _HIGHEST_RATE_HZ)

    def _file(self) -> str:
        path = self.workspace.audio.local_path(self._utterance["audio_sha256"])
        if path is None or not path.exists():
            return "There is no file here to play it with something else."
        self._heard(1.0)
        return f"Play it yourself: {path}"

    def _heard(self, speed: float) -> None:
        from pipeline.io.queue_listens import record_listen

        if self._assignment is not None:
            record_listen(
                self.workspace.store, self.worker, self._assignment, datetime.now(UTC), speed=speed
            )
