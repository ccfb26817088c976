"""Rows read twice: an utterance named again, in memory that does not grow with the rows."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

MOST_HASHES = 1 << 21
"""Up to so many rows the count is exact; 8 bytes each, and as many again while they are sorted."""


class SeenRows:
    """Counts names that came before.

    Each name is a 64-bit hash. Once there are more than the limit, only hashes whose last bits
    are zero are kept, and the count is scaled: a sample of names, not of rows, so that of each
    name kept all rows are seen.

    Args:
        most: How many hashes to keep.

    Example:
        >>> seen = SeenRows()
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
        hashes = np.fromiter((hash(name) for name in names.to_pylist() if name), np.int64)
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
