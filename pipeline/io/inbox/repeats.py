"""Which rows of a manifest name a recording that a row before them named.

Only hashes are kept, 24 bytes a row in sorted runs: a million rows in 24 MB, where a dictionary
of their paths takes ten times that. Two of a million paths share a 64-bit hash with a
probability of 3 in 10^8.
"""

import posixpath
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Repeat:
    """The row that was there before.

    Attributes:
        line: Its line in the manifest.
        same: Whether all its cells are the same.
    """

    line: int
    same: bool


@dataclass(frozen=True)
class _SortedHashes:
    """Rows seen, sorted by the hash of their path."""

    paths: Integers
    lines: Integers
    contents: Integers

    def find(self, paths: Integers) -> tuple[Integers, Integers]:
        """Indices into `paths` that are known, and where in this run they stand."""
        at = np.minimum(np.searchsorted(self.paths, paths), len(self.paths) - 1)
        known = np.flatnonzero(self.paths[at] == paths)
        return known, at[known]


class ManifestRepeats:
    """The rows of one manifest as far as it has been read."""

    def __init__(self) -> None:
        self._runs: list[_SortedHashes] = []

    def repeats(self, lines: Sequence[int], rows: Sequence[tuple[str, ...]]) -> dict[int, Repeat]:
        """Finds the rows of a block whose path came before, and remembers the others.

        Args:
            lines: For each row its line in the manifest.
            rows: For each row its cells, the path first.

        Returns:
            Index into `rows` -> the first row with that path. Rows without a path never repeat.
        """
        if not rows:
            return {}
        count = len(rows)
        numbers = np.fromiter(lines, np.int64, count)
        contents = np.fromiter(map(hash, rows), np.int64, count)
        paths = np.fromiter(map(_path_hash, rows, lines), np.int64, count)
        found: dict[int, Repeat] = {}
        for run in self._runs:
            for index, at in zip(*run.find(paths), strict=True):
                same = bool(run.contents[at] == contents[index])
                found[int(index)] = Repeat(int(run.lines[at]), same)
        _, first, place = np.unique(paths, return_index=True, return_inverse=True)
        earlier = first[place]
        for index in np.flatnonzero(earlier != np.arange(count)):
            before = earlier[index]
            same = bool(contents[before] == contents[index])
            found.setdefault(int(index), Repeat(int(numbers[before]), same))
        new = np.array([index for index in first if int(index) not in found], np.int64)
        if new.size:
            self._remember(_SortedHashes(paths[new], numbers[new], contents[new]))
        return found

    def _remember(self, run: _SortedHashes) -> None:
        """Adds a run and merges runs of like size, so that there are few, each row moved rarely."""
        self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2].paths) <= 2 * len(self._runs[-1].paths):
            last, previous = self._runs.pop(), self._runs.pop()
            paths = np.concatenate((previous.paths, last.paths))
            order = np.argsort(paths, kind="stable")
            self._runs.append(
                _SortedHashes(
                    paths[order],
                    np.concatenate((previous.lines, last.lines))[order],
                    np.concatenate((previous.contents, last.contents))[order],
                )
            )


def _path_hash(row: tuple[str, ...], line: int) -> int:
    """The same number for all spellings of one path; one of its own for a row without a path."""
    path = row[0]
    plain = path.isascii() and not ("\\" in path or " " in path or "./" in path or "//" in path)
    if plain and path:
        return hash(path)
    path = path.strip().replace("\\", "/")
    if not path:
        return hash((line,))
    return hash(unicodedata.normalize("NFC", posixpath.normpath(path)))
