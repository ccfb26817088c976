"""A share of few trials of one person, with its interval.

Wilson 1927, DOI 10.1080/01621459.1927.10502953: with p = k/n and z the .975 normal quantile,

    (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)

It keeps its promise for a handful of trials and at 0 and 1, where p +- z sqrt(p (1 - p)/n) says
that nothing is uncertain (Brown, Cai & DasGupta 2001, DOI 10.1214/ss/1009213286). Trials of one
worker are taken as independent.
"""

import math
from dataclasses import dataclass

from scipy.special import ndtri

from pipeline.statistics.rates import UPPER_QUANTILE


@dataclass(frozen=True, slots=True)
class Share:
    """A share of trials, with its limits.

    Attributes:
        count: How many.
        trials: Of how many.
        value: The share; None of none.
        low: Lower 95 % limit.
        high: Upper 95 % limit.
    """

    count: int
    trials: int
    value: float | None
    low: float | None
    high: float | None


def estimate_share(count: int, trials: int) -> Share:
    """Give a share with Wilson's interval.

    Args:
        count: How many, from 0 to `trials`.
        trials: Of how many.

    Example:
        >>> found = estimate_share(9, 10)
        >>> print(f"{found.value:.0%} [{found.low:.0%}, {found.high:.0%}] of {found.trials}")
        90% [60%, 98%] of 10
        >>> estimate_share(0, 0).value is None
        True
    """
    if trials == 0:
        return Share(0, 0, None, None, None)
    p, z = count / trials, float(ndtri(UPPER_QUANTILE))
    middle = p + z**2 / (2 * trials)
    reach = z * math.sqrt(p * (1 - p) / trials + z**2 / (4 * trials**2))
    scale = 1 + z**2 / trials
    low, high = max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
    return Share(count, trials, p, low, high)
