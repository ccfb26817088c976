"""Compiled code that lines up many texts of one utterance, word under word.

Texts enter a word transition network (Fiscus 1997, DOI 10.1109/ASRU.1997.659110) one after the
other: first the medoid, then always the nearest to it that is left. A network is a row of slots;
in each slot every text has one word, or nothing. A new text takes the cheapest path through the
network by dynamic programming (Wagner & Fischer 1974, DOI 10.1145/321796.321811), where a word
costs against a slot what it costs, on average over the weights, against the words in it. Putting
a word in place of another is the cheaper the more alike they are spelled, so that "guide" comes
to lie under "guides" and not beside it.

Among paths of equal cost: a pair of words before a slot left empty before a new slot, decided
from the end of the texts.
"""

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Steps: TypeAlias = NDArray[np.int8]

NOTHING = -1
"""Stands in a slot where a text has no word."""

GAP = 0.65
"""Costs a word that has nothing under it; a pair of words costs from SUBSTITUTE down."""
SUBSTITUTE = 1.0
ALIKE = 0.2
"""How much cheaper two words get as their spelling goes from wholly unlike to the same."""
MADE_UP = 0.8
"""Counts a word too many in a text, where one too few counts 1: it is more easily missed."""
LONGEST_WORD = 64
"""Letters; of a longer one the first are compared."""
MOST_WORDS = 2_000
"""Of longer texts only the medoid is found: lining words up takes the square of the length."""

_PAIR, _EMPTY, _NEW = 0, 1, 2
_SAME = 1e-12

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")


@compiled
def line_up_all(  # noqa: PLR0913 - a flat list of arrays is what compiled code takes
    codes: Ints,
    text_bounds: Ints,
    utterance_bounds: Ints,
    words: Ints,
    word_bounds: Ints,
    letters: NDArray[np.int32],
    letter_bounds: Ints,
    weights: Floats,
    medoids: Ints,
    agreements: Floats,
) -> tuple[Ints, Ints]:
    """Bring the texts of every utterance into a network of its own.

    Args:
        codes: int64 (tokens,), each word as its place among the words of its utterance.
        text_bounds: int64 (texts + 1,), where in `codes` each text starts and ends.
        utterance_bounds: int64 (utterances + 1,), which texts belong to an utterance.
        words: int64, for each utterance its different words, by their place in the vocabulary.
        word_bounds: int64 (utterances + 1,), where in `words` each utterance starts and ends.
        letters: int32, the code points of the vocabulary.
        letter_bounds: int64, where each word of the vocabulary starts and ends.
        weights: float64 (texts,), how much each counts; all above 0.
        medoids: int64 (utterances,), filled with the place of the medoid among its texts.
        agreements: float64 (utterances,), filled with 1 less the mean distance rate of all pairs
            (distance over the words of the longer text); NaN where there are no pairs.

    Returns:
        The networks one after the other, int64, and int64 (utterances + 1,) where each starts
        and ends. A network is a row of slots for each text: the code of its word, or NOTHING. It
        is empty where a text is longer than MOST_WORDS.
    """
    networks = np.empty(2 * len(codes) + 1, np.int64)
    bounds = np.zeros(len(utterance_bounds), np.int64)
    for u in range(len(utterance_bounds) - 1):
        first, end = utterance_bounds[u], utterance_bounds[u + 1]
        own = codes[text_bounds[first] : text_bounds[end]]
        places = text_bounds[first : end + 1] - text_bounds[first]
        lengths = np.diff(places)
        distances = text_distances(own, places)
        medoids[u] = find_medoid(distances, lengths, weights[first:end])
        agreements[u] = _agreement(distances, lengths)
        bounds[u + 1] = bounds[u]
        if lengths.max() <= MOST_WORDS:
            alike = likenesses(letters, letter_bounds, words[word_bounds[u] : word_bounds[u + 1]])
            order = nearest_first(distances, medoids[u])
            network = line_up(own, places, order, weights[first:end], alike).ravel()
            bounds[u + 1] += len(network)
            if bounds[u + 1] > len(networks):
                larger = np.empty(2 * bounds[u + 1], np.int64)
                larger[: bounds[u]] = networks[: bounds[u]]
                networks = larger
            networks[bounds[u] : bounds[u + 1]] = network
    return networks[: bounds[-1]], bounds


@compiled
def _agreement(distances: Ints, lengths: Ints) -> float:
    rates, pairs = 0.0, 0
    for a in range(len(lengths)):
        for b in range(a):
            rates += distances[a, b] / max(lengths[a], lengths[b], 1)
            pairs += 1
    return 1.0 - rates / pairs if pairs else np.nan


@compiled
def distance(left: Ints | NDArray[np.int32], right: Ints | NDArray[np.int32]) -> int:
    """Compute the edit distance of two arrays of numbers (words as codes, or letters)."""
    width = len(right)
    row = np.arange(width + 1)
    for i in range(len(left)):
        diagonal = row[0]
        row[0] = i + 1
        for j in range(width):
            pair = diagonal + (left[i] != right[j])
            diagonal = row[j + 1]
            row[j + 1] = min(pair, diagonal + 1, row[j] + 1)
    last: int = row[width]
    return last


@compiled
def likenesses(letters: NDArray[np.int32], bounds: Ints, words: Ints) -> Floats:
    """Measure how alike the words of one utterance are spelled.

    Args:
        letters: int32, the code points of all words of the vocabulary, one after the other.
        bounds: int64, where each word starts and, one further, ends.
        words: int64 (n,), the different words of this utterance, by their place in the vocabulary.

    Returns:
        float64 (n, n): 1 less the edit distance in letters over the letters of the longer word.
    """
    count = len(words)
    alike = np.ones((count, count))
    for a in range(count):
        left = letters[
            bounds[words[a]] : min(bounds[words[a] + 1], bounds[words[a]] + LONGEST_WORD)
        ]
        for b in range(a):
            first, end = bounds[words[b]], bounds[words[b] + 1]
            right = letters[first : min(end, first + LONGEST_WORD)]
            alike[a, b] = 1.0 - distance(left, right) / max(len(left), len(right))
            alike[b, a] = alike[a, b]
    return alike


@compiled
def text_distances(codes: Ints, bounds: Ints) -> Ints:
    """Compute edit distances in words between all texts of an utterance, int64 (texts, texts)."""
    count = len(bounds) - 1
    found = np.zeros((count, count), np.int64)
    for a in range(count):
        for b in range(a):
            left, right = codes[bounds[a] : bounds[a + 1]], codes[bounds[b] : bounds[b + 1]]
            found[a, b] = distance(left, right)
            found[b, a] = found[a, b]
    return found


@compiled
def find_medoid(distances: Ints, lengths: Ints, weights: Floats) -> int:
    """Find the text with the least weighted sum of distances to the others; of equals the first.

    The words a text has more than another count for MADE_UP each.
    """
    best, least = 0, np.inf
    for a in range(len(weights)):
        total = 0.0
        for b in range(len(weights)):
            more = max(lengths[a] - lengths[b], 0)
            total += weights[b] * (distances[a, b] - (1.0 - MADE_UP) * more)
        if total < least - _SAME:
            best, least = a, total
    return best


@compiled
def nearest_first(distances: Ints, medoid: int) -> Ints:
    """Order the texts as they enter: the medoid, then by distance to it; of equals the first."""
    count = len(distances)
    order = np.empty(count, np.int64)
    order[0] = medoid
    entered = np.zeros(count, np.bool_)
    entered[medoid] = True
    for place in range(1, count):
        best = -1
        for a in range(count):
            if not entered[a] and (best < 0 or distances[a, medoid] < distances[best, medoid]):
                best = a
        order[place] = best
        entered[best] = True
    return order


@compiled
def line_up(codes: Ints, bounds: Ints, order: Ints, weights: Floats, alike: Floats) -> Ints:
    """Bring all texts of one utterance into one network.

    Args:
        codes: int64, the words of all texts, one after the other, as rows of `alike`.
        bounds: int64 (texts + 1,), where each text starts and ends.
        order: int64 (texts,), in which order they enter.
        weights: float64 (texts,), how much each counts; all above 0.
        alike: float64, see `likenesses`.

    Returns:
        int64 (texts, slots): the code of each text's word in each slot, or NOTHING.
    """
    count = len(order)
    network = np.full((count, bounds[count]), NOTHING)
    slots = 0
    for place in range(count):
        text = order[place]
        words = codes[bounds[text] : bounds[text + 1]]
        if slots == 0:
            slots = len(words)
            network[text, :slots] = words
        elif len(words):
            steps = _cheapest_path(network[:, :slots], order[:place], words, weights, alike)
            _enter(network, slots, order[:place], text, words, steps)
            slots = len(steps)
    return network[:, :slots].copy()


@compiled
def _cheapest_path(
    network: Ints, entered: Ints, words: Ints, weights: Floats, alike: Floats
) -> Steps:
    """Find the cheapest steps of a text through a network, the last step first."""
    slots, width = network.shape[1], len(words)
    whole = 0.0
    for text in entered:
        whole += weights[text]
    came = np.empty((slots + 1, width + 1), np.int8)
    came[0, :] = _NEW
    came[:, 0] = _EMPTY
    costs = np.arange(width + 1) * GAP
    for slot in range(slots):
        filled = 0.0
        for text in entered:
            if network[text, slot] != NOTHING:
                filled += weights[text]
        leave = filled / whole * GAP
        diagonal = costs[0]
        costs[0] += leave
        for j in range(width):
            best = diagonal + _cost(network[:, slot], entered, words[j], weights, alike) / whole
            step = _PAIR
            diagonal = costs[j + 1]
            if diagonal + leave < best - _SAME:
                best, step = diagonal + leave, _EMPTY
            if costs[j] + GAP < best - _SAME:
                best, step = costs[j] + GAP, _NEW
            costs[j + 1] = best
            came[slot + 1, j + 1] = step
    return _walk_back(came)


@compiled
def _cost(column: Ints, entered: Ints, word: int, weights: Floats, alike: Floats) -> float:
    """Compute what a word costs against a slot, times the weight of all texts in it."""
    cost = 0.0
    for text in entered:
        other = column[text]
        if other == NOTHING:
            cost += weights[text] * GAP
        elif other != word:
            cost += weights[text] * (SUBSTITUTE - ALIKE * alike[other, word])
    return cost


@compiled
def _walk_back(came: Steps) -> Steps:
    slot, j = came.shape[0] - 1, came.shape[1] - 1
    steps = np.empty(slot + j, np.int8)
    taken = 0
    while slot > 0 or j > 0:
        step = came[slot, j]
        steps[taken] = step
        taken += 1
        if step != _NEW:
            slot -= 1
        if step != _EMPTY:
            j -= 1
    return steps[:taken]


@compiled
def _enter(network: Ints, slots: int, entered: Ints, text: int, words: Ints, steps: Steps) -> None:
    """Write a text into a network, from its end, moving slots to make room for new ones."""
    target, slot, j = len(steps), slots, len(words)
    for step in steps:
        target -= 1
        if step == _NEW:
            network[:, target] = NOTHING
        else:
            slot -= 1
            for other in entered:
                network[other, target] = network[other, slot]
        network[text, target] = NOTHING
        if step != _EMPTY:
            j -= 1
            network[text, target] = words[j]
