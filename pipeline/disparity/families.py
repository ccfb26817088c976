"""Families of tests: the p-values of what is reported are adjusted together, and no others."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from pipeline.results.disparity import Adjusted
from pipeline.results.pairs import Pair
from pipeline.results.selection import SelectionGap
from pipeline.statistics.multiplicity import holm

Tested = TypeVar("Tested", Adjusted, Pair, SelectionGap)


def with_adjusted_p(tested: Iterable[Tested]) -> tuple[Tested, ...]:
    """Adjust the p-values of all reported results by Holm's method; the others keep None.

    Example:
        >>> rows = [(0.01, "reported"), (None, "too_few_speakers"), (0.04, "reported")]
        >>> gaps = [
        ...     Adjusted(group="a", against="rest", p_value=p, status=status, utterances=9)
        ...     for p, status in rows
        ... ]
        >>> [gap.p_adjusted for gap in with_adjusted_p(gaps)]
        [0.02, None, 0.04]
    """
    results = tuple(tested)
    family = [each for each in results if each.status == "reported"]
    adjusted = iter(holm([each.p_value for each in family]))
    return tuple(
        replace(each, p_adjusted=next(adjusted)) if each.status == "reported" else each
        for each in results
    )
