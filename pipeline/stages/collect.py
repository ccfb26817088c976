"""Collect: rows of an inbox, checked for consent, decoded once, measured and kept.

`check_rows` does the work on audio and can run many times at once; `Collector.save` decides what
is a duplicate and writes a whole batch in one transaction, in the order of the manifest. A run
that is killed leaves recordings without rows (named by content, so the next run finds them) and
never a row without its recording.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.collect.consent import parse_purposes, record_consent
from pipeline.collect.duplicates import Duplicate, Sound, SoundIndex, find_duplicates
from pipeline.collect.examination import Examination
from pipeline.collect.intake import IntakeRow, ManifestRow, RefusedRow, take_in
from pipeline.collect.verdicts import Verdict, judge
from pipeline.io.audio import examine
from pipeline.io.audio_store import sha256_of
from pipeline.io.inbox_paths import MISSING, UNREADABLE, resolve_audio
from pipeline.io.store import Store, Transaction, each_row
from pipeline.io.workspace import Workspace
from pipeline.tables import UNDISCLOSED, USABLE

WITHDRAWN = "withdrawn"
DUPLICATE = "duplicate"
_HAS_WITHDRAWN = "the speaker has withdrawn"
_ERASED = "this recording was erased at its speaker's wish"
_ID_LETTERS = 24
_RULE_WHEN_ACCEPTED = "audio_checks"


@dataclass(frozen=True)
class CheckedRow:
    """A row whose recording was examined and whose bytes are kept."""

    row: IntakeRow
    speaker_id: str
    utterance_id: str
    audio_sha256: str
    examination: Examination
    verdict: Verdict


@dataclass(frozen=True)
class KnownRow:
    """A row whose recording is in the store already."""

    row: IntakeRow
    utterance_id: str


@dataclass(frozen=True)
class Checked:
    """What became of one batch of rows, before anything is written to the database."""

    rows: tuple[CheckedRow | KnownRow, ...]
    refused: tuple[tuple[RefusedRow, str], ...]
    """Refused rows, each with the keyed hash that stands for it."""


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


def check_rows(
    workspace: Workspace, audio_folder: Path, rows: Sequence[ManifestRow], now: datetime
) -> Checked:
    """Consent first; then paths, withdrawals, bytes, sound. Keeps bytes; writes no row."""
    intake = take_in(rows, workspace.settings.consent, now)
    paths = {row.row_number: row.path for row in rows}
    refused = [(row, path_key(workspace, paths[row.row_number])) for row in intake.refused]
    kept: list[CheckedRow | KnownRow] = []
    gone = _tombstones(workspace)
    found = [_find(workspace, audio_folder, row, gone) for row in intake.admitted]
    known = _known(workspace, [one.utterance_id for one in found if isinstance(one, _Found)])
    for row, one in zip(intake.admitted, found, strict=True):
        outcome: CheckedRow | KnownRow | RefusedRow
        if isinstance(one, RefusedRow):
            outcome = one
        elif one.utterance_id in known:
            outcome = KnownRow(row, one.utterance_id)
        else:
            outcome = _check(workspace, row, one, gone)
        if isinstance(outcome, RefusedRow):
            refused.append((outcome, path_key(workspace, row.path)))
        else:
            kept.append(outcome)
    return Checked(tuple(kept), tuple(refused))


def refused_rows(workspace: Workspace, refused: Sequence[RefusedRow]) -> Checked:
    """Rows the manifest's reader already refused, ready to be saved as decisions."""
    keyed = [(row, workspace.keyed("row", row.path or f"line {row.row_number}")) for row in refused]
    return Checked((), tuple(keyed))


def path_key(workspace: Workspace, path: str) -> str:
    """The keyed hash that stands for a path of a manifest; paths may hold names."""
    return workspace.keyed("path", path.strip())


def _tombstones(workspace: Workspace) -> frozenset[str]:
    return frozenset(workspace.store.read("tombstones", columns=["tombstone_id"])["tombstone_id"])


@dataclass(frozen=True)
class _Found:
    """A recording that is there, and what it would be called."""

    file: Path
    speaker_id: str
    utterance_id: str
    audio_sha256: str


def _find(
    workspace: Workspace, audio_folder: Path, row: IntakeRow, gone: frozenset[str]
) -> _Found | RefusedRow:
    speaker_id = workspace.speaker_id(row.speaker_id)
    if speaker_tombstone(workspace, speaker_id) in gone:
        return _withdrawn(row, "the speaker has withdrawn")
    found = resolve_audio(audio_folder, row.path)
    if found.file is None:
        return RefusedRow(row.row_number, row.path, found.code, "", found.explanation)
    try:
        with found.file.open("rb") as stream:
            audio_sha256 = sha256_of(stream)
    except OSError as error:
        return _out_of_reach(row, error)
    utterance_id = utterance_id_of(speaker_id, audio_sha256)
    return _Found(found.file, speaker_id, utterance_id, audio_sha256)


def _known(workspace: Workspace, utterance_ids: Sequence[str]) -> frozenset[str]:
    held = workspace.store.read(
        "utterances", where={"utterance_id": utterance_ids}, columns=["utterance_id"]
    )
    return frozenset(held["utterance_id"])


def _check(
    workspace: Workspace, row: IntakeRow, found: _Found, gone: frozenset[str]
) -> CheckedRow | RefusedRow:
    limits = workspace.settings.audio
    try:
        with found.file.open("rb") as stream:
            examination = examine(stream, limits=limits, name_hint=found.file.suffix)
            sound = examination.pcm_sha256 or found.audio_sha256
            if audio_tombstone(workspace, sound) in gone:
                return _withdrawn(row, "this recording was erased at its speaker's wish")
            workspace.audio.put(stream, found.audio_sha256)
    except OSError as error:
        return _out_of_reach(row, error)
    verdict = judge(examination, limits)
    return CheckedRow(
        row, found.speaker_id, found.utterance_id, found.audio_sha256, examination, verdict
    )


def _out_of_reach(row: IntakeRow, error: OSError) -> RefusedRow:
    explanation = f"the file cannot be read ({error.strerror or error})"
    return RefusedRow(row.row_number, row.path, UNREADABLE, "", explanation)


def _withdrawn(row: IntakeRow, explanation: str) -> RefusedRow:
    return RefusedRow(row.row_number, "", WITHDRAWN, "", explanation)


def erasures(store: Store) -> tuple[int, datetime | None]:
    """How many tombstones there are and the time of the latest; changes with every withdrawal."""
    erased_at = store.read("tombstones", columns=["erased_at"])["erased_at"]
    return len(erased_at), max(erased_at, default=None)


def _erased_meanwhile(
    workspace: Workspace, entry: CheckedRow | KnownRow, gone: frozenset[str]
) -> RefusedRow | None:
    """Why a row that passed its checks cannot be kept any more; None where it can."""
    row = entry.row
    if speaker_tombstone(workspace, workspace.speaker_id(row.speaker_id)) in gone:
        return _withdrawn(row, _HAS_WITHDRAWN)
    if isinstance(entry, KnownRow):
        return None
    if audio_tombstone(workspace, entry.examination.pcm_sha256 or entry.audio_sha256) in gone:
        return _withdrawn(row, _ERASED)
    if not workspace.audio.holds(entry.audio_sha256):
        explanation = "its copy went with a withdrawal that ran at the same time; collect again"
        return RefusedRow(row.row_number, row.path, MISSING, "", explanation)
    return None


def utterance_id_of(speaker_id: str, audio_sha256: str) -> str:
    """Name of an utterance: the same speaker and the same bytes give the same name."""
    digest = hashlib.sha256(f"{speaker_id}:{audio_sha256}".encode()).hexdigest()
    return "u" + digest[:_ID_LETTERS]


def speaker_tombstone(workspace: Workspace, speaker_id: str) -> str:
    """What is left of a withdrawn speaker."""
    return workspace.keyed("tombstone speaker", speaker_id)


def audio_tombstone(workspace: Workspace, pcm_sha256: str) -> str:
    """What is left of an erased recording."""
    return workspace.keyed("tombstone audio", pcm_sha256)


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
        self._erasures = erasures(workspace.store)
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
                Sound(row.utterance_id, row.pcm_sha256, bytes.fromhex(row.fingerprint or ""))
                for row in each_row(known)
                if row.verdict in USABLE
            ]
        )

    def save(self, checked: Checked) -> None:
        """Writes a batch: speakers, consents, prompts, utterances, measures and decisions."""
        # All of it in the transaction, so that a withdrawal comes before it or after it.
        with self.workspace.store.writing() as transaction:
            self._decide(checked).write(transaction)

    def _decide(self, checked: Checked) -> "_Rows":
        collected = self.collected
        collected.offered += len(checked.rows) + len(checked.refused)
        rows = _Rows(self.workspace, self.now)
        new: list[CheckedRow] = []
        for refused, key in checked.refused:
            self._refuse(rows, refused, key)
        for entry in self._not_erased_meanwhile(rows, checked.rows):
            key = path_key(self.workspace, entry.row.path)
            before = self._sources.get(entry.utterance_id)
            if before is not None and before != key:
                explanation = f"the same bytes by the same speaker as {entry.utterance_id}"
                row = entry.row
                again = RefusedRow(
                    row.row_number, row.path, DUPLICATE, entry.utterance_id, explanation
                )
                self._refuse(rows, again, key)
            elif before is not None or isinstance(entry, KnownRow):
                collected.known += 1
            else:
                self._sources[entry.utterance_id] = key
                new.append(entry)
        sounds = {
            entry.utterance_id: Sound(
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
        self, rows: "_Rows", entries: Sequence[CheckedRow | KnownRow]
    ) -> list[CheckedRow | KnownRow]:
        """Leaves out what a withdrawal beside this run erased after it was checked."""
        erasures_now = erasures(self.workspace.store)
        if erasures_now == self._erasures:
            return list(entries)
        self._erasures = erasures_now
        self._load()
        gone = _tombstones(self.workspace)
        kept: list[CheckedRow | KnownRow] = []
        for entry in entries:
            refused = _erased_meanwhile(self.workspace, entry, gone)
            if refused is None:
                kept.append(entry)
            else:
                self._refuse(rows, refused, path_key(self.workspace, entry.row.path))
        return kept

    def _refuse(self, rows: "_Rows", refused: RefusedRow, key: str) -> None:
        self.collected.refused.append(refused)
        self.collected.reasons[refused.code] += 1
        rows.decide(None, key, "refused", (refused.code, refused.value or None, None))

    def _take(self, rows: "_Rows", entry: CheckedRow, duplicate: Duplicate | None) -> None:
        verdict = entry.verdict.verdict
        reasons: list[tuple[str, Any, Any]] = [
            (reason.code, reason.value, reason.limit) for reason in entry.verdict.reasons
        ]
        if duplicate is not None:
            verdict = "rejected"
            alike = f"{duplicate.kind} match, {duplicate.similarity:.0%} alike"
            reasons.insert(0, (DUPLICATE, duplicate.of, alike))
        self.collected.new += 1
        self.collected.verdicts[verdict] += 1
        self.collected.reasons.update(code for code, _, _ in reasons)
        self.collected.remarks += [
            f"row {entry.row.row_number}: {text}" for text in entry.row.remarks
        ]
        rows.take(entry, verdict)
        for reason in reasons or [(_RULE_WHEN_ACCEPTED, None, None)]:
            rows.decide(
                entry.utterance_id, path_key(self.workspace, entry.row.path), verdict, reason
            )


class _KnownSounds:
    """What new recordings are held against, as indexes that double in size.

    Rebuilding one index a batch would cost the square of an inbox's length.
    """

    def __init__(self) -> None:
        self._layers: list[tuple[list[Sound], SoundIndex]] = []

    def add(self, sounds: list[Sound]) -> None:
        while self._layers and len(self._layers[-1][0]) <= len(sounds):
            sounds = self._layers.pop()[0] + sounds
        if sounds:
            self._layers.append((sounds, SoundIndex(sounds)))

    def find(self, sounds: Sequence[Sound]) -> dict[str, Duplicate]:
        """For each new recording that was there before (or twice among the new), the first."""
        found = find_duplicates(sounds, *(index for _, index in self._layers))
        return {duplicate.utterance_id: duplicate for duplicate in found}


class _Rows:
    """Rows of one batch, gathered table by table."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self.workspace = workspace
        self.now = now
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: []
            for name in (
                "prompts", "consents", "utterances", "measurements", "decisions",
            )
        }  # fmt: skip
        self.speakers: dict[str, dict[str, Any]] = {}

    def take(self, entry: CheckedRow, verdict: str) -> None:
        row, facts = entry.row, entry.examination.facts
        campaign = self.workspace.settings.campaign
        prompt_id = self._prompt(row)
        self.tables["utterances"].append(
            {
                "utterance_id": entry.utterance_id,
                "campaign_id": campaign.name,
                "speaker_id": entry.speaker_id,
                "consent_id": self._consent(row, entry.speaker_id),
                "prompt_id": prompt_id,
                "source_key": path_key(self.workspace, row.path),
                "audio_sha256": entry.audio_sha256,
                "pcm_sha256": entry.examination.pcm_sha256,
                "fingerprint": entry.examination.fingerprint.hex() or None,
                "container": facts.container,
                "codec": facts.codec,
                "suffix": PurePosixPath(row.path.replace("\\", "/")).suffix.lower(),
                "sample_rate_hz": facts.sample_rate_hz,
                "channels": facts.channels,
                "frames": facts.frames,
                "size_bytes": facts.size_bytes,
                "duration_s": facts.duration_s,
                "device": row.device,
                "environment": row.environment,
                "recorded_at": row.recorded_at,
                "collected_at": self.now,
                "verdict": verdict,
            }
        )
        if entry.examination.measures is not None:
            self.tables["measurements"].append(
                {
                    "utterance_id": entry.utterance_id,
                    "measures": asdict(entry.examination.measures),
                    "measured_at": self.now,
                }
            )
        self._speaker(row, entry.speaker_id)

    def decide(
        self, utterance_id: str | None, key: str, outcome: str, reason: tuple[str, Any, Any]
    ) -> None:
        rule, value, limit = reason
        digest = hashlib.sha256(f"{utterance_id}:{key}:collect:{rule}".encode()).hexdigest()
        self.tables["decisions"].append(
            {
                "decision_id": "d" + digest[:_ID_LETTERS],
                "utterance_id": utterance_id,
                "source_key": key,
                "stage": "collect",
                "outcome": outcome,
                "rule": rule,
                "value": _plain(value),
                "limit": _plain(limit),
                "decided_by": "rule",
                "decided_at": self.now,
            }
        )

    def write(self, transaction: Transaction) -> None:
        campaign = self.workspace.settings.campaign
        transaction.add(
            "campaigns",
            [
                {
                    "campaign_id": campaign.name,
                    "name": campaign.name,
                    "language": campaign.language,
                    "created_at": self.now,
                }
            ],
        )
        _write_speakers(transaction, self.speakers)
        for table, rows in self.tables.items():
            transaction.add(table, rows)

    def _prompt(self, row: IntakeRow) -> str | None:
        if not (row.prompt or row.prompt_id):
            return None
        digest = hashlib.sha256(row.prompt.encode()).hexdigest()[:_ID_LETTERS]
        prompt_id = row.prompt_id or f"p{digest}"
        campaign = self.workspace.settings.campaign
        if row.prompt:
            self.tables["prompts"].append(
                {
                    "prompt_id": prompt_id,
                    "campaign_id": campaign.name,
                    "language": campaign.language,
                    "text": row.prompt,
                }
            )
        return prompt_id

    def _consent(self, row: IntakeRow, speaker_id: str) -> str:
        words = (*row.purposes, *(("guardian",) if row.guardian else ()))
        consent = record_consent(
            speaker_id, parse_purposes(words), self.workspace.settings.consent, self.now
        )
        consent_id = "c" + self.workspace.keyed(
            "consent", speaker_id, consent.text_version, consent.text_sha256, *words
        )
        self.tables["consents"].append(
            {
                "consent_id": consent_id,
                "speaker_id": speaker_id,
                "text_version": consent.text_version,
                "text_language": consent.text_language,
                "text_sha256": consent.text_sha256,
                "purposes": list(consent.purposes),
                "guardian": consent.guardian,
                "given_at": consent.given_at,
                "expires_at": consent.expires_at,
            }
        )
        return consent_id

    def _speaker(self, row: IntakeRow, speaker_id: str) -> None:
        says = {
            "accent_text": row.accent,
            "region_text": row.region,
            "first_language": row.first_language,
            "gender": row.gender,
            "age_band": row.age_band,
        }
        held = self.speakers.setdefault(
            speaker_id, {"speaker_id": speaker_id, "created_at": self.now}
        )
        _complete(held, says)


def _complete(held: dict[str, Any], says: Mapping[str, str]) -> bool:
    """Fill what is empty or undisclosed; what a speaker said first stays."""
    changed = False
    for name, value in says.items():
        if not _says_something(held.get(name)) and (name not in held or _says_something(value)):
            held[name] = value
            changed = True
    return changed


def _says_something(value: str | None) -> bool:
    return bool(value and value.strip()) and value != UNDISCLOSED


def _write_speakers(transaction: Transaction, speakers: Mapping[str, dict[str, Any]]) -> None:
    held = transaction.rows("speakers", "speaker_id", list(speakers))
    changed = []
    for speaker_id, says in speakers.items():
        before = held.get(speaker_id)
        if before is None:
            changed.append(says)
            continue
        row = dict(before)
        facts = {name: value for name, value in says.items() if isinstance(value, str)}
        if _complete(row, facts):
            changed.append(row)
    transaction.put("speakers", changed)


def _plain(value: float | str | None) -> str | None:
    """A value as it is kept: numbers short, text as it is."""
    if value is None or isinstance(value, str):
        return value
    return f"{value:.6g}"
