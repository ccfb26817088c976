"""The command `isogloss pay`: settle a period of work and write the ledger."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.console import (
    JsonOption,
    WorkspaceOption,
    count,
    emit_json,
    say,
    warn,
    workspace_at,
)

if TYPE_CHECKING:
    from pipeline.review.settlement import Statement
    from pipeline.settings import PaySettings
    from pipeline.stages.pay import Paid, RegionPay

_MINOR = 100


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("pay")(pay)


def pay(
    period: Annotated[
        str,
        typer.Option(
            "--period", help="A month, 2026-11, or days, 2026-11-01..2026-11-15; days are in UTC."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the period's ledger as CSV there.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be posted; post nothing.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Post what a period's work earns and has not been paid, and what is missing to the floor.

    An item is paid once, whatever periods are asked for and however often. Top-ups are computed
    when a period is over. Rates and floors are in isogloss.toml under [pay].
    """
    from pipeline.io.files import write_whole
    from pipeline.review.ledger import parse_period
    from pipeline.review.ledger_csv import as_csv
    from pipeline.stages.pay import pay as settle

    try:
        wanted = parse_period(period)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--period") from None
    place = workspace_at(workspace)
    paid = settle(place, wanted, datetime.now(UTC), dry_run=dry_run)
    if output is not None:
        write_whole(output, as_csv(paid.rows))
    for remark in remarks(paid, place.settings.pay):
        warn(f"isogloss: {remark}")
    if json:
        emit_json(document(paid, place.settings.pay, dry_run=dry_run))
        return 0
    for line in lines(paid, place.settings.pay, dry_run=dry_run):
        say(line)
    if output is not None:
        say(f"ledger: {output} ({count(len(paid.rows), 'row')})")
    return 0


def remarks(paid: "Paid", pay: "PaySettings") -> list[str]:
    """What somebody who pays should know beside the numbers."""
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


def lines(paid: "Paid", pay: "PaySettings", *, dry_run: bool) -> list[str]:
    """What was posted, a line a worker, a line a region, and a line a finding."""
    settlement, currency = paid.settlement, pay.currency
    verb = "would post" if dry_run else "posted"
    parts = []
    for kind, noun in (("item", "item"), ("top_up", "top-up")):
        amounts = [one.amount_minor for one in settlement.postings if one.kind == kind]
        parts.append(f"{count(len(amounts), noun)}, {money(sum(amounts))} {currency}")
    shown = [f"{settlement.period.label} (UTC): {verb} {'; '.join(parts)}"]
    if not settlement.statements:
        return [*shown, "no work in this period"]
    shown += _table([_heading(currency), *(_cells(one) for one in settlement.statements)])
    shown.append("an hour: items only, all of a worker's active time in the period; exact totals")
    shown += [_region_line(one, currency) for one in paid.regions]
    return shown + [finding(one, currency) for one in settlement.statements if one.below_floor]


def finding(one: "Statement", currency: str) -> str:
    """That a worker's items pay less than the floor, with its numbers."""
    top_ups = one.topped_up_minor + one.top_up_minor
    mended = f"topped up by {money(top_ups)}" if top_ups else "not topped up yet"
    return (
        f"below the floor: worker {one.worker_id} ({one.region or 'no region'}): "
        f"{rate(one.hourly)} {currency} an hour over {float(one.hours):.2f} hours and "
        f"{count(one.items, 'item')}; floor {rate(one.floor)}; {mended}"
    )


def document(paid: "Paid", pay: "PaySettings", *, dry_run: bool) -> dict[str, Any]:
    """The same as one JSON document; amounts in hundredths, rates in units an hour."""
    settlement = paid.settlement
    posted = {
        kind: [one.amount_minor for one in settlement.postings if one.kind == kind]
        for kind in ("item", "top_up")
    }
    return {
        "schema": "isogloss.pay/1",
        "period": {
            "from": settlement.period.first.isoformat(),
            "to": settlement.period.last.isoformat(),
            "zone": "UTC",
            "is_over": settlement.is_over,
        },
        "currency": pay.currency,
        "dry_run": dry_run,
        "posted": {
            "items": len(posted["item"]),
            "items_minor": sum(posted["item"]),
            "top_ups": len(posted["top_up"]),
            "top_ups_minor": sum(posted["top_up"]),
        },
        "workers": [_worker(one) for one in settlement.statements],
        "regions": [_region(one) for one in paid.regions],
        "findings": [
            {"finding": "below_floor", "worker": one.worker_id, "says": finding(one, pay.currency)}
            for one in settlement.statements
            if one.below_floor
        ],
        "remarks": remarks(paid, pay),
        "balanced": not paid.unbalanced,
    }


def _worker(one: "Statement") -> dict[str, Any]:
    return {
        "worker": one.worker_id,
        "region": one.region or None,
        "items": one.items,
        "refused": one.refused,
        "gold": one.gold,
        "active_hours": float(one.hours),
        "paid_minor": one.paid_minor,
        "topped_up_before_minor": float(one.topped_up_minor),
        "top_up_minor": one.top_up_minor,
        "hourly": _number(one.hourly),
        "hourly_with_top_ups": _number(one.hourly_with_top_ups),
        "floor": _number(one.floor),
        "below_floor": one.below_floor,
        "other_currency": one.other_currency,
    }


def _region(one: "RegionPay") -> dict[str, Any]:
    return {
        "region": one.region or None,
        "workers": one.workers,
        "hourly": one.hourly.value,
        "hourly_low": one.hourly.low,
        "hourly_high": one.hourly.high,
        "below_floor": one.below_floor,
    }


def _heading(currency: str) -> tuple[str, ...]:
    return ("worker", "region", "items", "refused", "hours", currency, "an hour", "floor", "top-up")


def _cells(one: "Statement") -> tuple[str, ...]:
    return (
        one.worker_id,
        one.region or "-",
        f"{one.items:,}",
        f"{one.refused:,}",
        f"{float(one.hours):.2f}",
        money(one.paid_minor) if not one.other_currency else "other",
        rate(one.hourly),
        rate(one.floor),
        money(one.topped_up_minor + one.top_up_minor),
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
    """Columns side by side: the first two are names, the others numbers."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    names = 2
    return [
        "  ".join(
            cell.ljust(width) if place < names else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def money(minor: Fraction | int) -> str:
    """Hundredths as units.

    Example:
        >>> money(123456), money(-5)
        ('1,234.56', '-0.05')
    """
    return f"{float(Fraction(minor) / _MINOR):,.2f}"


def rate(value: Fraction | None) -> str:
    """Units an hour, or a dash."""
    return "-" if value is None else f"{float(value):.2f}"


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
