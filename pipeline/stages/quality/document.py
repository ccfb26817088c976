"""The document that `isogloss quality --json` prints, schema isogloss.quality/1.

    {"schema", "policy", "texts", "recordings", "earliest_texts",
     "least": {"speakers", "effective_speakers", "workers"},
     "agreement": {"all": F, "by_shown": [F], "by_accent_group": [F], "by_knowledge": [F],
                   "by_listener_and_speaker": [{"listener", "speaker", "listeners", "status",
                                                "disagreement": E}]},
     "alpha": {"alpha": E, "observed", "expected", "expected_error", "texts", "recordings"},
     "gold": {"passed": S, "workers": [{"worker_id", "passed": S, "forgiven", "mean_distance"}]},
     "anchoring": {"survived": E, "too_fast": E, "blind_to_machine": E, "shown_to_machine": E,
                   "pull": E, "blind_to_others": E, "shown_to_others": E, "unlike_others": E,
                   "workers": [{"worker_id", "survived": S, "too_fast": S}]},
     "skill": {"requeue_below", "workers": [{"worker_id", "skill", "low", "high", "recordings",
                                             "partners", "gold", "surely_below"}]},
     "appeals": [{"group", "raised", "open", "upheld": S, "folded": [group]}],
     "names": {group: name},
     "requeued": {"workers": [worker_id], "resting", "opened"}}        with --requeue only

    F = {"group", "status": "reported" | "too_few", "disagreement": E}
    E = {"value", "low", "high", "observations", "speakers", "workers", "effective_speakers",
         "effective_workers"}                                          a pooled figure
    S = {"value", "low", "high", "count", "trials"}                    a share of trials

Limits are 95 %. What cannot be said is null, never NaN. Groups: both_shown, one_blind, both_blind;
both_know, one_knows, neither_knows, not_said; accent slugs, "other" and "undisclosed".
"""

from dataclasses import asdict

from pipeline.review.quality.alpha import Alpha
from pipeline.review.quality.anchoring import Anchoring
from pipeline.review.quality.listener_groups import Figure
from pipeline.review.quality.worker_skill import surely_below
from pipeline.stages.quality.figures import Quality

SCHEMA = "isogloss.quality/1"


def as_document(found: Quality) -> dict[str, object]:
    """Write all figures as JSON values."""
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
                    "disagreement": asdict(cell.estimate),
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


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "group": figure.group,
        "status": figure.status,
        "disagreement": asdict(figure.estimate),
    }


def _alpha(alpha: Alpha) -> dict[str, object]:
    return {
        "alpha": asdict(alpha.estimate),
        "observed": alpha.observed,
        "expected": alpha.expected,
        "expected_error": alpha.expected_error,
        "texts": alpha.texts,
        "recordings": alpha.recordings,
    }


def _anchoring(found: Anchoring) -> dict[str, object]:
    return asdict(found) | {"workers": [asdict(one) for one in found.workers]}
