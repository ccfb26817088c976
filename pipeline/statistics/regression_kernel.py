"""Compiled passes over the rows of a count regression: sums in, no copy of the table.

All take the design as float64 (rows, columns) in C order, with `mean = words * exp(x . beta)`.
"""

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

# What a quadrature tells of a speaker: ln of the integral, then moments of the intercept b.
LOG_INTEGRAL, MEAN_EXP, VAR_EXP, MEAN_SQUARE, VAR_SQUARE, COV_EXP_SQUARE = range(6)
MOMENTS = 6
_MOST_STEPS = 100
_CLOSE = 1e-12
# exp of more than this is beyond any float.
_MOST_EXPONENT = 700.0


@numba.njit(cache=True, nogil=True)
def add_rows(  # noqa: PLR0913 - a flat list of arrays is what compiled code takes
    design: Floats,
    errors: Floats,
    words: Floats,
    beta: Floats,
    speakers: Ints,
    weights: Floats,
    scores: Floats,
    pulls: Floats,
    information: Floats,
) -> float:
    """Add every row's part of score and information, means weighted by speaker.

    Args:
        design: float64 (rows, columns).
        errors: float64 (rows,).
        words: float64 (rows,), above 0.
        beta: float64 (columns,).
        speakers: int64 (rows,), from 0 up.
        weights: float64 (speakers,): what each speaker's means are multiplied by.
        scores: float64 (speakers, columns), zeros; x (errors - weight * mean) is added.
        pulls: float64 (speakers, columns), zeros; x * mean, not weighted, is added.
        information: float64 (columns, columns), zeros; weight * mean * x x' is added.

    Returns:
        The sum of errors * (x . beta) - weight * mean.
    """
    rows, columns = design.shape
    total = 0.0
    for row in range(rows):
        linear = 0.0
        for i in range(columns):
            linear += design[row, i] * beta[i]
        mean = words[row] * np.exp(min(linear, _MOST_EXPONENT))
        speaker = speakers[row]
        weighted = weights[speaker] * mean
        apart = errors[row] - weighted
        total += errors[row] * linear - weighted
        for i in range(columns):
            value = design[row, i]
            if value == 0.0:
                continue
            scores[speaker, i] += value * apart
            pulls[speaker, i] += value * mean
            for j in range(i + 1):
                information[i, j] += weighted * value * design[row, j]
    for i in range(columns):
        for j in range(i):
            information[j, i] = information[i, j]
    return total


@numba.njit(cache=True, nogil=True)
def add_means(design: Floats, words: Floats, beta: Floats, speakers: Ints, means: Floats) -> None:
    """Add every row's mean to its speaker's: float64 (speakers,), zeros."""
    rows, columns = design.shape
    for row in range(rows):
        linear = 0.0
        for i in range(columns):
            linear += design[row, i] * beta[i]
        means[speakers[row]] += words[row] * np.exp(min(linear, _MOST_EXPONENT))


@numba.njit(cache=True, nogil=True)
def intercept_moments(
    errors: Floats,
    means: Floats,
    spread: float,
    nodes: Floats,
    log_weights: Floats,
    moments: Floats,
) -> None:
    """Integrate every speaker's intercept out, by quadrature around its likeliest value.

    With E errors and mean M of a speaker, f(b) = E b - M exp(b) - b^2 / (2 spread^2).

    Args:
        errors: float64 (speakers,).
        means: float64 (speakers,), above 0.
        spread: Standard deviation of the intercepts.
        nodes: float64: Gauss-Hermite nodes.
        log_weights: float64: ln of their weights, plus the node squared.
        moments: float64 (speakers, MOMENTS), written: ln of the integral of exp(f) over
            spread * sqrt(2 pi), and mean, variance and covariance of exp(b) and b^2 under it.
    """
    precision = 1.0 / (spread * spread)
    for speaker in range(len(errors)):
        e, m = errors[speaker], means[speaker]
        b = _likeliest(e, m, precision)
        width = np.sqrt(2.0 / (m * np.exp(b) + precision))
        top = e * b - m * np.exp(b) - 0.5 * precision * b * b
        mass = first = first_square = second = second_square = both = 0.0
        for at in range(len(nodes)):
            x = b + width * nodes[at]
            grown = np.exp(x)
            log_mass = e * x - m * grown - 0.5 * precision * x * x - top + log_weights[at]
            part = np.exp(log_mass)
            square = x * x
            mass += part
            first += part * grown
            first_square += part * grown * grown
            second += part * square
            second_square += part * square * square
            both += part * grown * square
        first /= mass
        second /= mass
        into = moments[speaker]
        into[LOG_INTEGRAL] = top + np.log(mass * width / (spread * np.sqrt(2.0 * np.pi)))
        into[MEAN_EXP] = first
        into[VAR_EXP] = first_square / mass - first * first
        into[MEAN_SQUARE] = second
        into[VAR_SQUARE] = second_square / mass - second * second
        into[COV_EXP_SQUARE] = both / mass - first * second


@numba.njit(cache=True, nogil=True)
def _likeliest(errors: float, mean: float, precision: float) -> float:
    """Find where E - M exp(b) - b / spread^2 is 0; Newton from the right never overshoots."""
    b = 0.0
    if errors > mean:
        b = np.log(errors / mean)
    for _ in range(_MOST_STEPS):
        grown = mean * np.exp(b)
        step = (errors - grown - precision * b) / (grown + precision)
        b += step
        if abs(step) < _CLOSE:
            break
    return b
