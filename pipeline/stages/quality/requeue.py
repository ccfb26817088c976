"""Recordings whose reference rests on low-skill work get one more listener; nothing is deleted.

A worker is surely below the limit where even the upper end of their skill's interval is. Every
recording whose reference rests on such workers for half of its texts or more gets one more
assignment. Running this again opens nothing further until such a worker has typed anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.io.queue.slots import KIND, QueueItem, first_slots, further_slot
from pipeline.io.store.store import Transaction, each_row
from pipeline.io.workspace import Workspace
from pipeline.review.assigning.flags import HOLDING_BACK
from pipeline.review.assigning.overlap import read_rules
from pipeline.review.quality.worker_skill import surely_below
from pipeline.settings import Settings
from pipeline.stages.quality.figures import estimate_skills
from pipeline.stages.quality.texts import load_typed
from pipeline.tables import AssignmentRow, Decision, DecisionRow, decision_row, hash_id

RULE = "low_skill"
_BY_LISTENERS = ("single", "medoid", "rover")
_RECORDINGS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Requeued:
    """What was asked for again.

    Attributes:
        workers: Ids of those surely below the limit.
        resting: Recordings whose reference rests on them.
        opened: Of these, recordings that now wait for one more listener.
    """

    workers: tuple[str, ...]
    resting: int
    opened: int


@dataclass(frozen=True)
class _Resting:
    """A recording whose reference rests on low-skill texts."""

    utterance_id: str
    speaker_id: str
    texts: tuple[str, ...]

    @property
    def decision_id(self) -> str:
        """The id is the same for the same texts, so that nobody is asked about them twice."""
        return hash_id("d", self.utterance_id, "requeued", *self.texts)


def requeue_low_skill(workspace: Workspace, now: datetime) -> Requeued:
    """Open one more assignment for each recording whose reference rests on low-skill work.

    Run twice it changes nothing: what was asked for because of the same texts is known by its
    decision. What a flag holds back, what a lead has decided, and what waits for a listener
    anyway is left alone.
    """
    settings = workspace.settings
    limit = settings.review.requeue_below_skill
    typed = load_typed(workspace, now)
    skills = estimate_skills(typed, settings.report.policy)
    low = tuple(one.worker_id for one in skills if surely_below(one, limit))
    speakers = dict(zip(typed.texts["utterance_id"], typed.texts["speaker_id"], strict=True))
    resting = {
        utterance_id: texts
        for utterance_id, texts in (_resting_on(workspace, set(low)) if low else {}).items()
        if utterance_id in speakers  # consent may have run out since
    }
    opened = 0
    recordings = sorted(resting)
    for at in range(0, len(recordings), _RECORDINGS_AT_ONCE):
        piece = [
            _Resting(one, speakers[one], tuple(resting[one]))
            for one in recordings[at : at + _RECORDINGS_AT_ONCE]
        ]
        with workspace.store.writing() as transaction:
            opened += _open(transaction, piece, settings, now)
    return Requeued(low, len(resting), opened)


def _resting_on(workspace: Workspace, low: set[str]) -> dict[str, list[str]]:
    """Find the low-skill corrections that each utterance's reference rests on, by utterance."""
    references = workspace.store.read(
        "references", where={"method": _BY_LISTENERS}, columns=["utterance_id", "sources"]
    )
    typed = workspace.store.read("corrections", columns=["correction_id", "worker_id"])
    typed_by = dict(zip(typed["correction_id"], typed["worker_id"], strict=True))
    found: dict[str, list[str]] = {}
    for row in each_row(references):
        theirs = sorted(one for one in row.sources if typed_by.get(one) in low)
        if theirs and 2 * len(theirs) >= len(row.sources):
            found[row.utterance_id] = theirs
    return found


def _open(
    transaction: Transaction, resting: Sequence[_Resting], settings: Settings, now: datetime
) -> int:
    held: dict[str, list[AssignmentRow]] = {}
    wanted = [one.utterance_id for one in resting]
    for row in transaction.rows(AssignmentRow, "utterance_id", wanted):
        held.setdefault(row.utterance_id or "", []).append(row)
    asked_before = [one.decision_id for one in resting]
    known = transaction.rows_by(DecisionRow, "decision_id", asked_before)
    opened = 0
    for one in resting:
        rows = held.get(one.utterance_id, [])
        if one.decision_id not in known and _may_be_opened(rows):
            opened += transaction.add("assignments", [_slot(one, rows, settings)])
            limit = settings.review.requeue_below_skill
            transaction.add("decisions", [_decision(one, limit, now)])
    return opened


def _slot(one: _Resting, rows: Sequence[AssignmentRow], settings: Settings) -> AssignmentRow:
    heard = [row for row in rows if row.kind == KIND and not row.gold]
    if heard:
        blind_share = read_rules(settings).blind_share
        return further_slot(heard[0], heard, one.decision_id, blind_share=blind_share)
    # Typed elsewhere and imported: it was never queued here.
    item = QueueItem(one.utterance_id, one.speaker_id, settings.campaign.language, 0.0)
    return first_slots(item, 1)[0]


def _may_be_opened(held: Sequence[AssignmentRow]) -> bool:
    """Tell whether no flag holds the recording back and no listener is asked for it yet."""
    waits = any(row.state in ("open", "leased") for row in held if not row.gold)
    held_back = any(row.state == "flagged" and row.reason in HOLDING_BACK for row in held)
    return not waits and not held_back


def _decision(one: _Resting, limit: float, now: datetime) -> DecisionRow:
    found = f"{len(one.texts)} text(s) of workers surely below"
    return decision_row(
        one.decision_id,
        Decision("quality", "requeued", RULE, value=found, limit=str(limit)),
        now,
        utterance_id=one.utterance_id,
    )
