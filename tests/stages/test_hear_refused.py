"""Recordings that a check refused are recognised where the settings say so, and go nowhere else."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.workspace import Workspace, init_workspace
from pipeline.stages.reviewing.enqueue import queue_for_people
from pipeline.stages.transcribe import pending, transcribe_batch

# A real second engine: a program that hears the same two words in everything.
RECOGNISER = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"utterance_id": asked["utterance_id"], "text": "seven nine"}), flush=True)
"""


CLIPS = {
    "clips/spk-e05a-p01.wav", "bad/low_snr.flac", "bad/too_long.opus", "bad/silence.wav",
    "bad/truncated.wav", "bad/same_speech.flac",
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, sample_rows: Any, inbox_of: Any, collect: Any) -> Any:
    """A recording that passes, three that are refused, one that is damaged, one that is a copy."""

    def make(*, hear_refused: bool) -> Workspace:
        root = tmp_path / "workspace"
        init_workspace(root)
        heard = tmp_path / "recognise.py"
        heard.write_text(RECOGNISER, encoding="utf-8")
        engine = f"engine = 'command'\ncommand = ['{sys.executable}', '{heard}']\n"
        file = root / "isogloss.toml"
        text = file.read_text(encoding="utf-8").replace(
            "[asr]\n", f"[asr]\n{engine}hear_refused = {str(hear_refused).lower()}\n"
        )
        file.write_text(text, encoding="utf-8")
        chosen = [row for row in sample_rows if row["path"] in CLIPS]
        assert len(chosen) == len(CLIPS)
        workspace = Workspace(root)
        collect(workspace, inbox_of(chosen))
        return workspace

    return make


def test_by_default_only_what_passed_is_heard(place: Any, now: datetime) -> None:
    workspace = place(hear_refused=False)
    assert verdicts(workspace, pending(workspace, now).ids) == [("p01.wav", "accepted")]


def test_what_was_refused_is_heard_and_shown_to_nobody(place: Any, now: datetime) -> None:
    workspace = place(hear_refused=True)
    todo = pending(workspace, now).ids
    # Nothing damaged (p25.wav), and no copy (p01.flac).
    assert verdicts(workspace, todo) == [
        ("p01.wav", "accepted"),
        ("p34.opus", "rejected"),
        ("p36.flac", "rejected"),
        ("p39.wav", "rejected"),
    ]
    assert transcribe_batch(workspace, todo, now)["recognised"] == len(todo)
    assert not pending(workspace, now).ids
    queue_for_people(workspace, now)
    asked = set(workspace.store.read("assignments")["utterance_id"])
    assert verdicts(workspace, asked) == [("p01.wav", "accepted")]


def verdicts(workspace: Workspace, ids: Iterable[str]) -> list[tuple[str, str]]:
    """Prompt and container of each, with its verdict."""
    rows = workspace.store.read("utterances", where={"utterance_id": list(ids)})
    return sorted(zip(rows["prompt_id"] + rows["suffix"], rows["verdict"], strict=True))
