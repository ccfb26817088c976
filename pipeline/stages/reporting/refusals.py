"""What each rule of the collection refused, by accent group, and how often it decided what."""

from collections import Counter

from accents.groups import AccentGroups, group_name
from pipeline.disparity.selection.shares import selection_shares
from pipeline.disparity.terms import Terms
from pipeline.report.contents import DecisionCount, SelectionRow
from pipeline.stages.reporting.material import Material

_REFUSALS = ("rejected", "quarantined")


def selection_by_rule(material: Material, groups: AccentGroups) -> tuple[SelectionRow, ...]:
    """What each rule refused, by accent group, of what was offered and had consent."""
    settings = material.settings.report
    decisions = material.collection.decisions
    decisions = decisions[decisions["outcome"].isin(_REFUSALS) & decisions["utterance_id"].notna()]
    rules = sorted(set(decisions["rule"]))
    if not rules:
        return ()
    members = groups.members[["speaker_id", "group"]].drop_duplicates()
    offered = material.collection.utterances[["utterance_id", "speaker_id"]]
    frame = offered.merge(members, on="speaker_id")
    for rule in rules:
        hit = set(decisions.loc[decisions["rule"] == rule, "utterance_id"])
        frame[rule] = frame["utterance_id"].isin(hit)
    shares = selection_shares(
        frame,
        rules=rules,
        group="group",
        speaker="speaker_id",
        terms=Terms(
            min_speakers=settings.min_speakers,
            min_effective_speakers=settings.min_effective_speakers,
        ),
    )
    return tuple(
        SelectionRow.of(one, group_name(one.group, material.taxonomy, settings.language))
        for one in shares
    )


def decision_counts(material: Material) -> tuple[DecisionCount, ...]:
    """How often the collection decided what, for which reason."""
    held = material.collection.decisions
    counted = Counter(zip(held["outcome"], held["rule"], strict=True))
    return tuple(
        DecisionCount(outcome, "" if rule == "audio_checks" else rule, number)
        for (outcome, rule), number in sorted(counted.items())
    )
