"""Recordings made on the spot: speech-like sound in every container, from one seed."""

import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile as sf
from numpy.typing import NDArray

from pipeline.collect.examination import Examination
from pipeline.io.audio.examining import examine
from pipeline.settings import AudioLimits

LIMITS = AudioLimits()
SHARED = Path(__file__).parents[2].parent / "shared" / "data"

Sound = NDArray[np.float32]


def _voice(seconds: float, rate_hz: int, seed: int = 1) -> Sound:
    """Syllables of a gliding pulse train through moving resonances, pauses, and faint noise."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate_hz)
    time_s = np.arange(count) / rate_hz
    pitch = 120 + 30 * np.sin(2 * np.pi * 0.7 * time_s + rng.uniform(0, 6)) + rng.uniform(-20, 20)
    phase = 2 * np.pi * np.cumsum(pitch) / rate_hz
    sound = np.zeros(count)
    formant = 700 + 400 * np.sin(2 * np.pi * 1.3 * time_s + rng.uniform(0, 6))
    for harmonic in range(1, int(min(rate_hz * 0.45, 6000) / 160)):
        level = np.exp(-(((harmonic * pitch - formant) / 900) ** 2)) + 0.3 / harmonic
        sound += level * np.sin(harmonic * phase)
    syllables = np.clip(np.sin(2 * np.pi * 2.1 * time_s + rng.uniform(0, 6)) + 0.3, 0, 1)
    sound = sound * syllables / np.abs(sound).max() * 0.5
    return (sound + rng.normal(0, 0.0008, count)).astype(np.float32)


def _write_soundfile(sound: Sound, rate_hz: int, container: str, subtype: str) -> bytes:
    out = io.BytesIO()
    channels = 1 if sound.ndim == 1 else sound.shape[1]
    with sf.SoundFile(out, "w", rate_hz, channels, format=container, subtype=subtype) as file:
        for start in range(0, len(sound), 4096):  # libsndfile's Vorbis encoder dies of long blocks
            file.write(sound[start : start + 4096])
    return out.getvalue()


def _write_av(sound: Sound, rate_hz: int, container: str, codec: str, **options: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=options) as file:
        stream = file.add_stream(codec, rate=rate_hz, layout="mono")
        stream.bit_rate = 32_000
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis], format="fltp", layout="mono")
        frame.sample_rate = rate_hz
        frame.pts = 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


def _gsm(sound: Sound) -> bytes:
    """The raw frames out of a GSM wav would be in Microsoft's order; so FFmpeg's own are absent.

    Frames that carry the mark and sound bits from the samples: any bits are valid GSM.
    """
    octets = np.frombuffer(sound.tobytes(), np.uint8)[: len(sound) // 160 * 32].reshape(-1, 32)
    marks = np.full((len(octets), 1), 0xD5, np.uint8)
    return np.concatenate([marks, octets], axis=1).tobytes()


def encode(kind: str, sound: Sound, rate_hz: int) -> bytes:
    if kind in ("opus", "webm", "m4a", "live.webm"):
        codec = "aac" if kind == "m4a" else "libopus"
        container = {"opus": "ogg", "m4a": "ipod"}.get(kind, "webm")
        options = {"live": "1"} if kind == "live.webm" else {}
        return _write_av(sound, rate_hz, container, codec, **options)
    if kind == "gsm":
        return _gsm(sound)
    container, subtype = {
        "wav": ("WAV", "PCM_16"),
        "wav24": ("WAV", "PCM_24"),
        "float": ("WAV", "FLOAT"),
        "flac": ("FLAC", "PCM_16"),
        "flac24": ("FLAC", "PCM_24"),
        "mp3": ("MP3", "MPEG_LAYER_III"),
        "ogg": ("OGG", "VORBIS"),
    }[kind]
    return _write_soundfile(sound, rate_hz, container, subtype)


@pytest.fixture(scope="session")
def voice() -> Callable[..., Sound]:
    return _voice


@pytest.fixture(scope="session", name="encode")
def encode_fixture() -> Callable[[str, Sound, int], bytes]:
    return encode


@pytest.fixture(scope="session")
def look() -> Callable[..., Examination]:
    def look(data: bytes, hint: str = "", limits: AudioLimits = LIMITS) -> Examination:
        return examine(io.BytesIO(data), limits=limits, name_hint=hint)

    return look


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("needs the real recordings in ../shared/data")
    return SHARED
