"""References out of corrections: one worker's text as it is, several workers' medoid."""

from typing import Any

import pandas as pd

from pipeline.review.medoid import agreement, medoid

REFERENCE_COLUMNS = ("utterance_id", "text", "method", "workers", "agreement", "sources")


def merge_corrections(corrections: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Make one reference an utterance of what people typed.

    Of each worker only the latest correction that is not retracted counts. One worker: their text,
    method "single", no agreement. Several: their medoid, method "medoid"; a tie goes to the
    earliest of the texts that count.

    Args:
        corrections: Columns `correction_id`, `utterance_id`, `worker_id`, `text`, `corrected_at`,
            `retracted_at` (null unless retracted), in any order.
        policy: The normalisation policy under which words are compared.

    Returns:
        Columns `utterance_id`, `text`, `method` (single or medoid), `workers` (how many),
        `agreement` (0 to 1, null for a single one), `sources` (the correction ids, earliest
        first); a row an utterance, ordered by `utterance_id`.

    Raises:
        SettingsError: No policy has this name.
    """
    standing = corrections[corrections["retracted_at"].isna()]
    ordered = standing.sort_values(["corrected_at", "correction_id"])
    latest = ordered.drop_duplicates(["utterance_id", "worker_id"], keep="last")
    rows = [_reference(str(name), group, policy) for name, group in latest.groupby("utterance_id")]
    return pd.DataFrame(rows, columns=pd.Index(REFERENCE_COLUMNS), dtype=object)


def _reference(utterance_id: str, corrections: pd.DataFrame, policy: str) -> dict[str, Any]:
    texts = corrections["text"].tolist()
    return {
        "utterance_id": utterance_id,
        "text": medoid(texts, policy),
        "method": "single" if len(texts) == 1 else "medoid",
        "workers": len(texts),
        "agreement": agreement(texts, policy),
        "sources": corrections["correction_id"].tolist(),
    }
