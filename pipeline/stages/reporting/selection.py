"""Whom the pipeline's own decisions took out, stage by stage, tested by speaker.

The stages in their order: damaged (quarantined), refused by an audio check, duplicate, not
transcribed, too little agreement between listeners, left out of the report for whatever reason.
Rows that were refused before anything was stored have no speaker, and so are in no group.
"""

from dataclasses import dataclass, replace

import pandas as pd

from accents.groups import AccentGroups
from pipeline.disparity.selection.permutation_tests import selection_gaps
from pipeline.disparity.selection.steps import selection_steps, with_refused_back
from pipeline.results.selection import RefusedBack, SelectionGap, SelectionStep
from pipeline.stages.comparing.scored_texts import texts_to_score
from pipeline.stages.evidence.seeded_generators import make_generator
from pipeline.stages.reporting.groupings import with_accents
from pipeline.stages.reporting.material import Collection, Material
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
class AuditedSelection:
    """Whom the stages took out.

    Attributes:
        gaps: Each group beside the best-treated one, stage by stage, with a test. Listeners who
            did not agree are counted wherever it happened.
        steps: What each stage adds to those before it. Listeners who did not agree are counted
            only where the utterance is not in the report, for only there anything was taken.
        refused_back: The gaps with the refused put back in; None where none could be.
    """

    gaps: tuple[SelectionGap, ...] = ()
    steps: tuple[SelectionStep, ...] = ()
    refused_back: RefusedBack | None = None


def audit_selection(material: Material, groups: AccentGroups) -> AuditedSelection:
    """Test every stage by accent group.

    Args:
        material: What the report is made of.
        groups: Accent groups of all who were recorded, also of those of whom nothing is left.
    """
    offered = _offered(material)
    frame = with_accents(offered, groups)
    if frame.empty:
        return AuditedSelection()
    asked = material.asked(_GROUP, frame)
    rules = [stage for stage in STAGES if frame[stage].any()]
    taken = frame.assign(**{DISAGREED: frame[DISAGREED] & ~frame["scored"]})
    return AuditedSelection(
        gaps=selection_gaps(
            frame,
            rules=rules,
            group=_GROUP,
            speaker=asked.speaker,
            rng=make_generator(frame, [_GROUP, "speaker_id", *rules]),
            terms=asked.terms,
        ),
        steps=selection_steps(taken, rules=rules, group=_GROUP),
        refused_back=_refused_back(material, offered, groups),
    )


def _offered(material: Material) -> pd.DataFrame:
    """All utterances, with a bool column for each of STAGES, and `scored`."""
    collection, agree_within = material.collection, material.settings.review.agree_within
    utterances, decisions = collection.utterances, collection.decisions
    ids, usable = utterances["utterance_id"], utterances["verdict"].isin(USABLE)
    copies = decisions.loc[decisions["rule"] == DUPLICATE, "utterance_id"].dropna()
    is_copy = ids.isin(copies) & (utterances["verdict"] == "rejected")
    recognised = collection.hypotheses.dropna(subset=["hypothesis"])["utterance_id"]
    in_report = ids.isin(material.scored.frame["utterance_id"])
    return utterances.assign(
        **{
            DAMAGED: utterances["verdict"] == "quarantined",
            REFUSED: (utterances["verdict"] == "rejected") & ~is_copy,
            DUPLICATE: is_copy,
            NOT_TRANSCRIBED: usable & ~ids.isin(recognised),
            DISAGREED: usable & ids.isin(_disagreed(collection, agree_within)),
            LEFT_OUT: usable & ~in_report,
            "scored": in_report,
        }
    )


def _disagreed(collection: Collection, agree_within: float) -> set[str]:
    """Utterances that went to a lead, or whose two texts are further apart than is enough."""
    pairs = collection.agreements[collection.agreements["method"] == "medoid"]
    apart = pairs["agreement"].astype(float) < 1 - agree_within - _ROUNDING
    return {*collection.sent_to_lead, *pairs.loc[apart, "utterance_id"]}


def _refused_back(
    material: Material, offered: pd.DataFrame, groups: AccentGroups
) -> RefusedBack | None:
    """Both assessments; None where nothing that was refused has a hypothesis and a prompt.

    A recogniser hears what a sound check refused only where `asr.hear_refused` says so; else this
    needs hypotheses that were imported. Copies stay out: their recording is in already.
    """
    refused, scored = _refused(material, offered), material.texts
    if refused.empty or scored.empty:
        return None
    columns = ["utterance_id", "speaker_id", *_COUNTED]
    kept, back = (with_accents(part[columns], groups) for part in (scored, refused))
    asked = material.asked(_GROUP, kept)
    found = with_refused_back(
        kept,
        back,
        group=asked.group,
        speaker=asked.speaker,
        system=asked.system,
        policy=material.counting.name,
        terms=asked.terms,
        utterance=asked.utterance,
    )
    # An utterance of a speaker with two accents has two rows; it was refused once.
    return replace(found, refused=len(refused))


def _refused(material: Material, offered: pd.DataFrame) -> pd.DataFrame:
    """What was refused, damaged or disagreed about, counted against its prompts."""
    collection, counting = material.collection, material.counting
    taken = offered[offered[DAMAGED] | offered[REFUSED] | (offered[DISAGREED] & ~offered["scored"])]
    taken = taken[taken["utterance_id"].isin(collection.allowed)]
    pairs = taken.merge(collection.hypotheses, on="utterance_id")
    pairs = pairs.merge(collection.prompts.rename(columns={"text": "reference"}), on="prompt_id")
    pairs = pairs.dropna(subset=["hypothesis"]).reset_index(drop=True)
    texts = texts_to_score(
        zip(pairs["hypothesis_id"], pairs["reference"], pairs["hypothesis"], strict=True),
        counting.policy,
        material.redactions,
    )
    references, hypotheses = [one for one, _ in texts], [other for _, other in texts]
    counts = count_errors(
        references, hypotheses, counting.policy, alternatives=counting.alternatives
    )
    return pairs.assign(
        **{name: counts[name].to_numpy() for name in _COUNTED[:4]},
        empty_hypothesis=[not text.strip() for text in hypotheses],
    )
