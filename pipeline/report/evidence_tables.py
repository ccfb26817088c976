"""Tables of where the errors are: kinds, words, silence, harmful words, thirds of a measure.

A rate, ratio or difference stands with its interval in one cell, and nothing stands there where
there is no interval; the counts it comes from have columns of their own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from pipeline.report.contents import Grouping
from pipeline.report.evidence import Rows
from pipeline.report.messages import Messages
from pipeline.report.numbers import known
from pipeline.report.rows import REST, SIGNIFICANT_BELOW, display_name, title_of
from pipeline.report.strangers import harmless, isolated, short_word
from pipeline.report.tables import Column, Table, columns_of

Row = Mapping[str, Any]

MOST_WORDS_A_GROUP = 10
_MOST_CONFUSIONS_A_GROUP = 8
_WHOLE_NUMBERS_FROM = 100


def shown_group(row: Row, grouping: Grouping, messages: Messages) -> str:
    """The group of a row as readers see it."""
    return display_name(str(row["group"]), grouping.names, messages)


def caption_of(key: str, grouping: Grouping, messages: Messages, **values: str) -> str:
    """A caption that names its grouping."""
    return messages(f"table.{key}", title=title_of(grouping, messages), **values)


def against_of(grouping: Grouping) -> str:
    """The comparison's name in the tables."""
    return str(grouping.result.get("against") or REST)


def error_type_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Substitutions, deletions and insertions of each group; null without rows."""
    numbers = messages.numbers
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            messages.name("type", str(row["type"])),
            numbers.integer(row.get("errors")),
            numbers.percent_with(row.get("rate"), row.get("rate_low"), row.get("rate_high")),
            numbers.ratio_with(row.get("ratio"), row.get("ratio_low"), row.get("ratio_high")),
        )
        for row in grouping.evidence.error_types
    )
    columns = columns_of("group type", "errors type_rate type_ratio", messages)
    return _table("error_types", columns, rows, grouping, messages)


def silence_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Words heard where nothing was said; null where every utterance has words."""
    numbers = messages.numbers
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            numbers.integer(row.get("utterances")),
            numbers.integer(row.get("with_words")),
            numbers.integer(row.get("inserted_words")),
            numbers.percent_with(row.get("share"), row.get("share_low"), row.get("share_high")),
        )
        for row in grouping.evidence.silence
    )
    columns = columns_of("group", "silent with_words inserted_words silence_share", messages)
    return _table("silence", columns, rows, grouping, messages)


def word_class_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Names, numbers and other words; null where none was tested."""
    told = grouping.evidence.word_classes
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            messages.name("word_class", harmless(str(row["word"]))),
            *_word_numbers(row, messages),
        )
        for row in told
    )
    columns = columns_of("group word_class", _WORD_NUMBERS, messages)
    return _table("word_classes", columns, rows, grouping, messages, stressed=_clear(told))


def word_table(grouping: Grouping, messages: Messages) -> Table | None:
    """The words with the largest excess of each group; null where none has any."""
    told = shown_words(grouping.evidence.words)
    rows = tuple(
        (
            isolated(short_word(str(row["word"]))),
            shown_group(row, grouping, messages),
            messages.name("word_class", str(row.get("word_class"))),
            *_word_numbers(row, messages),
        )
        for row in told
    )
    columns = columns_of("word group word_class", _WORD_NUMBERS, messages)
    return _table("words", columns, rows, grouping, messages, stressed=_clear(told))


def shown_words(rows: Rows) -> Rows:
    """The rows with some excess and an interval, so many of each group."""
    told = [
        row
        for row in rows
        if (known(row.get("excess")) or 0) > 0 and known(row.get("excess_low")) is not None
    ]
    return tuple(_first_of_each(told, MOST_WORDS_A_GROUP))


_WORD_NUMBERS = "speakers said missed missed_more excess q"


def _word_numbers(row: Row, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    limits = (row.get("difference_low"), row.get("difference_high"))
    return (
        numbers.integer(row.get("speakers")),
        numbers.integer(row.get("said")),
        numbers.integer(row.get("missed")),
        numbers.points_with(row.get("difference"), *limits),
        numbers.count_with(row.get("excess"), row.get("excess_low"), row.get("excess_high")),
        numbers.p_value(row.get("q_value")),
    )


def _clear(rows: Rows) -> tuple[int, ...]:
    """Places of the rows that stand out by their q-value."""
    q_values = (known(row.get("q_value")) for row in rows)
    return tuple(
        place for place, q in enumerate(q_values) if q is not None and q < SIGNIFICANT_BELOW
    )


def confusion_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Examples of one word taken for another; null without any."""
    numbers = messages.numbers
    nothing = messages("word.nothing")
    told = _first_of_each(grouping.evidence.confusions, _MOST_CONFUSIONS_A_GROUP)
    rows = tuple(
        (
            shown_group(row, grouping, messages),
            isolated(short_word(str(row.get("said") or ""))) or nothing,
            isolated(short_word(str(row.get("heard") or ""))) or nothing,
            numbers.integer(row.get("times")),
            numbers.integer(row.get("speakers")),
        )
        for row in told
    )
    columns = columns_of("group said_word heard", "times speakers", messages)
    return _table("confusions", columns, rows, grouping, messages)


def _first_of_each(rows: Iterable[Row], most: int) -> Iterator[Row]:
    shown: Counter[str] = Counter()
    for row in rows:
        shown[str(row["group"])] += 1
        if shown[str(row["group"])] <= most:
            yield row


def harmful_tables(grouping: Grouping, messages: Messages) -> tuple[Table, ...]:
    """Harmful words: the whole list by group, then word by word where anything happened."""
    told = grouping.evidence.harmful
    whole = tuple(
        (shown_group(row, grouping, messages), *_harmful_numbers(row, messages))
        for row in told
        if row.get("word") is None
    )
    single = tuple(
        (
            isolated(short_word(str(row["word"]))),
            shown_group(row, grouping, messages),
            *_harmful_numbers(row, messages),
        )
        for row in told
        if row.get("word") is not None and (row.get("missed") or row.get("heard_in_vain"))
    )
    keys = "speakers utterances said missed missed_share in_vain in_vain_rate"
    tables = (
        _table("harmful", columns_of("group", keys, messages), whole, grouping, messages),
        _table(
            "harmful_words", columns_of("word group", keys, messages), single, grouping, messages
        ),
    )
    return tuple(table for table in tables if table is not None)


def _harmful_numbers(row: Row, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    missed = (row.get("missed_share"), row.get("missed_low"), row.get("missed_high"))
    in_vain = (row.get("in_vain_rate"), row.get("in_vain_low"), row.get("in_vain_high"))
    return (
        *(numbers.integer(row.get(key)) for key in ("speakers", "utterances", "said", "missed")),
        numbers.percent_with(*missed),
        numbers.integer(row.get("heard_in_vain")),
        numbers.percent_with(*in_vain),
    )


def strata_tables(grouping: Grouping, messages: Messages) -> tuple[Table, ...]:
    """Rates and ratios within thirds, one table a measure."""
    tables = []
    for measure, rows in groupby(grouping.evidence.strata, key=lambda row: str(row["measure"])):
        told = tuple(_stratum(row, grouping, messages) for row in rows)
        name = messages.name("measure", harmless(measure))
        columns = columns_of("group stratum", "speakers words stratum_wer type_ratio", messages)
        caption = caption_of("strata", grouping, messages, measure=name)
        tables.append(Table(caption, columns, told))
    return tuple(tables)


def _stratum(row: Row, grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    limits = [_plain(row.get(key), messages) for key in ("lowest", "highest")]
    name = messages.name("stratum", str(row["stratum"]))
    ratio = (row.get("ratio"), row.get("ratio_low"), row.get("ratio_high"))
    return (
        shown_group(row, grouping, messages),
        messages("stratum.limits", name=name, low=limits[0], high=limits[1]),
        numbers.integer(row.get("speakers")),
        numbers.integer(row.get("words")),
        numbers.percent_with(row.get("wer"), row.get("wer_low"), row.get("wer_high")),
        numbers.ratio_with(*ratio)
        if row.get("status") == "reported" or known(row.get("ratio")) is None
        else messages.name("status", str(row.get("status"))),
    )


def _plain(value: Any, messages: Messages) -> str:
    number = known(value)
    whole = number is not None and (abs(number) >= _WHOLE_NUMBERS_FROM or number == round(number))
    return messages.numbers.decimal(number, digits=0 if whole else 1)


def set_aside_tables(grouping: Grouping, messages: Messages) -> tuple[Table, ...]:
    """What policies left out or rewrote, one table a policy; none where none did either."""
    of_report = str(grouping.result.get("policy") or "")
    by_policy: dict[str, list[tuple[str, ...]]] = {}
    for row in grouping.evidence.set_aside:
        policy = harmless(str(row.get("policy") or of_report))
        by_policy.setdefault(policy, []).append(_set_aside(row, grouping, messages))
    columns = columns_of("group kind form", "said_times heard_times words per_thousand", messages)
    return tuple(
        Table(caption_of("set_aside", grouping, messages, policy=policy), columns, tuple(rows))
        for policy, rows in by_policy.items()
    )


def _set_aside(row: Row, grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    integer = messages.numbers.integer
    return (
        shown_group(row, grouping, messages),
        messages.name("kind", str(row.get("kind"))),
        isolated(short_word(str(row.get("form") or ""))) or messages("word.all"),
        *(integer(row.get(key)) for key in ("times_said", "times_heard", "words")),
        messages.numbers.decimal(row.get("times_per_thousand")),
    )


def _table(
    key: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[str, ...], ...],
    grouping: Grouping,
    messages: Messages,
    *,
    stressed: tuple[int, ...] = (),
) -> Table | None:
    if not rows:
        return None
    return Table(caption_of(key, grouping, messages), columns, rows, stressed)
