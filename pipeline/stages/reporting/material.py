"""The material of a report, read from the workspace in one place; the rest is pure assembly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from accents.taxonomy import Taxonomy, load_taxonomy
from pipeline.disparity.terms import Terms
from pipeline.io.store.store import Store
from pipeline.io.workspace import Workspace
from pipeline.report.work_done import WorkDone
from pipeline.results.disparity import REST
from pipeline.settings import Settings
from pipeline.stages.comparing.counting import ErrorCounting
from pipeline.stages.comparing.counting_settings import load_counting, load_second_counting
from pipeline.stages.comparing.scored_texts import Redactions, load_redactions, texts_to_score
from pipeline.stages.evidence.asked import Asked
from pipeline.stages.evidence.covariates import with_covariates
from pipeline.stages.evidence.words import WordLists, word_lists
from pipeline.stages.permissions.consent import may_be_used
from pipeline.stages.permissions.speaker_accents import load_speaker_accents
from pipeline.stages.reporting.scored import Scored, load_scored, read_hypotheses
from pipeline.stages.reporting.worker_statement import make_worker_statement


@dataclass(frozen=True)
class PlayableRecording:
    """The bytes that may be played for an utterance.

    Attributes:
        sha256: Their hash; of the bleeped copy where something is redacted.
        suffix: Of the file they were uploaded as.
    """

    sha256: str
    suffix: str


@dataclass(frozen=True)
class Collection:
    """What was collected, and what became of it, as the store has it.

    Attributes:
        utterances: All rows of the table.
        decisions: What the collection decided: `utterance_id`, `outcome`, `rule`.
        allowed: Utterances whose consent covers evaluation.
        hypotheses: By the recogniser of the report: `hypothesis_id`, `utterance_id`, `hypothesis`.
        prompts: `prompt_id`, `text`.
        agreements: How references were reached: `utterance_id`, `method`, `agreement`.
        sent_to_lead: Utterances on which no two listeners agreed.
    """

    utterances: pd.DataFrame
    decisions: pd.DataFrame
    allowed: frozenset[str]
    hypotheses: pd.DataFrame
    prompts: pd.DataFrame
    agreements: pd.DataFrame
    sent_to_lead: frozenset[str]


@dataclass(frozen=True)
class Material:
    """All that one report is made of.

    Attributes:
        now: When the report is made, UTC.
        settings: Of the workspace.
        taxonomy: The accents of the campaign's language.
        scored: The utterances that count; their texts may hold what is masked.
        texts: The same rows for looking into: without what is masked, as they were scored, and
            with the covariates beside.
        collection: What was collected.
        accents: `speaker_id` and `accent` of all who were recorded.
        counting: Under what errors were counted.
        second: Under what they are counted once more; None for nothing.
        lists: Harmful words and words for numbers.
        redactions: What is masked in which hypothesis.
        bleeped: Utterance -> hash of its bleeped copy, where it has one.
        work: Who did the work; None where nobody did any.
    """

    now: datetime
    settings: Settings
    taxonomy: Taxonomy
    scored: Scored
    texts: pd.DataFrame
    collection: Collection
    accents: pd.DataFrame
    counting: ErrorCounting
    second: ErrorCounting | None
    lists: WordLists
    redactions: Redactions
    bleeped: Mapping[str, str]
    work: WorkDone | None

    def asked(self, column: str, frame: pd.DataFrame) -> Asked:
        """How one column is compared; a comparison group that it lacks becomes the rest."""
        report = self.settings.report
        against = report.against if (frame[column] == report.against).any() else REST
        return Asked(
            group=column,
            speaker="speaker_id",
            policy=self.counting.policy,
            system=self.scored.system_name,
            terms=Terms(against, report.min_speakers, report.min_effective_speakers),
            utterance="utterance_id",
            alternatives=self.counting.alternatives,
        )

    def recordings(self, utterance_ids: list[str]) -> dict[str, PlayableRecording]:
        """What may be played of some scored utterances, in their order."""
        frame = self.scored.frame.set_index("utterance_id").loc[utterance_ids]
        return {
            name: PlayableRecording(self.bleeped.get(name, sha256), suffix)
            for name, sha256, suffix in zip(
                utterance_ids, frame["audio_sha256"], frame["suffix"], strict=True
            )
        }


def load_material(workspace: Workspace, now: datetime) -> Material:
    """Read everything a report needs from a workspace.

    Args:
        workspace: Where from.
        now: Consents are asked as of this time.
    """
    store, settings = workspace.store, workspace.settings
    taxonomy = load_taxonomy(settings.campaign.language)
    scored, counting = load_scored(workspace, now), load_counting(workspace)
    collection = _load_collection(store, scored, now)
    redactions = load_redactions(store)
    bleeped = store.read("redactions", columns=["utterance_id", "derived_sha256"])
    speakers = sorted(set(collection.utterances["speaker_id"]))
    measurements = store.read("measurements", columns=["utterance_id", "measures"])
    return Material(
        now=now,
        settings=settings,
        taxonomy=taxonomy,
        scored=scored,
        texts=with_covariates(
            _without_masked(scored.frame, counting, redactions), measurements, collection.prompts
        ),
        collection=collection,
        accents=load_speaker_accents(workspace, speakers),
        counting=counting,
        second=load_second_counting(workspace),
        lists=word_lists(
            settings.campaign.language,
            settings.review.harmful_words,
            built_in=settings.review.built_in_harmful_words,
        ),
        redactions=redactions,
        # All redactions of an utterance name the one copy in which all their spans are bleeped.
        bleeped=dict(zip(bleeped["utterance_id"], bleeped["derived_sha256"], strict=True)),
        work=make_worker_statement(workspace, taxonomy, now),
    )


def _load_collection(store: Store, scored: Scored, now: datetime) -> Collection:
    utterances = store.read("utterances")
    allowed = may_be_used(store, utterances, "evaluation", now).astype(bool)
    to_lead = store.read("decisions", where={"outcome": "to_lead", "rule": "no_pair_agrees"})
    return Collection(
        utterances=utterances,
        decisions=store.read(
            "decisions", where={"stage": "collect"}, columns=["utterance_id", "outcome", "rule"]
        ),
        allowed=frozenset(utterances.loc[allowed, "utterance_id"]),
        hypotheses=read_hypotheses(store, scored.system),
        prompts=store.read("prompts", columns=["prompt_id", "text"]),
        agreements=store.read("references", columns=["utterance_id", "method", "agreement"]),
        sent_to_lead=frozenset(to_lead["utterance_id"].dropna()),
    )


def _without_masked(
    frame: pd.DataFrame, counting: ErrorCounting, redactions: Redactions
) -> pd.DataFrame:
    pairs = zip(frame["hypothesis_id"], frame["reference"], frame["hypothesis"], strict=True)
    texts = texts_to_score(pairs, counting.policy, redactions)
    return frame.assign(
        reference=[reference for reference, _ in texts],
        hypothesis=[hypothesis for _, hypothesis in texts],
    )
