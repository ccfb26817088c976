"""Compiled shuffling of group labels over speakers."""

import numba
import numpy as np
from numpy.typing import NDArray

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
_SAME = 1e-12  # two sums of the same numbers in another order
_SHIFT_A, _SHIFT_B, _SHIFT_C = np.uint64(30), np.uint64(27), np.uint64(31)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def count_reached(  # noqa: PLR0913 - a flat list of arrays is what compiled code takes
    seed: np.uint64,
    labels: NDArray[np.int64],
    members: NDArray[np.bool_],
    brought: NDArray[np.float64],
    observed: NDArray[np.float64],
    draws: int,
    reached: NDArray[np.int64],
) -> None:
    """Count the shuffles in which a group stands at least as far from the others as it does.

    Shuffling after Durstenfeld (1964, Algorithm 235, DOI 10.1145/364520.364540), numbers from
    SplitMix64 (DOI 10.1145/2714064.2660195).

    Args:
        seed: uint64.
        labels: int64 (speakers,): a row of `members` each; shuffled in place.
        members: bool (label sets, groups): which groups a label set is in.
        brought: float64 (speakers, rules + 1): utterances offered, then those each rule took.
        observed: float64 (groups, rules): |share of the group - share of all others|.
        draws: How many shuffles.
        reached: int64 (groups, rules), zeros; written.
    """
    totals = brought.sum(axis=0)
    by_set = np.empty((members.shape[0], brought.shape[1]))
    state = seed
    for _ in range(draws):
        state = _dealt_out(state, labels, brought, by_set)
        for group in range(members.shape[1]):
            _compare(by_set[members[:, group]], totals, observed[group], reached[group])


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _dealt_out(state, labels, brought, by_set):  # type: ignore[no-untyped-def]
    """Shuffle the labels and sum what speakers brought by label set; return the next state."""
    by_set[:] = 0.0
    for left in range(len(labels), 0, -1):
        state += _STEP
        bits = (state ^ (state >> _SHIFT_A)) * _FIRST
        bits = (bits ^ (bits >> _SHIFT_B)) * _SECOND
        bits ^= bits >> _SHIFT_C
        chosen = np.int64(((bits >> _HALF) * np.uint64(left)) >> _HALF)
        label = labels[chosen]
        labels[chosen] = labels[left - 1]
        labels[left - 1] = label
        for column in range(brought.shape[1]):
            by_set[label, column] += brought[left - 1, column]
    return state


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _compare(own, totals, observed, reached):  # type: ignore[no-untyped-def]
    """Count the rules of which the group, whose sets are `own`, stands as far from the others."""
    offered = own[:, 0].sum()
    for rule in range(len(observed)):
        taken = own[:, rule + 1].sum()
        outside = (totals[rule + 1] - taken) / (totals[0] - offered)
        if abs(taken / offered - outside) >= observed[rule] - _SAME:
            reached[rule] += 1
