"""Sums over speakers drawn with replacement: the bootstrap of gaps and their standard errors.

This is the one place that draws resamples of speakers. A resample is a row of sums: errors and
words of every cell, and the sums of products that the variance of a gap takes. From a row come the
gaps and standard errors of `pipeline.statistics.simultaneous`, which states the formulas.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.statistics.rates import Floats

_SUMS, _PRODUCTS = 2, 4
# A kind of speakers costs about as much to draw as this many speakers one by one.
_WORTH_MERGING = 20

Sides: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Errors and words by speaker and cell, a cell being what stands on the same sides.

    Attributes:
        speakers: int64 (pieces,): who; any numbers.
        cells: int64 (pieces,): which cell, from 0 up; unique for a speaker.
        errors: float64 (pieces,).
        words: float64 (pieces,).
    """

    speakers: NDArray[np.int64]
    cells: NDArray[np.int64]
    errors: Floats
    words: Floats


class ResampledSums:
    """Sums over all speakers, as they are or drawn with replacement, a row a resample.

    A row holds first errors, then words of each cell; then, for every two cells i <= j that some
    speaker has both of, the four products of errors and words of i with those of j.
    """

    def __init__(
        self, pieces: Pieces, groups: Sides, comparisons: Sides, alike: NDArray[np.int64]
    ) -> None:
        self._sides = groups.astype(float), comparisons.astype(float)
        self._cells = cells = groups.shape[1]
        first, second = _pairs_within(pieces.speakers)
        lower = np.minimum(pieces.cells[first], pieces.cells[second])
        codes, pair_of = np.unique(
            lower * cells + np.maximum(pieces.cells[first], pieces.cells[second]),
            return_inverse=True,
        )
        self._left, self._right = codes // cells, codes % cells
        flipped = pieces.cells[first] > pieces.cells[second]
        first, second = np.where(flipped, second, first), np.where(flipped, first, second)
        self.width = _SUMS * cells + _PRODUCTS * len(codes)
        left, right = (pieces.errors, pieces.words), (pieces.errors, pieces.words)
        places = _neighbours(pieces)
        self._alike = np.empty(int(places.max()) + 1, np.int64)
        self._alike[places] = alike
        owners = [places] * _SUMS + [places[first]] * _PRODUCTS
        columns = [pieces.cells + which * cells for which in range(_SUMS)]
        columns += [_SUMS * cells + which * len(codes) + pair_of for which in range(_PRODUCTS)]
        values = [*left] + [a[first] * b[second] for a in left for b in right]
        self._arrange(np.concatenate(owners), np.concatenate(columns), np.concatenate(values))

    def _arrange(
        self, owners: NDArray[np.int64], columns: NDArray[np.int64], values: Floats
    ) -> None:
        order = np.lexsort((owners, columns))
        owners, columns, self.values = owners[order], columns[order], values[order]
        goes_on = (columns[1:] == columns[:-1]) & (owners[1:] == owners[:-1] + 1)
        starts = np.concatenate([[0], np.flatnonzero(~goes_on) + 1])
        lengths = np.diff(np.append(starts, len(columns)))
        self.runs = np.column_stack([columns[starts], owners[starts], lengths, starts])
        self._owners, self._columns = owners, columns

    @property
    def kinds(self) -> int:
        """How many speakers there are, those that are alike taken for one."""
        return len(self._alike)

    def observed(self) -> Floats:
        """Sum up every speaker once."""
        everybody = self.values * self._alike[self._owners]
        return np.bincount(self._columns, everybody, self.width).astype(float)

    def drawn(self, resamples: int, rng: np.random.Generator) -> Floats:
        """Sum up speakers drawn with replacement, once for each resample."""
        if self._alike.max() > 1:
            everybody = self._alike.sum()
            brought = np.zeros((self.kinds, self.width))
            np.add.at(brought, (self._owners, self._columns), self.values)
            times = rng.multinomial(everybody, self._alike / everybody, resamples)
            return np.asarray(times @ brought)
        from pipeline.statistics.resampling_kernel import add_resamples  # numba is slow to import

        sums = np.zeros((resamples, self.width))
        seed = rng.integers(np.iinfo(np.uint64).max, dtype=np.uint64)
        add_resamples(seed, self.kinds, self.runs, self.values, sums)
        return sums

    def gaps_and_errors(self, sums: Floats) -> tuple[Floats, Floats]:
        """Turn rows of sums into d and SE of every gap: float64 (rows, gaps) each."""
        parts = [sums[:, at * self._cells : (at + 1) * self._cells] for at in range(_SUMS)]
        products = sums[:, _SUMS * self._cells :].reshape(len(sums), _PRODUCTS, -1)
        totals = [[part @ side.T for part in parts] for side in self._sides]
        with np.errstate(invalid="ignore", divide="ignore"):
            gaps = np.log(totals[0][0] / totals[0][1]) - np.log(totals[1][0] / totals[1][1])
            own, other, both = (
                self._form(products, totals, one, two) for one, two in ((0, 0), (1, 1), (0, 1))
            )
            return gaps, np.sqrt(np.maximum(own + other - 2 * both, 0.0))

    def _form(self, products: Floats, totals: list[list[Floats]], one: int, two: int) -> Floats:
        """Sum over speakers (E_s1/E_1 - N_s1/N_1)(E_s2/E_2 - N_s2/N_2) for two sides."""
        forward = self._sides[one][:, self._left] * self._sides[two][:, self._right]
        back = self._sides[one][:, self._right] * self._sides[two][:, self._left]
        back = back * (self._left != self._right)
        (e1, n1), (e2, n2) = totals[one], totals[two]
        if not (forward.any() or back.any()):
            return np.zeros_like(e1)
        ee, en, ne, nn = (products[:, which] for which in range(_PRODUCTS))
        return np.asarray(
            (ee @ (forward + back).T) / (e1 * e2)
            - (en @ forward.T + ne @ back.T) / (e1 * n2)
            - (ne @ forward.T + en @ back.T) / (n1 * e2)
            + (nn @ (forward + back).T) / (n1 * n2)
        )


def merge_alike(pieces: Pieces) -> tuple[Pieces, NDArray[np.int64]]:
    """Take speakers who are alike for one, with how many they are, where that saves a lot.

    Where every row of a table is another speaker, there are a million of them and a few thousand
    kinds, and how often each kind is drawn is multinomial.
    """
    alone = np.ones(len(pieces.speakers), np.int64)
    if len(np.unique(pieces.speakers)) < len(alone):
        return pieces, alone
    rows = np.column_stack([pieces.cells, pieces.errors, pieces.words])
    kinds, alike = np.unique(rows, axis=0, return_counts=True)
    if len(kinds) * _WORTH_MERGING > len(rows):
        return pieces, alone
    merged = Pieces(
        np.arange(len(kinds)),
        kinds[:, 0].astype(np.int64),
        np.ascontiguousarray(kinds[:, 1]),
        np.ascontiguousarray(kinds[:, 2]),
    )
    return merged, alike.astype(np.int64)


def _neighbours(pieces: Pieces) -> NDArray[np.int64]:
    """Number the speakers so that those who have the same cells stand side by side."""
    _, codes = np.unique(pieces.speakers, return_inverse=True)
    mark = np.bincount(codes, np.sqrt(pieces.cells + 2.0))  # two sets rarely share a sum of roots
    places = np.empty(len(mark), np.int64)
    places[np.argsort(mark, kind="stable")] = np.arange(len(mark))
    return places[codes]


def _pairs_within(speakers: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """List every two pieces of one speaker once, each with itself included."""
    order = np.argsort(speakers, kind="stable")
    ordered = speakers[order]
    first, second = [order], [order]
    for apart in range(1, len(speakers)):
        same = ordered[apart:] == ordered[:-apart]
        if not same.any():
            break
        first.append(order[:-apart][same])
        second.append(order[apart:][same])
    return np.concatenate(first), np.concatenate(second)
