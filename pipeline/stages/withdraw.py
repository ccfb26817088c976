"""Withdraw: everything of a speaker erased, a tombstone left, what went told.

One transaction for the database; then the recordings, the reports that name an utterance of
theirs, and the free pages of the database file. Safe to repeat: a run that was cut off between
the two finds the recordings nobody owns any more and erases them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.io.store import Transaction, each_row
from pipeline.io.workspace import Workspace
from pipeline.stages.collect import audio_tombstone, speaker_tombstone

_BY_UTTERANCE = (
    "measurements", "decisions", "hypotheses", "corrections", "references", "error_counts",
    "listens",
)  # fmt: skip
_BY_SPEAKER = ("consents", "speaker_accents", "utterances", "speakers")


@dataclass
class Withdrawn:
    """What went. Counts only: the names of what is gone are gone too."""

    known: bool
    rows: dict[str, int] = field(default_factory=dict)
    recordings: int = 0
    files: list[str] = field(default_factory=list)


def withdraw(workspace: Workspace, outside_id: str, now: datetime) -> Withdrawn:
    """Erase a speaker; offered again, their recordings are refused.

    Args:
        workspace: Where.
        outside_id: The id by which the team knows the speaker.
        now: The time on the tombstone.
    """
    speaker_id = workspace.speaker_id(outside_id)
    store = workspace.store
    utterances = store.read("utterances", where={"speaker_id": speaker_id})
    ids = list(utterances["utterance_id"])
    known = bool(ids) or bool(len(store.read("speakers", where={"speaker_id": speaker_id})))
    tombstones = [speaker_tombstone(workspace, speaker_id)]
    sounds = [
        audio_tombstone(workspace, row.pcm_sha256 or row.audio_sha256)
        for row in each_row(utterances)
    ]
    gone = Withdrawn(known or _is_buried(workspace, tombstones[0]))
    if not gone.known:
        return gone
    with store.writing() as transaction:
        gone.rows = _erase_rows(transaction, speaker_id, ids)
        bury = [("speaker", name) for name in tombstones] + [("audio", name) for name in sounds]
        transaction.add(
            "tombstones",
            [{"tombstone_id": name, "kind": kind, "erased_at": now} for kind, name in bury],
        )
    gone.recordings = _erase_recordings(workspace)
    gone.files = _erase_reports(workspace, [*ids, speaker_id])
    _erase_cache(workspace, ids)
    store.shrink()
    return gone


def _is_buried(workspace: Workspace, tombstone: str) -> bool:
    return len(workspace.store.read("tombstones", where={"tombstone_id": tombstone})) > 0


def _erase_rows(transaction: Transaction, speaker_id: str, ids: Sequence[str]) -> dict[str, int]:
    rows = {table: transaction.delete(table, "utterance_id", ids) for table in _BY_UTTERANCE}
    # Prompts nobody else was given: a free text asked of one person may hold what they said.
    asked = {
        row["prompt_id"]
        for row in transaction.all_rows("utterances", "speaker_id", [speaker_id])
        if row["prompt_id"]
    }
    # The worker did the work and is paid for it; what and whom they heard is forgotten.
    done: list[dict[str, Any]] = []
    dropped: list[str] = []
    for row in transaction.all_rows("assignments", "utterance_id", ids):
        if row["state"] == "done":
            done.append(row | {"utterance_id": None, "speaker_id": None, "reason": None})
        dropped.append(row["assignment_id"])
    rows["assignments"] = transaction.delete("assignments", "assignment_id", dropped)
    transaction.add(
        "assignments",
        [row | {"assignment_id": f"erased-{transaction.fresh_id()}"} for row in done],
    )
    for table in _BY_SPEAKER:
        rows[table] = transaction.delete(table, "speaker_id", [speaker_id])
    still_asked = {
        row["prompt_id"] for row in transaction.all_rows("utterances", "prompt_id", sorted(asked))
    }
    rows["prompts"] = transaction.delete("prompts", "prompt_id", sorted(asked - still_asked))
    for worker in transaction.all_rows("workers", "speaker_id", [speaker_id]):
        transaction.put("workers", [worker | {"speaker_id": None}])
    return {table: number for table, number in rows.items() if number}


def _erase_recordings(workspace: Workspace) -> int:
    """Every recording that no row owns: this speaker's, and what an earlier run left behind."""
    owned = set(workspace.store.read("utterances", columns=["audio_sha256"])["audio_sha256"])
    return sum(
        workspace.audio.delete(name) for name in workspace.audio.names() if name not in owned
    )


def _erase_reports(workspace: Workspace, names: Sequence[str]) -> list[str]:
    """Reports name utterances (the worst ones, with their words); those that name these go."""
    written = workspace.store.read("report_files", columns=["path"])["path"]
    candidates = {Path(path) for path in written}
    if workspace.reports.is_dir():
        candidates |= {path for path in workspace.reports.rglob("*") if path.is_file()}
    marks = [name.encode() for name in names]
    erased = []
    for path in sorted(candidates):
        try:
            text = path.read_bytes()
        except OSError:
            continue  # it was moved or deleted since
        if any(mark in text for mark in marks):
            path.unlink()
            erased.append(str(path))
    with workspace.store.writing() as transaction:
        transaction.delete("report_files", "path", erased)
    return erased


def _erase_cache(workspace: Workspace, ids: Sequence[str]) -> None:
    if not workspace.cache.is_dir():
        return
    for path in workspace.cache.rglob("*"):
        if path.is_file() and any(utterance_id in path.name for utterance_id in ids):
            path.unlink()
