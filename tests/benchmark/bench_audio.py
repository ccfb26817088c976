"""What examining costs beside plain decoding, in one run; CPU time, least of several.

Run with `make bench`, or `pytest tests/benchmark/bench_audio.py`. Each benchmark also holds its
ratio against the target, so a slow change fails.
"""

import io
import time
from collections.abc import Callable

import numpy as np
import pytest
import soundfile as sf

from pipeline.collect.duplicates import ComparedSound, SoundIndex, find_duplicates
from pipeline.collect.measuring.fingerprint import STEPS
from pipeline.io.audio.examining import examine
from pipeline.settings import AudioLimits

SECONDS = 60
RATE_HZ = 48_000
LIMITS = AudioLimits(max_duration_s=SECONDS + 1, hard_max_duration_s=SECONDS + 1)
MOST_TIMES_DECODE = 3.0
LEAST_TIMES_REAL = 500
MOST_MS_A_SHORT_CLIP = 3.0


def speech_like(seconds: float, rate_hz: int) -> np.ndarray:
    """A voice-like spectrum in syllables over faint noise: it codes about as well as speech."""
    rng = np.random.default_rng(11)
    count = int(seconds * rate_hz)
    time_s = np.arange(count) / rate_hz
    phase = 2 * np.pi * np.cumsum(130 + 25 * np.sin(2 * np.pi * 0.4 * time_s)) / rate_hz
    sound = sum(np.sin(k * phase) / k**1.3 for k in range(1, 30))
    sound *= np.clip(np.sin(2 * np.pi * 2.3 * time_s) + 0.4, 0, 1)
    return 0.2 * sound / np.abs(sound).max() + rng.normal(0, 0.002, count)


def cpu_s(work: Callable[[], object], rounds: int = 9) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def encoded(container: str, seconds: float, rate_hz: int) -> bytes:
    out = io.BytesIO()
    sf.write(out, speech_like(seconds, rate_hz), rate_hz, format=container, subtype="PCM_16")
    return out.getvalue()


def test_flac_of_a_minute(benchmark):
    data = encoded("FLAC", SECONDS, RATE_HZ)
    found = examine(io.BytesIO(data), limits=LIMITS)  # compiled, and nothing is wrong with it
    assert found.damage == ()
    assert found.measures is not None
    plain_s = cpu_s(lambda: sf.read(io.BytesIO(data), dtype="float32"))
    whole_s = cpu_s(lambda: examine(io.BytesIO(data), limits=LIMITS))
    benchmark.extra_info.update(
        times_the_decode=round(whole_s / plain_s, 2),
        times_real_time=round(SECONDS / whole_s),
        decode_times_real_time=round(SECONDS / plain_s),
    )
    benchmark.pedantic(examine, (io.BytesIO(data),), {"limits": LIMITS}, rounds=5)
    assert whole_s <= MOST_TIMES_DECODE * plain_s
    assert whole_s * LEAST_TIMES_REAL <= SECONDS


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
def test_wav_of_a_second(benchmark, rate_hz):
    data = encoded("WAV", 1, rate_hz)
    examine(io.BytesIO(data), limits=LIMITS)
    each_s = cpu_s(lambda: [examine(io.BytesIO(data), limits=LIMITS) for _ in range(20)]) / 20
    benchmark.extra_info.update(milliseconds_cpu=round(each_s * 1000, 3))
    benchmark.pedantic(examine, (io.BytesIO(data),), {"limits": LIMITS}, rounds=20)
    assert each_s * 1000 < MOST_MS_A_SHORT_CLIP


def test_ten_thousand_new_among_a_hundred_thousand(benchmark):
    rng = np.random.default_rng(0)
    counts = np.packbits(np.ones(STEPS, bool)).tobytes()
    sounds = [ComparedSound(str(i), str(i), counts + rng.bytes(4 * STEPS)) for i in range(110_000)]
    find_duplicates(sounds[:1], SoundIndex(sounds[:1]))
    start = time.process_time()
    index = SoundIndex(sounds[:100_000])
    benchmark.extra_info["index_cpu_s"] = round(time.process_time() - start, 2)
    found = benchmark.pedantic(find_duplicates, (sounds[100_000:], index), rounds=1)
    assert found == []
