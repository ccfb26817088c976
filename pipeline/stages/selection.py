"""Whom the pipeline's own decisions took out, stage by stage, tested by speaker.

The stages in their order: damaged (quarantined), refused by an audio check, duplicate, not
transcribed, too little agreement between listeners, left out of the report for whatever reason.
Rows that were refused before anything was stored have no speaker, and so are in no group.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from accents.groups import Grouping as AccentGrouping
from pipeline.disparity.selection_steps import selection_steps, with_refused_back
from pipeline.disparity.selection_tests import selection_gaps
from pipeline.io.store import Store
from pipeline.io.workspace import Workspace
from pipeline.stages.draws import generator_of
from pipeline.stages.evidence import rows_of
from pipeline.stages.groupings import with_accents
from pipeline.stages.permissions import may_be_used
from pipeline.stages.report_evidence import Material
from pipeline.stages.scored import hypotheses_of
from pipeline.stages.scored_texts import load_redactions, texts_to_score
from pipeline.tables import USABLE
from pipeline.text.counts import count_errors

DAMAGED, REFUSED, DUPLICATE = "damaged", "refused", "duplicate"
NOT_TRANSCRIBED, DISAGREED = "not_transcribed", "too_little_agreement"
LEFT_OUT = "left_out_of_report"
STAGES = (DAMAGED, REFUSED, DUPLICATE, NOT_TRANSCRIBED, DISAGREED, LEFT_OUT)
_GROUP = "accent_group"
_ROUNDING = 1e-9
_COUNTED = ["substitutions", "deletions", "insertions", "words", "empty_hypothesis"]


@dataclass(frozen=True)
class Offered:
    """Everything that was collected, and which stage took what.

    Attributes:
        frame: One row an utterance: its columns in the store, a bool column for each of STAGES,
            and `scored`.
        groups: Accent groups of all who offered something, also of those of whom nothing is left.
    """

    frame: pd.DataFrame
    groups: AccentGrouping


def load_offered(
    workspace: Workspace, utterances: pd.DataFrame, material: Material, groups: AccentGrouping
) -> Offered:
    """Tell which stage took which utterance.

    Args:
        workspace: Where from.
        utterances: All rows of the table.
        material: What was scored.
        groups: Accent groups of their speakers.
    """
    store, scored = workspace.store, material.scored
    ids, usable = utterances["utterance_id"], utterances["verdict"].isin(USABLE)
    copies = store.read("decisions", where={"stage": "collect", "rule": DUPLICATE})
    is_copy = ids.isin(copies["utterance_id"].dropna()) & (utterances["verdict"] == "rejected")
    heard = hypotheses_of(store, scored.system).dropna(subset=["hypothesis"])["utterance_id"]
    in_report = ids.isin(scored.frame["utterance_id"])
    frame = utterances.assign(
        **{
            DAMAGED: utterances["verdict"] == "quarantined",
            REFUSED: (utterances["verdict"] == "rejected") & ~is_copy,
            DUPLICATE: is_copy,
            NOT_TRANSCRIBED: usable & ~ids.isin(heard),
            DISAGREED: usable & ids.isin(_disagreed(store, workspace.settings.review.agree_within)),
            LEFT_OUT: usable & ~in_report,
            "scored": in_report,
        }
    )
    return Offered(frame, groups)


def audit_selection(
    workspace: Workspace, offered: Offered, material: Material, now: datetime
) -> dict[str, Any]:
    """Test every stage by accent group.

    Returns:
        `selection_gaps`, `selection_steps` and `refused_back` of an `Evidence`. Listeners who did
        not agree are counted among the gaps wherever it happened; among the steps only where the
        utterance is not in the report, for only there anything was taken.
    """
    settings = workspace.settings.report
    frame = with_accents(offered.frame, offered.groups)
    if frame.empty:
        return {}
    asked = material.asked(_GROUP, frame, settings)
    rules = [stage for stage in STAGES if frame[stage].any()]
    rng = generator_of(frame, [_GROUP, "speaker_id", *rules])
    shared: dict[str, Any] = {"rules": rules, "group": _GROUP}
    gaps = selection_gaps(frame, speaker=asked.speaker, rng=rng, **shared, **asked.least)
    taken = frame.assign(**{DISAGREED: frame[DISAGREED] & ~frame["scored"]})
    return {
        "selection_gaps": rows_of(gaps),
        "selection_steps": rows_of(selection_steps(taken, **shared)),
        "refused_back": _refused_back(workspace, offered, material, now),
    }


def _disagreed(store: Store, agree_within: float) -> set[str]:
    """Utterances that went to a lead, or whose two texts are further apart than is enough."""
    sent = store.read("decisions", where={"outcome": "to_lead", "rule": "no_pair_agrees"})
    references = store.read("references", columns=["utterance_id", "method", "agreement"])
    pairs = references[references["method"] == "medoid"]
    apart = pairs["agreement"].astype(float) < 1 - agree_within - _ROUNDING
    return {*sent["utterance_id"].dropna(), *pairs.loc[apart, "utterance_id"]}


def _refused_back(
    workspace: Workspace, offered: Offered, material: Material, now: datetime
) -> Mapping[str, Any] | None:
    """Both assessments; None where nothing that was refused has a hypothesis and a prompt.

    A recogniser hears what a sound check refused only where `asr.hear_refused` says so; else this
    needs hypotheses that were imported. Copies stay out: their recording is in already.
    """
    refused = _refused(workspace, offered.frame, material, now)
    scored = material.scored.frame
    if refused.empty or scored.empty:
        return None
    columns = ["utterance_id", "speaker_id", *_COUNTED]
    kept, back = (with_accents(part[columns], offered.groups) for part in (scored, refused))
    asked = material.asked(_GROUP, kept, workspace.settings.report)
    found = with_refused_back(
        kept,
        back,
        group=asked.group,
        speaker=asked.speaker,
        system=asked.system,
        policy=material.counting.name,
        against=asked.against,
        utterance=asked.utterance,
        **asked.least,
    )
    return {
        "reported": found.reported.as_json(),
        "back": found.back.as_json(),
        "refused": len(refused),
    }


def _refused(
    workspace: Workspace, offered: pd.DataFrame, material: Material, now: datetime
) -> pd.DataFrame:
    """What was refused, damaged or disagreed about, counted against its prompts."""
    store, counting = workspace.store, material.counting
    taken = offered[offered[DAMAGED] | offered[REFUSED] | (offered[DISAGREED] & ~offered["scored"])]
    taken = taken[may_be_used(store, taken, "evaluation", now).astype(bool)]
    prompts = store.read("prompts", columns=["prompt_id", "text"])
    pairs = taken.merge(hypotheses_of(store, material.scored.system), on="utterance_id")
    pairs = pairs.merge(prompts.rename(columns={"text": "reference"}), on="prompt_id")
    pairs = pairs.dropna(subset=["hypothesis"]).reset_index(drop=True)
    texts = texts_to_score(
        zip(pairs["hypothesis_id"], pairs["reference"], pairs["hypothesis"], strict=True),
        counting.policy,
        load_redactions(store),
    )
    said, heard = [said for said, _ in texts], [heard for _, heard in texts]
    counts = count_errors(said, heard, counting.policy, alternatives=counting.alternatives)
    return pairs.assign(
        **{name: counts[name].to_numpy() for name in _COUNTED[:4]},
        empty_hypothesis=[not text.strip() for text in heard],
    )
