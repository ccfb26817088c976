"""A lead looks at what is flagged, and lets go what is held back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from pipeline.errors import ReviewError
from pipeline.io.queue import lease_next
from pipeline.io.queue_answers import flag
from pipeline.io.queue_flags import clear_flags, flagged_utterances
from pipeline.io.queue_workers import Worker
from pipeline.io.store import Store
from pipeline.review.assigning.flags import FLAGS

ANA, BOB, CYD = (Worker(name, ("en",)) for name in ("ana", "bob", "cyd"))
LEAD = Worker("lea", ("en",))


def _flags(store: Store, worker: Worker, code: str, now: datetime) -> str:
    lent = lease_next(store, worker, now, 30)
    assert lent is not None
    flag(store, worker, lent.assignment_id, FLAGS[code], now, 2.0)
    return lent.utterance_id


def test_what_is_held_back_comes_first(
    store: Store, collected: Callable[..., None], now: datetime
) -> None:
    collected("u1", priority=0.1)
    collected("u2", priority=0.2)
    later = now + timedelta(minutes=1)
    first = _flags(store, ANA, "unintelligible", now)
    second = _flags(store, ANA, "personal_data", later)
    found = flagged_utterances(store)
    assert [(one.utterance_id, one.flags, one.held_back) for one in found] == [
        (second, ("personal_data",), True),
        (first, ("unintelligible",), False),
    ]
    assert (found[0].workers, found[0].flagged_at) == (("ana",), later)


def test_let_go_it_is_heard_by_others_again(
    store: Store, collected: Callable[..., None], now: datetime
) -> None:
    collected("u1")
    _flags(store, ANA, "personal_data", now)
    assert lease_next(store, BOB, now, 30) is None
    assert clear_flags(store, LEAD, "u1", now) == 2
    assert flagged_utterances(store) == []
    assert lease_next(store, ANA, now, 30) is None, "who flagged it has had it"
    lent = [lease_next(store, worker, now, 30) for worker in (BOB, CYD)]
    assert [one.utterance_id for one in lent if one is not None] == ["u1", "u1"]
    decided = store.read("decisions", where={"utterance_id": "u1"})
    cleared = decided[decided["outcome"] == "flag_cleared"].iloc[0]
    assert (cleared["rule"], cleared["decided_by"]) == ("personal_data", "lea")


def test_flagged_again_it_is_held_back_again(
    store: Store, collected: Callable[..., None], now: datetime
) -> None:
    collected("u1")
    _flags(store, ANA, "personal_data", now)
    clear_flags(store, LEAD, "u1", now)
    _flags(store, BOB, "harmful", now + timedelta(minutes=1))
    assert lease_next(store, CYD, now, 30) is None
    assert [one.flags for one in flagged_utterances(store)] == [("harmful",)]


def test_nothing_is_held_back(store: Store, collected: Callable[..., None], now: datetime) -> None:
    collected("u1")
    with pytest.raises(ReviewError, match=r"nothing holds 'u1' back.*isogloss flags list"):
        clear_flags(store, LEAD, "u1", now)


def test_not_of_their_own_voice(
    store: Store, collected: Callable[..., None], now: datetime
) -> None:
    collected("u1")
    _flags(store, ANA, "harmful", now)
    with pytest.raises(ReviewError, match="your own voice"):
        clear_flags(store, Worker("lea", ("en",), ("s-u1",)), "u1", now)
