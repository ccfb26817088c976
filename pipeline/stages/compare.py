"""Compare: references from people's work, then the errors of each hypothesis against them.

A reference set from elsewhere stays; else people's corrections decide; else, where settings say
so, the prompt, which is labelled: what a speaker was asked to read is not what they said.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.io.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.review.merging import merge_corrections
from pipeline.stages.permissions import may_be_used
from pipeline.tables import USABLE
from pipeline.text.counts import count_errors

_ID_LETTERS = 24
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


def form_references(workspace: Workspace, now: datetime) -> int:
    """Write the references that people's work or the prompts now give; returns how many changed."""
    store = workspace.store
    held = store.read("references")
    imported = set(held.loc[held["method"] == "imported", "utterance_id"])
    corrections = store.read("corrections")
    valid = corrections[corrections["retracted_at"].isna()]
    merged = merge_corrections(valid, workspace.settings.report.policy)
    wanted = [
        _reference(row, now)
        for row in merged.to_dict("records")
        if row["utterance_id"] not in imported
    ]
    if workspace.settings.review.prompt_is_reference:
        taken = imported | {row["utterance_id"] for row in wanted}
        wanted += [_reference(row, now) for row in _from_prompts(store, taken)]
    ids = dict(zip(held["utterance_id"], held["reference_id"], strict=True))
    changed = [row for row in wanted if ids.get(row["utterance_id"]) != row["reference_id"]]
    kept = imported | {row["utterance_id"] for row in wanted}
    # A correction that was taken back takes its reference with it.
    orphaned = [utterance_id for utterance_id in ids if utterance_id not in kept]
    with store.writing() as transaction:
        transaction.put("references", changed)
        transaction.delete("references", "utterance_id", orphaned)
        transaction.delete("error_counts", "utterance_id", orphaned)
        transaction.add("decisions", [_decision(row, now) for row in changed])
    return len(changed) + len(orphaned)


def _from_prompts(store: Store, taken: set[str]) -> Iterable[dict[str, Any]]:
    utterances = store.read(
        "utterances", where={"verdict": USABLE}, columns=["utterance_id", "prompt_id"]
    )
    prompts = store.read("prompts").set_index("prompt_id")["text"].to_dict()
    for row in each_row(utterances):
        if row.utterance_id not in taken and row.prompt_id in prompts:
            yield {
                "utterance_id": row.utterance_id,
                "text": prompts[row.prompt_id],
                "method": "prompt",
                "workers": 0,
                "agreement": None,
                "sources": [row.prompt_id],
            }


def _reference(row: dict[Any, Any], now: datetime) -> dict[str, Any]:
    agreement = row["agreement"]
    sources = list(row["sources"])
    content = "\0".join([row["utterance_id"], row["method"], row["text"], *map(str, sources)])
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "utterance_id": row["utterance_id"],
        "reference_id": "r" + digest[:_ID_LETTERS],
        "text": row["text"],
        "method": row["method"],
        "workers": int(row["workers"]),
        "agreement": None if pd.isna(agreement) else float(agreement),
        "sources": sources,
        "referenced_at": now,
    }


def _decision(reference: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "decision_id": "d" + reference["reference_id"][1:],
        "utterance_id": reference["utterance_id"],
        "source_key": "",
        "stage": "compare",
        "outcome": "referenced",
        "rule": reference["method"],
        "value": f"{reference['workers']} worker(s)",
        "decided_by": "rule",
        "decided_at": now,
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
    for at in range(0, len(pairs), _PAIRS_A_BATCH):
        batch = pairs.iloc[at : at + _PAIRS_A_BATCH]
        rows = _count(batch, policy, now)
        with store.writing() as transaction:
            transaction.put("error_counts", rows)
    return len(pairs)


def _scorable(store: Store, now: datetime) -> set[str]:
    """Utterances whose consent covers evaluation."""
    utterances = store.read("utterances", columns=["utterance_id", "consent_id"])
    allowed = may_be_used(store, utterances, "evaluation", now).astype(bool)
    return set(utterances.loc[allowed, "utterance_id"])


def _count(pairs: pd.DataFrame, policy: str, now: datetime) -> Sequence[dict[str, Any]]:
    said, heard = list(pairs["text_said"]), list(pairs["text_heard"])
    counts = count_errors(said, heard, policy)
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
