"""Appeals: a speaker or a worker says that a reference is wrong; it is heard again, unseen.

New listeners, who are shown nothing, hear the recording first of all; when they have answered, a
lead decides. Where nobody is left who has not heard it, a lead decides at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from pipeline.errors import ReviewError
from pipeline.io.queue.events import QueueEvent, record_about
from pipeline.io.queue.slots import KIND, QueueItem, adjudication, further_slot
from pipeline.io.store.schema import SQL_TABLES
from pipeline.io.store.store import Store, Transaction
from pipeline.io.workers import usual_spelling
from pipeline.review.quality.appeals import is_upheld
from pipeline.tables import (
    AdjudicationRow,
    AppealRow,
    AppellantKind,
    AssignmentRow,
    CorrectionRow,
    UtteranceRow,
    WorkerRow,
    hash_id,
)

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
    by_kind: AppellantKind
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
        item = _item_to_hear(transaction, appeal, language)
        _refuse_a_second(transaction, appeal)
        appeal_id = hash_id("a", appeal.utterance_id, appeal.worker_id or "speaker", now)
        transaction.add(
            "appeals",
            [
                AppealRow(
                    appeal_id=appeal_id,
                    utterance_id=appeal.utterance_id,
                    by_kind=appeal.by_kind,
                    worker_id=appeal.worker_id,
                    reason=appeal.reason,
                    text_before=text_before,
                    state="open",
                    raised_at=now,
                )
            ],
        )
        by = appeal.worker_id or "speaker"
        # The reason may quote what was said; decisions never do.
        event = QueueEvent("appealed", appeal.by_kind, by)
        record_about(transaction, appeal.utterance_id, appeal.utterance_id, event, now)
        listeners = min(listeners, _count_who_could_hear(transaction, item))
        asked = _ask_again(transaction, item, listeners)
        return Raised(appeal_id, asked)


def settle_appeals(
    transaction: Transaction,
    row: AssignmentRow,
    lead_id: str,
    text: str,
    policy: str,
    now: datetime,
) -> tuple[str, ...]:
    """Settle the open appeals against an utterance's reference by what a lead decided."""
    settled = [
        replace(
            appeal,
            state="upheld" if is_upheld(appeal.text_before, text, policy) else "rejected",
            text_after=text,
            settled_by=lead_id,
            settled_at=now,
        )
        for appeal in transaction.rows(AppealRow, "utterance_id", [row.utterance_id])
        if appeal.state == "open"
    ]
    transaction.put("appeals", settled)
    for appeal in settled:
        event = QueueEvent("appeal_settled", appeal.state, lead_id)
        record_about(transaction, appeal.appeal_id, row.utterance_id, event, now)
    return tuple(appeal.state for appeal in settled)


def reopen_appeals(transaction: Transaction, ruling: AdjudicationRow) -> None:
    """Open again what a decision settled that is taken back."""
    transaction.put(
        "appeals",
        [
            replace(appeal, state="open", text_after=None, settled_by=None, settled_at=None)
            for appeal in transaction.rows(AppealRow, "utterance_id", [ruling.utterance_id])
            if appeal.settled_by == ruling.lead_id and appeal.settled_at == ruling.adjudicated_at
        ],
    )


def _item_to_hear(transaction: Transaction, appeal: Appeal, language: str) -> QueueItem:
    found = transaction.rows(UtteranceRow, "utterance_id", [appeal.utterance_id])
    if not found:
        raise ReviewError("this recording was withdrawn or erased meanwhile")
    (utterance,) = found
    return QueueItem(
        appeal.utterance_id, utterance.speaker_id, usual_spelling(language), FIRST_OF_ALL
    )


def _refuse_a_second(transaction: Transaction, appeal: Appeal) -> None:
    for other in transaction.rows(AppealRow, "utterance_id", [appeal.utterance_id]):
        same = (other.by_kind, other.worker_id) == (appeal.by_kind, appeal.worker_id)
        if same and other.state == "open":
            raise ReviewError(
                "your appeal against this reference is open already",
                remedy="Listeners hear it again, then a lead decides: isogloss explain "
                f"{appeal.utterance_id}",
            )


def _ask_again(transaction: Transaction, item: QueueItem, listeners: int) -> int:
    held = transaction.rows(AssignmentRow, "utterance_id", [item.utterance_id])
    slots = [one for one in held if one.kind == KIND and not one.gold]
    opened: list[AssignmentRow] = []
    for _ in range(listeners):
        slot = further_slot(
            item, [*slots, *opened], "appeal", blind_share=1.0, priority=FIRST_OF_ALL
        )
        opened.append(slot)
    if not opened:
        opened = [adjudication(transaction, item, "appeal", FIRST_OF_ALL)]
        listeners = 0
    transaction.add("assignments", opened)
    return listeners


def _count_who_could_hear(transaction: Transaction, item: QueueItem) -> int:
    """Count the workers of the language who could still hear an utterance for the first time."""
    utterance = [item.utterance_id]
    lent = transaction.rows(AssignmentRow, "utterance_id", utterance)
    typed = transaction.rows(CorrectionRow, "utterance_id", utterance)
    heard = {one.worker_id for one in lent} | {one.worker_id for one in typed}
    return sum(
        item.language in worker.languages
        and worker.worker_id not in heard
        and worker.speaker_id != item.speaker_id
        for worker in transaction.ask(WorkerRow, sa.select(_WORKERS))
    )
