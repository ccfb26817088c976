"""A worker's day: how much they did, how much waits, what it earned, and what comes next."""

from datetime import UTC, datetime

from isogloss.correct.desk.desk import Desk
from pipeline.io.queue.desk_view import likely_next, work_since
from pipeline.io.queue.leases import Position, position
from pipeline.review.paying.rates import exact_amount
from pipeline.tables import UtteranceRow

_SECONDS_AN_HOUR = 3_600.0
_MINOR = 100


def count_today(desk: Desk) -> Position:
    """Count what the worker did since midnight and what waits for them."""
    return position(desk.workspace.store, desk.worker, _midnight())


def tell_earned_today(desk: Desk) -> str:
    """Say what the worker has earned since midnight; empty where the settings name no rate."""
    pay = desk.workspace.settings.pay
    if not pay.per_item and not pay.per_audio_minute:
        return ""
    today = work_since(desk.workspace.store, desk.worker, _midnight())
    amount = float(round(sum(exact_amount(work, pay) for work in today))) / _MINOR
    return f"{desk.words.number(amount, 2)} {pay.currency}"


def count_answers_an_hour(desk: Desk) -> float | None:
    """Divide the answers by the hours of work since they sat down; None before the first."""
    if not desk.answers or desk.active_s <= 0:
        return None
    return desk.answers * _SECONDS_AN_HOUR / desk.active_s


def find_likely_next(desk: Desk) -> UtteranceRow | None:
    """Find the utterance that most likely comes next, so that it can be loaded ahead."""
    name = likely_next(desk.workspace.store, desk.worker)
    return None if name is None else desk.workspace.store.first(UtteranceRow, utterance_id=name)


def _midnight() -> datetime:
    now = datetime.now(UTC).astimezone()
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
