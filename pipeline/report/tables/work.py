"""Who did this work, as sentences and tables."""

from collections.abc import Sequence

from pipeline.locale.catalogue import Messages
from pipeline.locale.numbers import EN_DASH, Numbers
from pipeline.locale.sanitise import isolated, sanitise
from pipeline.report.contents import ReportContents
from pipeline.report.tables.basic import Heading, ShownTable
from pipeline.report.work_done import Refusal, WorkCell, WorkDone


def work_sentences(contents: ReportContents) -> tuple[str, ...]:
    """What is told in words; empty where nobody worked."""
    messages, work = Messages(contents.language), contents.work
    if work is None:
        return ()
    if work.people is None:
        return (messages("work.few", least=messages.numbers.integer(work.least)),)
    numbers = messages.numbers
    told = messages(
        "work.all",
        people=messages.count("n.people", work.people),
        answers=messages.count("n.answers", work.answers),
        hours=numbers.hours(work.hours),
        first=str(work.first),
        last=str(work.last),
    )
    return (told, *_paid(work, messages), *_floor(work, messages), *_withheld(work, messages))


def work_tables(contents: ReportContents) -> tuple[ShownTable, ...]:
    """Regions, accents and refusals; none where they may not be told."""
    messages, work = Messages(contents.language), contents.work
    if work is None or work.people is None:
        return ()
    tables = (
        _cells("work_regions", "region", work.regions, work, messages),
        _cells("work_accents", "known_accent", work.accents, work, messages),
        _refusals(work.refusals, messages),
    )
    return tuple(table for table in tables if table is not None)


def _paid(work: WorkDone, messages: Messages) -> list[str]:
    if not work.currency:
        return [messages("work.unpaid")]
    numbers = messages.numbers
    people = messages.count("n.people", work.people_paid)
    key = "work.hourly.few" if work.hourly is None else "work.hourly"
    sentences = [
        messages(
            key,
            hourly=_money(work.hourly, numbers),
            currency=work.currency,
            people=people,
            range=_range(work.hourly_low, work.hourly_high, numbers),
        )
    ]
    if work.median is not None:
        sentences.append(
            messages(
                "work.median" if work.lowest is None else "work.spread",
                people=people,
                median=_money(work.median, numbers),
                currency=work.currency,
                low=_money(work.lowest, numbers),
                high=_money(work.highest, numbers),
            )
        )
    return sentences


def _floor(work: WorkDone, messages: Messages) -> list[str]:
    if work.few_below_floor:
        return [messages("work.floor.few", least=messages.numbers.integer(work.least))]
    if work.below_floor is None:
        return []
    return [
        messages(
            "work.floor" if work.below_floor else "work.floor.none",
            n=messages.numbers.integer(work.below_floor),
            people=messages.count("n.people", work.people_paid),
        )
    ]


def _withheld(work: WorkDone, messages: Messages) -> list[str]:
    least = messages.numbers.integer(work.least)
    return [
        messages("work.withheld", title=messages(f"table.{key}"), least=least)
        for key, cells in (("work_regions", work.regions), ("work_accents", work.accents))
        if not cells
    ]


def _cells(
    key: str, heading: str, cells: Sequence[WorkCell], work: WorkDone, messages: Messages
) -> ShownTable | None:
    if not cells:
        return None
    numbers, is_paid = messages.numbers, bool(work.currency)
    columns = [Heading(messages(f"col.{heading}"), numeric=False)]
    columns += [Heading(messages(f"col.{each}")) for each in ("people", "answers", "hours")]
    if is_paid:
        columns.append(Heading(messages("col.hourly", currency=work.currency)))
        columns.append(Heading(messages("col.interval")))
    rows = []
    for cell in cells:
        row = (
            _name(cell, messages),
            numbers.integer(cell.people),
            numbers.integer(cell.answers),
            numbers.hours(cell.hours),
        )
        limits = _range(cell.hourly_low, cell.hourly_high, numbers)
        rows.append((*row, _money(cell.hourly, numbers), limits) if is_paid else row)
    return ShownTable(messages(f"table.{key}"), tuple(columns), tuple(rows))


def _name(cell: WorkCell, messages: Messages) -> str:
    names = [isolated(sanitise(name)) if name else messages("work.not_said") for name in cell.names]
    if len(names) == 1:
        return names[0]
    return messages("work.together", names=messages.listed(names))


def _refusals(refusals: Sequence[Refusal], messages: Messages) -> ShownTable | None:
    numbers = messages.numbers
    rows = tuple(
        (
            messages.name("refusal", each.kind),
            numbers.integer(each.answers),
            numbers.integer(each.of),
            numbers.percent(each.share),
            numbers.percent_range(each.low, each.high),
        )
        for each in refusals
    )
    if not rows:
        return None
    columns = (
        Heading(messages("col.refusal"), numeric=False),
        *(Heading(messages(f"col.{each}")) for each in ("number", "of", "share", "interval")),
    )
    return ShownTable(messages("table.refusals"), columns, rows)


def _money(value: float | None, numbers: Numbers) -> str:
    return numbers.decimal(value, digits=2)


def _range(low: float | None, high: float | None, numbers: Numbers) -> str:
    if low is None or high is None:
        return numbers.null
    return f"{_money(low, numbers)}{EN_DASH}{_money(high, numbers)}"
