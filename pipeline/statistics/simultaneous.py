"""Simultaneous limits of all gaps of a family: the max-T of a studentised bootstrap over speakers.

Speakers are drawn with replacement, as many as there are, each with all of their cells (Bisani &
Ney 2004, DOI 10.1109/ICASSP.2004.1326009; Liu & Peng 2020, arXiv 1912.09508). In every resample,
for every gap:

    T* = (d* - d) / SE*        SE^2 = sum z_s^2,  z_s = E_sa/E_a - N_sa/N_a - E_sb/E_b + N_sb/N_b

with E_sa, N_sa errors and words of speaker s on side a, and E_a, N_a their sums. It is the
linearised variance of d = ln r_a - ln r_b, taken anew from the speakers drawn; who stands on both
sides enters both. With c the .95 quantile of the largest |T*| of a resample, the limits are
exp(d +- c SE), and p = (1 + b) / (B + 1) with b resamples of B whose largest |T*| reaches |d| / SE
(Westfall & Young 1993, "Resampling-based multiple testing", section 2.6; Davison & Hinkley 1997,
"Bootstrap methods", section 4.2).

They hold all together: that any of the family's limits misses its gap has odds of 5 %.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.statistics.rates import CONFIDENCE, Floats

RESAMPLES = 10_000
# The bootstrap of fewer speakers than this promises too much; then no limits are given.
LEAST_EFFECTIVE_SPEAKERS = 20.0
_MOST_CELLS_AT_A_TIME = 2_000_000
_SUMS, _PRODUCTS = 2, 4
# A kind of speakers costs about as much to draw as this many speakers one by one.
_WORTH_MERGING = 20
# Below this, the standard error of ln ratio is rounding.
_LEAST_ERROR = 1e-10

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


@dataclass(frozen=True, slots=True)
class Simultaneous:
    """One gap among those of its family; all None where undefined.

    Attributes:
        low: Lower limit of the ratio.
        high: Upper limit of the ratio.
        p_value: Of no difference, adjusted for the family by the bootstrap.
    """

    low: float | None
    high: float | None
    p_value: float | None


def simultaneous_limits(
    pieces: Pieces,
    groups: Sides,
    comparisons: Sides,
    *,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> tuple[Simultaneous, ...]:
    """Give limits that hold for all ratios of a family together.

    Args:
        pieces: What speakers brought.
        groups: bool (gaps, cells): which cells each gap's group is made of.
        comparisons: bool (gaps, cells): which cells its comparison is made of.
        rng: Seeds the draws.
        resamples: How often all speakers are drawn anew.

    Returns:
        One a gap, in order. A gap without errors on a side, or whose speakers do not vary, has
        none and is no part of the largest |T*|.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> words = np.full(60, 100.0)
        >>> errors = rng.poisson(10 * rng.lognormal(0, 0.3, 60)) * np.repeat([1.0, 2.0], 30)
        >>> pieces = Pieces(np.arange(60), np.repeat([0, 1], 30), errors, words)
        >>> sides = np.eye(2, dtype=bool)
        >>> first, second = simultaneous_limits(pieces, sides, ~sides, rng=rng)
        >>> first.low < 0.5 < first.high < 1 < second.low < 2 < second.high
        True
        >>> first.p_value
        9.999000099990002e-05
    """
    on_a_side: Sides = np.asarray(np.logical_or(groups, comparisons).any(axis=0))
    used = on_a_side[pieces.cells]
    pieces, alike = _merged(
        Pieces(pieces.speakers[used], pieces.cells[used], pieces.errors[used], pieces.words[used])
    )
    layout = _Layout(pieces, groups, comparisons, alike)
    gaps, errors = (each[0] for each in layout.gaps_and_errors(layout.observed()[None, :]))
    told = np.isfinite(gaps) & np.isfinite(errors) & (errors > _LEAST_ERROR)
    if not told.any():
        return tuple(Simultaneous(None, None, None) for _ in gaps)
    largest = _largest(layout, gaps, told, rng, resamples)
    reach = float(np.quantile(largest, CONFIDENCE, method="higher"))
    return tuple(
        _limits(float(gap), float(error), reach, largest) if tells else Simultaneous(*[None] * 3)
        for gap, error, tells in zip(gaps, errors, told, strict=True)
    )


def _largest(
    layout: "_Layout", gaps: Floats, told: Sides, rng: np.random.Generator, resamples: int
) -> Floats:
    """Give the largest |T*| of every resample."""
    at_a_time = max(1, _MOST_CELLS_AT_A_TIME // max(layout.width, layout.kinds))
    largest = np.empty(resamples)
    for start in range(0, resamples, at_a_time):
        sums = layout.drawn(min(at_a_time, resamples - start), rng)
        drawn, errors = layout.gaps_and_errors(sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            distances = np.abs((drawn - gaps)[:, told] / errors[:, told])
        # A resample in which a side has no error says that anything is possible.
        distances[~np.isfinite(distances)] = np.inf
        largest[start : start + len(sums)] = distances.max(axis=1)
    return largest


def _limits(gap: float, error: float, reach: float, largest: Floats) -> Simultaneous:
    reached = int((largest >= abs(gap) / error).sum())
    p_value = (1 + reached) / (len(largest) + 1)
    if not math.isfinite(reach):
        return Simultaneous(None, None, p_value)
    return Simultaneous(math.exp(gap - reach * error), math.exp(gap + reach * error), p_value)


class _Layout:
    """Where sums and sums of products stand in a row of a resample.

    First errors, then words of each cell; then, for every two cells i <= j that some speaker has
    both of, the four products of errors and words of i with those of j.
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


def _merged(pieces: Pieces) -> tuple[Pieces, NDArray[np.int64]]:
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
