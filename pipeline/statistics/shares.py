"""Limits of a share over clusters: of what a filter took, of harmful words that were missed.

With x_s of the m_s occasions of cluster s, as a rule a speaker:

    p  = sum x / sum m                                       the share
    v  = leave-one-cluster-out jackknife variance of logit p
    logit p +- t * sqrt v, t with (sum m)^2 / sum m^2 - 1 degrees of freedom

The logit keeps limits between 0 and 1. What happens often happens to all occasions of a speaker,
so where it happened never or always the exact limit counts speakers and not occasions: with n_eff
speakers and none of it, 1 - .025^(1 / n_eff) (Clopper & Pearson 1934, DOI
10.1093/biomet/26.4.404, in effective speakers).
"""

import math
from typing import Literal

from scipy.special import expit, logit, stdtrit

from pipeline.statistics.rates import (
    UPPER_QUANTILE,
    ClusterSums,
    effective_number,
    jackknife_variance,
)

LimitsKind = Literal["speakers", "exact"]


def share_limits(sums: ClusterSums) -> tuple[float | None, float | None, LimitsKind | None]:
    """Give the 95 % limits of a share.

    Args:
        sums: How often it happened (`counted`) on how many occasions (`out_of`, each above 0) in
            each cluster; at least one.

    Returns:
        Both limits and what they are; None three times where one cluster alone makes the share.

    Example:
        >>> import numpy as np
        >>> nobody = ClusterSums(np.arange(10), np.zeros(10), np.full(10, 3.0))
        >>> low, high, kind = share_limits(nobody)
        >>> (low, round(high, 3), kind)
        (0.0, 0.308, 'exact')
    """
    taken, offered = sums.counted, sums.out_of
    effective = effective_number(offered)
    share = float(taken.sum() / offered.sum())
    if share == 0:
        return 0.0, exact_reach(effective), "exact"
    if share == 1:
        return 1 - exact_reach(effective), 1.0, "exact"
    if len(taken) == 1:
        return None, None, None
    without = (taken.sum() - taken) / (offered.sum() - offered)
    if without.min() <= 0 or without.max() >= 1:  # all that was taken, or kept, is one cluster's
        return None, None, None
    reach = float(stdtrit(effective - 1, UPPER_QUANTILE))
    reach *= math.sqrt(jackknife_variance(logit(without)))
    middle = float(logit(share))
    return float(expit(middle - reach)), float(expit(middle + reach)), "speakers"


def exact_reach(effective: float) -> float:
    """Bound a share that was 0 in every cluster: 1 - .025^(1 / n_eff).

    Args:
        effective: How many equal clusters the clusters are worth.

    Example:
        >>> round(exact_reach(10.0), 3)
        0.308
    """
    return 1 - math.pow(1 - UPPER_QUANTILE, 1 / effective)
