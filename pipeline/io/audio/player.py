"""Sound for the worker's ears: played through miniaudio, or the reason why it is not.

Sound is a convenience here and never a condition: no device, a sound server that does not answer
or a driver that fails is a sentence to show, not an error.
"""

import threading
from collections.abc import Generator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.io.audio.quiet import native_stderr_silenced

_ANSWER_WITHIN_S = 5.0  # a sound server that is stuck never answers
_SOUND_WITHIN_S = 2.0  # a device that starts and asks for no samples makes no sound
_PCM16_PEAK = 32_768.0
_ANY_RATE_HZ = 16_000
_SHORTEST_STRETCHED = 2_048  # samples: one frame of the phase vocoder

NO_DEVICE = "no sound device was found"


PlayableSamples = NDArray[np.int16 | np.float32 | np.float64]
"""One channel: 16-bit integers, or floats from -1 to 1."""

_Source = Generator[NDArray[np.int16], int, None]


class _Device(Protocol):
    def close(self) -> None: ...


class Player:
    """Plays one recording at a time, in the background, so that a worker can type meanwhile.

    Args:
        backends: Which of miniaudio's ways to a device to try; all that can be heard unless told.
            The null backend swallows sound and is only tried where it is named.
    """

    def __init__(self, backends: Sequence[object] | None = None) -> None:
        self._backends = backends
        self._device: _Device | None = None
        self._ended = threading.Event()

    def play(self, samples: PlayableSamples, rate_hz: int, *, again: bool = False) -> str | None:
        """Begin to play; what was playing stops.

        Args:
            samples: One channel, float from -1 to 1 or 16-bit integers.
            rate_hz: PlayableSamples a second.
            again: From the beginning again at the end, until stopped.

        Returns:
            None once sound is really going out, else the reason why it is not.
        """
        self.stop()
        begun, ended = threading.Event(), threading.Event()
        pcm = _as_pcm16(samples)
        source = _feed_again(pcm, begun) if again and len(pcm) else _feed(pcm, begun, ended)
        next(source)
        device, reason = _opened(rate_hz, self._backends, source)
        if device is None:
            return reason
        self._device, self._ended = device, ended
        if not begun.wait(_SOUND_WITHIN_S):
            self.stop()
            return "the sound device does not take any sound"
        return None

    def wait(self, seconds: float) -> bool:
        """Wait until the recording has been played; says whether it has."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """Stop the sound."""
        device, self._device = self._device, None
        if device is not None:
            device.close()


def why_no_sound() -> str | None:
    """Open the sound device and close it again: None if that went well, else the reason."""
    source = _feed(np.zeros(0, np.int16), threading.Event(), threading.Event())
    next(source)
    device, reason = _opened(_ANY_RATE_HZ, None, source)
    if device is None:
        return reason
    device.close()
    return None


def at_speed(samples: PlayableSamples, speed: float) -> NDArray[np.float32]:
    """Play speech slower or faster at the same pitch (phase vocoder, by librosa).

    Args:
        samples: One channel, float from -1 to 1 or 16-bit integers.
        speed: 0.5 takes twice as long; 1 changes nothing.

    Returns:
        Float samples at the same rate, `len(samples) / speed` of them, give or take one.
    """
    floats = _as_float32(samples)
    if speed == 1 or not len(floats):
        return floats
    import librosa

    wanted = round(len(floats) / speed)
    # The vocoder needs a whole frame; silence behind a shorter recording is cut off again.
    padded = np.pad(floats, (0, max(0, _SHORTEST_STRETCHED - len(floats))))
    # Its three steps, not `effects.time_stretch`: in librosa 1.0 that one warns of its own doing.
    with np.errstate(invalid="ignore"):  # and its compiled parts cast numbers they do not use
        faster = librosa.phase_vocoder(librosa.stft(padded), rate=speed)
    stretched = librosa.istft(faster, length=round(len(padded) / speed))
    return np.asarray(stretched[:wanted], np.float32)


def _feed(samples: NDArray[np.int16], begun: threading.Event, ended: threading.Event) -> _Source:
    """Hand out as many samples as the device asks for, then silence."""
    at = 0
    wanted = yield samples[:0]
    while True:
        begun.set()
        if at >= len(samples):
            ended.set()
        piece = samples[at : at + wanted]
        at += wanted
        wanted = yield np.pad(piece, (0, wanted - len(piece)))


def _feed_again(samples: NDArray[np.int16], begun: threading.Event) -> _Source:
    """Hand out the samples in a ring."""
    at = 0
    wanted = yield samples[:0]
    while True:
        begun.set()
        piece = np.take(samples, range(at, at + wanted), mode="wrap")
        at = (at + wanted) % len(samples)
        wanted = yield piece


def _opened(
    rate_hz: int, backends: Sequence[object] | None, source: _Source
) -> tuple[_Device | None, str]:
    """Open and start a device in a thread, for a stuck driver would hang the worker's terminal."""
    outcome: list[tuple[_Device | None, str]] = []
    given_up = threading.Event()

    def open_it() -> None:
        device, reason = _open_device(rate_hz, backends, source)
        outcome.append((device, reason))
        if given_up.is_set() and device is not None:
            device.close()

    thread = threading.Thread(target=open_it, name="sound", daemon=True)
    with native_stderr_silenced():
        thread.start()
        thread.join(_ANSWER_WITHIN_S)
    if outcome:
        return outcome[0]
    given_up.set()
    return None, f"the sound system did not answer within {_ANSWER_WITHIN_S:.0f} seconds"


def _open_device(
    rate_hz: int, backends: Sequence[object] | None, source: _Source
) -> tuple[_Device | None, str]:
    try:
        import miniaudio  # type: ignore[import-untyped]
    except ImportError as error:
        return None, f"the sound library cannot be loaded ({error})"
    audible = [each for each in miniaudio.Backend if each is not miniaudio.Backend.NULL]
    try:
        device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=rate_hz,
            backends=list(backends or audible),
            app_name="isogloss",
        )
        device.start(source)
    except miniaudio.MiniaudioError:
        return None, NO_DEVICE
    return device, ""


def _as_pcm16(samples: PlayableSamples) -> NDArray[np.int16]:
    if samples.dtype == np.int16:
        return np.asarray(samples, np.int16)
    scaled = np.nan_to_num(samples, nan=0.0) * _PCM16_PEAK
    return np.asarray(np.clip(scaled, -_PCM16_PEAK, _PCM16_PEAK - 1), np.int16)


def _as_float32(samples: PlayableSamples) -> NDArray[np.float32]:
    if samples.dtype == np.int16:
        return np.asarray(samples / _PCM16_PEAK, np.float32)
    return np.asarray(np.nan_to_num(samples, nan=0.0), np.float32)
