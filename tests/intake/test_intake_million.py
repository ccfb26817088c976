"""A million rows: read in flat memory, and fast enough not to be noticed beside the audio."""

import subprocess
import sys

import pytest

from pipeline.io.inbox.manifests import FIELDS

READ_ALL = """
import resource, sys, time
from pathlib import Path
from pipeline.io.inbox.inbox import open_inbox

def rss():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

list(open_inbox(Path(sys.argv[1])).rows())
before, start, rows, refused = rss(), time.process_time(), 0, []
for batch in open_inbox(Path(sys.argv[2])).rows():
    rows += len(batch.rows)
    refused += [(r.row_number, r.code, r.value) for r in batch.refused]
print(rows, time.process_time() - start, rss() - before, refused)
"""


def write(folder, count):
    folder.mkdir()
    row = (
        'clips/s{0}/utt-{1:07}.wav,p{0},"A prompt, with a comma",s{0},Scottish English,Fife,'
        "English,female,34,phone,quiet,2026-03-01T10:00:00Z,transcription;training\n"
    )
    with (folder / "manifest.csv").open("w") as file:
        file.write(",".join(FIELDS) + "\n")
        for i in range(count):
            file.write(row.format(i % 997, i))
            if i == count - 10:
                file.write('broken.wav,"open\n')
                file.write(row.format(0, 0))


@pytest.mark.long
def test_a_million_rows_in_flat_memory(tmp_path):
    write(tmp_path / "few", 20_000)
    write(tmp_path / "many", 1_000_000)
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, tmp_path / "few", tmp_path / "many"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    rows, seconds, megabytes, refused = done.stdout.strip().split(" ", 3)
    assert int(rows) == 1_000_000
    # 130 MB of text: held whole it would take more than 500 MB; the hashes of its paths take 24.
    assert float(megabytes) < 120
    assert refused == "[(999993, 'bad_row', ''), (999994, 'duplicate', '2')]"
    # About 10 s of processor time would be 100,000 rows a second; thrice that for slow machines.
    assert float(seconds) < 30
