"""References: the text of each utterance that scores are counted against, and how it came to be.

A lead's decision comes first, then a reference set from elsewhere, then what people typed, and
last, only where settings say so, the prompt, which is labelled: what a speaker was asked to read is
not what they said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.review.assigning.attention_checks import fails_attention_check
from pipeline.review.consensus.merging import merge_corrections
from pipeline.review.consensus.vote import VOTING_POLICY
from pipeline.stages.permissions.masks import load_masks
from pipeline.stages.reviewing.adjudicate import standing_adjudications
from pipeline.tables import (
    BY_RULE,
    USABLE,
    CorrectionRow,
    Decision,
    DecisionRow,
    PromptRow,
    ReferenceMethod,
    ReferenceRow,
    VotedWord,
    WordVote,
    decision_row,
    hash_id,
)
from pipeline.text.masking import Mask

STAGE = "compare"
PLANTED_ERROR_SURVIVED = "planted_error_survived"


@dataclass(frozen=True, slots=True)
class _Proposal:
    """The text that one utterance's reference should have, and how it was reached.

    Attributes:
        utterance_id: Which utterance.
        text: As it was typed, read or decided; nothing is masked in it yet.
        method: How it was reached.
        workers: How many workers' texts it rests on.
        agreement: How far they agree; None where nothing is to be compared.
        sources: Ids of what it was made of.
        votes: Who voted for which word.
        lead_id: The lead who decided it; None where a rule did.
    """

    utterance_id: str
    text: str
    method: ReferenceMethod
    workers: int = 0
    agreement: float | None = None
    sources: tuple[str, ...] = ()
    votes: Sequence[WordVote] = ()
    lead_id: str | None = None


def form_references(workspace: Workspace, now: datetime) -> int:
    """Write the references that people's work or the prompts now give; returns how many changed."""
    store = workspace.store
    held = store.read("references", columns=["utterance_id", "reference_id", "method"])
    imported = set(held.loc[held["method"] == "imported", "utterance_id"])
    typed, exclusions = _countable(store, workspace.settings.report.policy, now)
    merged = _merged(typed)
    ruled = _adjudicated(store, merged)
    taken = imported | ruled.keys()
    proposals = [
        *ruled.values(),
        *(one for one in merged.values() if one.utterance_id not in taken),
    ]
    if workspace.settings.review.prompt_is_reference:
        taken |= {one.utterance_id for one in proposals}
        proposals += _from_prompts(store, taken)
    masks = load_masks(store)
    wanted = [
        (_reference(one, masks.get(one.utterance_id, Mask()), now), one.lead_id)
        for one in proposals
    ]
    ids = dict(zip(held["utterance_id"], held["reference_id"], strict=True))
    changed = [
        (row, lead_id) for row, lead_id in wanted if ids.get(row.utterance_id) != row.reference_id
    ]
    # A correction that was taken back takes its reference with it.
    orphaned = sorted(ids.keys() - imported - {row.utterance_id for row, _ in wanted})
    with store.writing() as transaction:
        transaction.put("references", [row for row, _ in changed])
        transaction.delete("references", "utterance_id", orphaned)
        transaction.delete("error_counts", "utterance_id", orphaned)
        transaction.add("decisions", exclusions)
        transaction.add("decisions", [_decision(row, lead_id, now) for row, lead_id in changed])
    return len(changed) + len(orphaned)


def _countable(store: Store, policy: str, now: datetime) -> tuple[pd.DataFrame, list[DecisionRow]]:
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
    hypotheses = store.read(
        "hypotheses",
        where={"hypothesis_id": list(suspects["shown_hypothesis_id"].dropna())},
        columns=["hypothesis_id", "text"],
    )
    original = dict(zip(hypotheses["hypothesis_id"], hypotheses["text"], strict=True))
    wrong = [
        CorrectionRow(**row._asdict())
        for row in each_row(suspects)
        if row.shown_hypothesis_id in original
        and fails_attention_check(
            original[row.shown_hypothesis_id], shown[row.assignment_id], row.text, policy
        )
    ]
    left = ~corrections["correction_id"].isin([row.correction_id for row in wrong])
    return corrections[left], [_decide_to_exclude(row, now) for row in wrong]


def _merged(corrections: pd.DataFrame) -> dict[str, _Proposal]:
    """Merge the corrections of each utterance into one proposed reference."""
    found = {}
    for row in each_row(merge_corrections(corrections, VOTING_POLICY)):
        found[row.utterance_id] = _Proposal(
            utterance_id=row.utterance_id,
            text=row.text,
            method=row.method,
            workers=int(row.workers),
            agreement=None if pd.isna(row.agreement) else float(row.agreement),
            sources=tuple(row.sources),
            votes=row.votes,
        )
    return found


def _adjudicated(store: Store, merged: Mapping[str, _Proposal]) -> dict[str, _Proposal]:
    """What leads decided, beside how far the listeners had agreed."""
    found = {}
    for row in each_row(standing_adjudications(store)):
        typed = merged.get(row.utterance_id)
        found[row.utterance_id] = _Proposal(
            utterance_id=row.utterance_id,
            text=row.text,
            method="adjudicated",
            workers=typed.workers if typed else 0,
            agreement=typed.agreement if typed else None,
            sources=tuple(row.sources),
            lead_id=row.lead_id,
        )
    return found


def _from_prompts(store: Store, taken: Collection[str]) -> Iterator[_Proposal]:
    utterances = store.read(
        "utterances", where={"verdict": USABLE}, columns=["utterance_id", "prompt_id"]
    )
    prompts = {row.prompt_id: row.text for row in store.rows(PromptRow)}
    for row in each_row(utterances):
        if row.utterance_id not in taken and row.prompt_id in prompts:
            yield _Proposal(
                row.utterance_id, prompts[row.prompt_id], "prompt", sources=(row.prompt_id,)
            )


def _reference(proposal: _Proposal, mask: Mask, now: datetime) -> ReferenceRow:
    text = mask.text(proposal.text)
    content = (proposal.utterance_id, proposal.method, text, *proposal.sources)
    return ReferenceRow(
        utterance_id=proposal.utterance_id,
        reference_id=hash_id("r", *content),
        text=text,
        method=proposal.method,
        workers=proposal.workers,
        agreement=proposal.agreement,
        sources=proposal.sources,
        votes=[_masked(place, mask) for place in proposal.votes],
        referenced_at=now,
    )


def _masked(place: WordVote, mask: Mask) -> WordVote:
    """A place of a vote, without the words that were redacted."""
    others: list[VotedWord] = [
        {**other, "word": mask.text(other["word"])} for other in place["others"]
    ]
    return {**place, "word": mask.text(place["word"]), "others": others}


def _decision(reference: ReferenceRow, lead_id: str | None, now: datetime) -> DecisionRow:
    return decision_row(
        # Named like the reference, so that each reference is decided on once.
        "d" + reference.reference_id[1:],
        Decision(
            STAGE,
            "referenced",
            reference.method,
            lead_id or BY_RULE,
            value=f"{reference.workers} worker(s)",
        ),
        now,
        utterance_id=reference.utterance_id,
    )


def _decide_to_exclude(correction: CorrectionRow, now: datetime) -> DecisionRow:
    return decision_row(
        hash_id("d", f"{correction.correction_id}:set_aside"),
        Decision(
            STAGE,
            "set_aside",
            PLANTED_ERROR_SURVIVED,
            value=f"the text of {correction.worker_id}",
        ),
        now,
        utterance_id=correction.utterance_id,
    )
