"""An acoustic fingerprint: the same speech in another coding, and nothing else, looks alike.

After J. Haitsma and T. Kalker, "A highly robust audio fingerprinting system", ISMIR 2002: each
step of 16 ms becomes a word of 32 bits, each bit the sign of a difference of energies between
neighbouring bands and between this step and an earlier one. Coding, resampling and level change
the energies, not their order. Two things differ from the paper, because crowd utterances are
short and there is no long query to search in: the words are taken on a grid around one anchor, the
moment where the smoothed energy is greatest, so that padding at either end moves nothing; and
only steps within 35 dB of the loudest one count, as in silence a coder writes what it likes.
"""

import functools
import math
from typing import cast

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import fft

RATE_HZ = 8_000
STEPS = 96
"""Steps of the grid, 1.5 s; the anchor is the middle of the 49th."""

_STEP = 128
_WINDOW = 512
_EARLIER = 4
_BANDS = 33
_LOWEST_HZ, _HIGHEST_HZ = 250.0, 3_300.0
_RANGE = 10 ** (-35 / 10)
_FINE = 16  # energies of 2 ms place the anchor
_REACH = 250  # of those on either side: half a second
_MOST_CLIMBS = 60
_SETTLED = 0.02
_LEAST_STEPS = 16
_LEAST_POWER = 1e-9


def fingerprint(sound: NDArray[np.float32]) -> bytes:
    """Fingerprint a recording.

    Args:
        sound: Mono at 8 kHz, full scale 1.0.

    Returns:
        396 bytes: a bit for each of the 96 steps that counts, then a word for each step. b""
        where fewer than 16 steps (0.26 s) count: such a recording is compared by its samples only.

    Example:
        >>> fingerprint(np.zeros(8_000, np.float32))
        b''
    """
    if len(sound) < _LEAST_STEPS * _STEP:
        return b""
    centred = sound - sound.mean()
    if float(np.dot(centred, centred)) < _LEAST_POWER * len(sound):
        return b""
    energies = _band_energies(centred, _anchor(centred))
    step_energy = energies[_EARLIER:].sum(axis=1)
    counts = step_energy > _RANGE * step_energy.max()
    if np.count_nonzero(counts) < _LEAST_STEPS:
        return b""
    slopes = energies[:, :-1] - energies[:, 1:]
    bits = slopes[_EARLIER:] > slopes[:-_EARLIER]
    return np.packbits(counts).tobytes() + np.packbits(bits & counts[:, np.newaxis]).tobytes()


def _anchor(sound: NDArray[np.float32]) -> int:
    """Find the sample about which the smoothed energy is centred where it is greatest."""
    squares = np.square(sound[: len(sound) // _FINE * _FINE]).reshape(-1, _FINE)
    energy = np.zeros(len(squares) + 2 * _REACH)
    energy[_REACH:-_REACH] = squares.sum(axis=1)
    window = _hann(2 * _REACH + 1).astype(np.float64)
    smooth = np.convolve(energy, window, "valid")
    at = float(np.argmax(smooth)) + _REACH
    offsets = np.arange(-_REACH, _REACH + 1)
    for _ in range(_MOST_CLIMBS):  # mean shift, to where the energy about it is balanced
        middle = min(max(round(at), _REACH), len(energy) - _REACH - 1)
        weighted = energy[middle - _REACH : middle + _REACH + 1] * window
        shift = float(np.dot(weighted, offsets) / weighted.sum())
        if abs(middle + shift - at) < _SETTLED:
            break
        at = middle + shift
    return round((at - _REACH + 0.5) * _FINE)


def _band_energies(sound: NDArray[np.float32], anchor: int) -> NDArray[np.float32]:
    """Compute the energies of 33 bands on the grid around the anchor, and just before it."""
    steps = np.arange(-STEPS // 2 - _EARLIER, STEPS // 2)
    starts = anchor + steps * _STEP - _WINDOW // 2
    before = max(0, -int(starts[0]))
    after = max(0, int(starts[-1]) + _WINDOW - len(sound))
    padded = np.concatenate([np.zeros(before, np.float32), sound, np.zeros(after, np.float32)])
    first, last = int(starts[0]) + before, int(starts[-1]) + before
    frames = sliding_window_view(padded, _WINDOW)[first : last + 1 : _STEP]
    spectra = fft.rfft(frames * _hann(_WINDOW))
    energies = (spectra.real**2 + spectra.imag**2) @ _bands()
    return cast("NDArray[np.float32]", energies)


@functools.cache
def _hann(length: int) -> NDArray[np.float32]:
    phase = 2 * math.pi * (np.arange(length) + 0.5) / length
    return ((1 - np.cos(phase)) / 2).astype(np.float32)


@functools.cache
def _bands() -> NDArray[np.float32]:
    """Tell which bins belong to which band; bands are even in the logarithm of frequency."""
    edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 1)
    bins = np.arange(_WINDOW // 2 + 1)[:, np.newaxis] * (RATE_HZ / _WINDOW)
    # Narrow bands hold less than a bin: bins are shared out by how near they lie.
    centres = np.sqrt(edges[:-1] * edges[1:])
    widths = np.maximum(edges[1:] - edges[:-1], RATE_HZ / _WINDOW)
    shares: NDArray[np.float32] = np.maximum(0.0, 1.0 - np.abs(bins - centres) / widths).astype(
        np.float32
    )
    return shares
