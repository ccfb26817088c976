"""Nine real crowd clips in German, six of them as wav and mp3: the same speech is found twice."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.real, pytest.mark.flow]

ACCENTS = {
    "Germany": "de-germany",
    "Switzerland": "de-switzerland",
    "Austria": "de-austria",
    "L2 Italian": "de-l2-it",
    "L2 Russian": "de-l2-ru",
}


@pytest.fixture(scope="module")
def job(newcomer: Callable[[str], Any], recordings: Path) -> Any:
    one = newcomer("german")
    one.sets(language='"de"')
    with (recordings / "german-accents" / "clips.csv").open(encoding="utf-8") as stream:
        listed = list(csv.DictReader(stream))
    rows = []
    for number, row in enumerate(listed):
        for suffix in (".wav", ".mp3"):
            clip = (recordings / "german-accents" / row["path"]).with_suffix(suffix)
            if clip.exists():
                shutil.copyfile(clip, one.inbox / clip.name)
                rows.append(
                    {
                        "path": clip.name,
                        "speaker_id": f"voice-{number}",
                        "accent": row["accent"],
                        "consent": "transcription;evaluation",
                    }
                )
    one.writes("incoming/manifest.csv", rows)
    one.collected = one.answer("collect", str(one.inbox))
    one.tagged = one.answer("tag")
    return one


def test_every_mp3_is_found_to_be_its_wav_again(job: Any) -> None:
    by_path = job.by_path()
    assert len(by_path) == 15
    copies = {path: row for path, row in by_path.items() if path.endswith(".mp3")}
    assert len(copies) == 6
    assert {row["verdict"] for row in copies.values()} == {"rejected"}
    originals = [row for path, row in by_path.items() if path.endswith(".wav")]
    assert {row["verdict"] for row in originals} == {"accepted"}
    for path in copies:
        wav = by_path[path.replace(".mp3", ".wav")]["utterance_id"]
        assert f"the same recording as {wav} (acoustic match" in job.types("explain", path)


def test_a_copy_has_other_samples_than_its_original(job: Any) -> None:
    """Why no hash could have found them: mp3 keeps what is heard, not the samples."""
    by_path = job.by_path()
    for path in (path for path in by_path if path.endswith(".mp3")):
        assert by_path[path]["pcm_sha256"] != by_path[path.replace(".mp3", ".wav")]["pcm_sha256"]


def test_the_accents_of_the_crowd_resolve(job: Any) -> None:
    assert job.tagged == {"resolved": 9}
    held = job.place.store.read("speaker_accents").to_dict("records")
    assert {row["verbatim"]: row["accent"] for row in held} == ACCENTS
    assert job.types("accents", "resolve") == "0 texts waiting\n"


def test_copies_offered_first_are_kept_and_the_wav_is_the_copy(
    newcomer: Callable[[str], Any], job: Any
) -> None:
    """Whoever comes first stays: no container is preferred to another."""
    one = newcomer("german-again")
    one.sets(language='"de"')
    names = sorted(path for path in job.by_path() if path.endswith(".mp3"))[:2]
    rows = []
    for name in [*names, *(each.replace(".mp3", ".wav") for each in names)]:
        shutil.copyfile(job.inbox / name, one.inbox / name)
        speaker = f"voice of {Path(name).stem}"
        rows.append({"path": name, "speaker_id": speaker, "accent": "", "consent": "evaluation"})
    one.writes("incoming/manifest.csv", rows)
    assert one.answer("collect", str(one.inbox))["verdicts"] == {"accepted": 2, "rejected": 2}
    kept = {path for path, row in one.by_path().items() if row["verdict"] == "accepted"}
    assert kept == set(names)
