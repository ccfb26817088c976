"""Drafts: what was typed is there again, and what is settled never comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.io.queue.drafts import drop_draft, find_draft, left_behind, save_draft
from pipeline.io.queue.leases import lease_next, release
from pipeline.io.workers import Worker
from pipeline.tables import AssignmentRow

ANA = Worker("ana", ("en",))
BEN = Worker("ben", ("en",))


@pytest.fixture
def held(store, fill, now):
    fill(2)
    return lease_next(store, ANA, now, 30)


def test_the_newest_draft_is_found_by_its_worker_alone(store, held, now):
    assert find_draft(store, ANA, held.assignment_id) is None
    assert save_draft(store, ANA, held, "seven ni", 3.0, now)
    later = now + timedelta(seconds=1)
    assert save_draft(store, ANA, held, "seven nine", 4.0, later)
    draft = find_draft(store, ANA, held.assignment_id)
    assert (draft.text, draft.active_s, draft.drafted_at) == ("seven nine", 4.0, later)
    assert find_draft(store, BEN, held.assignment_id) is None
    assert store.count("drafts") == 1


def test_an_empty_draft_is_a_draft(store, held, now):
    save_draft(store, ANA, held, "", 0.0, now)
    assert find_draft(store, ANA, held.assignment_id).text == ""


def test_dropped_with_the_transaction_only(store, held, now):
    save_draft(store, ANA, held, "seven", 1.0, now)
    save_draft(store, BEN, held, "eight", 1.0, now)
    with pytest.raises(ZeroDivisionError):
        _drop_and_fail(store, held.assignment_id)
    assert find_draft(store, ANA, held.assignment_id).text == "seven"
    with store.writing() as transaction:
        drop_draft(transaction, held.assignment_id, "ana")
    assert find_draft(store, ANA, held.assignment_id) is None
    assert find_draft(store, BEN, held.assignment_id).text == "eight"


def test_nothing_is_written_for_a_recording_that_is_gone(store, held, now):
    with store.writing() as transaction:
        transaction.delete("assignments", "assignment_id", [held.assignment_id])
    assert not save_draft(store, ANA, held, "seven", 1.0, now)
    assert not save_draft(store, ANA, replace(held, assignment_id="nobody"), "x", 1.0, now)
    assert store.count("drafts") == 0


def test_nothing_is_written_after_the_answer(store, held, now):
    with store.writing() as transaction:
        (row,) = transaction.rows(AssignmentRow, "assignment_id", [held.assignment_id])
        transaction.put("assignments", [replace(row, state="done")])
    assert not save_draft(store, ANA, held, "seven", 1.0, now)
    # Somebody else's answer settles nothing of Ben's own words.
    assert save_draft(store, BEN, held, "eight", 1.0, now)


def test_what_is_left_behind_is_offered_until_it_is_held_again(store, held, now):
    save_draft(store, ANA, held, "seven", 1.0, now)
    assert left_behind(store, ANA) == []
    release(store, ANA)
    [offered] = left_behind(store, ANA)
    assert (offered.assignment_id, offered.resumed) == (held.assignment_id, True)
    taken = lease_next(store, BEN, now, 30)
    assert taken.assignment_id == held.assignment_id
    assert [one.assignment_id for one in left_behind(store, ANA)] == [held.assignment_id]
    assert left_behind(store, BEN) == []


def _drop_and_fail(store, assignment_id):
    with store.writing() as transaction:
        drop_draft(transaction, assignment_id, "ana")
        1 / 0  # noqa: B018 - the transaction has to end badly
