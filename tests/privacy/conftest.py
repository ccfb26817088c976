"""A workspace with a few sample recordings in it, hypotheses with word times, and references."""

import csv
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.inbox.inbox import open_inbox
from pipeline.io.workspace import Workspace
from pipeline.stages.collecting.check import check_rows
from pipeline.stages.collecting.collect import Collector

SAMPLES = Path(__file__).parents[2] / "sample_audio"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAID = "my name is Anna Lee thanks"
HEARD = "by name is an early thanks"


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def collected(workspace: Workspace, tmp_path: Path) -> Workspace:
    """One accepted recording of each container, of as many speakers."""
    with (SAMPLES / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        listed = [row for row in csv.DictReader(stream) if row["path"].startswith("clips/")]
    rows: dict[str, dict[str, str]] = {}
    for row in listed:
        speakers = {one["speaker_id"] for one in rows.values()}
        if row["speaker_id"] not in speakers:
            rows.setdefault(Path(row["path"]).suffix, row)
    inbox = tmp_path / "inbox"
    for row in rows.values():
        target = inbox / row["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / row["path"], target)
    with (inbox / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(next(iter(rows.values()))))
        writer.writeheader()
        writer.writerows(rows.values())
    opened = open_inbox(inbox)
    collector = Collector(workspace, NOON)
    for batch in opened.rows(batch_rows=20):
        collector.save(check_rows(workspace, opened.audio_folder, batch.rows, NOON))
    kept = workspace.store.read("utterances", where={"verdict": ["accepted", "warned"]})
    assert len(kept) == len(rows)
    return workspace


@pytest.fixture
def utterance(collected: Workspace) -> Callable[[str], dict[str, Any]]:
    """The utterance of a container."""

    def find(suffix: str) -> dict[str, Any]:
        rows = collected.store.read("utterances", where={"suffix": suffix}).to_dict("records")
        return {str(name): value for name, value in rows[0].items()}

    return find


@pytest.fixture
def transcribed(collected: Workspace) -> Workspace:
    """Every recording heard in a hypothesis, with times, and with a reference by one worker."""
    held = collected.store.read("utterances")
    words = [
        {"word": f" {word}", "start_s": 0.1 * place, "end_s": 0.1 * place + 0.1, "probability": 0.9}
        for place, word in enumerate(HEARD.split())
    ]
    with collected.store.writing() as transaction:
        for row in held.to_dict("records"):
            utterance_id = row["utterance_id"]
            transaction.put(
                "hypotheses",
                [
                    {
                        "hypothesis_id": f"h-{utterance_id}",
                        "utterance_id": utterance_id,
                        "engine": "test",
                        "model": "tiny.en",
                        "version": "1",
                        "model_sha256": "",
                        "settings": {},
                        "identity": "test",
                        "text": HEARD,
                        "words": words,
                        "transcribed_at": NOON,
                    }
                ],
            )
            transaction.put(
                "corrections",
                [
                    {
                        "correction_id": f"c-{utterance_id}",
                        "utterance_id": utterance_id,
                        "worker_id": "w1",
                        "action": "edited",
                        "text": SAID,
                        "corrected_at": NOON,
                    }
                ],
            )
    return collected
