"""What `isogloss audit` prints beneath its tables: systems side by side, adjusted gaps, columns."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.report.strangers import harmless
from pipeline.report.widths import cells, padded

if TYPE_CHECKING:
    from pipeline.stages.audit import Audited

_GAP = "  "


def lines_of(found: "Audited") -> Iterator[str]:
    """All sections as lines of text; nothing where there is nothing to add."""
    yield from _pairs(found)
    yield from _adjusted(found)
    yield from _second(found)
    yield from _selection(found)


def _pairs(found: "Audited") -> Iterator[str]:
    if not found.pairs:
        return
    head = (
        "system",
        "less system",
        "group",
        "points",
        "95 % interval",
        "p",
        "adjusted",
        "MAPSSWE p",
    )
    rows = [
        (
            pair.system_a,
            pair.system_b,
            pair.group or "all",
            _points(pair.difference),
            _between(_points(pair.difference_low), _points(pair.difference_high)),
            _p(pair.p_value),
            _p(pair.p_adjusted),
            _p(pair.mapsswe_p_value),
        )
        for pair in found.pairs
    ]
    yield from _section("Systems on the same speakers, paired by speaker", head, rows)
    yield "MAPSSWE takes utterances as independent: it stands beside and decides nothing."


def _adjusted(found: "Audited") -> Iterator[str]:
    head = ("system", "group", "against", "raw ratio", "adjusted", "95 % interval", "p adjusted")
    rows = [
        (
            system.found.system,
            gap.group,
            gap.against,
            _number(gap.raw_ratio),
            _number(gap.ratio),
            _between(_number(gap.ratio_low), _number(gap.ratio_high)),
            _p(gap.p_adjusted),
        )
        for system in found.systems
        for gap in system.found.adjusted
    ]
    if not rows:
        return
    named = ", ".join(found.columns.covariates)
    yield from _section(f"Ratios at equal {named}", head, rows)
    yield (
        "Adjustment allows for what was measured and named, and for nothing else; it shows what "
        "is associated with a group, not what is caused by it."
    )
    for system in found.systems:
        for each in system.adjustment.left_out if system.adjustment else ():
            number = f"{each.utterances:,} utterances"
            yield f"{system.found.system}: {number} in no model: {each.reason}"


def _second(found: "Audited") -> Iterator[str]:
    head = ("system", "group", "ratio", found.choices.policy, "ratio", found.choices.second_policy)
    rows = []
    for system in found.systems:
        if not system.second:
            continue
        others = {gap.group: gap for gap in system.second.gaps}
        for gap in system.found.gaps:
            other = others[gap.group]
            sides = [(_number(each.ratio), each.verdict) for each in (gap, other)]
            rows.append((system.found.system, gap.group, *sides[0], *sides[1]))
    if rows:
        yield from _section("The same gaps under two policies", head, rows)
        yield "A gap under one of them only may be formatting."


def _selection(found: "Audited") -> Iterator[str]:
    if found.selection is None:
        return
    head = ("rule", "group", "set aside", "share", "kept, to best", "95 % interval", "p adjusted")
    shares = {(each.rule, each.group): each for each in found.selection.shares}
    rows = [
        (
            gap.rule,
            gap.group,
            f"{shares[gap.rule, gap.group].set_aside:,}",
            f"{100 * gap.share:.1f} %",
            _number(gap.kept_ratio) + (" (below 4/5)" if gap.below_four_fifths else ""),
            _between(_number(gap.kept_ratio_low), _number(gap.kept_ratio_high)),
            _p(gap.p_adjusted),
        )
        for gap in found.selection.gaps
    ]
    if rows:
        yield from _section("Who was left out by decision", head, rows)


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    table = [tuple(map(harmless, row)) for row in (head, *rows)]
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    yield ""
    yield title
    for place, row in enumerate(table):
        texts = [padded(text, width, right=False) for text, width in zip(row, widths, strict=True)]
        yield _GAP.join(texts).rstrip()
        if place == 0:
            yield "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))


def _points(rate: float | None) -> str:
    return "" if rate is None else f"{100 * rate:+.1f}"


def _number(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _between(low: str, high: str) -> str:
    return f"{low} to {high}" if low and high else ""


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"  # noqa: PLR2004 - three places
