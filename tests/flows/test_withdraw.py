"""Withdrawal: nothing of a speaker is left in any byte of the workspace, and nothing comes back."""

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.audio.wav import encode_wav
from pipeline.io.inbox.inbox import open_inbox
from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import lease_next
from pipeline.io.workers import Worker
from pipeline.io.workspace import Workspace, init_workspace
from pipeline.stages.collecting.check import check_rows, refused_rows
from pipeline.stages.collecting.collect import Collected, Collector
from pipeline.stages.comparing.compare import compare
from pipeline.stages.imports import import_corrections, import_hypotheses
from pipeline.stages.reporting.report import write_report
from pipeline.stages.reviewing.enqueue import queue_for_people
from pipeline.stages.rights.explain import explain
from pipeline.stages.rights.withdraw import withdraw
from pipeline.stages.tag import resolve_text, tag
from pipeline.tables import TABLES

SAMPLES = Path(__file__).parents[2] / "sample_audio"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
LEAVING, STAYING = "voice-77-of-harwich", "voice-12-of-leith"
SAYS = "Zephyrine patter of the Quayside"
HEARD = "zanzibar quokka marmalade"
TYPED = "Xylophone kumquat, said nobody."
PROMPT = "Please tell us of your own street"


@dataclass
class Filled:
    """A workspace with work on two speakers, and where its report was copied to."""

    place: Workspace
    inbox: Path
    copy: Path

    def utterances_of(self, outside_id: str) -> list[str]:
        where = {"speaker_id": self.place.speaker_id(outside_id)}
        return list(self.place.store.read("utterances", where=where)["utterance_id"])


def row(path: str, speaker: str, **more: str) -> dict[str, str]:
    return {
        "path": path, "prompt": "", "speaker_id": speaker, "accent": "Scottish English",
        "region": "", "gender": "", "age": "", "consent": "transcription;evaluation",
    } | more  # fmt: skip


def put(inbox: Path, rows: list[dict[str, str]], sources: list[str]) -> Path:
    (inbox / "clips").mkdir(parents=True)
    for one, source in zip(rows, sources, strict=True):
        shutil.copyfile(SAMPLES / source, inbox / one["path"])
    with (inbox / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return inbox


def collect(place: Workspace, inbox: Path, now: datetime = NOON) -> Collected:
    opened = open_inbox(inbox)
    collector = Collector(place, now)
    for batch in opened.rows(batch_rows=4):
        collector.save(refused_rows(place, batch.refused))
        collector.save(check_rows(place, opened.audio_folder, batch.rows, now))
    return collector.collected


def table(path: Path, columns: str, *rows: tuple[str, ...]) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([columns.split(","), *rows])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    """Two recordings of one who will leave, two of one who stays, all of it worked on."""
    root = tmp_path / "workspace"
    init_workspace(root)
    settings = root / "isogloss.toml"
    one = settings.read_text(encoding="utf-8").replace("listeners = 2", "listeners = 1")
    settings.write_text(one, encoding="utf-8")
    place = Workspace(root)
    rows = [
        row("clips/a.wav", LEAVING, accent=SAYS, region="Tyne and Wear", prompt=PROMPT),
        row("clips/b.mp3", LEAVING, accent=SAYS),
        row("clips/c.wav", STAYING),
        row("clips/d.mp3", STAYING),
        # The same speech once more: refused as a copy, under the other's id.
        row("clips/e.wav", STAYING),
    ]
    first = "clips/spk-e05a-p01.wav"
    sources = [
        first, "clips/spk-fd6d-p08.mp3", "clips/spk-31b7-p23.wav", "clips/spk-8b18-p33.mp3", first,
    ]  # fmt: skip
    inbox = put(tmp_path / "inbox", rows, sources)
    collect(place, inbox)
    tag(place, NOON)
    resolve_text(place, SAYS, ("en-scotland",), "lead-1", NOON)
    heard = [(one["path"], HEARD if one["speaker_id"] == LEAVING else "good day") for one in rows]
    import_hypotheses(place, table(tmp_path / "heard.csv", "path,text", *heard), NOON)
    queue_for_people(place, NOON)
    typed = [(path, TYPED if text == HEARD else "Good morning", "worker-1") for path, text in heard]
    typed = [one for one in typed if one[0] != "clips/b.mp3"]
    import_corrections(place, table(tmp_path / "typed.csv", "path,text,worker", *typed), NOON)
    compare(place, NOON)
    review_in_depth(place)
    copy = tmp_path / "elsewhere" / "report.html"
    write_report(place, NOON, copy)
    yield Filled(place, inbox, copy)
    place.store.close()


def review_in_depth(place: Workspace) -> None:
    """What listeners and leads leave behind of one recording, in every table of theirs."""
    leaving = place.speaker_id(LEAVING)
    utterance_id = place.store.read("utterances", where={"speaker_id": leaving})["utterance_id"][0]
    about = {"utterance_id": utterance_id, "worker_id": "worker-1", "reason": TYPED}
    bleeped = encode_wav(np.full(1600, 0.1, np.float32), 16_000)
    place.audio.put(io.BytesIO(bleeped), derived := hashlib.sha256(bleeped).hexdigest())
    rows: dict[str, dict[str, object]] = {
        "drafts": {"assignment_id": "x", "text": TYPED, "active_s": 1.0, "drafted_at": NOON},
        "gold_items": {"text": TYPED, "set_by": "lead-1", "set_at": NOON},
        "gold_answers": {
            "correction_id": "c1", "distance": 0.1, "limit": 0.2, "passed": True,
            "overturned_because": TYPED, "answered_at": NOON,
        },
        "adjudications": {
            "adjudication_id": "j1", "lead_id": "lead-1", "action": "picked", "text": TYPED,
            "sources": [], "adjudicated_at": NOON,
        },
        "appeals": {
            "appeal_id": "p1", "by_kind": "speaker", "text_before": TYPED, "state": "open",
            "raised_at": NOON,
        },
        "redactions": {
            "redaction_id": "r1", "from_s": 0.1, "to_s": 0.2, "words": [TYPED],
            "derived_sha256": derived, "redacted_by": "lead-1", "redacted_at": NOON,
        },
    }  # fmt: skip
    with place.store.writing() as transaction:
        for table_name, one in rows.items():
            known = TABLES[table_name].column_names
            row = {name: value for name, value in (about | one).items() if name in known}
            assert transaction.add(table_name, [row]) == 1


def bytes_left(root: Path, *words: str) -> list[tuple[str, str]]:
    """Which words stand in which file's bytes or name, whatever kind of file it is."""
    return [
        (str(path), word)
        for path in root.rglob("*")
        for word in words
        if word in path.name or (path.is_file() and word.encode() in path.read_bytes())
    ]


def traces(filled: Filled) -> list[str]:
    """Everything by which the leaving speaker could be found or read."""
    place = filled.place
    utterances = place.store.read("utterances")
    theirs = utterances[utterances["speaker_id"] == place.speaker_id(LEAVING)]
    return [
        LEAVING, place.speaker_id(LEAVING), SAYS, SAYS.lower(), "Tyne and Wear", HEARD, TYPED,
        "xylophone", PROMPT,
        *theirs["utterance_id"], *theirs["audio_sha256"], *theirs["pcm_sha256"],
        *theirs["source_key"], *theirs["fingerprint"], *theirs["consent_id"],
        *place.store.read("redactions")["derived_sha256"],
    ]  # fmt: skip


def test_no_byte_of_the_speaker_is_left_anywhere(filled: Filled, tmp_path: Path) -> None:
    place, words = filled.place, traces(filled)
    workspace_before = {word for _, word in bytes_left(place.root, *words)}
    assert {HEARD, TYPED, SAYS, PROMPT} <= workspace_before, "the test looks for what was there"
    assert bytes_left(filled.copy.parent, *words)
    gone = withdraw(place, LEAVING, LATER)
    assert bytes_left(place.root, *words) == []
    assert bytes_left(filled.copy.parent, *words) == []
    assert gone.known
    assert gone.recordings == 3  # one of them a bleeped copy
    erased = {"speakers", "consents", "utterances", "hypotheses", "corrections", "references"}
    assert erased | {"accent_aliases", "prompts", "assignments"} <= set(gone.rows)
    in_depth = {"drafts", "gold_items", "gold_answers", "adjudications", "appeals", "redactions"}
    assert {table: gone.rows.get(table) for table in in_depth} == dict.fromkeys(in_depth, 1)
    assert {Path(path).suffix for path in gone.files} == {".html", ".md", ".json", ".wav"}
    assert str(filled.copy) in gone.files


def test_what_others_gave_and_did_is_untouched(filled: Filled) -> None:
    place = filled.place
    kept = filled.utterances_of(STAYING)
    before = {name: rows_about(place, name, kept) for name in TABLES}
    withdraw(place, LEAVING, LATER)
    usable = [one for one in kept if one in filled.utterances_of(STAYING)]
    assert len(usable) == 2
    for name, rows in before.items():
        theirs = [one for one in rows if one.get("utterance_id") in (None, *usable)]
        assert rows_about(place, name, usable) == theirs, name
    assert place.store.count("workers") == 1
    for sha in place.store.read("utterances")["audio_sha256"]:
        assert place.audio.holds(sha)


def rows_about(place: Workspace, name: str, ids: list[str]) -> list[dict[object, object]]:
    if "utterance_id" not in TABLES[name].column_names:
        return []
    return place.store.read(name, where={"utterance_id": ids}).to_dict("records")


def test_a_copy_under_another_id_goes_with_the_original(filled: Filled) -> None:
    place = filled.place
    utterances = place.store.read("utterances", where={"verdict": "rejected"})
    assert list(utterances["speaker_id"]) == [place.speaker_id(STAYING)]
    withdraw(place, LEAVING, LATER)
    assert len(place.store.read("utterances", where={"verdict": "rejected"})) == 0


def test_whose_recording_was_there_first_keeps_it(filled: Filled) -> None:
    place = filled.place
    withdraw(place, STAYING, LATER)  # whose third row was refused as a copy of the other's
    left = filled.utterances_of(LEAVING)
    assert len(left) == 2
    again = collect(place, filled.inbox, LATER)
    assert again.known == 2
    assert again.reasons["withdrawn"] == 3


def test_the_tombstones_hold_a_keyed_hash_and_a_time_only(filled: Filled) -> None:
    withdraw(filled.place, LEAVING, LATER)
    tombstones = filled.place.store.read("tombstones").to_dict("records")
    assert sorted(one["kind"] for one in tombstones) == ["audio", "audio", "speaker"]
    assert all(set(one) == {"tombstone_id", "kind", "erased_at"} for one in tombstones)
    assert all(len(one["tombstone_id"]) == 24 for one in tombstones)
    assert {one["erased_at"] for one in tombstones} == {LATER}


def test_repeating_is_safe_and_an_unknown_id_is_not_taken_for_one_that_left(filled: Filled) -> None:
    place = filled.place
    withdraw(place, LEAVING, LATER)
    before = {name: place.store.count(name) for name in TABLES}
    again = withdraw(place, LEAVING, LATER)
    assert (again.known, again.rows, again.recordings, again.files) == (True, {}, 0, [])
    assert {name: place.store.count(name) for name in TABLES} == before
    assert not withdraw(place, "nobody-of-that-name", LATER).known


def test_offered_again_it_is_refused_also_under_another_id_and_in_another_container(
    filled: Filled, tmp_path: Path
) -> None:
    place = filled.place
    withdraw(place, LEAVING, LATER)
    again = collect(place, filled.inbox, LATER)
    assert again.new == 0
    assert again.reasons["withdrawn"] == 3  # theirs, and the copy of theirs
    other = tmp_path / "other"
    (other / "clips").mkdir(parents=True)
    samples, rate = soundfile.read(filled.inbox / "clips/a.wav", dtype="int16")
    soundfile.write(other / "clips/x.flac", samples, rate)
    table(other / "manifest.csv", "path,speaker_id,consent", ("clips/x.flac", "else", "evaluation"))
    refused = collect(place, other, LATER)
    assert [(one.code, one.path) for one in refused.refused] == [("withdrawn", "")]
    assert place.store.read("speakers")["speaker_id"].tolist() == [place.speaker_id(STAYING)]
    with pytest.raises(UnknownIdError, match="no utterance"):
        explain(place, "u" + "0" * 24)


def test_cut_off_between_the_store_and_the_files_the_next_run_finishes(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, words = filled.place, traces(filled)
    script = (
        "import os, sys\n"
        "from datetime import datetime, UTC\n"
        "from pathlib import Path\n"
        "from pipeline.io.workspace import Workspace\n"
        "from pipeline.stages.rights import withdraw\n"
        "withdraw.erase_recordings = lambda _: os.kill(os.getpid(), 9)\n"
        "withdraw.withdraw(Workspace(Path(sys.argv[1])), sys.argv[2], datetime.now(UTC))\n"
    )
    root = Path(__file__).parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", script, str(place.root), LEAVING],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert killed.returncode == -9
    assert not filled.utterances_of(LEAVING)
    assert bytes_left(place.root, *words), "the files are still there"
    finished = withdraw(place, LEAVING, LATER)
    assert finished.recordings == 3
    assert finished.files
    assert bytes_left(place.root, *words) == []
    assert bytes_left(filled.copy.parent, *words) == []


def test_what_a_killed_run_left_behind_goes_too(filled: Filled) -> None:
    place, words = filled.place, traces(filled)
    (place.root / "audio" / "zz").mkdir()
    (place.root / "audio" / "zz" / ("zz" + "0" * 62)).write_bytes(b"bytes nobody owns")
    half = filled.copy.parent / f".{filled.copy.name}.abc.part"
    half.write_text(f"<p>{TYPED}", encoding="utf-8")
    (place.reports / ".report.html.x.part").write_text(TYPED, encoding="utf-8")
    gone = withdraw(place, LEAVING, LATER)
    assert gone.recordings == 4
    assert not half.exists()
    assert bytes_left(place.root, *words) == []


def test_a_worker_who_holds_a_lease_gets_a_calm_message(filled: Filled) -> None:
    place = filled.place
    worker = Worker("worker-9", ("en",))
    lent = lease_next(place.store, worker, NOON, 30)
    assert lent is not None
    assert lent.speaker_id == place.speaker_id(LEAVING)  # b.mp3, the only one not typed yet
    withdraw(place, LEAVING, LATER)
    answer = Answer("too late", "edited", None, 3.0)
    with pytest.raises(ReviewError) as caught:
        save_answer(place.store, worker, lent.assignment_id, answer, LATER)
    assert "withdr" in str(caught.value) or "erased" in str(caught.value)
    assert bytes_left(place.root, "too late") == []
    assert lease_next(place.store, worker, LATER, 30) is None


def test_a_withdrawal_beside_a_collection_comes_wholly_before_or_after_it(filled: Filled) -> None:
    place = filled.place
    extra = put(
        filled.inbox.parent / "extra",
        [row("clips/x.mp3", LEAVING), row("clips/y.flac", STAYING), row("clips/z.ogg", "third")],
        ["clips/spk-6d2e-p20.mp3", "clips/spk-6d2e-p15.flac", "clips/spk-8790-p25.ogg"],
    )
    opened = open_inbox(extra)
    collector = Collector(place, NOON)
    (batch,) = list(opened.rows())
    checked = check_rows(place, opened.audio_folder, batch.rows, NOON)
    withdraw(place, LEAVING, LATER)  # after the checks, before the rows are written
    collector.save(checked)
    assert collector.collected.new == 0
    codes = [one.code for one in collector.collected.refused]
    assert codes == ["withdrawn", "missing_file", "missing_file"]
    assert not filled.utterances_of(LEAVING)
    again = collect(place, extra, LATER)
    assert (again.new, again.reasons["withdrawn"]) == (2, 1)
    for sha in place.store.read("utterances")["audio_sha256"]:
        assert place.audio.holds(sha)


def test_a_new_recording_is_no_copy_of_one_that_was_erased_meanwhile(filled: Filled) -> None:
    place = filled.place
    collector = Collector(place, NOON)
    ids = filled.utterances_of(LEAVING)
    withdraw(place, LEAVING, LATER)
    extra = put(
        filled.inbox.parent / "extra",
        [row("clips/x.mp3", "third")],
        ["clips/spk-fd6d-p08.mp3"],
    )
    opened = open_inbox(extra)
    (batch,) = list(opened.rows())
    collector.save(check_rows(place, opened.audio_folder, batch.rows, NOON))
    assert bytes_left(place.root, *ids) == []


def test_the_command_prints_what_went_and_succeeds_twice(
    filled: Filled, capsys: pytest.CaptureFixture[str]
) -> None:
    from isogloss.main import run

    where = ["--workspace", str(filled.place.root)]
    assert run(["withdraw", LEAVING, *where]) == 0
    said = capsys.readouterr()
    assert "erased: 3 recordings; " in said.out
    assert "3 rows of utterances" in said.out
    assert f"erased: {filled.copy}" in said.out
    assert "a tombstone is left" in said.out
    assert said.err == ""
    assert run(["withdraw", LEAVING, *where]) == 0
    assert "erased: 0 recordings" in capsys.readouterr().out
    assert run(["withdraw", "nobody-of-that-name", *where]) == 1
    assert capsys.readouterr().err.count("\n") == 1
