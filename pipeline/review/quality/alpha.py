"""Krippendorff's alpha for free text: agreement beyond what any two texts share by chance.

    alpha = 1 - D_o / D_e
    D_o = 1/n * sum over recordings u of sum over i != j in u of d(i, j) / (m_u - 1)
    D_e = 1/(n (n - 1)) * sum over all i != j of d(i, j)

with m_u >= 2 texts of recording u, n texts in all, and d the edit distance in words over the words
of the longer text, taken plain and not squared: for single words it is the nominal difference (0
or 1), and D_o is then the mean disagreement itself. Krippendorff 2011, "Computing Krippendorff's
alpha-reliability" (https://repository.upenn.edu/asc_papers/43), and 2018, "Content Analysis", 4th
ed., chapter 12; distances of one's own for text: Braylan, Alonso & Lease 2022, DOI
10.1145/3485447.3512242.

Two sentences of different recordings share few words, so D_e is near 1 and alpha near 1 - D_o; for
short commands and digits D_e is smaller, and alpha says what plain agreement hides.

All pairs of 100,000 texts are five thousand million; D_e is the mean over a seeded sample of them,
and its Monte Carlo error is given.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.review.quality.token_agreement import Pairs, count_edits
from pipeline.statistics.clustered import Estimate, Observations, clustered_log_ratio

SAMPLED_PAIRS = 200_000


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha; what cannot be said is None.

    Attributes:
        estimate: Alpha with its limits over speakers and workers; `observations` counts the
            pairs of texts behind D_o.
        observed: D_o.
        expected: D_e.
        expected_error: Standard error of D_e from sampling pairs; 0 where all were taken.
        texts: How many texts stand beside another of the same recording (n).
        recordings: How many recordings.
    """

    estimate: Estimate
    observed: float | None
    expected: float | None
    expected_error: float
    texts: int
    recordings: int


def krippendorff_alpha(
    pairs: Pairs, policy: str, rng: Generator, *, sampled: int = SAMPLED_PAIRS
) -> Alpha:
    """Estimate alpha with a token distance.

    The interval is that of ln(D_o / D_e), jackknifed over speakers and workers
    (`pipeline.statistics.clustered`), turned into alpha.

    Args:
        pairs: Every two texts of each recording.
        policy: The normalisation policy under which words are compared.
        rng: Draws the pairs for D_e; the same seed gives the same number.
        sampled: How many pairs of any two texts stand for all; fewer than that are all taken.

    Returns:
        Alpha: 1 for the same words throughout, 0 for no more than chance.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> import pandas as pd
        >>> from pipeline.review.quality.token_agreement import TEXT_COLUMNS, pair_texts
        >>> rows = [
        ...     (f"u{u}", f"s{u}", w, t)
        ...     for u, said in enumerate(["a a", "b b", "a b", "c c"])
        ...     for w, t in zip("xy", said.split())
        ... ]
        >>> pairs = pair_texts(pd.DataFrame(rows, columns=list(TEXT_COLUMNS)), "basic-1")
        >>> found = krippendorff_alpha(pairs, "basic-1", np.random.default_rng(0))
        >>> round(found.observed, 3), round(found.expected, 3), round(found.estimate.value, 3)
        (0.25, 0.75, 0.667)
    """
    together = np.unique(np.concatenate([pairs.one, pairs.other]))
    observed = _observed(pairs)
    one, other, is_all = _any_two(len(together), sampled, rng)
    expected = _chance(pairs, together[one], together[other], policy)
    ratio = clustered_log_ratio(observed, expected)
    recordings = pairs.texts["utterance_id"].iloc[pairs.one].nunique()
    d_o, d_e = (
        float(side.counted.sum() / side.out_of.sum()) if side.out_of.sum() else None
        for side in (observed, expected)
    )
    spread = float(np.std(expected.counted)) if len(expected) else 0.0
    return Alpha(
        estimate=_turn_into_alpha(ratio, observed, d_o, d_e),
        observed=d_o,
        expected=d_e,
        expected_error=0.0 if is_all else spread / math.sqrt(len(expected)),
        texts=len(together),
        recordings=int(recordings),
    )


def _observed(pairs: Pairs) -> Observations:
    """Give D_o as a ratio: a pair of a recording with m texts weighs 2 / (m - 1), in all n."""
    pairs_of = 1 / pairs.weight
    texts_of = (1 + np.sqrt(1 + 8 * pairs_of)) / 2  # m (m - 1) / 2 pairs
    weight = 2 / (texts_of - 1)
    return Observations(pairs.distances * weight, weight, (pairs.speakers,), pairs.workers)


def _any_two(
    texts: int, sampled: int, rng: Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp], bool]:
    """Pair any two different texts: all pairs there are, or as many draws as are asked for."""
    if texts * (texts - 1) // 2 <= sampled:
        one, other = np.triu_indices(texts, 1)
        return one, other, True
    one = rng.integers(0, texts, sampled)
    other = rng.integers(0, texts - 1, sampled)
    return one, other + (other >= one), False


def _chance(
    pairs: Pairs, one: NDArray[np.intp], other: NDArray[np.intp], policy: str
) -> Observations:
    written = pairs.texts["text"]
    edits, longer = count_edits(list(written.iloc[one]), list(written.iloc[other]), policy)
    speakers = np.zeros(len(pairs.texts), np.int64)
    workers = np.zeros(len(pairs.texts), np.int64)
    for rows, typed_by in zip((pairs.one, pairs.other), pairs.workers, strict=True):
        speakers[rows], workers[rows] = pairs.speakers, typed_by
    return Observations(
        edits / np.maximum(longer, 1),
        np.ones(len(one)),
        (speakers[one], speakers[other]),
        (workers[one], workers[other]),
    )


def _turn_into_alpha(
    ratio: Estimate, observed: Observations, d_o: float | None, d_e: float | None
) -> Estimate:
    """Turn ln(D_o / D_e) and its limits into alpha and its limits, which change places."""

    def turned(value: float | None) -> float | None:
        return None if value is None else 1 - math.exp(value)

    perfect = d_o == 0 and bool(d_e)
    return Estimate(
        value=1.0 if perfect else turned(ratio.value),
        low=turned(ratio.high),
        high=turned(ratio.low),
        observations=len(observed),
        speakers=len(np.unique(observed.speakers[0])),
        workers=len(np.unique(np.concatenate(observed.workers))),
        effective_speakers=ratio.effective_speakers,
        effective_workers=ratio.effective_workers,
    )
