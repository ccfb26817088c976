"""Adjusted p-values of many tests: Holm for verdicts, Benjamini and Hochberg for lists."""

from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjust the p-values of one family so that the odds of any false verdict stay bounded.

    The i-th smallest of k is multiplied by k - i + 1, then made no smaller than the one before
    and no larger than 1 (Holm 1979, "A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 6(2), 65-70). It holds whatever the dependence between the
    gaps, which share a comparison and so do depend on one another.

    Args:
        p_values: One a gap of the family. None (a gap that is reported but has no p-value, for
            lack of errors) still counts as a member, as if it were 1.

    Returns:
        The adjusted p-values in the same order; None stays None.

    Example:
        >>> holm([0.01, 0.04, 0.03, None])
        [0.04, 0.09, 0.09, None]
    """
    size = len(p_values)
    adjusted: list[float | None] = [None] * size
    largest = 0.0
    for rank, (position, p_value) in enumerate(_smallest_first(p_values)):
        largest = max(largest, min(1.0, (size - rank) * p_value))
        adjusted[position] = largest
    return adjusted


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjust p-values so that few of those called are chance, rather than none.

    The i-th smallest of k is multiplied by k / i, then made no larger than the one after
    (Benjamini & Hochberg 1995, DOI 10.1111/j.2517-6161.1995.tb02031.x). It is for lists to look
    into; verdicts take Holm.

    Args:
        p_values: One a test; None counts as a member, as if it were 1.

    Returns:
        The adjusted p-values in the same order; None stays None.

    Example:
        >>> benjamini_hochberg([0.01, 0.75, 0.03, None])
        [0.04, 1.0, 0.06, None]
    """
    size = len(p_values)
    adjusted: list[float | None] = [None] * size
    smallest = 1.0
    for rank, (position, p_value) in reversed(list(enumerate(_smallest_first(p_values), start=1))):
        smallest = min(smallest, size / rank * p_value)
        adjusted[position] = smallest
    return adjusted


def _smallest_first(p_values: Sequence[float | None]) -> list[tuple[int, float]]:
    """List the p-values that are known with their positions, the smallest first."""
    known = [(position, p) for position, p in enumerate(p_values) if p is not None]
    return sorted(known, key=lambda one: one[1])
