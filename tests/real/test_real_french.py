"""Real French in two accents: wav from Québec, gsm 06.10 from France, a report in French.

Six prompts of seventy by each voice keep it short; `docs/trials.md` has all of them.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.recognisers.models import installed_models

pytestmark = [pytest.mark.real, pytest.mark.asr, pytest.mark.flow, pytest.mark.long]

PROMPTS = (
    "agent-loggedoff",
    "conf-locked",
    "vm-msgsaved",
    "vm-tooshort",
    "queue-thereare",
    "vm-torerecord",
)


@pytest.fixture(scope="module")
def job(newcomer: Callable[[str], Any], recordings: Path) -> Any:
    if "base" not in installed_models():
        pytest.skip("base is not installed: pip install 'isogloss[asr-multilingual]'")
    one = newcomer("french")
    one.sets(language='"fr"', model='"base"', policy='"basic-1"\nlanguage = "fr"')
    rows, said = [], []
    with (recordings / "french-prompts" / "manifest.csv").open(encoding="utf-8") as stream:
        listed = [row for row in csv.DictReader(stream) if row["key"] in PROMPTS]
    for row in listed:
        clip = one.inbox / row["path"]
        clip.parent.mkdir(exist_ok=True)
        shutil.copyfile(recordings / "french-prompts" / row["path"], clip)
        speaker = "voice-1" if row["accent"] == "fr-CA" else "voice-2"
        rows.append(
            {
                "path": row["path"],
                "prompt_id": row["key"],
                "speaker_id": speaker,
                "accent": row["accent"],
                "consent": "transcription;evaluation",
            }
        )
        if row["transcript_fr_CA_script"]:
            said.append({"path": row["path"], "text": row["transcript_fr_CA_script"]})
    one.rows, one.said_there = rows, said
    one.writes("incoming/manifest.csv", rows)
    table = one.writes("script.csv", said)
    one.collected = one.answer("collect", str(one.inbox))
    one.tagged = one.answer("tag")
    one.imported = one.answer("references", "import", str(table))
    one.transcribed = one.answer("transcribe")
    one.types("compare")
    one.printed = one.types("report")
    one.report = one.answer("report")
    return one


def test_gsm_and_wav_go_in_and_both_accents_resolve(job: Any) -> None:
    assert (job.collected["new"], job.collected["refused"]) == (len(job.rows), [])
    assert len(job.rows) == 2 * len(PROMPTS)
    assert set(job.collected["verdicts"]) <= {"accepted", "warned"}
    assert {row["container"] for row in job.by_path().values()} == {"wav", "gsm"}
    held = job.place.store.read("speaker_accents").to_dict("records")
    assert {row["verbatim"]: row["accent"] for row in held} == {
        "fr-CA": "fr-canada",
        "fr-FR": "fr-france",
    }


def test_what_has_no_script_waits_for_a_person_and_is_said_to_be_left_out(job: Any) -> None:
    assert job.transcribed["recognised"] == len(job.rows)
    # The voice from France, two listeners each.
    assert job.transcribed["queued"] == 2 * len(PROMPTS)
    assert job.report["left_out"] == {"no_reference": len(PROMPTS)}
    assert "sans référence" in job.printed


def test_the_recogniser_hears_french_as_french(job: Any) -> None:
    """Not English words for French sounds: most words of the script are found."""
    accent = job.report["groupings"]["accent"]
    assert {group["group"] for group in accent["groups"]} == {"fr-canada"}
    assert accent["totals"]["wer"] < 0.5
    heard = job.place.store.read("hypotheses")
    assert set(heard["language"]) == {"fr"}
    assert set(heard["model"]) == {"base"}


def test_no_english_word_of_ours_is_left_in_a_french_report(job: Any) -> None:
    text = max(job.place.reports.glob("*/report.md")).read_text(encoding="utf-8")
    for word in ("imported", "undisclosed", "speakers", "verdict withheld", "utterances", "n/a"):
        assert word not in text
    for words in ("Verdict suspendu", "trop peu de voix", "Par accent", "importée"):
        assert words in text
