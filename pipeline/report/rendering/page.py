"""The report as one HTML page that needs nothing beside it but the recordings it links to.

The page carries its style and its plots; a content security policy by hash (W3C CSP 3) lets no
other style or script run, whatever a speaker or a recogniser wrote.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from pipeline.locale.catalogue import Messages
from pipeline.locale.numbers import EN_DASH
from pipeline.locale.sanitise import sanitise
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.differences import shown_utterances
from pipeline.report.plots.plots import Plot, coverage_plot, forest_plot, ratio_plot
from pipeline.report.rendering.blocks import (
    EvidenceBlock,
    make_blocks,
    selection_parts,
    system_parts,
)
from pipeline.report.rows import comparison, group_rows, write_title
from pipeline.report.sentences import any_differs, findings, nobody_disclosed
from pipeline.report.tables.basic import (
    ShownTable,
    basis_tables,
    counts_table,
    coverage_table,
    gap_table,
    group_table,
)
from pipeline.report.tables.work import work_sentences, work_tables
from pipeline.report.three_sentences import three_sentences
from pipeline.results.disparity import Totals

WORD_JOINER = "\u2060"
_SEVERAL = 2
_MOST_ROWS = 80  # of a table of evidence, so that nine systems and their words stay one small page
METHODS = ("wer", "interval", "effective", "gap", "verdict", "detectable", "nothing", "aside")


@dataclass(frozen=True)
class PageSection:
    """One grouping as the page shows it; `id` is unique on the page.

    Where nobody disclosed anything there are sentences and no table. Where a group was shown to
    differ, a caution follows the sentences.
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    plots: tuple[Plot, ...]
    table: ShownTable | None
    details: tuple[ShownTable, ...]
    blocks: tuple[EvidenceBlock, ...] = ()
    differs: bool = False


def render_html(contents: ReportContents) -> str:
    """The report as a self-contained HTML document.

    Args:
        contents: What to say.

    Returns:
        A complete document in the report's language; no reference leaves the report's folder.
    """
    messages = Messages(contents.language)
    style, script = _source("report.css.jinja"), _source("report.js.jinja")
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            contents=contents,
            t=messages,
            n=messages.numbers,
            sanitise=sanitise,
            unbroken=unbroken,
            found=three_sentences(contents),
            facts=about(contents),
            keys=key_numbers(contents),
            sections=[
                _section(place, grouping, contents)
                for place, grouping in enumerate(contents.ordered_groupings(), start=1)
            ],
            coverage=(coverage_plot(contents), coverage_table(contents)),
            missing=[sanitise(name) for name in contents.missing_groups],
            selection=selection_parts(contents),
            systems=system_parts(contents),
            basis=basis_tables(contents),
            worst=shown_utterances(contents.worst),
            work=(work_sentences(contents), work_tables(contents)),
            most_rows=_MOST_ROWS,
            methods=[messages(f"method.{each}") for each in METHODS],
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def unbroken(text: str) -> str:
    """Text whose ranges of numbers no line end may part.

    Example:
        >>> len(unbroken("1.10\N{EN DASH}1.60"))
        11
    """
    return text.replace(EN_DASH, f"{WORD_JOINER}{EN_DASH}{WORD_JOINER}")


def about(contents: ReportContents) -> tuple[tuple[str, str], ...]:
    """What the report is about, as pairs of a name and a text; empty ones are left out."""
    messages = Messages(contents.language)
    groupings = contents.ordered_groupings()
    against = comparison(groupings[0], messages) if groupings else messages.name("group", "rest")
    recogniser = [contents.engine, contents.model, contents.model_version]
    if not any(recogniser):
        recogniser = list(list_systems(contents))
    pairs = (
        ("campaign", sanitise(contents.campaign)),
        ("generated", f"{contents.generated_at:%Y-%m-%d %H:%M} UTC"),
        ("period", _period(contents, messages)),
        ("recogniser", sanitise(" · ".join(part for part in recogniser if part))),
        ("policy", sanitise(contents.policy)),
        ("against", against),
        ("collected", _collected(contents, messages)),
    )
    return tuple((messages(f"about.{key}"), text) for key, text in pairs if text)


def _period(contents: ReportContents, messages: Messages) -> str:
    if contents.period is None:
        return ""
    first, last = contents.period
    return messages("about.period.range", first=first.isoformat(), last=last.isoformat())


def _collected(contents: ReportContents, messages: Messages) -> str:
    totals = contents.totals
    if not totals.utterances:
        return ""
    text = messages(
        "about.collected.of",
        utterances=messages.count("n.utterances", totals.utterances),
        speakers=messages.count("n.speakers", totals.speakers),
    )
    if totals.hours is None:
        return text
    return f"{text}, {messages('about.hours', n=messages.numbers.hours(totals.hours))}"


def list_systems(contents: ReportContents) -> tuple[str, ...]:
    """The systems that the groupings are about, in their order; empty where none is named."""
    named = (each.result.system for each in contents.ordered_groupings())
    return tuple(dict.fromkeys(sanitise(name) for name in named if name))


def key_numbers(contents: ReportContents) -> tuple[tuple[str, str, str], ...]:
    """The numbers of the first screen, at most four: a number, what it is, what to read it with.

    Of several systems it says how many they are; without known speakers it counts none.
    """
    messages, numbers = Messages(contents.language), Messages(contents.language).numbers
    groupings = contents.ordered_groupings()
    if not groupings:
        return ()
    totals = groupings[0].result.totals
    systems, effective = list_systems(contents), totals.speakers_effective
    alone = effective is None or totals.speakers == 1
    worth = "" if alone else messages("key.effective", n=numbers.integer(effective))
    left_out = sum(contents.left_out.values())
    tiles = (
        _rate_tile(totals, messages)
        if len(systems) < _SEVERAL
        else (str(len(systems)), messages("key.systems"), ""),
        (
            numbers.integer(totals.speakers),
            messages.count("key.speakers", totals.speakers),
            worth,
        ),
        (
            numbers.integer(totals.utterances),
            messages.count("key.utterances", totals.utterances),
            messages.count("key.left_out", left_out) if left_out else "",
        ),
        (
            numbers.integer(totals.words),
            messages.count("key.words", totals.words),
            "",
        ),
    )
    return (tiles[0], *tiles[2:]) if totals.speakers is None else tiles


def _rate_tile(totals: Totals, messages: Messages) -> tuple[str, str, str]:
    span = messages.numbers.percent_range(*totals.wer_limits)
    rate = messages.numbers.percent(totals.wer)
    return rate, messages("key.wer"), messages("key.interval", range=span)


def _section(place: int, grouping: Grouping, contents: ReportContents) -> PageSection:
    messages = Messages(contents.language)
    place_and_title = (f"grouping-{place}", write_title(grouping, messages))
    if nobody_disclosed(group_rows(grouping, messages)):
        return PageSection(*place_and_title, findings(grouping, contents), (), None, ())
    plots = (forest_plot(grouping, messages), ratio_plot(grouping, messages))
    details = (
        gap_table(grouping, messages),
        counts_table(grouping, messages),
    )
    return PageSection(
        *place_and_title,
        sentences=findings(grouping, contents),
        plots=tuple(plot for plot in plots if plot is not None),
        table=group_table(grouping, messages),
        details=tuple(table for table in details if table is not None),
        blocks=make_blocks(grouping, messages),
        differs=any_differs(grouping, messages),
    )


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _source(name: str) -> str:
    folder = resources.files("pipeline.report.rendering") / "templates"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
