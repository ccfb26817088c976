"""Loudness by ITU-R BS.1770-4: K-weighting for any rate, and the two gates.

Source: Recommendation ITU-R BS.1770-4 (10/2015), annex 1. Its filters are given for 48 kHz only;
for other rates the two analogue prototypes behind those coefficients (a shelf of 3.99984385397 dB
at 1681.9744509555319 Hz with Q 0.7071752369554193, a high-pass at 38.13547087613982 Hz with
Q 0.5003270373253953) are put through the bilinear transform again, as in B. De Man, "Evaluation of
implementations of the EBU R128 loudness measurement", AES 145 (2018).
"""

import functools
import math

import numpy as np
from numpy.typing import NDArray

HOP_S = 0.01
_HOPS_PER_STEP = 10  # the window advances by 100 ms
_STEPS_PER_WINDOW = 4  # and is 400 ms long
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_OFFSET_LUFS = -0.691


@functools.lru_cache(maxsize=32)
def k_weighting(rate_hz: int) -> NDArray[np.float64]:
    """Compute the K-weighting filter at a sample rate.

    Args:
        rate_hz: Samples per second.

    Returns:
        2 by 5: for the shelf and for the high-pass b0, b1, b2, a1, a2 (a0 is 1). Read only.

    Example:
        The first section at 48 kHz is the one printed in the Recommendation:

        >>> [round(float(b), 6) for b in k_weighting(48_000)[0]]
        [1.535125, -2.691696, 1.198393, -1.690659, 0.732481]
    """
    gain = 10 ** (3.99984385397 / 20)
    q = 0.7071752369554193
    # At very low rates the shelf would lie beyond half the rate, where it changes nothing below.
    k = math.tan(math.pi * min(1681.9744509555319 / rate_hz, 0.49))
    middle = gain**0.499666774155
    a0 = 1 + k / q + k * k
    shelf = (
        (gain + middle * k / q + k * k) / a0,
        2 * (k * k - gain) / a0,
        (gain - middle * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0,
    )
    q = 0.5003270373253953
    k = math.tan(math.pi * 38.13547087613982 / rate_hz)
    a0 = 1 + k / q + k * k
    high_pass = (1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)
    sections = np.array([shelf, high_pass])
    sections.flags.writeable = False
    return sections


def gated_loudness(powers: NDArray[np.float64]) -> float | None:
    """Compute integrated loudness from K-weighted power in steps of 10 ms.

    Windows of 400 ms advance by 100 ms; those at or below -70 LUFS are left out, then those
    10 LU or more below the loudness of the rest. A recording shorter than 400 ms is one
    window of its own length, without the relative gate.

    Args:
        powers: Mean K-weighted square of each 10 ms, one channel.

    Returns:
        LUFS, or None where nothing is louder than -70 LUFS.

    Example:
        >>> gated_loudness(np.full(100, 0.01))
        -20.691
        >>> gated_loudness(np.zeros(100)) is None
        True
    """
    window = _HOPS_PER_STEP * _STEPS_PER_WINDOW
    if len(powers) == 0:
        return None
    if len(powers) < window:
        windows = powers.mean(keepdims=True)
    else:
        steps = powers[: len(powers) // _HOPS_PER_STEP * _HOPS_PER_STEP]
        steps = steps.reshape(-1, _HOPS_PER_STEP).mean(axis=1)
        windows = np.convolve(steps, np.full(_STEPS_PER_WINDOW, 1 / _STEPS_PER_WINDOW), "valid")
    heard = windows[windows > _power(_ABSOLUTE_GATE_LUFS)]
    if len(heard) == 0:
        return None
    gate = _power(_loudness(float(heard.mean())) + _RELATIVE_GATE_LU)
    return round(_loudness(float(heard[heard > gate].mean())), 3)


def _loudness(power: float) -> float:
    return _OFFSET_LUFS + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return math.pow(10.0, (lufs - _OFFSET_LUFS) / 10)
