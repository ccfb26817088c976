"""Compare: references from people's work, then the errors of each hypothesis against them.

Words that were redacted are left out of the score on both sides.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.io.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.stages.masks import load_masks
from pipeline.stages.permissions import may_be_used
from pipeline.stages.references import form_references
from pipeline.text.counts import count_errors
from pipeline.text.masking import Mask, scored_texts

_PAIRS_A_BATCH = 50_000


def compare(workspace: Workspace, now: datetime) -> dict[str, int]:
    """Bring references and error counts up to date; returns counts in utterances."""
    policy = workspace.settings.report.policy
    changed = form_references(workspace, now)
    counted = count_all_errors(workspace.store, policy, now)
    return {
        "references": workspace.store.count("references"),
        "references_changed": changed,
        "counted": counted,
    }


def count_all_errors(store: Store, policy: str, now: datetime) -> int:
    """Count what was not counted under a policy, or was counted against an older reference."""
    references = store.read("references", columns=["utterance_id", "reference_id", "text"])
    hypotheses = store.read("hypotheses", columns=["utterance_id", "hypothesis_id", "text"])
    done = store.read(
        "error_counts", where={"policy": policy}, columns=["hypothesis_id", "reference_id"]
    )
    pairs = references.merge(hypotheses, on="utterance_id", suffixes=("_said", "_heard"))
    pairs = pairs[pairs["text_heard"].notna() & pairs["utterance_id"].isin(_scorable(store, now))]
    counted = set(zip(done["hypothesis_id"], done["reference_id"], strict=True))
    is_new = [
        key not in counted
        for key in zip(pairs["hypothesis_id"], pairs["reference_id"], strict=True)
    ]
    pairs = pairs[pd.Series(is_new, index=pairs.index, dtype=bool)]
    redactions = _load_redactions(store)
    for at in range(0, len(pairs), _PAIRS_A_BATCH):
        batch = pairs.iloc[at : at + _PAIRS_A_BATCH]
        rows = _count(batch, policy, redactions, now)
        with store.writing() as transaction:
            transaction.put("error_counts", rows)
    return len(pairs)


def _scorable(store: Store, now: datetime) -> set[str]:
    """Utterances whose consent covers evaluation."""
    utterances = store.read("utterances", columns=["utterance_id", "consent_id"])
    allowed = may_be_used(store, utterances, "evaluation", now).astype(bool)
    return set(utterances.loc[allowed, "utterance_id"])


def _load_redactions(store: Store) -> dict[str, tuple[Mask, Any]]:
    """Of each hypothesis on a redacted utterance what is masked, and its words with their times."""
    masks = load_masks(store)
    heard = store.read(
        "hypotheses",
        where={"utterance_id": list(masks)},
        columns=["hypothesis_id", "utterance_id", "words"],
    )
    return {row.hypothesis_id: (masks[row.utterance_id], row.words) for row in each_row(heard)}


def _count(
    pairs: pd.DataFrame, policy: str, redactions: Mapping[str, tuple[Mask, Any]], now: datetime
) -> Sequence[dict[str, Any]]:
    texts = [
        scored_texts(pair.text_said, pair.text_heard, policy, *redactions[pair.hypothesis_id])
        if pair.hypothesis_id in redactions
        else (pair.text_said, pair.text_heard)
        for pair in each_row(pairs)
    ]
    counts = count_errors([said for said, _ in texts], [heard for _, heard in texts], policy)
    return [
        {
            "hypothesis_id": pair.hypothesis_id,
            "policy": policy,
            "reference_id": pair.reference_id,
            "utterance_id": pair.utterance_id,
            "substitutions": int(count.substitutions),
            "deletions": int(count.deletions),
            "insertions": int(count.insertions),
            "words": int(count.words),
            "empty_hypothesis": not pair.text_heard.strip(),
            "counted_at": now,
        }
        for pair, count in zip(each_row(pairs), each_row(counts), strict=True)
    ]
