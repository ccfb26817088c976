"""The compiled search for like fingerprints: a table of their steps, and what is near in it.

Fingerprints are n by 96 arrays: which steps count, and a word of 32 bits for each step. The table
is keyed by a step and the sixteen bits of the upper bands of its word; only known recordings that
share such a key with the one sought are compared bit by bit. The limits of that comparison are
those that `pipeline.collect.duplicates` tells of.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.collect.compiled import compiled
from pipeline.collect.measuring.fingerprint import STEPS

_WORD_BITS = 32
_MOST_SHIFT = 2  # steps by which two anchors may differ
_LEAST_COMMON = 16
_LEAST_OVERLAP = 0.75
_MANY_STEPS = 48
_FEW_STEPS_LIMIT, _MANY_STEPS_LIMIT = 0.12, 0.16
_SURE = 0.03
_GLANCE = 16  # steps after which the hopeless are given up
_HOPELESS = 0.35
_KEYS = 1 << 16
_SCATTER = 0x9E3779B97F4A7C15  # Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)


@compiled
def _key(step: int, word: np.uint32) -> np.int64:  # pragma: no cover - compiled
    return step * _KEYS + np.int64(word & np.uint32(_KEYS - 1))


@compiled
def _slot(key: np.int64, slots: int) -> np.int64:  # pragma: no cover - compiled
    return np.int64((np.uint64(key) * np.uint64(_SCATTER)) >> np.uint64(32)) & (slots - 1)


@compiled
def fill_table(  # pragma: no cover - compiled
    counts: NDArray[np.bool_], words: NDArray[np.uint32], slots: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Sort the steps of all fingerprints into a table, by the bits of their upper bands.

    Args:
        counts: n by 96, which steps count.
        words: n by 96.
        slots: Size of the table, a power of two.

    Returns:
        For each slot where its entries start; then of each entry the fingerprint's place, and the
        key of its step.
    """
    starts = np.zeros(slots + 1, np.int32)
    for place in range(len(words)):
        for step in range(STEPS):
            if counts[place, step]:
                starts[_slot(_key(step, words[place, step]), slots) + 1] += 1
    for at in range(slots):
        starts[at + 1] += starts[at]
    filled = starts.copy()
    places = np.empty(starts[slots], np.int32)
    keys = np.empty(starts[slots], np.int32)
    for place in range(len(words)):
        for step in range(STEPS):
            if counts[place, step]:
                key = _key(step, words[place, step])
                slot = _slot(key, slots)
                places[filled[slot]] = place
                keys[filled[slot]] = key
                filled[slot] += 1
    return starts, places, keys


@compiled
def _bits(word: np.uint32) -> int:  # pragma: no cover - compiled
    """Count the bits that are set."""
    word = word - ((word >> np.uint32(1)) & np.uint32(0x55555555))
    word = (word & np.uint32(0x33333333)) + ((word >> np.uint32(2)) & np.uint32(0x33333333))
    word = (word + (word >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return int(np.int64((word * np.uint32(0x01010101)) & np.uint32(0xFFFFFFFF)) >> 24)


@compiled
def _difference(  # pragma: no cover - compiled
    counts: NDArray[np.bool_],
    words: NDArray[np.uint32],
    other_counts: NDArray[np.bool_],
    other_words: NDArray[np.uint32],
    shift: int,
) -> tuple[float, int]:
    """Compare two fingerprints at one alignment.

    Args:
        counts: 96, which steps of the one count.
        words: 96, its words.
        other_counts: As counts, of the other.
        other_words: As words, of the other.
        shift: By how many steps the other begins later.

    Returns:
        The share of bits that differ, and the steps that both count; 0 steps where the two cannot
        be compared.
    """
    common = union = differing = 0
    for step in range(max(0, shift), STEPS + min(0, shift)):
        mine, theirs = counts[step], other_counts[step - shift]
        if mine or theirs:
            union += 1
        if mine and theirs:
            common += 1
            differing += _bits(words[step] ^ other_words[step - shift])
            if common == _GLANCE and differing > _HOPELESS * _GLANCE * _WORD_BITS:
                return 1.0, 0
    if common < _LEAST_COMMON or common < _LEAST_OVERLAP * union:
        return 1.0, 0
    return differing / (common * _WORD_BITS), common


@compiled
def find_nearest(  # noqa: PLR0913, C901 - a compiled kernel: arrays for arguments, loops for calls
    starts: NDArray[np.int32],
    places: NDArray[np.int32],
    keys: NDArray[np.int32],
    known_counts: NDArray[np.bool_],
    known_words: NDArray[np.uint32],
    counts: NDArray[np.bool_],
    words: NDArray[np.uint32],
    before: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # pragma: no cover - compiled
    """Find for each fingerprint the known one most like it.

    Args:
        starts: Of the table of the known ones, from `fill_table`.
        places: Likewise.
        keys: Likewise.
        known_counts: n by 96, which steps of the known ones count.
        known_words: n by 96.
        counts: m by 96, which steps of the sought ones count.
        words: m by 96.
        before: m; only known ones at places below this are looked at.

    Returns:
        The place of the nearest that is near enough, or -1; and the share of bits that differ.
    """
    slots = len(starts) - 1
    nearest = np.full(len(words), -1, np.int64)
    shares = np.ones(len(words))
    for i in range(len(words)):
        for step in range(STEPS):
            if not counts[i, step] or shares[i] < _SURE:
                continue
            for shift in range(-_MOST_SHIFT, _MOST_SHIFT + 1):
                at = step - shift
                if at < 0 or at >= STEPS:
                    continue
                key = _key(at, words[i, step])
                slot = _slot(key, slots)
                for entry in range(starts[slot], starts[slot + 1]):
                    place = places[entry]
                    if place >= before[i]:
                        break  # entries of a slot are in order of place
                    if keys[entry] != key:
                        continue
                    share, common = _difference(
                        counts[i], words[i], known_counts[place], known_words[place], shift
                    )
                    few = common < _MANY_STEPS
                    limit = _FEW_STEPS_LIMIT if few else _MANY_STEPS_LIMIT
                    if common and share <= limit and share < shares[i]:
                        nearest[i], shares[i] = place, share
    return nearest, shares
