"""Collect: save checked rows, decide which are duplicates, and count what became of all.

A batch is one transaction, in the order of the manifest. A run that is killed leaves recordings
without rows (named by content, so the next run finds them) and never a row without its recording.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.collect.duplicates import ComparedSound, Duplicate, SoundIndex, find_duplicates
from pipeline.collect.intake import RefusedRow
from pipeline.io.inbox.paths import MISSING, UNREADABLE
from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.stages.collecting.check import (
    HAS_WITHDRAWN,
    WAS_ERASED,
    Checked,
    CheckedRow,
    KnownRow,
    TurnedAway,
    tombstones,
    withdrawn,
)
from pipeline.stages.collecting.rows import CollectedRows, RuleFinding
from pipeline.stages.permissions.ids import audio_tombstone, speaker_tombstone
from pipeline.tables import USABLE

DUPLICATE = "duplicate"
_RULE_WHEN_ACCEPTED = "audio_checks"


@dataclass
class Collected:
    """Counts of one collection, and what a person must be told."""

    offered: int = 0
    new: int = 0
    known: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    refused: list[RefusedRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def nothing_could_be_read(self) -> bool:
        """Whether files were looked for and not one of them could be read as sound."""
        out_of_reach = (MISSING, UNREADABLE)
        unread = sum(self.reasons[code] for code in out_of_reach)
        refused = sum(row.code in out_of_reach for row in self.refused)
        return unread > 0 and self.known + self.new == unread - refused


def count_erasures(store: Store) -> tuple[int, datetime | None]:
    """Count the tombstones and read the time of the latest; both tell that somebody withdrew."""
    erased_at = store.read("tombstones", columns=["erased_at"])["erased_at"]
    return len(erased_at), max(erased_at, default=None)


def _erased_meanwhile(
    workspace: Workspace, entry: CheckedRow | KnownRow, gone: frozenset[str]
) -> RefusedRow | None:
    """Why a row that passed its checks cannot be kept any more; None where it can."""
    row = entry.row
    if speaker_tombstone(workspace, entry.speaker_id) in gone:
        return withdrawn(row, HAS_WITHDRAWN)
    if isinstance(entry, KnownRow):
        return None
    if audio_tombstone(workspace, entry.examination.pcm_sha256 or entry.audio_sha256) in gone:
        return withdrawn(row, WAS_ERASED)
    if not workspace.audio.holds(entry.audio_sha256):
        explanation = "its copy went with a withdrawal that ran at the same time; collect again"
        return RefusedRow(row.row_number, row.path, MISSING, "", explanation)
    return None


class Collector:
    """Writes checked batches, one transaction each, and knows what came before."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        """Loads what duplicates are held against.

        Args:
            workspace: Where to.
            now: The time that is written with every row of this run.
        """
        self.workspace = workspace
        self.now = now
        self.collected = Collected()
        self._erasures = count_erasures(workspace.store)
        self._load()

    def _load(self) -> None:
        self._known = _KnownSounds()
        known = self.workspace.store.read(
            "utterances",
            columns=["utterance_id", "pcm_sha256", "fingerprint", "source_key", "verdict"],
        )
        self._sources = dict(zip(known["utterance_id"], known["source_key"], strict=True))
        self._known.add(
            [
                ComparedSound(
                    row.utterance_id, row.pcm_sha256, bytes.fromhex(row.fingerprint or "")
                )
                for row in each_row(known)
                if row.verdict in USABLE
            ]
        )

    def save(self, checked: Checked) -> None:
        """Writes a batch: speakers, consents, prompts, utterances, measures and decisions."""
        # All of it in the transaction, so that a withdrawal comes before it or after it.
        with self.workspace.store.writing() as transaction:
            self._decide(checked).write(transaction)

    def _decide(self, checked: Checked) -> CollectedRows:
        collected = self.collected
        collected.offered += len(checked.rows) + len(checked.refused)
        rows = CollectedRows(self.workspace, self.now)
        new: list[CheckedRow] = []
        for one in checked.refused:
            self._refuse(rows, one)
        for entry in self._not_erased_meanwhile(rows, checked.rows):
            before = self._sources.get(entry.utterance_id)
            if before is not None and before != entry.source_key:
                explanation = f"the same bytes by the same speaker as {entry.utterance_id}"
                row = entry.row
                again = RefusedRow(
                    row.row_number, row.path, DUPLICATE, entry.utterance_id, explanation
                )
                self._refuse(rows, TurnedAway(again, entry.source_key))
            elif before is not None or isinstance(entry, KnownRow):
                collected.known += 1
            else:
                self._sources[entry.utterance_id] = entry.source_key
                new.append(entry)
        sounds = {
            entry.utterance_id: ComparedSound(
                entry.utterance_id, entry.examination.pcm_sha256, entry.examination.fingerprint
            )
            for entry in new
            if entry.verdict.verdict in USABLE
        }
        duplicates = self._known.find(list(sounds.values()))
        for entry in new:
            self._take(rows, entry, duplicates.get(entry.utterance_id))
        self._known.add([sound for name, sound in sounds.items() if name not in duplicates])
        return rows

    def _not_erased_meanwhile(
        self, rows: CollectedRows, entries: Sequence[CheckedRow | KnownRow]
    ) -> list[CheckedRow | KnownRow]:
        """Leaves out what a withdrawal beside this run erased after it was checked."""
        erasures_now = count_erasures(self.workspace.store)
        if erasures_now == self._erasures:
            return list(entries)
        self._erasures = erasures_now
        self._load()
        gone = tombstones(self.workspace)
        kept: list[CheckedRow | KnownRow] = []
        for entry in entries:
            refused = _erased_meanwhile(self.workspace, entry, gone)
            if refused is None:
                kept.append(entry)
            else:
                self._refuse(rows, TurnedAway(refused, entry.source_key))
        return kept

    def _refuse(self, rows: CollectedRows, refused: TurnedAway) -> None:
        row = refused.row
        self.collected.refused.append(row)
        self.collected.reasons[row.code] += 1
        rows.decide(None, refused.source_key, "refused", RuleFinding(row.code, row.value or None))

    def _take(self, rows: CollectedRows, entry: CheckedRow, duplicate: Duplicate | None) -> None:
        verdict = entry.verdict.verdict
        reasons = [
            RuleFinding(reason.code, reason.value, reason.limit) for reason in entry.verdict.reasons
        ]
        if duplicate is not None:
            verdict = "rejected"
            alike = f"{duplicate.kind} match, {duplicate.similarity:.0%} alike"
            reasons.insert(0, RuleFinding(DUPLICATE, duplicate.of, alike))
        self.collected.new += 1
        self.collected.verdicts[verdict] += 1
        self.collected.reasons.update(reason.rule for reason in reasons)
        self.collected.remarks += [
            f"row {entry.row.row_number}: {text}" for text in entry.row.remarks
        ]
        rows.take(entry, verdict)
        for reason in reasons or [RuleFinding(_RULE_WHEN_ACCEPTED)]:
            rows.decide(entry.utterance_id, entry.source_key, verdict, reason)


class _KnownSounds:
    """What new recordings are held against, as indexes that double in size.

    Rebuilding one index a batch would cost the square of an inbox's length.
    """

    def __init__(self) -> None:
        self._layers: list[tuple[list[ComparedSound], SoundIndex]] = []

    def add(self, sounds: list[ComparedSound]) -> None:
        while self._layers and len(self._layers[-1][0]) <= len(sounds):
            sounds = self._layers.pop()[0] + sounds
        if sounds:
            self._layers.append((sounds, SoundIndex(sounds)))

    def find(self, sounds: Sequence[ComparedSound]) -> dict[str, Duplicate]:
        """For each new recording that was there before (or twice among the new), the first."""
        found = find_duplicates(sounds, *(index for _, index in self._layers))
        return {duplicate.utterance_id: duplicate for duplicate in found}
