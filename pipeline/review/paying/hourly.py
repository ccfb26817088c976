"""Hourly pay pooled over workers: pay out of hours, with an interval over the workers.

Pay over hours is a ratio of sums, as a word error rate is, and workers give as unequal amounts of
work as speakers give of speech. So the estimator and the interval are those of
`pipeline.statistics.rates`, with a worker as the cluster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.review.paying.settlement import Statement
from pipeline.statistics.rates import ClusterSums, Rate, pooled_rate

_MINOR = 100


@dataclass(frozen=True, slots=True)
class RegionPay:
    """What an hour comes to for the workers of one region.

    Attributes:
        region: ISO 3166; empty where none was given.
        workers: How many.
        hourly: Pay by items over active hours, both summed over the workers; its interval is over
            workers, and None where there is only one.
        below_floor: Workers below their floor before top-ups.
    """

    region: str
    workers: int
    hourly: Rate
    below_floor: int


def pay_by_region(statements: Iterable[Statement]) -> tuple[RegionPay, ...]:
    """Pool the hourly pay of the workers of each region, without top-ups.

    Args:
        statements: One a worker; those without an hourly rate count nowhere.

    Returns:
        The regions in order of their code.
    """
    told = [one for one in statements if one.hourly is not None]
    return tuple(
        _region(region, [one for one in told if one.region == region])
        for region in sorted({one.region for one in told})
    )


def pool_over_workers(sums: Sequence[tuple[float, float]]) -> Rate:
    """Pool a ratio over workers, with its interval.

    Args:
        sums: A pair a worker: what was counted (pay, refusals) and out of how much (hours,
            answers).

    Example:
        >>> hourly = pool_over_workers([(12.0, 1.0), (20.0, 2.0), (33.0, 3.0)])
        >>> round(hourly.value, 2), hourly.clusters
        (10.83, 3)
    """
    return pooled_rate(
        ClusterSums(
            names=np.arange(len(sums)),
            counted=np.array([part for part, _ in sums], dtype=np.float64),
            out_of=np.array([whole for _, whole in sums], dtype=np.float64),
        )
    )


def _region(region: str, statements: Sequence[Statement]) -> RegionPay:
    return RegionPay(
        region=region,
        workers=len(statements),
        hourly=pool_over_workers(
            [(one.paid_minor / _MINOR, float(one.hours)) for one in statements]
        ),
        below_floor=sum(one.below_floor for one in statements),
    )
