"""The rows that a batch of checked recordings becomes, table by table."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from pipeline.collect.consent import parse_purposes, record_consent
from pipeline.collect.intake import IntakeRow
from pipeline.io.store.store import Transaction
from pipeline.io.workspace import Workspace
from pipeline.stages.collecting.check import CheckedRow
from pipeline.stages.permissions.ids import ID_LETTERS, path_key
from pipeline.tables import UNDISCLOSED


class Rows:
    """Rows of one batch, gathered table by table."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        """Starts empty.

        Args:
            workspace: Whose settings and key are used.
            now: The time that is written with every row.
        """
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
        """Add a recording: its utterance, measures, prompt, consent and speaker."""
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
        """Add a decision; `reason` is its rule, the value found, the limit."""
        rule, value, limit = reason
        digest = hashlib.sha256(f"{utterance_id}:{key}:collect:{rule}".encode()).hexdigest()
        self.tables["decisions"].append(
            {
                "decision_id": "d" + digest[:ID_LETTERS],
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
        """Write everything; what is there already stays."""
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
        digest = hashlib.sha256(row.prompt.encode()).hexdigest()[:ID_LETTERS]
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
