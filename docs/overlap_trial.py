"""A trial of what overlap by need would have cost, on a corpus with many texts an utterance.

Listeners are asked one after the other, in the order of the rows. Two are always asked, and
another as long as no two texts are within a distance, up to a limit: the rule by which the queue
asks (`pipeline.review.assigning.overlap`). The rows that would have been asked for are then a table
like any other, of which the consensus can be held against what was really said.
"""

from itertools import pairwise

import numpy as np
import pandas as pd

from pipeline.review.assigning.overlap import LEAST_TO_COMPARE
from pipeline.text.distance import token_distance
from pipeline.text.policies import tokens


def nearest_pairs(texts: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Compute at each text how near to each other the two nearest texts are by then.

    Args:
        texts: Columns `utterance_id`, `text`, in the order in which listeners are asked.
        policy: The normalisation policy under which words are compared.

    Returns:
        The same rows, ordered by utterance, with `place` (from 0 in each utterance) and `nearest`
        (the least distance of two texts up to here; infinite at the first).

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> said = pd.DataFrame({"utterance_id": "u", "text": ["a b", "c", "a b", "d"]})
        >>> nearest_pairs(said, "basic-1")["nearest"].tolist()
        [inf, 1.0, 0.0, 0.0]
    """
    rows = texts.sort_values("utterance_id", kind="stable")
    rows = rows.assign(place=rows.groupby("utterance_id").cumcount())
    words = [tokens(text, policy) for text in rows["text"]]
    starts = [*np.flatnonzero(rows["place"] == 0), len(rows)]
    nearest = np.full(len(rows), np.inf)
    for first, end in pairwise(starts):
        for row in range(first + 1, end):
            own = min(token_distance(words[row], words[other]) for other in range(first, row))
            nearest[row] = min(own, nearest[row - 1])
    return rows.assign(nearest=nearest)


def asked_for(rows: pd.DataFrame, within: float, most: int) -> pd.DataFrame:
    """Keep the texts that would have been asked for.

    Args:
        rows: What `nearest_pairs` returns.
        within: Two texts this near are enough.
        most: Listeners an utterance at most.

    Returns:
        Rows of `rows`, in their order.

    Example:
        >>> said = pd.DataFrame({"utterance_id": "u", "text": ["a b", "c", "a b", "d"]})
        >>> rows = nearest_pairs(said, "basic-1")
        >>> [len(asked_for(rows, within, most=4)) for within in (0.0, 1.0)]
        [3, 2]
    """
    before = rows["nearest"].shift(1, fill_value=np.inf)
    needed = (rows["place"] < LEAST_TO_COMPARE) | (before > within)
    return rows[needed & (rows["place"] < most)]
