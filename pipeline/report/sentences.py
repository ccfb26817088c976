"""What was found, in a few plain sentences written from the numbers by rule.

No sentence claims more than its numbers: every rate comes with the number of speakers and its
interval, a difference is named only where the verdict allows it, a group without a verdict is
named with its n, and a difference is associated with a group, never caused by it.
"""

from collections.abc import Iterable

from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import sanitise
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rows import GroupRow, comparison, group_rows
from pipeline.results.disparity import Totals
from pipeline.results.verdicts import GroupVerdict
from pipeline.tables import UNDISCLOSED

_JUDGED = (
    GroupVerdict.WORSE,
    GroupVerdict.BETTER,
    GroupVerdict.NO_DIFFERENCE_SHOWN,
    GroupVerdict.NO_ERRORS,
)


def overall_sentence(contents: ReportContents) -> str:
    """How much was scored and how well all of it was recognised."""
    messages = Messages(contents.language)
    groupings = contents.ordered_groupings()
    totals = groupings[0].result.totals if groupings else Totals()
    if totals.wer is None:
        return messages("found.none")
    numbers = messages.numbers
    return messages(
        "found.overall",
        who=who_was_scored(totals, messages),
        words=messages.count("n.words", totals.words),
        errors=numbers.decimal(100 * totals.wer),
        wer=numbers.percent(totals.wer),
        range=numbers.percent_range(*totals.wer_limits),
    )


def who_was_scored(totals: Totals, messages: Messages) -> str:
    """How many utterances by how many speakers; without these where nobody knows who spoke."""
    utterances = messages.count("n.utterances", totals.utterances)
    if totals.speakers is None:
        return utterances
    speakers = messages.count("n.speakers", totals.speakers)
    return messages("about.collected.of", utterances=utterances, speakers=speakers)


def findings(grouping: Grouping, contents: ReportContents) -> tuple[str, ...]:
    """The sentences of one grouping, most certain first.

    Args:
        grouping: The comparison to put into words.
        contents: The report it belongs to, for its language and its limits.

    Returns:
        Sentences: differences shown, then what cannot be said, what was withheld, what was folded.
    """
    messages = Messages(contents.language)
    rows = group_rows(grouping, messages)
    if not rows:
        return (messages("page.empty"),)
    against = comparison(grouping, messages)
    if nobody_disclosed(rows):
        return (messages("found.nobody_disclosed"),)
    sentences = [_difference(row, against, messages) for row in rows if row.verdict.differs]
    sentences += _nothing_shown(rows, messages)
    sentences += _cannot_say(rows, against, messages)
    without = (row for row in rows if row.verdict is GroupVerdict.NO_ERRORS)
    sentences += [_no_errors(row, messages) for row in without]
    sentences += _withheld(rows, contents, messages)
    sentences += _undisclosed(rows, messages)
    sentences += _folded(grouping, messages)
    return tuple(sentences)


def nobody_disclosed(rows: Iterable[GroupRow]) -> bool:
    """Whether a grouping has nobody to compare: everyone kept it to themselves."""
    return all(row.group == UNDISCLOSED for row in rows)


def any_differs(grouping: Grouping, messages: Messages) -> bool:
    """Whether any group of a grouping was shown to differ."""
    return any(row.verdict.differs for row in group_rows(grouping, messages))


def left_out_sentence(contents: ReportContents) -> str:
    """What could not be scored and why; empty where all could."""
    messages = Messages(contents.language)
    items = [
        messages(
            "found.left_out.item",
            utterances=messages.count("n.utterances", number),
            reason=messages.name("reason", reason),
        )
        for reason, number in contents.left_out.items()
    ]
    return messages("found.left_out", reasons=messages.listed(items)) if items else ""


def figures_sentence(figures: int, errors: int, policy: str, language: str) -> str:
    """Say in how many errors a number in figures stands beside one in words.

    Example:
        >>> figures_sentence(85, 209, "basic-1", "en")[:24]
        'In 85 of the 209 errors '
    """
    messages = Messages(language)
    integer = messages.numbers.integer
    return messages("found.figures", n=integer(figures), errors=integer(errors), policy=policy)


def _nothing_shown(rows: Iterable[GroupRow], messages: Messages) -> list[str]:
    rows = [row for row in rows if row.group != UNDISCLOSED]
    if any(row.verdict.differs for row in rows):
        return []
    if len(rows) == 1:
        return [messages("found.one_group")]
    judged = any(row.verdict in _JUDGED for row in rows)
    if not judged and any(row.verdict is GroupVerdict.SPEAKERS_UNKNOWN for row in rows):
        return []  # that nobody knows who spoke is said of each below
    return [messages("found.nothing_shown" if judged else "found.no_verdict")]


def _difference(row: GroupRow, against: str, messages: Messages) -> str:
    numbers = messages.numbers
    return messages(
        f"found.{row.verdict}",
        group=row.name,
        speakers=messages.count("n.speakers", row.totals.speakers),
        wer=numbers.percent(row.totals.wer),
        range=numbers.percent_range(*row.limits),
        ratio=numbers.ratio(row.gap.ratio),
        against=against,
        ratio_range=numbers.ratio_range(*row.gap.ratio_limits),
        p=numbers.p_relation(row.gap.p_adjusted),
    )


def _cannot_say(rows: Iterable[GroupRow], against: str, messages: Messages) -> list[str]:
    unsaid = [row for row in rows if row.verdict is GroupVerdict.NO_DIFFERENCE_SHOWN]
    if not unsaid:
        return []
    items = messages.listed([_item(row, messages) for row in unsaid])
    sentence = messages("found.cannot_say", against=against, groups=items)
    alone = [row.name for row in unsaid if _leaves_out_one(row)]
    if alone:
        sentence += " " + messages("found.unadjusted", groups=messages.listed(alone))
    return [sentence]


def _leaves_out_one(row: GroupRow) -> bool:
    low, high = row.gap.ratio_limits
    return low is not None and high is not None and not low <= 1 <= high


def _item(row: GroupRow, messages: Messages) -> str:
    speakers = messages.count("n.speakers", row.totals.speakers)
    if row.gap.ratio is None:
        return messages("found.item.small", group=row.name, speakers=speakers)
    return messages(
        "found.item",
        group=row.name,
        speakers=speakers,
        ratio=messages.numbers.ratio(row.gap.ratio),
        range=messages.numbers.ratio_range(*row.gap.ratio_limits),
    )


def _no_errors(row: GroupRow, messages: Messages) -> str:
    return messages(
        "found.no_errors",
        group=row.name,
        speakers=messages.count("n.speakers", row.totals.speakers),
        words=messages.count("n.words", row.totals.words),
        high=messages.numbers.percent(row.limits[1]),
    )


def _withheld(rows: Iterable[GroupRow], contents: ReportContents, messages: Messages) -> list[str]:
    few = [row for row in rows if row.verdict is GroupVerdict.WITHHELD]
    unknown = [row for row in rows if row.verdict is GroupVerdict.SPEAKERS_UNKNOWN]
    sentences = []
    if few:
        sentences.append(
            messages(
                "found.withheld",
                groups=messages.listed([_named(row, messages) for row in few]),
                least=messages.numbers.integer(contents.min_speakers),
                effective=messages.numbers.integer(contents.min_effective_speakers),
            )
        )
    if unknown:
        names = messages.listed([row.name for row in unknown])
        sentences.append(messages("found.unknown_speakers", groups=names))
    return sentences


def _named(row: GroupRow, messages: Messages) -> str:
    speakers = messages.count("n.speakers", row.totals.speakers)
    return messages("found.item.small", group=row.name, speakers=speakers)


def _undisclosed(rows: Iterable[GroupRow], messages: Messages) -> list[str]:
    return [
        messages(
            "found.undisclosed",
            speakers=messages.count("n.speakers", row.totals.speakers),
        )
        for row in rows
        if row.group == UNDISCLOSED and row.totals.speakers
    ]


def _folded(grouping: Grouping, messages: Messages) -> list[str]:
    items = [
        messages(
            "found.folded.item",
            group=sanitise(each.name),
            into=sanitise(each.into),
            speakers=messages.count("n.speakers", each.speakers),
        )
        for each in grouping.folded
    ]
    return [messages("found.folded", groups=messages.listed(items))] if items else []
