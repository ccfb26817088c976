"""A tone takes the place of what a speaker said: nothing of a bleeped span's sound is left.

The samples of a span are thrown away and a tone of 1 kHz is written in their place, about as loud
as the recording, fading in and out over 5 ms inside the span; every sample outside stays as it is.
A tone and not silence, so that a listener knows that something was taken out, and a tone and not
noise or a filter, which can leave the voice to be guessed.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

TONE_HZ = 1_000.0
FADE_S = 0.005
_LOUDEST_RMS = 0.35  # a sine of this RMS peaks at half of the full scale
_QUIETEST_RMS = 0.01  # in a recording that is nearly silent the tone is still to be heard
_INT32_FULL = 2.0**31

Span = tuple[float, float]
Samples: TypeAlias = NDArray[np.int32 | np.float32]
"""Frames by channels: int32 left-justified, or float32 with full scale 1.0."""


def merged_spans(spans: Sequence[Span], margin_s: float, duration_s: float) -> tuple[Span, ...]:
    """Widen spans by a margin on both sides, cut them to the recording, and join what overlaps.

    Args:
        spans: Seconds from and to, each from below to.
        margin_s: Seconds added on either side: people's times are never exact.
        duration_s: Of the recording.

    Example:
        >>> merged_spans([(1.5, 2.0), (0.02, 0.4), (1.9, 9.0)], 0.05, 3.0)
        ((0.0, 0.45), (1.45, 3.0))
    """
    wide = sorted((max(0.0, a - margin_s), min(duration_s, b + margin_s)) for a, b in spans)
    merged: list[Span] = []
    for begin, end in wide:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple((round(begin, 6), round(end, 6)) for begin, end in merged)


def bleep(samples: Samples, rate_hz: int, spans: Sequence[Span]) -> Samples:
    """Put a tone in place of each span of the samples.

    Args:
        samples: Frames by channels, int32 left-justified or float32 with full scale 1.0.
        rate_hz: Frames a second.
        spans: Seconds from and to; a frame that a span touches goes.

    Returns:
        A new array of the same shape and kind.

    Example:
        >>> bleeped = bleep(np.full((800, 1), 0.5, np.float32), 8_000, [(0.025, 0.075)])
        >>> [int((bleeped[part] == 0.5).sum()) for part in (np.s_[:200], np.s_[200:600])]
        [200, 0]
    """
    changed = samples.copy()
    level = _level(samples)
    for begin, end in spans:
        first, stop = math.floor(begin * rate_hz), min(math.ceil(end * rate_hz), len(samples))
        tone = _tone(stop - first, rate_hz) * level
        changed[first:stop] = _as_kind(tone, samples)[:, None]
    return changed


def _level(samples: Samples) -> float:
    """RMS of the whole recording over all channels, full scale 1.0, within limits."""
    full = _INT32_FULL if samples.dtype == np.int32 else 1.0
    scaled = samples.astype(np.float64) / full
    rms = math.sqrt(float(np.mean(scaled**2))) if scaled.size else 0.0
    return min(max(rms, _QUIETEST_RMS), _LOUDEST_RMS)


def _tone(length: int, rate_hz: int) -> NDArray[np.float64]:
    """A sine of RMS 1 that fades in from nothing and out to nothing."""
    at = np.arange(length)
    fade = max(1, min(round(FADE_S * rate_hz), length // 2))
    envelope = np.minimum(1.0, np.minimum(at, length - 1 - at) / fade)
    tone: NDArray[np.float64] = (
        math.sqrt(2) * np.sin(2 * math.pi * TONE_HZ * at / rate_hz) * envelope
    )
    return tone


def _as_kind(tone: NDArray[np.float64], like: Samples) -> Samples:
    if like.dtype != np.int32:
        return tone.astype(np.float32)
    # As coarse as the recording: a tone of 32 bits in one of 16 could not be kept as 16 bits.
    step = 1 << spare_bits(cast("NDArray[np.int32]", like))
    return (np.rint(tone * (_INT32_FULL / step)) * step).astype(np.int32)


def spare_bits(samples: NDArray[np.int32]) -> int:
    """Count the low bits that are 0 in every sample: 16 in a recording of 16 bits.

    Example:
        >>> spare_bits(np.array([[1 << 16], [-3 << 16]], np.int32))
        16
    """
    used = int(np.bitwise_or.reduce(samples, axis=None)) & 0xFFFF_FFFF if samples.size else 0
    if not used:
        return 16
    lowest = (used & -used).bit_length() - 1
    return 16 if lowest >= 16 else 8 if lowest >= 8 else 0  # noqa: PLR2004 - bytes
