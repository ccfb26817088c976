"""Small plots of each kind of error by group, side by side on one scale."""

from dataclasses import dataclass

from pipeline.locale.catalogue import Messages
from pipeline.locale.widths import clipped
from pipeline.report.contents import Grouping
from pipeline.report.plots.plots import ROW_HEIGHT, TOP, Mark, Plot, Scale, linear_scale
from pipeline.report.rows import display_name, group_rows
from pipeline.report.tables.evidence import shown_group
from pipeline.results.evidence import ErrorType, ErrorTypeRow

_TYPES: tuple[ErrorType, ...] = ("substitutions", "deletions", "insertions")
_NAME_WIDTH = 24
_FEWEST = 2


@dataclass(frozen=True)
class _Told:
    """A rate that has an interval; without errors its lower limit is nothing."""

    row: ErrorTypeRow
    rate: float
    low: float
    high: float


def error_plots(grouping: Grouping, messages: Messages) -> tuple[Plot, ...]:
    """One plot a kind of error, of the groups with enough speakers; none of fewer than two."""
    order = [row.group for row in group_rows(grouping, messages) if row.reported]
    told = {
        (row.type, row.group): _Told(row, row.rate, row.rate_low or 0.0, row.rate_high)
        for row in grouping.evidence.error_types
        if row.rate is not None and row.rate_high is not None and row.group in order
    }
    groups = [group for group in order if any((kind, group) in told for kind in _TYPES)]
    if len(groups) < _FEWEST:
        return ()
    scale, ticks = linear_scale(_reach(list(told.values())), messages)
    plots = []
    for kind in _TYPES:
        rows = [(group, told.get((kind, group))) for group in groups]
        known_rows = [row for _, row in rows if row is not None]
        if known_rows:
            marks = tuple(
                _mark(place, display_name(group, grouping.names, messages), row, scale, messages)
                for place, (group, row) in enumerate(rows)
            )
            title = messages("plot.errors", type=messages(f"type.{kind}"))
            desc = _words(known_rows, grouping, messages)
            plots.append(Plot("errors", title, desc, marks, ticks, None))
    return tuple(plots)


def _reach(told: list[_Told]) -> float:
    """How far the scale goes: the widest intervals, those of a few people, may leave it."""
    most = max(each.rate for each in told)
    return max([most, *(each.high for each in told if each.high <= 2 * most)])


def _mark(place: int, name: str, told: _Told | None, scale: Scale, messages: Messages) -> Mark:
    """The mark of a group; of one without an interval its name alone."""
    return Mark(
        label=clipped(name, _NAME_WIDTH),
        value=messages.numbers.percent(told.rate if told else None),
        speakers="",
        y=TOP + place * ROW_HEIGHT,
        shape="circle",
        x=scale.place(told.rate) if told else None,
        low=scale.place(told.low if told else 0.0),
        high=scale.place(told.high) if told else None,
        high_clipped=scale.beyond(told.high) if told else False,
    )


def _words(told: list[_Told], grouping: Grouping, messages: Messages) -> str:
    least, most = min(told, key=lambda each: each.rate), max(told, key=lambda each: each.rate)
    percent = messages.numbers.percent
    return messages(
        "plot.errors.desc",
        low=percent(least.rate),
        low_group=shown_group(least.row, grouping, messages),
        high=percent(most.rate),
        high_group=shown_group(most.row, grouping, messages),
    )
