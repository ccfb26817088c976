"""Rows read twice: an utterance named again, in memory that does not grow with the rows."""

import numba
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

# FNV-1a, 64 bits (Fowler, Noll & Vo; IETF draft-eastlake-fnv), and the last mix of MurmurHash3
# (Appleby), for the last bits choose the sample.
_FNV_OFFSET, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x00000100000001B3)
_MIX, _SHIFT = np.uint64(0xFF51AFD7ED558CCD), np.uint64(33)

MOST_HASHES = 1 << 21
"""Up to so many rows the count is exact; 8 bytes each, and as many again while they are sorted."""


class RepeatedNames:
    """Counts names that came before.

    Each name is a 64-bit hash. Once there are more than the limit, only hashes whose last bits
    are zero are kept, and the count is scaled: a sample of names, not of rows, so that of each
    name kept all rows are seen.

    Args:
        most: How many hashes to keep.

    Example:
        >>> seen = RepeatedNames()
        >>> seen.add(pa.array(["a", "b", None, "a", ""]))
        >>> seen.repeated, seen.exact
        (1, True)
    """

    def __init__(self, most: int = MOST_HASHES) -> None:
        self._most = most
        self._mask = np.int64(0)
        self._known: NDArray[np.int64] = np.empty(0, np.int64)
        self._again: NDArray[np.int64] = np.empty(0, np.int64)
        self._waiting: list[NDArray[np.int64]] = []
        self._count = 0

    def add(self, names: pa.Array) -> None:
        """Takes the next rows; null and empty names are none."""
        hashes = _hashes(names)
        hashes = hashes[(hashes & self._mask) == 0]
        self._waiting.append(hashes)
        self._count += len(hashes)
        if self._count > self._most:
            self._settle()

    def _settle(self) -> None:
        held = np.sort(np.concatenate([self._known, *self._waiting]))
        again = np.zeros(len(held), dtype=bool)
        again[1:] = held[1:] == held[:-1]
        self._again = np.concatenate([self._again, held[again]])
        self._known = held[~again]
        self._waiting.clear()
        while len(self._known) + len(self._again) > self._most:
            self._mask = self._mask * 2 + 1
            self._known = self._known[(self._known & self._mask) == 0]
            self._again = self._again[(self._again & self._mask) == 0]
        self._count = 0

    @property
    def exact(self) -> bool:
        """Whether every name was kept."""
        return bool(self._mask == 0)

    @property
    def repeated(self) -> int:
        """How many rows have a name that came before; about, where it is not `exact`."""
        self._settle()
        return len(self._again) * (int(self._mask) + 1)


def _hashes(names: pa.Array) -> NDArray[np.int64]:
    """Hash the names that are neither null nor empty."""
    large = names.cast(pa.large_binary())
    if large.null_count:
        large = large.drop_null()
    _, offsets, data = large.buffers()
    bounds = np.frombuffer(offsets, np.int64)[large.offset : large.offset + len(large) + 1]
    found = np.empty(len(large), np.uint64)
    _hash_each(np.frombuffer(data or b"", np.uint8), bounds, found)
    return found[np.diff(bounds) > 0].view(np.int64)


@numba.njit(cache=True, nogil=True)
def _hash_each(data, bounds, found):  # type: ignore[no-untyped-def]
    for row in range(len(found)):
        value = _FNV_OFFSET
        for at in range(bounds[row], bounds[row + 1]):
            value = (value ^ np.uint64(data[at])) * _FNV_PRIME
        value = (value ^ (value >> _SHIFT)) * _MIX
        found[row] = value ^ (value >> _SHIFT)
