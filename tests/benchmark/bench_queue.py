"""The next utterance for a worker, with a million queued and every commit on the disk.

The store opens SQLite with synchronous=FULL. Two hundred times: lease, answer, lease... of one
worker among others, half of the queue for two listeners. Run with `make bench`.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.io.queue import QueueItem, enqueue, lease_next, position
from pipeline.io.queue_answers import Answer, save_answer
from pipeline.io.queue_workers import Worker
from pipeline.io.store import Store, open_store

QUEUED = 1_000_000
LEASES = 200
NEXT_WITHIN_S = 0.05
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def items() -> Iterator[QueueItem]:
    for n in range(QUEUED // 2):
        priority = n * 7_919 % 10_007 / 10_007
        yield QueueItem(f"u{n:07d}", f"s{n % 5_000}", "en" if n % 10 else "fr", priority)


@pytest.fixture(scope="module")
def store(tmp_path_factory: Any) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("queue") / "isogloss.db"
    with open_store(f"sqlite:///{path}") as opened:
        began = time.perf_counter()
        assert enqueue(opened, items(), listeners=2) == QUEUED
        print(f"\nqueued {QUEUED:,} assignments in {time.perf_counter() - began:.0f} s")
        yield opened


def quantiles(seconds: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49], cuts[98]


def test_next_utterance(store: Store, benchmark: Any) -> None:
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    worker = Worker("ana", ("en", "fr"), ("s1",))
    took: dict[str, list[float]] = {"lease": [], "answer": [], "position": []}

    def timed(name: str, act: Any, *arguments: Any) -> Any:
        began = time.perf_counter()
        result = act(*arguments)
        took[name].append(time.perf_counter() - began)
        return result

    def work() -> None:
        for n in range(LEASES):
            now = NOW + timedelta(seconds=n)
            assignment = timed("lease", lease_next, store, worker, now, 30)
            answer = Answer("seven", "edited", None, 1.0)
            timed("answer", save_answer, store, worker, assignment.assignment_id, answer, now)
            timed("position", position, store, worker, NOW)

    benchmark.pedantic(work, rounds=1, iterations=1)
    for name, seconds in took.items():
        middle, slowest = quantiles(seconds)
        benchmark.extra_info[f"{name}_ms"] = [round(middle * 1e3, 2), round(slowest * 1e3, 2)]
        print(f"{name}: p50 {middle * 1e3:.2f} ms, p99 {slowest * 1e3:.2f} ms")
    assert quantiles(took["lease"])[1] < NEXT_WITHIN_S


def test_next_utterance_after_ten_thousand_of_ones_own(store: Store, benchmark: Any) -> None:
    """A worker who has heard the whole front of the queue still gets the next one in time."""
    worker = Worker("ben", ("en",))
    with store.writing() as transaction:
        front = transaction.connection.exec_driver_sql(
            "SELECT * FROM assignments WHERE kind = 'correct' AND state = 'open' AND language = 'en'"
            " ORDER BY priority, assignment_id LIMIT 10000"
        ).mappings()
        heard = [dict(row)["utterance_id"] for row in front]
        transaction.add(
            "corrections",
            [
                {
                    "correction_id": f"x{name}",
                    "utterance_id": name,
                    "worker_id": "ben",
                    "action": "imported",
                    "text": "x",
                    "corrected_at": NOW,
                }
                for name in heard
            ],
        )
    seconds = []

    def lease() -> None:
        began = time.perf_counter()
        assert lease_next(store, worker, NOW, 30).utterance_id not in heard
        seconds.append(time.perf_counter() - began)

    benchmark.pedantic(lease, rounds=1, iterations=1)
    print(f"lease behind 10,000 heard: {seconds[0] * 1e3:.1f} ms")
