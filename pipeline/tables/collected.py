"""Rows of what is collected: campaigns, prompts, speakers and their consent, utterances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from pipeline.tables.definitions import TableRow, Unit
from pipeline.tables.vocabulary import AccentOutcome, Provenance, TombstoneKind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow(TableRow):
    """One collection effort."""

    TABLE: ClassVar = "campaigns"
    KEY: ClassVar = ("campaign_id",)

    campaign_id: str
    name: str
    language: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRow(TableRow):
    """What speakers are asked to say."""

    TABLE: ClassVar = "prompts"
    KEY: ClassVar = ("prompt_id",)

    prompt_id: str
    campaign_id: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow(TableRow):
    """Who is recorded: a keyed hash, and what they said of themselves, verbatim."""

    TABLE: ClassVar = "speakers"
    KEY: ClassVar = ("speaker_id",)

    speaker_id: str
    accent_text: str
    region_text: str
    first_language: str
    gender: str
    age_band: str
    region: str | None = None
    region_outcome: str | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow(TableRow):
    """What a speaker allowed, on which text, until withdrawn."""

    TABLE: ClassVar = "consents"
    KEY: ClassVar = ("consent_id",)
    INDEXES: ClassVar = (("speaker_id",),)

    consent_id: str
    speaker_id: str
    text_version: str
    text_language: str
    text_sha256: str
    purposes: Sequence[str]
    guardian: bool
    given_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerAccentRow(TableRow):
    """An accent a speaker has, with its provenance."""

    TABLE: ClassVar = "speaker_accents"
    KEY: ClassVar = ("speaker_accent_id",)
    INDEXES: ClassVar = (("speaker_id",), ("accent",))

    speaker_accent_id: str
    speaker_id: str
    verbatim: str
    outcome: AccentOutcome
    accent: str | None = None
    provenance: Provenance
    candidates: Sequence[str]
    tagged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccentAliasRow(TableRow):
    """A lead's decision on a text nobody could place."""

    TABLE: ClassVar = "accent_aliases"
    KEY: ClassVar = ("language", "text")

    language: str
    text: str
    accents: Sequence[str]
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceRow(TableRow):
    """One recording of one prompt by one speaker: audio facts only, never text."""

    TABLE: ClassVar = "utterances"
    KEY: ClassVar = ("utterance_id",)
    INDEXES: ClassVar = (
        ("speaker_id",),
        ("audio_sha256",),
        ("pcm_sha256",),
        ("source_key",),
        ("verdict",),
    )

    utterance_id: str
    campaign_id: str
    speaker_id: str
    consent_id: str
    prompt_id: str | None = None
    source_key: str
    audio_sha256: str
    pcm_sha256: str
    fingerprint: str | None = None
    container: str
    codec: str
    suffix: str
    sample_rate_hz: Annotated[int, Unit("Hz")]
    channels: int
    frames: int
    size_bytes: Annotated[int, Unit("bytes")]
    duration_s: Annotated[float, Unit("s")]
    device: str
    environment: str
    recorded_at: datetime | None = None
    collected_at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementRow(TableRow):
    """What the one pass over the samples found."""

    TABLE: ClassVar = "measurements"
    KEY: ClassVar = ("utterance_id",)

    utterance_id: str
    measures: Mapping[str, object]
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstoneRow(TableRow):
    """That something was erased: a keyed hash and a time, nothing of the person."""

    TABLE: ClassVar = "tombstones"
    KEY: ClassVar = ("tombstone_id",)

    tombstone_id: str
    kind: TombstoneKind
    erased_at: datetime
