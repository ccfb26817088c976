"""What recognisers and people made of an utterance, for `explain`: texts, votes, rulings, plays.

Words that were redacted are shown in no text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.io.store.store import Store
from pipeline.stages.permissions.masks import load_masks
from pipeline.text.masking import Mask


@dataclass(frozen=True)
class Event:
    """One thing that happened to an utterance.

    Attributes:
        at: When.
        says: What, in a line.
        details: More lines that belong to it.
    """

    at: datetime
    says: str
    details: tuple[str, ...] = ()


def texts_and_people(store: Store, utterance_id: str) -> list[Event]:
    """Everything that is known of an utterance beside the decisions on it, in no order."""
    mask = load_masks(store, [utterance_id]).get(utterance_id, Mask())
    rows = {
        table: [
            {str(name): value for name, value in row.items()}
            for row in store.read(table, where={"utterance_id": utterance_id}).to_dict("records")
        ]
        for table in _TELLERS
    }
    names = {row["correction_id"]: f"worker {row['worker_id']}" for row in rows["corrections"]}
    return [tell(row, mask, names) for table, tell in _TELLERS.items() for row in rows[table]]


def _hypothesis(row: Mapping[str, Any], mask: Mask, _names: Mapping[str, str]) -> Event:
    by = f"{row['engine']} {row['model']}".strip()
    if row["failure"]:
        return Event(row["transcribed_at"], f"{by} could not recognise it: {row['failure']}")
    heard = mask.hypothesis(row["text"], row["words"] or [])
    return Event(row["transcribed_at"], f"{by} heard {heard!r}")


def _correction(row: Mapping[str, Any], mask: Mask, _names: Mapping[str, str]) -> Event:
    says = f"worker {row['worker_id']} {row['action']}: {mask.text(row['text'])!r}"
    says += ", without having seen a hypothesis" if row["blind"] else ""
    says += ", as a check on their work (gold)" if row["gold"] else ""
    if row["knows_accent"] is not None:
        says += ", who knows the accent" if row["knows_accent"] else ", who is new to the accent"
    if row["retracted_at"] is not None:
        says += f" (taken back {row['retracted_at']:%Y-%m-%d %H:%M:%S} UTC)"
    return Event(row["corrected_at"], says)


def _gold_answer(row: Mapping[str, Any], _mask: Mask, _names: Mapping[str, str]) -> Event:
    says = "passed" if row["passed"] else "missed"
    says = (
        f"worker {row['worker_id']} {says} it as a check: distance {row['distance']:.2f}, "
        f"limit {row['limit']:.2f}"
    )
    if row["overturned_by"] is not None:
        says += f"; forgiven by {row['overturned_by']}: {row['overturned_because']}"
    return Event(row["answered_at"], says)


def _reference(row: Mapping[str, Any], _mask: Mask, names: Mapping[str, str]) -> Event:
    agreed = "" if row["agreement"] is None else f", agreement {row['agreement']:.2f}"
    says = f"reference ({row['method']}, {row['workers']} worker(s){agreed}): {row['text']!r}"
    votes = tuple(_vote(place, names) for place in row["votes"] or [])
    return Event(row["referenced_at"], says, votes)


def _vote(place: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Who voted for a word of a consensus, and what else was written in its place."""
    others = "; ".join(
        f"{_word(other['word'])}: {_voters(other, names)}" for other in place["others"]
    )
    return f"{_word(place['word'])}: {_voters(place, names)}" + (
        f" (instead {others})" if others else ""
    )


def _word(word: str) -> str:
    return repr(word) if word else "nothing"


def _voters(choice: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(voter, voter) for voter in choice["voters"])


def _adjudication(row: Mapping[str, Any], mask: Mask, names: Mapping[str, str]) -> Event:
    of = ", ".join(names.get(source, source) for source in row["sources"])
    says = f"lead {row['lead_id']} {row['action']}: {mask.text(row['text'])!r}"
    says += f", from {of}" if of else ""
    says += f", because {mask.text(row['reason'])}" if row["reason"] else ""
    says += " (taken back)" if row["retracted_at"] is not None else ""
    return Event(row["adjudicated_at"], says)


def _appeal(row: Mapping[str, Any], mask: Mask, _names: Mapping[str, str]) -> Event:
    by = "the speaker" if row["by_kind"] == "speaker" else f"worker {row['worker_id']}"
    says = f"{by} appealed against {mask.text(row['text_before'])!r}: {mask.text(row['reason'])}"
    if row["state"] == "open":
        return Event(row["raised_at"], f"{says} (open)")
    after = mask.text(row["text_after"] or "")
    settled = f"{row['state']} by {row['settled_by']}, the text is now {after!r}"
    return Event(row["raised_at"], f"{says} ({settled})")


def _listen(row: Mapping[str, Any], _mask: Mask, _names: Mapping[str, str]) -> Event:
    return Event(row["listened_at"], f"heard by worker {row['worker_id']} for {row['purpose']}")


_TELLERS = {
    "hypotheses": _hypothesis,
    "corrections": _correction,
    "gold_answers": _gold_answer,
    "references": _reference,
    "adjudications": _adjudication,
    "appeals": _appeal,
    "listens": _listen,
}
