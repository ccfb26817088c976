"""Reading a manifest against what the C reader of `csv` costs on the same file."""

import csv
import time

import pytest

from pipeline.io.inbox.inbox import open_inbox
from pipeline.io.inbox.manifests import FIELDS

ROWS = 100_000
MOST_TIMES_CSV = 10


@pytest.fixture
def inbox(tmp_path):
    line = (
        'clips/s{0}/utt-{1:07}.wav,p{0},"A prompt, with a comma",s{0},Scottish English,Fife,'
        "English,female,34,phone,quiet,2026-03-01T10:00:00Z,transcription;training\n"
    )
    with (tmp_path / "manifest.csv").open("w") as file:
        file.write(",".join(FIELDS) + "\n")
        file.writelines(line.format(i % 997, i) for i in range(ROWS))
    return tmp_path


def read_plainly(folder):
    with (folder / "manifest.csv").open(newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def read_rows(folder):
    return sum(len(batch.rows) for batch in open_inbox(folder).rows())


def fastest(function, folder):
    times = []
    for _ in range(3):
        start = time.process_time()
        assert function(folder) == ROWS
        times.append(time.process_time() - start)
    return min(times)


def test_rows_cost_a_few_times_the_plain_reader(benchmark, inbox):
    assert benchmark(read_rows, inbox) == ROWS
    ratio = fastest(read_rows, inbox) / fastest(read_plainly, inbox)
    benchmark.extra_info["times_csv_reader"] = round(ratio, 2)
    assert ratio < MOST_TIMES_CSV
