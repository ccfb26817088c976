"""What was found, in exactly three sentences that somebody new to all this understands.

The first says what was scored and how well, the second which groups differ, the third what that
does not show. They are put together by rule from the numbers: a group is named as different only by
its verdict, a number comes with its speakers or its interval, and nothing is called a cause.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.locale.catalogue import Messages
from pipeline.locale.sanitise import sanitise
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rows import GroupRow, comparison, group_rows
from pipeline.report.sentences import nobody_disclosed, who_was_scored
from pipeline.results.disparity import Totals
from pipeline.results.verdicts import GroupVerdict
from pipeline.tables import UNDISCLOSED

_MOST_NAMED = 3
_UNIT = re.compile(r" \((dB|Hz|LUFS|s)\)$")


def three_sentences(contents: ReportContents) -> tuple[str, str, str]:
    """What was scored, which groups differ, and what that does not show.

    Args:
        contents: What to say. Of groupings the first counts in which anybody disclosed a group:
            accents, or the first column; of several systems that of each.

    Returns:
        Three sentences in the report's language, each ending in a full stop.
    """
    messages = Messages(contents.language)
    views = [_View.of(grouping, messages) for grouping in _leading(contents)]
    views = [view for view in views if view.totals.wer is not None]
    if not views:
        return (
            messages("find.none"),
            messages("find.nothing_to_compare"),
            messages("find.none.after"),
        )
    second, third = _gaps(views, contents, messages)
    return _heard(views, messages), second, third


@dataclass(frozen=True)
class _View:
    """One system's leading comparison, read once."""

    grouping: Grouping
    system: str
    totals: Totals
    rows: tuple[GroupRow, ...]
    against: str

    @classmethod
    def of(cls, grouping: Grouping, messages: Messages) -> "_View":
        result = grouping.result
        return cls(
            grouping=grouping,
            system=sanitise(result.system),
            totals=result.totals,
            rows=group_rows(grouping, messages),
            against=comparison(grouping, messages),
        )

    @property
    def disclosed(self) -> list[GroupRow]:
        return [row for row in self.rows if row.group != UNDISCLOSED]

    def having(self, *verdicts: GroupVerdict) -> list[GroupRow]:
        return [row for row in self.rows if row.verdict in verdicts]


def _leading(contents: ReportContents) -> Iterable[Grouping]:
    """The first grouping of each system, where possible one in which somebody said anything."""
    first: dict[str, Grouping] = {}
    for grouping in sorted(contents.ordered_groupings(), key=_is_silent):
        first.setdefault(grouping.result.system, grouping)
    return first.values()


def _is_silent(grouping: Grouping) -> bool:
    return all(each.group == UNDISCLOSED for each in grouping.result.groups)


def _heard(views: Sequence[_View], messages: Messages) -> str:
    who = who_was_scored(views[0].totals, messages)
    told = [view for view in views if view.totals.wer_high is not None]
    if not told:
        return messages("find.heard.short", who=who)
    if len(views) == 1:
        return messages("find.heard", who=who, **_rate(views[0], messages))
    told.sort(key=lambda view: view.totals.wer or 0.0)
    ends = [messages("find.system", **_rate(view, messages)) for view in (told[0], told[-1])]
    return messages("find.heard.systems", n=str(len(views)), who=who, low=ends[0], high=ends[1])


def _rate(view: _View, messages: Messages) -> dict[str, str]:
    numbers = messages.numbers
    values = {
        "errors": numbers.decimal(100 * (view.totals.wer or 0.0)),
        "range": numbers.percent_range(*view.totals.wer_limits),
    }
    return values | {"system": view.system}


def _gaps(views: Sequence[_View], contents: ReportContents, messages: Messages) -> tuple[str, str]:
    """The second sentence and the third."""
    rows = [row for view in views for row in view.rows]
    if nobody_disclosed(rows):
        return messages("find.nobody_disclosed"), messages("find.silent_on_groups")
    names = {row.name: row for view in views for row in view.disclosed}
    if len(names) == 1:
        alone = messages("find.one_group", group=next(iter(names)))
        return alone, messages("find.silent_on_groups")
    if any(view.having(GroupVerdict.WORSE, GroupVerdict.BETTER) for view in views):
        return _differences(views, messages), _limits(views, contents, messages, shown=True)
    if any(view.having(GroupVerdict.NO_DIFFERENCE_SHOWN, GroupVerdict.NO_ERRORS) for view in views):
        return _nothing_shown(views, messages), _limits(views, contents, messages, shown=False)
    if any(view.having(GroupVerdict.SPEAKERS_UNKNOWN) for view in views):
        return messages("find.unknown_speakers"), messages("find.too_short")
    least, effective = contents.min_speakers, contents.min_effective_speakers
    integer = messages.numbers.integer
    withheld = messages("find.withheld", least=integer(least), effective=integer(effective))
    return withheld, messages("find.these_people")


def _nothing_shown(views: Sequence[_View], messages: Messages) -> str:
    against = views[0].against
    if len(views) == 1:
        return messages("find.nothing_shown", against=against)
    return messages("find.nothing_shown.systems", against=against, n=str(len(views)))


def _differences(views: Sequence[_View], messages: Messages) -> str:
    say = _named_by_system if len(views) > 1 else _named_with_ratio
    worse = say(views, GroupVerdict.WORSE, messages)
    better = say(views, GroupVerdict.BETTER, messages)
    key = "both" if worse and better else "worse" if worse else "better"
    return messages(f"find.{key}", against=views[0].against, worse=worse, better=better)


def _named_with_ratio(views: Sequence[_View], verdict: GroupVerdict, messages: Messages) -> str:
    rows = sorted(views[0].having(verdict), key=_ratio, reverse=verdict is GroupVerdict.WORSE)
    numbers = messages.numbers
    items = [
        messages(
            "find.item",
            group=row.name,
            speakers=messages.count("n.speakers", row.totals.speakers),
            ratio=numbers.ratio(row.gap.ratio),
            range=numbers.ratio_range(*row.gap.ratio_limits),
        )
        for row in rows
    ]
    return _shortened(items, messages)


def _named_by_system(views: Sequence[_View], verdict: GroupVerdict, messages: Messages) -> str:
    times = Counter(row.name for view in views for row in view.having(verdict))
    items = [
        messages("find.item.systems", group=name, k=str(k), n=str(len(views)))
        for name, k in sorted(times.items(), key=lambda each: (-each[1], each[0]))
    ]
    return _shortened(items, messages)


def _shortened(items: list[str], messages: Messages) -> str:
    shown, left = items[:_MOST_NAMED], len(items) - _MOST_NAMED
    return messages.listed([*shown, *([messages.count("find.more", left)] if left > 0 else [])])


def _ratio(row: GroupRow) -> float:
    return row.gap.ratio or 1.0


def _limits(
    views: Sequence[_View], contents: ReportContents, messages: Messages, *, shown: bool
) -> str:
    """The third sentence: what else there is to know before believing the second."""
    clauses = []
    if len(views) == 1:
        clauses += _adjusted(views[0], messages) if shown else [_detectable(views[0], messages)]
        clauses += _unsaid(views[0], messages, shown=shown)
    else:
        clauses += _pairs(contents, messages)
    if shown and not any(clause == messages("find.not_recorded") for clause in clauses):
        clauses.insert(0, messages("find.associated"))
    elif not clauses:
        clauses.append(messages("find.detectable.unknown"))
    sentence = messages.listed(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _adjusted(view: _View, messages: Messages) -> list[str]:
    """What became of the largest shown gap at equal covariates; nothing where none was fitted."""
    adjusted = {each.group: each for each in view.grouping.result.adjusted}
    worse = sorted(view.having(GroupVerdict.WORSE), key=_ratio, reverse=True)
    for row in [*worse, *sorted(view.having(GroupVerdict.BETTER), key=_ratio)]:
        found = adjusted.get(row.group)
        if found is None or found.ratio is None or found.p_adjusted is None:
            continue
        if not found.covariates:
            continue
        same_side = (found.ratio > 1) == (_ratio(row) > 1)
        shown = found.differs
        became = "shown_still" if shown and same_side else "turned" if shown else "shown_no_longer"
        numbers = messages.numbers
        clause = messages(
            f"find.{became}",
            covariates=covariate_names(found.covariates, messages),
            group=row.name,
            ratio=numbers.ratio(found.ratio),
            range=numbers.ratio_range(found.ratio_low, found.ratio_high),
        )
        return [clause, messages("find.not_recorded")]
    return []


def covariate_names(covariates: Iterable[str], messages: Messages) -> str:
    """Covariates as readers know them, in a row and without their units."""
    names = [_UNIT.sub("", messages.name("measure", sanitise(each))) for each in covariates]
    if len(names) <= 1:
        return "".join(names)
    return messages("find.and", items=", ".join(names[:-1]), last=names[-1])


def _detectable(view: _View, messages: Messages) -> str:
    told = [(row.gap.ratio_detectable, row.name) for row in view.rows]
    seen = sorted((ratio, name) for ratio, name in told if ratio is not None)
    if not seen:
        return messages("find.detectable.unknown")
    (low, low_group), (high, high_group) = seen[0], seen[-1]
    values = {"low": messages.numbers.ratio(low), "low_group": low_group}
    if len(seen) == 1:
        return messages("find.detectable.one", **values)
    high_ratio = messages.numbers.ratio(high)
    return messages("find.detectable", high=high_ratio, high_group=high_group, **values)


def _unsaid(view: _View, messages: Messages, *, shown: bool) -> list[str]:
    """How many groups have no verdict, and why."""
    counted = {
        "find.cannot_say": len(view.having(GroupVerdict.NO_DIFFERENCE_SHOWN)) if shown else 0,
        "find.too_few": len(view.having(GroupVerdict.WITHHELD)),
    }
    return [messages.count(key, number) for key, number in counted.items() if number]


def _pairs(contents: ReportContents, messages: Messages) -> list[str]:
    judged = [pair for pair in contents.pairs if pair.group is None and pair.p_adjusted is not None]
    if not judged:
        return []
    different = sum(pair.differs for pair in judged)
    if len(judged) == 1:
        return [messages("find.pair.shown" if different else "find.pair.not_shown")]
    return [messages("find.pairs", n=str(len(judged)), k=str(different))]
