"""What `isogloss pay` prints: a line a worker, a region and a finding, and remarks beside them."""

from fractions import Fraction
from typing import TYPE_CHECKING

from isogloss.console import count

if TYPE_CHECKING:
    from pipeline.review.paying.hourly import RegionPay
    from pipeline.review.paying.settlement import Statement
    from pipeline.settings import PaySettings
    from pipeline.stages.reviewing.pay import Paid

_MINOR = 100


def remark_on_pay(paid: "Paid", pay: "PaySettings") -> list[str]:
    """Say what somebody who pays should know beside the numbers."""
    settlement = paid.settlement
    found = []
    if not settlement.is_over:
        found.append(
            f"{settlement.period.label} is not over: what was worked until now is paid, and "
            "top-ups wait. Run this again when it is."
        )
    if not (pay.per_item or pay.per_audio_minute or any(pay.hourly_floor.values())):
        found.append(
            "no pay is set: under [pay] in isogloss.toml per_item and per_audio_minute are 0 and "
            "hourly_floor is empty, so nothing is posted and everything can still be paid."
        )
    other = sum(one.other_currency for one in settlement.statements)
    if other:
        found.append(
            f"{count(other, 'worker')} of this period were paid in a currency other than "
            f"{pay.currency} before: that stays, and no hourly rate or top-up is told for them."
        )
    if paid.unbalanced:
        found.append(
            f"{count(len(paid.unbalanced), 'posting')} of the ledger do not balance: somebody "
            "changed rows by hand. First: " + ", ".join(paid.unbalanced[:10])
        )
    return found


def describe_pay(paid: "Paid", pay: "PaySettings", *, dry_run: bool) -> list[str]:
    """Write what was posted: a line a worker, a line a region, and a line a finding."""
    settlement, currency = paid.settlement, pay.currency
    verb = "would post" if dry_run else "posted"
    parts = []
    for kind, noun in (("item", "item"), ("top_up", "top-up")):
        amounts = [one.amount_minor for one in settlement.postings if one.kind == kind]
        parts.append(f"{count(len(amounts), noun)}, {show_money(sum(amounts))} {currency}")
    shown = [f"{settlement.period.label} (UTC): {verb} {'; '.join(parts)}"]
    if not settlement.statements:
        return [*shown, "no work in this period"]
    shown += _table([_heading(currency), *(_cells(one) for one in settlement.statements)])
    shown.append("an hour: items only, all of a worker's active time in the period; exact totals")
    shown += [_region_line(one, currency) for one in paid.regions]
    return shown + [
        describe_finding(one, currency) for one in settlement.statements if one.below_floor
    ]


def describe_finding(one: "Statement", currency: str) -> str:
    """Say that a worker's items pay less than the floor, with the numbers."""
    top_ups = one.topped_up_minor + one.top_up_minor
    mended = f"topped up by {show_money(top_ups)}" if top_ups else "not topped up yet"
    return (
        f"below the floor: worker {one.worker_id} ({one.region or 'no region'}): "
        f"{show_rate(one.hourly)} {currency} an hour over {float(one.hours):.2f} hours and "
        f"{count(one.items, 'item')}; floor {show_rate(one.floor)}; {mended}"
    )


def _heading(currency: str) -> tuple[str, ...]:
    return ("worker", "region", "items", "refused", "hours", currency, "an hour", "floor", "top-up")


def _cells(one: "Statement") -> tuple[str, ...]:
    return (
        one.worker_id,
        one.region or "-",
        f"{one.items:,}",
        f"{one.refused:,}",
        f"{float(one.hours):.2f}",
        show_money(one.paid_minor) if not one.other_currency else "other",
        show_rate(one.hourly),
        show_rate(one.floor),
        show_money(one.topped_up_minor + one.top_up_minor),
    )


def _region_line(one: "RegionPay", currency: str) -> str:
    limits = "one worker has no interval"
    if one.hourly.low is not None and one.hourly.high is not None:
        limits = f"95 % over workers: {one.hourly.low:.2f} to {one.hourly.high:.2f}"
    elif one.workers > 1:
        limits = "no interval: one worker has nearly all of the hours or of the pay"
    value = "-" if one.hourly.value is None else f"{one.hourly.value:.2f}"
    return (
        f"region {one.region or 'not given'}: {value} {currency} an hour, "
        f"{count(one.workers, 'worker')} ({limits})"
    )


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Set columns side by side: the first two are names, the others numbers."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    names = 2
    return [
        "  ".join(
            cell.ljust(width) if place < names else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def show_money(minor: Fraction | int) -> str:
    """Write hundredths as units.

    Example:
        >>> show_money(123456), show_money(-5)
        ('1,234.56', '-0.05')
    """
    return f"{float(Fraction(minor) / _MINOR):,.2f}"


def show_rate(value: Fraction | None) -> str:
    """Write units an hour, or a dash where they are not known."""
    return "-" if value is None else f"{float(value):.2f}"
