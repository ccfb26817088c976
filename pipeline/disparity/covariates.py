"""Covariates as columns of numbers: what a regression can take, and what it cannot.

Numbers are centred and scaled to standard deviation 1, categories become one column of 0 and 1 for
each but the commonest. A row without one of the numbers is left out and counted; a category that
is missing is `undisclosed`, which is one like the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.cells import read_labels
from pipeline.errors import TableError
from pipeline.statistics.rates import Floats

# More categories than this are more than a model can tell apart; the rarest become one.
MOST_CATEGORIES = 25
# What is left of a column's length when the ones before are taken out of it; less is rounding.
_LEAST_OWN_SHARE = 1e-9


@dataclass(frozen=True, slots=True)
class Covariates:
    """Columns for a regression.

    Attributes:
        columns: float64 (rows, columns), without a constant.
        sources: Which covariate each column is of.
        categories: bool (columns,): which are 0 and 1 for a category.
        known: bool (rows,): rows that have all numbers; the others are zero in `columns`.
        missing: Covariate -> rows without it, for those that are numbers.
    """

    columns: Floats
    sources: tuple[str, ...]
    categories: NDArray[np.bool_]
    known: NDArray[np.bool_]
    missing: tuple[tuple[str, int], ...]


def covariate_columns(frame: pd.DataFrame, names: Sequence[str]) -> Covariates:
    """Turn covariates into columns of numbers.

    Args:
        frame: One row an utterance.
        names: Columns; numbers or anything else, which is a category.

    Raises:
        TableError: A column is missing.

    Example:
        >>> frame = pd.DataFrame({"snr": [10.0, None, 20], "device": list("aab")})
        >>> found = covariate_columns(frame, ["snr", "device"])
        >>> found.sources, found.known.tolist(), found.missing
        (('snr', 'device'), [True, False, True], (('snr', 1),))
    """
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise TableError(
            "no column " + ", ".join(repr(name) for name in absent),
            expected="columns of the table, to adjust for",
            where="covariates",
            offenders=[str(name) for name in frame.columns],
        )
    known, missing, columns, sources = np.ones(len(frame), bool), [], [], []
    categories: list[bool] = []
    for name in names:
        if is_number(frame[name]):
            values = frame[name].to_numpy(float, na_value=np.nan)
            finite = np.isfinite(values)
            if not finite.all():
                missing.append((name, int((~finite).sum())))
            known &= finite
            columns.append(_scaled(values, finite))
            sources.append(name)
            categories.append(False)
        else:
            made = _indicators(frame[name])
            columns += made
            sources += [name] * len(made)
            categories += [True] * len(made)
    together = np.column_stack(columns) if columns else np.zeros((len(frame), 0))
    return Covariates(together, tuple(sources), np.array(categories, bool), known, tuple(missing))


def is_number(column: pd.Series) -> bool:
    """Tell whether a covariate is a number, and not a category (true and false are)."""
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def independent_columns(design: Floats) -> list[int]:
    """List the columns that are no sum of those before them.

    Example:
        >>> ones, group = np.ones(4), np.array([0.0, 0, 1, 1])
        >>> independent_columns(np.column_stack([ones, group, ones - group]))
        [0, 1]
    """
    products = design.T @ design
    kept: list[int] = []
    for column in range(design.shape[1]):
        own = products[column, column]
        if own <= 0:
            continue
        left = own
        if kept:
            with_kept = products[np.ix_(kept, [column])][:, 0]
            left -= float(with_kept @ np.linalg.solve(products[np.ix_(kept, kept)], with_kept))
        if left > _LEAST_OWN_SHARE * own:
            kept.append(column)
    return kept


def _scaled(values: Floats, finite: NDArray[np.bool_]) -> Floats:
    told = values[finite]
    if not told.size or told.max() == told.min():
        return np.zeros(len(values))
    scaled: Floats = np.where(finite, (values - told.mean()) / told.std(), 0.0)
    return scaled


def _indicators(column: pd.Series) -> list[Floats]:
    codes, names = pd.factorize(read_labels(column), sort=True)
    order = np.argsort(-np.bincount(codes, minlength=len(names)), kind="stable")
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    ranks = np.minimum(rank[codes], MOST_CATEGORIES)
    return [(ranks == at).astype(float) for at in range(1, min(len(names), MOST_CATEGORIES + 1))]
