"""The next utterance for a worker, with a million queued and every commit on the disk.

The store opens SQLite with synchronous=FULL. Half a million utterances for two listeners each, of
sixty accents and none, so that one language has 121 lanes. Two hundred times: lease, answer,
lease... of three workers: one who knows two accents, one who knows none, and one of another
language. Run with `make bench`.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accents.taxonomy import load_taxonomy
from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import enqueue, lease_next, position
from pipeline.io.queue.slots import QueueItem
from pipeline.io.store.store import Store, open_store
from pipeline.io.workers import Worker

QUEUED = 1_000_000
ACCENTS = [one.slug for one in load_taxonomy("en") if one.kind != "second_language"][:60]
LEASES = 200
NEXT_WITHIN_S = 0.05
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
WORKERS = {
    "knows two accents": Worker("ana", ("en", "fr"), ("s1",), (ACCENTS[3], ACCENTS[40])),
    "knows none": Worker("ben", ("en", "fr")),
    "another language": Worker("cyd", ("de",)),
}


def items() -> Iterator[QueueItem]:
    for n in range(QUEUED // 2):
        priority = n * 7_919 % 10_007 / 10_007
        accent = n % (len(ACCENTS) + 4)
        known = (ACCENTS[accent],) if accent < len(ACCENTS) else ()
        language = "de" if n % 20 == 0 else "fr" if n % 20 == 1 else "en"
        # In German everything is for those who know the accent or for those who do not: whoever
        # declared one of each has nothing in lanes for anybody.
        yield QueueItem(f"u{n:07d}", f"s{n % 5_000}", language, priority, accents=known)


@pytest.fixture(scope="module")
def store(tmp_path_factory: Any) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("queue") / "isogloss.db"
    with open_store(f"sqlite:///{path}") as opened:
        assert enqueue(opened, items(), listeners=2) == QUEUED
        yield opened


def quantiles(seconds: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49], cuts[98]


@pytest.mark.parametrize("who", WORKERS)
def test_next_utterance(store: Store, benchmark: Any, who: str) -> None:
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    worker = WORKERS[who]
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
        benchmark.extra_info[f"{name}: p50, p99 in ms"] = [
            round(middle * 1e3, 2),
            round(slowest * 1e3, 2),
        ]
    assert quantiles(took["lease"])[1] < NEXT_WITHIN_S
