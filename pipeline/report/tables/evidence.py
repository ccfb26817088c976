"""Tables of where the errors are: kinds, words, silence, harmful words, thirds of a measure.

A rate, ratio or difference stands with its interval in one cell, and nothing stands there where
there is no interval; the counts it comes from have columns of their own.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Protocol

from pipeline.locale.catalogue import Messages
from pipeline.locale.numbers import known
from pipeline.locale.sanitise import isolated, sanitise, short_word
from pipeline.report.contents import Grouping
from pipeline.report.rows import display_name, write_title
from pipeline.report.tables.basic import Heading, ShownTable, make_columns
from pipeline.results.evidence import OptionalTokensRow, StratumRow
from pipeline.results.words import HarmfulRow, WordRow, first_of_each_group

MOST_WORDS_A_GROUP = 10
_MOST_CONFUSIONS_A_GROUP = 8
_WHOLE_NUMBERS_FROM = 100


class OfGroup(Protocol):
    """Whatever was found of one group."""

    @property
    def group(self) -> str:
        """The group as the tables name it."""


def shown_group(row: OfGroup, grouping: Grouping, messages: Messages) -> str:
    """The group of a row as readers see it."""
    return display_name(row.group, grouping.names, messages)


def write_caption(key: str, grouping: Grouping, messages: Messages, **values: str) -> str:
    """A caption that names its grouping."""
    return messages(f"table.{key}", title=write_title(grouping, messages), **values)


def error_type_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Substitutions, deletions and insertions of each group; null without rows."""
    numbers = messages.numbers
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            messages.name("type", row.type),
            numbers.integer(row.errors),
            numbers.percent_with(row.rate, row.rate_low, row.rate_high),
            numbers.ratio_with(row.ratio, row.ratio_low, row.ratio_high),
        )
        for row in grouping.evidence.error_types
    )
    columns = make_columns("group type", "errors type_rate type_ratio", messages)
    return _table("error_types", columns, rows, grouping, messages)


def silence_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Words heard where nothing was said; null where every utterance has words."""
    numbers = messages.numbers
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            numbers.integer(row.utterances),
            numbers.integer(row.with_words),
            numbers.integer(row.inserted_words),
            numbers.percent_with(row.share, row.share_low, row.share_high),
        )
        for row in grouping.evidence.silence
    )
    columns = make_columns("group", "silent with_words inserted_words silence_share", messages)
    return _table("silence", columns, rows, grouping, messages)


def word_class_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Names, numbers and other words; null where none was tested."""
    told = grouping.evidence.word_classes
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            messages.name("word_class", sanitise(row.word)),
            *_word_numbers(row, messages),
        )
        for row in told
    )
    columns = make_columns("group word_class", _WORD_NUMBERS, messages)
    return _table("word_classes", columns, rows, grouping, messages, stressed=_clear(told))


def word_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """The words with the largest excess of each group; null where none has any."""
    told = shown_words(grouping.evidence.words)
    rows = tuple(
        (
            isolated(short_word(row.word)),
            shown_group(row, grouping, messages),
            messages.name("word_class", row.word_class),
            *_word_numbers(row, messages),
        )
        for row in told
    )
    columns = make_columns("word group word_class", _WORD_NUMBERS, messages)
    return _table("words", columns, rows, grouping, messages, stressed=_clear(told))


def shown_words(rows: Iterable[WordRow]) -> tuple[WordRow, ...]:
    """The rows with some excess and an interval, so many of each group."""
    told = [row for row in rows if row.excess > 0 and row.excess_low is not None]
    return tuple(first_of_each_group(told, MOST_WORDS_A_GROUP))


_WORD_NUMBERS = "speakers said missed missed_more excess q"


def _word_numbers(row: WordRow, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    return (
        numbers.integer(row.speakers),
        numbers.integer(row.said),
        numbers.integer(row.missed),
        numbers.points_with(row.difference, row.difference_low, row.difference_high),
        numbers.count_with(row.excess, row.excess_low, row.excess_high),
        numbers.p_value(row.q_value),
    )


def _clear(rows: Iterable[WordRow]) -> tuple[int, ...]:
    """Places of the rows that stand out by their q-value."""
    return tuple(place for place, row in enumerate(rows) if row.stands_out)


def confusion_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Examples of one word taken for another; null without any."""
    numbers = messages.numbers
    nothing = messages("word.nothing")
    told = first_of_each_group(grouping.evidence.confusions, _MOST_CONFUSIONS_A_GROUP)
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            isolated(short_word(row.reference)) or nothing,
            isolated(short_word(row.hypothesis)) or nothing,
            numbers.integer(row.times),
            numbers.integer(row.speakers),
        )
        for row in told
    )
    columns = make_columns("group said_word heard", "times speakers", messages)
    return _table("confusions", columns, rows, grouping, messages)


def harmful_tables(grouping: Grouping, messages: Messages) -> tuple[ShownTable, ...]:
    """Harmful words: the whole list by group, then word by word where anything happened."""
    told = grouping.evidence.harmful
    whole = tuple(
        (shown_group(row, grouping, messages), *_harmful_numbers(row, messages))
        for row in told
        if row.word is None
    )
    single = tuple(
        (
            isolated(short_word(row.word)),
            shown_group(row, grouping, messages),
            *_harmful_numbers(row, messages),
        )
        for row in told
        if row.word is not None and (row.missed or row.heard_in_vain)
    )
    keys = "speakers utterances said missed missed_share in_vain in_vain_rate"
    tables = (
        _table("harmful", make_columns("group", keys, messages), whole, grouping, messages),
        _table(
            "harmful_words", make_columns("word group", keys, messages), single, grouping, messages
        ),
    )
    return tuple(table for table in tables if table is not None)


def _harmful_numbers(row: HarmfulRow, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    counts = (row.speakers, row.utterances, row.said, row.missed)
    return (
        *(numbers.integer(each) for each in counts),
        numbers.percent_with(row.missed_share, row.missed_low, row.missed_high),
        numbers.integer(row.heard_in_vain),
        numbers.percent_with(row.in_vain_rate, row.in_vain_low, row.in_vain_high),
    )


def strata_tables(grouping: Grouping, messages: Messages) -> tuple[ShownTable, ...]:
    """Rates and ratios within thirds, one table a measure."""
    tables = []
    for measure, rows in groupby(grouping.evidence.strata, key=lambda row: row.measure):
        told = tuple(_stratum(row, grouping, messages) for row in rows)
        name = messages.name("measure", sanitise(measure))
        columns = make_columns("group stratum", "speakers words stratum_wer type_ratio", messages)
        caption = write_caption("strata", grouping, messages, measure=name)
        tables.append(ShownTable(caption, columns, told))
    return tuple(tables)


def _stratum(row: StratumRow, grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    limits = [_plain(each, messages) for each in (row.lowest, row.highest)]
    name = messages.name("stratum", row.stratum)
    return (
        shown_group(row, grouping, messages),
        messages("stratum.limits", name=name, low=limits[0], high=limits[1]),
        numbers.integer(row.speakers),
        numbers.integer(row.words),
        numbers.percent_with(row.wer, row.wer_low, row.wer_high),
        numbers.ratio_with(row.ratio, row.ratio_low, row.ratio_high)
        if row.status == "reported" or row.ratio is None
        else messages.name("status", row.status),
    )


def _plain(value: float, messages: Messages) -> str:
    number = known(value)
    whole = number is not None and (abs(number) >= _WHOLE_NUMBERS_FROM or number == round(number))
    return messages.numbers.decimal(number, digits=0 if whole else 1)


def optional_token_tables(grouping: Grouping, messages: Messages) -> tuple[ShownTable, ...]:
    """What policies left out or rewrote, one table a policy; none where none did either."""
    by_policy: dict[str, list[tuple[str, ...]]] = {}
    for row in grouping.evidence.optional_tokens:
        policy = sanitise(row.policy)
        by_policy.setdefault(policy, []).append(_optional_tokens_row(row, grouping, messages))
    columns = make_columns("group kind form", "said_times heard_times words per_thousand", messages)
    return tuple(
        ShownTable(
            write_caption("optional_tokens", grouping, messages, policy=policy),
            columns,
            tuple(rows),
        )
        for policy, rows in by_policy.items()
    )


def _optional_tokens_row(
    row: OptionalTokensRow, grouping: Grouping, messages: Messages
) -> tuple[str, ...]:
    integer = messages.numbers.integer
    return (
        shown_group(row, grouping, messages),
        messages.name("kind", row.kind),
        isolated(short_word(row.form)) or messages("word.all"),
        *(integer(each) for each in (row.times_in_references, row.times_in_hypotheses, row.words)),
        messages.numbers.decimal(row.times_per_thousand),
    )


def _table(
    key: str,
    columns: tuple[Heading, ...],
    rows: tuple[tuple[str, ...], ...],
    grouping: Grouping,
    messages: Messages,
    *,
    stressed: tuple[int, ...] = (),
) -> ShownTable | None:
    if not rows:
        return None
    return ShownTable(write_caption(key, grouping, messages), columns, rows, stressed)
