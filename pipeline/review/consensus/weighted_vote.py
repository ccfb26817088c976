"""The vote in numbers: texts are lined up and voted on, their workers weighed, and again.

The first vote is among equals. It tells how often each worker differs from the others; with the
weights that follow the texts are lined up and voted on again, `WEIGHTED_VOTES` times.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.review.consensus import alignment_kernel, vote_kernel
from pipeline.review.consensus.copies import find_sources, once
from pipeline.review.consensus.skill import vote_weights
from pipeline.review.consensus.words import CodedTexts

WEIGHTED_VOTES = 2
"""How often the vote is repeated with weights; more changes next to nothing."""
LEAST_TO_VOTE = 3


@dataclass(frozen=True, slots=True)
class WorkerTexts:
    """Texts of many utterances, as a vote takes them.

    Attributes:
        utterances: Id of each utterance.
        bounds: Where in `transcripts` each utterance starts and, one further, ends.
        transcripts: The texts, in order of utterance and precedence.
        voters: The name of each text in the outcome.
        workers: The number of each text's worker, int64, from 0.
    """

    utterances: list[str]
    bounds: list[int]
    transcripts: list[str]
    voters: list[str]
    workers: NDArray[np.int64]

    def by_utterance(self) -> list[list[str]]:
        """The texts of each utterance."""
        return [self.transcripts[first:end] for first, end in pairwise(self.bounds)]


@dataclass(frozen=True, slots=True)
class VoteArrays:
    """One vote over all utterances; arrays as in `alignment_kernel` and `vote_kernel`."""

    networks: NDArray[np.int64]
    network_bounds: NDArray[np.int64]
    slot_bounds: NDArray[np.int64]
    chosen: NDArray[np.int64]
    differing: NDArray[np.float64]
    filled: NDArray[np.float64]
    medoids: NDArray[np.int64]
    agreements: NDArray[np.float64]


def weigh_and_vote(texts: WorkerTexts, coded: CodedTexts) -> tuple[NDArray[np.float64], VoteArrays]:
    """Vote on all utterances, and give what the vote of each text weighed in the end."""
    sources = find_sources(texts.transcripts, coded.by_text(), texts.bounds)
    weights = once(np.ones(len(texts.transcripts)), sources)
    votes = _vote(coded, weights)
    for _ in range(WEIGHTED_VOTES):
        weights = once(vote_weights(*weigh_evidence(coded, votes), texts.workers), sources)
        votes = _vote(coded, weights)
    return weights, votes


def weigh_evidence(
    coded: CodedTexts, votes: VoteArrays
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tell in how many words each text differs, out of how many, as a vote has it.

    Of a single text a vote tells nothing, and of two texts as much of either.
    """
    differing, words = votes.differing.copy(), votes.filled.copy()
    count = np.diff(coded.utterance_bounds)
    alone = coded.utterance_bounds[:-1][count == 1]
    differing[alone] = words[alone] = 0
    first = coded.utterance_bounds[:-1][count == LEAST_TO_VOTE - 1]
    for values in (differing, words):
        values[first] = values[first + 1] = (values[first] + values[first + 1]) / 2
    return differing, words


def _vote(coded: CodedTexts, weights: NDArray[np.float64]) -> VoteArrays:
    texts, utterances = len(weights), len(coded.utterance_bounds) - 1
    medoids, agreements = np.zeros(utterances, np.int64), np.zeros(utterances)
    networks, bounds = alignment_kernel.line_up_all(
        coded.codes, coded.text_bounds, coded.utterance_bounds, coded.words, coded.word_bounds,
        coded.letters, coded.letter_bounds, weights, medoids, agreements,
    )  # fmt: skip
    slots = np.diff(bounds) // np.diff(coded.utterance_bounds)
    slot_bounds = np.concatenate([[0], np.cumsum(slots)])
    chosen, differing, filled = np.zeros(slots.sum(), np.int64), np.zeros(texts), np.zeros(texts)
    vote_kernel.vote_all(
        networks, bounds, coded.utterance_bounds, weights, medoids, slot_bounds, chosen,
        differing, filled,
    )  # fmt: skip
    return VoteArrays(networks, bounds, slot_bounds, chosen, differing, filled, medoids, agreements)
