"""What is masked in the texts of utterances, read from their redactions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.io.store.store import Store
from pipeline.text.masking import Mask

NOTHING_MASKED = Mask()


def load_masks(store: Store, utterance_ids: Iterable[str] | None = None) -> dict[str, Mask]:
    """What is masked in the texts of utterances; those without a redaction are not in it.

    Args:
        store: The database.
        utterance_ids: Which; all unless told.
    """
    where = None if utterance_ids is None else {"utterance_id": sorted(set(utterance_ids))}
    held: dict[str, list[dict[Any, Any]]] = {}
    for row in store.read("redactions", where=where).to_dict("records"):
        held.setdefault(row["utterance_id"], []).append(row)
    return {utterance_id: mask_of(rows) for utterance_id, rows in held.items()}


def mask_of(rows: Iterable[Mapping[Any, Any]]) -> Mask:
    """The mask of one utterance's rows of `redactions`."""
    in_order = sorted(rows, key=lambda row: (row["from_s"], row["to_s"], row["redaction_id"]))
    words = dict.fromkeys(word for row in in_order for word in row["words"])
    return Mask(tuple(words), tuple((row["from_s"], row["to_s"]) for row in in_order))


def masked_text(store: Store, utterance_id: str, text: str) -> str:
    """What people typed for an utterance, or its reference, as it may be shown."""
    return load_masks(store, [utterance_id]).get(utterance_id, NOTHING_MASKED).text(text)


def masked_hypotheses(
    store: Store, utterance_id: str, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Rows of `hypotheses` of one utterance as they may be shown to a worker.

    Where something is masked their words go altogether: they are the same text once more, with
    the time at which each was said.
    """
    mask = load_masks(store, [utterance_id]).get(utterance_id)
    if mask is None:
        return [dict(row) for row in rows]
    return [
        dict(row) | {"text": mask.hypothesis(row["text"], row["words"] or ()), "words": []}
        if row["text"] is not None
        else dict(row)
        for row in rows
    ]
