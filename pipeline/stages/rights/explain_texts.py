"""What recognisers and people made of an utterance, for `explain`: texts, votes, rulings, plays.

Words that were redacted are shown in no text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.io.store.store import Store
from pipeline.stages.permissions.masks import load_masks
from pipeline.tables import (
    AdjudicationRow,
    AppealRow,
    CorrectionRow,
    GoldAnswerRow,
    HypothesisRow,
    ListenRow,
    ReferenceRow,
    VotedWord,
    WordVote,
)
from pipeline.text.masking import Mask


@dataclass(frozen=True)
class Happening:
    """One thing that happened to an utterance.

    Attributes:
        at: When.
        says: What, in a line.
        details: More lines that belong to it.
    """

    at: datetime
    says: str
    details: tuple[str, ...] = ()


def texts_and_people(store: Store, utterance_id: str) -> list[Happening]:
    """Read everything that is known of an utterance beside the decisions on it, in no order."""
    mask = load_masks(store, [utterance_id]).get(utterance_id, Mask())
    where = {"utterance_id": utterance_id}
    corrections = store.rows(CorrectionRow, where=where)
    names = {row.correction_id: f"worker {row.worker_id}" for row in corrections}
    return [
        *(_hypothesis(row, mask) for row in store.rows(HypothesisRow, where=where)),
        *(_correction(row, mask) for row in corrections),
        *(_gold_answer(row) for row in store.rows(GoldAnswerRow, where=where)),
        *(_reference(row, names) for row in store.rows(ReferenceRow, where=where)),
        *(_adjudication(row, mask, names) for row in store.rows(AdjudicationRow, where=where)),
        *(_appeal(row, mask) for row in store.rows(AppealRow, where=where)),
        *(_listen(row) for row in store.rows(ListenRow, where=where)),
    ]


def _hypothesis(row: HypothesisRow, mask: Mask) -> Happening:
    by = f"{row.engine} {row.model}".strip()
    if row.failure:
        return Happening(row.transcribed_at, f"{by} could not recognise it: {row.failure}")
    hypothesis = mask.hypothesis(row.text or "", row.words or ())
    return Happening(row.transcribed_at, f"{by} heard {hypothesis!r}")


def _correction(row: CorrectionRow, mask: Mask) -> Happening:
    says = f"worker {row.worker_id} {row.action}: {mask.text(row.text)!r}"
    says += ", without having seen a hypothesis" if row.blind else ""
    says += ", as a check on their work (gold)" if row.gold else ""
    if row.knows_accent is not None:
        says += ", who knows the accent" if row.knows_accent else ", who is new to the accent"
    if row.retracted_at is not None:
        says += f" (taken back {row.retracted_at:%Y-%m-%d %H:%M:%S} UTC)"
    return Happening(row.corrected_at, says)


def _gold_answer(row: GoldAnswerRow) -> Happening:
    says = "passed" if row.passed else "missed"
    says = (
        f"worker {row.worker_id} {says} it as a check: distance {row.distance:.2f}, "
        f"limit {row.limit:.2f}"
    )
    if row.overturned_by is not None:
        says += f"; forgiven by {row.overturned_by}: {row.overturned_because}"
    return Happening(row.answered_at, says)


def _reference(row: ReferenceRow, names: Mapping[str, str]) -> Happening:
    agreed = "" if row.agreement is None else f", agreement {row.agreement:.2f}"
    says = f"reference ({row.method}, {row.workers} worker(s){agreed}): {row.text!r}"
    votes = tuple(_vote(place, names) for place in row.votes or [])
    return Happening(row.referenced_at, says, votes)


def _vote(place: WordVote, names: Mapping[str, str]) -> str:
    """Who voted for a word of a consensus, and what else was written in its place."""
    others = "; ".join(
        f"{_word(other['word'])}: {_voters(other, names)}" for other in place["others"]
    )
    return f"{_word(place['word'])}: {_voters(place, names)}" + (
        f" (instead {others})" if others else ""
    )


def _word(word: str) -> str:
    return repr(word) if word else "nothing"


def _voters(choice: VotedWord, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(voter, voter) for voter in choice["voters"])


def _adjudication(row: AdjudicationRow, mask: Mask, names: Mapping[str, str]) -> Happening:
    of = ", ".join(names.get(source, source) for source in row.sources)
    says = f"lead {row.lead_id} {row.action}: {mask.text(row.text)!r}"
    says += f", from {of}" if of else ""
    says += f", because {mask.text(row.reason)}" if row.reason else ""
    says += " (taken back)" if row.retracted_at is not None else ""
    return Happening(row.adjudicated_at, says)


def _appeal(row: AppealRow, mask: Mask) -> Happening:
    by = "the speaker" if row.by_kind == "speaker" else f"worker {row.worker_id}"
    says = f"{by} appealed against {mask.text(row.text_before)!r}: {mask.text(row.reason)}"
    if row.state == "open":
        return Happening(row.raised_at, f"{says} (open)")
    after = mask.text(row.text_after or "")
    settled = f"{row.state} by {row.settled_by}, the text is now {after!r}"
    return Happening(row.raised_at, f"{says} ({settled})")


def _listen(row: ListenRow) -> Happening:
    return Happening(row.listened_at, f"heard by worker {row.worker_id} for {row.purpose}")
