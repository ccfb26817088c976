"""Collecting many short files: what Prefect and the store cost beside the audio work.

Run with `make bench`. Ratios of CPU seconds in one run; docs/benchmarks.md keeps the numbers.
"""

import csv
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.collect.verdicts import judge
from pipeline.io.audio.examining import examine
from pipeline.io.audio.recordings import AudioStore, compute_sha256
from pipeline.io.workspace import Workspace, init_workspace

FILES = 10_000
RATE_HZ = 16_000
SHARE_ALLOWED = 2.0  # Prefect and the store together cost no more than the audio work


def _inbox(folder: Path, seconds: float) -> Path:
    """Ten thousand different short wavs of speech-like noise, and their manifest."""
    random = np.random.default_rng(7)
    envelope = np.sin(np.linspace(0, np.pi * 4, int(RATE_HZ * seconds))) ** 2
    (folder / "clips").mkdir(parents=True)
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["path", "prompt", "speaker_id", "accent", "consent"])
        for number in range(FILES):
            sound = 0.2 * envelope * random.standard_normal(envelope.size)
            path = f"clips/{number}.wav"
            soundfile.write(folder / path, sound, RATE_HZ, subtype="PCM_16")
            writer.writerow([path, "", f"spk{number % 500}", "Scottish", "transcription"])
    return folder


def _audio_work(inbox: Path, keep: AudioStore, settings: object) -> float:
    """CPU seconds of hashing, checking and keeping every file, and nothing else."""
    started = time.process_time()
    for path in sorted((inbox / "clips").iterdir()):
        with path.open("rb") as stream:
            digest = compute_sha256(stream)
            judge(examine(stream, limits=settings, name_hint=".wav"), settings)  # type: ignore[arg-type]
            keep.put(stream, digest)
    return time.process_time() - started


def _command(*arguments: str) -> float:
    """CPU seconds of a whole command, Prefect's server and everything else it starts included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "isogloss", *arguments], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("seconds", [1.0, 3.0])
def test_collect_costs_no_more_than_the_audio_work(tmp_path: Path, seconds: float) -> None:
    inbox = _inbox(tmp_path / "inbox", seconds)
    for name in ("first", "workspace"):
        init_workspace(tmp_path / name)
    _command("tag", "-w", str(tmp_path / "first"))  # a user's very first run makes caches
    settings = Workspace(tmp_path / "workspace").settings.audio
    audio = _audio_work(inbox, AudioStore(str(tmp_path / "kept")), settings)
    whole = _command("collect", str(inbox), "-w", str(tmp_path / "workspace"))
    assert Workspace(tmp_path / "workspace").store.count("utterances") == FILES
    print(  # noqa: T201 - what a benchmark is for
        f"\n{FILES:,} wavs of {seconds:g} s: audio work {audio:.2f} CPU s, the whole command "
        f"{whole:.2f} CPU s: {whole / audio:.2f} times"
    )
    assert whole / audio <= SHARE_ALLOWED
