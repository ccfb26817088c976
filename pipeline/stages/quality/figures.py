"""Quality: how far listeners agree, how far the shown text leads them, how skilled each one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from accents.groups import GROUP_NAMES, OTHER, display_names, group_accents, group_name
from accents.taxonomy import Taxonomy, TaxonomyError, load_taxonomy
from pipeline.io.store.store import each_row
from pipeline.io.workspace import Workspace
from pipeline.review.quality.alpha import Alpha, krippendorff_alpha
from pipeline.review.quality.anchoring import Anchoring, anchoring
from pipeline.review.quality.appeals import AppealState, GroupAppeals, outcomes_by_group
from pipeline.review.quality.gold_scores import GoldScore, gold_scores
from pipeline.review.quality.listener_groups import (
    Cell,
    Figure,
    Least,
    by_knowledge,
    by_listener_and_speaker,
    by_shown,
    by_speaker_group,
    fold_listeners,
    judged,
)
from pipeline.review.quality.token_agreement import Pairs, disagreement, pair_texts
from pipeline.review.quality.worker_skill import WorkerSkill, worker_skills
from pipeline.stages.permissions.speaker_accents import load_speaker_accents
from pipeline.stages.quality.texts import Typed, load_typed
from pipeline.statistics.proportions import Share

SEED = 20_260_301
_LEAST_WORKERS = 5
_FEWEST_LISTENERS = 2


@dataclass(frozen=True)
class Quality:
    """What there is to say about the quality of people's work.

    Attributes:
        policy: Under which words were compared.
        texts: Texts that count, gold items apart.
        recordings: Recordings they are of.
        first: How many texts of a recording the figures on agreement take, the earliest.
        least: Whom a judgement needs.
        agreement: Disagreement of all pairs.
        by_shown: The same by what the two listeners were shown.
        by_group: The same by the speaker's accent group.
        by_knowledge: The same by whether the listeners know the speaker's accent.
        cells: The same by listener's accent and speaker's accent group.
        alpha: Krippendorff's alpha.
        gold: Each worker's gold items.
        gold_passed: The share passed over all.
        anchoring: How far listeners are led by what they are shown.
        skills: Each worker's skill.
        requeue_below: Skill below which work is heard once more.
        appeals: What became of appeals, by accent group.
        names: Accent group -> what it is called.
    """

    policy: str
    texts: int
    recordings: int
    first: int
    least: Least
    agreement: Figure
    by_shown: tuple[Figure, ...]
    by_group: tuple[Figure, ...]
    by_knowledge: tuple[Figure, ...]
    cells: tuple[Cell, ...]
    alpha: Alpha
    gold: tuple[GoldScore, ...]
    gold_passed: Share
    anchoring: Anchoring
    skills: tuple[WorkerSkill, ...]
    requeue_below: float
    appeals: tuple[GroupAppeals, ...]
    names: Mapping[str, str]


def quality(
    workspace: Workspace, now: datetime, *, fold: bool = False, language: str = "en"
) -> Quality:
    """Read what people typed, and compute every figure on how good it is.

    Args:
        workspace: Whose.
        now: The time, for consent.
        fold: Whether accent groups too small to be judged, and accents that too few listeners
            know, are counted under `other`.
        language: Of the names of groups, en or fr.
    """
    settings = workspace.settings
    policy, first = settings.report.policy, max(settings.review.listeners, _FEWEST_LISTENERS)
    typed = load_typed(workspace, now)
    least = Least(
        settings.report.min_speakers, settings.report.min_effective_speakers, _LEAST_WORKERS
    )
    pairs = _asked_of_all(typed, policy, first)
    people = _People(workspace, typed, language, fold=fold)
    scores, passed = gold_scores(typed.gold_answers)
    return Quality(
        policy=policy,
        texts=len(typed.texts),
        recordings=typed.texts["utterance_id"].nunique(),
        first=first,
        least=least,
        agreement=judged("all", disagreement(pairs), least),
        by_shown=by_shown(pairs, least),
        by_group=by_speaker_group(pairs, people.groups, least),
        by_knowledge=by_knowledge(pairs, least),
        cells=by_listener_and_speaker(pairs, people.listeners, people.groups, least),
        # A seed of its own, so that the same texts give the same number on every machine.
        alpha=krippendorff_alpha(pairs, policy, np.random.Generator(np.random.PCG64(SEED))),
        gold=scores,
        gold_passed=passed,
        anchoring=anchoring(
            typed.texts, pairs, policy, too_fast_ratio=settings.review.too_fast_ratio
        ),
        skills=estimate_skills(typed, policy),
        requeue_below=settings.review.requeue_below_skill,
        appeals=people.appeals(),
        names=people.names,
    )


def estimate_skills(typed: Typed, policy: str) -> tuple[WorkerSkill, ...]:
    """Estimate each worker's skill from all their texts and from their gold items."""
    return worker_skills(pair_texts(typed.texts, policy), typed.gold)


def _asked_of_all(typed: Typed, policy: str, first: int) -> Pairs:
    """Pair the texts of the listeners that every recording gets, whether they agree or not.

    Texts typed under an attention check are left out: they would disagree on purpose.
    """
    early = typed.texts["rank"].to_numpy(int) < first
    return pair_texts(typed.texts[early & typed.texts["planted_text"].isna().to_numpy()], policy)


class _People:
    """Who speaks with which accent, and who listens knowing which."""

    def __init__(self, workspace: Workspace, typed: Typed, language: str, *, fold: bool) -> None:
        self._language = language
        self._workspace = workspace
        self._fold = fold
        self._taxonomy = _taxonomy(workspace.settings.campaign.language)
        self.groups: dict[str, set[str]] = {}
        self.names: dict[str, str] = {}
        if self._taxonomy is not None:
            self._group_speakers(sorted(set(typed.texts["speaker_id"])), self._taxonomy)
        self.listeners = self._listeners(set(typed.texts["worker_id"]))
        for slug in {slug for known in self.listeners.values() for slug in known}:
            self.names.setdefault(slug, _name(slug, self._taxonomy, language))

    def _group_speakers(self, speakers: Sequence[str], taxonomy: Taxonomy) -> None:
        accents = load_speaker_accents(self._workspace, speakers)
        least = self._workspace.settings.report.min_speakers
        grouping = group_accents(accents, taxonomy, least, hide_small=self._fold)
        members = grouping.members.groupby("group")["speaker_id"].agg(set).to_dict()
        self.groups = {name: members[name] for name in grouping.speakers}
        self.names = dict(display_names(grouping, taxonomy, self._language))

    def appeals(self) -> tuple[GroupAppeals, ...]:
        """What became of appeals, by accent group."""
        store = self._workspace.store
        held = store.read("appeals", columns=["utterance_id", "state"])
        spoken_by = store.read(
            "utterances",
            where={"utterance_id": list(held["utterance_id"])},
            columns=["utterance_id", "speaker_id"],
        )
        of_speaker = {speaker: name for name, people in self.groups.items() for speaker in people}
        groups = {
            row.utterance_id: of_speaker[row.speaker_id]
            for row in each_row(spoken_by)
            if row.speaker_id in of_speaker
        }
        least = self._workspace.settings.pay.min_cell
        raised = [AppealState(row.utterance_id, row.state) for row in each_row(held)]
        return tuple(outcomes_by_group(raised, groups, least))

    def _listeners(self, active: set[str]) -> dict[str, tuple[str, ...]]:
        """Worker -> the accents they declared, as the speakers' groups where these hold them."""
        held = self._workspace.store.read("workers", columns=["worker_id", "accents"])
        known = {
            row.worker_id: tuple(dict.fromkeys(self._group(slug) for slug in row.accents))
            for row in each_row(held)
            if row.worker_id in active and row.accents
        }
        least = self._workspace.settings.pay.min_cell
        return fold_listeners(known, least, OTHER) if self._fold else known

    def _group(self, slug: str) -> str:
        taxonomy = self._taxonomy
        above = taxonomy.ancestors(slug) if taxonomy is not None and slug in taxonomy else ()
        line = (slug, *above)
        return next((one for one in line if one in self.groups), slug)


def _taxonomy(language: str) -> Taxonomy | None:
    """Load the accents of the campaign's language; None where that language has no taxonomy."""
    try:
        return load_taxonomy(language)
    except TaxonomyError:
        return None


def _name(slug: str, taxonomy: Taxonomy | None, language: str) -> str:
    if taxonomy is None or (slug not in taxonomy and slug not in GROUP_NAMES):
        return slug  # an accent of another language
    return group_name(slug, taxonomy, language)
