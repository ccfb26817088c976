"""Tables that hold one comparison against another: models, policies, filters, systems."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.evidence_tables import against_of, caption_of, shown_group
from pipeline.report.messages import Messages
from pipeline.report.numbers import Numbers, known
from pipeline.report.rows import (
    SIGNIFICANT_BELOW,
    GroupRow,
    display_name,
    group_rows,
    rate_limits,
    verdict_of,
)
from pipeline.report.strangers import harmless, isolated
from pipeline.report.tables import Column, Table, column, columns_of, finding, without_unknown

Row = Mapping[str, Any]
_DIFFERS = ("worse", "better")


def adjusted_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Raw ratios beside those at equal covariates, with E-values; null where none were fitted."""
    numbers = messages.numbers
    gaps = {str(gap["group"]): gap for gap in grouping.result.get("gaps") or ()}
    rows, stressed = [], []
    for place, each in enumerate(grouping.result.get("adjusted") or ()):
        verdict = verdict_of({"group": each["group"]}, each, against=against_of(grouping))
        if verdict in _DIFFERS:
            stressed.append(place)
        raw = _ratio(each, numbers, "raw_ratio", "raw")
        if known(each.get("raw_ratio")) is None:
            raw = _ratio(gaps.get(str(each["group"]), {}), numbers)
        rows.append(
            (
                shown_group(each, grouping, messages),
                numbers.integer(each.get("utterances")),
                raw,
                _ratio(each, numbers),
                _ratio(each, numbers, "mixed_ratio", "mixed"),
                _e_value(each, numbers),
                numbers.p_value(each.get("p_adjusted")),
                messages(f"verdict.{verdict}"),
            )
        )
    if not rows:
        return None
    keys = "utterances raw_ratio adjusted_ratio mixed_ratio e_value p_adjusted"
    columns = (*columns_of("group", keys, messages), column("verdict", messages, numeric=False))
    caption = caption_of("adjusted", grouping, messages)
    return without_unknown(Table(caption, columns, tuple(rows), tuple(stressed)), numbers)


def _ratio(row: Row, numbers: Numbers, key: str = "ratio", limits: str = "ratio") -> str:
    return numbers.ratio_with(row.get(key), row.get(f"{limits}_low"), row.get(f"{limits}_high"))


def _e_value(row: Row, numbers: Numbers) -> str:
    if known(row.get("e_value")) is None or known(row.get("e_value_limit")) is None:
        return numbers.null
    return f"{numbers.ratio(row['e_value'])} ({numbers.ratio(row['e_value_limit'])})"


def policy_views(grouping: Grouping, messages: Messages) -> dict[str, tuple[GroupRow, ...]]:
    """The groups' rows under the report's policy and then under each other one, by its name."""
    results = (grouping.result, *grouping.evidence.policies)
    return {
        harmless(str(result.get("policy") or "")): group_rows(
            Grouping(grouping.key, result, names=grouping.names), messages
        )
        for result in results
    }


def policy_table(grouping: Grouping, messages: Messages) -> Table | None:
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
            if row.verdict in _DIFFERS:
                stressed.append(len(rows))
            rows.append(
                (
                    row.name,
                    policy,
                    numbers.integer(row.counts.get("speakers")),
                    numbers.integer(row.counts.get("words")),
                    numbers.percent_with(row.counts.get("wer"), *row.limits),
                    _ratio(row.gap, numbers),
                    numbers.p_value(row.gap.get("p_adjusted")),
                    finding(row, messages),
                )
            )
    columns = (
        *columns_of("group policy", "speakers words stratum_wer type_ratio p_adjusted", messages),
        column("verdict", messages, numeric=False),
    )
    return Table(caption_of("policies", grouping, messages), columns, tuple(rows), tuple(stressed))


def policy_sentences(grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    """Which gaps are shown under some of the policies only."""
    views = policy_views(grouping, messages)
    shown: dict[tuple[str, ...], list[str]] = {}
    for first in next(iter(views.values())):
        under = tuple(
            policy
            for policy, rows in views.items()
            if any(row.group == first.group and row.verdict in _DIFFERS for row in rows)
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


def selection_gap_table(grouping: Grouping, messages: Messages) -> Table | None:
    """Refusals of each group beside the best-treated one; null where nothing was refused."""
    numbers = messages.numbers
    rows = tuple(
        _selection_gap(row, grouping, messages) for row in grouping.evidence.selection_gaps
    )
    if not rows:
        return None
    stressed = tuple(
        place
        for place, row in enumerate(grouping.evidence.selection_gaps)
        if row.get("below_four_fifths")
    )
    columns = (
        *columns_of("rule group", "offered refused_ratio kept_ratio permutation_p", messages),
        column("four_fifths", messages, numeric=False),
    )
    caption = caption_of("selection_gaps", grouping, messages)
    return without_unknown(Table(caption, columns, rows, stressed), numbers)


def refused_otherwise(row: Row) -> bool:
    """Whether a rule was shown to treat a group otherwise than the others."""
    p_adjusted = known(row.get("p_adjusted"))
    return p_adjusted is not None and p_adjusted < SIGNIFICANT_BELOW


def refused_more(row: Row, grouping: Grouping) -> bool:
    """Whether a rule took more of a group than of all others together."""
    others = [
        (known(other.get("share")) or 0.0, known(_offered(other, grouping)) or 1.0)
        for other in grouping.evidence.selection_gaps
        if other["rule"] == row["rule"] and other["group"] != row["group"]
    ]
    weight = sum(n for _, n in others)
    return bool(others) and (known(row.get("share")) or 0.0) > (
        sum(share * n for share, n in others) / weight
    )


def _selection_gap(row: Row, grouping: Grouping, messages: Messages) -> tuple[str, ...]:
    numbers = messages.numbers
    best = row.get("best") == row["group"]
    aside = messages("selection.best") if best else ""
    status = str(row.get("status"))
    four_fifths = messages.name("status", status)
    if status == "reported":
        four_fifths = messages(f"four_fifths.{'true' if row.get('below_four_fifths') else 'false'}")
    return (
        messages.name("reason", harmless(str(row["rule"]))),
        shown_group(row, grouping, messages),
        numbers.integer(_offered(row, grouping)),
        aside or _ratio(row, numbers),
        aside or _ratio(row, numbers, "kept_ratio", "kept_ratio"),
        numbers.p_value(row.get("p_adjusted")),
        four_fifths,
    )


def _offered(row: Row, grouping: Grouping) -> Any:
    """How many utterances of the group the rules were asked about."""
    steps = grouping.evidence.selection_steps
    return next((step.get("offered") for step in steps if step["group"] == row["group"]), None)


def selection_step_table(grouping: Grouping, messages: Messages) -> Table | None:
    """What each filter adds to those before it; null without filters."""
    integer = messages.numbers.integer
    rows = tuple(
        (
            messages.name("reason", harmless(str(row["rule"]))),
            shown_group(row, grouping, messages),
            *(integer(row.get(key)) for key in ("offered", "added", "alone", "kept")),
        )
        for row in grouping.evidence.selection_steps
    )
    if not rows:
        return None
    columns = columns_of("rule group", "offered newly alone left", messages)
    return Table(caption_of("selection_steps", grouping, messages), columns, rows)


def refused_back_table(grouping: Grouping, messages: Messages) -> Table | None:
    """The gap as reported beside the gap with the refused back in; null where none could be."""
    found = grouping.evidence.refused_back
    if not found:
        return None
    numbers = messages.numbers
    reported, back = (
        {
            row.group: row
            for row in group_rows(
                Grouping(grouping.key, found[side], names=grouping.names), messages
            )
        }
        for side in ("reported", "back")
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
    return Table(caption_of("refused_back", grouping, messages), columns, rows)


def _before(row: GroupRow | None, numbers: Numbers) -> tuple[str, str, str]:
    if row is None:
        return (numbers.null,) * 3
    return (
        numbers.integer(row.counts.get("speakers")),
        numbers.percent_with(row.counts.get("wer"), *row.limits),
        _ratio(row.gap, numbers),
    )


def _labelled(keys: str, side: str, messages: Messages) -> Sequence[Column]:
    plain = columns_of("", keys, messages)
    said = messages(f"side.{side}")
    return [
        Column(messages("side.column", column=each.label, side=said), each.numeric, each.formula)
        for each in plain
    ]


def system_table(contents: ReportContents, messages: Messages) -> Table | None:
    """Every system's rate, in the order given; null where there is only one."""
    numbers = messages.numbers
    totals = {
        str(each.result.get("system") or ""): each.result.get("totals") or {}
        for each in reversed(contents.ordered_groupings())
    }
    if len(totals) == 1 or not totals:
        return None
    rows = tuple(
        (
            isolated(harmless(system)),
            *(numbers.integer(own.get(key)) for key in ("speakers", "utterances", "words")),
            numbers.percent_with(own.get("wer"), *rate_limits(own)),
            numbers.integer(own.get("empty_hypotheses")),
        )
        for system, own in reversed(totals.items())
    )
    columns = columns_of("system", "speakers utterances words stratum_wer empty", messages)
    return Table(messages("table.systems"), columns, rows)


def pair_table(contents: ReportContents, messages: Messages) -> Table | None:
    """Two systems on the same speakers, overall and by group; null without pairs."""
    numbers = messages.numbers
    groupings = contents.ordered_groupings()
    names = groupings[0].names if groupings else {}
    rows: list[tuple[str, ...]] = []
    stressed: list[int] = []
    for pair in contents.pairs:
        p_adjusted, difference = known(pair.get("p_adjusted")), known(pair.get("difference"))
        systems = [isolated(harmless(str(pair[side]))) for side in ("system_a", "system_b")]
        said = messages("verdict.cannot_say")
        if pair.get("status") not in (None, "reported"):
            said = messages.name("status", str(pair["status"]))
        elif p_adjusted is not None and p_adjusted < SIGNIFICANT_BELOW and difference:
            stressed.append(len(rows))
            said = messages("pair.first", system=systems[difference > 0])
        group = pair.get("group")
        shown = messages("pair.all") if group is None else display_name(str(group), names, messages)
        limits = (pair.get("difference_low"), pair.get("difference_high"))
        rows.append(
            (
                *systems,
                shown,
                numbers.integer(pair.get("speakers")),
                numbers.points_with(difference, *limits),
                _ratio(pair, numbers),
                numbers.p_value(p_adjusted),
                numbers.p_value(pair.get("mapsswe_p_value")),
                said,
            )
        )
    if not rows:
        return None
    keys = "speakers pair_difference type_ratio p_adjusted mapsswe"
    columns = (
        *columns_of("system_a system_b group", keys, messages),
        column("verdict", messages, numeric=False),
    )
    table = Table(messages("table.pairs"), columns, tuple(rows), tuple(stressed))
    return without_unknown(table, numbers)
