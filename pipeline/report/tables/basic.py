"""The report's tables as data, defined once and set by each renderer in its own way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.locale.catalogue import Messages
from pipeline.locale.numbers import Numbers
from pipeline.locale.sanitise import sanitise
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rows import (
    GroupRow,
    comparison,
    display_name,
    group_rows,
    row_of_all,
    write_title,
)
from pipeline.results.disparity import Totals
from pipeline.results.verdicts import GroupVerdict


@dataclass(frozen=True)
class Heading:
    """A column's heading; `numeric` ones are set flush right, `formula` says how they are made."""

    label: str
    numeric: bool = True
    formula: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A caption, columns, and rows of finished texts; the first cell heads its row.

    `stressed` are the places of rows whose last cell is a difference that was shown. `workings`
    spell out the rows' main number with the counts it comes from.
    """

    caption: str
    columns: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    stressed: tuple[int, ...] = ()
    workings: tuple[str, ...] = ()


def column(key: str, messages: Messages, *, numeric: bool = True) -> Heading:
    """The column of a key, with its formula where it has one."""
    formula = f"formula.{key}"
    return Heading(
        messages(f"col.{key}"), numeric, messages(formula) if messages.has(formula) else ""
    )


def make_columns(words: str, numbers: str, messages: Messages) -> tuple[Heading, ...]:
    """Columns of words, then columns of numbers; keys stand apart by spaces."""
    return (
        *(column(key, messages, numeric=False) for key in words.split()),
        *(column(key, messages) for key in numbers.split()),
    )


Cell = Callable[[Totals, Numbers], str]


_COUNT_COLUMNS: tuple[tuple[str, Cell], ...] = (
    ("speakers", lambda totals, numbers: numbers.integer(totals.speakers)),
    ("effective", lambda totals, numbers: numbers.decimal(totals.speakers_effective)),
    ("busiest", lambda totals, numbers: numbers.percent(totals.busiest_share, digits=0)),
    ("utterances", lambda totals, numbers: numbers.integer(totals.utterances)),
    ("words", lambda totals, numbers: numbers.integer(totals.words)),
    ("errors", lambda totals, numbers: numbers.integer(totals.errors)),
    ("substitutions", lambda totals, numbers: numbers.integer(totals.substitutions)),
    ("deletions", lambda totals, numbers: numbers.integer(totals.deletions)),
    ("insertions", lambda totals, numbers: numbers.integer(totals.insertions)),
    ("empty", lambda totals, numbers: numbers.integer(totals.empty_hypotheses)),
)


def group_table(grouping: Grouping, messages: Messages) -> ShownTable:
    """Rate, ratio and finding of each group: the table to read first."""
    numbers = messages.numbers
    groups = group_rows(grouping, messages)
    rows = tuple(
        (
            row.name,
            numbers.integer(row.totals.speakers),
            numbers.percent(row.totals.wer),
            numbers.percent_range(*row.limits),
            numbers.ratio(row.gap.ratio),
            numbers.ratio_range(*row.gap.ratio_limits),
            finding(row, messages),
        )
        for row in groups
    )
    stressed = (place for place, row in enumerate(groups) if row.verdict.differs)
    columns = (
        *make_columns("group", "speakers wer interval ratio ratio_interval", messages),
        column("verdict", messages, numeric=False),
    )
    caption = messages(
        "table.groups",
        against=comparison(grouping, messages),
        title=write_title(grouping, messages),
    )
    workings = tuple(_working(row, messages) for row in groups)
    return ShownTable(caption, columns, rows, tuple(stressed), workings)


def _working(row: GroupRow, messages: Messages) -> str:
    """A rate spelt out with the counts it is made of."""
    numbers, totals = messages.numbers, row.totals
    rate = {
        "group": row.name,
        "words": messages.count("n.words", totals.words),
        "wer": numbers.percent(totals.wer),
        "errors": numbers.integer(totals.errors),
        "substitutions": numbers.integer(totals.substitutions),
        "deletions": numbers.integer(totals.deletions),
        "insertions": numbers.integer(totals.insertions),
    }
    if totals.speakers is None:
        return messages("working.group.unknown", **rate)
    return messages(
        "working.group",
        speakers=messages.count("n.speakers", totals.speakers),
        effective=numbers.decimal(totals.speakers_effective),
        **rate,
    )


def finding(row: GroupRow, messages: Messages) -> str:
    """A row's verdict in two or three words; for a withheld one, why."""
    if row.verdict is GroupVerdict.WITHHELD and not row.reported:
        return messages.name("status", row.status)
    return messages(f"verdict.{row.verdict}")


def counts_table(grouping: Grouping, messages: Messages) -> ShownTable:
    """All counts of each group, and of all together in the last row."""
    numbers = messages.numbers
    rows = tuple(
        (row.name, *(cell(row.totals, numbers) for _, cell in _COUNT_COLUMNS))
        for row in (*group_rows(grouping, messages), row_of_all(grouping.result, messages))
    )
    columns = make_columns("group", " ".join(key for key, _ in _COUNT_COLUMNS), messages)
    return ShownTable(
        messages("table.counts", title=write_title(grouping, messages)), columns, rows
    )


def gap_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Differences and p-values of each compared group, raw and adjusted; null without gaps."""
    numbers = messages.numbers
    rows = tuple(
        (
            row.name,
            numbers.points(row.gap.difference),
            numbers.points_range(*row.gap.difference_limits),
            numbers.ratio_range(row.gap.ratio_low_simultaneous, row.gap.ratio_high_simultaneous),
            numbers.ratio(row.gap.ratio_detectable),
            numbers.p_value(row.gap.p_value),
            numbers.p_value(row.gap.p_adjusted),
        )
        for row in group_rows(grouping, messages)
        if row.is_compared
    )
    if not rows:
        return None
    columns = make_columns(
        "group", "difference difference_interval simultaneous detectable p p_adjusted", messages
    )
    caption = messages(
        "table.gaps", against=comparison(grouping, messages), title=write_title(grouping, messages)
    )
    return without_unknown(ShownTable(caption, columns, rows), numbers)


def without_unknown(table: ShownTable, numbers: Numbers) -> ShownTable:
    """The table without the columns in which no number is known."""
    kept = [
        place
        for place in range(len(table.columns))
        if not all(row[place] == numbers.null for row in table.rows)
    ]
    return ShownTable(
        table.caption,
        tuple(table.columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in table.rows),
        table.stressed,
    )


def coverage_table(contents: ReportContents) -> ShownTable | None:
    """Speakers and hours of each accent group beside the share expected; null without rows."""
    messages = Messages(contents.language)
    numbers = messages.numbers
    rows = tuple(
        (
            sanitise(row.name),
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


def selection_table(contents: ReportContents) -> ShownTable | None:
    """How often each automatic rule refused each group; null without rows."""
    messages = Messages(contents.language)
    numbers = messages.numbers
    rows = tuple(
        (
            messages.name("reason", sanitise(row.rule)),
            display_name(row.group, _accent_names(contents), messages),
            numbers.integer(row.refused),
            numbers.integer(row.offered),
            numbers.percent(row.rate),
            numbers.percent_range(row.low, row.high),
        )
        for row in contents.selection
    )
    labels = ("refused", "offered", "rate", "share_interval")
    return _plain_table("selection", ("rule", "group"), labels, rows, messages)


def _accent_names(contents: ReportContents) -> Mapping[str, str]:
    groupings = contents.ordered_groupings()
    return groupings[0].names if groupings else {}


def basis_tables(contents: ReportContents) -> tuple[ShownTable, ...]:
    """What the numbers rest on: references, decisions, and what was left out."""
    messages = Messages(contents.language)
    integer = messages.numbers.integer
    references = [
        (messages.name("reference", sanitise(method)), integer(n))
        for method, n in contents.references.items()
    ]
    left_out = [
        (messages.name("reason", sanitise(reason)), integer(n))
        for reason, n in contents.left_out.items()
    ]
    decisions = [
        (
            messages.name("decision", sanitise(each.decision)),
            messages.name("reason", sanitise(each.reason)),
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
    rows: Iterable[tuple[str, ...]],
    messages: Messages,
) -> ShownTable | None:
    columns = make_columns(" ".join(words), " ".join(numbers), messages)
    kept = tuple(rows)
    return ShownTable(messages(f"table.{key}"), columns, kept) if kept else None
