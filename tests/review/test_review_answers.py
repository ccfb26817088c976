"""Answers: saved whole, never lost, and taken back one by one."""

from datetime import timedelta

import pytest

from pipeline.errors import ReviewError
from pipeline.io.queue import enqueue, lease_next
from pipeline.io.queue_answers import Answer, flag, save_answer, skip
from pipeline.io.queue_listens import record_listen
from pipeline.io.queue_slots import QueueItem
from pipeline.io.queue_undo import undo
from pipeline.io.queue_workers import Worker
from pipeline.review.assigning.flags import FLAGS

ANA = Worker("ana", ("en",))
BEN = Worker("ben", ("en",))
MINUTE = timedelta(minutes=1)


def answer(text, action="edited"):
    return Answer(text, action, "h1", 2.5)


def by_id(store):
    return {row["assignment_id"]: row for row in store.read("assignments").to_dict("records")}


def outcomes(store):
    events = store.read("decisions").sort_values("decided_at", kind="stable")
    return [(row.outcome, row.rule, row.decided_by) for row in events.itertuples()]


def test_an_answer_is_saved_with_what_was_shown(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    saved = save_answer(store, ANA, "u0:correct:1", answer("seven"), now + MINUTE)
    assert saved.standing == "held"
    row = store.read("corrections").to_dict("records")[0]
    assert row["correction_id"] == saved.correction_id
    assert (row["text"], row["action"], row["shown_hypothesis_id"], row["active_s"]) == (
        "seven", "edited", "h1", 2.5,
    )  # fmt: skip
    assert row["corrected_at"] == now + MINUTE
    assert row["retracted_at"] is None
    assert by_id(store)["u0:correct:1"]["state"] == "done"
    assert outcomes(store) == [("corrected", "edited", "ana")]


def test_saving_the_same_answer_again_after_a_retry_keeps_one(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    for _ in range(2):
        save_answer(store, ANA, "u0:correct:1", answer("seven"), now)
    assert store.count("corrections") == 1
    assert store.count("decisions") == 1


def test_late_but_nobody_else_took_it(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    saved = save_answer(store, ANA, "u0:correct:1", answer("seven"), now + 31 * MINUTE)
    assert saved.standing == "late"
    assert by_id(store)["u0:correct:1"]["state"] == "done"


def test_late_and_somebody_else_has_it_the_work_is_kept_beside_theirs(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    lease_next(store, BEN, now + 31 * MINUTE, 30)
    saved = save_answer(store, ANA, "u0:correct:1", answer("seven"), now + 32 * MINUTE)
    assert saved.standing == "elsewhere"
    row = by_id(store)["u0:correct:1"]
    assert (row["state"], row["worker_id"]) == ("leased", "ben")
    assert save_answer(
        store, BEN, "u0:correct:1", answer("eleven"), now + 33 * MINUTE
    ).standing == ("held")
    assert sorted(store.read("corrections")["text"]) == ["eleven", "seven"]
    late = save_answer(
        store, Worker("cyd", ("en",)), "u0:correct:1", answer("x"), now + 40 * MINUTE
    )
    assert late.standing == "elsewhere"
    assert store.count("corrections") == 3


@pytest.mark.parametrize(
    ("act", "what"),
    [(save_answer, answer("seven")), (skip, "noise"), (flag, FLAGS["harmful"])],
)
def test_withdrawn_between_lease_and_answer(store, fill, now, act, what):
    fill(1)
    lease_next(store, ANA, now, 30)
    with store.writing() as transaction:
        transaction.delete("assignments", "speaker_id", ["s0"])
    with pytest.raises(ReviewError, match="withdrawn or erased meanwhile"):
        act(store, ANA, "u0:correct:1", what, now)
    assert store.count("corrections") == 0
    assert store.count("decisions") == 0


def test_a_skipped_one_goes_to_somebody_else_and_never_back(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    assert skip(store, ANA, "u0:correct:1", "too fast for me", now) == "held"
    assert lease_next(store, ANA, now, 30) is None
    again = lease_next(store, BEN, now, 30)
    assert again.assignment_id == "u0:correct:1+1"
    skip(store, BEN, again.assignment_id, "no", now + MINUTE)
    assert lease_next(store, Worker("cyd", ("en",)), now, 30).assignment_id == "u0:correct:1+2"
    assert by_id(store)["u0:correct:1"]["reason"] == "too fast for me"
    assert outcomes(store) == [("skipped", "worker", "ana"), ("skipped", "worker", "ben")]


def test_skipping_what_is_somebody_elses_changes_nothing(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    lease_next(store, BEN, now + 31 * MINUTE, 30)
    assert skip(store, ANA, "u0:correct:1", "no", now + 32 * MINUTE) == "elsewhere"
    assert list(by_id(store)) == ["u0:correct:1"]


def test_what_one_cannot_make_out_another_may(store, fill, now):
    fill(1, listeners=2)
    lease_next(store, ANA, now, 30)
    flag(store, ANA, "u0:correct:1", FLAGS["unintelligible"], now)
    assert lease_next(store, ANA, now, 30) is None
    assert lease_next(store, BEN, now, 30).assignment_id == "u0:correct:2"


def test_personal_data_is_held_back_from_everybody(store, fill, now):
    fill(1, listeners=3)
    lease_next(store, ANA, now, 30)
    flag(store, ANA, "u0:correct:1", FLAGS["personal_data"], now)
    assert lease_next(store, BEN, now, 30) is None
    assert enqueue(store, [QueueItem("u0", "s0", "en", 0.0)], listeners=5) == 0
    undone = undo(store, ANA, now + MINUTE, 30)
    assert undone.outcome == "flagged"
    assert undone.assignment.assignment_id == "u0:correct:1"
    assert lease_next(store, BEN, now + MINUTE, 30).assignment_id == "u0:correct:2"


def test_undo_goes_back_one_answer_at_a_time(store, fill, now):
    fill(3)
    for n, text in enumerate(["zero", "one"]):
        assignment = lease_next(store, ANA, now + n * MINUTE, 30)
        save_answer(store, ANA, assignment.assignment_id, answer(text), now + n * MINUTE)
    assignment = lease_next(store, ANA, now + 2 * MINUTE, 30)
    skip(store, ANA, assignment.assignment_id, "noise", now + 2 * MINUTE)

    undone = [undo(store, ANA, now + (3 + n) * MINUTE, 30) for n in range(3)]
    assert [one.outcome for one in undone] == ["skipped", "corrected", "corrected"]
    assert [one.text for one in undone] == [None, "one", "zero"]
    assert [one.assignment.utterance_id for one in undone] == ["u2", "u1", "u0"]
    assert all(one.assignment.resumed for one in undone)
    assert list(by_id(store)) == ["u0:correct:1", "u1:correct:1", "u2:correct:1"]
    with pytest.raises(ReviewError, match="no answer of yours to take back"):
        undo(store, ANA, now + 9 * MINUTE, 30)

    # What was taken back last comes first, and nobody else gets any of it.
    assert lease_next(store, ANA, now + 10 * MINUTE, 30).utterance_id == "u0"
    assert lease_next(store, BEN, now + 10 * MINUTE, 30) is None
    assert store.read("corrections")["retracted_at"].notna().all()


def test_a_new_answer_after_undo_stands_beside_the_retracted_one(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    save_answer(store, ANA, "u0:correct:1", answer("eleven"), now)
    undo(store, ANA, now + MINUTE, 30)
    save_answer(store, ANA, "u0:correct:1", answer("seven"), now + 2 * MINUTE)
    rows = store.read("corrections").sort_values("corrected_at")
    assert list(rows["text"]) == ["eleven", "seven"]
    assert list(rows["retracted_at"].notna()) == [True, False]
    assert [outcome for outcome, _, _ in outcomes(store)] == ["corrected", "retracted", "corrected"]


def test_undoing_a_skip_that_somebody_took(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    skip(store, ANA, "u0:correct:1", "noise", now)
    lease_next(store, BEN, now, 30)
    with pytest.raises(ReviewError, match="somebody else's by now"):
        undo(store, ANA, now + MINUTE, 30)
    assert by_id(store)["u0:correct:1"]["state"] == "skipped"


def test_undoing_an_answer_that_came_beside_anothers(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    lease_next(store, BEN, now + 31 * MINUTE, 30)
    save_answer(store, ANA, "u0:correct:1", answer("seven"), now + 32 * MINUTE)
    undone = undo(store, ANA, now + 33 * MINUTE, 30)
    assert (undone.assignment, undone.text) == (None, "seven")
    assert by_id(store)["u0:correct:1"]["worker_id"] == "ben"


def test_nobody_undoes_anothers_answer(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    save_answer(store, ANA, "u0:correct:1", answer("seven"), now)
    with pytest.raises(ReviewError, match="no answer of yours"):
        undo(store, BEN, now, 30)


def test_every_play_is_written_down(store, fill, now):
    fill(1)
    assignment = lease_next(store, ANA, now, 30)
    record_listen(store, ANA, assignment, now, speed=1.0)
    record_listen(store, ANA, assignment, now + MINUTE, speed=0.75)
    rows = store.read("listens").sort_values("listened_at")
    assert list(rows["speed"]) == [1.0, 0.75]
    assert set(rows["speaker_id"]) == {"s0"}
    assert set(rows["purpose"]) == {"correct"}
