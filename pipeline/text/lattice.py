"""The pair of readings that differs least, where texts may be read in several ways.

A text with alternatives is a graph from left to right whose paths are its readings. The edit
distance between two such graphs is that of their closest pair of paths; the recurrence of Wagner
and Fischer (1974, DOI 10.1145/321796.321811) finds it over pairs of nodes, with a path that takes
no word for an alternative that is empty. sclite aligns networks in the same way (NIST SCTK,
`sclite` manual, "alternation").
"""

from collections.abc import Sequence
from typing import TypeAlias

Words: TypeAlias = tuple[str, ...]
Slot: TypeAlias = tuple[Words, ...]
"""What may stand in one place: each a run of words, perhaps none."""

# Cells of the table of node pairs: some 100 MB. Beyond, each slot takes its first alternative.
MOST_CELLS = 1_000_000


def closest_readings(reference: Sequence[Slot], hypothesis: Sequence[Slot]) -> tuple[Words, Words]:
    """Choose a reading of each text, so that the two have the fewest errors.

    Args:
        reference: The slots of the reference, in order.
        hypothesis: Likewise.

    Returns:
        The words of both. Of pairs with equally few errors, one in which words stand opposite
        one another, and then those named first in a slot; two texts so long that their table
        passes MOST_CELLS take the first alternatives.

    Example:
        >>> he_s = (("he", "is"), ("he", "has"))
        >>> closest_readings([he_s, (("gone",),)], [(("he", "has", "gone"),)])
        (('he', 'has', 'gone'), ('he', 'has', 'gone'))
    """
    left, right = _incoming(reference), _incoming(hypothesis)
    if len(left) * len(right) > MOST_CELLS:
        return _first(reference), _first(hypothesis)
    steps = _cheapest_steps(left, right)
    reference_words: list[str] = []
    hypothesis_words: list[str] = []
    here = (len(left) - 1, len(right) - 1)
    while here != (0, 0):
        here, word, other = steps[here]
        reference_words += [word] if word else []
        hypothesis_words += [other] if other else []
    return tuple(reversed(reference_words)), tuple(reversed(hypothesis_words))


def _first(slots: Sequence[Slot]) -> Words:
    return tuple(word for slot in slots for word in slot[0])


def _incoming(slots: Sequence[Slot]) -> list[list[tuple[int, str]]]:
    """Number the nodes from left to right; of each, the edges that end there ("" has no word)."""
    incoming: list[list[tuple[int, str]]] = [[]]
    start = 0
    for slot in slots:
        ends = []
        for words in slot:
            at = start
            for word in words[:-1]:
                incoming.append([(at, word)])
                at = len(incoming) - 1
            ends.append((at, words[-1] if words else ""))
        incoming.append(ends)
        start = len(incoming) - 1
    return incoming


_Cell: TypeAlias = tuple[int, int]
_Step: TypeAlias = tuple[_Cell, str, str]


def _cheapest_steps(
    left: list[list[tuple[int, str]]], right: list[list[tuple[int, str]]]
) -> dict[_Cell, _Step]:
    """Find for every pair of nodes the step that leads there most cheaply."""
    costs: dict[_Cell, int] = {(0, 0): 0}
    steps: dict[_Cell, _Step] = {}
    for i, edges in enumerate(left):
        for j, others in enumerate(right):
            if (i, j) == (0, 0):
                continue
            options: list[_Step] = [
                ((p, q), word, other)
                for p, word in edges if word
                for q, other in others if other
            ]  # fmt: skip
            options += [((p, j), word, "") for p, word in edges]
            options += [((i, q), "", other) for q, other in others]
            best = min(options, key=lambda step: costs[step[0]] + (step[1] != step[2]))
            costs[i, j] = costs[best[0]] + (best[1] != best[2])
            steps[i, j] = best
    return steps
