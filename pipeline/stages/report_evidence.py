"""What a workspace's report lays beside its comparisons: texts, covariates, a second policy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.disparity.adjusted import adjust
from pipeline.disparity.assess import REST
from pipeline.disparity.results import Adjusted
from pipeline.io.workspace import Workspace
from pipeline.report.evidence import Evidence
from pipeline.settings import ReportSettings
from pipeline.stages.counting import ErrorCounting
from pipeline.stages.counting_settings import load_counting, load_second_counting
from pipeline.stages.covariates import SNR, is_measured, usable_covariates, with_covariates
from pipeline.stages.evidence import Asked, gather
from pipeline.stages.evidence_words import WordLists, word_lists
from pipeline.stages.scored import Scored
from pipeline.stages.scored_texts import load_redactions, texts_to_score
from pipeline.text.alternatives import Alternatives


@dataclass(frozen=True)
class Material:
    """The scored utterances, ready to be looked into.

    Attributes:
        scored: Their `reference` and `hypothesis` are without what is masked, as they were
            scored; covariates stand beside them.
        counting: Under what their errors were counted.
        second: Under what they are counted once more; None for nothing.
        lists: Harmful words and words for numbers.
    """

    scored: Scored
    counting: ErrorCounting
    second: ErrorCounting | None
    lists: WordLists

    def asked(self, column: str, frame: pd.DataFrame, settings: ReportSettings) -> Asked:
        """How one column is compared; a comparison group that it lacks becomes the rest."""
        return Asked(
            group=column,
            speaker="speaker_id",
            policy=self.counting.policy,
            system=self.scored.system_name,
            against=settings.against if (frame[column] == settings.against).any() else REST,
            utterance="utterance_id",
            min_speakers=settings.min_speakers,
            min_effective_speakers=settings.min_effective_speakers,
            alternatives=self.counting.alternatives,
        )

    def evidence(self, frame: pd.DataFrame, asked: Asked, *, words: bool) -> Evidence:
        """What stands behind one grouping; words and sound only where `words` says so."""
        return gather(
            frame,
            asked,
            lists=self.lists,
            measures=[SNR] if words and is_measured(frame[SNR]) else [],
            policies=self._second(),
            words=words,
        )

    def adjusted(self, frame: pd.DataFrame, asked: Asked) -> tuple[Adjusted, ...]:
        """Gaps at equal covariates; none where nothing measured differs."""
        covariates = usable_covariates(frame)
        if not covariates or asked.speaker is None:
            return ()
        found = adjust(
            frame,
            group=asked.group,
            speaker=asked.speaker,
            covariates=covariates,
            against=asked.against,
            utterance=asked.utterance,
            **asked.least,
        )
        return found.gaps

    def _second(self) -> Mapping[str, Alternatives | None]:
        return {} if self.second is None else {self.second.policy: self.second.alternatives}


def load_material(workspace: Workspace, scored: Scored) -> Material:
    """Read what stands beside the scored utterances."""
    settings, counting = workspace.settings, load_counting(workspace)
    return Material(
        scored=replace(scored, frame=_prepared(workspace, scored.frame, counting)),
        counting=counting,
        second=load_second_counting(workspace),
        lists=word_lists(
            settings.campaign.language,
            settings.review.harmful_words,
            built_in=settings.review.built_in_harmful_words,
        ),
    )


def _prepared(workspace: Workspace, frame: pd.DataFrame, counting: ErrorCounting) -> pd.DataFrame:
    store = workspace.store
    pairs = zip(frame["hypothesis_id"], frame["reference"], frame["hypothesis"], strict=True)
    texts = texts_to_score(pairs, counting.policy, load_redactions(store))
    shown = frame.assign(
        reference=[said for said, _ in texts], hypothesis=[heard for _, heard in texts]
    )
    return with_covariates(store, shown)
