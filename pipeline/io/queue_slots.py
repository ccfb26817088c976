"""The assignments of an utterance, one a listener: how they are named, ordered and opened.

`u1:correct:2` is the second listener's; `u1:correct:2+1` takes its place where they skipped it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.io.queue_events import digest_draw
from pipeline.io.queue_workers import usual_spelling
from pipeline.io.store import Transaction
from pipeline.review.assigning.routing import choose_lane
from pipeline.tables import ANY_LISTENER

KIND = "correct"
ADJUDICATE = "adjudicate"


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
        planted: A slot and the text with a wrong word that its listener is shown.
        why: The rule that gave it its place, for `explain`; empty is not written down.
    """

    utterance_id: str
    speaker_id: str
    language: str
    priority: float
    accents: tuple[str, ...] = ()
    listeners: int | None = None
    blind: frozenset[int] = frozenset()
    planted: tuple[int, str] | None = None
    why: str = ""


def first_slots(item: QueueItem, listeners: int) -> list[dict[str, Any]]:
    """The assignments that an utterance begins with."""
    wanted = item.listeners or listeners
    return [_slot(item, at, wanted) for at in range(wanted)]


def further_slot(
    row: Mapping[str, Any],
    slots: Sequence[Mapping[str, Any]],
    opened_by: str,
    *,
    blind_share: float,
    priority: float | None = None,
) -> dict[str, Any]:
    """One more listener's assignment, beside those an utterance has.

    Args:
        row: One of its assignments.
        slots: All of its assignments of this kind.
        opened_by: What asked for it, so that undoing that takes it back.
        blind_share: The chance that its listener is shown no hypothesis.
        priority: Its place in the queue; None for one after the last of the others.
    """
    number = max((_number(slot["assignment_id"]) for slot in slots), default=0) + 1
    assignment_id = f"{row['utterance_id']}:{KIND}:{number}"
    return {
        "assignment_id": assignment_id,
        "utterance_id": row["utterance_id"],
        "speaker_id": row["speaker_id"],
        "kind": KIND,
        "language": row["language"],
        "lane": ANY_LISTENER,
        "state": "open",
        "priority": _after(slots) if priority is None else priority,
        "blind": digest_draw("blind", assignment_id) < blind_share,
        "reason": opened_by,
    }


def adjudication(
    transaction: Transaction, row: Mapping[str, Any], opened_by: str, priority: float
) -> dict[str, Any]:
    """A lead's assignment for an utterance; `row` is any assignment of it."""
    held = transaction.all_rows("assignments", "utterance_id", [row["utterance_id"]])
    number = 1 + sum(one["kind"] == ADJUDICATE for one in held)
    return {
        "assignment_id": f"{row['utterance_id']}:{ADJUDICATE}:{number}",
        "utterance_id": row["utterance_id"],
        "speaker_id": row["speaker_id"],
        "kind": ADJUDICATE,
        "language": row["language"],
        "state": "open",
        "priority": priority,
        "reason": opened_by,
    }


def replacement(row: Mapping[str, Any]) -> dict[str, Any]:
    """The assignment that takes a skipped one's place: u1:correct:1, then u1:correct:1+1."""
    head, slot = row["assignment_id"].rsplit(":", 1)
    first, _, times = slot.partition("+")
    kept = ("utterance_id", "speaker_id", "kind", "language", "lane", "priority", "blind")
    return {name: row[name] for name in (*kept, "planted_text")} | {
        "assignment_id": f"{head}:{first}+{int(times or 0) + 1}",
        "state": "open",
    }


def turn_of(assignment_id: str) -> str:
    """Whose turn an answer to an assignment takes: two of one utterance wait for one another.

    Example:
        >>> turn_of("u1:correct:2+1")
        'u1'
    """
    return assignment_id.partition(":")[0]


def _slot(item: QueueItem, at: int, listeners: int) -> dict[str, Any]:
    lane = choose_lane(at, item.accents, listeners)
    # The two sorts of listeners go through the queue side by side, each in order of need; where
    # anybody will do, every utterance is heard once before any is heard twice.
    rank = 0 if lane else at
    planted = item.planted[1] if item.planted and item.planted[0] == at else None
    return {
        "assignment_id": f"{item.utterance_id}:{KIND}:{at + 1}",
        "utterance_id": item.utterance_id,
        "speaker_id": item.speaker_id,
        "kind": KIND,
        "language": usual_spelling(item.language),
        "lane": lane,
        "state": "open",
        "priority": rank + item.priority,
        "blind": at in item.blind,
        "planted_text": planted,
    }


def _number(assignment_id: str) -> int:
    return int(assignment_id.rsplit(":", 1)[1].partition("+")[0])


def _after(slots: Sequence[Mapping[str, Any]]) -> float:
    return max((slot["priority"] for slot in slots), default=0.0) + 1
