"""Measure a recording block by block: one walk over the samples, then arithmetic on sums.

A `Meter` is fed blocks and asked once at the end. What it keeps grows by four bytes for each
1/8000 s of sound (for the speech detector and the fingerprint); all else has a fixed size.
"""

import functools
import math
from typing import cast

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no stubs
from numpy.typing import NDArray
from scipy import fft

from pipeline.collect.examination import Measures
from pipeline.collect.measuring import kernel
from pipeline.collect.measuring.loudness import HOP_S, gated_loudness, k_weighting
from pipeline.collect.measuring.speech import DETECTOR_RATE_HZ, find_speech, signal_to_noise_db

BLOCK_FRAMES = 32_768
"""Frames of each block but the last; part of the definition of `PcmHash`."""

SampleBlock = NDArray[np.int32 | np.float32]
"""Frames by channels: int32 left-justified, or float32 with full scale 1.0."""

_BAND_FRAME_S = 0.02
_BANDWIDTH_RANGE_DB = 50.0
_LOWEST_BAND_HZ = 50.0
_QUIETEST_BAND = 1e-14


class Meter:
    """Takes the blocks of one recording and gives its measures.

    Args:
        rate_hz: Samples per second, within sane bounds.
        channels: At least 1.

    Attributes:
        frames: Frames taken so far.
        high: The upper 16 bits of the last block's samples, frames by channels.
        low_bits: Union of the lower 16 bits of the last block's samples.
        finite: False once a sample was NaN or infinite.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self.frames = 0
        self.low_bits = 0
        self.finite = True
        self.high: NDArray[np.int16] = np.empty((0, channels), np.int16)
        self._rate_hz = rate_hz
        self._channels = channels
        self._hop = max(1, round(rate_hz * HOP_S))
        self._weighting = k_weighting(rate_hz)
        self._float_peak = 0.0
        self._sums = np.zeros(kernel.SUMS)
        self._counts = np.zeros(kernel.COUNTS, np.int64)
        self._runs = np.zeros(channels, np.int64)
        self._energies: list[NDArray[np.float64]] = []
        self._spectrum = _Spectrum(rate_hz)
        self._narrow = _Narrow(rate_hz)

    def add(self, block: SampleBlock) -> NDArray[np.int32]:
        """Take the next block.

        Args:
            block: Frames by channels: int32 left-justified, or float32 with full scale 1.0.
                `BLOCK_FRAMES` long, only the last one shorter.

        Returns:
            The block as int32, left-justified.
        """
        frames = len(block)
        whole = self._as_integers(block)
        self.high = np.empty(whole.shape, np.int16)
        mono = np.empty(frames, np.float32)
        energies = np.empty(frames // self._hop + 1)
        hops, low_bits = kernel.walk(
            whole,
            self.high,
            mono,
            self._sums,
            self._counts,
            self._runs,
            self._weighting,
            self._hop,
            energies,
        )
        self.low_bits = int(low_bits)
        self.frames += frames
        self._energies.append(energies[:hops] / self._hop)
        self._spectrum.add(mono)
        self._narrow.add(mono)
        return whole

    def _as_integers(self, block: SampleBlock) -> NDArray[np.int32]:
        if block.dtype != np.float32:
            return cast("NDArray[np.int32]", block)
        whole = np.empty(block.shape, np.int32)
        peak, finite = kernel.to_integers(cast("NDArray[np.float32]", block), whole)
        self._float_peak = max(self._float_peak, peak)
        self.finite = self.finite and finite
        return whole

    def narrow(self) -> NDArray[np.float32]:
        """Give all of the recording, mono at 8 kHz, full scale 1.0, after the last block."""
        return self._narrow.whole()

    def powers(self) -> NDArray[np.float64]:
        """Give the mean K-weighted square of each 10 ms, without a hop that is not whole.

        A recording shorter than one hop is one hop of its own length.
        """
        if sum(map(len, self._energies)) == 0 and self.frames:
            return np.array([self._sums[kernel.HOP_ENERGY] / self.frames])
        return np.concatenate(self._energies) if self._energies else np.empty(0)

    def measures(self) -> Measures:
        """Give everything measured; call it after the last block, with at least one frame taken."""
        duration_s = self.frames / self._rate_hz
        powers = self.powers()
        speech = find_speech(self.narrow())
        lead_s, trail_s = speech.silence_around(duration_s)
        square = float(self._sums[kernel.SQUARES]) / self.frames
        return Measures(
            duration_s=round(duration_s, 6),
            peak=round(self._peak(), 6),
            rms_dbfs=round(10 * math.log10(square), 3) if square > 0 else None,
            dc_offset=round(float(self._sums[kernel.TOTAL]) / self.frames, 7),
            clipped_ratio=round(
                int(self._counts[kernel.CLIPPED]) / (self.frames * self._channels), 7
            ),
            clipped_runs=int(self._counts[kernel.RUNS]),
            loudness_lufs=gated_loudness(powers),
            speech_ratio=round(speech.ratio, 4),
            lead_silence_s=round(lead_s, 3),
            trail_silence_s=round(trail_s, 3),
            snr_db=signal_to_noise_db(powers, speech),
            digital_silence_ratio=round(int(self._counts[kernel.ZEROS]) / self.frames, 6),
            bandwidth_hz=self._spectrum.bandwidth_hz(),
        )

    def _peak(self) -> float:
        return max(self._float_peak, int(self._counts[kernel.PEAK]) / kernel.FULL_SCALE)


class _Spectrum:
    """Mean power of each frequency over back-to-back Hann windows of at least 20 ms."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._size = 1 << max(5, math.ceil(math.log2(rate_hz * _BAND_FRAME_S)))
        self._window = _hann(self._size)
        self._power = np.zeros(self._size // 2 + 1)

    def add(self, mono: NDArray[np.float32]) -> None:
        whole = len(mono) // self._size
        if whole:
            self._add_frames(mono[: whole * self._size].reshape(whole, self._size))
        rest = mono[whole * self._size :]
        if len(rest):
            last = np.zeros((1, self._size), np.float32)
            last[0, : len(rest)] = rest
            self._add_frames(last)

    def _add_frames(self, frames: NDArray[np.float32]) -> None:
        spectra = fft.rfft(frames * self._window).view(np.float32)
        squares = np.einsum("ij,ij->j", spectra, spectra)
        self._power += squares[0::2] + squares[1::2]

    def bandwidth_hz(self) -> float | None:
        """Find the upper edge of the highest bin within 50 dB of the strongest; None in silence."""
        bin_hz = self._rate_hz / self._size
        audible = self._power.copy()
        audible[: math.ceil(_LOWEST_BAND_HZ / bin_hz)] = 0.0  # a DC offset or hum is no band
        strongest = float(audible.max())
        if strongest < _QUIETEST_BAND:
            return None
        last = int(np.flatnonzero(audible >= strongest * 10 ** (-_BANDWIDTH_RANGE_DB / 10))[-1])
        return round(min((last + 1) * bin_hz, self._rate_hz / 2), 1)


@functools.lru_cache(maxsize=8)
def _hann(length: int) -> NDArray[np.float32]:
    return np.hanning(length + 1)[:-1].astype(np.float32)


class _Narrow:
    """The recording at 8 kHz, resampled as it streams by."""

    def __init__(self, rate_hz: int) -> None:
        self._parts: list[NDArray[np.float32]] = []
        self._resampler = (
            None
            if rate_hz == DETECTOR_RATE_HZ
            else soxr.ResampleStream(rate_hz, DETECTOR_RATE_HZ, 1, dtype="float32", quality="LQ")
        )

    def add(self, mono: NDArray[np.float32]) -> None:
        part = mono if self._resampler is None else self._resampler.resample_chunk(mono)
        self._parts.append(part)

    def whole(self) -> NDArray[np.float32]:
        if self._resampler is not None:
            self._parts.append(self._resampler.resample_chunk(np.empty(0, np.float32), last=True))
            self._resampler = None
        self._parts = [np.concatenate(self._parts)] if self._parts else [np.empty(0, np.float32)]
        return self._parts[0]
