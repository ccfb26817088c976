"""The report as Markdown: for a pull request, a chat, a Prefect artifact.

Tables are those of GitHub Flavored Markdown. Whatever strangers wrote is escaped, so that it can
neither start a table cell, a link or a tag, nor make a viewer fetch anything.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.report.contents import ReportContents
from pipeline.report.differences import ShownUtterance, Stretch, shown_utterances
from pipeline.report.messages import Messages
from pipeline.report.page import METHODS, about
from pipeline.report.rows import group_rows, title_of
from pipeline.report.strangers import harmless, isolated
from pipeline.report.tables import (
    Table,
    adjusted_table,
    basis_tables,
    counts_table,
    coverage_table,
    gap_table,
    group_table,
    selection_table,
)
from pipeline.report.words import findings, nobody_disclosed, overall_sentence
from pipeline.report.work_tables import work_sentences, work_tables

_AS_ENTITIES = str.maketrans({sign: f"&#{ord(sign)};" for sign in ":.@"}) | str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
)
_SIGNS = re.compile(r"(://|www\.|[&<>@])|([\\`*_{}\[\]#|~])", re.IGNORECASE)
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def render_markdown(contents: ReportContents) -> str:
    """The report as GitHub Flavored Markdown, ending in a line break.

    Args:
        contents: What to say.
    """
    blocks = [
        *_opening(contents),
        *_groupings(contents),
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
    yield _paragraph(overall_sentence(contents))
    for note in contents.notes:
        yield f"> **{messages('page.read')}.** {escaped(harmless(note))}"
    yield f"## {messages('found.title')}"
    groupings = contents.ordered_groupings()
    if groupings:
        yield _listed(findings(groupings[0], contents))
        yield f"*{messages('found.caution')}*"
    else:
        yield messages("page.empty")


def _groupings(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    for place, grouping in enumerate(contents.ordered_groupings()):
        yield f"## {escaped(title_of(grouping, messages))}"
        if place > 0:
            yield _listed(findings(grouping, contents))
        if nobody_disclosed(group_rows(grouping, messages)):
            continue
        yield _table(group_table(grouping, messages))
        more = (
            gap_table(grouping, messages),
            counts_table(grouping, messages),
            adjusted_table(grouping, messages),
        )
        yield from (_table(table) for table in more if table is not None)


def _coverage(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    table = coverage_table(contents)
    if table is None and not contents.missing_groups:
        return
    yield f"## {messages('section.coverage')}"
    if contents.missing_groups:
        missing = messages.listed([isolated(harmless(name)) for name in contents.missing_groups])
        yield escaped(messages("section.missing", groups=missing))
    if table is not None:
        yield _table(table)


def _selection(contents: ReportContents) -> Iterator[str]:
    messages = Messages(contents.language)
    table = selection_table(contents)
    if table is not None:
        yield f"## {messages('section.selection')}"
        yield messages("section.selection.lead")
        yield _table(table)


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


def _stretch(stretch: Stretch) -> str:
    if stretch.same:
        return escaped(stretch.said)
    said = f"[−{stretch.said}−]" if stretch.said else ""  # noqa: RUF001 - the sign readers learn
    heard = f"{{+{stretch.heard}+}}" if stretch.heard else ""
    return escaped(f"{said} {heard}".strip())


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


def _table(table: Table) -> str:
    rule = ["---:" if column.numeric else "---" for column in table.columns]
    lines = [_row(column.label for column in table.columns), f"| {' | '.join(rule)} |"]
    for place, row in enumerate(table.rows):
        cells = [escaped(cell) for cell in row]
        if place in table.stressed:
            cells[-1] = f"**{cells[-1]}**"
        lines.append(f"| {' | '.join(cells)} |")
    return f"*{escaped(table.caption)}*\n\n" + "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"
