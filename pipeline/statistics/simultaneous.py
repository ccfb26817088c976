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

import numpy as np

from pipeline.statistics.rates import CONFIDENCE, Floats
from pipeline.statistics.resampled_sums import Pieces, ResampledSums, Sides, merge_alike

RESAMPLES = 10_000
# The bootstrap of fewer speakers than this promises too much; then no limits are given.
LEAST_EFFECTIVE_SPEAKERS = 20.0
_MOST_CELLS_AT_A_TIME = 2_000_000
# Below this, the standard error of ln ratio is rounding.
_LEAST_ERROR = 1e-10


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
    pieces, alike = merge_alike(
        Pieces(pieces.speakers[used], pieces.cells[used], pieces.errors[used], pieces.words[used])
    )
    layout = ResampledSums(pieces, groups, comparisons, alike)
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
    layout: ResampledSums, gaps: Floats, told: Sides, rng: np.random.Generator, resamples: int
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
