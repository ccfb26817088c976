"""Stages without flows: rows of the sample recordings, collected into a workspace on disk."""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.io.inbox import open_inbox
from pipeline.io.workspace import Workspace
from pipeline.stages.check import check_rows, refused_rows
from pipeline.stages.collect import Collected, Collector

SAMPLES = Path(__file__).parents[2] / "sample_audio"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

Row = dict[str, str]


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def sample_rows() -> list[Row]:
    text = (SAMPLES / "manifest.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def inbox_of(tmp_path: Path) -> Callable[..., Path]:
    """Makes an inbox of some sample rows; a row's `source` names another sample's bytes."""

    def make(rows: Sequence[Row], name: str = "inbox") -> Path:
        inbox = tmp_path / name
        for row in rows:
            source = SAMPLES / row.get("source", row["path"])
            target = inbox / row["path"]
            if source.is_file() and ".." not in row["path"]:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        inbox.mkdir(exist_ok=True)
        columns = [name for name in rows[0] if name != "source"]
        with (inbox / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return inbox

    return make


@pytest.fixture
def collect() -> Callable[..., Collected]:
    """What the flow `collect` does, in this thread."""

    def collect(
        place: Workspace, inbox: Path, *, now: datetime = NOON, batch_rows: int = 4
    ) -> Collected:
        opened = open_inbox(inbox)
        collector = Collector(place, now)
        for batch in opened.rows(batch_rows=batch_rows):
            collector.save(refused_rows(place, batch.refused))
            collector.save(check_rows(place, opened.audio_folder, batch.rows, now))
        return collector.collected

    return collect
