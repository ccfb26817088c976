"""A workspace with simulated listeners, and what each of them was shown and typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from pipeline.io.workspace import Workspace
from pipeline.tables import TABLES

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_FILLERS: dict[str, Any] = {
    "text": "x", "integer": 1, "real": 1.0, "boolean": False, "json": [], "time": NOON,
}  # fmt: skip
GROUPS = ("en-england", "en-scotland", "en-india")
SCRIPT = ("the", "old", "boat", "went", "slowly", "past", "an", "empty", "harbour", "at", "dawn")


def row_of(table: str, **values: Any) -> dict[str, Any]:
    """A row: what is named, and something for every other column that needs a value."""
    row = {
        column.name: column.allowed[0] if column.allowed else _FILLERS[column.kind]
        for column in TABLES[table].columns
        if not column.nullable and column.absent is None
    }
    return row | values


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def make_row() -> Callable[..., dict[str, Any]]:
    return row_of


@pytest.fixture
def worked(workspace: Workspace) -> Workspace:
    """108 recordings of 36 speakers in three accent groups; of six listeners f hardly listens."""
    rng = np.random.default_rng(1)
    own = {"a": 0.03, "b": 0.05, "c": 0.05, "d": 0.08, "e": 0.06, "f": 0.8}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for worker in own:
        accents = {"a": ["en-scotland-glasgow"], "b": ["en-india"]}.get(worker, [])
        rows["workers"].append(row_of("workers", worker_id=worker, accents=accents))
    for n in range(108):
        _recording(rows, rng, n, own)
    with workspace.store.writing() as transaction:
        for table, made in rows.items():
            transaction.put(table, made)
    return workspace


def _recording(
    rows: dict[str, list[dict[str, Any]]], rng: np.random.Generator, n: int, own: dict[str, float]
) -> None:
    name, speaker = f"u{n:03}", f"s{n % 36:02}"
    said = list(rng.choice(SCRIPT, 8))
    heard = " ".join([*said[:-1], "lot"])
    rows["consents"].append(
        row_of(
            "consents",
            consent_id=f"k{speaker}",
            speaker_id=speaker,
            purposes=["transcription"],
            expires_at=NOON + timedelta(days=30),
        )
    )
    rows["utterances"].append(
        row_of(
            "utterances",
            utterance_id=name,
            speaker_id=speaker,
            consent_id=f"k{speaker}",
            source_key=name,
            duration_s=4.0,
        )
    )
    rows["speaker_accents"].append(
        row_of(
            "speaker_accents",
            speaker_accent_id=f"a{speaker}",
            speaker_id=speaker,
            accent=GROUPS[n % 3],
            verbatim=GROUPS[n % 3],
        )
    )
    rows["hypotheses"].append(
        row_of("hypotheses", hypothesis_id=f"h{name}", utterance_id=name, text=heard)
    )
    sources = []
    for slot, worker in enumerate(rng.choice(list(own), 2, replace=False)):
        blind, planted = slot == 1 and n % 5 == 0, slot == 0 and n % 10 == 1
        typed = [w if rng.random() > own[worker] else f"x{rng.integers(10**6)}" for w in said]
        shown = " ".join(["boot", *heard.split()[1:]]) if planted else heard
        if worker == "f" and not blind:
            typed = shown.split()
        assignment = f"{name}:correct:{slot + 1}"
        rows["assignments"].append(
            row_of(
                "assignments",
                assignment_id=assignment,
                utterance_id=name,
                speaker_id=speaker,
                language="en",
                state="done",
                worker_id=worker,
                blind=blind,
                planted_text=shown if planted else None,
                priority=0.5,
            )
        )
        rows["corrections"].append(
            row_of(
                "corrections",
                correction_id=f"c{assignment}",
                utterance_id=name,
                worker_id=worker,
                assignment_id=assignment,
                text=" ".join(typed),
                blind=blind,
                action="accepted" if typed == shown.split() else "edited",
                shown_hypothesis_id=None if blind else f"h{name}",
                shown_text=None if blind else shown,
                knows_accent=worker == "a",
                active_s=1.0 if worker == "f" else 9.0,
                corrected_at=NOON + timedelta(minutes=n, seconds=slot),
            )
        )
        sources.append(f"c{assignment}")
    rows["references"].append(
        row_of(
            "references",
            utterance_id=name,
            reference_id=f"r{name}",
            text=" ".join(said),
            method="medoid",
            workers=2,
            sources=sources,
            votes=[],
        )
    )
