"""Groups and gaps brought together, one row a group, as readers see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import isolated, sanitise
from pipeline.report.contents import Grouping
from pipeline.results.disparity import Disparity, Gap, Totals
from pipeline.results.verdicts import GroupVerdict, Status
from pipeline.tables import UNDISCLOSED

_KEPT_IN_ORDER = ("age_band",)


@dataclass(frozen=True)
class GroupRow:
    """One group of a grouping: its counts, its gap to the comparison, and the verdict.

    Attributes:
        group: The group as the tables name it.
        name: The group as readers see it, sanitised.
        totals: Its counts and its rate.
        status: Whether its speakers are enough.
        gap: Its gap; one in which nothing is known where it is compared with nothing.
        is_compared: Whether it has a gap.
        verdict: What may be said of it.
    """

    group: str
    name: str
    totals: Totals
    status: Status
    gap: Gap
    is_compared: bool
    verdict: GroupVerdict

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lower and upper 95 % limit of the rate."""
        return self.totals.wer_limits

    @property
    def reported(self) -> bool:
        """Whether the group has enough speakers to be compared."""
        return self.status == "reported"


def display_name(group: str, names: Mapping[str, str], messages: Messages) -> str:
    """How readers see a group: as named, else in words we know, else as it is.

    Example:
        >>> display_name("undisclosed", {}, Messages("en"))
        'Not disclosed'
    """
    if group not in names and messages.has(f"group.{group}"):
        return messages(f"group.{group}")
    return isolated(sanitise(names.get(group, group)))


def comparison(grouping: Grouping, messages: Messages) -> str:
    """What the groups of a grouping are compared with, as readers see it."""
    return display_name(grouping.result.against, grouping.names, messages)


def write_title(grouping: Grouping, messages: Messages) -> str:
    """The heading of a grouping; of a column we do not know, its name.

    Example:
        >>> write_title(Grouping("mother_tongue", Disparity()), Messages("en"))
        'By mother_tongue'
    """
    if grouping.title:
        return sanitise(grouping.title)
    if messages.has(f"grouping.{grouping.key}"):
        return messages(f"grouping.{grouping.key}")
    return messages("grouping.column", column=isolated(sanitise(grouping.key)))


def group_rows(grouping: Grouping, messages: Messages) -> tuple[GroupRow, ...]:
    """The rows of a grouping: groups that may be judged first, highest rate first.

    Age bands keep the order given, which is that of age.
    """
    rows = [
        GroupRow(
            group=group.group,
            name=display_name(group.group, grouping.names, messages),
            totals=group.totals,
            status=group.status,
            gap=gap or _no_gap(group.group, grouping.result, group.status),
            is_compared=gap is not None,
            verdict=verdict,
        )
        for group, gap, verdict in grouping.result.judged()
    ]
    if grouping.key in _KEPT_IN_ORDER:
        return tuple(rows)
    return tuple(sorted(rows, key=_place))


def row_of_all(result: Disparity, messages: Messages) -> GroupRow:
    """All groups together as one more row, which is compared with nothing."""
    return GroupRow(
        group="all",
        name=messages("group.all"),
        totals=result.totals,
        status="reported",
        gap=_no_gap("all", result, "reported"),
        is_compared=False,
        verdict=GroupVerdict.NOT_COMPARED,
    )


def _no_gap(group: str, result: Disparity, status: Status) -> Gap:
    return Gap(group=group, against=result.against, status=status)


def _place(row: GroupRow) -> tuple[bool, bool, float, str]:
    rate = row.totals.wer
    return (
        row.group == UNDISCLOSED,
        not row.reported,
        -rate if rate is not None else 1.0,
        row.name,
    )
