"""Withdraw: everything of a speaker erased, a tombstone left, what went told.

One transaction for the database; then the recordings, the reports that name an utterance of
theirs, and the free pages of the database file. Safe to repeat: a run that was cut off between
the two finds the files nobody owns any more and erases them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from accents.matching import lead_key
from pipeline.io.store.store import Store, Transaction, each_row
from pipeline.io.workspace import Workspace
from pipeline.stages.collecting.collect import DUPLICATE
from pipeline.stages.permissions.ids import audio_tombstone, speaker_tombstone
from pipeline.stages.rights.orphan_files import erase_recordings, erase_report_files
from pipeline.tables import (
    USABLE,
    DecisionRow,
    SpeakerRow,
    TombstoneRow,
    UtteranceRow,
    WorkerRow,
)

_BY_UTTERANCE = (
    "measurements", "decisions", "hypotheses", "assignments", "drafts", "corrections",
    "gold_items", "gold_answers", "adjudications", "appeals", "redactions", "references",
    "error_counts", "listens", "utterances",
)  # fmt: skip
_BY_SPEAKER = ("consents", "speaker_accents", "listens", "speakers")


@dataclass
class Withdrawn:
    """What went. Counts only: the names of what is gone are gone too."""

    known: bool
    rows: dict[str, int] = field(default_factory=dict)
    recordings: int = 0
    files: list[str] = field(default_factory=list)


def withdraw(workspace: Workspace, outside_id: str, now: datetime) -> Withdrawn:
    """Erase a speaker; offered again, their recordings are refused.

    Recordings that others offered and that were found to be copies of this speaker's go too.

    Args:
        workspace: Where.
        outside_id: The id by which the team knows the speaker.
        now: The time on the tombstone.
    """
    speaker_id = workspace.speaker_id(outside_id)
    gone = Withdrawn(known=False)
    with workspace.store.writing() as transaction:
        # Inside the transaction, so that nothing a collection adds at this moment is missed.
        theirs = transaction.rows(UtteranceRow, "speaker_id", [speaker_id])
        gone.known = bool(theirs) or _is_known(workspace, transaction, speaker_id)
        if gone.known:
            erased = [*theirs, *_find_copies(transaction, theirs)]
            gone.rows = _erase_rows(workspace.store, transaction, speaker_id, erased)
            _bury(workspace, transaction, speaker_id, erased, now)
    if gone.known:
        gone.recordings = erase_recordings(workspace)
        gone.files = erase_report_files(workspace)
        workspace.store.shrink()
    return gone


def _is_known(workspace: Workspace, transaction: Transaction, speaker_id: str) -> bool:
    tombstone = speaker_tombstone(workspace, speaker_id)
    return bool(
        transaction.rows(SpeakerRow, "speaker_id", [speaker_id])
        or transaction.rows(TombstoneRow, "tombstone_id", [tombstone])
    )


def _find_copies(transaction: Transaction, theirs: Sequence[UtteranceRow]) -> list[UtteranceRow]:
    """Find the utterances that were refused as copies of theirs, under whatever speaker."""
    ids = {row.utterance_id for row in theirs}
    found = {
        row.utterance_id
        for row in transaction.rows(DecisionRow, "value", sorted(ids))
        if row.rule == DUPLICATE and row.utterance_id
    }
    return transaction.rows(UtteranceRow, "utterance_id", sorted(found - ids))


def _erase_rows(
    store: Store,
    transaction: Transaction,
    speaker_id: str,
    utterances: Sequence[UtteranceRow],
) -> dict[str, int]:
    ids = [row.utterance_id for row in utterances]
    # What workers did for them stays in `work`, which names neither speaker nor recording.
    rows = {table: transaction.delete(table, "utterance_id", ids) for table in _BY_UTTERANCE}
    rows["decisions"] += _erase_mentions(transaction, utterances)
    rows["accent_aliases"] = _erase_aliases(store, transaction, speaker_id)
    for table in _BY_SPEAKER:
        rows[table] = rows.get(table, 0) + transaction.delete(table, "speaker_id", [speaker_id])
    rows["prompts"] = _erase_prompts(transaction, utterances)
    for worker in transaction.rows(WorkerRow, "speaker_id", [speaker_id]):
        transaction.put("workers", [replace(worker, speaker_id=None)])
    return {table: number for table, number in rows.items() if number}


def _erase_mentions(transaction: Transaction, utterances: Sequence[UtteranceRow]) -> int:
    """Decisions on rows that never became utterances: of the same paths, or naming theirs."""
    paths = [row.source_key for row in utterances]
    refused = [
        row.decision_id
        for row in transaction.rows(DecisionRow, "source_key", paths)
        if row.utterance_id is None
    ]
    gone = transaction.delete("decisions", "decision_id", refused)
    naming = transaction.rows(DecisionRow, "value", [row.utterance_id for row in utterances])
    transaction.put("decisions", [replace(row, value=None) for row in naming])
    return gone


def _erase_aliases(store: Store, transaction: Transaction, speaker_id: str) -> int:
    """A lead's answers hold what a speaker wrote; those that only this one wrote go."""
    said = transaction.rows(SpeakerRow, "speaker_id", [speaker_id])
    texts = {lead_key(row.accent_text) for row in said}
    others = store.read("speakers", columns=["speaker_id", "accent_text"])
    kept = {lead_key(row.accent_text) for row in each_row(others) if row.speaker_id != speaker_id}
    return transaction.delete("accent_aliases", "text", sorted(texts - kept))


def _erase_prompts(transaction: Transaction, utterances: Sequence[UtteranceRow]) -> int:
    """Prompts nobody else was given: a free text asked of one person may hold what they said."""
    asked = {row.prompt_id for row in utterances if row.prompt_id}
    others = transaction.rows(UtteranceRow, "prompt_id", sorted(asked))
    still_asked = {row.prompt_id for row in others}
    return transaction.delete("prompts", "prompt_id", sorted(asked - still_asked))


def _bury(
    workspace: Workspace,
    transaction: Transaction,
    speaker_id: str,
    utterances: Sequence[UtteranceRow],
    now: datetime,
) -> None:
    """Leave tombstones; repeated, that of the speaker has the time of the last erasure."""
    sounds = {row.pcm_sha256 or row.audio_sha256 for row in utterances}
    # What another speaker offered first is theirs, whoever claims it afterwards.
    sounds -= {
        row.pcm_sha256
        for row in transaction.rows(UtteranceRow, "pcm_sha256", sorted(sounds))
        if row.verdict in USABLE
    }
    tombstones = [
        TombstoneRow(
            tombstone_id=speaker_tombstone(workspace, speaker_id), kind="speaker", erased_at=now
        )
    ]
    tombstones += [
        TombstoneRow(tombstone_id=audio_tombstone(workspace, sound), kind="audio", erased_at=now)
        for sound in sorted(sounds)
    ]
    transaction.put("tombstones", tombstones)
