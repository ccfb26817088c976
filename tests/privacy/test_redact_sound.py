"""What is left of a voice in a bleeped copy: nothing in the span, everything outside it."""

import io
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import AudioError
from pipeline.io.audio.bleeped import bleeped_copy
from pipeline.io.audio.reading import read_frames, read_mono
from pipeline.io.audio.wav import encode_wav
from pipeline.io.workspace import Workspace
from pipeline.review.showing.bleep import bleep, merged_spans
from pipeline.settings import AudioLimits
from pipeline.stages.permissions.playable import playable_sha256
from pipeline.stages.rights.redact import Redaction, redact

LIMITS = AudioLimits()
CONTAINERS = ("wav", "flac", "mp3", "opus", "ogg", "webm")


def decoded(data: bytes, hint: str = "") -> tuple[np.ndarray[Any, Any], int]:
    return read_frames(io.BytesIO(data), limits=LIMITS, name_hint=hint)


def correlation(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """The largest correlation over all shifts: a voice that is only moved is still a voice."""
    a, b = (one[:, 0].astype(np.float64) - one[:, 0].mean() for one in (first, second))
    scale = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float(np.abs(np.correlate(a, b, "full")).max()) / scale if scale else 0.0


@pytest.mark.parametrize("suffix", [f".{name}" for name in CONTAINERS])
def test_every_container(
    collected: Workspace, utterance: Callable[[str], dict[str, Any]], now: datetime, suffix: str
) -> None:
    row = utterance(suffix)
    before = collected.audio.open(row["audio_sha256"]).read()
    middle = row["duration_s"] / 2
    wanted = Redaction(((middle - 0.2, middle + 0.2),), ("anna",), 0.03)
    redact(collected, row["utterance_id"], wanted, by="lead", now=now)
    derived = playable_sha256(collected.store, row["utterance_id"], row["audio_sha256"])
    assert derived != row["audio_sha256"]
    assert collected.audio.open(row["audio_sha256"]).read() == before
    original, rate = decoded(before, suffix)
    copy, copied_rate = decoded(collected.audio.open(derived).read(), suffix)
    assert (copied_rate, copy.shape) == (rate, original.shape)
    assert copy.dtype == original.dtype
    first, stop = int((middle - 0.23) * rate), int(np.ceil((middle + 0.23) * rate))
    assert (copy[: first - 1] == original[: first - 1]).all()
    assert (copy[stop + 1 :] == original[stop + 1 :]).all()
    inside = slice(first + 1, stop - 1)
    assert correlation(copy[inside], original[inside]) < 0.15
    tone = np.abs(np.fft.rfft(copy[inside, 0].astype(np.float64)))
    loudest = np.fft.rfftfreq(stop - first - 2, 1 / rate)[tone.argmax()]
    assert abs(loudest - 1000) < 5
    assert read_mono(
        io.BytesIO(collected.audio.open(derived).read()), limits=LIMITS, name_hint=suffix
    ).any()


def test_gsm_which_has_no_header(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    (tmp_path / "a.wav").write_bytes(
        encode_wav(rng.normal(0, 0.1, 16_000).astype(np.float32), 8_000)
    )
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", tmp_path / "a.wav", tmp_path / "a.gsm"], check=True
    )
    data = (tmp_path / "a.gsm").read_bytes()
    original, rate = decoded(data, "a.gsm")
    made = bleeped_copy(
        io.BytesIO(data), [(0.5, 0.8)], margin_s=0, limits=LIMITS, name_hint="a.gsm"
    )
    assert made.data[:4] == b"fLaC"
    copy, _ = decoded(made.data, "a.gsm")  # the hint is still that of the recording
    assert (copy[: rate // 2] == original[: rate // 2]).all()
    assert (copy[int(0.81 * rate) :] == original[int(0.81 * rate) :]).all()
    assert not (copy[4200:6200] == original[4200:6200]).all()


@pytest.mark.parametrize(
    ("subtype", "form"),
    [
        ("PCM_U8", "FLAC"),
        ("PCM_16", "FLAC"),
        ("PCM_24", "FLAC"),
        ("PCM_32", "WAV"),
        ("FLOAT", "WAV"),
    ],
)
def test_stereo_of_every_depth_keeps_its_samples(subtype: str, form: str) -> None:
    rng = np.random.default_rng(5)
    sound = rng.normal(0, 0.1, (8_000, 2)).astype(np.float32)
    file = io.BytesIO()
    soundfile.write(file, sound, 16_000, format="WAV", subtype=subtype)
    original, _ = decoded(file.getvalue())
    made = bleeped_copy(
        io.BytesIO(file.getvalue()), [(0.1, 0.2), (0.15, 0.3)], margin_s=0, limits=LIMITS
    )
    assert soundfile.info(io.BytesIO(made.data)).format == form
    copy, rate = decoded(made.data)
    assert (rate, copy.shape) == (16_000, (8_000, 2))
    same = (copy == original).all(axis=1)
    assert same[:1600].all()
    assert same[4800:].all()
    # A sample may be equal by chance where the tone crosses it; the voice is not there.
    assert same[1600:4800].sum() < 20
    assert correlation(copy[1600:4800], original[1600:4800]) < 0.1
    assert made.spans == ((0.1, 0.3),)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3000),
    st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), min_size=1, max_size=4),
    st.sampled_from([np.int32, np.float32]),
    st.integers(0, 2**31),
)
def test_nothing_of_the_original_in_a_span(
    length: int,
    pairs: list[tuple[float, float]],
    kind: type[Any],
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    rate = 8_000
    sound = rng.integers(-(2**15), 2**15, (length, 1)).astype(np.int32) << 16
    samples = sound if kind is np.int32 else (sound / 2.0**31).astype(np.float32)
    spans = merged_spans([(min(p), max(p)) for p in pairs], 0.01, length / rate)
    other = samples.copy()
    inside = np.zeros(length, bool)
    for begin, end in spans:
        inside[int(np.floor(begin * rate)) : int(np.ceil(end * rate))] = True
    # Samples that differ only in the spans, at the same level, give one and the same copy.
    other[inside] = -samples[inside]
    one, two = bleep(samples, rate, spans), bleep(other, rate, spans)
    assert (one == two).all()
    assert (one[~inside] == samples[~inside]).all()
    assert one.dtype == samples.dtype


def test_the_tone_can_be_heard_in_silence_and_never_clips() -> None:
    for level in (0.0, 1.0):
        samples = np.full((16_000, 1), level, np.float32)
        tone = bleep(samples, 16_000, [(0.2, 0.8)])[3200:12800]
        assert 0.01 < np.abs(tone).max() <= 0.5
        assert np.abs(tone[:3]).max() < 0.05  # it fades in


def test_what_cannot_be_decoded() -> None:
    with pytest.raises(AudioError, match="cannot be decoded"):
        bleeped_copy(io.BytesIO(b"no sound"), [(0, 1)], margin_s=0, limits=LIMITS)
