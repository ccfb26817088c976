"""Both regressions against independent implementations of the same formulas."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize

from pipeline.statistics.poisson import LEAST_SPREAD, CountRows, fit_poisson, fit_random_intercept


def rows_of(seed, *, speakers=40, utterances=6, spread=0.4):
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(speakers), rng.integers(1, utterances * 2, speakers))
    n = len(who)
    group = (who % 3 == 0).astype(float)
    snr = rng.normal(0, 1, n) - 0.5 * group
    words = rng.integers(1, 40, n).astype(float)
    eta = -2 + 0.5 * group - 0.3 * snr + rng.normal(0, spread, speakers)[who]
    errors = rng.poisson(words * np.exp(eta)).astype(float)
    return CountRows(np.column_stack([np.ones(n), snr, group]), errors, words, who)


@pytest.mark.parametrize("seed", range(5))
def test_poisson_and_its_sandwich_are_those_of_statsmodels(seed):
    api = pytest.importorskip("statsmodels.api", reason="statsmodels is not installed")
    rows = rows_of(seed)
    model = api.GLM(
        rows.errors, rows.design, family=api.families.Poisson(), offset=np.log(rows.words)
    )
    expected = model.fit(cov_type="cluster", cov_kwds={"groups": rows.speakers}, tol=1e-12)
    found = fit_poisson(rows)
    assert found.beta == pytest.approx(expected.params, rel=1e-6, abs=1e-8)
    assert found.covariance == pytest.approx(np.asarray(expected.cov_params()), rel=1e-6, abs=1e-9)


def likelihood(rows, parameters):
    """The likelihood with intercepts, each speaker's integral by scipy's adaptive quadrature."""
    beta, spread = parameters[:-1], math.exp(parameters[-1])
    eta = rows.design @ beta
    total = float((rows.errors * eta).sum())
    for speaker in range(rows.speakers.max() + 1):
        own = rows.speakers == speaker
        e, m = rows.errors[own].sum(), (rows.words[own] * np.exp(eta[own])).sum()
        top = e * math.log(max(e, 0.5) / m) - max(e, 0.5)

        def mass(b, e=e, m=m, top=top):
            gauss = -b * b / (2 * spread * spread) - math.log(spread * math.sqrt(2 * math.pi))
            return math.exp(e * b - m * math.exp(b) - top + gauss)

        around = math.log(max(e, 0.5) / m)
        found, _ = integrate.quad(
            mass, -8 * spread, 8 * spread, points=[min(max(around, -7 * spread), 7 * spread)],
            epsabs=0, epsrel=1e-9, limit=200,
        )  # fmt: skip
        total += math.log(found) + top
    return total


@pytest.mark.parametrize("seed", range(3))
def test_the_random_intercept_is_the_top_of_an_integral_by_scipy(seed):
    rows = rows_of(seed, speakers=25, utterances=4)
    found = fit_random_intercept(rows)
    at = np.append(found.beta, math.log(found.spread))
    assert found.log_likelihood == pytest.approx(likelihood(rows, at), abs=1e-5)
    best = optimize.minimize(
        lambda parameters: -likelihood(rows, parameters), at + 0.05, method="BFGS",
        options={"gtol": 1e-5},
    )  # fmt: skip
    assert at == pytest.approx(best.x, abs=1e-4)


def test_the_scores_are_the_slopes_of_the_likelihood():
    from pipeline.statistics.poisson import intercept_point

    rows = rows_of(7, speakers=30)
    at = np.array([-1.8, -0.2, 0.4, math.log(0.5)])
    point = intercept_point(rows, at)
    for k in range(4):
        step = np.zeros(4)
        step[k] = 1e-5
        ahead, back = (intercept_point(rows, at + sign * step) for sign in (1, -1))
        slope = (ahead.value - back.value) / 2e-5
        assert point.scores.sum(axis=0)[k] == pytest.approx(slope, rel=1e-5, abs=1e-4)
        curve = (ahead.scores.sum(axis=0) - back.scores.sum(axis=0)) / 2e-5
        assert -point.information[k] == pytest.approx(curve, rel=1e-4, abs=1e-3)


def test_speakers_alike_fall_back_to_the_plain_model():
    rng = np.random.default_rng(3)
    who = np.repeat(np.arange(40), 5)
    words = np.full(200, 30.0)
    # fewer differences than chance: five a speaker, always the same
    errors = np.full(200, 3.0)
    errors[::5] += rng.permutation(np.repeat([0.0, 0.0], 20))
    design = np.column_stack([np.ones(200), who % 2]).astype(float)
    found = fit_random_intercept(CountRows(design, errors, words, who))
    assert found.spread == pytest.approx(LEAST_SPREAD)
    assert found.beta == pytest.approx(
        fit_poisson(CountRows(design, errors, words, who)).beta, abs=1e-5
    )


def test_a_column_without_errors_has_no_fit():
    rows = rows_of(1)
    nothing = CountRows(
        rows.design, rows.errors * (rows.design[:, 2] == 0), rows.words, rows.speakers
    )
    found = fit_poisson(nothing)
    assert found is None or found.beta[2] < -15


def test_one_speaker_has_no_variance():
    rows = rows_of(1)
    alone = CountRows(
        rows.design[:, :2], rows.errors, rows.words, np.zeros(len(rows.words), np.int64)
    )
    assert fit_poisson(alone) is None
