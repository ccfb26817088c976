"""A group against its comparison: difference, ratio, one p-value.

With r_a and r_b the pooled rates of the two sides:

    d  = ln r_a - ln r_b,   ratio = exp d
    SE = sqrt(v_a + v_b)                 where no cluster stands on both sides
    SE = the jackknife of d itself over the union of clusters, where one does
    t  = d / SE with min(n_eff_a, n_eff_b) - 1 degrees of freedom; two-sided p
    difference r_a - r_b, with limits from the two log intervals by MOVER

MOVER, the method of variance estimates recovery: Zou & Donner 2008, DOI 10.1002/sim.3095; with
the correlation of the two estimates where sides share clusters, Zou 2007, DOI
10.1037/1082-989X.12.4.399.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

from pipeline.statistics.rates import (
    ClusterSums,
    Floats,
    Names,
    Rate,
    jackknife_variance,
    leave_one_out_logs,
    log_interval,
    pooled_rate,
)

ALPHA = 0.05
POWER = 0.8
# Below this variance of ln ratio, rounding is all that is left of it.
LEAST_VARIANCE = 1e-20


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides compared; what cannot be said is None.

    Attributes:
        difference: Rate of the group minus rate of the comparison.
        difference_low: Lower 95 % limit (MOVER).
        difference_high: Upper 95 % limit.
        ratio: Rate of the group over rate of the comparison.
        ratio_low: Lower 95 % limit, unadjusted.
        ratio_high: Upper 95 % limit, unadjusted.
        p_value: Two-sided, of no difference, unadjusted.
        standard_error: Of ln ratio.
        degrees: Degrees of freedom of p_value and the ratio's limits.
    """

    difference: float | None
    difference_low: float | None
    difference_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    standard_error: float | None
    degrees: float | None


def compare(group: ClusterSums, comparison: ClusterSums) -> Comparison:
    """Compare the pooled rate of a group with that of its comparison.

    Args:
        group: The clusters of the group; their names tell who stands on both sides.
        comparison: The clusters it is compared with.

    Returns:
        The comparison. Ratio and p-value are None where nothing was counted on a side; the p-value
        also where clusters do not vary at all and yet the rates differ, for then nothing says by
        how much they would have to differ.

    Example:
        >>> names = np.arange(8)
        >>> worse = ClusterSums(names[:4], np.array([22.0, 18, 25, 15]), np.full(4, 100.0))
        >>> better = ClusterSums(names[4:], np.array([9.0, 12, 8, 11]), np.full(4, 100.0))
        >>> gap = compare(worse, better)
        >>> print(
        ...     f"{gap.ratio:.2f} [{gap.ratio_low:.2f}, {gap.ratio_high:.2f}] p={gap.p_value:.3f}"
        ... )
        2.00 [1.27, 3.15] p=0.017
    """
    a, b = pooled_rate(group), pooled_rate(comparison)
    if np.isin(group.names, comparison.names, assume_unique=True).any():
        variance, correlation = _paired_variance(group, comparison)
    else:
        variance, correlation = _unpaired_variance(a, b), 0.0
    degrees = _degrees(a, b)
    ratio = a.value / b.value if a.value and b.value else None
    ratio_low, ratio_high = log_interval(ratio, variance, degrees)
    low, high = mover_difference(a, b, correlation=correlation)
    return Comparison(
        difference=None if a.value is None or b.value is None else a.value - b.value,
        difference_low=low,
        difference_high=high,
        ratio=ratio,
        ratio_low=ratio_low,
        ratio_high=ratio_high,
        p_value=two_sided_p(ratio, variance, degrees),
        standard_error=None if variance is None else math.sqrt(variance),
        degrees=degrees,
    )


def mover_difference(
    a: Rate, b: Rate, *, correlation: float = 0.0
) -> tuple[float | None, float | None]:
    """Recover limits for a difference of two rates from the limits of each.

    With rates r and limits l, u, and c the correlation of the two estimates:

        low  = r_a - r_b - sqrt(x^2 + y^2 - 2 c x y),  x = r_a - l_a,  y = u_b - r_b
        high = r_a - r_b + sqrt(x^2 + y^2 - 2 c x y),  x = u_a - r_a,  y = r_b - l_b

    Args:
        a: The rate of the group.
        b: The rate of its comparison.
        correlation: Of the two estimates; 0 where no cluster stands on both sides.

    Returns:
        The limits, or None twice where a side has none.
    """
    if a.value is None or a.low is None or a.high is None:
        return None, None
    if b.value is None or b.low is None or b.high is None:
        return None, None
    difference = a.value - b.value
    below = _combined(a.value - a.low, b.high - b.value, correlation)
    above = _combined(a.high - a.value, b.value - b.low, correlation)
    return difference - below, difference + above


def detectable_ratio(
    standard_error: float, degrees: float, *, gaps: int, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Tell which ratio these clusters could have shown, had it been there.

    exp((t + z) * SE), with t the 1 - alpha / (2 * gaps) quantile of Student's t and z the normal
    quantile of the power: the smallest ratio above 1 that a two-sided test at alpha, shared out
    over the gaps of the family, finds with that power (Lachin 1981, DOI
    10.1016/0197-2456(81)90001-5, on the log scale and with t for the test). Where it is large,
    "no difference shown" says little.

    Args:
        standard_error: Of ln ratio.
        degrees: Degrees of freedom of the test.
        gaps: Gaps in the family.
        alpha: Level of the family.
        power: Wanted probability of finding it.

    Example:
        >>> (
        ...     round(detectable_ratio(0.1, 30.0, gaps=1), 2),
        ...     round(detectable_ratio(0.1, 30.0, gaps=6), 2),
        ... )
        (1.33, 1.44)
    """
    reach = float(stdtrit(degrees, 1 - alpha / (2 * gaps))) + float(ndtri(power))
    return math.exp(reach * standard_error)


def two_sided_p(ratio: float | None, variance: float | None, degrees: float | None) -> float | None:
    """Test a ratio of 1 with Student's t on the log scale.

    Args:
        ratio: The estimate.
        variance: Of its logarithm.
        degrees: Degrees of freedom.

    Returns:
        The p-value; None where one is undefined, or nothing varies and yet the ratio is not 1.

    Example:
        >>> round(two_sided_p(2.0, 0.09, 20.0), 3)
        0.032
    """
    if ratio is None or variance is None or degrees is None or degrees <= 0:
        return None
    distance = abs(math.log(ratio))
    if variance < LEAST_VARIANCE:
        return 1.0 if distance * distance < LEAST_VARIANCE else None
    return 2 * float(stdtr(degrees, -distance / math.sqrt(variance)))


def _combined(x: float, y: float, correlation: float) -> float:
    return math.sqrt(max(0.0, x * x + y * y - 2 * correlation * x * y))


def _unpaired_variance(a: Rate, b: Rate) -> float | None:
    if a.log_variance is None or b.log_variance is None:
        return None
    return a.log_variance + b.log_variance


def _paired_variance(group: ClusterSums, comparison: ClusterSums) -> tuple[float | None, float]:
    """Give the variance of ln ratio, and the correlation of the two logarithms."""
    names = np.union1d(group.names, comparison.names)
    sides = [_spread_over(names, side) for side in (group, comparison)]
    present = sum(counted + out_of for counted, out_of in sides) > 0
    logs = [leave_one_out_logs(counted[present], out_of[present]) for counted, out_of in sides]
    if logs[0] is None or logs[1] is None:
        return None, 0.0
    variance = jackknife_variance(logs[0] - logs[1])
    apart = jackknife_variance(logs[0]), jackknife_variance(logs[1])
    spread = math.sqrt(apart[0] * apart[1])
    correlation = (sum(apart) - variance) / (2 * spread) if spread > 0 else 0.0
    return variance, max(-1.0, min(1.0, correlation))


def _spread_over(names: Names, side: ClusterSums) -> tuple[Floats, Floats]:
    """Give the two sums of each of `names`, zero for those who have no part in a side."""
    counted, out_of = np.zeros(len(names)), np.zeros(len(names))
    at = np.searchsorted(names, side.names)
    counted[at], out_of[at] = side.counted, side.out_of
    return counted, out_of


def _degrees(a: Rate, b: Rate) -> float | None:
    if a.effective_clusters is None or b.effective_clusters is None:
        return None
    return min(a.effective_clusters, b.effective_clusters) - 1
