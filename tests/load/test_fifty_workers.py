"""Many workers at one queue, on either database: nobody's work is double, no answer is lost."""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import enqueue, lease_next
from pipeline.io.queue.slots import QueueItem
from pipeline.io.store.store import Store, open_store
from pipeline.io.workers import Worker, find_worker, register

pytestmark = pytest.mark.long

PROGRAM = Path(__file__).with_name("fifty_workers.py")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECONDS = 4
ROUNDS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.db'}"
    fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres")
    return fresh()


def test_fifty_workers_do_nothing_twice_and_lose_nothing(url: str) -> None:
    # A small queue, so that they all want the same few recordings.
    small = ("--seconds", str(SECONDS), "--mean", "1", "--machines", "2", "--utterances", "120")
    seen = play(url, *small)
    assert seen["errors"] == []
    assert len(seen["answers"]) == len(seen["leases"]) > 50

    twice = [
        one for one, times in Counter(lease[0] for lease in seen["leases"]).items() if times > 1
    ]
    assert twice == [], "no assignment was lent to two"
    heard = Counter((utterance, worker) for _, utterance, worker in seen["leases"])
    assert max(heard.values()) == 1, "nobody got the same recording twice"

    with open_store(url) as store:
        kept = store.read("corrections").set_index("correction_id")
        ended = store.read("assignments", where={"state": "done"})
    assert len(kept) == len(seen["answers"]), "no answer more, and none less"
    for correction, utterance, worker, text in seen["answers"]:
        row = kept.loc[correction]
        assert (row["utterance_id"], row["worker_id"], row["text"]) == (utterance, worker, text)
    assert set(ended["assignment_id"]) == {lease[0] for lease in seen["leases"]}


def play(url: str, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), url, *options],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def at_once(*acts: Callable[[], object]) -> None:
    """All in threads of their own, from one moment on."""
    start = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def worker_of(store: Store, name: str) -> Worker:
    register(store, name, ["en"], None, NOW)
    worker = find_worker(store, name)
    assert worker is not None
    return worker


def queue(store: Store, count: int) -> None:
    items = [QueueItem(f"u{n}", f"s{n}", "en", n / count) for n in range(count)]
    assert enqueue(store, items, listeners=2) == 2 * count


def test_two_terminals_of_one_worker_get_the_same_recording(url: str) -> None:
    with open_store(url) as store:
        queue(store, ROUNDS)
        ana = worker_of(store, "ana")
        for at in range(ROUNDS):
            now = NOW + timedelta(minutes=at)
            got: list[str] = []

            def ask(now: datetime = now, got: list[str] = got) -> None:
                lease = lease_next(store, ana, now, 30)
                assert lease is not None
                got.append(lease.assignment_id)

            at_once(*[ask] * 6)
            assert len(set(got)) == 1
            save_answer(store, ana, got[0], Answer("seven", "edited", None, 1.0), now)
        heard = store.read("corrections")["utterance_id"]
        assert sorted(heard) == sorted(f"u{n}" for n in range(ROUNDS))


def test_two_answers_that_differ_and_come_at_once_always_ask_a_third(url: str) -> None:
    with open_store(url) as store:
        queue(store, ROUNDS)
        pair = [worker_of(store, name) for name in ("ana", "bob")]
        for at in range(ROUNDS):
            now = NOW + timedelta(minutes=at)
            leases = [lease_next(store, worker, now, 30) for worker in pair]
            assert all(lease is not None for lease in leases)

            def answer(worker: Worker, lease: Any, text: str, now: datetime = now) -> None:
                said = Answer(text, "edited", None, 1.0)
                save_answer(store, worker, lease.assignment_id, said, now)

            texts = ["call me at noon", "the cat is on the mat"]
            at_once(
                *(
                    lambda worker=worker, lease=lease, text=text: answer(worker, lease, text)
                    for worker, lease, text in zip(pair, leases, texts, strict=True)
                )
            )
        asked = store.read("assignments").groupby("utterance_id").size()
        corrected = store.read("corrections").groupby("utterance_id").size()
        by_both = corrected[corrected == 2].index
        assert len(by_both) > 0
        assert set(asked[by_both]) == {3}
