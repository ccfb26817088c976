"""Counts of a table that is read batch by batch, summed by speaker, group and who answered.

A row adds to the cell of its speaker, its group and its *pattern*: which of the systems answered
it, as bits. So one set of sums serves every system (cells whose pattern has its bit) and every
pair of systems (cells that have both), and memory grows with speakers and groups, never with
rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.cells import COUNTS, NOBODY, SUMMED, Cells
from pipeline.disparity.pairs import PairedCells, Segments
from pipeline.disparity.streaming.labels import group_set
from pipeline.tables import UNDISCLOSED

# What is summed of every system, in the order of the array's columns.
SYSTEM_SUMS = (*COUNTS, "empty_hypothesis")
MOST_SYSTEMS = 16
_GROUP_BITS, _PATTERN_BITS = 16, MOST_SYSTEMS
# Parts are joined when together they have this many cells.
_JOINED_AT = 1_000_000

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counted:
    """One batch of rows: who, which group, and the counts of every system.

    Attributes:
        speakers: int64 (rows,), NOBODY where nobody said who spoke.
        groups: int64 (rows,), NOBODY where undisclosed.
        patterns: int64 (rows,): bit i is set where system i answered.
        counts: int64 (systems, len(SYSTEM_SUMS), rows); 0 where it did not.
    """

    speakers: Ints
    groups: Ints
    patterns: Ints
    counts: Ints


class Sums:
    """All batches so far.

    Args:
        systems: How many systems each batch has counts of.
        paired: How many of the first of them are held against one another.
    """

    def __init__(self, systems: int, paired: int) -> None:
        self._systems = systems
        self._paired = paired
        self._parts: list[tuple[Ints, Floats]] = []
        self._waiting = 0
        self._segments: dict[tuple[int, int, int], Segments] = {}

    def add(self, batch: Counted) -> None:
        """Sum up one more batch."""
        answered = batch.patterns > 0
        keys = _keys(batch)[answered]
        values = batch.counts.reshape(-1, batch.counts.shape[-1])[:, answered]
        self._parts.append(_summed(keys, [np.ones(len(keys)), *values]))
        self._waiting += len(self._parts[-1][0])
        if self._waiting > _JOINED_AT:
            self._join()
        self._add_segments(batch)

    def cells(self, system: int, bit: int, groups: Sequence[str], ranks: Ints) -> Cells:
        """Give the cells of one system, over the rows it answered.

        Args:
            system: Its place in the counts.
            bit: Its bit in the patterns.
            groups: Names of the groups by number.
            ranks: For each speaker's number its place in the order of names.
        """
        return self._cells_where(1 << bit, system, groups, ranks)

    def pairs(
        self, names: Sequence[str], bits: Sequence[int], groups: Sequence[str], ranks: Ints
    ) -> Iterator[PairedCells]:
        """Give every two systems over the rows that both answered.

        Args:
            names: Names of all systems.
            bits: Which of them to pair.
            groups: Names of the groups by number.
            ranks: As `cells` takes them.
        """
        for place, a in enumerate(bits):
            for b in bits[place + 1 :]:
                both = 1 << a | 1 << b
                yield PairedCells(
                    names[a],
                    names[b],
                    self._cells_where(both, a, groups, ranks),
                    self._cells_where(both, b, groups, ranks),
                    self._make_segments(a, b, groups),
                )

    def _cells_where(self, bits: int, system: int, groups: Sequence[str], ranks: Ints) -> Cells:
        self._join()
        keys, sums = self._parts[0]
        wanted = (keys & bits) == bits
        keys = keys[wanted] >> _PATTERN_BITS
        columns = [0, *range(1 + system * len(SYSTEM_SUMS), 1 + (system + 1) * len(SYSTEM_SUMS))]
        keys, values = _summed(keys, list(sums[wanted][:, columns].T))
        speakers, codes = (keys >> _GROUP_BITS) - 1, (keys & ((1 << _GROUP_BITS) - 1)) - 1
        known = speakers != NOBODY
        without = int(values[~known, 0].sum())
        used, places = np.unique(codes[known], return_inverse=True)
        sets = [group_set(groups, code) for code in used]
        order = np.array(sorted(range(len(sets)), key=lambda at: sorted(sets[at])), np.int64)
        frame = pd.DataFrame(values[known].astype(np.int64), columns=_COLUMNS)[SUMMED]
        frame.insert(0, "groups", np.argsort(order)[places])
        frame.insert(0, "speaker", ranks[speakers[known]] if len(ranks) else speakers[known])
        frame = frame.sort_values(["speaker", "groups"], ignore_index=True)
        frame["errors"] = frame[COUNTS[:3]].sum(axis=1)
        return Cells(frame, tuple(sets[at] for at in order), without)

    def _join(self) -> None:
        if not self._parts:
            width = 1 + self._systems * len(SYSTEM_SUMS)
            self._parts = [(np.zeros(0, np.int64), np.zeros((0, width)))]
        if len(self._parts) > 1:
            keys = np.concatenate([keys for keys, _ in self._parts])
            sums = np.concatenate([sums for _, sums in self._parts])
            self._parts = [_summed(keys, list(sums.T))]
        self._waiting = 0

    def _add_segments(self, batch: Counted) -> None:
        """Sum up the differences of every pair by group, speakers unknown left out."""
        if self._paired < 2:  # noqa: PLR2004 - a pair
            return
        errors = batch.counts[:, :3].sum(axis=1)
        known = batch.speakers != NOBODY
        for a in range(self._paired):
            for b in range(a + 1, self._paired):
                both = known & (batch.patterns >> a & batch.patterns >> b & 1).astype(bool)
                self._add_segment(a, b, batch.groups[both], (errors[a] - errors[b])[both])

    def _add_segment(self, a: int, b: int, groups: Ints, apart: Ints) -> None:
        number = np.bincount(groups + 1)
        differences = np.bincount(groups + 1, apart)
        squares = np.bincount(groups + 1, apart**2)
        for code in np.flatnonzero(number):
            key = (a, b, int(code) - 1)
            found = Segments(int(number[code]), float(differences[code]), float(squares[code]))
            self._segments[key] = self._segments.get(key, Segments()) + found

    def _make_segments(self, a: int, b: int, groups: Sequence[str]) -> dict[str | None, Segments]:
        found: dict[str | None, Segments] = {None: Segments()}
        for (one, other, code), segments in self._segments.items():
            if (one, other) == (a, b):
                found[UNDISCLOSED if code == NOBODY else groups[code]] = segments
                found[None] += segments
        return found


_COLUMNS = ["utterances", *SYSTEM_SUMS]


def _keys(batch: Counted) -> Ints:
    key: Ints = (batch.speakers + 1) << _GROUP_BITS | (batch.groups + 1)
    return key << _PATTERN_BITS | batch.patterns


def _summed(keys: Ints, columns: Sequence[Floats | Ints]) -> tuple[Ints, Floats]:
    """Add up the rows of each key."""
    places, different = pd.factorize(keys)
    sums = [np.bincount(places, column, len(different)) for column in columns]
    return different, np.column_stack(sums) if len(different) else np.zeros((0, len(columns)))
