"""Holm's adjustment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.statistics.multiplicity import holm

p_values = st.lists(st.floats(0, 1), max_size=12)


def by_definition(values):
    """An adjusted p-value is the smallest level at which the step-down test rejects."""
    ordered = sorted(values)
    steps = [min(1, (len(values) - i) * p) for i, p in enumerate(ordered)]
    return [max(steps[: ordered.index(p) + values.count(p)]) for p in values]


@pytest.mark.parametrize(
    ("given_values", "expected"),
    [
        ([], []),
        ([0.04], [0.04]),
        ([0.01, 0.02, 0.03, 0.5], [0.04, 0.06, 0.06, 0.5]),
        ([0.5, 0.01], [0.5, 0.02]),
        ([0.6, 0.7], [1.0, 1.0]),
        ([0.0, 1.0], [0.0, 1.0]),
        ([None, 0.02], [None, 0.04]),
        ([None], [None]),
    ],
)
def test_holm(given_values, expected):
    assert holm(given_values) == pytest.approx(expected)


@given(p_values)
def test_holm_is_its_definition(values):
    # Tied values share the largest of their steps, whichever of them is met first.
    assert max(holm(values), default=0) == pytest.approx(max(by_definition(values), default=0))
    for found, p in zip(holm(values), values, strict=True):
        assert p <= found <= 1


@given(p_values)
def test_never_above_bonferroni_and_in_the_same_order(values):
    found = holm(values)
    assert all(a <= min(1, len(values) * p) + 1e-12 for a, p in zip(found, values, strict=True))
    ranked = [a for _, a in sorted(zip(values, found, strict=True))]
    assert ranked == sorted(ranked)
