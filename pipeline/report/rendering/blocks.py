"""What stands behind a comparison, put together block by block; one without anything is not made.

A block is a heading, what it is and what it is not in a sentence or two, and tables. Every renderer
sets the same blocks in its own way.
"""

from dataclasses import dataclass

from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import sanitise
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.plots.errors import error_plots
from pipeline.report.plots.plots import Plot
from pipeline.report.tables.basic import ShownTable, selection_table
from pipeline.report.tables.comparisons import (
    adjusted_table,
    pair_table,
    policy_sentences,
    policy_table,
    refused_back_table,
    refused_more,
    selection_gap_table,
    selection_step_table,
    system_table,
)
from pipeline.report.tables.evidence import (
    MOST_WORDS_A_GROUP,
    confusion_table,
    error_type_table,
    harmful_tables,
    optional_token_tables,
    shown_group,
    shown_words,
    silence_table,
    strata_tables,
    word_class_table,
    word_table,
)
from pipeline.report.three_sentences import covariate_names


@dataclass(frozen=True)
class Part:
    """Sentences, and the plots and tables they introduce."""

    sentences: tuple[str, ...]
    tables: tuple[ShownTable, ...]
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True)
class EvidenceBlock:
    """One heading's worth of evidence; `key` is unique within a grouping."""

    key: str
    title: str
    parts: tuple[Part, ...]


def make_blocks(grouping: Grouping, messages: Messages) -> tuple[EvidenceBlock, ...]:
    """The blocks of one grouping that hold anything, in the order they are read."""
    made = (
        ("errors", (_errors(grouping, messages),)),
        ("words", (_words(grouping, messages),)),
        ("harmful", (_harmful(grouping, messages),)),
        ("conditions", (_strata(grouping, messages), _adjusted(grouping, messages))),
        ("policies", (_policies(grouping, messages), _optional_tokens(grouping, messages))),
    )
    blocks = (
        EvidenceBlock(key, messages(f"block.{key}"), tuple(part for part in parts if part.tables))
        for key, parts in made
    )
    return tuple(block for block in blocks if block.parts)


def selection_parts(contents: ReportContents) -> tuple[Part, ...]:
    """Whom the checks refuse: shares, tests, what each rule adds, the gap with them back in."""
    messages = Messages(contents.language)
    shares = selection_table(contents)
    parts = [Part((messages("section.selection.lead"),), _known(shares))]
    for grouping in contents.ordered_groupings():
        gaps = selection_gap_table(grouping, messages)
        parts.append(Part(_tested(grouping, messages), _known(gaps)))
        parts.append(Part((), _known(selection_step_table(grouping, messages))))
        back = refused_back_table(grouping, messages)
        parts.append(Part(_back(grouping, messages), _known(back)))
    return tuple(part for part in parts if part.tables)


def system_parts(contents: ReportContents) -> tuple[Part, ...]:
    """Several systems: the rate of each, and every two on the same speakers."""
    messages = Messages(contents.language)
    parts = (
        Part((), _known(system_table(contents, messages))),
        Part((messages("section.systems.lead"),), _known(pair_table(contents, messages))),
    )
    return tuple(part for part in parts if part.tables)


def _known(*tables: ShownTable | None) -> tuple[ShownTable, ...]:
    return tuple(table for table in tables if table is not None)


def _errors(grouping: Grouping, messages: Messages) -> Part:
    return Part(
        (messages("block.errors.lead"),),
        _known(error_type_table(grouping, messages), silence_table(grouping, messages)),
        error_plots(grouping, messages),
    )


def _words(grouping: Grouping, messages: Messages) -> Part:
    words = grouping.evidence.words
    sentences = [messages("block.words.lead")]
    integer = messages.numbers.integer
    if len(shown_words(words)) < len(words):
        most, number = integer(MOST_WORDS_A_GROUP), integer(len(words))
        sentences.append(messages("block.words.cut", most=most, n=number))
    tables = (
        word_class_table(grouping, messages),
        word_table(grouping, messages),
        confusion_table(grouping, messages),
    )
    return Part(tuple(sentences), _known(*tables))


def _harmful(grouping: Grouping, messages: Messages) -> Part:
    return Part((messages("block.harmful.lead"),), harmful_tables(grouping, messages))


def _strata(grouping: Grouping, messages: Messages) -> Part:
    return Part((messages("block.strata.lead"),), strata_tables(grouping, messages))


def _adjusted(grouping: Grouping, messages: Messages) -> Part:
    fitted = grouping.result.adjusted
    named = dict.fromkeys(name for each in fitted for name in each.covariates)
    covariates = covariate_names(named, messages) or messages("block.adjusted.some")
    sentences = [messages("block.adjusted.lead", covariates=covariates)]
    if any(each.has_random_intercept for each in fitted):
        sentences.append(messages("block.adjusted.intercept"))
    return Part(tuple(sentences), _known(adjusted_table(grouping, messages)))


def _policies(grouping: Grouping, messages: Messages) -> Part:
    table = policy_table(grouping, messages)
    if table is None:
        return Part((), ())
    lead = messages("block.policies.lead")
    return Part((lead, *policy_sentences(grouping, messages)), (table,))


def _optional_tokens(grouping: Grouping, messages: Messages) -> Part:
    return Part((messages("optional_tokens.lead"),), optional_token_tables(grouping, messages))


def _tested(grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    items = [
        messages(
            f"section.selection.{'more' if refused_more(row, grouping) else 'less'}",
            group=shown_group(row, grouping, messages),
            rule=messages.name("reason", sanitise(row.rule)),
        )
        for row in grouping.evidence.selection_gaps
        if row.differs
    ]
    found = (
        messages("section.selection.shown", items=messages.listed(items))
        if items
        else messages("section.selection.not_shown")
    )
    return messages("section.selection.gaps"), found


def _back(grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    back = grouping.evidence.refused_back
    refused = back.refused if back else 0
    if refused == 1:
        return (messages("section.selection.back.one"),)
    return (messages("section.selection.back", n=messages.numbers.integer(refused)),)
