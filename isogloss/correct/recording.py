"""A recording in memory: decoded once, slowed down when it is asked for, drawn as peaks."""

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.io.workspace import Workspace
    from pipeline.tables import UtteranceRow

_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 8_000, 48_000  # what every sound device takes


@dataclass
class Recording:
    """The samples of one utterance.

    Attributes:
        samples: One channel, float from -1 to 1.
        rate_hz: Samples a second.
    """

    samples: "NDArray[np.float32]"
    rate_hz: int
    _at_speed: "dict[float, NDArray[np.float32]]" = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def duration_s(self) -> float:
        """How long it is at its own speed."""
        return len(self.samples) / self.rate_hz

    def stretch(self, speed: float, from_s: float, to_s: float) -> "NDArray[np.float32]":
        """Cut out a part at a speed; the times are those of the recording's own speed."""
        from pipeline.io.audio.player import at_speed

        with self._lock:
            if speed not in self._at_speed:
                self._at_speed[speed] = at_speed(self.samples, speed)
            stretched = self._at_speed[speed]
        first, end = (round(at * self.rate_hz / speed) for at in (from_s, to_s))
        return stretched[first:end]

    def peaks(self, columns: int) -> list[float]:
        """Find the largest amplitude of each column, as a share of the largest of all.

        Args:
            columns: How many columns the whole recording has.
        """
        import numpy as np

        if not len(self.samples) or columns < 1:
            return [0.0] * max(columns, 0)
        edges = np.linspace(0, len(self.samples), columns + 1).astype(int)
        starts = np.minimum(edges[:-1], len(self.samples) - 1)
        found = np.maximum.reduceat(np.abs(np.nan_to_num(self.samples)), starts)
        largest = float(found.max())
        return [float(each) / largest if largest else 0.0 for each in found]

    def wav(self, speed: float, from_s: float, to_s: float) -> bytes:
        """Write a part of it at a speed as a WAV file."""
        from pipeline.io.audio.wav import encode_wav

        return encode_wav(self.stretch(speed, from_s, to_s), self.rate_hz)


@dataclass
class Recordings:
    """Recordings by utterance: the one at hand, and the likely next one loaded ahead."""

    workspace: "Workspace"
    _ahead: "dict[str, Future[Recording]]" = field(default_factory=dict)

    def load(self, utterance: "UtteranceRow") -> Recording:
        """Load the recording of an utterance, from memory where it was loaded ahead.

        Raises:
            AudioError: It cannot be decoded, or is missing.
            OSError: It cannot be read.
        """
        waiting = self._ahead.pop(utterance.utterance_id, None)
        self._ahead.clear()
        return waiting.result() if waiting is not None else self._read(utterance)

    def load_ahead(self, utterance: "UtteranceRow") -> None:
        """Begin to decode what comes next, in a thread; nothing of it is heard or written down."""
        name = utterance.utterance_id
        if name in self._ahead:
            return
        future: Future[Recording] = Future()
        self._ahead = {name: future}

        def read() -> None:
            try:
                future.set_result(self._read(utterance))
            except Exception as error:  # noqa: BLE001 - raised again where it is loaded
                future.set_exception(error)

        threading.Thread(target=read, name="loading ahead", daemon=True).start()

    def local_path(self, utterance: "UtteranceRow") -> Path | None:
        """Find its file on this machine; None where it is kept elsewhere."""
        path = self.workspace.audio.local_path(self._playable(utterance))
        return path if path is not None and path.exists() else None

    def _read(self, utterance: "UtteranceRow") -> Recording:
        from pipeline.io.audio.reading import read_mono

        # As recorded, not as recognised: an ear needs the sibilants that 16 kHz cuts off.
        rate_hz = min(max(utterance.sample_rate_hz, _LOWEST_RATE_HZ), _HIGHEST_RATE_HZ)
        with self.workspace.audio.open(self._playable(utterance)) as stream:
            samples = read_mono(
                stream,
                rate_hz=rate_hz,
                limits=self.workspace.settings.audio,
                name_hint=f"recording{utterance.suffix}",
            )
        return Recording(samples, rate_hz)

    def _playable(self, utterance: "UtteranceRow") -> str:
        from pipeline.stages.permissions.playable import playable_sha256

        store = self.workspace.store
        return playable_sha256(store, utterance.utterance_id, utterance.audio_sha256)
