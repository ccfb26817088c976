"""The fused pass: everything that needs each sample, in one compiled walk over a block.

A block is 32-bit and left-justified, whatever the file held: 16-bit samples sit in the upper
half, so equal sound has equal numbers and its hash can leave an empty lower half out. Blocks of
32,768 frames stay in the processor's cache between the loops here and the transforms after them.
The functions hold no state of their own: the arrays they are given are the state.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.compiled import compiled, compiled_fast

FULL_SCALE = 2.0**31
CLIPPED_AT = int(0.99 * FULL_SCALE)
CLIPPED_RUN = 3
"""Samples in a row at 0.99 of full scale or beyond that make a clipped run."""

# Places in the arrays of counts and of sums that run through a recording.
PEAK, CLIPPED, RUNS, ZEROS, ZERO_RUN, IN_HOP, COUNTS = range(7)
TOTAL, SQUARES, HOP_ENERGY, SHELF_1, SHELF_2, HIGH_1, HIGH_2, SUMS = range(8)


@compiled
def to_integers(  # pragma: no cover - compiled
    block: NDArray[np.float32], out: NDArray[np.int32]
) -> tuple[float, bool]:
    """Turn float samples into left-justified 32-bit ones, saturating beyond full scale.

    Args:
        block: float32, frames by channels.
        out: int32 of the same shape, written.

    Returns:
        The largest absolute sample, and whether all samples are finite.
    """
    peak = np.float32(0.0)
    finite = True
    for i in range(block.shape[0]):
        for channel in range(block.shape[1]):
            x = block[i, channel]
            size = abs(x)
            if not size < np.inf:
                finite = False
                out[i, channel] = 0
                continue
            peak = max(peak, size)
            scaled = np.rint(np.float64(x) * FULL_SCALE)
            out[i, channel] = np.int32(min(max(scaled, -FULL_SCALE), FULL_SCALE - 1.0))
    return float(peak), finite


@compiled
def _split(  # pragma: no cover - compiled
    block: NDArray[np.int32], high: NDArray[np.int16], mono: NDArray[np.float32]
) -> tuple[np.int32, np.int32]:
    """Write upper halves and the mean of the channels; return peak and lower bits."""
    frames, channels = block.shape
    low = np.int32(0)
    largest = np.int32(0)
    scale = np.float32(1.0 / FULL_SCALE)
    if channels == 1:
        for i in range(frames):
            v = block[i, 0]
            high[i, 0] = v >> 16
            low |= v & np.int32(0xFFFF)
            largest = max(largest, v ^ (v >> 31))  # |v|, or |v| - 1 below zero: never overflows
            mono[i] = np.float32(v) * scale
        return largest, low
    share = 1.0 / (FULL_SCALE * channels)
    for i in range(frames):
        together = np.int64(0)
        for channel in range(channels):
            v = block[i, channel]
            high[i, channel] = v >> 16
            low |= v & np.int32(0xFFFF)
            largest = max(largest, v ^ (v >> 31))
            together += v
        mono[i] = np.float32(together * share)
    return largest, low


@compiled
def _count_clipped(  # pragma: no cover - compiled
    block: NDArray[np.int32], runs: NDArray[np.int64], counts: NDArray[np.int64]
) -> None:
    """Count samples and runs at the rails; `runs` carries open runs from block to block."""
    for channel in range(block.shape[1]):
        run = runs[channel]
        for i in range(block.shape[0]):
            v = block[i, channel]
            if v >= CLIPPED_AT or v <= -CLIPPED_AT:
                run += 1
                if run == CLIPPED_RUN:
                    counts[RUNS] += 1
                    counts[CLIPPED] += CLIPPED_RUN
                elif run > CLIPPED_RUN:
                    counts[CLIPPED] += 1
            else:
                run = 0
        runs[channel] = run


@compiled_fast
def _weigh(  # pragma: no cover - compiled
    mono: NDArray[np.float32],
    sums: NDArray[np.float64],
    counts: NDArray[np.int64],
    weighting: NDArray[np.float64],
    hop: int,
    energies: NDArray[np.float64],
) -> int:
    """Add up sums, squares, zero runs and the energies of hops; return the hops finished."""
    b0, b1, b2, a1, a2 = weighting[0]
    c0, c1, c2, d1, d2 = weighting[1]
    s1, s2, h1, h2 = sums[SHELF_1], sums[SHELF_2], sums[HIGH_1], sums[HIGH_2]
    energy = sums[HOP_ENERGY]
    zero_run, in_hop = counts[ZERO_RUN], counts[IN_HOP]
    total = 0.0
    squares = 0.0
    done = 0
    for i in range(mono.shape[0]):
        x = np.float64(mono[i])
        total += x
        squares += x * x
        if x == 0.0:
            zero_run += 1
            if zero_run == hop:
                counts[ZEROS] += hop
            elif zero_run > hop:
                counts[ZEROS] += 1
        else:
            zero_run = 0
        shelved = b0 * x + s1
        s1 = (b1 * x + s2) - a1 * shelved
        s2 = b2 * x - a2 * shelved
        weighted = c0 * shelved + h1
        h1 = (c1 * shelved + h2) - d1 * weighted
        h2 = c2 * shelved - d2 * weighted
        energy += weighted * weighted
        in_hop += 1
        if in_hop == hop:
            energies[done] = energy
            done += 1
            in_hop = 0
            energy = 0.0
    sums[SHELF_1], sums[SHELF_2], sums[HIGH_1], sums[HIGH_2] = s1, s2, h1, h2
    sums[HOP_ENERGY] = energy
    sums[TOTAL] += total
    sums[SQUARES] += squares
    counts[ZERO_RUN], counts[IN_HOP] = zero_run, in_hop
    return done


@compiled
def walk(  # noqa: PLR0913 - a compiled kernel takes arrays, not objects
    block: NDArray[np.int32],
    high: NDArray[np.int16],
    mono: NDArray[np.float32],
    sums: NDArray[np.float64],
    counts: NDArray[np.int64],
    runs: NDArray[np.int64],
    weighting: NDArray[np.float64],
    hop: int,
    energies: NDArray[np.float64],
) -> tuple[int, np.int32]:  # pragma: no cover - compiled
    """Walk once over a block.

    Args:
        block: int32, frames by channels, left-justified.
        high: int16, same shape; receives the upper halves.
        mono: float32, frames; receives the mean of the channels, full scale 1.0.
        sums: float64 `SUMS`, carried from block to block.
        counts: int64 `COUNTS`, carried from block to block.
        runs: int64, channels; clipped runs still open.
        weighting: float64, 2 by 5: the two sections of `loudness.k_weighting`.
        hop: Samples of one energy; also the shortest run of zeros that counts as silence.
        energies: float64, receives one sum of K-weighted squares a finished hop.

    Returns:
        Hops finished, and the union of the lower halves (0: the sound is 16-bit).
    """
    largest, low = _split(block, high, mono)
    counts[PEAK] = max(counts[PEAK], largest)
    if largest >= CLIPPED_AT - 1 or runs.any():
        _count_clipped(block, runs, counts)
    return _weigh(mono, sums, counts, weighting, hop, energies), low
