"""Our measures against librosa, scipy and numpy."""

import math

import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from pipeline.collect.measuring.loudness import gated_loudness, k_weighting
from pipeline.collect.measuring.measures import BLOCK_FRAMES, Meter


def measured(sound, rate_hz):
    sound = np.asarray(sound, np.float32)
    sound = sound.reshape(len(sound), -1)
    meter = Meter(rate_hz, sound.shape[1])
    for start in range(0, len(sound), BLOCK_FRAMES):
        meter.add(np.ascontiguousarray(sound[start : start + BLOCK_FRAMES]))
    return meter.measures()


def loudness_by_scipy(sound, rate_hz):
    """BS.1770-4 in the plainest form: filter, cut into overlapping windows, gate twice."""
    shelf, high = k_weighting(rate_hz)
    weighted = signal.lfilter(shelf[:3], [1, *shelf[3:]], np.asarray(sound, float))
    weighted = signal.lfilter(high[:3], [1, *high[3:]], weighted)
    size, step = round(0.4 * rate_hz), round(0.1 * rate_hz)
    powers = [np.mean(weighted[i : i + size] ** 2) for i in range(0, len(sound) - size + 1, step)]
    powers = np.array(powers)
    loudness = -0.691 + 10 * np.log10(powers + 1e-20)
    powers = powers[loudness > -70]
    gate = -0.691 + 10 * np.log10(powers.mean()) - 10
    return -0.691 + 10 * np.log10(powers[-0.691 + 10 * np.log10(powers) > gate].mean())


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
def test_loudness_is_that_of_the_recommendation(voice, rate_hz):
    sound = voice(5, rate_hz)
    assert measured(sound, rate_hz).loudness_lufs == pytest.approx(
        loudness_by_scipy(sound, rate_hz), abs=0.02
    )


def test_loudness_of_the_reference_tone():
    """BS.1770-4: a full-scale sine of 997 Hz in one channel reads -3.01 LKFS."""
    tone = np.sin(2 * np.pi * 997 * np.arange(48_000 * 5) / 48_000)
    assert measured(tone, 48_000).loudness_lufs == pytest.approx(-3.01, abs=0.01)


def test_silence_between_words_is_gated_away(voice):
    sound = voice(3, 16_000)
    padded = np.concatenate([sound, np.zeros(16_000 * 10)])
    assert measured(padded, 16_000).loudness_lufs == pytest.approx(
        measured(sound, 16_000).loudness_lufs, abs=0.3
    )


def test_below_400_ms_the_recording_is_one_window():
    powers = np.array([0.01, 0.02, 0.03])
    assert gated_loudness(powers) == pytest.approx(-0.691 + 10 * math.log10(0.02), abs=1e-3)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000])
def test_level_against_librosa(voice, rate_hz):
    sound = voice(2.5, rate_hz) + np.float32(0.02)
    found = measured(sound, rate_hz)
    rms = math.sqrt(float(np.mean(librosa.feature.rms(
        y=sound, frame_length=len(sound), hop_length=len(sound), center=False) ** 2)))  # fmt: skip
    assert found.rms_dbfs == pytest.approx(20 * math.log10(rms), abs=0.002)
    assert found.peak == pytest.approx(float(np.abs(sound).max()), abs=1e-5)
    assert found.dc_offset == pytest.approx(float(sound.mean()), abs=1e-5)
    assert found.duration_s == pytest.approx(2.5, abs=1e-4)


@pytest.mark.parametrize("cutoff_hz", [3_000, 5_000, 7_000])
def test_bandwidth_against_librosa(cutoff_hz):
    noise = np.random.default_rng(0).normal(0, 0.1, 16_000 * 4)
    sos = signal.ellip(12, 0.1, 90, cutoff_hz, fs=16_000, output="sos")
    narrow = signal.sosfilt(sos, noise).astype(np.float32)
    power = np.abs(librosa.stft(narrow, n_fft=512, hop_length=512, center=False))
    power = np.mean(power**2, axis=1)
    highest = librosa.fft_frequencies(sr=16_000, n_fft=512)[
        np.flatnonzero(power >= power.max() * 1e-5)[-1]
    ]
    found = measured(narrow, 16_000).bandwidth_hz
    assert found == pytest.approx(highest + 16_000 / 512, abs=2 * 16_000 / 512)
    assert found == pytest.approx(cutoff_hz, rel=0.08)


@given(
    st.lists(
        st.sampled_from([0.0, 0.5, 0.9899, 0.991, 1.0, -0.995, -1.0]), min_size=1, max_size=300
    ),
    st.integers(1, 2),
)
@settings(max_examples=60, deadline=None)
def test_clipped_runs_against_a_plain_count(samples, channels):
    sound = np.repeat(np.array(samples)[:, None], channels, axis=1)
    runs, inside, length = 0, 0, 0
    for sample in [*samples, 0.0]:
        if abs(sample) >= 0.99:
            length += 1
            continue
        if length >= 3:
            runs, inside = runs + 1, inside + length
        length = 0
    found = measured(sound, 8_000)
    assert found.clipped_runs == runs * channels
    assert found.clipped_ratio == pytest.approx(inside / len(samples), abs=1e-6)


def test_a_clipped_run_over_the_edge_of_a_block_is_one_run():
    sound = np.zeros(BLOCK_FRAMES + 100, np.float32)
    sound[BLOCK_FRAMES - 2 : BLOCK_FRAMES + 2] = 1.0
    found = measured(sound, 16_000)
    assert found.clipped_runs == 1
    assert found.clipped_ratio == pytest.approx(4 / len(sound), abs=1e-7)


def test_one_clipped_channel_of_two_is_seen(voice):
    sound = np.stack([voice(1, 16_000), np.clip(voice(1, 16_000) * 20, -1, 1)], axis=1)
    assert measured(sound, 16_000).clipped_ratio > 0.01
    assert measured(sound, 16_000).peak == pytest.approx(1.0, abs=1e-5)


def test_digital_silence_counts_runs_of_10_ms():
    sound = np.full(16_000, 0.1, np.float32)
    sound[1_000:5_000] = 0.0
    sound[6_000:6_100] = 0.0  # 6 ms: a quiet stretch, not a hole
    assert measured(sound, 16_000).digital_silence_ratio == pytest.approx(0.25, abs=1e-3)


def test_nothing_but_zeros():
    found = measured(np.zeros(16_000), 16_000)
    assert (found.peak, found.digital_silence_ratio, found.speech_ratio) == (0.0, 1.0, 0.0)
    assert (found.rms_dbfs, found.loudness_lufs, found.snr_db, found.bandwidth_hz) == (None,) * 4
    assert found.lead_silence_s == found.trail_silence_s == 1.0


@pytest.mark.parametrize("level", [1.0, 0.1, 0.02])
def test_speech_is_found_at_any_level(voice, level):
    sound = np.concatenate([np.zeros(16_000), voice(2, 16_000), np.zeros(8_000)]) * level
    found = measured(sound, 16_000)
    assert found.speech_ratio == pytest.approx(
        measured(sound / level, 16_000).speech_ratio, abs=0.05
    )
    assert 0.9 <= found.lead_silence_s <= 1.6
    assert 0.2 <= found.trail_silence_s <= 1.2


@pytest.mark.parametrize(("noise", "low", "high"), [(0.0, 30, 42), (0.01, 12, 30), (1.0, -1, 4)])
def test_snr_follows_the_noise(voice, noise, low, high):
    rng = np.random.default_rng(3)
    sound = voice(4, 16_000) * 0.5 + rng.normal(0, noise * 0.1, 64_000)
    assert low <= measured(sound, 16_000).snr_db <= high


def test_a_word_cut_tight_has_no_snr(voice):
    sound = 0.3 * np.sin(2 * np.pi * 300 * np.arange(4_000) / 8_000)
    assert measured(sound, 8_000).snr_db is None


def test_not_finite_is_noticed_in_any_channel():
    sound = np.zeros((100, 2), np.float32)
    sound[50, 1] = np.nan
    meter = Meter(16_000, 2)
    meter.add(sound)
    assert not meter.finite


@pytest.mark.parametrize("frames", [1, 2, 79, 80, 161, BLOCK_FRAMES, BLOCK_FRAMES + 1])
def test_any_length_gives_numbers(frames):
    found = measured(np.full(frames, 0.25), 8_000)
    assert found.peak == 0.25
    assert found.rms_dbfs == pytest.approx(20 * math.log10(0.25), abs=1e-3)


@pytest.mark.parametrize("rate_hz", [4_000, 11_025, 96_000, 192_000])
def test_unusual_rates(voice, rate_hz):
    found = measured(voice(1, rate_hz), rate_hz)
    assert found.speech_ratio > 0.2
    assert found.bandwidth_hz <= rate_hz / 2
