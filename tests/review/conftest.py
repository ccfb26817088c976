"""A real store on disk, and rows put into it as the stages would."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from pipeline.io.audio.recordings import compute_sha256
from pipeline.io.queue.leases import QueueItem, enqueue
from pipeline.io.store.store import Store
from pipeline.io.workspace import Workspace, init_workspace

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def fill(store: Store, row_of: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """Utterances u0, u1... of one speaker each (s0, s1...), queued in that order."""

    def fill(count: int, *, listeners: int = 1, language: str = "en", prefix: str = "u") -> None:
        names = [f"{prefix}{n}" for n in range(count)]
        with store.writing() as transaction:
            transaction.add(
                "utterances",
                [
                    row_of("utterances", utterance_id=name, speaker_id=f"s{n}", source_key=f"k{n}")
                    for n, name in enumerate(names)
                ],
            )
        items = [
            QueueItem(name, f"s{n}", language, n / max(count, 1)) for n, name in enumerate(names)
        ]
        enqueue(store, items, listeners=listeners)

    return fill


@pytest.fixture
def workspace(tmp_path: Path, row_of: Callable[..., dict[str, Any]]) -> Any:
    """A workspace with three real recordings, each with a hypothesis, queued in order u0 u1 u2."""
    root = tmp_path / "space"
    init_workspace(root)
    place = Workspace(root)
    times = np.arange(8_000) / 8_000
    with place.store.writing() as transaction:
        for n, text in enumerate(["seven nein", "eight \x1b[31mred\u202e", "two"]):
            sound = io.BytesIO()
            soundfile.write(sound, 0.3 * np.sin(2_000 * (n + 1) * times), 8_000, format="WAV")
            digest = compute_sha256(sound)
            place.audio.put(sound, digest)
            transaction.add(
                "utterances",
                [
                    row_of(
                        "utterances",
                        utterance_id=f"u{n}",
                        speaker_id=place.speaker_id(f"voice{n}"),
                        source_key=f"k{n}",
                        audio_sha256=digest,
                        sample_rate_hz=8_000,
                        suffix=".wav",
                    )
                ],
            )
            words = [
                {"word": f" {word}", "probability": 0.9 - 0.5 * at}
                for at, word in enumerate(text.split())
            ]
            transaction.add(
                "hypotheses",
                [
                    row_of(
                        "hypotheses",
                        hypothesis_id=f"h{n}",
                        utterance_id=f"u{n}",
                        text=text,
                        words=words,
                    )
                ],
            )
    enqueue(
        place.store,
        [QueueItem(f"u{n}", place.speaker_id(f"voice{n}"), "en", n / 10) for n in range(3)],
        listeners=1,
    )
    yield place
    place.store.close()
