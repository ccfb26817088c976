"""What work pays: the amount of each item, the hourly rate it comes to, and what is missing.

Amounts are whole hundredths of the currency; rates are per hour of active time. An item earns
`per_item + per_audio_minute * minutes of audio`, exactly, as fractions. Rounding each item by
itself would take a fifth of the pay of somebody who corrects three-second clips at half a unit a
minute (2.5 hundredths, paid 2). So the running sum of a worker's items is rounded, half to even,
and an item is paid the step it adds: what a worker is paid at once is never more than half a
hundredth away from the exact sum.

Every answer counts into the hours, paid or not: gold items, skips, flags, and work that a lead
later decided against.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from pipeline.settings import PaySettings

ANYWHERE = ""
_MINOR = 100
_SECONDS_A_MINUTE = 60
_SECONDS_AN_HOUR = 3600
REFUSALS = ("skipped", "flagged")


@dataclass(frozen=True, slots=True)
class Work:
    """One answer of a worker, as the table `work` has it.

    Attributes:
        work_id: Which.
        worker_id: Whose.
        kind: correct, gold or adjudicate.
        outcome: corrected, skipped, flagged or adjudicated.
        active_s: Seconds of active time, pauses cut.
        audio_s: Seconds of the recording.
        worked_at: When.
    """

    work_id: str
    worker_id: str
    kind: str
    outcome: str
    active_s: float
    audio_s: float
    worked_at: datetime


def exact_amount(work: Work, pay: PaySettings) -> Fraction:
    """Compute what an item earns, in hundredths of the currency and not rounded.

    Example:
        >>> from datetime import UTC
        >>> three_seconds = Work("w1", "a", "correct", "corrected", 9.0, 3.0, datetime.now(UTC))
        >>> exact_amount(three_seconds, PaySettings(per_item=0.02, per_audio_minute=0.5))
        Fraction(9, 2)
    """
    if work.outcome in REFUSALS and not pay.skip_is_paid:
        return Fraction(0)
    minutes = as_written(max(work.audio_s, 0.0)) / _SECONDS_A_MINUTE
    return _MINOR * (as_written(pay.per_item) + as_written(pay.per_audio_minute) * minutes)


def as_written(number: float) -> Fraction:
    """Read a number as the settings have it: 0.1 is a tenth, and not the nearest binary fraction.

    Example:
        >>> as_written(0.1)
        Fraction(1, 10)
    """
    return Fraction(Decimal(repr(float(number))))


def amounts(work: Iterable[Work], pay: PaySettings) -> dict[str, int]:
    """Compute what each item is paid, in hundredths of the currency.

    Args:
        work: Items of any workers, paid together.
        pay: The rates.

    Returns:
        work_id -> amount, for items that earn anything; a worker's amounts sum to the exact
        total rounded half to even. An item that earns nothing (a skip where skips are not paid)
        is not among them, so that a later rate can still pay it.
    """
    in_order = sorted(work, key=lambda one: (one.worker_id, one.worked_at, one.work_id))
    paid: dict[str, int] = {}
    for _, items in groupby(in_order, key=lambda one: one.worker_id):
        exact, rounded = Fraction(0), 0
        for item in items:
            earned = exact_amount(item, pay)
            if not earned:
                continue
            exact += earned
            total = round(exact)  # half to even
            paid[item.work_id] = total - rounded
            rounded = total
    return paid


def active_hours(work: Iterable[Work]) -> Fraction:
    """Sum the hours of active time, exactly.

    Example:
        >>> active_hours([])
        Fraction(0, 1)
    """
    seconds = sum((as_written(max(one.active_s, 0.0)) for one in work), Fraction(0))
    return seconds / _SECONDS_AN_HOUR


def find_floor(region: str | None, floors: Mapping[str, float]) -> Fraction | None:
    """Find the least hourly rate where a worker lives, in units of the currency.

    Args:
        region: ISO 3166 of the worker; None where they gave none.
        floors: Region -> rate; "" is anywhere else. A subdivision (`CA-QC`) falls back to its
            country.

    Returns:
        The floor; None where none is set for them.

    Example:
        >>> floors = {"FR": 11.88, "": 8.0}
        >>> [find_floor(region, floors) for region in ("FR-IDF", "PT", None)]
        [Fraction(297, 25), Fraction(8, 1), Fraction(8, 1)]
    """
    for name in _wider(region):
        if name in floors:
            return as_written(floors[name])
    return None


def _wider(region: str | None) -> Sequence[str]:
    place = (region or ANYWHERE).strip().upper()
    return (place, place.split("-")[0], ANYWHERE)


def missing_to_floor(earned_minor: Fraction | int, hours: Fraction, floor: Fraction) -> int:
    """Compute what must be added, in hundredths, to bring the hours to the floor; never too little.

    Example:
        >>> missing_to_floor(900, Fraction(1), Fraction(12))
        300
        >>> missing_to_floor(1300, Fraction(1), Fraction(12))
        0
    """
    return max(0, math.ceil(floor * _MINOR * hours - earned_minor))
