"""The vocabulary in code: every table of the store, its key, columns, units and allowed values.

Pure data. `pipeline.io.store.schema` makes database tables of it and `pipeline.io.store.store` checks frames
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
ASSIGNMENT_KINDS = ("correct", "adjudicate")
ANY_LISTENER = ""
REFERENCE_METHODS = ("single", "medoid", "rover", "adjudicated", "imported", "prompt")
WORK_KINDS = ("correct", "gold", "adjudicate")
UNDISCLOSED = "undisclosed"


@dataclass(frozen=True)
class Column:
    """One column: its kind, its unit, the values it may take, and what a row without it means."""

    name: str
    kind: Kind
    unit: str = ""
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    absent: str | bool | tuple[()] | None = None


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


def _boolean(name: str, *, nullable: bool = False) -> Column:
    return Column(name, "boolean", nullable=nullable)


def _mark(name: str) -> Column:
    """True where it is said, else false."""
    return Column(name, "boolean", absent=False)


def _listed(name: str) -> Column:
    """A list, empty where nothing is said."""
    return Column(name, "json", absent=())


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
            _boolean("guardian"),
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
        (
            _text("worker_id"),
            _json("languages"),
            _listed("accents"),
            _maybe("region"),
            _maybe("speaker_id"),
            _time("created_at"),
        ),
    ),
    Table(
        "assignments",
        "An utterance lent to a worker for one kind of work, until a time.",
        ("assignment_id",),
        (
            _text("assignment_id"),
            _maybe("utterance_id"),
            _maybe("speaker_id"),
            _text("kind", *ASSIGNMENT_KINDS),
            _text("language"),
            Column("lane", "text", absent=ANY_LISTENER),
            _text("state", *ASSIGNMENT_STATES),
            _real("priority", nullable=False),
            _mark("blind"),
            _mark("gold"),
            _maybe("planted_text"),
            _maybe("worker_id"),
            _time("leased_at", nullable=True),
            _time("leased_until", nullable=True),
            _time("ended_at", nullable=True),
            _maybe("reason"),
        ),
        (
            ("kind", "state", "language", "lane", "priority", "assignment_id"),
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
            _maybe("shown_text"),
            _mark("blind"),
            _mark("gold"),
            _boolean("knows_accent", nullable=True),
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
            _listed("votes"),
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
            _boolean("empty_hypothesis"),
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
        "drafts",
        "What a worker has typed and not saved yet, so that a killed terminal loses nothing.",
        ("assignment_id", "worker_id"),
        (
            _text("assignment_id"),
            _text("worker_id"),
            _maybe("utterance_id"),
            _text("text"),
            _real("active_s", "s", nullable=False),
            _time("drafted_at"),
        ),
        (("utterance_id",),),
    ),
    Table(
        "work",
        "Every answer given, for pay: who, what kind, how long. It names no recording and no "
        "speaker, so that a withdrawal never takes a worker's pay.",
        ("work_id",),
        (
            _text("work_id"),
            _text("worker_id"),
            _text("campaign_id"),
            _text("kind", *WORK_KINDS),
            _text("outcome", "corrected", "skipped", "flagged", "adjudicated"),
            _real("active_s", "s", nullable=False),
            _real("audio_s", "s", nullable=False),
            _time("worked_at"),
        ),
        (("worker_id", "worked_at"), ("worked_at",)),
    ),
    Table(
        "ledger",
        "Pay, in double entry: the rows of one posting sum to nothing.",
        ("ledger_id",),
        (
            _text("ledger_id"),
            _text("posting_id"),
            _text("account"),
            _text("worker_id"),
            _text("item_id"),
            _text("kind", "item", "top_up"),
            _text("period"),
            _integer("amount_minor", "hundredths of the currency"),
            _text("currency"),
            _time("posted_at"),
        ),
        (("worker_id", "period"), ("item_id",)),
    ),
    Table(
        "gold_items",
        "Utterances whose text a lead vouches for, to see how workers do.",
        ("utterance_id",),
        (
            _text("utterance_id"),
            _text("text"),
            _text("set_by"),
            _time("set_at"),
            _time("retired_at", nullable=True),
        ),
    ),
    Table(
        "gold_answers",
        "How far a worker's text was from a gold item, and whether a lead overturned a miss.",
        ("correction_id",),
        (
            _text("correction_id"),
            _text("utterance_id"),
            _text("worker_id"),
            _real("distance", nullable=False),
            _real("limit", nullable=False),
            _boolean("passed"),
            _maybe("overturned_by"),
            _maybe("overturned_because"),
            _time("overturned_at", nullable=True),
            _time("answered_at"),
        ),
        (("utterance_id",), ("worker_id",)),
    ),
    Table(
        "adjudications",
        "A lead's decision on what was said, and from whose versions.",
        ("adjudication_id",),
        (
            _text("adjudication_id"),
            _text("utterance_id"),
            _text("lead_id"),
            _text("action", "picked", "merged", "rewritten"),
            _text("text"),
            _json("sources"),
            _maybe("reason"),
            _time("adjudicated_at"),
            _time("retracted_at", nullable=True),
        ),
        (("utterance_id",),),
    ),
    Table(
        "appeals",
        "A speaker or a worker says that a reference is wrong; what became of it.",
        ("appeal_id",),
        (
            _text("appeal_id"),
            _text("utterance_id"),
            _text("by_kind", "speaker", "worker"),
            _maybe("worker_id"),
            _text("reason"),
            _text("text_before"),
            _text("state", "open", "upheld", "rejected"),
            _maybe("text_after"),
            _maybe("settled_by"),
            _time("raised_at"),
            _time("settled_at", nullable=True),
        ),
        (("utterance_id",), ("state",)),
    ),
    Table(
        "redactions",
        "A stretch of a recording that is bleeped in its derived copy, and the words that go.",
        ("redaction_id",),
        (
            _text("redaction_id"),
            _text("utterance_id"),
            _real("from_s", "s", nullable=False),
            _real("to_s", "s", nullable=False),
            _json("words"),
            _text("derived_sha256"),
            _text("redacted_by"),
            _time("redacted_at"),
        ),
        (("utterance_id",),),
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
