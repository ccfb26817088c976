"""Tables that hold one comparison against another: models, policies, filters, systems."""

from collections.abc import Sequence
from typing import TypeAlias

from pipeline.locale.catalogue import Messages
from pipeline.locale.numbers import Numbers
from pipeline.locale.sanitise import isolated, sanitise
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rows import GroupRow, display_name, group_rows
from pipeline.report.tables.basic import (
    Heading,
    ShownTable,
    column,
    finding,
    make_columns,
    without_unknown,
)
from pipeline.report.tables.evidence import shown_group, write_caption
from pipeline.results.disparity import Adjusted, Gap
from pipeline.results.pairs import Pair
from pipeline.results.selection import SelectionGap

_WithRatio: TypeAlias = Gap | Adjusted | Pair | SelectionGap


def adjusted_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Raw ratios beside those at equal covariates, with E-values; null where none were fitted.

    The column of the random-intercept model is there only where somebody asked for this model.
    """
    numbers = messages.numbers
    gaps = {gap.group: gap for gap in grouping.result.gaps}
    rows, stressed = [], []
    for place, each in enumerate(grouping.result.adjusted):
        if each.verdict.differs:
            stressed.append(place)
        raw = numbers.ratio_with(each.raw_ratio, each.raw_low, each.raw_high)
        if each.raw_ratio is None and each.group in gaps:
            raw = _ratio(gaps[each.group], numbers)
        rows.append(
            (
                shown_group(each, grouping, messages),
                numbers.integer(each.utterances),
                raw,
                _ratio(each, numbers),
                numbers.ratio_with(each.mixed_ratio, each.mixed_low, each.mixed_high),
                _e_value(each, numbers),
                numbers.p_value(each.p_adjusted),
                messages(f"verdict.{each.verdict}"),
            )
        )
    if not rows:
        return None
    keys = "utterances raw_ratio adjusted_ratio mixed_ratio e_value p_adjusted"
    columns = (*make_columns("group", keys, messages), column("verdict", messages, numeric=False))
    caption = write_caption("adjusted", grouping, messages)
    return without_unknown(ShownTable(caption, columns, tuple(rows), tuple(stressed)), numbers)


def _ratio(found: _WithRatio, numbers: Numbers) -> str:
    return numbers.ratio_with(found.ratio, found.ratio_low, found.ratio_high)


def _e_value(found: Adjusted, numbers: Numbers) -> str:
    if found.e_value is None or found.e_value_limit is None:
        return numbers.null
    return f"{numbers.ratio(found.e_value)} ({numbers.ratio(found.e_value_limit)})"


def policy_views(grouping: Grouping, messages: Messages) -> dict[str, tuple[GroupRow, ...]]:
    """The groups' rows under the report's policy and then under each other one, by its name."""
    results = (grouping.result, *grouping.evidence.policies)
    return {
        sanitise(result.policy): group_rows(
            Grouping(grouping.key, result, names=grouping.names), messages
        )
        for result in results
    }


def policy_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Each group under each policy; null where there is only one."""
    numbers = messages.numbers
    views = policy_views(grouping, messages)
    if len(views) == 1:
        return None
    by_policy = {policy: {row.group: row for row in rows} for policy, rows in views.items()}
    rows: list[tuple[str, ...]] = []
    stressed: list[int] = []
    for first in next(iter(views.values())):
        for policy, under in by_policy.items():
            row = under.get(first.group)
            if row is None:
                continue
            if row.verdict.differs:
                stressed.append(len(rows))
            rows.append(
                (
                    row.name,
                    policy,
                    numbers.integer(row.totals.speakers),
                    numbers.integer(row.totals.words),
                    numbers.percent_with(row.totals.wer, *row.limits),
                    _ratio(row.gap, numbers),
                    numbers.p_value(row.gap.p_adjusted),
                    finding(row, messages),
                )
            )
    columns = (
        *make_columns("group policy", "speakers words stratum_wer type_ratio p_adjusted", messages),
        column("verdict", messages, numeric=False),
    )
    return ShownTable(
        write_caption("policies", grouping, messages), columns, tuple(rows), tuple(stressed)
    )


def policy_sentences(grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    """Which gaps are shown under some of the policies only."""
    views = policy_views(grouping, messages)
    shown: dict[tuple[str, ...], list[str]] = {}
    for first in next(iter(views.values())):
        under = tuple(
            policy
            for policy, rows in views.items()
            if any(row.group == first.group and row.verdict.differs for row in rows)
        )
        if under and len(under) < len(views):
            shown.setdefault(under, []).append(first.name)
    if not shown:
        return (messages("block.policies.same"),)
    return tuple(
        messages("block.policies.only", policy=under[0], groups=messages.listed(groups))
        if len(under) == 1
        else messages(
            "block.policies.not", policies=", ".join(under), groups=messages.listed(groups)
        )
        for under, groups in shown.items()
    )


def selection_gap_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """Refusals of each group beside the best-treated one; null where nothing was refused."""
    numbers = messages.numbers
    rows = tuple(
        _selection_gap(row, grouping, messages) for row in grouping.evidence.selection_gaps
    )
    if not rows:
        return None
    stressed = tuple(
        place for place, row in enumerate(grouping.evidence.selection_gaps) if row.below_four_fifths
    )
    columns = (
        *make_columns("rule group", "offered refused_ratio kept_ratio permutation_p", messages),
        column("four_fifths", messages, numeric=False),
    )
    caption = write_caption("selection_gaps", grouping, messages)
    return without_unknown(ShownTable(caption, columns, rows, stressed), numbers)


def refused_more(gap: SelectionGap, grouping: Grouping) -> bool:
    """Whether a rule took more of a group than of all others together."""
    others = [
        (other.share, _offered(other, grouping) or 1)
        for other in grouping.evidence.selection_gaps
        if other.rule == gap.rule and other.group != gap.group
    ]
    weight = sum(n for _, n in others)
    return bool(others) and gap.share > sum(share * n for share, n in others) / weight


def _selection_gap(row: SelectionGap, grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    aside = messages("selection.best") if row.best == row.group else ""
    four_fifths = messages.name("status", row.status)
    if row.status == "reported":
        four_fifths = messages(f"four_fifths.{'true' if row.below_four_fifths else 'false'}")
    return (
        messages.name("reason", sanitise(row.rule)),
        shown_group(row, grouping, messages),
        numbers.integer(_offered(row, grouping)),
        aside or _ratio(row, numbers),
        aside or numbers.ratio_with(row.kept_ratio, row.kept_ratio_low, row.kept_ratio_high),
        numbers.p_value(row.p_adjusted),
        four_fifths,
    )


def _offered(gap: SelectionGap, grouping: Grouping) -> int | None:
    """How many utterances of the group the rules were asked about."""
    steps = grouping.evidence.selection_steps
    return next((step.offered for step in steps if step.group == gap.group), None)


def selection_step_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """What each filter adds to those before it; null without filters."""
    integer = messages.numbers.integer
    rows = tuple(
        (
            messages.name("reason", sanitise(row.rule)),
            shown_group(row, grouping, messages),
            *(integer(each) for each in (row.offered, row.added, row.alone, row.kept)),
        )
        for row in grouping.evidence.selection_steps
    )
    if not rows:
        return None
    columns = make_columns("rule group", "offered newly alone left", messages)
    return ShownTable(write_caption("selection_steps", grouping, messages), columns, rows)


def refused_back_table(grouping: Grouping, messages: Messages) -> ShownTable | None:
    """The gap as reported beside the gap with the refused back in; null where none could be."""
    found = grouping.evidence.refused_back
    if found is None:
        return None
    numbers = messages.numbers
    reported, back = (
        {
            row.group: row
            for row in group_rows(Grouping(grouping.key, side, names=grouping.names), messages)
        }
        for side in (found.reported, found.back)
    )
    rows = tuple(
        (
            row.name,
            *_before(reported.get(group), numbers),
            *_before(row, numbers),
            finding(row, messages),
        )
        for group, row in back.items()
    )
    columns = (
        column("group", messages, numeric=False),
        *_labelled("speakers stratum_wer type_ratio", "reported", messages),
        *_labelled("speakers stratum_wer type_ratio", "back", messages),
        column("verdict", messages, numeric=False),
    )
    return ShownTable(write_caption("refused_back", grouping, messages), columns, rows)


def _before(row: GroupRow | None, numbers: Numbers) -> tuple[str, str, str]:
    if row is None:
        return (numbers.null,) * 3
    return (
        numbers.integer(row.totals.speakers),
        numbers.percent_with(row.totals.wer, *row.limits),
        _ratio(row.gap, numbers),
    )


def _labelled(keys: str, side: str, messages: Messages) -> Sequence[Heading]:
    plain = make_columns("", keys, messages)
    side_name = messages(f"side.{side}")
    return [
        Heading(
            messages("side.column", column=each.label, side=side_name), each.numeric, each.formula
        )
        for each in plain
    ]


def system_table(contents: ReportContents, messages: Messages) -> ShownTable | None:
    """Every system's rate, in the order given; null where there is only one."""
    numbers = messages.numbers
    totals = {
        each.result.system: each.result.totals for each in reversed(contents.ordered_groupings())
    }
    if len(totals) == 1 or not totals:
        return None
    rows = tuple(
        (
            isolated(sanitise(system)),
            *(numbers.integer(each) for each in (own.speakers, own.utterances, own.words)),
            numbers.percent_with(own.wer, *own.wer_limits),
            numbers.integer(own.empty_hypotheses),
        )
        for system, own in reversed(totals.items())
    )
    columns = make_columns("system", "speakers utterances words stratum_wer empty", messages)
    return ShownTable(messages("table.systems"), columns, rows)


def pair_table(contents: ReportContents, messages: Messages) -> ShownTable | None:
    """Two systems on the same speakers, overall and by group; null without pairs."""
    numbers = messages.numbers
    groupings = contents.ordered_groupings()
    names = groupings[0].names if groupings else {}
    rows = tuple(
        (
            *(isolated(sanitise(system)) for system in (pair.system_a, pair.system_b)),
            messages("pair.all")
            if pair.group is None
            else display_name(pair.group, names, messages),
            numbers.integer(pair.speakers),
            numbers.points_with(pair.difference, pair.difference_low, pair.difference_high),
            _ratio(pair, numbers),
            numbers.p_value(pair.p_adjusted),
            numbers.p_value(pair.mapsswe_p_value),
            _pair_finding(pair, messages),
        )
        for pair in contents.pairs
    )
    stressed = tuple(place for place, pair in enumerate(contents.pairs) if pair.fewer_errors)
    if not rows:
        return None
    keys = "speakers pair_difference type_ratio p_adjusted mapsswe"
    columns = (
        *make_columns("system_a system_b group", keys, messages),
        column("verdict", messages, numeric=False),
    )
    return without_unknown(ShownTable(messages("table.pairs"), columns, rows, stressed), numbers)


def _pair_finding(pair: Pair, messages: Messages) -> str:
    """Which system has fewer errors, where that was shown; else why nothing can be said."""
    if pair.status != "reported":
        return messages.name("status", pair.status)
    if pair.fewer_errors is None:
        return messages("verdict.cannot_say")
    return messages("pair.first", system=isolated(sanitise(pair.fewer_errors)))
