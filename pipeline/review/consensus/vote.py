"""One text an utterance out of many workers' texts, each word with who voted for it.

Three texts or more vote word by word (`vote_kernel`). Of two texts the one is taken whose worker
agrees more with others elsewhere, unless the other has many words more; between equals the one with
more words, else the first. One text stands for itself. A worker's votes weigh what their other
texts have earned (`skill`), copies of one text count once (`copies`), and no text is compared with
anything but other texts: nobody here knows what was really said.

How the vote goes is in `weighted_vote`; here it meets the words as they were written.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.review.consensus.alignment_kernel import MOST_WORDS
from pipeline.review.consensus.outcome import Consensus, Method, ReachedBy, VotedSlot, WordVotes
from pipeline.review.consensus.skill import usual_rates
from pipeline.review.consensus.vote_kernel import NOTHING
from pipeline.review.consensus.weighted_vote import (
    LEAST_TO_VOTE,
    VoteArrays,
    WorkerTexts,
    weigh_and_vote,
    weigh_evidence,
)
from pipeline.review.consensus.words import CodedTexts, code_texts

VOTING_POLICY = "basic-1"
"""Under which people's words are compared, whatever a report counts errors under: a language's
policy joins words that somebody wrote apart, and a vote is taken on what was written."""


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
        >>> typed = ["We met at noon.", "we met at new", "We meet at noon."]
        >>> found = merge_texts(typed, "basic-1")
        >>> found.text
        'We met at noon.'
        >>> found.slots[1].chosen.voters, found.slots[1].others[0].word
        (('1', '2'), 'meet')
    """
    return _find(_take_texts(_in_order(texts)), policy, method)


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
    plain = _take_texts(rows)
    coded = code_texts(plain.by_utterance(), policy)
    differing, words = weigh_evidence(coded, weigh_and_vote(plain, coded)[1])
    if not words.sum():
        return pd.Series(0.0, index=rows.index)
    return pd.Series(usual_rates(differing, words, plain.workers), index=rows.index)


def merge_texts(texts: Sequence[str], policy: str, *, method: Method = "rover") -> Consensus:
    """Find what the texts of one utterance come to, of workers of whom nothing else is known.

    Args:
        texts: One text of each worker; at least one. Voters are named by place, from "1".
        policy: The normalisation policy under which words are compared.
        method: "rover", or "medoid" for a text that somebody typed.

    Raises:
        ValueError: There is no text.
        SettingsError: No policy has this name.

    Example:
        >>> merge_texts(["I will go", "I'll go", "I will go."], "basic-1", method="medoid").text
        'I will go'
    """
    if not texts:
        message = "a consensus needs at least one text"
        raise ValueError(message)
    names = [str(number) for number in range(1, len(texts) + 1)]
    alone = WorkerTexts([""], [0, len(texts)], list(texts), names, np.arange(len(texts)))
    return _find(alone, policy, method)[0]


def _in_order(texts: pd.DataFrame) -> pd.DataFrame:
    latest = texts.drop_duplicates(["utterance_id", "worker_id"], keep="last")
    keys = [name for name in ("utterance_id", "precedence", "worker_id") if name in latest]
    return latest.sort_values(keys, kind="stable")


def _take_texts(rows: pd.DataFrame) -> WorkerTexts:
    count = rows.groupby("utterance_id", sort=False).size()
    return WorkerTexts(
        [str(name) for name in count.index],
        [0, *count.cumsum().tolist()],
        rows["text"].tolist(),
        rows["voter" if "voter" in rows else "worker_id"].astype(str).tolist(),
        pd.factorize(rows["worker_id"])[0].astype(np.int64),
    )


def _find(texts: WorkerTexts, policy: str, method: Method) -> list[Consensus]:
    coded = code_texts(texts.by_utterance(), policy)
    maker = _Maker(texts, coded, *weigh_and_vote(texts, coded), method)
    return [maker.consensus(u) for u in range(len(texts.utterances))]


class _Maker:
    """Turns the numbers of a vote back into words, each in a spelling that voters typed."""

    def __init__(
        self,
        texts: WorkerTexts,
        coded: CodedTexts,
        weights: NDArray[np.float64],
        votes: VoteArrays,
        method: Method,
    ) -> None:
        self.utterances, self.transcripts, self.voters = (
            texts.utterances,
            texts.transcripts,
            texts.voters,
        )
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
        text = self.transcripts[first + self.medoids[u]]
        slots: tuple[VotedSlot, ...] = ()
        by: ReachedBy = "single" if count == 1 else "medoid"
        if self.may_vote(first, end):
            by, slots = "rover", tuple(self.slots(u))
            if len(set(self.transcripts[first:end])) > 1:
                text = " ".join(slot.chosen.word for slot in slots if slot.chosen.word)
        agreement = None if count == 1 else self.agreements[u]
        names = tuple(self.voters[first:end])
        return Consensus(self.utterances[u], text, by, count, agreement, names, slots)

    def may_vote(self, first: int, end: int) -> bool:
        enough = self.method == "rover" and end - first >= LEAST_TO_VOTE
        return enough and max(self.lengths[first:end]) <= MOST_WORDS

    def slots(self, u: int) -> Iterator[VotedSlot]:
        first, end = self.utterance_bounds[u], self.utterance_bounds[u + 1]
        chosen = self.chosen[self.slot_bounds[u] : self.slot_bounds[u + 1]]
        network = self.networks[self.network_bounds[u] : self.network_bounds[u + 1]]
        readings: list[dict[int, list[tuple[int, str]]]] = [{} for _ in chosen]
        for text, row in enumerate(network.reshape(end - first, -1).tolist(), first):
            written = iter(self.written[self.text_bounds[text] : self.text_bounds[text + 1]])
            for reading, code in zip(readings, row, strict=True):
                form = "" if code == NOTHING else next(written)
                reading.setdefault(code, []).append((text, form))
        for reading, code in zip(readings, chosen, strict=True):
            winner = self.word_votes(reading.pop(code))
            others = map(self.word_votes, reading.values()) if reading else ()
            yield VotedSlot(winner, tuple(sorted(others, key=lambda one: -one.weight)))

    def word_votes(self, votes: list[tuple[int, str]]) -> WordVotes:
        texts = [text for text, _ in votes]
        word = votes[0][1]
        if any(form != word for _, form in votes):
            forms = Counter(form for _, form in votes)
            word = max(forms, key=lambda form: forms[form])
        voters = tuple([self.voters[text] for text in texts])
        return WordVotes(word, voters, sum([self.weights[text] for text in texts]))
