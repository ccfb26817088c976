"""Groups and gaps brought together, one row a group, with what may be said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.report.contents import Grouping
from pipeline.report.messages import Messages
from pipeline.report.numbers import known
from pipeline.report.strangers import harmless, isolated

Verdict = Literal[
    "worse",
    "better",
    "cannot_say",
    "withheld",
    "unknown_speakers",
    "no_errors",
    "comparison",
    "not_compared",
]

SIGNIFICANT_BELOW = 0.05
UNDISCLOSED = "undisclosed"
REST = "rest"
_KEPT_IN_ORDER = ("age_band",)


@dataclass(frozen=True)
class GroupRow:
    """One group of a grouping: its counts, its gap to the comparison, and the verdict.

    Attributes:
        group: The group as the tables name it.
        name: The group as readers see it, harmless.
        counts: Its object in `groups`.
        gap: Its object in `gaps`; empty where it has none.
        verdict: What may be said of it.
    """

    group: str
    name: str
    counts: Mapping[str, Any]
    gap: Mapping[str, Any]
    verdict: Verdict

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lower and upper 95 % limit of the rate."""
        return rate_limits(self.counts)

    @property
    def reported(self) -> bool:
        """Whether the group has enough speakers to be compared."""
        return self.counts.get("status") == "reported"


def rate_limits(counts: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Lower and upper 95 % limit of a rate; without errors there is only an exact upper one."""
    return known(counts.get("wer_low")), known(counts.get("wer_high"))


def display_name(group: str, names: Mapping[str, str], messages: Messages) -> str:
    """How readers see a group: as named, else in words we know, else as it is.

    Example:
        >>> display_name("undisclosed", {}, Messages("en"))
        'Not disclosed'
    """
    if group not in names and messages.has(f"group.{group}"):
        return messages(f"group.{group}")
    return isolated(harmless(names.get(group, group)))


def comparison(grouping: Grouping, messages: Messages) -> str:
    """What the groups of a grouping are compared with, as readers see it."""
    return display_name(str(grouping.result.get("against") or REST), grouping.names, messages)


def title_of(grouping: Grouping, messages: Messages) -> str:
    """The heading of a grouping; of a column we do not know, its name.

    Example:
        >>> title_of(Grouping("mother_tongue", {}), Messages("en"))
        'By mother_tongue'
    """
    if grouping.title:
        return harmless(grouping.title)
    if messages.has(f"grouping.{grouping.key}"):
        return messages(f"grouping.{grouping.key}")
    return messages("grouping.column", column=isolated(harmless(grouping.key)))


def group_rows(grouping: Grouping, messages: Messages) -> tuple[GroupRow, ...]:
    """The rows of a grouping: groups that may be judged first, highest rate first.

    Age bands keep the order given, which is that of age.
    """
    gaps = {gap["group"]: gap for gap in grouping.result.get("gaps") or ()}
    rows = [
        _row(counts, gaps.get(counts["group"], {}), grouping, messages)
        for counts in grouping.result.get("groups") or ()
    ]
    if grouping.key in _KEPT_IN_ORDER:
        return tuple(rows)
    return tuple(sorted(rows, key=_place))


def _row(
    counts: Mapping[str, Any], gap: Mapping[str, Any], grouping: Grouping, messages: Messages
) -> GroupRow:
    group = str(counts["group"])
    return GroupRow(
        group=group,
        name=display_name(group, grouping.names, messages),
        counts=counts,
        gap=gap,
        verdict=verdict_of(counts, gap, against=str(grouping.result.get("against") or REST)),
    )


def _place(row: GroupRow) -> tuple[bool, bool, float, str]:
    rate = known(row.counts.get("wer"))
    return (
        row.group == UNDISCLOSED,
        not row.reported,
        -rate if rate is not None else 1.0,
        row.name,
    )


def verdict_of(counts: Mapping[str, Any], gap: Mapping[str, Any], *, against: str) -> Verdict:
    """What may be said of a group: a verdict only from enough speakers and an adjusted p-value.

    Args:
        counts: The group's object in `groups`.
        gap: The group's object in `gaps`, or an empty mapping.
        against: The comparison's name.

    Example:
        >>> reported = {"group": "indian", "status": "reported", "errors": 90}
        >>> gap = {"status": "reported", "ratio": 1.8, "p_adjusted": 0.01}
        >>> verdict_of(reported, gap, against="rest")
        'worse'
        >>> verdict_of(reported, {**gap, "p_adjusted": 0.07}, against="rest")
        'cannot_say'
        >>> verdict_of(reported, {**gap, "status": "too_few_speakers"}, against="rest")
        'withheld'
    """
    if counts.get("group") == against:
        return "comparison"
    if counts.get("group") == UNDISCLOSED:
        return "not_compared"
    for status in (counts.get("status"), gap.get("status")):
        if status == "speakers_unknown":
            return "unknown_speakers"
        if status not in (None, "reported"):
            return "withheld"
    if not gap:
        return "not_compared"
    return _judged(counts, gap)


def _judged(counts: Mapping[str, Any], gap: Mapping[str, Any]) -> Verdict:
    ratio, p_adjusted = known(gap.get("ratio")), known(gap.get("p_adjusted"))
    if ratio is None and known(counts.get("errors")) == 0:
        return "no_errors"
    if gap.get("verdict") == "withheld":
        return "withheld"
    if ratio is None or p_adjusted is None or p_adjusted >= SIGNIFICANT_BELOW:
        return "cannot_say"
    return "worse" if ratio > 1 else "better"
