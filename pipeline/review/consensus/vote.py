"""One text an utterance out of many workers' texts, each word with who voted for it.

Three texts or more vote word by word (`vote_kernel`). Of two texts the one is taken whose worker
agrees more with others elsewhere, unless the other has many words more; between equals the one with
more words, else the first. One text stands for itself. A worker's votes weigh what their other
texts have earned (`skill`), copies of one text count once (`copies`), and no text is compared with
anything but other texts: nobody here knows what was really said.

In the first vote all workers are equals. It tells how often each of them differs from the others;
the texts are then lined up and voted on again with the weights that follow, twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.review.consensus import alignment_kernel, vote_kernel
from pipeline.review.consensus.copies import once, sources_of
from pipeline.review.consensus.skill import usual_rates, vote_weights
from pipeline.review.consensus.vote_kernel import NOTHING
from pipeline.review.consensus.words import CodedTexts, code_texts

Method = Literal["rover", "medoid"]
ReachedBy = Literal["single", "medoid", "rover"]

WEIGHTED_VOTES = 2
"""How often the vote is repeated with weights; more changes next to nothing."""
LEAST_TO_VOTE = 3
VOTING_POLICY = "basic-1"
"""Under which people's words are compared, whatever a report counts errors under: a language's
policy joins words that somebody wrote apart, and a vote is taken on what was written."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What some people wrote in one place.

    Attributes:
        word: As most of them wrote it; empty for nothing.
        voters: Who they are.
        weight: What their votes weigh together.
    """

    word: str
    voters: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a consensus.

    Attributes:
        chosen: The word that stands there; an empty one where nothing won over a word.
        others: What else was written there, the heaviest first.
    """

    chosen: Choice
    others: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Consensus:
    """What many people's texts of one utterance come to.

    Attributes:
        utterance_id: Which utterance.
        text: The consensus.
        method: "single", "medoid" (always a text that somebody typed) or "rover".
        workers: How many people's texts went in.
        agreement: 1 less the mean distance rate of all pairs of texts; None for a single one.
        voters: Whose texts they are.
        places: Word by word who voted for what; none unless the method is "rover".
    """

    utterance_id: str
    text: str
    method: ReachedBy
    workers: int
    agreement: float | None
    voters: tuple[str, ...]
    places: tuple[Place, ...] = ()

    def votes(self) -> list[dict[str, Any]]:
        """Who voted for what, as it goes into tables and JSON: a dict a place.

        Example:
            >>> consensus_of(["ay", "ay", "bee"], "basic-1").votes()
            [{'word': 'ay', 'voters': ['1', '2'], 'others': [{'word': 'bee', 'voters': ['3']}]}]
        """
        return [
            {
                "word": place.chosen.word,
                "voters": list(place.chosen.voters),
                "others": [
                    {"word": other.word, "voters": list(other.voters)} for other in place.others
                ],
            }
            for place in self.places
        ]


@dataclass(frozen=True, slots=True)
class _Votes:
    """One vote over all utterances; arrays as in `alignment_kernel` and `vote_kernel`."""

    networks: NDArray[np.int64]
    network_bounds: NDArray[np.int64]
    slot_bounds: NDArray[np.int64]
    chosen: NDArray[np.int64]
    differing: NDArray[np.float64]
    filled: NDArray[np.float64]
    medoids: NDArray[np.int64]
    agreements: NDArray[np.float64]


def find_consensus(
    texts: pd.DataFrame, policy: str, *, method: Method = "rover"
) -> list[Consensus]:
    """Find what many people's texts come to, for many utterances at once.

    Of a worker with several texts of one utterance the last row counts. Otherwise the order of
    the rows does not matter: ties that weights do not settle go to the medoid, then to what has the
    least `precedence`, where there is such a column, then by worker.

    Args:
        texts: Columns `utterance_id`, `worker_id`, `text`; optional `precedence` (anything that
            sorts) and `voter` (the name of a text in the outcome; else the worker's).
        policy: The normalisation policy under which words are compared.
        method: "rover", or "medoid" for a text that somebody typed.

    Returns:
        One consensus an utterance, ordered by `utterance_id`.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> heard = ["We met at noon.", "we met at new", "We meet at noon."]
        >>> found = consensus_of(heard, "basic-1")
        >>> found.text
        'We met at noon.'
        >>> found.places[1].chosen.voters, found.places[1].others[0].word
        (('1', '2'), 'meet')
    """
    return _find(_texts_of(_in_order(texts)), policy, method)


def worker_rates(texts: pd.DataFrame, policy: str) -> pd.Series:
    """Estimate how often the worker of each text errs, from their other utterances alone.

    Args:
        texts: As in `find_consensus`.
        policy: The normalisation policy under which words are compared.

    Returns:
        Errors a word, by the index of `texts` (of repeated texts only the last); see
        `pipeline.review.consensus.skill.usual_rates`.

    Raises:
        SettingsError: No policy has this name.
    """
    rows = _in_order(texts)
    plain = _texts_of(rows)
    coded = code_texts(plain.by_utterance(), policy)
    differing, words = _evidence(coded, _weigh_and_vote(plain, coded)[1])
    if not words.sum():
        return pd.Series(0.0, index=rows.index)
    return pd.Series(usual_rates(differing, words, plain.workers), index=rows.index)


def consensus_of(texts: Sequence[str], policy: str, *, method: Method = "rover") -> Consensus:
    """Find what the texts of one utterance come to, of workers of whom nothing else is known.

    Args:
        texts: One text of each worker; at least one. Voters are named by place, from "1".
        policy: The normalisation policy under which words are compared.
        method: "rover", or "medoid" for a text that somebody typed.

    Raises:
        ValueError: There is no text.
        SettingsError: No policy has this name.

    Example:
        >>> consensus_of(["I will go", "I'll go", "I will go."], "basic-1", method="medoid").text
        'I will go'
    """
    if not texts:
        message = "a consensus needs at least one text"
        raise ValueError(message)
    names = [str(place) for place in range(1, len(texts) + 1)]
    alone = _Texts([""], [0, len(texts)], list(texts), names, np.arange(len(texts)))
    return _find(alone, policy, method)[0]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts in order of utterance and precedence, `bounds` saying where each utterance starts."""

    utterances: list[str]
    bounds: list[int]
    said: list[str]
    voters: list[str]
    workers: NDArray[np.int64]

    def by_utterance(self) -> list[list[str]]:
        return [self.said[first:end] for first, end in pairwise(self.bounds)]


def _in_order(texts: pd.DataFrame) -> pd.DataFrame:
    latest = texts.drop_duplicates(["utterance_id", "worker_id"], keep="last")
    keys = [name for name in ("utterance_id", "precedence", "worker_id") if name in latest]
    return latest.sort_values(keys, kind="stable")


def _texts_of(rows: pd.DataFrame) -> _Texts:
    count = rows.groupby("utterance_id", sort=False).size()
    return _Texts(
        [str(name) for name in count.index],
        [0, *count.cumsum().tolist()],
        rows["text"].tolist(),
        rows["voter" if "voter" in rows else "worker_id"].astype(str).tolist(),
        pd.factorize(rows["worker_id"])[0].astype(np.int64),
    )


def _find(texts: _Texts, policy: str, method: Method) -> list[Consensus]:
    coded = code_texts(texts.by_utterance(), policy)
    maker = _Maker(texts, coded, *_weigh_and_vote(texts, coded), method)
    return [maker.consensus(u) for u in range(len(texts.utterances))]


def _weigh_and_vote(texts: _Texts, coded: CodedTexts) -> tuple[NDArray[np.float64], _Votes]:
    sources = sources_of(texts.said, coded.by_text(), texts.bounds)
    weights = once(np.ones(len(texts.said)), sources)
    votes = _vote(coded, weights)
    for _ in range(WEIGHTED_VOTES):
        weights = once(vote_weights(*_evidence(coded, votes), texts.workers), sources)
        votes = _vote(coded, weights)
    return weights, votes


def _evidence(coded: CodedTexts, votes: _Votes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a vote says of each text: of a single one nothing, of two as much of either."""
    differing, words = votes.differing.copy(), votes.filled.copy()
    count = np.diff(coded.utterance_bounds)
    alone = coded.utterance_bounds[:-1][count == 1]
    differing[alone] = words[alone] = 0
    first = coded.utterance_bounds[:-1][count == LEAST_TO_VOTE - 1]
    for values in (differing, words):
        values[first] = values[first + 1] = (values[first] + values[first + 1]) / 2
    return differing, words


def _vote(coded: CodedTexts, weights: NDArray[np.float64]) -> _Votes:
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
    return _Votes(networks, bounds, slot_bounds, chosen, differing, filled, medoids, agreements)


class _Maker:
    """Puts the words as they were written back on what the numbers say."""

    def __init__(
        self,
        texts: _Texts,
        coded: CodedTexts,
        weights: NDArray[np.float64],
        votes: _Votes,
        method: Method,
    ) -> None:
        self.utterances, self.said, self.voters = texts.utterances, texts.said, texts.voters
        self.weights, self.method = weights.tolist(), method
        self.written = coded.written
        self.text_bounds = coded.text_bounds.tolist()
        self.utterance_bounds = coded.utterance_bounds.tolist()
        self.lengths = np.diff(coded.text_bounds).tolist()
        self.networks, self.network_bounds = votes.networks, votes.network_bounds.tolist()
        self.chosen, self.slot_bounds = votes.chosen.tolist(), votes.slot_bounds.tolist()
        self.medoids, self.agreements = votes.medoids.tolist(), votes.agreements.tolist()

    def consensus(self, u: int) -> Consensus:
        first, end = self.utterance_bounds[u], self.utterance_bounds[u + 1]
        count = end - first
        text = self.said[first + self.medoids[u]]
        places: tuple[Place, ...] = ()
        by: ReachedBy = "single" if count == 1 else "medoid"
        if self.may_vote(first, end):
            by, places = "rover", tuple(self.places(u))
            if len(set(self.said[first:end])) > 1:
                text = " ".join(place.chosen.word for place in places if place.chosen.word)
        agreement = None if count == 1 else self.agreements[u]
        names = tuple(self.voters[first:end])
        return Consensus(self.utterances[u], text, by, count, agreement, names, places)

    def may_vote(self, first: int, end: int) -> bool:
        enough = self.method == "rover" and end - first >= LEAST_TO_VOTE
        return enough and max(self.lengths[first:end]) <= alignment_kernel.MOST_WORDS

    def places(self, u: int) -> Iterator[Place]:
        first, end = self.utterance_bounds[u], self.utterance_bounds[u + 1]
        chosen = self.chosen[self.slot_bounds[u] : self.slot_bounds[u + 1]]
        network = self.networks[self.network_bounds[u] : self.network_bounds[u + 1]]
        said: list[dict[int, list[tuple[int, str]]]] = [{} for _ in chosen]
        for text, row in enumerate(network.reshape(end - first, -1).tolist(), first):
            written = iter(self.written[self.text_bounds[text] : self.text_bounds[text + 1]])
            for heard, code in zip(said, row, strict=True):
                form = "" if code == NOTHING else next(written)
                heard.setdefault(code, []).append((text, form))
        for heard, code in zip(said, chosen, strict=True):
            winner = self.choice(heard.pop(code))
            others = map(self.choice, heard.values()) if heard else ()
            yield Place(winner, tuple(sorted(others, key=lambda one: -one.weight)))

    def choice(self, votes: list[tuple[int, str]]) -> Choice:
        texts = [text for text, _ in votes]
        word = votes[0][1]
        if any(form != word for _, form in votes):
            forms = Counter(form for _, form in votes)
            word = max(forms, key=lambda form: forms[form])
        voters = tuple([self.voters[text] for text in texts])
        return Choice(word, voters, sum([self.weights[text] for text in texts]))
