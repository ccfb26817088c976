"""A real store on disk, utterances with speakers of known accents, and workers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.io.queue.leases import enqueue
from pipeline.io.queue.slots import QueueItem
from pipeline.io.store.store import Store

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOON


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
