"""The weight of a worker's votes, from agreement alone: nobody is asked what was really said.

Of every text we know in how many words it differs from the consensus. A worker's rate of
difference is taken from their other utterances, never from the one that is voted on, and drawn
to the mean of all workers as far as there is little of it (empirical Bayes, after Dawid & Skene
1979, DOI 10.2307/2346806, with one rate a worker in place of a table of confusions). It is mixed
with the text's own rate, so that a good worker's one broken text does not outvote the others.
The consensus errs too, and where it does, whoever was right differs from it: a part of the mean
rate is taken off everybody's for that, which tells the good from the middling.
Votes weigh the log-odds of agreeing, which is what independent voters of unequal skill should
weigh (Nitzan & Paroush 1982, DOI 10.2307/2526438).
"""

import numpy as np
from numpy.typing import NDArray

MEAN_WORDS = 30.0
"""So many words at the mean rate are added to what is known of each worker."""
OTHERS_WORDS = 400.0
"""The rate over a worker's other utterances counts as so many words beside this text's own."""
CONSENSUS_ERRS = 0.25
"""So much of the mean rate of difference is laid to the consensus and not to workers."""
LEAST_RATE, MOST_RATE = 0.01, 0.495
"""However bad, a text keeps some weight above 0, and however good, not all of it."""


def vote_weights(
    differing: NDArray[np.float64], words: NDArray[np.float64], workers: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Weigh texts by how much their workers agree with the consensus elsewhere.

    Args:
        differing: Of each text, in how many words it differs from the consensus.
        words: Of each text, how many words there were to agree on.
        workers: Of each text, the number of its worker, from 0.

    Returns:
        Log-odds of agreeing, a text each, above 0.

    Example:
        >>> wrong, words = np.array([0.0, 0.0, 9.0, 0.0]), np.full(4, 20.0)
        >>> careful, careless = vote_weights(wrong, words, np.array([0, 0, 1, 1]))[[0, 3]]
        >>> bool(careful > careless)
        True
    """
    if not words.sum():
        return np.ones_like(words)
    usual = usual_rates(differing, words, workers)
    rate = (OTHERS_WORDS * usual + differing) / (OTHERS_WORDS + words)
    rate = rate.clip(LEAST_RATE, MOST_RATE)
    weights: NDArray[np.float64] = np.log((1 - rate) / rate)
    return weights


def usual_rates(
    differing: NDArray[np.float64], words: NDArray[np.float64], workers: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Estimate how often a worker errs, for each text from their other texts alone.

    Args:
        differing: As in `vote_weights`.
        words: As in `vote_weights`; some must be above 0.
        workers: As in `vote_weights`.

    Returns:
        Errors a word. For the very best it can come out below 0: they differ less than even the
        consensus was reckoned to err.

    Example:
        >>> wrong, words = np.array([0.0, 0.0, 9.0, 0.0]), np.full(4, 20.0)
        >>> usual_rates(wrong, words, np.array([0, 0, 1, 1])).round(2).tolist()
        [0.04, 0.04, 0.04, 0.22]
    """
    mean = differing.sum() / words.sum()
    errors = _others(differing, workers) + MEAN_WORDS * mean
    rates: NDArray[np.float64] = errors / (_others(words, workers) + MEAN_WORDS)
    rates -= CONSENSUS_ERRS * mean
    return rates


def _others(values: NDArray[np.float64], workers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum up over all other texts of the same worker."""
    sums = np.bincount(workers, values).astype(np.float64)
    return sums[workers] - values
