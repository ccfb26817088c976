"""The comparisons of one report: by accent, region, gender, age band, device, accent by gender."""

from collections.abc import Mapping, Sequence

import pandas as pd

from accents.groups import GROUP_NAMES, OTHER, display_names, group_accents
from accents.groups import Grouping as AccentGrouping
from accents.taxonomy import Taxonomy
from pipeline.disparity.assess import assess
from pipeline.disparity.folding import fold_small
from pipeline.report.contents import Folded, Grouping
from pipeline.report.messages import Messages
from pipeline.settings import ReportSettings
from pipeline.stages.scored import Scored
from pipeline.tables import UNDISCLOSED

_PLAIN = ("region", "gender", "age_band", "device")


def accent_groups(
    speaker_accents: pd.DataFrame, taxonomy: Taxonomy, settings: ReportSettings
) -> AccentGrouping:
    """Accents rolled up to groups; the small ones that no parent can hold stay, or are hidden."""
    return group_accents(
        speaker_accents, taxonomy, settings.min_speakers, hide_small=settings.fold_small_groups
    )


def all_groupings(
    scored: Scored,
    groups: AccentGrouping,
    taxonomy: Taxonomy,
    settings: ReportSettings,
    left_out: Sequence[tuple[str, int]],
) -> tuple[Grouping, ...]:
    """Every grouping with at least one group, assessed."""
    if scored.frame.empty or scored.system is None:
        return ()
    names = display_names(groups, taxonomy, settings.language)
    by_accent = _with_accents(scored.frame, groups)
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
    assessor = _Assessor(scored, settings, left_out)
    made = [assessor.grouping("accent", by_accent, "accent_group", names, folded)]
    for column in _PLAIN:
        frame, hidden = _fold(scored.frame, column, settings)
        made.append(assessor.grouping(column, frame, column, _names_of(column, settings), hidden))
    crossed, hidden = _fold(by_accent, "accent_by_gender", settings)
    made.append(assessor.grouping("accent_by_gender", crossed, "accent_by_gender", {}, hidden))
    return tuple(made)


def _with_accents(frame: pd.DataFrame, groups: AccentGrouping) -> pd.DataFrame:
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

    def __init__(
        self, scored: Scored, settings: ReportSettings, left_out: Sequence[tuple[str, int]]
    ) -> None:
        self._system = (
            f"{scored.system.engine} {scored.system.model}".strip() if scored.system else ""
        )
        self._settings = settings
        self._left_out = left_out

    def grouping(
        self,
        key: str,
        frame: pd.DataFrame,
        column: str,
        names: Mapping[str, str],
        folded: tuple[Folded, ...],
    ) -> Grouping:
        """Assess one column; a comparison group that this column lacks becomes the rest."""
        settings = self._settings
        present = set(frame[column])
        result = assess(
            frame,
            group=column,
            speaker="speaker_id",
            system=self._system,
            policy=settings.policy,
            against=settings.against if settings.against in present else "rest",
            min_speakers=settings.min_speakers,
            min_effective_speakers=settings.min_effective_speakers,
            left_out=self._left_out,
            utterance="utterance_id",
        ).as_json()
        shown = {group: name for group, name in names.items() if group in present}
        return Grouping(key, result, names=shown, folded=folded)
