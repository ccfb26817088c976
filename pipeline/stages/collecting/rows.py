"""The rows that a batch of checked recordings becomes, table by table."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from pipeline.collect.consent import parse_purposes, record_consent
from pipeline.collect.examination import Value
from pipeline.collect.intake import IntakeRow
from pipeline.io.store.store import Transaction
from pipeline.io.workspace import Workspace
from pipeline.stages.collecting.check import CheckedRow
from pipeline.tables import (
    UNDISCLOSED,
    CampaignRow,
    ConsentRow,
    Decision,
    DecisionRow,
    MeasurementRow,
    PromptRow,
    SpeakerRow,
    UtteranceRow,
    Verdict,
    decision_row,
    hash_id,
)

STAGE = "collect"


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """Why a row or a recording has its verdict: the rule, the value found, the limit."""

    rule: str
    value: Value = None
    limit: Value = None


class CollectedRows:
    """Rows of one batch, gathered table by table."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        """Starts empty.

        Args:
            workspace: Whose settings and key are used.
            now: The time that is written with every row.
        """
        self.workspace = workspace
        self.now = now
        self.prompts: list[PromptRow] = []
        self.consents: list[ConsentRow] = []
        self.utterances: list[UtteranceRow] = []
        self.measurements: list[MeasurementRow] = []
        self.decisions: list[DecisionRow] = []
        self.speakers: dict[str, SpeakerRow] = {}

    def take(self, entry: CheckedRow, verdict: Verdict) -> None:
        """Add a recording: its utterance, measures, prompt, consent and speaker."""
        row, examination = entry.row, entry.examination
        facts = examination.facts
        self.utterances.append(
            UtteranceRow(
                utterance_id=entry.utterance_id,
                campaign_id=self.workspace.settings.campaign.name,
                speaker_id=entry.speaker_id,
                consent_id=self._consent(row, entry.speaker_id),
                prompt_id=self._prompt(row),
                source_key=entry.source_key,
                audio_sha256=entry.audio_sha256,
                pcm_sha256=examination.pcm_sha256,
                fingerprint=examination.fingerprint.hex() or None,
                container=facts.container,
                codec=facts.codec,
                suffix=PurePosixPath(row.path.replace("\\", "/")).suffix.lower(),
                sample_rate_hz=facts.sample_rate_hz,
                channels=facts.channels,
                frames=facts.frames,
                size_bytes=facts.size_bytes,
                duration_s=facts.duration_s,
                device=row.device,
                environment=row.environment,
                recorded_at=row.recorded_at,
                collected_at=self.now,
                verdict=verdict,
            )
        )
        if examination.measures is not None:
            measures = asdict(examination.measures)
            self.measurements.append(
                MeasurementRow(
                    utterance_id=entry.utterance_id, measures=measures, measured_at=self.now
                )
            )
        self._speaker(row, entry.speaker_id)

    def decide(
        self, utterance_id: str | None, source_key: str, outcome: str, finding: RuleFinding
    ) -> None:
        """Add a decision on a row of the manifest, and on its utterance where it became one."""
        self.decisions.append(
            decision_row(
                hash_id("d", f"{utterance_id}:{source_key}:{STAGE}:{finding.rule}"),
                Decision(
                    STAGE,
                    outcome,
                    finding.rule,
                    value=_plain(finding.value),
                    limit=_plain(finding.limit),
                ),
                self.now,
                utterance_id=utterance_id,
                source_key=source_key,
            )
        )

    def write(self, transaction: Transaction) -> None:
        """Write everything; what is there already stays."""
        campaign = self.workspace.settings.campaign
        transaction.add(
            "campaigns",
            [
                CampaignRow(
                    campaign_id=campaign.name,
                    name=campaign.name,
                    language=campaign.language,
                    created_at=self.now,
                )
            ],
        )
        _write_speakers(transaction, self.speakers)
        transaction.add("prompts", self.prompts)
        transaction.add("consents", self.consents)
        transaction.add("utterances", self.utterances)
        transaction.add("measurements", self.measurements)
        transaction.add("decisions", self.decisions)

    def _prompt(self, row: IntakeRow) -> str | None:
        if not (row.prompt or row.prompt_id):
            return None
        prompt_id = row.prompt_id or hash_id("p", row.prompt)
        campaign = self.workspace.settings.campaign
        if row.prompt:
            self.prompts.append(
                PromptRow(
                    prompt_id=prompt_id,
                    campaign_id=campaign.name,
                    language=campaign.language,
                    text=row.prompt,
                )
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
        self.consents.append(
            ConsentRow(
                consent_id=consent_id,
                speaker_id=speaker_id,
                text_version=consent.text_version,
                text_language=consent.text_language,
                text_sha256=consent.text_sha256,
                purposes=consent.purposes,
                guardian=consent.guardian,
                given_at=consent.given_at,
                expires_at=consent.expires_at,
            )
        )
        return consent_id

    def _speaker(self, row: IntakeRow, speaker_id: str) -> None:
        says = SpeakerRow(
            speaker_id=speaker_id,
            accent_text=row.accent,
            region_text=row.region,
            first_language=row.first_language,
            gender=row.gender,
            age_band=row.age_band,
            created_at=self.now,
        )
        held = self.speakers.get(speaker_id)
        self.speakers[speaker_id] = says if held is None else _complete(held, says)


def _complete(held: SpeakerRow, says: SpeakerRow) -> SpeakerRow:
    """Fill what is empty or undisclosed; what a speaker said first stays."""
    return replace(
        held,
        accent_text=_first_said(held.accent_text, says.accent_text),
        region_text=_first_said(held.region_text, says.region_text),
        first_language=_first_said(held.first_language, says.first_language),
        gender=_first_said(held.gender, says.gender),
        age_band=_first_said(held.age_band, says.age_band),
    )


def _first_said(held: str, said: str) -> str:
    return said if _says_something(said) and not _says_something(held) else held


def _says_something(value: str) -> bool:
    return bool(value.strip()) and value != UNDISCLOSED


def _write_speakers(transaction: Transaction, speakers: Mapping[str, SpeakerRow]) -> None:
    held = transaction.rows_by(SpeakerRow, "speaker_id", speakers)
    transaction.put("speakers", _new_or_completed(held, speakers))


def _new_or_completed(
    held: Mapping[str, SpeakerRow], speakers: Mapping[str, SpeakerRow]
) -> Iterable[SpeakerRow]:
    for speaker_id, says in speakers.items():
        before = held.get(speaker_id)
        after = says if before is None else _complete(before, says)
        if after != before:
            yield after


def _plain(value: Value) -> str | None:
    """A value as it is kept: numbers short, text as it is."""
    if value is None or isinstance(value, str):
        return value
    return f"{value:.6g}"
