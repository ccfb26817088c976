"""`isogloss audit` on a million rows against jiwer's batch call alone, and how it scales.

Run with `pytest tests/benchmark/bench_audit.py -s`. Ours is the whole command, from the start of
the process to its JSON: reading Parquet, counting under basic-1, intervals, 10,000 resamples of
speakers, all gaps. jiwer's is `jiwer.process_words` alone on the same pairs as Python strings,
neither its import nor reading them counted. CPU seconds, user and system, of whole processes,
after a warm-up run in which compiled code is compiled or loaded.

Texts are what people read and what Google en-US heard (../shared/data/artie), a word in every
other text replaced by another real one. Tables lie in a temporary folder: 10^7 rows take 800 MB.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.benchmark.artie_pairs import ARTIE, perturb, read_plain_pairs

ROOT = Path(__file__).parents[2]
MILLION, SPEAKERS, GROUPS = 1_000_000, 5_000, 12
SIZES = (10_000, 100_000, MILLION, 10 * MILLION)
WANTED, WANTED_MARGINAL, WANTED_MEGABYTES = 10, 25, 700

pytestmark = pytest.mark.skipif(not ARTIE.is_dir(), reason="../shared/data/artie is not here")


@dataclass
class Took:
    """CPU seconds (user and system), wall seconds and peak memory of a process."""

    cpu: float
    wall: float
    megabytes: float


def million_rows(texts, part):
    """A million rows; each part has its own utterances, all have the same speakers."""
    rng = np.random.default_rng(part)
    weight = np.random.default_rng(0).lognormal(0, 1, SPEAKERS)
    who = rng.choice(SPEAKERS, MILLION, p=weight / weight.sum())
    return pa.table(
        {
            "utterance_id": [f"u{part:02}-{n:07}" for n in range(MILLION)],
            "speaker": [f"spk{n:05}" for n in who.tolist()],
            "accent": [f"accent {n % GROUPS}" for n in who.tolist()],
            "reference": texts[0],
            "hypothesis": texts[1],
        }
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Tables of every size; the pairs of the million."""
    folder = tmp_path_factory.mktemp("audit")
    texts = perturb(read_plain_pairs(), MILLION)
    held = pa.array(texts[0]), pa.array(texts[1])
    paths = {size: folder / f"{size}.parquet" for size in SIZES}
    first = million_rows(held, 0)
    for size in SIZES[:-1]:
        pq.write_table(first.slice(0, size), paths[size])
    with pq.ParquetWriter(paths[SIZES[-1]], first.schema) as writer:
        for part in range(SIZES[-1] // MILLION):
            writer.write_table(million_rows(held, part))
    return paths, texts


# The peak that wait4 tells of a child counts what its parent held when it was forked; this one
# begins with the program. The same command as `python -m isogloss`.
COMMAND = """
import sys
from isogloss.main import run
code = run(sys.argv[1:])
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM:"))
print(peak.split()[1], file=sys.stderr)
sys.exit(code)
"""


def start(path, *arguments):
    command = [sys.executable, "-c", COMMAND, "audit", str(path), "--json", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process, began):
    with process.stderr as stream:
        last = stream.read().split()[-1]
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Took(used.ru_utime + used.ru_stime, time.monotonic() - began, int(last) / 1024)


def audit(path, *arguments):
    began = time.monotonic()
    return finish(start(path, *arguments), began)


def least(work, times=3):
    """The least of several runs: other work on the machine only ever adds."""
    return min((work() for _ in range(times)), key=lambda took: took.cpu)


def jiwer_seconds(references, hypotheses):
    jiwer.process_words(references[:100], hypotheses[:100])
    began = time.process_time()
    jiwer.process_words(references, hypotheses)
    return time.process_time() - began


def test_a_million_rows_against_jiwer(tables):
    paths, texts = tables
    audit(paths[10_000])
    audit(paths[10_000], "--policy", "english-1")
    small, large = (least(lambda size=size: audit(paths[size])) for size in (10_000, MILLION))
    english = audit(paths[MILLION], "--policy", "english-1")
    theirs = jiwer_seconds(*texts)
    marginal = large.cpu - small.cpu
    sys.stdout.write(
        f"\njiwer {theirs:.1f} s; basic-1 {large.cpu:.2f} s ({theirs / large.cpu:.1f} times), "
        f"{large.megabytes:.0f} MB; 10^4 rows {small.cpu:.2f} s, so the rest {marginal:.2f} s "
        f"({theirs / marginal:.1f} times); english-1 {english.cpu:.1f} s"
    )
    assert theirs / large.cpu >= WANTED
    assert theirs / marginal >= WANTED_MARGINAL
    assert large.megabytes < WANTED_MEGABYTES
    assert english.cpu <= theirs


def test_scaling_from_ten_thousand_rows_to_ten_million(tables):
    paths, _ = tables
    audit(paths[10_000])
    took = {size: audit(paths[size]) for size in SIZES}
    for size, each in took.items():
        sys.stdout.write(f"\n{size:>10,} rows: {each.cpu:.2f} s CPU, {each.megabytes:.0f} MB")
    assert took[SIZES[-1]].megabytes < 1.3 * took[MILLION].megabytes
    assert took[SIZES[-1]].cpu < 12 * took[MILLION].cpu


def test_two_processes_do_twice_the_work_of_one(tables):
    paths, _ = tables
    audit(paths[10_000])
    one = audit(paths[MILLION])
    began = time.monotonic()
    both = [start(paths[MILLION]) for _ in range(2)]
    together = max((finish(each, began) for each in both), key=lambda took: took.wall)
    times = 2 * one.wall / together.wall
    sys.stdout.write(
        f"\none {one.wall:.2f} s, two {together.wall:.2f} s: {times:.2f} times the work"
    )
    assert times > 1.0
