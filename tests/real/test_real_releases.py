"""The same real clips as others publish them: a Common Voice release, and a NeMo manifest."""

import contextlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.real, pytest.mark.flow]

CLIPS = {
    "common_voice_de_17650552.mp3": ("Germany", "a1b2"),
    "common_voice_de_17686048.mp3": ("Switzerland", "c3d4"),
    "common_voice_de_22968925.mp3": ("L2 Italian", "e5f6"),
}


@pytest.fixture
def release(newcomer: Callable[[str], Any], recordings: Path) -> Any:
    one = newcomer("release")
    one.sets(language='"de"')
    (one.inbox / "clips").mkdir()
    rows = []
    for name, (accent, client) in CLIPS.items():
        shutil.copyfile(recordings / "german-accents" / name, one.inbox / "clips" / name)
        row = {"client_id": client * 32, "path": name, "sentence": 'Er sagte "ja".'}
        rows.append(row | {"accents": accent, "up_votes": "2", "down_votes": "0"})
    one.writes("incoming/validated.tsv", rows)
    return one


def test_a_release_without_consent_is_refused_row_by_row_and_nothing_is_kept(release: Any) -> None:
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        said = release.types("collect", str(release.inbox))
    assert "3 rows offered: 0 new utterances, 0 known before, 3 refused" in said
    assert "no_consent" in told.getvalue()
    assert "consent_for_release" in told.getvalue()  # the way out
    assert list((release.place.root / "audio").rglob("*")) == []
    assert release.answer("status")["speakers"] == 0


def test_a_release_goes_in_where_settings_say_what_its_speakers_allowed(release: Any) -> None:
    release.types("collect", str(release.inbox))
    with (release.place.root / "isogloss.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[consent]\nconsent_for_release = ["transcription", "evaluation"]\n')
    collected = release.answer("collect", str(release.inbox))
    assert (collected["new"], collected["refused"]) == (3, [])
    assert release.answer("tag") == {"resolved": 3}
    prompts = release.place.store.read("prompts")["text"]
    assert set(prompts) == {'Er sagte "ja".'}


def test_a_nemo_manifest_goes_in(newcomer: Callable[[str], Any], recordings: Path) -> None:
    one = newcomer("nemo")
    one.sets(language='"de"')
    lines = []
    for name, (accent, client) in CLIPS.items():
        shutil.copyfile(recordings / "german-accents" / name, one.inbox / name)
        row = {"audio_filepath": name, "duration": 3.0, "text": "was gesagt wurde"}
        consent = "transcription;evaluation"
        lines.append(json.dumps(row | {"speaker": client, "accent": accent, "consent": consent}))
    (one.inbox / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    collected = one.answer("collect", str(one.inbox))
    assert (collected["new"], collected["refused"]) == (3, [])
    assert one.answer("tag") == {"resolved": 3}
    assert "references import" in " ".join(collected["remarks"])
