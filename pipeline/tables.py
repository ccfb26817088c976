"""The vocabulary in code: every table of the store, its key, columns, units and allowed values.

Pure data. `pipeline.io.schema` makes database tables of it and `pipeline.io.store` checks frames
against it whenever they are read or written, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "real", "boolean", "time", "json"]

VERDICTS = ("accepted", "warned", "rejected", "quarantined")
USABLE = ("accepted", "warned")
PURPOSES = ("transcription", "training", "evaluation", "publication")
PROVENANCES = (
    "self_declared",
    "self_confirmed",
    "recruiter",
    "location_inferred",
    "acoustic_inferred",
)
ACCENT_OUTCOMES = (
    "resolved",
    "several",
    "descriptor_only",
    "ambiguous",
    "unresolved",
    "undisclosed",
)
ASSIGNMENT_STATES = ("open", "leased", "done", "skipped", "flagged")
REFERENCE_METHODS = ("single", "medoid", "adjudicated", "imported", "prompt")
UNDISCLOSED = "undisclosed"


@dataclass(frozen=True)
class Column:
    """One column: its kind, its unit where it has one, and the values it may take."""

    name: str
    kind: Kind
    unit: str = ""
    nullable: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: a plural noun, its natural key, its columns, and what it is searched by."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, *allowed: str, nullable: bool = False) -> Column:
    return Column(name, "text", nullable=nullable, allowed=allowed)


def _maybe(name: str) -> Column:
    return _text(name, nullable=True)


def _real(name: str, unit: str = "", *, nullable: bool = True) -> Column:
    return Column(name, "real", unit=unit, nullable=nullable)


def _integer(name: str, unit: str = "", *, nullable: bool = False) -> Column:
    return Column(name, "integer", unit=unit, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> Column:
    return Column(name, "time", unit="UTC", nullable=nullable)


def _json(name: str) -> Column:
    return Column(name, "json")


_TABLES = (
    Table(
        "campaigns",
        "One collection effort.",
        ("campaign_id",),
        (_text("campaign_id"), _text("name"), _text("language"), _time("created_at")),
    ),
    Table(
        "prompts",
        "What speakers are asked to say.",
        ("prompt_id",),
        (_text("prompt_id"), _text("campaign_id"), _text("language"), _text("text")),
    ),
    Table(
        "speakers",
        "Who is recorded: a keyed hash, and what they said of themselves, verbatim.",
        ("speaker_id",),
        (
            _text("speaker_id"),
            _text("accent_text"),
            _text("region_text"),
            _text("first_language"),
            _text("gender"),
            _text("age_band"),
            _maybe("region"),
            _maybe("region_outcome"),
            _time("created_at"),
        ),
    ),
    Table(
        "consents",
        "What a speaker allowed, on which text, until withdrawn.",
        ("consent_id",),
        (
            _text("consent_id"),
            _text("speaker_id"),
            _text("text_version"),
            _text("text_language"),
            _text("text_sha256"),
            _json("purposes"),
            Column("guardian", "boolean"),
            _time("given_at"),
            _time("expires_at"),
        ),
        (("speaker_id",),),
    ),
    Table(
        "speaker_accents",
        "An accent a speaker has, with its provenance.",
        ("speaker_accent_id",),
        (
            _text("speaker_accent_id"),
            _text("speaker_id"),
            _text("verbatim"),
            _text("outcome", *ACCENT_OUTCOMES),
            _maybe("accent"),
            _text("provenance", *PROVENANCES),
            _json("candidates"),
            _time("tagged_at"),
        ),
        (("speaker_id",), ("accent",)),
    ),
    Table(
        "accent_aliases",
        "A lead's decision on a text nobody could place.",
        ("language", "text"),
        (
            _text("language"),
            _text("text"),
            _json("accents"),
            _text("decided_by"),
            _time("decided_at"),
        ),
    ),
    Table(
        "utterances",
        "One recording of one prompt by one speaker: audio facts only, never text.",
        ("utterance_id",),
        (
            _text("utterance_id"),
            _text("campaign_id"),
            _text("speaker_id"),
            _text("consent_id"),
            _maybe("prompt_id"),
            _text("source_key"),
            _text("audio_sha256"),
            _text("pcm_sha256"),
            _maybe("fingerprint"),
            _text("container"),
            _text("codec"),
            _text("suffix"),
            _integer("sample_rate_hz", "Hz"),
            _integer("channels"),
            _integer("frames"),
            _integer("size_bytes", "bytes"),
            _real("duration_s", "s", nullable=False),
            _text("device"),
            _text("environment"),
            _time("recorded_at", nullable=True),
            _time("collected_at"),
            _text("verdict", *VERDICTS),
        ),
        (("speaker_id",), ("audio_sha256",), ("pcm_sha256",), ("source_key",), ("verdict",)),
    ),
    Table(
        "measurements",
        "What the one pass over the samples found.",
        ("utterance_id",),
        (_text("utterance_id"), _json("measures"), _time("measured_at")),
    ),
    Table(
        "decisions",
        "Every decision on an utterance or a row: what, when, who or which rule, value, limit.",
        ("decision_id",),
        (
            _text("decision_id"),
            _maybe("utterance_id"),
            _text("source_key"),
            _text("stage"),
            _text("outcome"),
            _text("rule"),
            _maybe("value"),
            _maybe("limit"),
            _text("decided_by"),
            _time("decided_at"),
        ),
        (("utterance_id",), ("source_key",), ("rule",)),
    ),
    Table(
        "hypotheses",
        "Text by a recogniser, with engine, model, version and settings.",
        ("hypothesis_id",),
        (
            _text("hypothesis_id"),
            _text("utterance_id"),
            _text("engine"),
            _text("model"),
            _text("version"),
            _text("model_sha256"),
            _json("settings"),
            _text("identity"),
            _maybe("text"),
            _json("words"),
            _maybe("failure"),
            _real("mean_log_probability"),
            _real("no_speech_probability"),
            _maybe("language"),
            _time("transcribed_at"),
        ),
        (("utterance_id",), ("identity",)),
    ),
    Table(
        "workers",
        "Who corrects.",
        ("worker_id",),
        (_text("worker_id"), _json("languages"), _maybe("speaker_id"), _time("created_at")),
    ),
    Table(
        "assignments",
        "An utterance lent to a worker for one kind of work, until a time.",
        ("assignment_id",),
        (
            _text("assignment_id"),
            _maybe("utterance_id"),
            _maybe("speaker_id"),
            _text("kind"),
            _text("language"),
            _text("state", *ASSIGNMENT_STATES),
            _real("priority", nullable=False),
            _maybe("worker_id"),
            _time("leased_at", nullable=True),
            _time("leased_until", nullable=True),
            _time("ended_at", nullable=True),
            _maybe("reason"),
        ),
        (
            ("kind", "state", "language", "priority", "assignment_id"),
            ("state", "leased_until"),
            ("utterance_id", "worker_id"),
            ("worker_id", "state"),
        ),
    ),
    Table(
        "corrections",
        "Text by one worker for one utterance, with what they were shown.",
        ("correction_id",),
        (
            _text("correction_id"),
            _text("utterance_id"),
            _text("worker_id"),
            _maybe("assignment_id"),
            _text("action", "accepted", "edited", "imported"),
            _text("text"),
            _maybe("shown_hypothesis_id"),
            _real("active_s", "s"),
            _time("corrected_at"),
            _time("retracted_at", nullable=True),
        ),
        (("utterance_id",), ("worker_id", "corrected_at")),
    ),
    Table(
        "references",
        "The text used for scoring, with how it was reached.",
        ("utterance_id",),
        (
            _text("utterance_id"),
            _text("reference_id"),
            _text("text"),
            _text("method", *REFERENCE_METHODS),
            _integer("workers"),
            _real("agreement"),
            _json("sources"),
            _time("referenced_at"),
        ),
    ),
    Table(
        "error_counts",
        "Errors of one hypothesis against one reference under one policy.",
        ("hypothesis_id", "policy"),
        (
            _text("hypothesis_id"),
            _text("policy"),
            _text("reference_id"),
            _text("utterance_id"),
            _integer("substitutions"),
            _integer("deletions"),
            _integer("insertions"),
            _integer("words"),
            Column("empty_hypothesis", "boolean"),
            _time("counted_at"),
        ),
        (("utterance_id",),),
    ),
    Table(
        "listens",
        "Every play: who heard whom, when, for what.",
        ("listen_id",),
        (
            _text("listen_id"),
            _text("utterance_id"),
            _text("speaker_id"),
            _text("worker_id"),
            _text("purpose"),
            _real("speed", nullable=False),
            _time("listened_at"),
        ),
        (("speaker_id",), ("worker_id",), ("utterance_id",)),
    ),
    Table(
        "report_files",
        "Where reports were written, so that a withdrawal can find them.",
        ("path",),
        (_text("path"), _time("written_at")),
    ),
    Table(
        "tombstones",
        "That something was erased: a keyed hash and a time, nothing of the person.",
        ("tombstone_id",),
        (_text("tombstone_id"), _text("kind", "speaker", "audio"), _time("erased_at")),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}
