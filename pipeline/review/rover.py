"""Compiled code that lets many texts of one utterance vote, word by word.

Recogniser output voting error reduction (Fiscus 1997, DOI 10.1109/ASRU.1997.659110): texts are
lined up (`pipeline.review.progressive`), and in each slot the candidate with the heaviest votes
wins, where "nothing" is a candidate too. Three things differ from the paper. Votes weigh what
the skill of a worker gives them (`pipeline.review.skill`). A vote supports in part also words
spelled much like its own. And neighbouring slots are decided together: candidates that the same
people wrote one after the other support each other, so that one who heard "dis like" and one who
heard "dislike" do not end as "dis dislike"; the best row of candidates is found exactly
(Viterbi 1967, DOI 10.1109/TIT.1967.1054010).

Ties go to the heavier, then to what the medoid says, then to the text that was given first.
"""

from typing import Any

import numpy as np

from pipeline.review.progressive import (
    NOTHING,
    compiled,
    likenesses,
    line_up,
    medoid_of,
    nearest_first,
    text_distances,
)

NOTHING_WEIGHS = 0.9
"""A vote for "nothing": a word is more easily missed than made up."""
SPELLING_SUPPORT = 0.3
"""What part of a vote goes to a word spelled alike, times the likeness squared."""
NEIGHBOUR_SUPPORT = 0.8
"""What part of the votes counts again for two neighbours that the same texts have."""

MOST_WORDS = 2_000
"""Of longer texts only the medoid is found: lining words up takes the square of the length."""
TOO_LONG = -1

_MEDOID_FIRST = 1e-6
_SAME = 1e-12


@compiled
def vote_all(  # noqa: PLR0913 - a flat list of arrays is what compiled code takes
    codes: Any,
    text_bounds: Any,
    utterance_bounds: Any,
    words: Any,
    word_bounds: Any,
    letters: Any,
    letter_bounds: Any,
    weights: Any,
    slot_of: Any,
    chosen: Any,
    slots: Any,
    differing: Any,
    filled: Any,
    medoids: Any,
    agreements: Any,
) -> None:
    """Find the consensus of every utterance.

    Args:
        codes: int64 (tokens,), each word as its place among the words of its utterance.
        text_bounds: int64 (texts + 1,), where in `codes` each text starts and ends.
        utterance_bounds: int64 (utterances + 1,), which texts belong to an utterance.
        words: int64, for each utterance its different words, by their place in the vocabulary.
        word_bounds: int64 (utterances + 1,), where in `words` each utterance starts and ends.
        letters: int32, the code points of the vocabulary.
        letter_bounds: int64, where each word of the vocabulary starts and ends.
        weights: float64 (texts,), above 0.
        slot_of: int64 (tokens,), filled with the slot each word came to lie in.
        chosen: int64 (tokens,), filled from where the utterance's texts start: a code a slot.
        slots: int64 (utterances,), filled with the number of slots, or TOO_LONG.
        differing: float64 (texts,), filled with the slots where a text differs from the consensus.
        filled: float64 (texts,), filled with the slots where it or the consensus has a word.
        medoids: int64 (utterances,), filled with the place of the medoid among its texts.
        agreements: float64 (utterances,), filled with 1 less the mean distance rate of all pairs
            (distance over the words of the longer text); NaN where there are no pairs.
    """
    for u in range(len(utterance_bounds) - 1):
        first, end = utterance_bounds[u], utterance_bounds[u + 1]
        start = text_bounds[first]
        own = codes[start : text_bounds[end]]
        bounds = text_bounds[first : end + 1] - start
        heavy = weights[first:end]
        distances = text_distances(own, bounds)
        lengths = np.diff(bounds)
        medoid = medoid_of(distances, lengths, heavy)
        medoids[u] = medoid
        agreements[u] = _agreement(distances, lengths)
        if lengths.max() > MOST_WORDS:
            slots[u] = TOO_LONG
            differing[first:end] = distances[medoid]
            filled[first:end] = np.maximum(lengths, lengths[medoid])
            continue
        alike = likenesses(letters, letter_bounds, words[word_bounds[u] : word_bounds[u + 1]])
        network = line_up(own, bounds, nearest_first(distances, medoid), heavy, alike)
        best = _best_row(_support(network, heavy, alike, medoid), network, heavy)
        slots[u] = len(best)
        chosen[start : start + len(best)] = best
        for text in range(end - first):
            _compare(
                network[text], best, slot_of[text_bounds[first + text] :], first + text,
                differing, filled,
            )  # fmt: skip


@compiled
def _agreement(distances: Any, lengths: Any) -> Any:
    rates, pairs = 0.0, 0
    for a in range(len(lengths)):
        for b in range(a):
            rates += distances[a, b] / max(lengths[a], lengths[b], 1)
            pairs += 1
    return 1.0 - rates / pairs if pairs else np.nan


@compiled
def _compare(row: Any, best: Any, slot_of: Any, text: Any, differing: Any, filled: Any) -> None:
    """Say in which slots the words of a text lie, and count where it differs."""
    token = 0
    for slot in range(len(best)):
        if row[slot] != NOTHING:
            slot_of[token] = slot
            token += 1
        if row[slot] != NOTHING or best[slot] != NOTHING:
            filled[text] += 1
        if row[slot] != best[slot]:
            differing[text] += 1


@compiled
def _support(network: Any, weights: Any, alike: Any, medoid: Any) -> Any:
    """Votes for what each text has in each slot, float64 (slots, texts)."""
    texts, slots = network.shape
    support = np.zeros((slots, texts))
    for slot in range(slots):
        for candidate in range(texts):
            word = network[candidate, slot]
            for text in range(texts):
                other = network[text, slot]
                if other == word:
                    share = NOTHING_WEIGHS if word == NOTHING else 1.0
                elif NOTHING in (other, word):
                    share = 0.0
                else:
                    share = SPELLING_SUPPORT * alike[word, other] ** 2
                support[slot, candidate] += share * weights[text]
        support[slot, medoid] += _MEDOID_FIRST
    return support


@compiled
def _best_row(support: Any, network: Any, weights: Any) -> Any:
    """The row of candidates with the most support, each slot's and each neighbourhood's."""
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
                came[slot, candidate], most = _best_before(network, slot, candidate, total, weights)
            reached[candidate] = most + support[slot, candidate]
        total = reached
    best = np.empty(slots, np.int64)
    candidate = _first_heaviest(total)
    for slot in range(slots - 1, -1, -1):
        best[slot] = network[candidate, slot]
        candidate = came[slot, candidate]
    return best


@compiled
def _best_before(network: Any, slot: Any, candidate: Any, total: Any, weights: Any) -> Any:
    """The candidate of the slot before that goes best with this one, and their support."""
    if slot == 0:
        return 0, 0.0
    together = total.copy()
    for before in range(len(weights)):
        for text in range(len(weights)):
            here = network[text, slot] == network[candidate, slot]
            if here and network[text, slot - 1] == network[before, slot - 1]:
                together[before] += NEIGHBOUR_SUPPORT * weights[text]
    best = _first_heaviest(together)
    return best, together[best]


@compiled
def _first_with(column: Any, word: Any) -> Any:
    text = 0
    while column[text] != word:
        text += 1
    return text


@compiled
def _first_heaviest(values: Any) -> Any:
    best = 0
    for place in range(len(values)):
        if values[place] > values[best] + _SAME:
            best = place
    return best
