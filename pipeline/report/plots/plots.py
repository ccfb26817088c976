"""Where everything of a plot goes; the template draws it as inline SVG.

Places across are percentages of the plot's width, so that a plot stretches with the page and its
letters keep their size on a phone; heights are CSS pixels. Shapes carry what colours carry: a
filled circle has enough speakers, a diamond was shown to differ, a hollow circle has too few
speakers. Intervals that leave the scale end in an arrow.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.locale.catalogue import Messages
from pipeline.locale.numbers import known
from pipeline.locale.sanitise import sanitise
from pipeline.locale.widths import clipped
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rows import GroupRow, comparison, group_rows
from pipeline.results.verdicts import GroupVerdict

Shape = Literal["circle", "diamond", "hollow", "bar"]

ROW_HEIGHT = 44
TOP = 26
AXIS_HEIGHT = 30
_EDGE, _SPAN = 1.5, 97.0
_NAME_WIDTH = 30
_MOST_TICKS = 6
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_FINE_TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0)
_COARSE_TICKS = (0.05, 0.1, 0.2, 0.33, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
_FINE_SPAN = 2.4
_LEAST_RATIO, _MOST_RATIO = 0.05, 20.0
_ROOM = 1.08
_SMALL_GROUP_ROOM = 1.15
_NEAR = 1.5


@dataclass(frozen=True)
class Mark:
    """One row: its label, its value in words, and the places of its point and interval.

    `speakers` stands behind the value where there is room, and in the table in any case. Places
    are percentages across; null where there is nothing to draw. `expected` is the place of a
    second mark, on bars only.
    """

    label: str
    value: str
    speakers: str
    y: int
    shape: Shape
    x: float | None
    low: float | None
    high: float | None
    low_clipped: bool = False
    high_clipped: bool = False
    expected: float | None = None


@dataclass(frozen=True)
class Tick:
    """A place on the axis and its label."""

    x: float
    label: str


@dataclass(frozen=True)
class Plot:
    """Everything the template needs to draw one plot and to name it."""

    kind: Literal["forest", "ratio", "coverage", "errors"]
    title: str
    desc: str
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    line: Tick | None

    @property
    def axis_y(self) -> int:
        """Height at which the axis stands."""
        return TOP + ROW_HEIGHT * len(self.marks)

    @property
    def height(self) -> int:
        """Height of the whole plot."""
        return self.axis_y + AXIS_HEIGHT

    @property
    def any_clipped(self) -> bool:
        """Whether an arrow needs its legend."""
        return any(mark.low_clipped or mark.high_clipped for mark in self.marks)

    def uses(self, shape: Shape) -> bool:
        """Whether a shape occurs and needs its legend."""
        return any(mark.shape == shape and mark.x is not None for mark in self.marks)


@dataclass(frozen=True)
class Scale:
    """A linear or logarithmic scale from `low` to `high` onto the width of a plot.

    Example:
        >>> Scale(0.5, 2.0, logarithmic=True).place(1.0)
        50.0
    """

    low: float
    high: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Percentage across at which a value stands; values off the scale stand at its end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(_EDGE + _SPAN * share, 2)

    def beyond(self, value: float | None) -> bool:
        """Whether a value lies off the scale."""
        return value is not None and not self.low <= value <= self.high


def forest_plot(grouping: Grouping, messages: Messages) -> Plot | None:
    """Rates with intervals, one row a group; null where no group has a rate."""
    rows = [row for row in group_rows(grouping, messages) if row.totals.wer is not None]
    if not rows:
        return None
    scale, ticks = linear_scale(_rate_reach(rows), messages)
    everyone = grouping.result.totals.wer
    return Plot(
        kind="forest",
        title=messages("plot.forest"),
        desc=_forest_words(rows, everyone, messages),
        marks=tuple(_rate_mark(place, row, scale, messages) for place, row in enumerate(rows)),
        ticks=ticks,
        line=None
        if everyone is None
        else Tick(
            scale.place(everyone), messages("plot.all", wer=messages.numbers.percent(everyone))
        ),
    )


def _rate_reach(rows: Sequence[GroupRow]) -> float:
    limits = [row.limits[1] for row in rows if row.reported]
    points = [_rate(row) * _SMALL_GROUP_ROOM for row in rows]
    reach = max([limit for limit in limits if limit is not None] + points)
    # Of small groups the intervals that end near by; wide ones would press all others flat.
    near = [high for row in rows if (high := row.limits[1]) and high <= reach * _NEAR]
    return max([reach, *near])


def _rate(row: GroupRow) -> float:
    return row.totals.wer or 0.0


def _forest_words(rows: Sequence[GroupRow], everyone: float | None, messages: Messages) -> str:
    least, most = min(rows, key=_rate), max(rows, key=_rate)
    percent = messages.numbers.percent
    return messages(
        "plot.forest.desc",
        low=percent(_rate(least)),
        low_group=least.name,
        high=percent(_rate(most)),
        high_group=most.name,
        all=percent(everyone),
    )


def _rate_mark(place: int, row: GroupRow, scale: Scale, messages: Messages) -> Mark:
    low, high = row.limits
    if low is None and high is not None:
        low = 0.0  # an exact upper bound alone reaches down to nothing
    return Mark(
        label=clipped(row.name, _NAME_WIDTH),
        value=messages.numbers.percent(row.totals.wer),
        speakers=_speakers(row.totals.speakers, messages),
        y=TOP + place * ROW_HEIGHT,
        shape=_shape(row),
        x=scale.place(_rate(row)),
        low=None if low is None else scale.place(low),
        high=None if high is None else scale.place(high),
        high_clipped=scale.beyond(high),
    )


def _speakers(number: int | None, messages: Messages) -> str:
    return "" if number is None else messages.count("n.speakers", number)


def _shape(row: GroupRow) -> Shape:
    if row.verdict.differs:
        return "diamond"
    withheld = row.verdict in (GroupVerdict.WITHHELD, GroupVerdict.SPEAKERS_UNKNOWN)
    return "circle" if row.reported and not withheld else "hollow"


def linear_scale(reach: float, messages: Messages) -> tuple[Scale, tuple[Tick, ...]]:
    """A scale of rates from nothing to a little beyond `reach`, with its ticks."""
    reach = max(reach * _ROOM, _STEPS[0])
    step = next((each for each in _STEPS if reach / each < _MOST_TICKS), reach)
    scale = Scale(0.0, reach)
    values = [step * place for place in range(int(reach / step) + 1)]
    percent = messages.numbers.percent
    return scale, tuple(Tick(scale.place(each), percent(each, digits=0)) for each in values)


def ratio_plot(grouping: Grouping, messages: Messages) -> Plot | None:
    """Ratios with intervals on a logarithmic axis; null where no ratio is known."""
    ratios = [(row, row.gap.ratio) for row in group_rows(grouping, messages)]
    rows = [(row, ratio) for row, ratio in ratios if ratio]
    if not rows:
        return None
    scale, ticks = _logarithmic(_ratio_reach(row for row, _ in rows), messages)
    against = comparison(grouping, messages)
    return Plot(
        kind="ratio",
        title=messages("plot.ratio", against=against),
        desc=messages("plot.ratio.desc", against=against),
        marks=tuple(
            _ratio_mark(place, row, ratio, scale, messages)
            for place, (row, ratio) in enumerate(rows)
        ),
        ticks=ticks,
        line=Tick(scale.place(1.0), ""),
    )


def _ratio_reach(rows: Iterable[GroupRow]) -> tuple[float, float]:
    values = [1.0]
    for row in rows:
        limits = row.gap.ratio_limits if row.reported else ()
        values += [value for value in (row.gap.ratio, *limits) if value]
    return (
        max(min(min(values) / _ROOM, 1 / _FINE_TICKS[6]), _LEAST_RATIO),
        min(max(max(values) * _ROOM, _FINE_TICKS[6]), _MOST_RATIO),
    )


def _logarithmic(reach: tuple[float, float], messages: Messages) -> tuple[Scale, tuple[Tick, ...]]:
    low, high = reach
    scale = Scale(low, high, logarithmic=True)
    values = _FINE_TICKS if high / low < _FINE_SPAN else _COARSE_TICKS
    ratio = messages.numbers.ratio
    return scale, tuple(
        Tick(scale.place(each), ratio(each)) for each in values if low <= each <= high
    )


def _ratio_mark(place: int, row: GroupRow, ratio: float, scale: Scale, messages: Messages) -> Mark:
    low, high = row.gap.ratio_limits
    return Mark(
        label=clipped(row.name, _NAME_WIDTH),
        value=messages("plot.times", ratio=messages.numbers.ratio(ratio)),
        speakers="",
        y=TOP + place * ROW_HEIGHT,
        shape=_shape(row),
        x=scale.place(ratio),
        low=None if low is None else scale.place(low),
        high=None if high is None else scale.place(high),
        low_clipped=scale.beyond(low),
        high_clipped=scale.beyond(high),
    )


def coverage_plot(contents: ReportContents) -> Plot | None:
    """Shares of speakers as bars, with the share expected as a diamond; null without shares."""
    rows = [row for row in contents.coverage if known(row.share) is not None]
    if not rows:
        return None
    messages = Messages(contents.language)
    reach = [
        known(value) or 0.0
        for row in rows
        for value in (row.share, row.share_high, row.expected_share)
    ]
    scale, ticks = linear_scale(max(reach), messages)
    percent = messages.numbers.percent
    marks = []
    for place, row in enumerate(rows):
        low, high, expected = map(known, (row.share_low, row.share_high, row.expected_share))
        marks.append(
            Mark(
                label=clipped(sanitise(row.name), _NAME_WIDTH),
                value=percent(row.share),
                speakers=messages.count("n.speakers", row.speakers),
                y=TOP + place * ROW_HEIGHT,
                shape="bar",
                x=scale.place(known(row.share) or 0.0),
                low=None if low is None else scale.place(low),
                high=None if high is None else scale.place(high),
                expected=None if expected is None else scale.place(expected),
            )
        )
    title, desc = messages("plot.coverage"), messages("plot.coverage.desc")
    return Plot("coverage", title, desc, tuple(marks), ticks, None)
