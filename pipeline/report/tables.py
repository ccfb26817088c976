"""The report's tables as data, defined once and set by each renderer in its own way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.messages import Messages
from pipeline.report.numbers import Numbers
from pipeline.report.rows import GroupRow, comparison, display_name, group_rows, title_of
from pipeline.report.strangers import harmless


@dataclass(frozen=True)
class Column:
    """A column's heading; `numeric` ones are set flush right."""

    label: str
    numeric: bool = True


@dataclass(frozen=True)
class Table:
    """A caption, columns, and rows of finished texts; the first cell heads its row.

    `stressed` are the places of rows whose last cell is a difference that was shown.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    stressed: tuple[int, ...] = ()


Cell = Callable[[GroupRow, Numbers], str]


def _count(key: str) -> Cell:
    return lambda row, numbers: numbers.integer(row.counts.get(key))


_COUNT_COLUMNS: tuple[tuple[str, Cell], ...] = (
    ("col.speakers", _count("speakers")),
    ("col.effective", lambda row, numbers: numbers.decimal(row.counts.get("speakers_effective"))),
    (
        "col.busiest",
        lambda row, numbers: numbers.percent(row.counts.get("busiest_share"), digits=0),
    ),
    ("col.utterances", _count("utterances")),
    ("col.words", _count("words")),
    ("col.errors", _count("errors")),
    ("col.substitutions", _count("substitutions")),
    ("col.deletions", _count("deletions")),
    ("col.insertions", _count("insertions")),
    ("col.empty", _count("empty_hypotheses")),
)


def group_table(grouping: Grouping, messages: Messages) -> Table:
    """Rate, ratio and finding of each group: the table to read first."""
    numbers = messages.numbers
    groups = group_rows(grouping, messages)
    rows = tuple(
        (
            row.name,
            numbers.integer(row.counts.get("speakers")),
            numbers.percent(row.counts.get("wer")),
            numbers.percent_range(*row.limits),
            numbers.ratio(row.gap.get("ratio")),
            numbers.ratio_range(row.gap.get("ratio_low"), row.gap.get("ratio_high")),
            finding(row, messages),
        )
        for row in groups
    )
    stressed = (place for place, row in enumerate(groups) if row.verdict in ("worse", "better"))
    columns = (
        Column(messages("col.group"), numeric=False),
        Column(messages("col.speakers")),
        Column(messages("col.wer")),
        Column(messages("col.interval")),
        Column(messages("col.ratio")),
        Column(messages("col.ratio_interval")),
        Column(messages("col.verdict"), numeric=False),
    )
    caption = messages(
        "table.groups", against=comparison(grouping, messages), title=title_of(grouping, messages)
    )
    return Table(caption, columns, rows, tuple(stressed))


def finding(row: GroupRow, messages: Messages) -> str:
    """A row's verdict in two or three words; for a withheld one, why."""
    status = str(row.counts.get("status"))
    if row.verdict == "withheld" and status not in ("reported", "None"):
        return messages.name("status", status)
    return messages(f"verdict.{row.verdict}")


def counts_table(grouping: Grouping, messages: Messages) -> Table:
    """All counts of each group, and of all together in the last row."""
    numbers = messages.numbers
    totals = grouping.result.get("totals") or {}
    everyone = GroupRow("all", messages("group.all"), totals, {}, "not_compared")
    rows = tuple(
        (row.name, *(cell(row, numbers) for _, cell in _COUNT_COLUMNS))
        for row in (*group_rows(grouping, messages), *((everyone,) if totals else ()))
    )
    columns = (
        Column(messages("col.group"), numeric=False),
        *(Column(messages(key)) for key, _ in _COUNT_COLUMNS),
    )
    return Table(messages("table.counts", title=title_of(grouping, messages)), columns, rows)


def gap_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Differences and p-values of each compared group, raw and adjusted; null without gaps."""
    numbers = messages.numbers
    rows = tuple(
        (
            row.name,
            numbers.points(row.gap.get("difference")),
            numbers.points_range(row.gap.get("difference_low"), row.gap.get("difference_high")),
            numbers.ratio_range(
                row.gap.get("ratio_low_simultaneous"), row.gap.get("ratio_high_simultaneous")
            ),
            numbers.ratio(row.gap.get("ratio_detectable")),
            numbers.p_value(row.gap.get("p_value")),
            numbers.p_value(row.gap.get("p_adjusted")),
        )
        for row in group_rows(grouping, messages)
        if row.gap
    )
    if not rows:
        return None
    columns = (
        Column(messages("col.group"), numeric=False),
        Column(messages("col.difference")),
        Column(messages("col.difference_interval")),
        Column(messages("col.simultaneous")),
        Column(messages("col.detectable")),
        Column(messages("col.p")),
        Column(messages("col.p_adjusted")),
    )
    caption = messages(
        "table.gaps", against=comparison(grouping, messages), title=title_of(grouping, messages)
    )
    return _without_unknown(Table(caption, columns, rows), numbers)


def _without_unknown(table: Table, numbers: Numbers) -> Table:
    """The table without the columns in which no number is known."""
    kept = [
        place
        for place in range(len(table.columns))
        if not all(row[place] == numbers.null for row in table.rows)
    ]
    return Table(
        table.caption,
        tuple(table.columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in table.rows),
        table.stressed,
    )


def adjusted_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Raw ratios beside those adjusted for covariates; null where none were fitted."""
    numbers = messages.numbers
    raw = {gap["group"]: gap for gap in grouping.result.get("gaps") or ()}
    rows = tuple(
        (
            display_name(str(each["group"]), grouping.names, messages),
            numbers.ratio(raw.get(each["group"], {}).get("ratio")),
            numbers.ratio(each.get("ratio")),
            numbers.ratio_range(each.get("ratio_low"), each.get("ratio_high")),
            numbers.p_value(each.get("p_adjusted")),
        )
        for each in grouping.result.get("adjusted") or ()
    )
    if not rows:
        return None
    columns = (
        Column(messages("col.group"), numeric=False),
        Column(messages("col.ratio")),
        Column(messages("col.adjusted_ratio")),
        Column(messages("col.ratio_interval")),
        Column(messages("col.p_adjusted")),
    )
    return Table(messages("table.adjusted", title=title_of(grouping, messages)), columns, rows)


def coverage_table(contents: ReportContents) -> Table | None:
    """Speakers and hours of each accent group beside the share expected; null without rows."""
    messages = Messages(contents.language)
    numbers = messages.numbers
    rows = tuple(
        (
            harmless(row.name),
            numbers.integer(row.speakers),
            numbers.hours(row.hours),
            numbers.percent(row.share),
            numbers.percent_range(row.share_low, row.share_high),
            numbers.percent(row.expected_share),
            numbers.ratio(row.ratio),
        )
        for row in contents.coverage
    )
    labels = ("speakers", "hours", "share", "interval", "expected", "of_expected")
    return _plain_table("coverage", ("group",), labels, rows, messages)


def selection_table(contents: ReportContents) -> Table | None:
    """How often each automatic rule refused each group; null without rows."""
    messages = Messages(contents.language)
    numbers = messages.numbers
    rows = tuple(
        (
            messages.name("reason", harmless(row.rule)),
            display_name(row.group, _accent_names(contents), messages),
            numbers.integer(row.refused),
            numbers.integer(row.offered),
            numbers.percent(row.rate),
            numbers.percent_range(row.low, row.high),
        )
        for row in contents.selection
    )
    labels = ("refused", "offered", "rate", "interval")
    return _plain_table("selection", ("rule", "group"), labels, rows, messages)


def _accent_names(contents: ReportContents) -> Mapping[str, str]:
    groupings = contents.ordered_groupings()
    return groupings[0].names if groupings else {}


def basis_tables(contents: ReportContents) -> tuple[Table, ...]:
    """What the numbers rest on: references, decisions, and what was left out."""
    messages = Messages(contents.language)
    integer = messages.numbers.integer
    references = [
        (messages.name("reference", harmless(method)), integer(n))
        for method, n in contents.references.items()
    ]
    left_out = [
        (messages.name("reason", harmless(reason)), integer(n))
        for reason, n in contents.left_out.items()
    ]
    decisions = [
        (
            messages.name("decision", harmless(each.decision)),
            messages.name("reason", harmless(each.reason)),
            integer(each.utterances),
        )
        for each in contents.decisions
    ]
    tables = (
        _plain_table("references", ("method",), ("utterances",), references, messages),
        _plain_table("left_out", ("reason",), ("utterances",), left_out, messages),
        _plain_table("decisions", ("decision", "reason"), ("utterances",), decisions, messages),
    )
    return tuple(table for table in tables if table is not None)


def _plain_table(
    key: str,
    words: tuple[str, ...],
    numbers: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    messages: Messages,
) -> Table | None:
    columns = (
        *(Column(messages(f"col.{each}"), numeric=False) for each in words),
        *(Column(messages(f"col.{each}")) for each in numbers),
    )
    kept = tuple(rows)
    return Table(messages(f"table.{key}"), columns, kept) if kept else None
