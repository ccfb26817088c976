"""Two regressions of error counts with offset ln words, and the variance over speakers.

Cluster-robust Poisson: ln mean_i = ln words_i + x_i . beta, fitted as if all utterances were
independent and the counts Poisson; neither is true, so the variance is the speaker sandwich

    V = c A^-1 (sum over speakers u_s u_s') A^-1,    A = sum x x' mean,  u_s = sum x (errors - mean)
    c = G / (G - 1) * (n - 1) / (n - p)              G speakers, n utterances, p coefficients

(Liang & Zeger 1986, DOI 10.1093/biomet/73.1.13; the factor is that of Stata and statsmodels). The
estimate is right wherever the mean is right (Gourieroux, Monfort & Trognon 1984, DOI
10.2307/1913472).

Random intercept: the same with b_s ~ Normal(0, spread^2) added for each speaker (Liu, Veliche &
Peng, arXiv 2109.09061), integrated out by adaptive Gauss-Hermite quadrature with 15 nodes (Liu &
Pierce 1994, DOI 10.1093/biomet/81.3.624; Pinheiro & Bates 1995, DOI
10.1080/10618600.1995.10474663). It weighs speakers more alike than words do; its coefficients of a
log link are also those of the mean over speakers. Variance: the same sandwich of its own scores,
with c = G / (G - 1).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.statistics.rates import Floats

NODES = 15
_MOST_STEPS = 60
_MOST_HALVINGS = 30
_CLOSE = 1e-10
# Below this standard deviation of ln rate speakers are alike, and the likelihood is flat in it.
LEAST_SPREAD = 1e-3
_FIRST_SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class CountRows:
    """What is regressed.

    Attributes:
        design: float64 (rows, columns), C order, no column a sum of others.
        errors: float64 (rows,).
        words: float64 (rows,), above 0.
        speakers: int64 (rows,), each from 0 to one below their number at least once.
    """

    design: Floats
    errors: Floats
    words: Floats
    speakers: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients and their covariance over speakers.

    Attributes:
        beta: float64 (columns,).
        covariance: float64 (columns, columns), the speaker sandwich.
        spread: Standard deviation of the speakers' intercepts; None where the model has none.
        log_likelihood: Of a model with intercepts, without what does not depend on it; None else.
    """

    beta: Floats
    covariance: Floats
    spread: float | None
    log_likelihood: float | None


@dataclass(frozen=True, slots=True)
class LikelihoodPoint:
    """Value, score by speaker and information at one set of parameters."""

    value: float
    scores: Floats
    information: Floats


def fit_poisson(rows: CountRows, start: Floats | None = None) -> Fit | None:
    """Fit the Poisson mean model, with the speaker sandwich.

    Args:
        rows: What is regressed.
        start: Coefficients to start from.

    Returns:
        The fit, or None where the likelihood has no top (a column whose rows have no error).

    Example:
        >>> design = np.column_stack([np.ones(4), [0.0, 0, 1, 1]])
        >>> errors, words = np.array([8.0, 12, 30, 10]), np.full(4, 100.0)
        >>> fit = fit_poisson(CountRows(design, errors, words, np.arange(4)))
        >>> [round(float(each), 6) for each in np.exp(fit.beta)]
        [0.1, 2.0]
    """
    beta = _climb(lambda at: _poisson_point(rows, at), _start(rows) if start is None else start)
    if beta is None:
        return None
    point = _poisson_point(rows, beta)
    n, p = rows.design.shape
    speakers = len(point.scores)
    if speakers < 2 or n <= p:  # noqa: PLR2004 - a variance takes two
        return None
    factor = speakers / (speakers - 1) * (n - 1) / (n - p)
    covariance = _sandwich(point, factor)
    return None if covariance is None else Fit(beta, covariance, None, None)


def fit_random_intercept(rows: CountRows, start: Floats | None = None) -> Fit | None:
    """Fit the Poisson mean model with a normal intercept for each speaker.

    Args:
        rows: What is regressed.
        start: Coefficients to start from, as those of `fit_poisson`.

    Returns:
        The fit, or None where it has no top. With speakers alike the spread is LEAST_SPREAD and
        the coefficients those of `fit_poisson`.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> speakers = np.repeat(np.arange(60), 5)
        >>> design = np.column_stack([np.ones(300), speakers % 2])
        >>> rate = 0.1 * np.exp(0.7 * design[:, 1] + rng.normal(0, 0.4, 60)[speakers])
        >>> errors = rng.poisson(50 * rate).astype(float)
        >>> fit = fit_random_intercept(CountRows(design, errors, np.full(300, 50.0), speakers))
        >>> abs(fit.spread - 0.4) < 0.1, bool(abs(fit.beta[1] - 0.7) < 0.25)
        (True, True)
    """
    beta = _start(rows) if start is None else start
    # The factor's mean is not 1 but exp(spread^2 / 2), which the intercept has to make up for.
    first = np.append(beta, math.log(_FIRST_SPREAD))
    first[0] -= _FIRST_SPREAD**2 / 2
    found = _climb(lambda at: intercept_point(rows, at), first, least_last=math.log(LEAST_SPREAD))
    if found is None:
        return None
    point = intercept_point(rows, found)
    speakers = len(point.scores)
    if speakers < 2:  # noqa: PLR2004 - a variance takes two
        return None
    if found[-1] <= math.log(LEAST_SPREAD):  # on the border: only the others vary
        point = LikelihoodPoint(point.value, point.scores[:, :-1], point.information[:-1, :-1])
    covariance = _sandwich(point, speakers / (speakers - 1))
    if covariance is None:
        return None
    size = rows.design.shape[1]
    return Fit(found[:-1], covariance[:size, :size], math.exp(found[-1]), point.value)


def _start(rows: CountRows) -> Floats:
    beta = np.zeros(rows.design.shape[1])
    beta[0] = math.log(rows.errors.sum() / rows.words.sum())
    return beta


def _climb(
    point_at: Callable[[Floats], LikelihoodPoint], start: Floats, least_last: float | None = None
) -> Floats | None:
    """Climb by Newton's method, halving steps until they climb; None where it finds no rest."""
    at, point = start, point_at(start)
    for _ in range(_MOST_STEPS):
        held = least_last is not None and at[-1] <= least_last
        step = _newton_step(point, held=held)
        if step is None:
            return None
        if np.abs(step).max() < _CLOSE:
            return at
        for _halving in range(_MOST_HALVINGS):
            there = at + step
            if least_last is not None:
                there[-1] = max(there[-1], least_last)
            candidate = point_at(there)
            if candidate.value >= point.value - _CLOSE * abs(point.value):
                break
            step = step / 2
        else:
            return at
        at, point = there, candidate
    return None


def _newton_step(point: LikelihoodPoint, *, held: bool) -> Floats | None:
    """Solve for the step; `held` keeps the last parameter at its border if it pulls outward."""
    score, information = point.scores.sum(axis=0), point.information
    if held and score[-1] <= 0:
        inner = _solved(information[:-1, :-1], score[:-1])
        return None if inner is None else np.append(inner, 0.0)
    return _solved(information, score)


def _solved(information: Floats, score: Floats) -> Floats | None:
    """Solve information . step = score, made steeper where it does not curve downward."""
    values, vectors = np.linalg.eigh(information)
    if not np.isfinite(values).all() or values.max() <= 0:
        return None
    steep = np.maximum(np.abs(values), 1e-12 * values.max())
    step: Floats = vectors @ ((vectors.T @ score) / steep)
    longest = np.abs(step).max()
    return step / longest * 2 if longest > 2 else step  # noqa: PLR2004 - e^2 at a time is enough


def _sandwich(point: LikelihoodPoint, factor: float) -> Floats | None:
    try:
        bread = np.linalg.inv(point.information)
    except np.linalg.LinAlgError:
        return None
    covariance: Floats = factor * bread @ (point.scores.T @ point.scores) @ bread
    return covariance if np.isfinite(covariance).all() else None


def _poisson_point(rows: CountRows, beta: Floats) -> LikelihoodPoint:
    weights = np.ones(int(rows.speakers.max()) + 1)
    value, scores, _, information = _added(rows, beta, weights)
    return LikelihoodPoint(value, scores, information)


def intercept_point(rows: CountRows, parameters: Floats) -> LikelihoodPoint:
    """Compute the likelihood of the model with intercepts at one point, in beta and ln spread."""
    from pipeline.statistics import regression_kernel as kernel  # numba is slow to import

    beta, spread = parameters[:-1], math.exp(parameters[-1])
    speakers = int(rows.speakers.max()) + 1
    errors = np.bincount(rows.speakers, rows.errors, speakers).astype(np.float64)
    means = np.zeros(speakers)
    kernel.add_means(rows.design, rows.words, beta, rows.speakers, means)
    moments = np.empty((speakers, kernel.MOMENTS))
    kernel.intercept_moments(errors, means, spread, *_quadrature(), moments)
    grown = np.ascontiguousarray(moments[:, kernel.MEAN_EXP])
    value, scores, pulls, information = _added(rows, beta, grown)
    # add_rows took the weighted means off; the integral says what comes in their place.
    value += float((grown * means).sum() + moments[:, kernel.LOG_INTEGRAL].sum())
    precision = 1 / (spread * spread)
    by_spread = precision * moments[:, kernel.MEAN_SQUARE] - 1
    information -= (pulls * moments[:, kernel.VAR_EXP, None]).T @ pulls
    cross = precision * (pulls * moments[:, kernel.COV_EXP_SQUARE, None]).sum(axis=0)
    curve = (
        2 * precision * moments[:, kernel.MEAN_SQUARE]
        - precision * precision * moments[:, kernel.VAR_SQUARE]
    ).sum()
    full = np.block([[information, cross[:, None]], [cross[None, :], np.array([[curve]])]])
    return LikelihoodPoint(value, np.column_stack([scores, by_spread]), full)


def _added(rows: CountRows, beta: Floats, weights: Floats) -> tuple[float, Floats, Floats, Floats]:
    from pipeline.statistics import regression_kernel as kernel  # numba is slow to import

    size = rows.design.shape[1]
    scores, pulls = np.zeros((len(weights), size)), np.zeros((len(weights), size))
    information = np.zeros((size, size))
    value = kernel.add_rows(
        rows.design,
        rows.errors,
        rows.words,
        beta,
        rows.speakers,
        weights,
        scores,
        pulls,
        information,
    )
    return float(value), scores, pulls, information


@cache
def _quadrature() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.hermite.hermgauss(NODES)
    return nodes, np.log(weights) + nodes**2
