"""Commands that need no flow, on real files, read as a newcomer reads them."""

import contextlib
import csv
import io
import json
from pathlib import Path

import pytest

from isogloss.main import run

pytestmark = pytest.mark.real


def printed(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run(list(words))
    return code, out.getvalue()


def test_check_reads_gsm_mp3_and_wav_and_says_why_text_is_no_sound(real_data: Path) -> None:
    files = {
        "gsm": real_data / "french-prompts" / "fr-FR" / "vm-review.gsm",
        "mp3": real_data / "german-accents" / "common_voice_de_17650552.mp3",
        "wav": real_data / "fsdd" / "0_jackson_0.wav",
        "text": real_data / "README.md",
    }
    code, said = printed("check", *map(str, files.values()))
    assert code == 0
    lines = said.splitlines()
    assert [line.split(": ")[1] for line in lines[::2]] == ["accepted"] * 3 + ["quarantined"]
    assert [f"container {name}" in line for name, line in zip(files, lines[1::2], strict=True)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert "unreadable: neither sound nor a container" in lines[6]
    assert "sample_rate_hz 0" not in lines[7]  # what could not be read is not shown as nought


def test_check_and_its_json_agree(real_data: Path) -> None:
    """Half of this voice's digits are shorter than 0.3 s: a remark with value and limit."""
    clips = sorted((real_data / "fsdd").glob("*_theo_*.wav"))
    code, said = printed("check", *map(str, clips), "--json")
    assert code == 0
    found = json.loads(said)
    reasons = [reason for one in found for reason in one["reasons"]]
    assert {one["verdict"] for one in found} == {"accepted", "warned"}
    assert {reason["code"] for reason in reasons} == {"too_short"}
    assert all(0.1 <= reason["value"] < reason["limit"] == 0.3 for reason in reasons)
    assert sum(one["verdict"] == "warned" for one in found) == len(reasons) == 28


def test_accents_as_speakers_wrote_them_are_matched(real_data: Path) -> None:
    table = real_data / "fsdd" / "speakers.csv"
    words = ("accents", "match", "--language", "en", str(table))
    code, said = printed(*words, "--column", "self_described_accent")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [(row["outcome"], row["accents"]) for row in rows] == [
        ("resolved", "en-us"),
        ("resolved", "en-l2-fr"),
        ("resolved", "en-us"),
        ("resolved", "en-l2-de"),
        ("resolved", "en-l2-el"),
        ("resolved", "en-l2-de"),
    ]


def test_second_language_accents_come_last_in_the_list() -> None:
    _, said = printed("accents", "list", "--language", "en", "--json")
    kinds = [one["kind"] for one in json.loads(said)]
    first = kinds.index("second_language")
    assert first > 20
    assert set(kinds[first:]) == {"second_language"}


def test_the_doctor_does_not_deny_that_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said = printed("doctor")
    assert "isogloss is not installed" not in said
    assert "none here; make one with: isogloss init DIR" in said
    assert code == 0
