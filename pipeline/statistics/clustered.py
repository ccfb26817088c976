"""Rates whose observations share both speakers and workers, with intervals that allow for both.

Two texts of one recording depend on who spoke it and on the two who typed. Observations that have
a speaker or a worker in common are not independent, so an interval over pairs, or over speakers
alone, promises too much. With theta the estimate and theta(c) the estimate without everything
that cluster c has a part in:

    V_g = (G - 1) / G * sum over the G clusters c of g of (theta(c) - theta)^2
    V   = V_speaker + V_worker - V_pair of workers - V_speaker,worker + V_speaker,pair
    V   = max(V, V_speaker, V_worker)

Where an observation has one worker the two terms with pairs are not there, and it is the two-way
variance of Cameron, Gelbach & Miller 2011, DOI 10.1198/jbes.2010.07136, with jackknife terms
instead of sandwich terms. Where it has two workers the sum over workers takes a pair of texts by
the same two people twice, and the terms with pairs take it out again once (variance of dyadic
data: Aronow, Samii & Assenova 2015, DOI 10.1093/pan/mpv018). The difference can come out too
small or negative in a small sample; it is never taken below either of its one-way parts.

The interval has Student's t with min(effective speakers, effective workers) - 1 degrees of
freedom, each effective number (sum w)^2 / sum w^2 (Kish 1965, "Survey Sampling", section 11.7).
Simulated worlds with a known rate hold it in `tests/statistics/test_clustered_coverage.py`.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.statistics.rates import Floats, effective_number, t_reach
from pipeline.statistics.shares import exact_reach

Codes: TypeAlias = NDArray[np.int64]

_PAIR = 2
_ONE_WORKER_PARTS = 3
# Rounding can leave a hair of what was taken away altogether.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Observations:
    """What was counted, and who had a part in it.

    Attributes:
        counted: float64 (n,): what is counted of each (edits, survivals).
        out_of: float64 (n,): out of how many (words, chances).
        speakers: One int64 array (n,) of speaker codes, or two where two recordings are compared.
        workers: One or two int64 arrays (n,) of worker codes. Codes are 0 and up.
    """

    counted: Floats
    out_of: Floats
    speakers: tuple[Codes, ...]
    workers: tuple[Codes, ...]

    def __len__(self) -> int:
        return len(self.counted)

    def where(self, chosen: NDArray[np.bool_]) -> "Observations":
        """Keep the chosen observations."""
        return Observations(
            self.counted[chosen],
            self.out_of[chosen],
            tuple(codes[chosen] for codes in self.speakers),
            tuple(codes[chosen] for codes in self.workers),
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval and what it rests on; what cannot be said is None.

    Attributes:
        value: The figure.
        low: Lower 95 % limit over speakers and workers; None where undefined.
        high: Upper 95 % limit.
        observations: How many were counted (pairs of texts, or texts).
        speakers: Speakers with a part in it.
        workers: Workers with a part in it.
        effective_speakers: How many speakers of equal weight they are worth.
        effective_workers: The same of workers.
    """

    value: float | None
    low: float | None
    high: float | None
    observations: int
    speakers: int
    workers: int
    effective_speakers: float | None
    effective_workers: float | None


Statistic: TypeAlias = Callable[[Floats, Floats], Floats]


def clustered_rate(observed: Observations) -> Estimate:
    """Pool observations into a rate between 0 and 1, with its interval on the logit scale.

    Where nothing was counted the upper limit is that of as many independent trials as there are
    effective clusters, 1 - .025^(1 / n_eff), and the mirror of it where all was (Clopper & Pearson
    1934, DOI 10.1093/biomet/26.4.404). Where all that was counted is one person's, so that the
    rate without them has no logit, the interval is on the scale of the rate itself, cut at 0 and 1.

    Args:
        observed: What was counted; `counted` is at most `out_of`.

    Returns:
        The rate. No limits where there is one speaker or one worker, or where one person has a
        part in everything.

    Example:
        >>> edits, words = np.array([2.0, 1, 3, 2]), np.full(4, 20.0)
        >>> who = np.array([0, 0, 1, 1]), np.array([1, 2, 2, 3])
        >>> found = clustered_rate(Observations(edits, words, (np.arange(4),), who))
        >>> print(f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]")
        0.10 [0.01, 0.55]
        >>> found.speakers, found.workers
        (4, 4)
    """
    total = float(observed.out_of.sum())
    if total <= 0:
        return _estimate(None, None, None, (observed,))
    counted = float(observed.counted.sum())
    value = counted / total
    degrees = _degrees((observed,))
    if counted in (0.0, total):
        low, high = _one_sided(degrees, all_counted=counted == total)
        return _estimate(value, low, high, (observed,))
    variance = clustered_variance(_logit, (observed,))
    if variance is None:
        low, high = _limits(value, clustered_variance(_share, (observed,)), degrees)
        return _estimate(value, _within(low), _within(high), (observed,))
    low, high = _limits(math.log(counted / (total - counted)), variance, degrees)
    return _estimate(value, _inverse_logit(low), _inverse_logit(high), (observed,))


def clustered_difference(first: Observations, second: Observations) -> Estimate:
    """Subtract the pooled rate of the second from that of the first.

    Speakers and workers may stand on both sides; leaving one out takes them from both.

    Args:
        first: The one side.
        second: The other, with the same codes for the same people.

    Returns:
        The difference in rates with its interval; counts of people are of both sides together,
        effective numbers of the side that has fewer.
    """
    sides = first, second
    if any(side.out_of.sum() <= 0 for side in sides):
        return _estimate(None, None, None, sides)
    one, other = (float(side.counted.sum() / side.out_of.sum()) for side in sides)
    low, high = _limits(one - other, clustered_variance(_share, sides), _degrees(sides))
    return _estimate(one - other, low, high, sides)


def clustered_log_ratio(first: Observations, second: Observations) -> Estimate:
    """Give ln(pooled rate of the first / that of the second) with its interval."""
    sides = first, second
    if any(side.out_of.sum() <= 0 or side.counted.sum() <= 0 for side in sides):
        return _estimate(None, None, None, sides)
    one, other = (math.log(side.counted.sum() / side.out_of.sum()) for side in sides)
    low, high = _limits(one - other, clustered_variance(_log_share, sides), _degrees(sides))
    return _estimate(one - other, low, high, sides)


def clustered_variance(statistic: Statistic, sides: Sequence[Observations]) -> float | None:
    """Estimate the variance of a statistic of one side, or of its difference between two.

    Args:
        statistic: A function of what is counted and out of how many, array by array.
        sides: One side, or two whose statistics are subtracted.

    Returns:
        The variance, or None where the statistic is undefined without one of the clusters.
    """
    parts = [_jackknife(statistic, sides, grouping) for grouping in _groupings(sides)]
    values = [part for part in parts if part is not None]
    if len(values) < len(parts):
        return None
    signs = (1, 1, -1, -1, 1) if len(parts) > _ONE_WORKER_PARTS else (1, 1, -1)
    total = sum(sign * value for sign, value in zip(signs, values, strict=True))
    return float(max(total, values[0], values[1]))


_Membership: TypeAlias = tuple[NDArray[np.intp], Codes]


def _groupings(sides: Sequence[Observations]) -> Iterator[list[_Membership]]:
    """List who is in which cluster: by speaker, worker, (pair,) speaker and worker(, and pair)."""
    worker_base = 1 + max(int(codes.max(initial=0)) for s in sides for codes in s.workers)
    yield [_stacked(side.speakers) for side in sides]
    yield [_stacked(side.workers) for side in sides]
    pairs = [_pair_codes(side, worker_base) for side in sides]
    in_pairs = any(len(rows) for rows, _ in pairs)
    if in_pairs:
        yield pairs
    yield [
        _stacked(
            tuple(
                side.speakers[min(at, len(side.speakers) - 1)] * worker_base + workers
                for at, workers in enumerate(side.workers)
            )
        )
        for side in sides
    ]
    if in_pairs:
        yield [
            (rows, side.speakers[0][rows] * worker_base**2 + codes)
            for side, (rows, codes) in zip(sides, pairs, strict=True)
        ]


def _stacked(members: tuple[Codes, ...]) -> _Membership:
    """Stack rows and codes of all members; who is in an observation twice is named once."""
    rows = np.arange(len(members[0]))
    if len(members) < _PAIR:
        return rows, members[0]
    another = members[1] != members[0]
    return np.concatenate([rows, rows[another]]), np.concatenate([members[0], members[1][another]])


def _pair_codes(side: Observations, base: int) -> _Membership:
    """Code the two workers of one recording as one; nobody where recordings are compared."""
    if len(side.workers) < _PAIR or len(side.speakers) > 1:
        return np.arange(0), np.zeros(0, np.int64)
    one, other = side.workers
    return np.arange(len(side)), np.minimum(one, other) * base + np.maximum(one, other)


def _jackknife(
    statistic: Statistic, sides: Sequence[Observations], grouping: list[_Membership]
) -> float | None:
    codes, inverse = np.unique(
        np.concatenate([codes for _, codes in grouping]), return_inverse=True
    )
    count = len(codes)
    if count < _PAIR:
        return None
    left_out = np.zeros(count)
    start = 0
    for sign, side, (rows, _) in zip((1, -1), sides, grouping, strict=False):
        at = inverse[start : start + len(rows)]
        start += len(rows)
        counted = side.counted.sum() - np.bincount(at, side.counted[rows], count)
        out_of = side.out_of.sum() - np.bincount(at, side.out_of[rows], count)
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = statistic(side.counted.sum(), side.out_of.sum())
            left_out += sign * (statistic(counted, out_of) - whole)
    if not np.isfinite(left_out).all():
        return None
    return float((count - 1) / count * (left_out**2).sum())


def _share(counted: Floats, out_of: Floats) -> Floats:
    return np.asarray(counted / out_of)


def _log_share(counted: Floats, out_of: Floats) -> Floats:
    return np.asarray(np.log(_without_hair(counted) / out_of))


def _logit(counted: Floats, out_of: Floats) -> Floats:
    return np.asarray(np.log(_without_hair(counted) / _without_hair(out_of - counted)))


def _without_hair(sums: Floats) -> Floats:
    return np.where(np.abs(sums) < _HAIR, 0.0, sums)


def _limits(
    value: float, variance: float | None, degrees: float | None
) -> tuple[float | None, float | None]:
    reach = t_reach(variance, degrees)
    return (None, None) if reach is None else (value - reach, value + reach)


def _inverse_logit(value: float | None) -> float | None:
    return None if value is None else 1 / (1 + math.exp(-value))


def _within(value: float | None) -> float | None:
    return None if value is None else min(max(value, 0.0), 1.0)


def _one_sided(degrees: float | None, *, all_counted: bool) -> tuple[float | None, float | None]:
    if degrees is None or degrees <= 0:
        return None, None
    reach = exact_reach(degrees + 1)
    return (1 - reach, 1.0) if all_counted else (0.0, reach)


def _degrees(sides: Sequence[Observations]) -> float | None:
    effective = [_effective(side, of) for side in sides for of in ("speakers", "workers")]
    known = [number for number in effective if number is not None]
    return min(known) - 1 if known else None


def _effective(side: Observations, of: str) -> float | None:
    rows, codes = _stacked(getattr(side, of))
    weights = np.bincount(codes, side.out_of[rows], minlength=1).astype(np.float64)
    return effective_number(weights) if weights.sum() > 0 else None


def _estimate(
    value: float | None, low: float | None, high: float | None, sides: Sequence[Observations]
) -> Estimate:
    def people(of: str) -> int:
        members = [codes for side in sides for codes in getattr(side, of)]
        return len(np.unique(np.concatenate(members))) if members else 0

    def fewest(of: str) -> float | None:
        numbers = [number for side in sides if (number := _effective(side, of)) is not None]
        return min(numbers, default=None)

    return Estimate(
        value=value,
        low=low,
        high=high,
        observations=sum(len(side) for side in sides),
        speakers=people("speakers"),
        workers=people("workers"),
        effective_speakers=fewest("speakers"),
        effective_workers=fewest("workers"),
    )
