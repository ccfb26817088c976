"""Compiled code that lets many texts of one utterance vote, word by word.

Recogniser output voting error reduction (Fiscus 1997, DOI 10.1109/ASRU.1997.659110): texts are
lined up (`pipeline.review.consensus.alignment_kernel`), and in each slot the candidate with the
heaviest votes wins, where "nothing" is a candidate too. Three things differ from the paper. Votes
weigh what the skill of a worker gives them (`pipeline.review.consensus.skill`). Neighbouring slots
are decided together: candidates that the same people wrote one after the other support each other,
so that one who heard "dis like" and one who heard "dislike" do not end as "dis dislike"; the best
row of candidates is found exactly (Viterbi 1967, DOI 10.1109/TIT.1967.1054010).

Who leaves out many words in a row has not heard nothing many times over, but stopped typing, or
lost the thread once. So a stretch left out is one vote for "nothing" and one difference from the
consensus, shared among its slots.

Ties go to the heavier, then to what the medoid says, then to the text that was given first.

Nothing compiled is called from another file: compiled code is kept on disk by the date of its own
file, and would not notice a change in the other.
"""

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

NOTHING = -1
"""Stands in a slot where a text has no word, as in `alignment_kernel`."""

NOTHING_WEIGHS = 0.9
"""A vote for "nothing": a word is more easily missed than made up."""
NEIGHBOUR_SUPPORT = 0.8
"""What part of the votes counts again for two neighbours that the same texts have."""

_MEDOID_FIRST = 1e-6
_SAME = 1e-12

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")


@compiled
def vote_all(  # noqa: PLR0913 - a flat list of arrays is what compiled code takes
    networks: Ints,
    network_bounds: Ints,
    utterance_bounds: Ints,
    weights: Floats,
    medoids: Ints,
    slot_bounds: Ints,
    chosen: Ints,
    differing: Floats,
    filled: Floats,
) -> None:
    """Decide every slot of every network.

    Args:
        networks: int64, as `alignment_kernel.line_up_all` returns them.
        network_bounds: int64 (utterances + 1,), where each starts and ends.
        utterance_bounds: int64 (utterances + 1,), which texts belong to an utterance.
        weights: float64 (texts,), above 0.
        medoids: int64 (utterances,), the place of the medoid among an utterance's texts.
        slot_bounds: int64 (utterances + 1,), where in `chosen` each utterance starts and ends.
        chosen: int64 (slots,), filled with the code of the word that won, or NOTHING.
        differing: float64 (texts,), filled with the slots where a text differs from the consensus,
            a stretch left out as one.
        filled: float64 (texts,), filled with the slots where it or the consensus has a word, a
            stretch left out as one.
    """
    for u in range(len(utterance_bounds) - 1):
        first, end = utterance_bounds[u], utterance_bounds[u + 1]
        slots = slot_bounds[u + 1] - slot_bounds[u]
        if slots == 0:
            continue
        network = networks[network_bounds[u] : network_bounds[u + 1]].reshape(end - first, slots)
        heavy = weights[first:end]
        shares = _shares(network)
        support = _support(network, shares, heavy, medoids[u])
        best = _best_row(support, network, shares, heavy)
        chosen[slot_bounds[u] : slot_bounds[u + 1]] = best
        for text in range(end - first):
            for slot in range(slots):
                word = network[text, slot]
                if word != best[slot]:
                    differing[first + text] += shares[text, slot]
                if word != NOTHING or best[slot] != NOTHING:
                    filled[first + text] += shares[text, slot]


@compiled
def _shares(network: Ints) -> Floats:
    """Compute what part of its vote a text has in a slot, float64 (texts, slots).

    All of it where it has a word. A stretch where it has none has one vote, in as many parts as
    there are slots in it where most texts have a word.
    """
    texts, slots = network.shape
    expected = np.zeros(slots + 1, np.int64)
    for slot in range(slots):
        words = 0
        for text in range(texts):
            words += network[text, slot] != NOTHING
        expected[slot + 1] = expected[slot] + (2 * words > texts)
    shares = np.ones((texts, slots))
    for text in range(texts):
        start = 0
        for slot in range(slots + 1):
            if slot == slots or network[text, slot] != NOTHING:
                shares[text, start:slot] = 1.0 / max(expected[slot] - expected[start], 1)
                start = slot + 1
    return shares


@compiled
def _support(network: Ints, shares: Floats, weights: Floats, medoid: int) -> Floats:
    """Sum the votes for what each text has in each slot, float64 (slots, texts)."""
    texts, slots = network.shape
    support = np.zeros((slots, texts))
    for slot in range(slots):
        for candidate in range(texts):
            word = network[candidate, slot]
            whole = NOTHING_WEIGHS if word == NOTHING else 1.0
            for text in range(texts):
                if network[text, slot] == word:
                    support[slot, candidate] += whole * shares[text, slot] * weights[text]
            if word == network[medoid, slot]:
                support[slot, candidate] += _MEDOID_FIRST
    return support


@compiled
def _best_row(support: Floats, network: Ints, shares: Floats, weights: Floats) -> Ints:
    """Find the row of candidates with the most support, of slots and of neighbours together."""
    slots, texts = support.shape
    came = np.zeros((slots, texts), np.int64)
    total = np.zeros(texts)
    for slot in range(slots):
        reached = np.empty(texts)
        for candidate in range(texts):
            twin = _first_with(network[:, slot], network[candidate, slot])
            if twin < candidate:
                came[slot, candidate] = came[slot, twin]
                most = reached[twin] - support[slot, twin]
            else:
                came[slot, candidate], most = _best_before(
                    network, slot, candidate, total, shares, weights
                )
            reached[candidate] = most + support[slot, candidate]
        total = reached
    best = np.empty(slots, np.int64)
    candidate = _first_heaviest(total)
    for slot in range(slots - 1, -1, -1):
        best[slot] = network[candidate, slot]
        candidate = came[slot, candidate]
    return best


@compiled
def _best_before(
    network: Ints, slot: int, candidate: int, total: Floats, shares: Floats, weights: Floats
) -> tuple[int, float]:
    """Find the candidate of the slot before that goes best with this one, and their support."""
    if slot == 0:
        return 0, 0.0
    together = total.copy()
    for before in range(len(weights)):
        for text in range(len(weights)):
            here = network[text, slot] == network[candidate, slot]
            if here and network[text, slot - 1] == network[before, slot - 1]:
                share = min(shares[text, slot], shares[text, slot - 1])
                together[before] += NEIGHBOUR_SUPPORT * share * weights[text]
    best = _first_heaviest(together)
    return best, together[best]


@compiled
def _first_with(column: Ints, word: int) -> int:
    text = 0
    while column[text] != word:
        text += 1
    return text


@compiled
def _first_heaviest(values: Floats) -> int:
    best = 0
    for place in range(len(values)):
        if values[place] > values[best] + _SAME:
            best = place
    return best
