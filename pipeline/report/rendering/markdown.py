"""The report as Markdown: for a pull request, a chat, a Prefect artifact.

Tables are those of GitHub Flavored Markdown. Whatever other people wrote is escaped, so that it can
neither start a table cell, a link or a tag, nor make a viewer fetch anything.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import isolated, sanitise
from pipeline.report.contents import ReportContents
from pipeline.report.differences import DiffStretch, ShownUtterance, shown_utterances
from pipeline.report.rendering.blocks import Part, make_blocks, selection_parts, system_parts
from pipeline.report.rendering.page import METHODS, about
from pipeline.report.rows import group_rows, write_title
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

_AS_ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in ":.@"}) | str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
)
_SIGNS = re.compile(r"(://|www\.|[&<>@])|([\\`*_{}\[\]#|~])", re.IGNORECASE)
_MOST_ROWS = 15
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def render_markdown(contents: ReportContents) -> str:
    """The report as GitHub Flavored Markdown, ending in a line break.

    Args:
        contents: What to say.
    """
    blocks = [
        *_opening(contents),
        *_groupings(contents),
        *_systems(contents),
        *_coverage(contents),
        *_selection(contents),
        *_worst(contents),
        *_work(contents),
        *_basis(contents),
    ]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it stands.

    Example:
        >>> print(escaped("<b>|*x*"))
        &lt;b&gt;\|\*x\*
    """
    return _SIGNS.sub(_shown_sign, text)


def _shown_sign(match: re.Match[str]) -> str:
    fetching, marking = match.groups()
    return f"\\{marking}" if marking else fetching.translate(_AS_ENTITIES)


def _paragraph(text: str) -> str:
    """Escaped text that may begin a line: no list, rule or heading starts there."""
    return _begun(escaped(text))


def _begun(text: str) -> str:
    return _STARTS.sub(_unstarted, text)


def _unstarted(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign[:-1]}\\{sign[-1]}"


def _opening(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    yield f"# {messages('page.title')}"
    for note in contents.notes:
        yield f"> **{messages('page.read')}.** {escaped(sanitise(note))}"
    yield f"## {messages('found.title')}"
    yield "\n\n".join(_paragraph(sentence) for sentence in three_sentences(contents))
    if not contents.groupings:
        yield messages("page.empty")


def _groupings(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    for grouping in contents.ordered_groupings():
        yield f"## {escaped(write_title(grouping, messages))}"
        yield _listed(findings(grouping, contents))
        if any_differs(grouping, messages):
            yield f"*{messages('found.caution')}*"
        if nobody_disclosed(group_rows(grouping, messages)):
            continue
        yield _table(group_table(grouping, messages))
        more = (
            gap_table(grouping, messages),
            counts_table(grouping, messages),
        )
        yield from (_table(table) for table in more if table is not None)
        for block in make_blocks(grouping, messages):
            yield f"### {escaped(block.title)}"
            yield from (text for part in block.parts for text in _part(part, messages))


def _part(part: Part, messages: Messages) -> Iterator[str]:
    """Evidence in short: long tables are cut, the JSON has them whole."""
    if part.sentences:
        yield _paragraph(" ".join(part.sentences))
    for table in part.tables:
        yield _table(table, most=_MOST_ROWS)
        left = len(table.rows) - _MOST_ROWS
        if left > 0:
            yield f"*{messages.count('table.cut', left)}*"


def _systems(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    parts = system_parts(contents)
    if parts:
        yield f"## {messages('section.systems')}"
        yield from (text for part in parts for text in _part(part, messages))


def _coverage(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    table = coverage_table(contents)
    if table is None and not contents.missing_groups:
        return
    yield f"## {messages('section.coverage')}"
    if contents.missing_groups:
        missing = messages.listed([isolated(sanitise(name)) for name in contents.missing_groups])
        yield escaped(messages("section.missing", groups=missing))
    if table is not None:
        yield _table(table)


def _selection(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    parts = selection_parts(contents)
    if parts:
        yield f"## {messages('section.selection')}"
        yield from (text for part in parts for text in _part(part, messages))


def _worst(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    utterances = shown_utterances(contents.worst)
    if not utterances:
        return
    yield f"## {messages('section.worst')}"
    yield escaped(messages("section.worst.lead"))
    yield "\n".join(
        f"{place}. {_utterance(each, messages)}" for place, each in enumerate(utterances, start=1)
    )


def _work(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    sentences = work_sentences(contents)
    if sentences:
        yield f"## {messages('section.work')}"
        yield messages("section.work.lead")
        yield _listed(sentences)
        yield from map(_table, work_tables(contents))


def _utterance(each: ShownUtterance, messages: Messages) -> str:
    lines = [_begun(" ".join(_stretch(stretch) for stretch in each.diff))]
    if each.words_left:
        lines.append(messages("worst.more", n=messages.numbers.integer(each.words_left)))
    if each.answered_nothing:
        lines.append(messages("worst.nothing"))
    facts = messages(
        "worst.facts",
        wer=messages.numbers.percent(each.wer, digits=0),
        words=messages.count("n.words", each.words),
        method=messages.name("reference", each.method),
    )
    lines.append(f"{escaped(isolated(each.group))} · {escaped(facts)} · {_link(each, messages)}")
    return "  \n   ".join(lines)


def _stretch(stretch: DiffStretch) -> str:
    if stretch.same:
        return escaped(stretch.reference)
    dropped = f"[−{stretch.reference}−]" if stretch.reference else ""  # noqa: RUF001 - the sign readers learn
    inserted = f"{{+{stretch.hypothesis}+}}" if stretch.hypothesis else ""
    return escaped(f"{dropped} {inserted}".strip())


def _link(each: ShownUtterance, messages: Messages) -> str:
    name = escaped(each.utterance_id)
    return f"[{messages('page.listen')} {name}](<{each.link}>)" if each.link else name


def _basis(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    tables = basis_tables(contents)
    if tables:
        yield f"## {messages('section.basis')}"
        yield from map(_table, tables)
    yield f"## {messages('section.method')}"
    yield _listed(messages(f"method.{each}") for each in METHODS)
    yield f"## {messages('about.title')}"
    yield "\n".join(
        "- " + _paragraph(messages("about.fact", name=name, text=text))
        for name, text in about(contents)
    )


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {_paragraph(sentence)}" for sentence in sentences)


def _table(table: ShownTable, *, most: int | None = None) -> str:
    rule = ["---:" if column.numeric else "---" for column in table.columns]
    lines = [_row(column.label for column in table.columns), f"| {' | '.join(rule)} |"]
    for place, row in enumerate(table.rows[:most]):
        cells = [escaped(cell) for cell in row]
        if place in table.stressed:
            cells[-1] = f"**{cells[-1]}**"
        lines.append(f"| {' | '.join(cells)} |")
    return f"*{escaped(table.caption)}*\n\n" + "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"
