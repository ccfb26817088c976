"""What each rule of the collection refused, by accent group, and how often it decided what."""

from collections import Counter

import pandas as pd

from accents.groups import Grouping as AccentGrouping
from accents.groups import group_name
from accents.taxonomy import Taxonomy
from pipeline.disparity.selection import selection_shares
from pipeline.io.workspace import Workspace
from pipeline.report.contents import DecisionCount, SelectionRow

_REFUSALS = ("rejected", "quarantined")


def selection_by_rule(
    workspace: Workspace, offered: pd.DataFrame, groups: AccentGrouping, taxonomy: Taxonomy
) -> tuple[SelectionRow, ...]:
    """What each rule refused, by accent group, of what was offered and had consent."""
    settings = workspace.settings.report
    decisions = workspace.store.read("decisions", where={"outcome": _REFUSALS, "stage": "collect"})
    decisions = decisions[decisions["utterance_id"].notna()]
    rules = sorted(set(decisions["rule"]))
    if not rules:
        return ()
    members = groups.members[["speaker_id", "group"]].drop_duplicates()
    frame = offered[["utterance_id", "speaker_id"]].merge(members, on="speaker_id")
    for rule in rules:
        hit = set(decisions.loc[decisions["rule"] == rule, "utterance_id"])
        frame[rule] = frame["utterance_id"].isin(hit)
    shares = selection_shares(
        frame,
        rules=rules,
        group="group",
        speaker="speaker_id",
        min_speakers=settings.min_speakers,
        min_effective_speakers=settings.min_effective_speakers,
    )
    return tuple(
        SelectionRow(
            rule=one.rule,
            group=group_name(one.group, taxonomy, settings.language),
            refused=one.set_aside,
            offered=one.utterances,
            rate=one.share,
            low=one.share_low,
            high=one.share_high,
        )
        for one in shares
    )


def decision_counts(workspace: Workspace) -> tuple[DecisionCount, ...]:
    """How often the collection decided what, for which reason."""
    held = workspace.store.read(
        "decisions", where={"stage": "collect"}, columns=["outcome", "rule"]
    )
    counted = Counter(zip(held["outcome"], held["rule"], strict=True))
    return tuple(
        DecisionCount(outcome, "" if rule == "audio_checks" else rule, number)
        for (outcome, rule), number in sorted(counted.items())
    )
