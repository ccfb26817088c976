"""The main job on PostgreSQL: `store.url` is set, and nothing else changes."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from isogloss.main import run
from pipeline.io.workspace import Workspace
from pipeline.tables import TABLES

COMPARED = (
    "assignments", "consents", "corrections", "decisions", "error_counts", "hypotheses",
    "measurements", "prompts", "references", "speaker_accents", "speakers", "tombstones",
    "utterances", "workers",
)  # fmt: skip

pytestmark = [pytest.mark.flow, pytest.mark.long]

ROWS = 8
# What two runs of the same job cannot have in common: times, and what is named after them.
OF_ITS_TIME = (
    "_at", "_until", "assignment_id", "correction_id", "decision_id", "reference_id", "sources",
    "active_s",
)  # fmt: skip


class Job:
    """One workspace, and the commands somebody types in it."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.monkeypatch = monkeypatch

    def types(self, *arguments: str, typed: str = "") -> str:
        out = io.StringIO()
        with self.monkeypatch.context() as patched, redirect_stdout(out):
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
            code = run([*arguments, "--workspace", str(self.root)])
        assert code == 0, (arguments, out.getvalue())
        return out.getvalue()

    def table(self, name: str) -> pd.DataFrame:
        with Workspace(self.root).store as store:
            frame = store.read(name)
        kept = [column for column in frame.columns if not column.endswith(OF_ITS_TIME)]
        rows = frame[kept].astype(str)
        return rows.sort_values(kept).reset_index(drop=True)

    def status(self) -> Any:
        return json.loads(self.types("status", "--json"))


def main_job(job: Job) -> None:
    job.types("collect", str(job.root / "inbox"))
    job.types("tag")
    job.types("transcribe")
    for worker in ("ana", "bob"):
        job.types("correct", "--plain", "--worker", worker, typed="e seven nine\n" * ROWS)
    job.types("compare")
    job.types("report")


@pytest.fixture
def jobs(
    speaking_workspace: Callable[..., Path],
    fresh_postgres: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Job, Job]:
    """The same recordings and the same secret, on a server and in a file."""
    in_file = speaking_workspace("file", rows=ROWS)
    on_server = speaking_workspace(
        "server", rows=ROWS, settings=f'\n[store]\nurl = "{fresh_postgres()}"\n'
    )
    shutil.copyfile(in_file / "secret.key", on_server / "secret.key")
    (on_server / "isogloss.db").unlink()  # made before the settings named another store
    assert run(["init", str(on_server)]) == 0
    assert not (on_server / "isogloss.db").exists()
    return Job(on_server, monkeypatch), Job(in_file, monkeypatch)


def test_the_main_job_gives_the_same_on_a_server_as_in_a_file(jobs: tuple[Job, Job]) -> None:
    on_server, in_file = jobs
    for job in jobs:
        main_job(job)
    assert not (on_server.root / "isogloss.db").exists()
    status = on_server.status()
    assert status == in_file.status()
    assert status["corrections"] >= ROWS
    assert status["references"] == ROWS
    same_rows(on_server, in_file)

    one, other = (
        json.loads(next(job.root.glob("reports/*/report.json")).read_text()) for job in jobs
    )
    assert one["groupings"] == other["groupings"]
    assert one["totals"] == other["totals"]

    main_job(on_server)  # again: nothing is new
    assert on_server.status() == status

    speaker = first_speaker(on_server.root)
    for job in jobs:
        job.types("withdraw", speaker)
    assert on_server.status()["utterances"] != status["utterances"]
    assert on_server.status() == in_file.status()
    same_rows(on_server, in_file)
    with Workspace(on_server.root).store as store:
        assert Workspace(on_server.root).speaker_id(speaker) not in dump(store)
    refused = on_server.types("collect", str(on_server.root / "inbox"))
    assert "withdr" in refused, "offered again, they are refused"


def dump(store: Any) -> str:
    return "\n".join(store.read(name).to_csv() for name in TABLES)


def same_rows(one: Job, other: Job) -> None:
    for name in COMPARED:
        pd.testing.assert_frame_equal(one.table(name), other.table(name), obj=name)


def first_speaker(root: Path) -> str:
    with (root / "inbox" / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        return str(next(csv.DictReader(stream))["speaker_id"])
