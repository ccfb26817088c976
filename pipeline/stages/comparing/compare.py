"""Compare: references from people's work, then the errors of each hypothesis against them.

Words that were redacted are left out of the score on both sides.
"""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.stages.comparing.counting import ErrorCounting
from pipeline.stages.comparing.counting_settings import load_counting
from pipeline.stages.comparing.references import form_references
from pipeline.stages.comparing.scored_texts import Redactions, load_redactions, texts_to_score
from pipeline.stages.permissions.consent import may_be_used
from pipeline.tables import ErrorCountRow
from pipeline.text.counts import count_errors

_PAIRS_A_BATCH = 50_000


def compare(workspace: Workspace, now: datetime) -> dict[str, int]:
    """Bring references and error counts up to date; returns counts in utterances."""
    counting = load_counting(workspace)
    changed = form_references(workspace, now)
    counted = count_all_errors(workspace.store, counting, now)
    return {
        "references": workspace.store.count("references"),
        "references_changed": changed,
        "counted": counted,
    }


def count_all_errors(store: Store, counting: ErrorCounting, now: datetime) -> int:
    """Count what was not counted so, or was counted against an older reference."""
    references = store.read("references", columns=["utterance_id", "reference_id", "text"])
    hypotheses = store.read("hypotheses", columns=["utterance_id", "hypothesis_id", "text"])
    done = store.read(
        "error_counts", where={"policy": counting.name}, columns=["hypothesis_id", "reference_id"]
    )
    pairs = references.merge(hypotheses, on="utterance_id", suffixes=("_reference", "_hypothesis"))
    pairs = pairs[
        pairs["text_hypothesis"].notna() & pairs["utterance_id"].isin(_scorable(store, now))
    ]
    counted = set(zip(done["hypothesis_id"], done["reference_id"], strict=True))
    is_new = [
        key not in counted
        for key in zip(pairs["hypothesis_id"], pairs["reference_id"], strict=True)
    ]
    pairs = pairs[pd.Series(is_new, index=pairs.index, dtype=bool)]
    redactions = load_redactions(store)
    for at in range(0, len(pairs), _PAIRS_A_BATCH):
        batch = pairs.iloc[at : at + _PAIRS_A_BATCH]
        rows = _count(batch, counting, redactions, now)
        with store.writing() as transaction:
            transaction.put("error_counts", rows)
    return len(pairs)


def _scorable(store: Store, now: datetime) -> set[str]:
    """Utterances whose consent covers evaluation."""
    utterances = store.read("utterances", columns=["utterance_id", "consent_id"])
    allowed = may_be_used(store, utterances, "evaluation", now).astype(bool)
    return set(utterances.loc[allowed, "utterance_id"])


def _count(
    pairs: pd.DataFrame, counting: ErrorCounting, redactions: Redactions, now: datetime
) -> Sequence[ErrorCountRow]:
    texts = texts_to_score(
        zip(pairs["hypothesis_id"], pairs["text_reference"], pairs["text_hypothesis"], strict=True),
        counting.policy,
        redactions,
    )
    counts = count_errors(
        [reference for reference, _ in texts],
        [hypothesis for _, hypothesis in texts],
        counting.policy,
        alternatives=counting.alternatives,
    )
    return [
        ErrorCountRow(
            hypothesis_id=pair.hypothesis_id,
            policy=counting.name,
            reference_id=pair.reference_id,
            utterance_id=pair.utterance_id,
            substitutions=int(count.substitutions),
            deletions=int(count.deletions),
            insertions=int(count.insertions),
            words=int(count.words),
            empty_hypothesis=not pair.text_hypothesis.strip(),
            counted_at=now,
        )
        for pair, count in zip(each_row(pairs), each_row(counts), strict=True)
    ]
