"""The accent table as plain text for a terminal: no colours, at most 100 columns."""

import textwrap
from collections.abc import Iterable

from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import sanitise
from pipeline.locale.widths import cells, clipped, padded
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rows import comparison, write_title
from pipeline.report.sentences import findings, left_out_sentence, overall_sentence
from pipeline.report.tables.basic import ShownTable, group_table

WIDTH = 96
_GAP = "  "
_NARROWEST_NAME = 20


def render_text_table(contents: ReportContents, *, width: int = WIDTH) -> str:
    """The first grouping (accents) as a table with its findings in words beneath.

    Args:
        contents: What to say.
        width: Columns that may be used; names are cut to fit, numbers never.

    Returns:
        Plain text, ending in a line break.
    """
    messages = Messages(contents.language)
    opening = (overall_sentence(contents), left_out_sentence(contents))
    lines = [*filter(None, opening), *(sanitise(note) for note in contents.notes)]
    blocks = ["\n".join(line for text in lines for line in _wrapped(text, width))]
    groupings = contents.ordered_groupings()
    if not groupings:
        return "\n\n".join([*blocks, messages("page.empty")]) + "\n"
    grouping = groupings[0]
    blocks.append(
        "\n".join([_heading(grouping, contents, messages), *_lines(grouping, width, messages)])
    )
    blocks.append(
        "\n".join(_bullets([*findings(grouping, contents), messages("found.caution")], width))
    )
    return "\n\n".join(blocks) + "\n"


def _heading(grouping: Grouping, contents: ReportContents, messages: Messages) -> str:
    against = comparison(grouping, messages)
    caption = messages("table.groups", against=against, title=write_title(grouping, messages))
    return f"{caption} ({sanitise(contents.policy)}, {sanitise(contents.model)})"


def _lines(grouping: Grouping, width: int, messages: Messages) -> list[str]:
    table = group_table(grouping, messages)
    widths = _widths(table, width)
    head = _line([column.label for column in table.columns], widths, table)
    return [head, "-" * cells(head), *(_line(row, widths, table) for row in table.rows)]


def _widths(table: ShownTable, width: int) -> list[int]:
    rows = [[column.label for column in table.columns], *table.rows]
    widths = [max(cells(row[place]) for row in rows) for place in range(len(table.columns))]
    room = width - sum(widths[1:]) - len(_GAP) * (len(widths) - 1)
    return [min(widths[0], max(room, _NARROWEST_NAME)), *widths[1:]]


def _line(row: Iterable[str], widths: list[int], table: ShownTable) -> str:
    texts = [
        padded(clipped(cell, width), width, right=column.numeric)
        for cell, width, column in zip(row, widths, table.columns, strict=True)
    ]
    return _GAP.join(texts).rstrip()


def _bullets(sentences: Iterable[str], width: int) -> list[str]:
    return [
        f"{'- ' if first else '  '}{line}"
        for sentence in sentences
        for first, line in zip(
            [True, *[False] * len(sentence)], _wrapped(sentence, width - 2), strict=False
        )
    ]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
