"""Compiled resampling: draw speakers with replacement and add up what each of them brings.

A resample is a number for each speaker: how often they were drawn. What speakers bring stands in
runs, one column of values for neighbouring speakers, so that adding up is a few long products.
Numbers come from SplitMix64 (Steele, Lea & Flood 2014, DOI
10.1145/2714064.2660195), seeded by the caller's generator; each gives two draws of 32 bits, mapped
to 0 .. n - 1 by multiplication (Lemire 2019, DOI 10.1145/3230636), where the odds of any two
speakers differ by less than n / 2^32.
"""

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT_A, _SHIFT_B, _SHIFT_C = np.uint64(30), np.uint64(27), np.uint64(31)


@numba.njit(cache=True, nogil=True)
def add_resamples(seed: np.uint64, speakers: int, runs: Ints, values: Floats, sums: Floats) -> None:
    """Add up as many draws as there are speakers, once for each row of `sums`.

    Args:
        seed: uint64.
        speakers: How many there are.
        runs: int64 (runs, 4): a column of `sums`, the first speaker who adds to it, how many
            speakers from there on do, and where their values start.
        values: float64: what each of them adds.
        sums: float64 (resamples, columns), zeros; written.
    """
    state = seed
    drawn = np.empty(speakers, np.float64)
    for row in range(sums.shape[0]):
        drawn[:] = 0.0
        state = _draw(state, drawn)
        for run in range(len(runs)):
            column, first, length, start = runs[run]
            sums[row, column] += _product(
                drawn[first : first + length], values[start : start + length]
            )


@numba.njit(cache=True, nogil=True)
def _draw(state: np.uint64, drawn: Floats) -> np.uint64:
    """Count len(drawn) draws with replacement; return where the sequence stands."""
    speakers = np.uint64(len(drawn))
    bits = np.uint64(0)
    for pair in range((len(drawn) + 1) // 2):
        state += _STEP
        bits = (state ^ (state >> _SHIFT_A)) * _FIRST
        bits = (bits ^ (bits >> _SHIFT_B)) * _SECOND
        bits ^= bits >> _SHIFT_C
        drawn[np.int64(((bits & _LOW) * speakers) >> _HALF)] += 1.0
        if 2 * pair + 1 < len(drawn):
            drawn[np.int64(((bits >> _HALF) * speakers) >> _HALF)] += 1.0
    return state


@numba.njit(cache=True, nogil=True, fastmath=True)
def _product(left: Floats, right: Floats) -> float:
    """Sum left * right; the order of adding is the compiler's."""
    total = 0.0
    for at in range(len(left)):
        total += left[at] * right[at]
    return total
