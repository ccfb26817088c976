"""Error counts for a million pairs: CPU time against jiwer on the same lists, and memory.

Run with `pytest tests/benchmark/bench_counts.py -s`. Both sides get the same two lists of Python
strings in one process. What is compared: `count_errors` under verbatim-1, row by row, and
`jiwer.process_words` with its default transform (runs of white space to one space, strip, split
at the space), which on these texts, whose words are joined by single spaces, makes the same
words. Not in the measure, on both sides: reading the texts, importing, and a warm-up call, which
is where compiled code is compiled or loaded.

Memory is the peak of a process of its own, for jiwer keeps every alignment.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import jiwer
import pytest

from pipeline.text.counts import ErrorCounts, count_errors
from tests.benchmark.artie_pairs import ARTIE, perturb, read_plain_pairs

ROOT = Path(__file__).parents[2]
PAIRS = 1_000_000
WANTED_RATIO = 30
WANTED_MEGABYTES = 600

needs_data = pytest.mark.skipif(not ARTIE.is_dir(), reason="../shared/data/artie is not here")


def cpu_seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


@needs_data
def test_a_million_pairs_against_jiwer(benchmark):
    references, hypotheses = perturb(read_plain_pairs(), PAIRS)
    count_errors(references[:100], hypotheses[:100], "verbatim-1")
    jiwer.process_words(references[:100], hypotheses[:100])
    ours, counts = cpu_seconds(
        lambda: benchmark.pedantic(count_errors, (references, hypotheses, "verbatim-1"), rounds=3)
    )
    ours /= 3
    basic, _ = cpu_seconds(lambda: count_errors(references, hypotheses, "basic-1"))
    theirs, output = cpu_seconds(lambda: jiwer.process_words(references, hypotheses))
    found = ErrorCounts.from_frame(counts)
    benchmark.extra_info.update(
        words=found.words,
        wer=found.wer,
        ours_cpu_seconds=ours,
        basic_1_cpu_seconds=basic,
        jiwer_cpu_seconds=theirs,
        ratio=theirs / ours,
    )
    assert (found.substitutions, found.deletions, found.insertions) == (
        output.substitutions,
        output.deletions,
        output.insertions,
    )
    assert theirs / ours >= WANTED_RATIO


@needs_data
@pytest.mark.parametrize("policy", ["verbatim-1", "basic-1"])
def test_memory_of_a_million_pairs(benchmark, policy):
    """Peak of a whole process, with the Python strings, pandas and the compiled code in it."""
    command = [sys.executable, __file__, policy]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    finished = benchmark.pedantic(
        subprocess.run,
        (command,),
        {"check": True, "capture_output": True, "text": True, "env": environment},
        rounds=1,
    )
    megabytes = float(finished.stdout)
    benchmark.extra_info["peak_megabytes"] = megabytes
    assert megabytes < WANTED_MEGABYTES


if __name__ == "__main__":
    count_errors(*perturb(read_plain_pairs(), PAIRS), sys.argv[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{peak}\n")
