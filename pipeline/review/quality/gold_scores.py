"""Scores of workers on gold items: passed, missed, and forgiven where a lead overturned a miss."""

from dataclasses import dataclass

import pandas as pd

from pipeline.statistics.proportions import Share, estimate_share


@dataclass(frozen=True, slots=True)
class GoldScore:
    """One worker's gold items.

    Attributes:
        worker_id: Whose.
        passed: Items within the limit or forgiven, of those answered, with Wilson's interval.
        forgiven: How many of these were misses that a lead overturned.
        mean_distance: Mean distance of the answers that were not forgiven, from 0 to 1; None
            where all were. It says how far, where `passed` says how often.
    """

    worker_id: str
    passed: Share
    forgiven: int
    mean_distance: float | None


def gold_scores(answers: pd.DataFrame) -> tuple[tuple[GoldScore, ...], Share]:
    """Score each worker on the gold items they answered.

    Args:
        answers: Rows of `gold_answers`: `worker_id`, `distance`, `passed`, `overturned_at` (null
            unless a lead overturned the miss).

    Returns:
        A score a worker, by id, and the share passed over all answers. The interval over all
        takes answers as independent and is too short where workers differ.

    Example:
        >>> answers = pd.DataFrame(
        ...     [("ana", 0.0, True, None), ("ana", 0.5, False, "2026-03-01")],
        ...     columns=["worker_id", "distance", "passed", "overturned_at"],
        ... )
        >>> scores, overall = gold_scores(answers)
        >>> scores[0].passed.count, scores[0].forgiven, scores[0].mean_distance
        (2, 1, 0.0)
    """
    scores = [_score(str(worker), rows) for worker, rows in answers.groupby("worker_id")]
    passed = sum(score.passed.count for score in scores)
    return tuple(scores), estimate_share(passed, len(answers))


def _score(worker_id: str, rows: pd.DataFrame) -> GoldScore:
    forgiven = (~rows["passed"].astype(bool) & rows["overturned_at"].notna()).to_numpy()
    passed = rows["passed"].to_numpy(bool) | forgiven
    counted = rows["distance"].to_numpy(float)[~forgiven]
    return GoldScore(
        worker_id=worker_id,
        passed=estimate_share(int(passed.sum()), len(rows)),
        forgiven=int(forgiven.sum()),
        mean_distance=float(counted.mean()) if len(counted) else None,
    )
