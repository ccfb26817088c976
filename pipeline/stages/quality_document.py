"""The document that `isogloss quality --json` prints; docs/methods.md says what its figures are.

Schema isogloss.quality/1. Every figure is `{"value", "low", "high", "observations", "speakers",
"workers", "effective_speakers", "effective_workers"}`; every share of one person's trials is
`{"value", "low", "high", "count", "trials"}`. What cannot be said is null, never NaN.
"""

from dataclasses import asdict
from typing import Any

from pipeline.review.alpha import Alpha
from pipeline.review.anchoring import Anchoring
from pipeline.review.clustered import Estimate
from pipeline.review.listener_groups import Figure
from pipeline.review.worker_skill_interval import surely_below
from pipeline.stages.quality import Quality

SCHEMA = "isogloss.quality/1"


def as_document(found: Quality) -> dict[str, Any]:
    """All figures as JSON values."""
    return {
        "schema": SCHEMA,
        "policy": found.policy,
        "texts": found.texts,
        "recordings": found.recordings,
        "earliest_texts": found.first,
        "least": asdict(found.least),
        "agreement": {
            "all": _figure(found.agreement),
            "by_shown": [_figure(one) for one in found.by_shown],
            "by_accent_group": [_figure(one) for one in found.by_group],
            "by_knowledge": [_figure(one) for one in found.by_knowledge],
            "by_listener_and_speaker": [
                {
                    "listener": cell.listener,
                    "speaker": cell.speaker,
                    "listeners": cell.listeners,
                    "status": cell.status,
                    "disagreement": _estimate(cell.estimate),
                }
                for cell in found.cells
            ],
        },
        "alpha": _alpha(found.alpha),
        "gold": {
            "passed": asdict(found.gold_passed),
            "workers": [asdict(score) for score in found.gold],
        },
        "anchoring": _anchoring(found.anchoring),
        "skill": {
            "requeue_below": found.requeue_below,
            "workers": [
                asdict(one) | {"surely_below": surely_below(one, found.requeue_below)}
                for one in found.skills
            ],
        },
        "appeals": [asdict(one) for one in found.appeals],
        "names": dict(found.names),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "group": figure.group,
        "status": figure.status,
        "disagreement": _estimate(figure.estimate),
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return asdict(estimate)


def _alpha(alpha: Alpha) -> dict[str, Any]:
    return {
        "alpha": _estimate(alpha.estimate),
        "observed": alpha.observed,
        "expected": alpha.expected,
        "expected_error": alpha.expected_error,
        "texts": alpha.texts,
        "recordings": alpha.recordings,
    }


def _anchoring(found: Anchoring) -> dict[str, Any]:
    document = asdict(found)
    document["workers"] = [asdict(one) for one in found.workers]
    return document
