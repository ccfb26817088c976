"""kill -9 and Ctrl-C in the middle of `isogloss collect`: the next run ends where one run would."""

import contextlib
import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.inbox import open_inbox
from pipeline.io.workspace import Workspace, init_workspace
from pipeline.stages.check import check_rows, refused_rows
from pipeline.stages.collect import Collector
from pipeline.tables import TABLES

pytestmark = pytest.mark.flow

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_audio"
SECRET = "5a" * 32  # the same in all workspaces here, so that their rows can be compared
BATCH = 4
WAIT_S = 240.0
Moment = Callable[[Path], bool]


def environment() -> dict[str, str]:
    """What a user's shell has: nothing of this session's Prefect."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "ISOGLOSS_"))}
    return kept | {"PYTHONPATH": str(ROOT)}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "isogloss", *arguments]


def workspace_at(root: Path) -> Path:
    root.mkdir()
    (root / "secret.key").write_text(SECRET + "\n", encoding="ascii")
    init_workspace(root)
    settings = root / "isogloss.toml"
    text = settings.read_text(encoding="utf-8") + f"\n[flows]\ncheck_batch = {BATCH}\n"
    settings.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every third sample row, the bad ones among them."""
    folder = tmp_path_factory.mktemp("kill") / "inbox"
    with (SAMPLES / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        listed = list(csv.DictReader(stream))
    rows = listed[:75:3] + listed[105::2] + listed[-1:]
    for row in rows:
        source = SAMPLES / row["path"]
        if source.is_file() and ".." not in row["path"]:
            target = folder / row["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def undisturbed(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one run from end to end leaves, as the stages leave it."""
    root = workspace_at(tmp_path_factory.mktemp("whole") / "workspace")
    collect_in_this_process(root, inbox)
    return state(root)


def collect_in_this_process(root: Path, inbox: Path) -> None:
    place = Workspace(root)
    opened = open_inbox(inbox)
    now = datetime.now(UTC)
    collector = Collector(place, now)
    for batch in opened.rows(batch_rows=BATCH):
        collector.save(refused_rows(place, batch.refused))
        collector.save(check_rows(place, opened.audio_folder, batch.rows, now))
    place.store.close()


def state(root: Path) -> dict[str, Any]:
    """All tables but for their times, and all recordings."""
    place = Workspace(root)
    tables = {
        name: [
            {k: v for k, v in row.items() if not (isinstance(k, str) and k.endswith("_at"))}
            for row in place.store.read(name).to_dict("records")
        ]
        for name, table in TABLES.items()
    }
    names = sorted(place.audio.names())
    place.store.close()
    return {"tables": tables, "audio": names}


def rows_without_recording(root: Path) -> set[str]:
    place = Workspace(root)
    owned = set(place.store.read("utterances")["audio_sha256"])
    place.store.close()
    return owned - set(place.audio.names())


def written(root: Path) -> int:
    return sum(path.is_file() for path in (root / "audio").rglob("*"))


def rows_in(root: Path) -> int:
    place = Workspace(root)
    number = place.store.count("utterances")
    place.store.close()
    return number


MOMENTS: dict[str, Moment] = {
    "at the first rows": lambda root: written(root) > BATCH and rows_in(root) >= 1,
    "well inside": lambda root: written(root) > 4 * BATCH and rows_in(root) >= 3 * BATCH,
}

# The stages in a process of their own that kills itself at the n-th time it comes to a place.
KILLED_STAGES = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from fsspec.implementations.local import LocalFileSystem
from pipeline.io.audio.recordings import AudioStore
from pipeline.io.inbox import open_inbox
from pipeline.io.store import Transaction
from pipeline.io.workspace import Workspace
from pipeline.stages.check import check_rows, refused_rows
from pipeline.stages.collect import Collector

root, inbox, place = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
times, batch = int(sys.argv[4]), int(sys.argv[5])
owner, name = {
    "a recording half written": (LocalFileSystem, "mv"),
    "a recording without its row": (AudioStore, "put"),
    "inside a transaction": (Transaction, "add"),
}[place]
before = getattr(owner, name)
calls = 0

def counted(*given, **named):
    global calls
    calls += 1
    if calls == times and name == "mv":
        os.kill(os.getpid(), 9)
    done = before(*given, **named)
    if calls == times:
        os.kill(os.getpid(), 9)
    return done

setattr(owner, name, counted)
workspace = Workspace(root)
opened = open_inbox(inbox)
now = datetime.now(UTC)
collector = Collector(workspace, now)
for rows in opened.rows(batch_rows=batch):
    collector.save(refused_rows(workspace, rows.refused))
    collector.save(check_rows(workspace, opened.audio_folder, rows.rows, now))
"""


def stop_at(moment: Moment, root: Path, inbox: Path, how: int) -> tuple[int, str, str]:
    """Begin a collection and stop it at a moment; its exit code, stdout and stderr."""
    out, err = root.parent / "out.txt", root.parent / "err.txt"
    # Files and no pipes: the embedded Prefect server outlives a killed run and would hold them.
    with out.open("w") as stdout, err.open("w") as stderr:
        process = subprocess.Popen(
            command("collect", str(inbox), "--workspace", str(root)),
            env=environment(),
            stdout=stdout,
            stderr=stderr,
        )
    try:
        until = time.monotonic() + WAIT_S
        while not moment(root):
            assert process.poll() is None, f"it ended too early: {err.read_text()}"
            assert time.monotonic() < until
            time.sleep(0.005)
        process.send_signal(how)
        code = process.wait(WAIT_S)
    finally:
        process.kill()
        end_servers_of(root)
    return code, out.read_text(), err.read_text()


def end_servers_of(root: Path) -> None:
    """End the Prefect servers that killed runs of this workspace left, as a reboot would."""
    home = f"PREFECT_HOME={root / '.prefect'}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if home in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGTERM)


def finish(root: Path, inbox: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("collect", str(inbox), "--workspace", str(root)),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_S,
    )


@pytest.mark.long
def test_killed_and_interrupted_the_next_run_ends_where_one_run_would(
    inbox: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    root = workspace_at(tmp_path / "workspace")
    killed, _, _ = stop_at(MOMENTS["at the first rows"], root, inbox, signal.SIGKILL)
    assert killed == -signal.SIGKILL
    assert rows_without_recording(root) == set()
    assert rows_in(root) < len(undisturbed["tables"]["utterances"])
    stopped, out, err = stop_at(MOMENTS["well inside"], root, inbox, signal.SIGINT)
    assert stopped == 1
    assert own_lines(err) == [
        "isogloss: stopped. What was finished is saved; run the same command again to go on."
    ]
    assert out == ""
    assert rows_without_recording(root) == set()
    assert rows_in(root) < len(undisturbed["tables"]["utterances"])
    (root / "audio" / "ab").mkdir(exist_ok=True)
    (root / "audio" / "ab" / "abcdef.1.part").write_bytes(b"half a recording")
    finished = finish(root, inbox)
    assert finished.returncode == 0, finished.stderr
    assert state(root) == undisturbed
    assert not list(root.rglob("*.part"))
    assert not outside_ids_in(root, inbox)


@pytest.mark.long
def test_killed_at_the_worst_places_nothing_is_lost_or_doubled(
    inbox: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    root = workspace_at(tmp_path / "workspace")
    for place, times in (
        ("a recording half written", 3),
        ("inside a transaction", 5),
        ("a recording without its row", 6),
        ("inside a transaction", 20),
    ):
        arguments = [str(root), str(inbox), place, str(times), str(BATCH)]
        killed = subprocess.run(
            [sys.executable, "-c", KILLED_STAGES, *arguments],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT_S,
        )
        assert killed.returncode == -signal.SIGKILL, (place, killed.stderr)
        assert rows_without_recording(root) == set()
    assert list(root.rglob("*.part"))
    Workspace(root).audio.drop_parts()  # as the flow does when it begins
    collect_in_this_process(root, inbox)
    assert state(root) == undisturbed


def outside_ids_in(root: Path, inbox: Path) -> list[tuple[str, str]]:
    """Outside ids and paths in any byte of a workspace, Prefect's own files among them."""
    with (inbox / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    words = {row["speaker_id"] for row in rows} | {row["path"] for row in rows}
    assert (root / ".prefect" / "prefect.db").is_file()
    return [
        (str(path), word)
        for path in root.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes()
    ]


def own_lines(err: str) -> list[str]:
    """What is on stderr but for remarks of the mp3 decoder's C library."""
    return [line for line in err.splitlines() if "libmpg123" not in line and "Xing" not in line]
