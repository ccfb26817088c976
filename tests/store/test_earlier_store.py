"""A store of an earlier version opens, says what it said then, and no stage adds a row to it.

`earlier_store/rebuild.py` made it with the code of commit b68e502, before rows came typed out of
the store. Ids that follow from content must be the same ones ever after: else a stage that runs
again after an upgrade writes everything a second time.
"""

import importlib.util
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.io.inbox.inbox import open_inbox
from pipeline.io.workspace import Workspace, init_workspace
from pipeline.review.paying.ledger import parse_period
from pipeline.stages.collecting.check import check_rows, refused_rows
from pipeline.stages.collecting.collect import Collector
from pipeline.stages.comparing.compare import compare
from pipeline.stages.imports import import_corrections, import_hypotheses, import_references
from pipeline.stages.permissions.speaker_accents import load_speaker_accents
from pipeline.stages.reporting.scored import load_scored
from pipeline.stages.reviewing.enqueue import queue_for_people
from pipeline.stages.reviewing.pay import pay
from pipeline.stages.rights.explain import explain
from pipeline.stages.rights.listens import count_listens
from pipeline.stages.status import status
from pipeline.stages.tag import tag
from pipeline.tables import TABLES

HERE = Path(__file__).parent / "earlier_store"
SAMPLES = Path(__file__).parents[2] / "sample_audio"
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _script() -> ModuleType:
    """The script that made the store, for its inbox and its key."""
    found = importlib.util.spec_from_file_location("rebuild", HERE / "rebuild.py")
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A workspace around the earlier store, with its key; its recordings are not there."""
    root = tmp_path / "workspace"
    init_workspace(root)
    (root / "isogloss.db").unlink()
    (root / "secret.key").write_text(_script().KEY + "\n", encoding="ascii")
    with sqlite3.connect(root / "isogloss.db") as database:
        database.executescript((HERE / "store.sql").read_text(encoding="utf-8"))
    database.close()
    return Workspace(root)


@pytest.fixture
def expected() -> dict[str, Any]:
    """What the earlier version said of the store."""
    read: dict[str, Any] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    return read


def _plain(value: object) -> object:
    return json.loads(json.dumps(value, default=str))


def _everything(place: Workspace) -> dict[str, list[str]]:
    return {
        name: sorted(
            json.dumps(row, default=str) for row in place.store.read(name).to_dict("records")
        )
        for name in TABLES
    }


def test_it_says_what_it_said_then(place: Workspace, expected: dict[str, Any]) -> None:
    scored = load_scored(place, LATER)
    speakers = list(scored.frame["speaker_id"])

    assert status(place.store) == expected["status"]
    assert {name: explain(place, name) for name in expected["explain"]} == expected["explain"]
    assert repr(count_listens(place, "worker", "worker-1")) == expected["listens"]
    assert _plain(scored.frame.to_dict("records")) == expected["scored"]
    assert _plain(scored.left_out) == expected["left_out"]
    accents = load_speaker_accents(place, speakers).to_dict("records")
    assert _plain(accents) == expected["accents"]


def test_collecting_again_adds_nothing(place: Workspace, tmp_path: Path) -> None:
    before = _everything(place)
    _script().fill_inbox(SAMPLES, tmp_path / "inbox")
    for_release = place.settings.consent.consent_for_release
    opened = open_inbox(tmp_path / "inbox", consent_for_release=for_release)
    collector = Collector(place, LATER)
    for batch in opened.rows(batch_rows=5):
        collector.save(refused_rows(place, batch.refused))
        collector.save(check_rows(place, opened.audio_folder, batch.rows, LATER))
    assert collector.collected.known == len(before["utterances"])
    assert collector.collected.new == 0
    assert _everything(place) == before


def test_every_other_stage_again_adds_nothing(
    place: Workspace, expected: dict[str, Any], tmp_path: Path
) -> None:
    before = _everything(place)
    tables = {}
    for name, text in expected["tables"].items():
        tables[name] = tmp_path / f"{name}.csv"
        tables[name].write_text(text, encoding="utf-8")

    tag(place, LATER)
    import_hypotheses(place, tables["hypotheses"], LATER, engine="other", model="m1")
    import_references(place, tables["references"], LATER)
    import_corrections(place, tables["corrections"], LATER)
    compare(place, LATER)
    assert queue_for_people(place, LATER + timedelta(days=1)) == 0
    pay(place, parse_period("2026-03"), LATER)
    assert _everything(place) == before
