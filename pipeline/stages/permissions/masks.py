"""What is masked in the texts of utterances, read from their redactions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.io.store.store import Store
from pipeline.tables import HypothesisRow, RedactionRow
from pipeline.text.masking import Mask

NOTHING_MASKED = Mask()


def load_masks(store: Store, utterance_ids: Iterable[str] | None = None) -> dict[str, Mask]:
    """Read what is masked in the texts of utterances; those without a redaction are left out.

    Args:
        store: The database.
        utterance_ids: Which; all unless told.
    """
    where = None if utterance_ids is None else {"utterance_id": sorted(set(utterance_ids))}
    held: dict[str, list[RedactionRow]] = {}
    for row in store.rows(RedactionRow, where=where):
        held.setdefault(row.utterance_id, []).append(row)
    return {utterance_id: make_mask(rows) for utterance_id, rows in held.items()}


def make_mask(rows: Iterable[RedactionRow]) -> Mask:
    """Make the mask of one utterance out of its redactions."""
    in_order = sorted(rows, key=lambda row: (row.from_s, row.to_s, row.redaction_id))
    words = dict.fromkeys(word for row in in_order for word in row.words)
    return Mask(tuple(words), tuple((row.from_s, row.to_s) for row in in_order))


def masked_text(store: Store, utterance_id: str, text: str) -> str:
    """Mask what people typed for an utterance, or its reference, so that it may be shown."""
    return load_masks(store, [utterance_id]).get(utterance_id, NOTHING_MASKED).text(text)


def masked_hypotheses(
    store: Store, utterance_id: str, rows: Sequence[HypothesisRow]
) -> list[HypothesisRow]:
    """Mask the hypotheses of one utterance, so that they may be shown to a worker.

    Where something is masked their words go altogether: they are the same text once more, with
    the time at which each was said.
    """
    mask = load_masks(store, [utterance_id]).get(utterance_id)
    if mask is None:
        return list(rows)
    return [
        replace(row, text=mask.hypothesis(row.text, row.words or ()), words=())
        if row.text is not None
        else row
        for row in rows
    ]
