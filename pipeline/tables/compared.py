"""Rows of what is compared: hypotheses, references, the errors between them, and reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Required, TypedDict

from pipeline.tables.definitions import TableRow, Unit
from pipeline.tables.vocabulary import ReferenceMethod


class TimedWord(TypedDict, total=False):
    """A word of a hypothesis, when it was said, and how sure the recogniser was of it.

    What a recogniser does not tell is missing or None; `word` is always there.
    """

    word: Required[str]
    start_s: float | None
    end_s: float | None
    probability: float | None


class VotedWord(TypedDict):
    """A word that stands at one place of several corrections, and the ids of these corrections."""

    word: str
    voters: Sequence[str]


class WordVote(VotedWord):
    """A place of a consensus: the word that won, who voted for it, and what others had there."""

    others: Sequence[VotedWord]


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisRow(TableRow):
    """Text by a recogniser, with engine, model, version and settings."""

    TABLE: ClassVar = "hypotheses"
    KEY: ClassVar = ("hypothesis_id",)
    INDEXES: ClassVar = (("utterance_id",), ("identity",))

    hypothesis_id: str
    utterance_id: str
    engine: str
    model: str
    version: str
    model_sha256: str
    settings: Mapping[str, object]
    identity: str
    text: str | None = None
    words: Sequence[TimedWord]
    failure: str | None = None
    mean_log_probability: float | None = None
    no_speech_probability: float | None = None
    language: str | None = None
    transcribed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRow(TableRow):
    """The text used for scoring, with how it was reached."""

    TABLE: ClassVar = "references"
    KEY: ClassVar = ("utterance_id",)

    utterance_id: str
    reference_id: str
    text: str
    method: ReferenceMethod
    workers: int
    agreement: float | None = None
    sources: Sequence[str]
    votes: Sequence[WordVote] = ()
    referenced_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCountRow(TableRow):
    """Errors of one hypothesis against one reference under one policy."""

    TABLE: ClassVar = "error_counts"
    KEY: ClassVar = ("hypothesis_id", "policy")
    INDEXES: ClassVar = (("utterance_id",),)

    hypothesis_id: str
    policy: str
    reference_id: str
    utterance_id: str
    substitutions: int
    deletions: int
    insertions: int
    words: int
    empty_hypothesis: bool
    counted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionRow(TableRow):
    """A stretch of a recording that is bleeped in its derived copy, and the words that go."""

    TABLE: ClassVar = "redactions"
    KEY: ClassVar = ("redaction_id",)
    INDEXES: ClassVar = (("utterance_id",),)

    redaction_id: str
    utterance_id: str
    from_s: Annotated[float, Unit("s")]
    to_s: Annotated[float, Unit("s")]
    words: Sequence[str]
    derived_sha256: str
    redacted_by: str
    redacted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFileRow(TableRow):
    """Where reports were written, so that a withdrawal can find them."""

    TABLE: ClassVar = "report_files"
    KEY: ClassVar = ("path",)

    path: str
    written_at: datetime
