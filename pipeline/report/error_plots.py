"""Small plots of each kind of error by group, side by side on one scale."""

from pipeline.report.contents import Grouping
from pipeline.report.evidence_tables import Row, shown_group
from pipeline.report.messages import Messages
from pipeline.report.numbers import known
from pipeline.report.plots import ROW_HEIGHT, TOP, Mark, Plot, Scale, linear_scale
from pipeline.report.widths import clipped

_TYPES = ("substitutions", "deletions", "insertions")
_NAME_WIDTH = 24
_FEWEST = 2


def error_plots(grouping: Grouping, messages: Messages) -> tuple[Plot, ...]:
    """One plot a kind of error; none where fewer than two groups have an interval."""
    told = [row for row in grouping.evidence.error_types if _has_interval(row)]
    order = [str(row["group"]) for row in grouping.result.get("groups") or ()]
    if len({row["group"] for row in told}) < _FEWEST:
        return ()
    scale, ticks = linear_scale(_reach(told), messages)
    plots = []
    for kind in _TYPES:
        rows = [row for row in told if row["type"] == kind]
        rows.sort(
            key=lambda row: order.index(row["group"]) if row["group"] in order else len(order)
        )
        if rows:
            name = messages(f"type.{kind}")
            title = messages("plot.errors", type=name)
            marks = tuple(
                _mark(place, row, scale, grouping, messages) for place, row in enumerate(rows)
            )
            desc = _words(rows, grouping, messages)
            plots.append(Plot("errors", title, desc, marks, ticks, None))
    return tuple(plots)


def _has_interval(row: Row) -> bool:
    return None not in (known(row.get("rate")), known(row.get("rate_high")))


def _reach(told: list[Row]) -> float:
    """How far the scale goes: the widest intervals, those of a few people, may leave it."""
    most = max(float(row["rate"]) for row in told)
    return max([most, *(float(row["rate_high"]) for row in told if row["rate_high"] <= 2 * most)])


def _mark(place: int, row: Row, scale: Scale, grouping: Grouping, messages: Messages) -> Mark:
    low, high = known(row.get("rate_low")), known(row.get("rate_high"))
    return Mark(
        label=clipped(shown_group(row, grouping, messages), _NAME_WIDTH),
        value=messages.numbers.percent(row["rate"]),
        speakers="",
        y=TOP + place * ROW_HEIGHT,
        shape="circle",
        x=scale.place(row["rate"]),
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
