"""Ratios of sums over clusters and their intervals: the cluster is the unit that varies.

A cluster is a person with all that was counted of them: a speaker with errors out of words, a
worker with pay out of hours. Two utterances of one speaker resemble each other, so an interval that
takes utterances as independent promises far too much (simulated coverage 55 to 66 % where 95 % is
said). Clusters are very unequal in size as well, so their number promises too much: the degrees of
freedom come from the number of *equal* clusters that would weigh as much.

With E_s counted out of N_s in cluster s (errors and words of a speaker):

    r     = sum E / sum N                                    the pooled rate
    v     = (n - 1) / n * sum (l_s - mean l)^2               l_s = ln r without cluster s
    n_eff = (sum N)^2 / sum N^2
    r * exp(+-t * sqrt v),  t = the .975 quantile of Student's t with n_eff - 1 degrees

Sources: the jackknife of a ratio, Efron & Stein 1981, DOI 10.1214/aos/1176345462; n_eff, Kish
1965, "Survey Sampling", section 11.7; the interval is on the log scale because a rate has no
upper end and a skewed estimate.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
Names = NDArray[np.int64] | NDArray[np.str_] | NDArray[np.object_]

CONFIDENCE = 0.95
UPPER_QUANTILE = 1 - (1 - CONFIDENCE) / 2
# Barely more than one cluster's worth gives limits a factor of e^100 away: none at all.
FARTHEST_REACH = 100.0


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """What was counted in each cluster of one side, and out of how much, in the same order.

    Attributes:
        names: Who each cluster is, as numbers or text; unique.
        counted: The sum over each cluster of what is counted: errors, pay, refusals.
        out_of: The sum over each cluster of what it is out of: reference words, hours, answers.
    """

    names: Names
    counted: Floats
    out_of: Floats

    def __post_init__(self) -> None:
        if not len(self.names) == len(self.counted) == len(self.out_of):
            raise ValueError("one name and two sums a cluster")


@dataclass(frozen=True, slots=True)
class Rate:
    """A pooled rate with its interval; what cannot be said is None.

    Attributes:
        value: What was counted over what it is out of (errors per reference word); None where
            that is nothing.
        low: Lower 95 % limit over clusters; None where undefined.
        high: Upper 95 % limit over clusters.
        log_variance: Jackknife variance of ln value.
        clusters: Clusters in which anything was counted, or could have been.
        effective_clusters: How many clusters of equal size they are worth.
        busiest_share: `out_of` of the largest cluster over that of all.
        exact_upper: Only where nothing was counted: the upper 95 % limit of a Poisson rate, taking
            words (hours, answers) as independent.
    """

    value: float | None
    low: float | None
    high: float | None
    log_variance: float | None
    clusters: int
    effective_clusters: float | None
    busiest_share: float | None
    exact_upper: float | None


def pooled_rate(sums: ClusterSums) -> Rate:
    """Pool the sums of clusters into one rate with its interval.

    Args:
        sums: The clusters. One whose two sums are 0 says nothing and is not counted.

    Returns:
        The rate. Its interval is None for one cluster, for none, where nothing was counted, and
        where all that was counted is one cluster's (the rate without it has no logarithm).

    Example:
        >>> speakers = ClusterSums(np.arange(3), np.array([8.0, 12, 10]), np.full(3, 100.0))
        >>> rate = pooled_rate(speakers)
        >>> print(f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]")
        0.100 [0.061, 0.165]
    """
    present = (sums.counted > 0) | (sums.out_of > 0)
    counted, out_of = sums.counted[present], sums.out_of[present]
    total_counted, total = float(counted.sum()), float(out_of.sum())
    if total == 0:
        return Rate(None, None, None, None, len(out_of), None, None, None)
    value = total_counted / total
    effective = effective_number(out_of)
    logs = leave_one_out_logs(counted, out_of)
    variance = None if logs is None else jackknife_variance(logs)
    low, high = log_interval(value, variance, effective - 1)
    return Rate(
        value=value,
        low=low,
        high=high,
        log_variance=variance,
        clusters=len(out_of),
        effective_clusters=effective,
        busiest_share=float(out_of.max()) / total,
        exact_upper=None if total_counted else _poisson_upper_without_events(total),
    )


def effective_number(weights: Floats) -> float:
    """Tell how many equal weights are worth these: (sum w)^2 / sum w^2.

    Example:
        >>> effective_number(np.array([5.0, 5, 5, 5]))
        4.0
        >>> round(effective_number(np.array([97.0, 1, 1, 1])), 2)
        1.06
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def leave_one_out_logs(counted: Floats, out_of: Floats) -> Floats | None:
    """Give ln of the pooled rate without each cluster in turn; None where one is undefined."""
    others, others_out_of = counted.sum() - counted, out_of.sum() - out_of
    if len(counted) < 2 or others.min() <= 0 or others_out_of.min() <= 0:  # noqa: PLR2004 - a pair
        return None
    logs: Floats = np.log(others / others_out_of)
    return logs


def jackknife_variance(left_out: Floats) -> float:
    """Turn leave-one-out estimates into a variance: (n - 1) / n * sum of squared deviations."""
    n = len(left_out)
    return float((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum())


def log_interval(
    value: float | None, log_variance: float | None, degrees: float | None
) -> tuple[float | None, float | None]:
    """Put an interval around a positive estimate on its log scale.

    Args:
        value: The estimate; the interval is undefined unless it is above 0.
        log_variance: Variance of its logarithm.
        degrees: Degrees of freedom, not always whole; undefined at 0 and below.

    Returns:
        The limits, or None twice where undefined or farther away than any rate can be.
    """
    reach = t_reach(log_variance, degrees)
    if not value or reach is None:
        return None, None
    return value * math.exp(-reach), value * math.exp(reach)


def t_reach(variance: float | None, degrees: float | None) -> float | None:
    """Tell how far the 95 % limits of Student's t lie from an estimate.

    Args:
        variance: Of the estimate.
        degrees: Degrees of freedom, not always whole; undefined at 0 and below.

    Returns:
        The distance; None where undefined, or farther than FARTHEST_REACH.

    Example:
        >>> round(t_reach(0.01, 10.0), 3), t_reach(0.01, 0.0)
        (0.223, None)
    """
    if variance is None or degrees is None or degrees <= 0:
        return None
    reach = float(stdtrit(degrees, UPPER_QUANTILE)) * math.sqrt(variance)
    return reach if reach <= FARTHEST_REACH else None


def _poisson_upper_without_events(exposure: float) -> float:
    """Bound a rate of which no event was seen: the exact upper 95 % limit, -ln(.025) / exposure.

    Garwood 1936, DOI 10.1093/biomet/28.3-4.437. It takes words as independent, and so is rather
    too low than too high where the errors of a speaker come together.
    """
    return -math.log(1 - UPPER_QUANTILE) / exposure
