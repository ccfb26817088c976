"""Check rows of an inbox: consent first, then path, bytes and sound. Keeps bytes, writes no row.

Batches can be checked many at once; `pipeline.stages.collecting.collect` saves them in the order
of the manifest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.collect.examination import Examination
from pipeline.collect.intake import IntakeRow, ManifestRow, RefusedRow, take_in
from pipeline.collect.verdicts import AudioVerdict, judge
from pipeline.io.audio.examining import examine
from pipeline.io.audio.recordings import compute_sha256
from pipeline.io.inbox.paths import UNREADABLE, resolve_audio
from pipeline.io.workspace import Workspace
from pipeline.stages.permissions.ids import (
    audio_tombstone,
    name_utterance,
    path_key,
    speaker_tombstone,
)

WITHDRAWN = "withdrawn"
HAS_WITHDRAWN = "the speaker has withdrawn"
WAS_ERASED = "this recording was erased at its speaker's wish"


@dataclass(frozen=True)
class KnownRow:
    """A row whose recording is in the store already.

    Attributes:
        row: As the intake let it in.
        source_key: The keyed hash that stands for its path.
        speaker_id: The speaker's id in the store.
        utterance_id: The utterance's id.
    """

    row: IntakeRow
    source_key: str
    speaker_id: str
    utterance_id: str


@dataclass(frozen=True)
class CheckedRow:
    """A row whose recording was examined and whose bytes are kept.

    Attributes:
        row: As the intake let it in.
        source_key: The keyed hash that stands for its path.
        speaker_id: The speaker's id in the store.
        utterance_id: The utterance's id.
        audio_sha256: Of the bytes.
        examination: What was found in the recording.
        verdict: Whether it goes in, and why.
    """

    row: IntakeRow
    source_key: str
    speaker_id: str
    utterance_id: str
    audio_sha256: str
    examination: Examination
    verdict: AudioVerdict


@dataclass(frozen=True)
class TurnedAway:
    """A row that does not go in, and the keyed hash that stands for it."""

    row: RefusedRow
    source_key: str


@dataclass(frozen=True)
class Checked:
    """What became of one batch of rows, before anything is written to the database."""

    rows: tuple[CheckedRow | KnownRow, ...]
    refused: tuple[TurnedAway, ...]


def check_rows(
    workspace: Workspace, audio_folder: Path, rows: Sequence[ManifestRow], now: datetime
) -> Checked:
    """Check a batch of rows: consent first; then paths, withdrawals, bytes and sound.

    It keeps the bytes of what passes, and writes no row.
    """
    intake = take_in(rows, workspace.settings.consent, now)
    keys = {row.row_number: path_key(workspace, row.path) for row in rows}
    refused = [TurnedAway(row, keys[row.row_number]) for row in intake.refused]
    kept: list[CheckedRow | KnownRow] = []
    gone = tombstones(workspace)
    found = [_find(workspace, audio_folder, row, gone) for row in intake.admitted]
    known = _known(workspace, [one.utterance_id for one in found if isinstance(one, _OnDisk)])
    for row, one in zip(intake.admitted, found, strict=True):
        key = keys[row.row_number]
        outcome: CheckedRow | KnownRow | RefusedRow
        if isinstance(one, RefusedRow):
            outcome = one
        elif one.utterance_id in known:
            outcome = KnownRow(row, key, one.speaker_id, one.utterance_id)
        else:
            outcome = _check(workspace, row, key, one, gone)
        if isinstance(outcome, RefusedRow):
            refused.append(TurnedAway(outcome, key))
        else:
            kept.append(outcome)
    return Checked(tuple(kept), tuple(refused))


def refused_rows(workspace: Workspace, refused: Sequence[RefusedRow]) -> Checked:
    """Make rows that the manifest's reader refused ready to be saved as decisions."""
    keyed = (
        TurnedAway(row, workspace.keyed("row", row.path or f"line {row.row_number}"))
        for row in refused
    )
    return Checked((), tuple(keyed))


def tombstones(workspace: Workspace) -> frozenset[str]:
    """Read the ids of everything that was erased."""
    return frozenset(workspace.store.read("tombstones", columns=["tombstone_id"])["tombstone_id"])


@dataclass(frozen=True)
class _OnDisk:
    """A recording that is there, and what it would be called."""

    file: Path
    speaker_id: str
    utterance_id: str
    audio_sha256: str


def _find(
    workspace: Workspace, audio_folder: Path, row: IntakeRow, gone: frozenset[str]
) -> _OnDisk | RefusedRow:
    speaker_id = workspace.speaker_id(row.speaker_id)
    if speaker_tombstone(workspace, speaker_id) in gone:
        return withdrawn(row, HAS_WITHDRAWN)
    found = resolve_audio(audio_folder, row.path)
    if found.file is None:
        return RefusedRow(row.row_number, row.path, found.code, "", found.explanation)
    try:
        with found.file.open("rb") as stream:
            audio_sha256 = compute_sha256(stream)
    except OSError as error:
        return _out_of_reach(row, error)
    utterance_id = name_utterance(speaker_id, audio_sha256)
    return _OnDisk(found.file, speaker_id, utterance_id, audio_sha256)


def _known(workspace: Workspace, utterance_ids: Sequence[str]) -> frozenset[str]:
    held = workspace.store.read(
        "utterances", where={"utterance_id": utterance_ids}, columns=["utterance_id"]
    )
    return frozenset(held["utterance_id"])


def _check(
    workspace: Workspace, row: IntakeRow, key: str, found: _OnDisk, gone: frozenset[str]
) -> CheckedRow | RefusedRow:
    limits = workspace.settings.audio
    try:
        with found.file.open("rb") as stream:
            examination = examine(stream, limits=limits, name_hint=found.file.suffix)
            sound = examination.pcm_sha256 or found.audio_sha256
            if audio_tombstone(workspace, sound) in gone:
                return withdrawn(row, WAS_ERASED)
            workspace.audio.put(stream, found.audio_sha256)
    except OSError as error:
        return _out_of_reach(row, error)
    verdict = judge(examination, limits)
    return CheckedRow(
        row,
        key,
        found.speaker_id,
        found.utterance_id,
        found.audio_sha256,
        examination,
        verdict,
    )


def _out_of_reach(row: IntakeRow, error: OSError) -> RefusedRow:
    explanation = f"the file cannot be read ({error.strerror or error})"
    return RefusedRow(row.row_number, row.path, UNREADABLE, "", explanation)


def withdrawn(row: IntakeRow, explanation: str) -> RefusedRow:
    """Refuse a row and repeat nothing of it but its number."""
    return RefusedRow(row.row_number, "", WITHDRAWN, "", explanation)
