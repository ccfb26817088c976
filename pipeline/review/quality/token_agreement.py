"""How far listeners' texts of one recording are from one another, pair by pair.

The disagreement of a pair is its edit distance in words over the words of the longer text:
symmetric, from 0 to 1, so neither listener counts as the one who is right. Pooled, it is

    sum over recordings of (mean edits of its pairs) / sum over recordings of (mean longer text)

so a recording weighs by its length, once, however many people heard it. With adaptive overlap a
third listener is asked only where two disagree; taking all pairs would make the sample depend on
what is measured. `first` keeps the listeners that every recording gets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.statistics.clustered import Codes, Estimate, Observations, clustered_rate
from pipeline.statistics.rates import Floats
from pipeline.text.counts import count_errors

TEXT_COLUMNS = ("utterance_id", "speaker_id", "worker_id", "text")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every two texts of one recording.

    Attributes:
        texts: The rows the pairs are made of, a fresh index from 0; as given to `pair_texts`.
        one: Row of `texts` of the first text of each pair.
        other: Row of the second.
        edits: Edit distance in words of each pair.
        longer: Words of the longer text of each pair.
        weight: 1 / pairs of the recording.
        speakers: Code of who speaks.
        workers: Codes of who typed the two texts.
    """

    texts: pd.DataFrame
    one: NDArray[np.intp]
    other: NDArray[np.intp]
    edits: Floats
    longer: Floats
    weight: Floats
    speakers: Codes
    workers: tuple[Codes, Codes]

    def __len__(self) -> int:
        return len(self.one)

    @property
    def distances(self) -> Floats:
        """The disagreement of each pair, from 0 to 1; two texts without words agree."""
        return self.edits / np.maximum(self.longer, 1)

    def observations(self, chosen: NDArray[np.bool_] | None = None) -> Observations:
        """Edits out of words, all pairs or the chosen ones."""
        whole = Observations(
            self.edits * self.weight, self.longer * self.weight, (self.speakers,), self.workers
        )
        return whole if chosen is None else whole.where(chosen)

    def marks(self, column: str) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """What a column of `texts` says of the first and the second text of each pair."""
        values = self.texts[column].to_numpy(dtype=object)
        return values[self.one], values[self.other]


def pair_texts(texts: pd.DataFrame, policy: str, *, first: int | None = None) -> Pairs:
    """Compare every two texts of each recording.

    Args:
        texts: Columns `utterance_id`, `speaker_id`, `worker_id`, `text`, a row a worker and
            recording, and any others; the rows of a recording in the order in which they came.
        policy: The normalisation policy under which words are compared.
        first: How many texts of a recording count, the earliest; all unless told.

    Returns:
        The pairs, recording by recording.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> texts = pd.DataFrame(
        ...     [("u1", "s1", "a", "go on"), ("u1", "s1", "b", "Go on."), ("u1", "s1", "c", "go")],
        ...     columns=list(TEXT_COLUMNS),
        ... )
        >>> pair_texts(texts, "basic-1").distances.tolist()
        [0.0, 0.5, 0.5]
        >>> len(pair_texts(texts, "basic-1", first=2))
        1
    """
    if first is not None:
        texts = texts[texts.groupby("utterance_id").cumcount() < first]
    texts = texts.reset_index(drop=True)
    recordings = pd.factorize(texts["utterance_id"])[0].astype(np.int64)
    one, other = _two_of_each(recordings)
    written = texts["text"]
    edits, longer = count_edits(list(written.iloc[one]), list(written.iloc[other]), policy)
    of_recording = recordings[one]
    pairs_of = np.bincount(of_recording, minlength=1)
    workers = pd.factorize(texts["worker_id"])[0].astype(np.int64)
    speakers = pd.factorize(texts["speaker_id"])[0].astype(np.int64)
    return Pairs(
        texts=texts,
        one=one,
        other=other,
        edits=edits,
        longer=longer,
        weight=1 / pairs_of[of_recording],
        speakers=speakers[one],
        workers=(workers[one], workers[other]),
    )


def count_edits(ones: Sequence[str], others: Sequence[str], policy: str) -> tuple[Floats, Floats]:
    """Count the edits between texts, and the words of the longer text, pair by pair.

    Args:
        ones: The first text of each pair.
        others: The second.
        policy: The normalisation policy under which words are compared.

    Returns:
        Edit distances in words, and the words of the longer text, both float64.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> count_edits(["go on now"], ["go on"], "basic-1")
        (array([1.]), array([3.]))
    """
    counts = count_errors(ones, others, policy)
    edits = counts[["substitutions", "deletions", "insertions"]].sum(axis=1).to_numpy(np.float64)
    longer = counts[["words", "hypothesis_words"]].max(axis=1).to_numpy(np.float64)
    return edits, longer


def disagreement(pairs: Pairs, chosen: NDArray[np.bool_] | None = None) -> Estimate:
    """Pool the disagreement of pairs, with its interval over speakers and workers.

    Args:
        pairs: The pairs.
        chosen: Which of them; all unless told.

    Returns:
        Edits per word of the longer text; `observations` counts pairs.
    """
    return clustered_rate(pairs.observations(chosen))


def _two_of_each(recordings: Codes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the rows of every two texts of a recording, the earlier row first."""
    order = np.argsort(recordings, kind="stable")
    sizes = np.bincount(recordings, minlength=1)
    starts = np.cumsum(sizes) - sizes
    ones, others = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    for size in np.unique(sizes[sizes > 1]):
        left, right = np.triu_indices(size, 1)
        at = starts[sizes == size][:, None]
        ones.append(order[(at + left).ravel()])
        others.append(order[(at + right).ravel()])
    one, other = np.concatenate(ones), np.concatenate(others)
    sorted_by_recording = np.argsort(recordings[one], kind="stable")
    return one[sorted_by_recording], other[sorted_by_recording]
