"""References: the text of each utterance that scores are counted against, and how it came to be.

A lead's decision comes first, then a reference set from elsewhere, then what people typed, and
last, only where settings say so, the prompt, which is labelled: what a speaker was asked to read is
not what they said.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.io.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.review.assigning.attention_checks import fails_attention_check
from pipeline.review.consensus.merging import merge_corrections
from pipeline.review.consensus.vote import VOTING_POLICY
from pipeline.stages.adjudicate import standing_adjudications
from pipeline.stages.masks import load_masks
from pipeline.tables import USABLE
from pipeline.text.masking import Mask

PLANTED_ERROR_SURVIVED = "planted_error_survived"
_ID_LETTERS = 24


def form_references(workspace: Workspace, now: datetime) -> int:
    """Write the references that people's work or the prompts now give; returns how many changed."""
    store = workspace.store
    held = store.read("references")
    imported = set(held.loc[held["method"] == "imported", "utterance_id"])
    typed, set_aside = _countable(store, workspace.settings.report.policy, now)
    merged = merge_corrections(typed, VOTING_POLICY)
    ruled = _adjudicated(store, merged)
    taken = imported | ruled.keys()
    rows: list[Mapping[Any, Any]] = [*ruled.values()]
    rows += [row for row in merged.to_dict("records") if row["utterance_id"] not in taken]
    if workspace.settings.review.prompt_is_reference:
        taken |= {row["utterance_id"] for row in rows}
        rows += _from_prompts(store, taken)
    masks = load_masks(store)
    wanted = [_reference(row, masks.get(row["utterance_id"], Mask()), now) for row in rows]
    ids = dict(zip(held["utterance_id"], held["reference_id"], strict=True))
    changed = [row for row in wanted if ids.get(row["utterance_id"]) != row["reference_id"]]
    # A correction that was taken back takes its reference with it.
    orphaned = sorted(ids.keys() - imported - {row["utterance_id"] for row in wanted})
    leads = {name: row["lead_id"] for name, row in ruled.items()}
    with store.writing() as transaction:
        transaction.put("references", changed)
        transaction.delete("references", "utterance_id", orphaned)
        transaction.delete("error_counts", "utterance_id", orphaned)
        transaction.add("decisions", set_aside)
        transaction.add(
            "decisions", [_decision(row, leads.get(row["utterance_id"]), now) for row in changed]
        )
    return len(changed) + len(orphaned)


def _countable(
    store: Store, policy: str, now: datetime
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Corrections that may become references, and a decision on each that may not.

    Answers to gold items say how a worker does; the text of those is known. A text in which a
    planted error was left standing is wrong for certain.
    """
    corrections = store.read("corrections")
    corrections = corrections[
        corrections["retracted_at"].isna() & ~corrections["gold"].astype(bool)
    ]
    planted = store.read("assignments", columns=["assignment_id", "planted_text"])
    planted = planted[planted["planted_text"].notna()]
    shown = dict(zip(planted["assignment_id"], planted["planted_text"], strict=True))
    suspects = corrections[corrections["assignment_id"].isin(shown)]
    heard = store.read(
        "hypotheses",
        where={"hypothesis_id": list(suspects["shown_hypothesis_id"].dropna())},
        columns=["hypothesis_id", "text"],
    )
    original = dict(zip(heard["hypothesis_id"], heard["text"], strict=True))
    wrong = [
        row
        for row in each_row(suspects)
        if row.shown_hypothesis_id in original
        and fails_attention_check(
            original[row.shown_hypothesis_id], shown[row.assignment_id], row.text, policy
        )
    ]
    left = ~corrections["correction_id"].isin([row.correction_id for row in wrong])
    return corrections[left], [_set_aside(row, now) for row in wrong]


def _adjudicated(store: Store, merged: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """What leads decided, beside how far the listeners had agreed."""
    agreed = {row["utterance_id"]: row for row in merged.to_dict("records")}
    found: dict[str, dict[str, Any]] = {}
    for row in each_row(standing_adjudications(store)):
        typed = agreed.get(row.utterance_id, {})
        found[row.utterance_id] = {
            "utterance_id": row.utterance_id,
            "text": row.text,
            "method": "adjudicated",
            "workers": typed.get("workers", 0),
            "agreement": typed.get("agreement"),
            "sources": list(row.sources),
            "votes": None,
            "lead_id": row.lead_id,
        }
    return found


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
                "votes": None,
            }


def _reference(row: Mapping[Any, Any], mask: Mask, now: datetime) -> dict[str, Any]:
    agreement = row["agreement"]
    sources = list(row["sources"])
    text = mask.text(row["text"])
    content = "\0".join([row["utterance_id"], row["method"], text, *map(str, sources)])
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "utterance_id": row["utterance_id"],
        "reference_id": "r" + digest[:_ID_LETTERS],
        "text": text,
        "method": row["method"],
        "workers": int(row["workers"]),
        "agreement": None if pd.isna(agreement) else float(agreement),
        "sources": sources,
        "votes": [_masked(place, mask) for place in row["votes"] or []],
        "referenced_at": now,
    }


def _masked(place: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """A place of a vote, without the words that were redacted."""
    others = [{**other, "word": mask.text(other["word"])} for other in place["others"]]
    return {**place, "word": mask.text(place["word"]), "others": others}


def _decision(reference: Mapping[str, Any], lead_id: str | None, now: datetime) -> dict[str, Any]:
    return {
        "decision_id": "d" + reference["reference_id"][1:],
        "utterance_id": reference["utterance_id"],
        "source_key": "",
        "stage": "compare",
        "outcome": "referenced",
        "rule": reference["method"],
        "value": f"{reference['workers']} worker(s)",
        "decided_by": lead_id or "rule",
        "decided_at": now,
    }


def _set_aside(correction: Any, now: datetime) -> dict[str, Any]:
    digest = hashlib.sha256(f"{correction.correction_id}:set_aside".encode()).hexdigest()
    return {
        "decision_id": "d" + digest[:_ID_LETTERS],
        "utterance_id": correction.utterance_id,
        "source_key": "",
        "stage": "compare",
        "outcome": "set_aside",
        "rule": PLANTED_ERROR_SURVIVED,
        "value": f"the text of {correction.worker_id}",
        "decided_by": "rule",
        "decided_at": now,
    }
