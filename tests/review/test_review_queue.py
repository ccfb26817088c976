"""Leases: who gets what, until when, and never the same twice."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ReviewError
from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import MOST_COUNTED, enqueue, lease_next, position, release
from pipeline.io.queue.slots import QueueItem
from pipeline.io.store.store import open_store
from pipeline.io.workers import Worker, find_worker, language_tag, register

ANA = Worker("ana", ("en",))
BEN = Worker("ben", ("en",))
TEXT = Answer("seven", "edited", None, 2.5)


def names(store, worker, now, count):
    """Lease and answer some in a row; the utterances in that order."""
    got = []
    for n in range(count):
        when = now + timedelta(seconds=n)
        assignment = lease_next(store, worker, when, 30)
        if assignment is None:
            break
        got.append(assignment.utterance_id)
        save_answer(store, worker, assignment.assignment_id, TEXT, when)
    return got


def states(store):
    return dict(Counter(store.read("assignments")["state"]))


def test_enqueueing_again_changes_nothing(store, fill, now):
    fill(3, listeners=2)
    lease_next(store, ANA, now, 30)
    before = store.read("assignments")
    items = [QueueItem(f"u{n}", f"s{n}", "en", 0.9) for n in range(3)]
    assert enqueue(store, items, listeners=2) == 0
    assert store.read("assignments").equals(before)
    assert enqueue(store, items, listeners=3) == 3


def test_least_confidence_comes_first_and_every_utterance_once_before_any_twice(store, fill, now):
    fill(3, listeners=2)
    assert names(store, ANA, now, 9) == ["u0", "u1", "u2"]
    assert names(store, BEN, now, 9) == ["u0", "u1", "u2"]
    assert lease_next(store, Worker("cyd", ("en",)), now, 30) is None


def test_only_declared_languages(store, fill, now):
    fill(1)
    fill(1, language="fr", prefix="f")
    fill(1, language="EN-gb", prefix="g")
    assert names(store, Worker("w", ("de",)), now, 9) == []
    assert names(store, Worker("w", ("fr",)), now, 9) == ["f0"]
    assert names(store, Worker("v", ("en", "en-GB")), now, 9) == ["g0", "u0"]


def test_nobody_gets_their_own_voice(store, fill, now):
    fill(3)
    assert names(store, Worker("w", ("en",), ("s0", "s2")), now, 9) == ["u1"]
    assert names(store, BEN, now, 9) == ["u0", "u2"]


def test_own_voice_cannot_be_answered_either(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    with pytest.raises(ReviewError, match="your own voice"):
        save_answer(store, Worker("ana", ("en",), ("s0",)), "u0:correct:1", TEXT, now)
    assert store.count("corrections") == 0


def test_an_imported_correction_counts_as_having_had_it(store, fill, now, row_of):
    fill(2)
    with store.writing() as transaction:
        transaction.add(
            "corrections",
            [row_of("corrections", utterance_id="u0", worker_id="ana", action="imported")],
        )
    assert names(store, ANA, now, 9) == ["u1"]


def test_a_lease_that_is_held_is_given_again(store, fill, now):
    fill(2)
    first = lease_next(store, ANA, now, 30)
    again = lease_next(store, ANA, now + timedelta(minutes=29), 30)
    assert not first.resumed
    assert (again.assignment_id, again.resumed) == (first.assignment_id, True)
    assert again.leased_until == first.leased_until
    assert lease_next(store, BEN, now, 30).utterance_id == "u1"


def test_an_expired_lease_returns_and_says_so(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    assert lease_next(store, BEN, now + timedelta(minutes=29, seconds=59), 30) is None
    late = now + timedelta(minutes=30)
    assert lease_next(store, BEN, late, 30).utterance_id == "u0"
    event = store.read("decisions").to_dict("records")[0]
    assert (event["outcome"], event["decided_by"]) == ("lease_expired", "ana")
    assert (event["utterance_id"], event["source_key"]) == ("u0", "k0")
    assert event["limit"] == "2025-03-01T12:30:00+00:00"


def test_stopping_gives_back_at_once(store, fill, now):
    fill(1)
    lease_next(store, ANA, now, 30)
    assert release(store, ANA) == 1
    assert release(store, ANA) == 0
    assert lease_next(store, BEN, now, 30).utterance_id == "u0"
    assert release(store, ANA) == 0
    assert states(store) == {"leased": 1}


def test_what_was_erased_is_not_lent(store, fill, now):
    fill(2)
    with store.writing() as transaction:
        transaction.delete("assignments", "utterance_id", ["u0"])
    assert names(store, ANA, now, 9) == ["u1"]


def test_position_counts_what_is_for_this_worker(store, fill, now):
    fill(5)
    assert names(store, ANA, now, 2) == ["u0", "u1"]
    mine = position(store, Worker("ana", ("en",), ("s4",)), now)
    assert (mine.done, mine.waiting, mine.more) == (2, 2, False)
    tomorrow = position(store, ANA, now + timedelta(days=1))
    assert (tomorrow.done, tomorrow.waiting) == (0, 3)


def test_position_stops_counting(store, now):
    items = [QueueItem(f"u{n}", "s", "en", 0.5) for n in range(MOST_COUNTED + 1)]
    enqueue(store, items, listeners=1)
    found = position(store, ANA, now)
    assert (found.waiting, found.more) == (MOST_COUNTED, True)


def work_until_empty(url, name, now, out):
    worker = Worker(name, ("en",))
    with open_store(url) as store:
        while (assignment := lease_next(store, worker, now, 30)) is not None:
            save_answer(store, worker, assignment.assignment_id, TEXT, now)
            out.append(assignment.utterance_id)


def test_two_threads_never_share_an_utterance(store, fill, now):
    fill(60)
    done: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    threads = [
        threading.Thread(target=work_until_empty, args=(store.url, name, now, out))
        for name, out in done.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = sorted(name for out in done.values() for name in out)
    assert everything == sorted(f"u{n}" for n in range(60))
    assert store.count("corrections") == 60


def work_in_a_process(url, name, now, queue):
    out: list[str] = []
    work_until_empty(url, name, now, out)
    queue.put(out)


def test_two_processes_never_share_an_utterance(store, fill, now):
    fill(40)
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    processes = [
        context.Process(target=work_in_a_process, args=(store.url, name, now, queue))
        for name in ("a", "b")
    ]
    for process in processes:
        process.start()
    shares = [queue.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    assert sorted(shares[0] + shares[1]) == sorted(f"u{n}" for n in range(40))


def lease_and_hang(url, now, ready):
    with open_store(url) as store:
        lease_next(store, ANA, now, 30)
        with store.writing() as transaction:
            # Half an answer: written in a transaction that never ends.
            transaction.delete("assignments", "utterance_id", ["u1"])
            ready.set()
            threading.Event().wait()


def test_kill_9_in_the_middle_of_an_answer_loses_nothing(store, fill, now):
    fill(2)
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=lease_and_hang, args=(store.url, now, ready))
    process.start()
    assert ready.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    resumed = lease_next(store, ANA, now + timedelta(minutes=1), 30)
    assert (resumed.utterance_id, resumed.resumed) == ("u0", True)
    assert names(store, BEN, now, 9) == ["u1"]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["take", "answer", "stop", "wait"])),
        max_size=25,
    )
)
def test_whatever_they_do_no_utterance_is_with_two_workers(tmp_path_factory, now, steps):
    url = f"sqlite:///{tmp_path_factory.mktemp('queue') / 'isogloss.db'}"
    with open_store(url) as store:
        items = [QueueItem(f"u{n}", f"s{n % 2}", "en", 0.5) for n in range(4)]
        enqueue(store, items, listeners=1)
        for name, step in steps:
            worker = Worker(name, ("en",), ("s0",) if name == "a" else ())
            if step == "wait":
                now += timedelta(minutes=20)
            elif step == "stop":
                release(store, worker)
            elif (assignment := lease_next(store, worker, now, 30)) is not None:
                assert assignment.speaker_id not in worker.own_voices
                if step == "answer":
                    save_answer(store, worker, assignment.assignment_id, TEXT, now)
                    now += timedelta(seconds=1)
        assignments = store.read("assignments")
        assert len(assignments) == 4
        leased = assignments[assignments["state"] == "leased"]
        assert leased["utterance_id"].is_unique
        assert (assignments["state"] == "done").sum() == store.count("corrections")


def test_registering(store, now):
    assert find_worker(store, "ana") is None
    register(store, " ana ", ["en", "EN", "fr-ca"], "s1", now)
    assert find_worker(store, "ana") == Worker("ana", ("en", "fr-CA"), ("s1",))
    register(store, "ana", ["de"], "s1", now + timedelta(days=1))
    rows = store.read("workers").to_dict("records")
    assert [(row["languages"], row["created_at"]) for row in rows] == [(["de"], now)]


@pytest.mark.parametrize("bad", ["", "e", "english!", "en_GB", "en--GB", "éé"])
def test_no_language_tag(bad):
    with pytest.raises(ReviewError, match="is no language tag; expected a BCP-47 tag"):
        language_tag(bad)


@pytest.mark.parametrize("bad", ["", "  ", "x" * 65, "a\x1b[31m"])
def test_no_worker_id(store, now, bad):
    with pytest.raises(ReviewError, match="is no worker id"):
        register(store, bad, ["en"], None, now)
