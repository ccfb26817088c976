"""The assignments of an utterance, one a listener: how they are named, ordered and opened.

`u1:correct:2` is the second listener's; `u1:correct:2+1` takes its place where they skipped it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.io.queue.events import digest_draw
from pipeline.io.store.store import Transaction
from pipeline.io.workers import usual_spelling
from pipeline.review.assigning.routing import choose_lane
from pipeline.tables import ANY_LISTENER, AssignmentKind, AssignmentRow

KIND: AssignmentKind = "correct"
ADJUDICATE: AssignmentKind = "adjudicate"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An utterance that people should hear.

    Attributes:
        utterance_id: Which.
        speaker_id: Who speaks: they never get it.
        language: BCP-47.
        priority: From 0 (first) to 1 (last); below 0 comes before everything else.
        accents: Slugs of the speaker's accents; empty where they are not known.
        listeners: How many should hear it; None for as many as the others.
        blind: Slots, from 0, whose listener is not shown a hypothesis.
        attention_check: A slot and the text with a wrong word that its listener is shown.
        why: The rule that gave it its place, for `explain`; empty is not written down.
    """

    utterance_id: str
    speaker_id: str
    language: str
    priority: float
    accents: tuple[str, ...] = ()
    listeners: int | None = None
    blind: frozenset[int] = frozenset()
    attention_check: tuple[int, str] | None = None
    why: str = ""


def first_slots(item: QueueItem, listeners: int) -> list[AssignmentRow]:
    """Make the assignments that an utterance begins with."""
    wanted = item.listeners or listeners
    return [_slot(item, at, wanted) for at in range(wanted)]


def further_slot(
    about: AssignmentRow | QueueItem,
    slots: Sequence[AssignmentRow],
    opened_by: str,
    *,
    blind_share: float,
    priority: float | None = None,
) -> AssignmentRow:
    """Make one more listener's assignment, beside those an utterance has.

    Args:
        about: What is to be heard.
        slots: All of its assignments of this kind.
        opened_by: What asked for it, so that undoing that takes it back.
        blind_share: The chance that its listener is shown no hypothesis.
        priority: Its place in the queue; None for one after the last of the others.
    """
    number = max((_number(slot.assignment_id) for slot in slots), default=0) + 1
    assignment_id = f"{about.utterance_id}:{KIND}:{number}"
    return AssignmentRow(
        assignment_id=assignment_id,
        utterance_id=about.utterance_id,
        speaker_id=about.speaker_id,
        kind=KIND,
        language=about.language,
        lane=ANY_LISTENER,
        state="open",
        priority=_after(slots) if priority is None else priority,
        blind=digest_draw("blind", assignment_id) < blind_share,
        reason=opened_by,
    )


def adjudication(
    transaction: Transaction, about: AssignmentRow | QueueItem, opened_by: str, priority: float
) -> AssignmentRow:
    """Make a lead's assignment for an utterance."""
    held = transaction.rows(AssignmentRow, "utterance_id", [about.utterance_id])
    number = 1 + sum(one.kind == ADJUDICATE for one in held)
    return AssignmentRow(
        assignment_id=f"{about.utterance_id}:{ADJUDICATE}:{number}",
        utterance_id=about.utterance_id,
        speaker_id=about.speaker_id,
        kind=ADJUDICATE,
        language=about.language,
        state="open",
        priority=priority,
        reason=opened_by,
    )


def replacement(row: AssignmentRow) -> AssignmentRow:
    """Make the assignment that takes a skipped one's place: u1:correct:1, then u1:correct:1+1."""
    head, slot = row.assignment_id.rsplit(":", 1)
    first, _, times = slot.partition("+")
    return replace(
        row,
        assignment_id=f"{head}:{first}+{int(times or 0) + 1}",
        state="open",
        gold=False,
        worker_id=None,
        leased_at=None,
        leased_until=None,
        ended_at=None,
        reason=None,
    )


def name_turn(assignment_id: str) -> str:
    """Name whose turn an answer to an assignment takes: two of one utterance wait for one another.

    Example:
        >>> name_turn("u1:correct:2+1")
        'u1'
    """
    return assignment_id.partition(":")[0]


def _slot(item: QueueItem, at: int, listeners: int) -> AssignmentRow:
    lane = choose_lane(at, item.accents, listeners)
    # The two sorts of listeners go through the queue side by side, each in order of need; where
    # anybody will do, every utterance is heard once before any is heard twice.
    rank = 0 if lane else at
    attention_check = (
        item.attention_check[1] if item.attention_check and item.attention_check[0] == at else None
    )
    return AssignmentRow(
        assignment_id=f"{item.utterance_id}:{KIND}:{at + 1}",
        utterance_id=item.utterance_id,
        speaker_id=item.speaker_id,
        kind=KIND,
        language=usual_spelling(item.language),
        lane=lane,
        state="open",
        priority=rank + item.priority,
        blind=at in item.blind,
        planted_text=attention_check,
    )


def _number(assignment_id: str) -> int:
    return int(assignment_id.rsplit(":", 1)[1].partition("+")[0])


def _after(slots: Sequence[AssignmentRow]) -> float:
    return max((slot.priority for slot in slots), default=0.0) + 1
