"""E-values: how strong an unmeasured confounder would have to be to explain a ratio away.

VanderWeele & Ding 2017, "Sensitivity analysis in observational research: introducing the E-value",
DOI 10.7326/M16-2607, table 2, for a ratio of rates.
"""

import math


def e_value(ratio: float | None) -> float | None:
    """Give RR + sqrt(RR (RR - 1)), of 1 / RR where the ratio is below 1.

    An unmeasured property that goes with being in the group by a ratio of this size, and with the
    error rate by a ratio of this size, could explain the whole gap; a weaker one could not.

    Args:
        ratio: Of two rates; None where undefined.

    Example:
        >>> round(e_value(3.9), 2), round(e_value(1 / 3.9), 2), e_value(1.0)
        (7.26, 7.26, 1.0)
    """
    if ratio is None or ratio <= 0:
        return None
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))


def e_value_of_limit(low: float | None, high: float | None) -> float | None:
    """Give the E-value of the limit nearer to 1; 1 where the limits hold 1.

    Example:
        >>> round(e_value_of_limit(1.8, 8.7), 2), e_value_of_limit(0.9, 1.4)
        (3.0, 1.0)
    """
    if low is None or high is None:
        return None
    if low <= 1 <= high:
        return 1.0
    return e_value(low if low > 1 else high)
