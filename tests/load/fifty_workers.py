"""Fifty workers at one queue: a program that plays them and prints what happened as JSON.

    python tests/load/fifty_workers.py sqlite:////tmp/queue.db --seconds 60

Each worker asks for a recording, types for a moment and answers; the times between one worker's
asking and the next are exponential, two seconds in the mean, so that fifty ask 25 times a second
at random. They live in several processes, as people at several machines would. The store is the
real one, opened as everybody opens it. The database must be empty.
"""

import argparse
import json
import multiprocessing
import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import enqueue, lease_next
from pipeline.io.queue.slots import QueueItem
from pipeline.io.store.store import Store, open_store
from pipeline.io.workers import Worker, find_worker, register

LISTENERS = 2
LEASE_MINUTES = 30.0
ACCENTS = ("en-scotland", "en-india", "en-nigeria", "en-ireland", "en-jamaica")
WORDS = ("seven", "nine", "call", "me", "at", "noon", "no", "two", "stop", "please")


@dataclass
class Seen:
    """What the workers of one process saw.

    Attributes:
        leases: (assignment, utterance, worker) of everything they were lent.
        answers: (correction, utterance, worker, text) of everything that was said to be saved.
        lease_s: Seconds each lease took.
        answer_s: Seconds each answer took.
        idle: How often nothing waited for a worker.
        errors: What went wrong.
    """

    leases: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[tuple[str, str, str, str]] = field(default_factory=list)
    lease_s: list[float] = field(default_factory=list)
    answer_s: list[float] = field(default_factory=list)
    idle: int = 0
    errors: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Seen") -> "Seen":
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


def work(store: Store, worker: Worker, until: float, mean_s: float) -> Seen:
    """One worker: waits, asks, types, answers, until the time is over."""
    seen = Seen()
    draw = random.Random(worker.worker_id)
    asks_at = time.monotonic() + draw.expovariate(1 / mean_s)
    while asks_at < until and time.monotonic() < until:  # who cannot keep up stops in time too
        time.sleep(max(asks_at - time.monotonic(), 0))
        asks_at += draw.expovariate(1 / mean_s)
        try:
            _turn(store, worker, draw, seen, mean_s)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told at the end
            seen.errors.append(f"{type(error).__name__}: {error}")
    return seen


def _warm(store: Store, worker: Worker) -> Seen:
    """The first turn of a process, which no other waits for, is not timed."""
    seen = Seen()
    _turn(store, worker, random.Random(0), seen, 0.0)
    return Seen(seen.leases, seen.answers)


def _turn(store: Store, worker: Worker, draw: random.Random, seen: Seen, mean_s: float) -> None:
    began = time.perf_counter()
    assignment = lease_next(store, worker, datetime.now(UTC), LEASE_MINUTES)
    seen.lease_s.append(time.perf_counter() - began)
    if assignment is None:
        seen.idle += 1
        return
    seen.leases.append((assignment.assignment_id, assignment.utterance_id, worker.worker_id))
    time.sleep(draw.uniform(0, mean_s / 2))  # they listen and type
    text = " ".join(draw.choices(WORDS, k=draw.randint(1, 12)))
    answer = Answer(text, "edited", None, 1.0)
    began = time.perf_counter()
    saved = save_answer(store, worker, assignment.assignment_id, answer, datetime.now(UTC))
    seen.answer_s.append(time.perf_counter() - began)
    seen.answers.append((saved.correction_id, assignment.utterance_id, worker.worker_id, text))


def machine(
    url: str, names: Sequence[str], ready: Any, seconds: float, mean_s: float, results: Any
) -> None:
    """One process with some of the workers."""
    total = Seen()
    with open_store(url) as store:
        workers = [worker for name in names if (worker := find_worker(store, name))]
        parts = [_warm(store, workers[0])]
        ready.wait()  # all machines begin together, each with its imports and first turn done
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(
                target=lambda one=worker: parts.append(work(store, one, until, mean_s))
            )
            for worker in workers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for part in parts:
        total += part
    results.put(total)


def fill(store: Store, workers: int, utterances: int) -> list[str]:
    """Utterances of several accents in the queue, and workers who know some of these."""
    now = datetime.now(UTC)
    names = [f"worker-{number:02}" for number in range(workers)]
    for number, name in enumerate(names):
        accents = ACCENTS[number % len(ACCENTS) :][: number % 3]
        register(store, name, ["en"], None, now, accents=list(accents))
    enqueue(store, _items(utterances), listeners=LISTENERS)
    return names


def _items(count: int) -> Iterator[QueueItem]:
    for number in range(count):
        yield QueueItem(
            f"u{number:07}",
            f"s{number % 499}",
            "en",
            number * 7_919 % 10_007 / 10_007,
            accents=(ACCENTS[number % len(ACCENTS)],) if number % 4 else (),
        )


def play(options: argparse.Namespace) -> dict[str, Any]:
    """All of it: fill the queue, let them work, put together what they saw."""
    with open_store(options.url) as store:
        names = fill(store, options.workers, options.utterances)
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(options.machines)
    results = context.Queue()
    processes = [
        context.Process(
            target=machine,
            args=(
                options.url, names[at :: options.machines], ready, options.seconds, options.mean,
                results,
            ),
            daemon=True,
        )
        for at in range(options.machines)
    ]  # fmt: skip
    for process in processes:
        process.start()
    total = Seen()
    for _ in processes:
        total += results.get(timeout=options.seconds + 120)
    for process in processes:
        process.join()
    return asdict(total) | {
        "lease": _in_ms(total.lease_s),
        "answer": _in_ms(total.answer_s),
    }


def _in_ms(seconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    shown = {"p50_ms": cuts[49], "p99_ms": cuts[98], "most_ms": max(seconds)}
    return {name: round(value * 1e3, 2) for name, value in shown.items()}


def main() -> None:
    """Read the command line, play, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="an empty database")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mean", type=float, default=2, help="seconds between one's askings")
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--machines", type=int, default=5, help="processes they are spread over")
    parser.add_argument("--utterances", type=int, default=20_000)
    sys.stdout.write(json.dumps(play(parser.parse_args())))


if __name__ == "__main__":
    main()
