"""Speech that nobody spoke: voices of espeak-ng and flite, noise from a hash, six containers.

Everything here gives the same samples for the same arguments: the synthesisers are run with
fixed settings, noise is read from SHAKE-256 of a label (no random generator whose stream may
change between versions), and sox resamples without dither.
"""

import hashlib
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float64]

FULL_SCALE = 32767.0
PEAK = 0.6  # of the speech, before noise is laid under it
MARGIN_S = 0.3  # room tone before and after the speech, as a phone records it
FRAME_S = 0.02
ACTIVE_WITHIN_DB = 30.0  # of the loudest frame: these frames count as speech

ENCODERS: dict[str, tuple[str, ...]] = {
    "flac": ("-c:a", "flac", "-compression_level", "8"),
    "mp3": ("-c:a", "libmp3lame", "-b:a", "40k"),
    "ogg": ("-c:a", "libvorbis", "-q:a", "2"),
    "oga": ("-c:a", "libopus", "-b:a", "24k", "-f", "ogg"),
    "opus": ("-c:a", "libopus", "-b:a", "24k"),
    "webm": ("-c:a", "libopus", "-b:a", "24k"),
}


@dataclass(frozen=True)
class Voice:
    """One synthetic speaker's throat.

    Attributes:
        engine: `espeak-ng` or `flite`.
        name: A voice of that engine, with its variant after `+`.
        speed: Words a minute (espeak-ng), or the factor durations are stretched by (flite).
        pitch: 0 to 99 (espeak-ng), or the mean of the fundamental in hertz (flite).
    """

    engine: str
    name: str
    speed: float
    pitch: int

    @property
    def recipe(self) -> str:
        """The settings as one line; a speaker's pseudonym is made from it."""
        return f"{self.engine} {self.name} {self.speed:g} {self.pitch}"

    def command(self, text: str, wav: Path) -> list[str]:
        """The command that speaks a text into a wav file."""
        if self.engine == "espeak-ng":
            settings = ["-v", self.name, "-s", f"{self.speed:.0f}", "-p", str(self.pitch)]
            return ["espeak-ng", *settings, "-w", str(wav), text]
        settings = ["-voice", self.name, "--setf", f"duration_stretch={self.speed:g}"]
        settings += ["--setf", f"int_f0_target_mean={self.pitch}"]
        return ["flite", *settings, "-t", text, "-o", str(wav)]


def run(command: Sequence[str]) -> None:
    """Run one of the four programs, and stop with its own words where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed programs, our own arguments
    if done.returncode:
        raise SystemExit(f"{command[0]} failed ({done.returncode}): {done.stderr.strip()[-400:]}")


def speak(voice: Voice, text: str, rate_hz: int, scratch: Path) -> Samples:
    """Speech alone: mono, at `rate_hz`, peak at `PEAK`.

    Args:
        voice: Who speaks.
        text: What is said.
        rate_hz: Sample rate wanted.
        scratch: A folder for the files between the programs.

    Returns:
        Samples in [-1, 1].
    """
    spoken, resampled = scratch / "spoken.wav", scratch / "resampled.wav"
    run(voice.command(text, spoken))
    # -D: no dither, which would differ from run to run; trim the silence the engines add
    convert = ["sox", "-D", "-R", str(spoken), "-b", "16", "-c", "1", str(resampled)]
    run([*convert, "rate", "-h", str(rate_hz)])
    with wave.open(str(resampled), "rb") as reader:
        frames = reader.readframes(reader.getnframes())
    samples = np.frombuffer(frames, dtype="<i2").astype(np.float64) / FULL_SCALE
    loud: Samples = samples * (PEAK / np.abs(samples).max())
    return loud


def noise(label: str, count: int, smoothing: float = 0.0) -> Samples:
    """Noise of RMS 1 that depends on its label alone.

    Args:
        label: Any text; another text gives other noise.
        count: Samples wanted.
        smoothing: 0 for white; towards 1 the treble goes (a one-pole low-pass).

    Returns:
        `count` samples.
    """
    raw = hashlib.shake_256(label.encode()).digest(2 * count)
    white = np.frombuffer(raw, dtype="<u2").astype(np.float64) / FULL_SCALE - 1.0
    if smoothing:
        state = 0.0
        for index, value in enumerate(white):
            state = smoothing * state + (1.0 - smoothing) * value
            white[index] = state
    scaled: Samples = white / np.sqrt(np.mean(white**2))
    return scaled


def speech_rms(samples: Samples, rate_hz: int) -> float:
    """RMS over the frames of 20 ms that lie within 30 dB of the loudest."""
    length = int(FRAME_S * rate_hz)
    frames = samples[: len(samples) // length * length].reshape(-1, length)
    power = np.mean(frames**2, axis=1)
    active = power >= power.max() * 10 ** (-ACTIVE_WITHIN_DB / 10)
    return float(np.sqrt(power[active].mean()))


def in_room(speech: Samples, rate_hz: int, snr_db: float, label: str) -> Samples:
    """The speech with a margin at each end and noise under the whole.

    Args:
        speech: Mono samples.
        rate_hz: Their rate.
        snr_db: Level of active speech over the noise, in decibels.
        label: Names the noise; see `noise`.

    Returns:
        Longer samples than came in, by two margins.
    """
    margin = np.zeros(int(MARGIN_S * rate_hz))
    padded = np.concatenate([margin, speech, margin])
    level = speech_rms(speech, rate_hz) * 10 ** (-snr_db / 20)
    return padded + level * noise(label, len(padded), smoothing=0.6)


def to_pcm(samples: Samples) -> bytes:
    """Little-endian 16-bit PCM; beyond full scale it clips, as a sound card would."""
    scaled = np.clip(np.round(samples * FULL_SCALE), -FULL_SCALE - 1, FULL_SCALE)
    return scaled.astype("<i2").tobytes()


def write_wav(path: Path, samples: Samples, rate_hz: int, channels: int = 1) -> None:
    """Write 16-bit wav; several channels come interleaved."""
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate_hz)
        writer.writeframes(to_pcm(samples))


def encode(wav: Path, target: Path, kind: str) -> None:
    """Encode a wav file; `kind` is a key of `ENCODERS` (`oga` is opus in an .ogg file)."""
    # bitexact leaves out versions, dates and the random serial numbers of Ogg and Matroska
    quiet = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-threads", "1"]
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    run([*quiet, "-i", str(wav), *ENCODERS[kind], *exact, str(target)])


def save(target: Path, kind: str, samples: Samples, rate_hz: int) -> None:
    """Write mono samples to a file of any kind, `wav` included."""
    if kind == "wav":
        write_wav(target, samples, rate_hz)
        return
    between = target.with_name(target.name + ".tmp.wav")
    write_wav(between, samples, rate_hz)
    encode(between, target, kind)
    between.unlink()
