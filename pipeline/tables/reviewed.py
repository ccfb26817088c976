"""Rows of people's work: workers, what they are lent, answer, hear, decide and are paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from pipeline.tables.definitions import TableRow, Unit
from pipeline.tables.vocabulary import (
    ANY_LISTENER,
    AppealState,
    AppellantKind,
    AssignmentKind,
    AssignmentState,
    CorrectionAction,
    PaymentKind,
    RulingAction,
    WorkKind,
    WorkOutcome,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow(TableRow):
    """Who corrects."""

    TABLE: ClassVar = "workers"
    KEY: ClassVar = ("worker_id",)

    worker_id: str
    languages: Sequence[str]
    accents: Sequence[str] = ()
    region: str | None = None
    speaker_id: str | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow(TableRow):
    """An utterance lent to a worker for one kind of work, until a time."""

    TABLE: ClassVar = "assignments"
    KEY: ClassVar = ("assignment_id",)
    INDEXES: ClassVar = (
        ("kind", "state", "language", "lane", "priority", "assignment_id"),
        ("state", "leased_until"),
        ("utterance_id", "worker_id"),
        ("worker_id", "state"),
    )

    assignment_id: str
    utterance_id: str | None = None
    speaker_id: str | None = None
    kind: AssignmentKind
    language: str
    lane: str = ANY_LISTENER
    state: AssignmentState
    priority: float
    blind: bool = False
    gold: bool = False
    planted_text: str | None = None
    worker_id: str | None = None
    leased_at: datetime | None = None
    leased_until: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow(TableRow):
    """Text by one worker for one utterance, with what they were shown."""

    TABLE: ClassVar = "corrections"
    KEY: ClassVar = ("correction_id",)
    INDEXES: ClassVar = (("utterance_id",), ("worker_id", "corrected_at"))

    correction_id: str
    utterance_id: str
    worker_id: str
    assignment_id: str | None = None
    action: CorrectionAction
    text: str
    shown_hypothesis_id: str | None = None
    shown_text: str | None = None
    blind: bool = False
    gold: bool = False
    knows_accent: bool | None = None
    active_s: Annotated[float, Unit("s")] | None = None
    corrected_at: datetime
    retracted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenRow(TableRow):
    """Every play: who heard whom, when, for what."""

    TABLE: ClassVar = "listens"
    KEY: ClassVar = ("listen_id",)
    INDEXES: ClassVar = (("speaker_id",), ("worker_id",), ("utterance_id",))

    listen_id: str
    utterance_id: str
    speaker_id: str
    worker_id: str
    purpose: str
    speed: float
    listened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow(TableRow):
    """What a worker has typed and not saved yet, so that a killed terminal loses nothing."""

    TABLE: ClassVar = "drafts"
    KEY: ClassVar = ("assignment_id", "worker_id")
    INDEXES: ClassVar = (("utterance_id",),)

    assignment_id: str
    worker_id: str
    utterance_id: str | None = None
    text: str
    active_s: Annotated[float, Unit("s")]
    drafted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow(TableRow):
    """Every answer given, for pay: who, what kind, how long.

    It names no recording and no speaker, so that a withdrawal never takes a worker's pay.
    """

    TABLE: ClassVar = "work"
    KEY: ClassVar = ("work_id",)
    INDEXES: ClassVar = (("worker_id", "worked_at"), ("worked_at",))

    work_id: str
    worker_id: str
    campaign_id: str
    kind: WorkKind
    outcome: WorkOutcome
    active_s: Annotated[float, Unit("s")]
    audio_s: Annotated[float, Unit("s")]
    worked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow(TableRow):
    """Pay, in double entry: the rows of one posting sum to nothing."""

    TABLE: ClassVar = "ledger"
    KEY: ClassVar = ("ledger_id",)
    INDEXES: ClassVar = (("worker_id", "period"), ("item_id",))

    ledger_id: str
    posting_id: str
    account: str
    worker_id: str
    item_id: str
    kind: PaymentKind
    period: str
    amount_minor: Annotated[int, Unit("hundredths of the currency")]
    currency: str
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldItemRow(TableRow):
    """Utterances whose text a lead vouches for, to see how workers do."""

    TABLE: ClassVar = "gold_items"
    KEY: ClassVar = ("utterance_id",)

    utterance_id: str
    text: str
    set_by: str
    set_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAnswerRow(TableRow):
    """How far a worker's text was from a gold item, and whether a lead overturned a miss."""

    TABLE: ClassVar = "gold_answers"
    KEY: ClassVar = ("correction_id",)
    INDEXES: ClassVar = (("utterance_id",), ("worker_id",))

    correction_id: str
    utterance_id: str
    worker_id: str
    distance: float
    limit: float
    passed: bool
    overturned_by: str | None = None
    overturned_because: str | None = None
    overturned_at: datetime | None = None
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicationRow(TableRow):
    """A lead's decision on what was said, and from whose versions."""

    TABLE: ClassVar = "adjudications"
    KEY: ClassVar = ("adjudication_id",)
    INDEXES: ClassVar = (("utterance_id",),)

    adjudication_id: str
    utterance_id: str
    lead_id: str
    action: RulingAction
    text: str
    sources: Sequence[str]
    reason: str | None = None
    adjudicated_at: datetime
    retracted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRow(TableRow):
    """A speaker or a worker says that a reference is wrong; what became of it."""

    TABLE: ClassVar = "appeals"
    KEY: ClassVar = ("appeal_id",)
    INDEXES: ClassVar = (("utterance_id",), ("state",))

    appeal_id: str
    utterance_id: str
    by_kind: AppellantKind
    worker_id: str | None = None
    reason: str
    text_before: str
    state: AppealState
    text_after: str | None = None
    settled_by: str | None = None
    raised_at: datetime
    settled_at: datetime | None = None
