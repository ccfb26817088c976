"""A real store on disk, utterances with speakers of known accents, and workers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.queue.leases import enqueue
from pipeline.io.queue.slots import QueueItem
from pipeline.io.store.store import Store, open_store
from pipeline.tables import TABLES

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
_FILLERS: dict[str, Any] = {
    "text": "x", "integer": 1, "real": 1.0, "boolean": False, "json": [], "time": NOON,
}  # fmt: skip


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def row_of() -> Callable[..., dict[str, Any]]:
    """A row of a table: what is named, and something for every other column that needs a value."""

    def make(table: str, **values: Any) -> dict[str, Any]:
        row = {
            column.name: column.allowed[0] if column.allowed else _FILLERS[column.kind]
            for column in TABLES[table].columns
            if not column.nullable and column.absent is None
        }
        return row | values

    return make


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_store(f"sqlite:///{tmp_path / 'isogloss.db'}") as opened:
        yield opened


@pytest.fixture
def collected(store: Store, row_of: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """One utterance with its speaker, consent and campaign; queued unless told otherwise."""

    def collected(
        name: str, *, accents: tuple[str, ...] = (), queue: bool = True, **item: Any
    ) -> None:
        speaker = f"s-{name}"
        with store.writing() as transaction:
            transaction.add(
                "campaigns", [row_of("campaigns", campaign_id="default", language="en")]
            )
            transaction.add(
                "consents",
                [
                    row_of(
                        "consents",
                        consent_id=f"k-{name}",
                        speaker_id=speaker,
                        purposes=["transcription"],
                        expires_at=NOON + timedelta(days=30),
                    )
                ],
            )
            transaction.add(
                "utterances",
                [
                    row_of(
                        "utterances",
                        utterance_id=name,
                        speaker_id=speaker,
                        consent_id=f"k-{name}",
                        campaign_id="default",
                        source_key=f"path/{name}",
                        duration_s=2.0,
                    )
                ],
            )
            transaction.add(
                "speaker_accents",
                [
                    row_of(
                        "speaker_accents",
                        speaker_accent_id=f"{name}-{accent}",
                        speaker_id=speaker,
                        accent=accent,
                    )
                    for accent in accents
                ],
            )
        if queue:
            values = {"priority": 0.5, "listeners": 2, "accents": accents} | item
            enqueue(store, [QueueItem(name, speaker, "en", **values)], listeners=2, now=NOON)

    return collected
