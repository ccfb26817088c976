"""Appeals: a speaker or a worker says that a reference is wrong; it is heard again, unseen.

New listeners, who are shown nothing, hear the recording first of all; when they have answered, a
lead decides. Where nobody is left who has not heard it, a lead decides at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.queue_events import Event, record, short_hash
from pipeline.io.queue_slots import KIND, adjudication, further_slot
from pipeline.io.queue_workers import usual_spelling
from pipeline.io.schema import SQL_TABLES
from pipeline.io.store import Store, Transaction
from pipeline.review.quality.appeals import is_upheld

FIRST_OF_ALL = -40.0

_WORKERS = SQL_TABLES["workers"]


@dataclass(frozen=True, slots=True)
class Appeal:
    """What somebody says against a reference.

    Attributes:
        utterance_id: Of which utterance.
        by_kind: Who says so.
        worker_id: Which worker; None for the speaker, who is known by the utterance.
        reason: In their words.
    """

    utterance_id: str
    by_kind: Literal["speaker", "worker"]
    worker_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An appeal that was raised: how many listeners hear it before a lead decides."""

    appeal_id: str
    listeners: int


def raise_appeal(
    store: Store, appeal: Appeal, text_before: str, language: str, listeners: int, now: datetime
) -> Raised:
    """Write down an appeal and have the utterance heard again, blind and first of all.

    Args:
        store: The database.
        appeal: What is said, by whom.
        text_before: The reference it is against.
        language: BCP-47, of the utterance.
        listeners: How many are to hear it, as far as there are so many who have not.
        now: When.

    Raises:
        ReviewError: An appeal of the same person is open, or the recording is gone.
    """
    with store.writing() as transaction:
        row = _target(transaction, appeal, language)
        _refuse_a_second(transaction, appeal)
        appeal_id = short_hash("a", appeal.utterance_id, appeal.worker_id or "speaker", now)
        transaction.add(
            "appeals",
            [
                {
                    "appeal_id": appeal_id,
                    "utterance_id": appeal.utterance_id,
                    "by_kind": appeal.by_kind,
                    "worker_id": appeal.worker_id,
                    "reason": appeal.reason,
                    "text_before": text_before,
                    "state": "open",
                    "raised_at": now,
                }
            ],
        )
        by = appeal.worker_id or "speaker"
        # The reason may quote what was said; decisions never do.
        record(transaction, row, Event("appealed", appeal.by_kind, by), now)
        asked = _ask_again(transaction, row, min(listeners, _not_heard_by(transaction, row)))
        return Raised(appeal_id, asked)


def settle_appeals(
    transaction: Transaction,
    row: Mapping[str, Any],
    lead_id: str,
    text: str,
    policy: str,
    now: datetime,
) -> tuple[str, ...]:
    """Settle the open appeals against an utterance's reference by what a lead decided."""
    settled = [
        appeal
        | {
            "state": "upheld" if is_upheld(appeal["text_before"], text, policy) else "rejected",
            "text_after": text,
            "settled_by": lead_id,
            "settled_at": now,
        }
        for appeal in transaction.all_rows("appeals", "utterance_id", [row["utterance_id"]])
        if appeal["state"] == "open"
    ]
    transaction.put("appeals", settled)
    for appeal in settled:
        event = Event("appeal_settled", appeal["state"], lead_id)
        record(transaction, {**row, "assignment_id": appeal["appeal_id"]}, event, now)
    return tuple(appeal["state"] for appeal in settled)


def reopen_appeals(transaction: Transaction, ruling: Mapping[str, Any]) -> None:
    """Open again what a decision settled that is taken back."""
    transaction.put(
        "appeals",
        [
            appeal | {"state": "open", "text_after": None, "settled_by": None, "settled_at": None}
            for appeal in transaction.all_rows("appeals", "utterance_id", [ruling["utterance_id"]])
            if appeal["settled_by"] == ruling["lead_id"]
            and appeal["settled_at"] == ruling["adjudicated_at"]
        ],
    )


def _target(transaction: Transaction, appeal: Appeal, language: str) -> dict[str, Any]:
    found = transaction.rows("utterances", "utterance_id", [appeal.utterance_id])
    if not found:
        raise ReviewError("this recording was withdrawn or erased meanwhile")
    return {
        "assignment_id": appeal.utterance_id,
        "utterance_id": appeal.utterance_id,
        "speaker_id": found[appeal.utterance_id]["speaker_id"],
        "language": usual_spelling(language),
    }


def _refuse_a_second(transaction: Transaction, appeal: Appeal) -> None:
    for other in transaction.all_rows("appeals", "utterance_id", [appeal.utterance_id]):
        same = (other["by_kind"], other["worker_id"]) == (appeal.by_kind, appeal.worker_id)
        if same and other["state"] == "open":
            raise ReviewError(
                "your appeal against this reference is open already",
                remedy="Listeners hear it again, then a lead decides: isogloss explain "
                f"{appeal.utterance_id}",
            )


def _ask_again(transaction: Transaction, row: Mapping[str, Any], listeners: int) -> int:
    held = transaction.all_rows("assignments", "utterance_id", [row["utterance_id"]])
    slots = [one for one in held if one["kind"] == KIND and not one["gold"]]
    opened: list[dict[str, Any]] = []
    for _ in range(listeners):
        slot = further_slot(
            row, [*slots, *opened], "appeal", blind_share=1.0, priority=FIRST_OF_ALL
        )
        opened.append(slot)
    if not opened:
        opened = [adjudication(transaction, row, "appeal", FIRST_OF_ALL)]
        listeners = 0
    transaction.add("assignments", opened)
    return listeners


def _not_heard_by(transaction: Transaction, row: Mapping[str, Any]) -> int:
    """How many workers of the language could still hear an utterance for the first time."""
    utterance = [row["utterance_id"]]
    heard = {
        one["worker_id"] for one in transaction.all_rows("assignments", "utterance_id", utterance)
    }
    heard |= {
        one["worker_id"] for one in transaction.all_rows("corrections", "utterance_id", utterance)
    }
    return sum(
        row["language"] in worker["languages"]
        and worker["worker_id"] not in heard
        and worker["speaker_id"] != row["speaker_id"]
        for worker in transaction.connection.execute(sa.select(_WORKERS)).mappings()
    )
