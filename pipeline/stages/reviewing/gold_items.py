"""Gold items: utterances whose text a lead vouches for; set, retired, and misses overturned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.review.showing.typed import one_line
from pipeline.stages.reviewing.adjudicate import standing_adjudications
from pipeline.tables import USABLE, GoldAnswerRow, GoldItemRow, UtteranceRow


@dataclass(frozen=True)
class GoldItem:
    """A gold item and how workers did on it.

    Attributes:
        utterance_id: Which utterance.
        set_by: The lead who vouches for its text.
        retired: It is no longer given to anybody.
        answers: How many workers have answered it.
        missed: Of those, how many missed it and were not forgiven.
        overturned: How many misses a lead overturned.
    """

    utterance_id: str
    set_by: str
    retired: bool
    answers: int
    missed: int
    overturned: int


def add_gold(
    workspace: Workspace, utterance_id: str, lead: Worker, text: str | None, now: datetime
) -> str:
    """Make an utterance a gold item, or change its text; returns the text.

    Args:
        workspace: Where.
        utterance_id: Which utterance.
        lead: Who vouches for the text.
        text: The text; None for what a lead decided in `isogloss adjudicate`.
        now: When.

    Raises:
        UnknownIdError: There is no such utterance.
        ReviewError: It is not usable, it is the lead's own voice, or it has no text.
    """
    store = workspace.store
    found = store.first(UtteranceRow, utterance_id=utterance_id)
    if found is None:
        raise UnknownIdError(f"no utterance {utterance_id!r}", expected="an utterance's id")
    if found.verdict not in USABLE:
        raise ReviewError(f"{utterance_id} is {found.verdict}", expected="one that people hear")
    if found.speaker_id in lead.own_voices:
        raise ReviewError("this is a recording of your own voice; another lead vouches for it")
    vouched = one_line(text) if text is not None else _adjudicated(workspace, utterance_id)
    row = GoldItemRow(utterance_id=utterance_id, text=vouched, set_by=lead.worker_id, set_at=now)
    with store.writing() as transaction:
        transaction.put("gold_items", [row])
    return vouched


def retire_gold(workspace: Workspace, utterance_id: str, now: datetime) -> None:
    """Give a gold item to nobody any more; answers to it stay.

    Raises:
        UnknownIdError: It is no gold item.
    """
    with workspace.store.writing() as transaction:
        held = transaction.rows(GoldItemRow, "utterance_id", [utterance_id])
        if not held:
            raise _no_gold(utterance_id)
        transaction.put("gold_items", [replace(row, retired_at=now) for row in held])


def overturn_misses(
    workspace: Workspace,
    utterance_id: str,
    worker_id: str | None,
    because: str,
    lead: Worker,
    now: datetime,
) -> int:
    """Forgive misses of a gold item; returns how many.

    Args:
        workspace: Where.
        utterance_id: Which gold item.
        worker_id: Whose miss; None for everybody's.
        because: Why.
        lead: Who overturns; not their own miss.
        now: When.

    Raises:
        ReviewError: There is no miss to overturn, or no reason is given.
    """
    reason = one_line(because)
    if not reason:
        raise ReviewError("no reason", expected="why the miss is none", where="--because")
    with workspace.store.writing() as transaction:
        missed = [
            replace(
                row,
                overturned_by=lead.worker_id,
                overturned_because=reason,
                overturned_at=now,
            )
            for row in transaction.rows(GoldAnswerRow, "utterance_id", [utterance_id])
            if not row.passed
            and row.overturned_at is None
            and row.worker_id != lead.worker_id
            and worker_id in (None, row.worker_id)
        ]
        if not missed:
            raise ReviewError(
                f"no miss of {utterance_id} to overturn",
                expected="a miss of somebody else that stands",
                remedy="isogloss gold list shows how many there are.",
            )
        transaction.put("gold_answers", missed)
    return len(missed)


def list_gold(workspace: Workspace) -> list[GoldItem]:
    """List all gold items, those in use first."""
    answers: dict[str, list[GoldAnswerRow]] = {}
    for answer in workspace.store.rows(GoldAnswerRow):
        answers.setdefault(answer.utterance_id, []).append(answer)
    items = [
        _item(row, answers.get(row.utterance_id, [])) for row in workspace.store.rows(GoldItemRow)
    ]
    return sorted(items, key=lambda item: (item.retired, item.utterance_id))


def _item(row: GoldItemRow, answers: Sequence[GoldAnswerRow]) -> GoldItem:
    overturned = [one for one in answers if one.overturned_at is not None]
    return GoldItem(
        utterance_id=row.utterance_id,
        set_by=row.set_by,
        retired=row.retired_at is not None,
        answers=len(answers),
        missed=sum(not one.passed and one.overturned_at is None for one in answers),
        overturned=len(overturned),
    )


def _adjudicated(workspace: Workspace, utterance_id: str) -> str:
    standing = standing_adjudications(workspace.store)
    texts = standing.loc[standing["utterance_id"] == utterance_id, "text"]
    if texts.empty:
        raise ReviewError(
            f"no lead has decided what is said in {utterance_id}",
            expected="a decision of isogloss adjudicate, or a text",
            remedy="Give the text: --text 'what is said'",
        )
    return str(texts.iloc[0])


def _no_gold(utterance_id: str) -> UnknownIdError:
    return UnknownIdError(
        f"{utterance_id!r} is no gold item",
        expected="one of: isogloss gold list",
    )
