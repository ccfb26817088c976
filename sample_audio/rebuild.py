"""Rebuild sample_audio/ from recipe/: clips, manifest, corrections, and what is expected.

Needs Debian's espeak-ng, flite, sox and ffmpeg, and numpy:

    python sample_audio/rebuild.py                 # in place
    python sample_audio/rebuild.py --into FOLDER   # elsewhere, to compare

No clock and no random generator is used; the same programs give the same bytes.
"""

import argparse
import csv
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from damage import BAD, Bad, Say, same_speech
from typists import corrections
from voices import Voice, in_room, save, speak

HERE = Path(__file__).resolve().parent
MANIFEST_COLUMNS = (
    "path", "prompt_id", "prompt", "speaker_id", "accent", "region", "first_language",
    "gender", "age", "device", "environment", "recorded_at", "consent",
)  # fmt: skip
FROM_SPEAKER = ("accent", "region", "first_language", "gender", "age", "device", "consent")
KINDS = (
    "wav", "mp3", "ogg", "opus", "webm", "flac", "mp3", "ogg", "webm",
    "oga", "flac", "mp3", "opus", "ogg", "wav", "webm", "mp3",
)  # fmt: skip
ROOMS = (
    ("quiet room", 40.0),
    ("quiet room", 36.0),
    ("kitchen", 27.0),
    ("quiet room", 42.0),
    ("car", 22.0),
    ("", 38.0),
    ("office", 30.0),
    ("quiet room", 40.0),
    ("kitchen", 25.0),
    ("quiet room", 34.0),
    ("street", 9.0),  # below the warning limit of 15 dB, above the rejection at 5 dB
)
PROMPT_STRIDE = 5  # prime to the number of prompts: every group reads them in the same order
FIRST_RECORDED_AT = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
BETWEEN_RECORDINGS = timedelta(hours=5, minutes=37)
SAME_SPEECH = "bad/same_speech.flac"
NO_CONSENT_VOICE = Voice("espeak-ng", "en-us+f3", 150, 48)


@dataclass(frozen=True)
class Speaker:
    """A row of recipe/speakers.csv."""

    speaker_id: str
    voice: Voice
    facts: dict[str, str]
    group: str
    utterances: int


@dataclass(frozen=True)
class Clip:
    """A good recording, before it is made."""

    speaker: Speaker
    prompt_id: str
    prompt: str
    kind: str
    rate_hz: int
    environment: str
    snr_db: float

    @property
    def path(self) -> str:
        """Where it goes; opus in an Ogg file ends in .ogg, as browsers write it."""
        ending = "ogg" if self.kind == "oga" else self.kind
        return f"clips/{self.speaker.speaker_id}-{self.prompt_id}.{ending}"


def pseudonym(voice: Voice) -> str:
    """A speaker's id: four hexadecimal digits of a hash of the voice's settings."""
    return "spk-" + hashlib.sha256(f"isogloss sample {voice.recipe}".encode()).hexdigest()[:4]


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a table in recipe/."""
    with (HERE / "recipe" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_speakers() -> list[Speaker]:
    """The cast, each with a pseudonym of its own."""
    cast = []
    for row in read_rows("speakers.csv"):
        voice = Voice(row["engine"], row["voice"], float(row["speed"]), int(row["pitch"]))
        facts = {name: row[name] for name in FROM_SPEAKER}
        cast.append(Speaker(pseudonym(voice), voice, facts, row["group"], int(row["utterances"])))
    if len({speaker.speaker_id for speaker in cast}) < len(cast):
        raise SystemExit("Two speakers got one pseudonym; change a voice in recipe/speakers.csv.")
    return cast


def choose_rate(kind: str, position: int) -> int:
    """Sample rates as phones, browsers and telephones send them."""
    by_turns = {"webm": (48_000,), "opus": (48_000, 16_000), "mp3": (44_100, 16_000, 22_050)}
    by_turns["wav"] = (16_000, 16_000, 16_000, 8_000)
    rates = by_turns.get(kind, (16_000,))
    return rates[position % len(rates)]


def plan(cast: list[Speaker]) -> list[Clip]:
    """Who reads what, in which room, into which container."""
    prompts = read_rows("prompts.csv")
    read_in_group: dict[str, int] = {}
    clips: list[Clip] = []
    for speaker in cast:
        for _ in range(speaker.utterances):
            turn = read_in_group.get(speaker.group, 0)
            read_in_group[speaker.group] = turn + 1
            prompt = prompts[turn * PROMPT_STRIDE % len(prompts)]
            place = len(clips)
            kind = KINDS[place % len(KINDS)]
            room, snr_db = ROOMS[place % len(ROOMS)]
            rate_hz = choose_rate(kind, place)
            text = prompt["prompt"]
            clips.append(Clip(speaker, prompt["prompt_id"], text, kind, rate_hz, room, snr_db))
    return clips


def make_clip(clip: Clip, into: Path, scratch: Path) -> None:
    """Speak, lay noise under it, encode."""
    speech = speak(clip.speaker.voice, clip.prompt, clip.rate_hz, scratch)
    heard = in_room(speech, clip.rate_hz, clip.snr_db, clip.path)
    save(into / clip.path, clip.kind, heard, clip.rate_hz)


def clip_row(clip: Clip, place: int) -> dict[str, str]:
    """A manifest row; a few leave out what may be left out."""
    recorded_at = FIRST_RECORDED_AT + place * BETWEEN_RECORDINGS
    return {
        "path": clip.path,
        "prompt_id": clip.prompt_id,
        "prompt": clip.prompt,
        "speaker_id": clip.speaker.speaker_id,
        **clip.speaker.facts,
        "environment": clip.environment,
        "recorded_at": recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def make_bad(bad: Bad, speaker: Speaker, prompt: str, into: Path, scratch: Path) -> None:
    """Write a broken file, or see that there is none."""
    if bad.make is not None:
        bad.make(into / bad.path, Say(speaker.voice, scratch), prompt)


def write_table(path: Path, columns: Iterable[str], rows: Iterable[dict[str, str]]) -> None:
    """A CSV file with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def bad_row(path: str, speaker: Speaker, prompt: dict[str, str], place: int) -> dict[str, str]:
    """A manifest row for a recording that must not pass."""
    row = {"path": path, "speaker_id": speaker.speaker_id, "environment": "", **prompt}
    recorded_at = FIRST_RECORDED_AT + place * BETWEEN_RECORDINGS
    return row | speaker.facts | {"recorded_at": recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ")}


def without_consent() -> Speaker:
    """A speaker who was recorded and never asked."""
    facts = dict.fromkeys(FROM_SPEAKER, "") | {"accent": "Canadian English"}
    return Speaker(pseudonym(NO_CONSENT_VOICE), NO_CONSENT_VOICE, facts, "", 1)


def rebuild(into: Path, scratch: Path) -> None:
    """Make every file of the sample in a folder."""
    for name in ("clips", "bad"):
        shutil.rmtree(into / name, ignore_errors=True)
        (into / name).mkdir(parents=True)
    cast, prompts = read_speakers(), read_rows("prompts.csv")
    clips = plan(cast)
    manifest, expected = [], []
    for place, clip in enumerate(clips):
        make_clip(clip, into, scratch)
        manifest.append(clip_row(clip, place))
        noisy = clip.environment == "street"
        expected.append((clip.path, "warned" if noisy else "accepted", "low_snr" * noisy))
    for place, bad in enumerate(BAD, start=len(clips)):
        speaker = without_consent() if bad.speaker is None else cast[bad.speaker]
        prompt = prompts[-1 - place % len(prompts)]
        make_bad(bad, speaker, prompt["prompt"], into, scratch)
        manifest.append(bad_row(bad.path, speaker, prompt, place))
        expected.append((bad.path, bad.verdict, ";".join(bad.reasons)))
    twin = next(clip for clip in clips if clip.kind == "wav")
    same_speech(into / twin.path, into / SAME_SPEECH)
    manifest.append(clip_row(twin, len(manifest)) | {"path": SAME_SPEECH})
    expected.append((SAME_SPEECH, "rejected", "duplicate"))
    write_table(into / "manifest.csv", MANIFEST_COLUMNS, manifest)
    columns = ("path", "verdict", "reasons")
    write_table(
        into / "expected.csv",
        columns,
        (dict(zip(columns, row, strict=True)) for row in expected),
    )
    typed = corrections([(clip.path, clip.prompt) for clip in clips])
    write_table(into / "corrections.csv", ("path", "worker", "text", "seconds"), typed)


def main() -> None:
    """Check the four programs, then build."""
    parser = argparse.ArgumentParser(description="Rebuild the synthetic sample recordings.")
    parser.add_argument("--into", type=Path, default=HERE, help="folder to write to")
    into = parser.parse_args().into.resolve()
    missing = [name for name in ("espeak-ng", "flite", "sox", "ffmpeg") if not shutil.which(name)]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}. On Debian: apt install them.")
    with tempfile.TemporaryDirectory() as scratch:
        rebuild(into, Path(scratch))
    size = sum(path.stat().st_size for path in into.rglob("*") if path.is_file())
    sys.stderr.write(f"{into}: {size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
