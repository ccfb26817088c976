"""Verdicts: what may be said of a group, from its status, its gap and its errors."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.results.disparity import Adjusted, Disparity, Gap, Group, Totals
from pipeline.results.verdicts import GroupVerdict

REPORTED = Group("a", Totals(errors=5), "reported")
GAP = Gap(group="a", against="rest", status="reported", ratio=1.5, p_adjusted=0.01)
NO_ERRORS = Totals(errors=0)


@pytest.mark.parametrize(
    ("counts", "gap", "expected"),
    [
        ({}, {}, "worse"),
        ({}, {"ratio": 0.5}, "better"),
        ({}, {"p_adjusted": 0.05}, "cannot_say"),
        ({}, {"p_adjusted": None, "p_value": 0.0001}, "withheld"),
        ({}, {"p_adjusted": float("nan")}, "cannot_say"),
        ({}, {"ratio": None}, "withheld"),
        ({}, {"status": "too_few_speakers"}, "withheld"),
        ({"status": "too_few_speakers"}, {}, "withheld"),
        ({"status": "speakers_unknown"}, {}, "unknown_speakers"),
        ({"totals": NO_ERRORS}, {"ratio": None, "p_adjusted": None}, "no_errors"),
        ({"group": "undisclosed"}, {}, "not_compared"),
        ({"group": "rest"}, {}, "comparison"),
    ],
)
def test_verdict(counts: dict[str, Any], gap: dict[str, Any], expected: str) -> None:
    group = replace(REPORTED, **counts)
    found = Disparity(groups=(group,), gaps=(replace(GAP, group=group.group, **gap),))
    assert [verdict.value for _, _, verdict in found.judged()] == [expected]


def test_json_spells_four_verdicts() -> None:
    spelt = {verdict: verdict.in_json for verdict in GroupVerdict}
    assert set(spelt.values()) == {"worse", "better", "no difference shown", "withheld"}
    assert spelt[GroupVerdict.NO_DIFFERENCE_SHOWN] == "no difference shown"


def test_a_group_without_a_gap_is_not_compared() -> None:
    found = Disparity(groups=(REPORTED,))
    assert [(gap, verdict) for _, gap, verdict in found.judged()] == [
        (None, GroupVerdict.NOT_COMPARED)
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, GroupVerdict.BETTER),
        ({"ratio": None, "p_adjusted": None}, GroupVerdict.NO_DIFFERENCE_SHOWN),
        ({"status": "too_few_speakers", "p_adjusted": None}, GroupVerdict.WITHHELD),
        ({"group": "rest"}, GroupVerdict.COMPARISON),
    ],
)
def test_verdict_at_equal_covariates(change: dict[str, Any], expected: GroupVerdict) -> None:
    adjusted = Adjusted(
        group="a", against="rest", ratio=0.7, p_adjusted=0.01, status="reported", utterances=9
    )
    assert replace(adjusted, **change).verdict is expected
