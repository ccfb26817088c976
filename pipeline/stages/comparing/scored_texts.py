"""Texts as they are scored: without the words that were redacted, on both sides.

Counts are made of these texts, and so is whatever is told of words: what is masked cannot turn up
in a table, for it was never there.
"""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.io.store.store import Store, each_row
from pipeline.stages.permissions.masks import load_masks
from pipeline.tables import TimedWord
from pipeline.text.masking import Mask, scored_texts

Redactions = Mapping[str, tuple[Mask, Sequence[TimedWord]]]


def load_redactions(store: Store) -> Redactions:
    """Read of each hypothesis on a redacted utterance what is masked, and its words with times."""
    masks = load_masks(store)
    hypotheses = store.read(
        "hypotheses",
        where={"utterance_id": list(masks)},
        columns=["hypothesis_id", "utterance_id", "words"],
    )
    return {row.hypothesis_id: (masks[row.utterance_id], row.words) for row in each_row(hypotheses)}


def texts_to_score(
    pairs: Iterable[tuple[str, str, str]], policy: str, redactions: Redactions
) -> list[tuple[str, str]]:
    """Leave out of references and hypotheses what is masked.

    Args:
        pairs: Id of the hypothesis, reference, hypothesis.
        policy: The normalisation policy under which words are aligned.
        redactions: As `load_redactions` gives them.
    """
    return [
        scored_texts(reference, hypothesis, policy, *redactions[hypothesis_id])
        if hypothesis_id in redactions
        else (reference, hypothesis)
        for hypothesis_id, reference, hypothesis in pairs
    ]
