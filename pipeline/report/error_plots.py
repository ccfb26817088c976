"""Small plots of each kind of error by group, side by side on one scale."""

from pipeline.report.contents import Grouping
from pipeline.report.evidence_tables import Row, shown_group
from pipeline.report.messages import Messages
from pipeline.report.numbers import known
from pipeline.report.plots import ROW_HEIGHT, TOP, Mark, Plot, Scale, linear_scale
from pipeline.report.rows import group_rows
from pipeline.report.widths import clipped

_TYPES = ("substitutions", "deletions", "insertions")
_NAME_WIDTH = 24
_FEWEST = 2


def error_plots(grouping: Grouping, messages: Messages) -> tuple[Plot, ...]:
    """One plot a kind of error, of the groups with enough speakers; none of fewer than two."""
    order = [row.group for row in group_rows(grouping, messages) if row.reported]
    told = {
        (row["type"], row["group"]): row
        for row in grouping.evidence.error_types
        if _has_interval(row) and row["group"] in order
    }
    groups = [group for group in order if any((kind, group) in told for kind in _TYPES)]
    if len(groups) < _FEWEST:
        return ()
    scale, ticks = linear_scale(_reach(list(told.values())), messages)
    plots = []
    for kind in _TYPES:
        rows = [told.get((kind, group), {"group": group}) for group in groups]
        known_rows = [row for row in rows if "rate" in row]
        if known_rows:
            marks = tuple(
                _mark(place, row, scale, grouping, messages) for place, row in enumerate(rows)
            )
            title = messages("plot.errors", type=messages(f"type.{kind}"))
            desc = _words(known_rows, grouping, messages)
            plots.append(Plot("errors", title, desc, marks, ticks, None))
    return tuple(plots)


def _has_interval(row: Row) -> bool:
    return None not in (known(row.get("rate")), known(row.get("rate_high")))


def _reach(told: list[Row]) -> float:
    """How far the scale goes: the widest intervals, those of a few people, may leave it."""
    most = max(float(row["rate"]) for row in told)
    return max([most, *(float(row["rate_high"]) for row in told if row["rate_high"] <= 2 * most)])


def _mark(place: int, row: Row, scale: Scale, grouping: Grouping, messages: Messages) -> Mark:
    rate, low, high = (known(row.get(key)) for key in ("rate", "rate_low", "rate_high"))
    return Mark(
        label=clipped(shown_group(row, grouping, messages), _NAME_WIDTH),
        value=messages.numbers.percent(rate),
        speakers="",
        y=TOP + place * ROW_HEIGHT,
        shape="circle",
        x=None if rate is None else scale.place(rate),
        low=scale.place(low or 0.0),
        high=None if high is None else scale.place(high),
        high_clipped=scale.beyond(high),
    )


def _words(rows: list[Row], grouping: Grouping, messages: Messages) -> str:
    least, most = min(rows, key=lambda row: row["rate"]), max(rows, key=lambda row: row["rate"])
    percent = messages.numbers.percent
    return messages(
        "plot.errors.desc",
        low=percent(least["rate"]),
        low_group=shown_group(least, grouping, messages),
        high=percent(most["rate"]),
        high_group=shown_group(most, grouping, messages),
    )
