"""Stages without flows: rows of the sample recordings, collected into a workspace on disk."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.inbox.inbox import open_inbox
from pipeline.io.workspace import Workspace
from pipeline.stages.collecting.check import check_rows, refused_rows
from pipeline.stages.collecting.collect import Collected, Collector
from pipeline.stages.comparing.compare import compare
from pipeline.stages.imports import import_hypotheses, import_references
from pipeline.stages.tag import tag
from pipeline.tables import PURPOSES

SAMPLES = Path(__file__).parents[2] / "sample_audio"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

NUMBERS = ("one", "two", "three", "four", "five")

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


@dataclass(frozen=True)
class Campaign:
    """Speakers with recordings, prompts, measures, hypotheses and references, by real stages."""

    place: Workspace
    folder: Path
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def save(self) -> None:
        """Write what was told so far."""
        with self.place.store.writing() as transaction:
            for table in dict.fromkeys(table for table, _ in self.waiting):
                transaction.put(table, [row for name, row in self.waiting if name == table])
        self.waiting.clear()

    def speaker(self, name: str, accent: str, **says: str) -> None:
        self._put("speakers", [
            {"speaker_id": name, "accent_text": accent, "region_text": "", "first_language": "",
             "gender": "undisclosed", "age_band": "undisclosed", "created_at": NOON, **says}
        ])  # fmt: skip
        self._put("consents", [
            {"consent_id": f"c-{name}", "speaker_id": name, "text_version": "1",
             "text_language": "en", "text_sha256": "", "purposes": list(PURPOSES),
             "guardian": False, "given_at": NOON, "expires_at": NOON.replace(year=2030)}
        ])  # fmt: skip

    def utterance(self, name: str, speaker: str, prompt: str = "", **facts: Any) -> None:
        prompt_id = f"p-{prompt}" if prompt else None
        snr, verdict = facts.pop("snr_db", 20.0), facts.pop("verdict", "accepted")
        if prompt:
            self._put("prompts", [{"prompt_id": prompt_id, "campaign_id": "default",
                                   "language": "en", "text": prompt}])  # fmt: skip
        self._put("utterances", [
            {"utterance_id": name, "campaign_id": "default", "speaker_id": speaker,
             "consent_id": f"c-{speaker}", "prompt_id": prompt_id, "source_key": name,
             "audio_sha256": name, "pcm_sha256": name, "container": "wav", "codec": "pcm",
             "suffix": ".wav", "sample_rate_hz": 16000, "channels": 1, "frames": 32000,
             "size_bytes": 64000, "duration_s": 2.0, "device": "", "environment": "",
             "collected_at": NOON, "verdict": verdict, **facts}
        ])  # fmt: skip
        self._put("measurements", [
            {"utterance_id": name, "measures": {"snr_db": snr, "bandwidth_hz": 8000.0},
             "measured_at": NOON}
        ])  # fmt: skip

    def refuse(self, name: str, rule: str, verdict: str = "rejected") -> None:
        self._put("decisions", [
            {"decision_id": f"d-{name}-{rule}", "utterance_id": name, "source_key": name,
             "stage": "collect", "outcome": verdict, "rule": rule, "decided_by": "rule",
             "decided_at": NOON}
        ])  # fmt: skip

    def redact(self, name: str, *words: str) -> None:
        self._put("redactions", [
            {"redaction_id": f"x-{name}", "utterance_id": name, "from_s": 0.0, "to_s": 0.1,
             "words": list(words), "derived_sha256": "", "redacted_by": "lead",
             "redacted_at": NOON}
        ])  # fmt: skip

    def texts(self, said: Mapping[str, str], heard: Mapping[str, str]) -> None:
        """Import references and hypotheses, tag everybody, compare."""
        self.save()
        for stage, texts in ((import_references, said), (import_hypotheses, heard)):
            table = self.folder / f"{stage.__name__}.jsonl"
            rows = [json.dumps({"utterance_id": name, "text": text})
                    for name, text in texts.items()]  # fmt: skip
            table.write_text("\n".join(rows) + "\n", encoding="utf-8")
            assert not stage(self.place, table, NOON).refused
        tag(self.place, NOON)
        compare(self.place, NOON)

    def set(self, section: str, line: str) -> Workspace:
        """The same workspace with one more setting."""
        path = self.place.root / "isogloss.toml"
        text = path.read_text("utf-8")
        path.write_text(text.replace(f"[{section}]\n", f"[{section}]\n{line}\n", 1), "utf-8")
        return Workspace(self.place.root)

    def _put(self, table: str, rows: list[dict[str, Any]]) -> None:
        self.waiting.extend((table, row) for row in rows)


@pytest.fixture
def campaign(workspace: Workspace, tmp_path: Path) -> Campaign:
    """An empty one."""
    return Campaign(workspace, tmp_path)


@pytest.fixture
def two_accents(campaign: Campaign) -> Campaign:
    """Twelve speakers from England and twelve from Scotland, four recordings each.

    "river" is missed by Scots alone; "not" once by every other Scot; a Scot in three is noisy.
    """
    said, heard = {}, {}
    for n in range(24):
        scot = n % 2 == 1
        speaker = f"s{n:02}"
        campaign.speaker(speaker, "Scottish" if scot else "England", gender="female")
        for m in range(4):
            name = f"u{n:02}{m}"
            snr = 10.0 + m + (n % 3) * 4
            campaign.utterance(name, speaker, "the river is not far", snr_db=snr)
            said[name] = f"the river is not far um gonna go number {NUMBERS[n % 5]}"
            heard[name] = said[name].replace("um ", "") if m else said[name]
            heard[name] = heard[name].replace("far", "car") if (n + m) % 4 == 0 else heard[name]
            if scot:
                heard[name] = heard[name].replace("river", "liver")
                heard[name] = heard[name].replace("not ", "") if n % 4 == 1 else heard[name]
    campaign.texts(said, heard)
    return campaign
