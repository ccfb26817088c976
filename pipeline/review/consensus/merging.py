"""References out of corrections: one worker's text as it is, several workers' consensus."""

import hashlib

import pandas as pd

from pipeline.review.consensus.outcome import Consensus
from pipeline.review.consensus.vote import find_consensus

REFERENCE_COLUMNS = ("utterance_id", "text", "method", "workers", "agreement", "sources", "votes")


def merge_corrections(corrections: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Make one reference an utterance of what people typed.

    Of each worker only the latest correction that is not retracted counts. One worker: their text,
    method "single", no agreement. Two: method "medoid", the text of the one who agrees more with
    others on other utterances, or the one with more words, else the earlier. Three or more:
    method "rover", word by word, and `votes` says which correction voted for what
    (`pipeline.review.consensus.vote`).

    Args:
        corrections: Columns `correction_id`, `utterance_id`, `worker_id`, `text`, `corrected_at`,
            `retracted_at` (null unless retracted), in any order. The more of a worker's
            corrections there are, the better their votes can be weighed.
        policy: The normalisation policy under which words are compared.

    Returns:
        Columns `utterance_id`, `text`, `method` (single, medoid or rover), `workers` (how many),
        `agreement` (0 to 1, null for a single one), `sources` (the correction ids, earliest
        first), `votes` (of each word `word`, `voters` and `others`; empty unless they voted); a
        row an utterance, ordered by `utterance_id`.

    Raises:
        SettingsError: No policy has this name.
    """
    standing = corrections[corrections["retracted_at"].isna()]
    # Texts that came in one table have one time. Then the hash of what they say decides: it is the
    # same in every store, and favours neither a worker nor a letter.
    drawn = [
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in standing["text"]
    ]
    ordered = standing.assign(drawn=drawn).sort_values(["corrected_at", "drawn", "correction_id"])
    texts = ordered[["utterance_id", "worker_id", "text"]].assign(
        voter=ordered["correction_id"], precedence=range(len(ordered))
    )
    rows = [_as_row(one) for one in find_consensus(texts, policy)]
    return pd.DataFrame(rows, columns=pd.Index(REFERENCE_COLUMNS), dtype=object)


def _as_row(found: Consensus) -> tuple[object, ...]:
    """Give the values of one reference in the order of REFERENCE_COLUMNS."""
    return (
        found.utterance_id,
        found.text,
        found.method,
        found.workers,
        found.agreement,
        list(found.voters),
        found.votes(),
    )
