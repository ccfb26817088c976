"""What `isogloss pay --json` prints: amounts in hundredths, rates in units an hour."""

from fractions import Fraction
from typing import TYPE_CHECKING

from isogloss.lead.pay.shown import describe_finding, remark_on_pay

if TYPE_CHECKING:
    from pipeline.review.paying.hourly import RegionPay
    from pipeline.review.paying.settlement import Statement
    from pipeline.settings import PaySettings
    from pipeline.stages.reviewing.pay import Paid


def as_document(paid: "Paid", pay: "PaySettings", *, dry_run: bool) -> dict[str, object]:
    """Put what was settled into one JSON document."""
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
        "workers": [_worker_as_json(one) for one in settlement.statements],
        "regions": [_region_as_json(one) for one in paid.regions],
        "findings": [
            {
                "finding": "below_floor",
                "worker": one.worker_id,
                "says": describe_finding(one, pay.currency),
            }
            for one in settlement.statements
            if one.below_floor
        ],
        "remarks": remark_on_pay(paid, pay),
        "balanced": not paid.unbalanced,
    }


def _worker_as_json(one: "Statement") -> dict[str, object]:
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


def _region_as_json(one: "RegionPay") -> dict[str, object]:
    return {
        "region": one.region or None,
        "workers": one.workers,
        "hourly": one.hourly.value,
        "hourly_low": one.hourly.low,
        "hourly_high": one.hourly.high,
        "below_floor": one.below_floor,
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
