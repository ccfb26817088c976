"""A workspace with three real recordings to correct, and the screen over it without a terminal."""

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from isogloss.correct.desk.desk import Desk
from isogloss.correct.desk.lines import LINES
from isogloss.correct.desk.sound import Playback
from isogloss.correct.desk.words import Words
from isogloss.correct.recording import Recordings
from isogloss.correct.screen.app import CorrectApp
from isogloss.correct.screen.keys import choose_keys
from isogloss.correct.screen.words import SCREEN
from isogloss.correct.screen.work import WorkScreen
from pipeline.io.audio.recordings import compute_sha256
from pipeline.io.queue.leases import enqueue
from pipeline.io.queue.slots import QueueItem
from pipeline.io.workers import find_worker, register
from pipeline.io.workspace import Workspace, init_workspace

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
TEXTS = ("turn the ladder over", "eight \x1b[31mred\u202e", "two")


class Silent:
    """Stands where the sound device is: no machine that tests run on is sure to have one."""

    def __init__(self) -> None:
        self.played: list[tuple[float, bool]] = []

    def play(self, samples: Any, rate_hz: int, *, again: bool = False) -> str | None:
        self.played.append((round(len(samples) / rate_hz, 2), again))
        return None

    def stop(self) -> None:
        """Silent already."""


def _sound(place: Workspace, hertz: float) -> str:
    times = np.arange(8_000) / 8_000
    sound = io.BytesIO()
    tone = np.sin(2 * np.pi * hertz * times) * np.abs(np.sin(2 * np.pi * times)) * 0.5
    soundfile.write(sound, tone, 8_000, format="WAV")
    digest = compute_sha256(sound)
    place.audio.put(sound, digest)
    return digest


@pytest.fixture
def fill_space(row_of: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """Puts recordings with hypotheses into a workspace and queues them: u0, u1, u2..."""

    def fill(place: Workspace, texts: tuple[str, ...] = TEXTS, **queued: Any) -> None:
        with place.store.writing() as transaction:
            for n, text in enumerate(texts):
                spoken = text.split()
                words = [
                    {
                        "word": word,
                        "start_s": at / len(spoken),
                        "end_s": (at + 1) / len(spoken),
                        "probability": 0.38 if at == 2 else 0.9,
                    }
                    for at, word in enumerate(spoken)
                ]
                named = {"utterance_id": f"u{n}"}
                utterance = row_of(
                    "utterances",
                    **named,
                    speaker_id=place.speaker_id(f"voice{n}"),
                    source_key=f"k{n}",
                    audio_sha256=_sound(place, 200.0 + n),
                    sample_rate_hz=8_000,
                    suffix=".wav",
                )
                transaction.add("utterances", [utterance])
                hypothesis = row_of(
                    "hypotheses", **named, hypothesis_id=f"h{n}", text=text, words=words
                )
                transaction.add("hypotheses", [hypothesis])
        items = [
            QueueItem(f"u{n}", place.speaker_id(f"voice{n}"), "en", n / 10, **queued)
            for n in range(len(texts))
        ]
        enqueue(place.store, items, listeners=1)

    return fill


@pytest.fixture
def space(tmp_path: Path, fill_space: Callable[..., None]) -> Any:
    """A workspace with three of them; gold items come only where a test asks for them."""
    root = tmp_path / "space"
    init_workspace(root)
    place = Workspace(root)
    fill_space(place)
    yield place
    place.store.close()


@pytest.fixture
def screen_of() -> Callable[..., CorrectApp]:
    """The screen of worker ana over a workspace, in a language, with keys of hers."""

    def make(place: Workspace, *, loopback: Any = None, **review: Any) -> CorrectApp:
        if find_worker(place.store, "ana") is None:
            register(place.store, "ana", ["en"], None, NOON)
        worker = find_worker(place.store, "ana")
        assert worker is not None
        settings = place.settings
        changed = settings.review.model_copy(update=review)
        place.__dict__["settings"] = settings.model_copy(update={"review": changed})
        keys = choose_keys(changed.keys)
        words = Words(changed.language, LINES, SCREEN)
        desk = Desk(place, worker, words)
        desk.sit_down()
        sound = Playback(Recordings(place), worker, words, Silent(), loopback)  # type: ignore[arg-type]
        return CorrectApp(WorkScreen(desk, sound, keys), keys)

    return make


@pytest.fixture
def until() -> Callable[..., Any]:
    """Waits for what a thread behind the screen does."""

    async def wait(pilot: Any, so: Callable[[], bool]) -> None:
        for _ in range(200):
            await pilot.pause()
            if so():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(so)

    return wait
