"""The comparisons of one report: by accent, region, gender, age band, device, accent by gender."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from accents.groups import GROUP_NAMES, OTHER, display_names, group_accents
from accents.groups import Grouping as AccentGrouping
from accents.taxonomy import Taxonomy
from pipeline.disparity.assess import assess
from pipeline.disparity.folding import fold_small
from pipeline.report.contents import Folded, Grouping
from pipeline.report.messages import Messages
from pipeline.settings import ReportSettings
from pipeline.stages.draws import generator_of
from pipeline.stages.report_evidence import Material
from pipeline.tables import UNDISCLOSED

ACCENT = "accent"
_DRAWN_BY = ("speaker_id", "words", "substitutions", "deletions", "insertions")
_PLAIN = ("region", "gender", "age_band", "device")


def accent_groups(
    speaker_accents: pd.DataFrame, taxonomy: Taxonomy, settings: ReportSettings
) -> AccentGrouping:
    """Accents rolled up to groups; the small ones that no parent can hold stay, or are hidden."""
    return group_accents(
        speaker_accents, taxonomy, settings.min_speakers, hide_small=settings.fold_small_groups
    )


def all_groupings(
    material: Material,
    groups: AccentGrouping,
    taxonomy: Taxonomy,
    settings: ReportSettings,
) -> tuple[Grouping, ...]:
    """Every grouping with at least one group, assessed, with what stands behind it."""
    scored = material.scored
    if scored.frame.empty or scored.system is None:
        return ()
    names = display_names(groups, taxonomy, settings.language)
    by_accent = with_accents(scored.frame, groups)
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
    assessor = _Assessor(material, settings)
    made = [assessor.grouping(ACCENT, by_accent, "accent_group", names, folded)]
    for column in _PLAIN:
        frame, hidden = _fold(scored.frame, column, settings)
        made.append(assessor.grouping(column, frame, column, _names_of(column, settings), hidden))
    crossed, hidden = _fold(by_accent, "accent_by_gender", settings)
    made.append(assessor.grouping("accent_by_gender", crossed, "accent_by_gender", {}, hidden))
    return tuple(made)


def with_accents(frame: pd.DataFrame, groups: AccentGrouping) -> pd.DataFrame:
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


def _names_of(column: str, settings: ReportSettings) -> dict[str, str]:
    if column != "region":
        return {}
    from babel import Locale

    return {
        code: name
        for code, name in Locale(settings.language).territories.items()
        if code not in (OTHER, UNDISCLOSED)
    }


class _Assessor:
    """One report's choices, applied to one grouping after another."""

    def __init__(self, material: Material, settings: ReportSettings) -> None:
        self._material = material
        self._settings = settings

    def grouping(
        self,
        key: str,
        frame: pd.DataFrame,
        column: str,
        names: Mapping[str, str],
        folded: tuple[Folded, ...],
    ) -> Grouping:
        """Assess one column; a comparison group that this column lacks becomes the rest."""
        asked = self._material.asked(column, frame, self._settings)
        found = assess(
            frame,
            group=column,
            speaker=asked.speaker,
            system=asked.system,
            policy=self._material.scored.counted_under,
            against=asked.against,
            left_out=self._material.scored.left_out,
            utterance=asked.utterance,
            rng=generator_of(frame, [column, *_DRAWN_BY]),
            **asked.least,
        )
        if key == ACCENT:
            found = replace(found, adjusted=self._material.adjusted(frame, asked))
        return Grouping(
            key,
            found.as_json(),
            names={group: name for group, name in names.items() if group in set(frame[column])},
            folded=folded,
            evidence=self._material.evidence(frame, asked, words=key == ACCENT),
        )
