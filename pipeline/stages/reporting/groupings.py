"""The comparisons of one report: by accent, region, gender, age band, device, accent by gender."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from accents.groups import GROUP_NAMES, OTHER, AccentGroups, display_names, group_accents
from accents.taxonomy import Taxonomy
from pipeline.disparity.adjusted import adjust
from pipeline.disparity.assess import assess
from pipeline.disparity.folding import fold_small
from pipeline.locale.catalogue import Messages
from pipeline.report.contents import Folded, Grouping
from pipeline.results.disparity import Adjusted
from pipeline.results.evidence import Evidence
from pipeline.settings import ReportSettings
from pipeline.stages.evidence.asked import Asked
from pipeline.stages.evidence.covariates import SNR, is_measured, usable_covariates
from pipeline.stages.evidence.gather import gather
from pipeline.stages.evidence.seeded_generators import make_generator
from pipeline.stages.reporting.material import Material
from pipeline.tables import UNDISCLOSED

ACCENT = "accent"
_DRAWN_BY = ("speaker_id", "words", "substitutions", "deletions", "insertions")
_PLAIN = ("region", "gender", "age_band", "device")


def accent_groups(
    speaker_accents: pd.DataFrame, taxonomy: Taxonomy, settings: ReportSettings
) -> AccentGroups:
    """Accents rolled up to groups; the small ones that no parent can hold stay, or are hidden."""
    return group_accents(
        speaker_accents, taxonomy, settings.min_speakers, hide_small=settings.fold_small_groups
    )


def all_groupings(material: Material, groups: AccentGroups) -> tuple[Grouping, ...]:
    """Every grouping with at least one group, assessed, with what stands behind it."""
    texts, taxonomy, settings = material.texts, material.taxonomy, material.settings.report
    if texts.empty or material.scored.system is None:
        return ()
    names = display_names(groups, taxonomy, settings.language)
    by_accent = with_accents(texts, groups)
    labels = by_accent["accent_group"].map(lambda group: names.get(group, group))
    by_accent["accent_by_gender"] = (
        labels + ", " + by_accent["gender"].map(lambda gender: _gender(gender, settings.language))
    )
    folded = tuple(
        Folded(
            _name(fold.group, names, taxonomy, settings.language), names[fold.into], fold.speakers
        )
        for fold in groups.folded
        if fold.into in names
    )
    made = [_assessed(material, ACCENT, by_accent, "accent_group", names, folded)]
    for column in _PLAIN:
        frame, hidden = _fold(texts, column, settings)
        shown = _find_names(column, settings)
        made.append(_assessed(material, column, frame, column, shown, hidden))
    crossed, hidden = _fold(by_accent, "accent_by_gender", settings)
    both = "accent_by_gender"
    made.append(_assessed(material, both, crossed, both, {}, hidden))
    return tuple(made)


def with_accents(frame: pd.DataFrame, groups: AccentGroups) -> pd.DataFrame:
    """One row an utterance and accent group: a speaker may have several accents."""
    members = groups.members.rename(columns={"group": "accent_group"})
    members = members[["speaker_id", "accent_group"]].drop_duplicates()
    return frame.merge(members, on="speaker_id", how="left")


def _fold(
    frame: pd.DataFrame, column: str, settings: ReportSettings
) -> tuple[pd.DataFrame, tuple[Folded, ...]]:
    if not settings.fold_small_groups:
        return frame, ()
    folded = fold_small(frame, group=column, speaker="speaker_id", k=settings.min_speakers)
    listed = tuple(Folded(one.group, one.into, one.speakers) for one in folded.folded)
    return frame.assign(**{column: folded.labels}), listed


def _name(group: str, names: Mapping[str, str], taxonomy: Taxonomy, language: str) -> str:
    if group in names or group in GROUP_NAMES:
        return names.get(group, group)
    return taxonomy.get(group).name(language)


def _gender(gender: str, language: str) -> str:
    """A gender as it stands after an accent's name: `France, femmes`."""
    messages = Messages(language)
    known = messages.has(f"group.{gender}")
    return messages.name("group", gender).lower() if known else str(gender)


def _find_names(column: str, settings: ReportSettings) -> dict[str, str]:
    if column != "region":
        return {}
    from babel import Locale

    return {
        code: name
        for code, name in Locale(settings.language).territories.items()
        if code not in (OTHER, UNDISCLOSED)
    }


def _assessed(
    material: Material,
    key: str,
    frame: pd.DataFrame,
    column: str,
    names: Mapping[str, str],
    folded: tuple[Folded, ...],
) -> Grouping:
    """Assess one column, and gather what stands behind it."""
    asked = material.asked(column, frame)
    found = assess(
        frame,
        group=column,
        speaker=asked.speaker,
        system=asked.system,
        policy=material.scored.counted_under,
        terms=asked.terms,
        left_out=material.scored.left_out,
        utterance=asked.utterance,
        rng=make_generator(frame, [column, *_DRAWN_BY]),
    )
    if key == ACCENT:
        intercept = material.settings.report.random_intercept
        found = replace(found, adjusted=_adjusted(frame, asked, random_intercept=intercept))
    return Grouping(
        key,
        found,
        names={group: name for group, name in names.items() if group in set(frame[column])},
        folded=folded,
        evidence=_evidence(material, frame, asked, words=key == ACCENT),
    )


def _evidence(material: Material, frame: pd.DataFrame, asked: Asked, *, words: bool) -> Evidence:
    """Gather what stands behind one grouping; words and sound only where `words` says so."""
    second = material.second
    return gather(
        frame,
        asked,
        lists=material.lists,
        measures=[SNR] if words and is_measured(frame[SNR]) else [],
        policies={} if second is None else {second.policy: second.alternatives},
        words=words,
    )


def _adjusted(frame: pd.DataFrame, asked: Asked, *, random_intercept: bool) -> tuple[Adjusted, ...]:
    """Adjust the gaps for covariates; none where nothing measured differs."""
    covariates = usable_covariates(frame)
    if not covariates or asked.speaker is None:
        return ()
    found = adjust(
        frame,
        group=asked.group,
        speaker=asked.speaker,
        covariates=covariates,
        terms=asked.terms,
        utterance=asked.utterance,
        random_intercept=random_intercept,
    )
    return found.gaps
