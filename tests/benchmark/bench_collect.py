"""Collecting many short files: what Prefect and the store cost beside the audio work.

Run with `make bench`. Ratios of CPU seconds in one run; docs/benchmarks.md keeps the numbers.
"""

import csv
import time
from pathlib import Path

import numpy as np
import soundfile

from flows.collect import collect
from flows.running import task_runner
from pipeline.collect.verdicts import judge
from pipeline.io.audio import examine
from pipeline.io.audio_store import AudioStore, sha256_of
from pipeline.io.workspace import Workspace, init_workspace

FILES = 10_000
RATE_HZ = 16_000
SECONDS = 1.0
SHARE_ALLOWED = 2.0  # Prefect and the store together cost no more than the audio work


def _inbox(folder: Path) -> Path:
    """Ten thousand different short wavs of speech-like noise, and their manifest."""
    random = np.random.default_rng(7)
    envelope = np.sin(np.linspace(0, np.pi * 4, int(RATE_HZ * SECONDS))) ** 2
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
            digest = sha256_of(stream)
            judge(examine(stream, limits=settings, name_hint=".wav"), settings)  # type: ignore[arg-type]
            keep.put(stream, digest)
    return time.process_time() - started


def test_collect_costs_no_more_than_the_audio_work(tmp_path: Path, benchmark: object) -> None:
    inbox = _inbox(tmp_path / "inbox")
    init_workspace(tmp_path / "warm")
    init_workspace(tmp_path / "workspace")
    place = Workspace(tmp_path / "workspace")
    flow = collect.with_options(task_runner=task_runner(place.settings.flows))
    audio = _audio_work(inbox, AudioStore(str(tmp_path / "kept")), place.settings.audio)
    started = time.process_time()
    done = benchmark.pedantic(  # type: ignore[attr-defined]
        lambda: flow(inbox=str(inbox), workspace=str(place.root)), rounds=1
    )
    whole = time.process_time() - started
    assert done.new == FILES
    print(  # noqa: T201 - what a benchmark is for
        f"\naudio work {audio:.2f} CPU s, collect {whole:.2f} CPU s: {whole / audio:.2f} times"
    )
    assert whole / audio <= SHARE_ALLOWED
