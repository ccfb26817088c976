"""Clocks set back, two windows, impossible times, a locked store: nothing lost, one message."""

import sqlite3
from datetime import timedelta

import pytest

from pipeline.errors import ReviewError, StoreLockedError
from pipeline.io.queue.answers import Answer, flag, save_answer, skip
from pipeline.io.queue.leases import enqueue, lease_next
from pipeline.io.queue.slots import QueueItem
from pipeline.io.queue.undo import undo
from pipeline.io.store import engine as store_engine
from pipeline.io.store.store import open_store
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import FLAGS

ANA = Worker("ana", ("en",))
BEN = Worker("ben", ("en",))
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def text(said, active_s=2.0):
    return Answer(said, "edited", "h1", active_s, "shown")


def test_two_windows_of_one_worker_hold_the_same_recording(store, collected, now):
    collected("u1")
    first = lease_next(store, ANA, now, 30)
    second = lease_next(store, ANA, now + SECOND, 30)
    assert second.assignment_id == first.assignment_id
    assert second.resumed


def test_the_same_text_from_both_windows_is_one_answer(store, collected, now):
    collected("u1")
    lent = lease_next(store, ANA, now, 30)
    saved = [
        save_answer(store, ANA, lent.assignment_id, text("seven"), now + n * SECOND)
        for n in range(2)
    ]
    assert saved[0] == saved[1]
    assert store.count("corrections") == store.count("work") == 1


def test_another_text_from_the_second_window_is_kept_and_does_not_count(store, collected, now):
    collected("u1")
    lent = lease_next(store, ANA, now, 30)
    save_answer(store, ANA, lent.assignment_id, text("seven"), now)
    with pytest.raises(ReviewError, match=r"already, in another window.*kept with the recording"):
        save_answer(store, ANA, lent.assignment_id, text("eleven"), now + SECOND)
    rows = store.read("corrections").sort_values("corrected_at")
    assert list(rows["text"]) == ["seven", "eleven"]
    assert list(rows["retracted_at"].notna()) == [False, True]
    assert store.count("work") == 1
    # Undoing still takes back the one that stands.
    assert undo(store, ANA, now + 2 * SECOND, 30).text == "seven"


def test_skipping_what_the_other_window_answered_changes_nothing(store, collected, now):
    collected("u1")
    lent = lease_next(store, ANA, now, 30)
    save_answer(store, ANA, lent.assignment_id, text("seven"), now)
    before = store.read("assignments")
    assert skip(store, ANA, lent.assignment_id, "no", now + SECOND) == "elsewhere"
    assert store.read("assignments").equals(before)


def test_the_clock_set_back_neither_takes_a_lease_nor_gives_it_away(store, collected, now):
    collected("u1", listeners=1)
    lent = lease_next(store, ANA, now, 30)
    assert lease_next(store, BEN, now - HOUR, 30) is None
    assert lease_next(store, ANA, now - HOUR, 30).assignment_id == lent.assignment_id
    assert save_answer(store, ANA, lent.assignment_id, text("seven"), now - HOUR).standing == "held"


def test_with_the_clock_set_back_the_last_answer_is_still_the_last(store, collected, now):
    for name in ("u1", "u2", "u3"):
        collected(name, listeners=1)
    for n, said in enumerate(["one", "two"]):
        lent = lease_next(store, ANA, now, 30)
        save_answer(store, ANA, lent.assignment_id, text(said), now - n * HOUR)
    lent = lease_next(store, ANA, now - 2 * HOUR, 30)
    skip(store, ANA, lent.assignment_id, "noise", now - 2 * HOUR)
    undone = [undo(store, ANA, now - 2 * HOUR, 30) for _ in range(3)]
    assert [one.outcome for one in undone] == ["skipped", "corrected", "corrected"]
    assert [one.text for one in undone] == [None, "two", "one"]
    assert store.read("corrections")["corrected_at"].is_unique


def test_a_clock_that_was_years_ahead_is_not_followed(store, collected, now):
    collected("u1")
    collected("u2")
    ahead = now + timedelta(days=4000)
    lent = lease_next(store, ANA, ahead, 30)
    save_answer(store, ANA, lent.assignment_id, text("one"), ahead)
    other = lease_next(store, ANA, now, 30)
    save_answer(store, ANA, other.assignment_id, text("two"), now)
    assert store.read("corrections")["corrected_at"].min() == now


def test_a_lease_into_the_far_future_goes_back(store, collected, now):
    collected("u1", listeners=1)
    lease_next(store, ANA, now + timedelta(days=4000), 30)
    assert lease_next(store, BEN, now, 30).utterance_id == "u1"


@pytest.mark.parametrize("active_s", [-5.0, float("nan"), float("inf")])
def test_a_time_that_cannot_be_is_no_time(store, collected, now, active_s):
    for n, act in enumerate([save_answer, skip, flag]):
        collected(f"u{n}")
        lent = lease_next(store, ANA, now, 30)
        if act is save_answer:
            save_answer(store, ANA, lent.assignment_id, text("x", active_s), now)
        elif act is skip:
            skip(store, ANA, lent.assignment_id, "noise", now, active_s)
        else:
            flag(store, ANA, lent.assignment_id, FLAGS["two_voices"], now, active_s)
    assert list(store.read("work")["active_s"]) == [0.0, 0.0, 0.0]
    assert store.read("corrections")["active_s"].item() == 0.0


def test_each_answer_is_one_row_of_work_that_names_no_recording(store, collected, now):
    for n in range(3):
        collected(f"u{n}")
    for n, act in enumerate([save_answer, skip, flag]):
        lent = lease_next(store, ANA, now, 30)
        what = {save_answer: text("x"), skip: "noise", flag: FLAGS["unintelligible"]}[act]
        if act is save_answer:
            act(store, ANA, lent.assignment_id, what, now + n * SECOND)
        else:
            act(store, ANA, lent.assignment_id, what, now + n * SECOND, 2.0)
    rows = store.read("work").sort_values("worked_at")
    assert list(rows["outcome"]) == ["corrected", "skipped", "flagged"]
    assert set(rows["kind"]) == {"correct"}
    assert list(rows["active_s"]) == [2.0, 2.0, 2.0]
    assert list(rows["audio_s"]) == [2.0, 2.0, 2.0]
    assert set(rows["campaign_id"]) == {"default"}
    assert not any("u0" in str(value) for value in rows.to_numpy().ravel())


def test_work_that_was_paid_is_not_taken_back_with_its_answer(store, collected, now, row_of):
    collected("u1")
    lent = lease_next(store, ANA, now, 30)
    save_answer(store, ANA, lent.assignment_id, text("x"), now)
    paid = store.read("work")["work_id"].item()
    with store.writing() as transaction:
        transaction.add("ledger", [row_of("ledger", item_id=paid, worker_id="ana")])
    undone = undo(store, ANA, now + SECOND, 30)
    assert undone.active_s == 0.0
    assert store.count("work") == 1
    # The answer given instead is the same item, so that no period pays it again.
    save_answer(store, ANA, undone.assignment.assignment_id, text("y", 3.0), now + 2 * SECOND)
    row = store.read("work").iloc[0]
    assert (store.count("work"), row["work_id"], row["active_s"]) == (1, paid, 5.0)


def test_paid_work_stays_with_who_did_it(store, collected, now, row_of):
    collected("u1", listeners=1)
    lent = lease_next(store, ANA, now, 30)
    save_answer(store, ANA, lent.assignment_id, text("x"), now)
    paid = store.read("work")["work_id"].item()
    with store.writing() as transaction:
        transaction.add("ledger", [row_of("ledger", item_id=paid, worker_id="ana")])
    undo(store, ANA, now + SECOND, 30)
    taken = lease_next(store, BEN, now + HOUR, 30)
    assert taken.assignment_id == lent.assignment_id
    save_answer(store, BEN, taken.assignment_id, text("z"), now + HOUR)
    assert sorted(store.read("work")["worker_id"]) == ["ana", "ben"]


def test_shown_text_and_blindness_are_kept_with_the_answer(store, collected, now):
    collected("u1", blind=frozenset({0}), attention_check=(1, "planted"))
    for worker in (ANA, BEN):
        lent = lease_next(store, worker, now, 30)
        save_answer(store, worker, lent.assignment_id, text("x"), now)
        assert (lent.blind, lent.planted_text) == ((True, None), (False, "planted"))[worker is BEN]
    rows = store.read("corrections").set_index("worker_id")
    assert rows["blind"].to_dict() == {"ana": True, "ben": False}
    assert set(rows["shown_text"]) == {"shown"}


def test_a_skipped_turn_is_the_same_turn_for_the_next(store, collected, now):
    collected("u1", accents=("en-scotland",), attention_check=(1, "planted"))
    lent = lease_next(store, ANA, now, 30)
    skip(store, ANA, lent.assignment_id, "noise", now)
    again = lease_next(store, BEN, now, 30)
    assert (again.assignment_id, again.planted_text) == ("u1:correct:2+1", "planted")


def test_a_locked_store_is_one_message_and_the_answer_can_be_given_again(
    store, collected, now, monkeypatch
):
    collected("u1")
    lent = lease_next(store, ANA, now, 30)
    monkeypatch.setattr(store_engine, "WAIT_FOR_LOCK_S", 0.1)
    path = store.url.removeprefix("sqlite:///")
    with open_store(store.url) as hurried:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            StoreLockedError, match=r"busy for more than .*let it end, and try again"
        ):
            save_answer(hurried, ANA, lent.assignment_id, text("seven"), now)
        holder.execute("ROLLBACK")
        holder.close()
        assert hurried.count("corrections") == 0
        save_answer(hurried, ANA, lent.assignment_id, text("seven"), now)
        assert hurried.count("corrections") == 1


def test_enqueueing_says_why_once(store, now):
    for why in ("confidence", "random_place"):
        enqueue(store, [QueueItem("u1", "s", "en", 0.5, why=why)], listeners=2, now=now)
    rows = store.read("decisions").to_dict("records")
    assert [(row["outcome"], row["rule"], row["value"]) for row in rows] == [
        ("queued", "confidence", None)
    ]
