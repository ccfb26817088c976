"""The main job through the real commands and flows: what it takes in, says, and leaves unchanged.

One workspace takes in every sample row; another runs the whole job on twelve clips with tiny.en.
Many tests look at the two.
"""

import contextlib
import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from isogloss.main import run
from pipeline.io.recognisers.models import installed_models
from pipeline.io.workspace import Workspace, init_workspace
from pipeline.tables import TABLES

pytestmark = pytest.mark.flow

SAMPLES = Path(__file__).parents[2] / "sample_audio"
CLIPS = 12


@dataclass
class Job:
    """A workspace, and what commands printed and returned on the way."""

    place: Workspace
    inbox: Path
    said: dict[str, str] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def command(self, name: str, *arguments: str) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.codes[name] = run([*arguments, "--workspace", str(self.place.root)])
        self.said[name] = out.getvalue()
        return out.getvalue()


def manifest() -> list[dict[str, str]]:
    with (SAMPLES / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def tables(place: Workspace) -> dict[str, list[dict[Any, Any]]]:
    return {name: place.store.read(name).to_dict("records") for name in TABLES}


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def fresh(root: Path, inbox: Path) -> Job:
    init_workspace(root)
    return Job(Workspace(root), inbox)


@pytest.fixture(scope="module", autouse=True)
def environment() -> Iterator[None]:
    """Commands name their workspace to Prefect's environment; later tests have their own."""
    before = os.environ.get("ISOGLOSS_WORKSPACE")
    yield
    if before is None:
        os.environ.pop("ISOGLOSS_WORKSPACE", None)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Every sample row collected, looked at, and collected again."""
    job = fresh(tmp_path_factory.mktemp("everything") / "workspace", SAMPLES)
    job.command("collect", "collect", str(SAMPLES), "--json")
    job.seen["tables"] = tables(job.place)
    job.seen["audio"] = files(job.place.root / "audio")
    job.command("collect again", "collect", str(SAMPLES), "--json")
    return job


@pytest.fixture(scope="module")
def whole_job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The main job on twelve clips of several accents, then once more."""
    if "tiny.en" not in installed_models():
        pytest.skip("tiny.en is not installed: pip install 'isogloss[asr]'")
    root = tmp_path_factory.mktemp("whole")
    inbox = root / "incoming"
    good = [row for row in manifest() if row["path"].startswith("clips/")][::9][:CLIPS]
    (inbox / "clips").mkdir(parents=True)
    for row in good:
        shutil.copyfile(SAMPLES / row["path"], inbox / row["path"])
    write_table(inbox / "manifest.csv", good)
    typed = [row for row in _corrections() if (inbox / row["path"]).exists()]
    write_table(root / "typed.csv", typed)
    job = fresh(root / "workspace", inbox)
    settings = job.place.root / "isogloss.toml"
    text = settings.read_text(encoding="utf-8").replace("min_speakers = 10", "min_speakers = 3")
    settings.write_text(text, encoding="utf-8")
    job.command("collect", "collect", str(inbox))
    job.command("tag", "tag", "--json")
    job.command("transcribe", "transcribe", "--json")
    job.command("corrections", "corrections", "import", str(root / "typed.csv"), "--json")
    job.command("nightly", "nightly", "--inbox", str(inbox), "--json")
    job.command("status", "status", "--json")
    job.seen["tables"] = tables(job.place)
    job.command("nightly again", "nightly", "--inbox", str(inbox), "--output", str(root / "r.html"))
    job.command("status again", "status", "--json")
    return job


def _corrections() -> list[dict[str, str]]:
    with (SAMPLES / "corrections.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


# Every sample row.


def test_every_sample_row_meets_its_expected_verdict(everything: Job) -> None:
    place = everything.place
    utterances = place.store.read("utterances")
    by_key = {row["source_key"]: row for row in utterances.to_dict("records")}
    reasons: dict[str, set[str]] = defaultdict(set)
    for row in place.store.read("decisions").to_dict("records"):
        reasons[row["source_key"]].add(row["rule"])
    wrong = []
    with (SAMPLES / "expected.csv").open(newline="", encoding="utf-8") as stream:
        expected = list(csv.DictReader(stream))
    for row in expected:
        key = place.keyed("path", row["path"])
        verdict = by_key[key]["verdict"] if key in by_key else "refused"
        wanted = set(filter(None, row["reasons"].split(";")))
        if verdict != row["verdict"] or (wanted and not wanted & reasons[key]):
            wrong.append((row["path"], verdict, reasons[key], row["verdict"], wanted))
    assert not wrong
    assert len(expected) == 128


def test_collecting_finishes_with_0_however_many_rows_are_refused(everything: Job) -> None:
    assert everything.codes["collect"] == 0
    said = json.loads(everything.said["collect"])
    assert said["offered"] == 128
    assert said["new"] + len(said["refused"]) == 128
    assert {row["code"] for row in said["refused"]} == {
        "no_consent",
        "missing_file",
        "path_outside",
    }


def test_the_same_inbox_twice_changes_no_row_and_no_file(everything: Job) -> None:
    said = json.loads(everything.said["collect again"])
    assert (said["new"], said["known"]) == (0, 125)
    assert tables(everything.place) == everything.seen["tables"]
    assert files(everything.place.root / "audio") == everything.seen["audio"]


def test_recordings_are_kept_to_the_bit_under_their_hash(everything: Job) -> None:
    place = everything.place
    keyed = {place.keyed("path", row["path"]): row["path"] for row in manifest()}
    rows = place.store.read("utterances").to_dict("records")
    for row in rows:
        original = (SAMPLES / keyed[row["source_key"]]).read_bytes()
        with place.audio.open(row["audio_sha256"]) as stream:
            assert stream.read() == original
        assert hashlib.sha256(original).hexdigest() == row["audio_sha256"]
    assert set(place.audio.names()) == {row["audio_sha256"] for row in rows}


def test_no_byte_in_the_workspace_holds_an_outside_id_or_a_path(everything: Job) -> None:
    outside = {row["speaker_id"] for row in manifest()} | {
        Path(row["path"]).stem for row in manifest() if row["path"].startswith("clips/")
    }
    everything.place.store.shrink()
    found = holding(everything.place.root, outside) + holding(
        Path(os.environ["PREFECT_HOME"]), outside
    )
    assert not found


def test_nothing_at_all_is_kept_of_a_speaker_who_did_not_consent(everything: Job) -> None:
    place = everything.place
    refused = next(row for row in manifest() if row["path"] == "bad/no_consent.mp3")
    assert not refused["consent"]
    bytes_of_it = (SAMPLES / refused["path"]).read_bytes()
    assert hashlib.sha256(bytes_of_it).hexdigest() not in place.audio.names()
    speakers = set(place.store.read("speakers")["speaker_id"])
    assert speakers == {place.speaker_id(name) for name in stored_speakers()}


def stored_speakers() -> set[str]:
    refused = {"bad/no_consent.mp3", "bad/never_uploaded.wav", "../outside.wav"}
    return {row["speaker_id"] for row in manifest() if row["path"] not in refused}


def holding(folder: Path, words: set[str]) -> list[tuple[str, str]]:
    """Which of some words stand in which file, whatever kind of file it is."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [(str(path), word) for word in words if word.encode() in content]
    return found


# The whole job.


@pytest.mark.asr
def test_every_stage_of_the_job_ends_with_0(whole_job: Job) -> None:
    assert set(whole_job.codes.values()) == {0}


@pytest.mark.asr
def test_status_has_the_keys_of_the_contract_and_counts_only(whole_job: Job) -> None:
    status = json.loads(whole_job.said["status"])
    assert list(status) == [
        "utterances", "speakers", "accents", "hypotheses", "assignments", "corrections",
        "references",
    ]  # fmt: skip
    assert {"accepted", "warned", "rejected", "quarantined"} <= set(status["utterances"])
    assert {"resolved", "unresolved"} <= set(status["accents"])
    numbers = [
        n for part in status.values() for n in (part.values() if isinstance(part, dict) else [part])
    ]
    assert all(type(number) is int for number in numbers)
    usable = status["utterances"]["accepted"] + status["utterances"]["warned"]
    assert usable == CLIPS == status["hypotheses"] == status["references"]
    assert sum(status["accents"].values()) == status["speakers"]


@pytest.mark.asr
def test_a_second_night_changes_no_count_and_no_row(whole_job: Job) -> None:
    assert whole_job.said["status again"] == whole_job.said["status"]
    now = tables(whole_job.place)
    before = dict(whole_job.seen["tables"])
    assert len(now.pop("report_files")) > len(before.pop("report_files"))  # tonight's report
    assert now == before


@pytest.mark.asr
def test_each_night_writes_a_whole_report(whole_job: Job) -> None:
    folders = sorted((whole_job.place.root / "reports").iterdir())
    assert len(folders) == 2
    for folder in folders:
        assert {"report.html", "report.md", "report.json", "audio"} <= {
            path.name for path in folder.iterdir()
        }
        document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        linked = re.findall(r'src="(audio/[^"]+)"', (folder / "report.html").read_text("utf-8"))
        assert linked
        assert all((folder / link).stat().st_size > 44 for link in linked)
        assert document["schema"] == "isogloss.report/1"
    page = (whole_job.place.root.parent / "r.html").read_text(encoding="utf-8")
    links = re.findall(r'src="([^"]+\.wav)"', page)
    assert links
    assert all((whole_job.place.root.parent / link).is_file() for link in links)


@pytest.mark.asr
def test_the_report_printed_as_json_is_the_one_that_was_written(whole_job: Job) -> None:
    printed = json.loads(whole_job.said["nightly"])
    written = sorted((whole_job.place.root / "reports").rglob("report.json"))
    assert printed == json.loads(written[0].read_text(encoding="utf-8"))
    assert {"accent", "region", "gender", "age_band", "device", "accent_by_gender"} <= set(
        printed["groupings"]
    )
    for result in printed["groupings"].values():
        assert result["schema"] == "isogloss.disparity/1"
        assert {
            "system",
            "policy",
            "against",
            "totals",
            "left_out",
            "groups",
            "gaps",
            "adjusted",
        } <= set(result)
        for part in (result["totals"], *result["groups"]):
            assert {
                "utterances", "speakers", "speakers_effective", "words", "substitutions",
                "deletions", "insertions", "errors", "empty_hypotheses", "wer", "wer_low",
                "wer_high",
            } <= set(part)  # fmt: skip


@pytest.mark.asr
def test_the_rates_of_accents_are_a_plain_levenshtein_of_what_is_in_the_store(
    whole_job: Job,
) -> None:
    place = whole_job.place
    said = column(place, "references", "utterance_id", "text")
    heard = column(place, "hypotheses", "utterance_id", "text")
    speaker = column(place, "utterances", "utterance_id", "speaker_id")
    accents: dict[str, set[str]] = defaultdict(set)
    for row in place.store.read("speaker_accents").to_dict("records"):
        accents[row["speaker_id"]].add(row["accent"])
    errors: dict[str, int] = defaultdict(int)
    words: dict[str, int] = defaultdict(int)
    for utterance_id, text in said.items():
        truth, guess = plain_words(text), plain_words(heard[utterance_id])
        for accent in accents[speaker[utterance_id]]:
            errors[accent] += levenshtein(truth, guess)
            words[accent] += len(truth)
    document = json.loads(whole_job.said["nightly"])
    result = document["groupings"]["accent"]
    shown = {group["group"]: group for group in result["groups"]}
    whole = [
        accent
        for accent in words
        if accent in shown  # small ones are counted under their parents
        and shown[accent]["speakers"] == sum(accent in theirs for theirs in accents.values())
    ]
    assert len(whole) >= 2
    for accent in whole:
        assert (shown[accent]["errors"], shown[accent]["words"]) == (errors[accent], words[accent])
        assert shown[accent]["wer"] == pytest.approx(errors[accent] / words[accent])
    totals = result["totals"]
    assert totals["utterances"] == CLIPS
    assert (totals["errors"], totals["words"]) == (sum(errors.values()), sum(words.values()))


@pytest.mark.asr
def test_numbers_of_a_report_are_null_and_never_nan(whole_job: Job) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(whole_job.said["nightly"], parse_constant=refuse)


@pytest.mark.asr
def test_every_decision_on_an_utterance_can_be_told(
    whole_job: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next(iter(_corrections()))["path"]
    assert run(["explain", path, "--workspace", str(whole_job.place.root)]) == 0
    told = capsys.readouterr().out
    utterance_id = told.split(":")[0]
    assert "it passed every audio check (rule audio_checks)" in told
    assert "faster-whisper tiny.en heard " in told
    assert re.search(r"worker worker-\d imported: '", told)
    assert re.search(r"reference \((single|medoid), \d worker", told)
    times = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", told)
    assert times == sorted(times)
    assert run(["explain", utterance_id, "--workspace", str(whole_job.place.root)]) == 0
    assert capsys.readouterr().out == told


@pytest.mark.asr
def test_the_job_leaves_no_word_or_id_in_prefects_own_files(whole_job: Job) -> None:
    store = whole_job.place.store
    texts = [text for text in store.read("references")["text"] if len(text) > 8]
    names = {*store.read("utterances")["utterance_id"], *store.read("speakers")["speaker_id"]}
    assert not holding(Path(os.environ["PREFECT_HOME"]), names | set(texts))


def column(place: Workspace, table: str, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in place.store.read(table).to_dict("records")}


def plain_words(text: str) -> list[str]:
    return re.sub(r"[^\w\s']", "", text.lower().replace("-", " ")).split()


def levenshtein(truth: list[str], guess: list[str]) -> int:
    row = list(range(len(guess) + 1))
    for i, word in enumerate(truth, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(guess, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def test_the_tests_own_levenshtein_counts_edits() -> None:
    assert levenshtein(["a", "b", "c", "d"], ["a", "x", "c"]) == 2
    assert levenshtein([], ["a", "b"]) == 2
