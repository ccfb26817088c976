"""How many words a worker gets right, with an interval, from agreement and gold alone.

Two people who disagree do not say which of them erred. Over many recordings and partners they do:
whoever disagrees more than their partners do with others errs more. With s_i the share of words
worker i gets right and d the edits of a pair over the words of its longer text,

    E(1 - d) = s_i s_j                   (both right, or else they seldom write the same)

is solved by alternating least squares for all workers at once, with `MEAN_WORDS` words at the
mean added to each, so that little evidence says little. A gold item is a partner with s = 1. It is
the model of one error rate a worker (Dawid & Skene 1979, DOI 10.2307/2346806) with so many possible
answers that two errors are never the same, as a product of agreement (Dalvi, Dasgupta, Kumar &
Rastogi 2013, DOI 10.1145/2488388.2488414).

What all listeners mishear alike nobody sees: on CrowdSpeech skill follows the share of words that
are really right (rank correlation 0.94 to 0.95 over workers with ten recordings and more) and is 4
to 5 points too high (`tests/quality/test_quality_crowdspeech.py`). It errs in the worker's favour.

The estimate is drawn to the mean of all workers as far as it is uncertain (empirical Bayes; Casella
1985, DOI 10.1080/00031305.1985.10479400). Its variance takes in both people's errors, the Pearson
dispersion of recordings, for words of one recording are not independent (McCullagh & Nelder 1989,
"Generalized Linear Models", section 4.5), and what is not known of the partners. The limits are
those of a beta distribution with that mean and variance (beta-binomial with the words that would
tell as much). In simulated worlds they hold the truth in 92 to 95 %
(`tests/quality/test_quality_skill.py`).

Where one kind of listener is always paired with another (who knows the accent with who does not),
agreement cannot tell which kind errs more: both get the same mean, and only gold can part them.
The votes of the consensus weigh by `pipeline.review.consensus.skill`, which needs no interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv

from pipeline.review.quality.token_agreement import Pairs
from pipeline.statistics.clustered import Codes
from pipeline.statistics.rates import UPPER_QUANTILE, Floats

MEAN_WORDS = 20.0
LEAST_PARTNERS = 2
_ROUNDS = 200
_SETTLED = 1e-9
_LEAST_RATE = 1e-3
# Workers are never taken to be all alike.
_LEAST_SPREAD = 0.01
_LEAST_WORDS = 2.0


@dataclass(frozen=True, slots=True)
class WorkerSkill:
    """The share of words a worker gets right.

    Attributes:
        worker_id: Whose.
        skill: From 0 to 1.
        low: Lower 95 % limit; None with fewer than two partners and no gold: two people who
            disagree are equally suspect.
        high: Upper 95 % limit.
        recordings: Recordings on which they were compared, gold included.
        partners: People they were compared with.
        gold: Of the recordings, gold items.
    """

    worker_id: str
    skill: float
    low: float | None
    high: float | None
    recordings: int
    partners: int
    gold: int


@dataclass(frozen=True, slots=True)
class GoldEdits:
    """Answers to gold items, in words.

    Attributes:
        workers: Who answered.
        edits: Edit distance in words to the text a lead vouches for, float64.
        longer: Words of the longer of the two texts.
    """

    workers: Sequence[str]
    edits: Floats
    longer: Floats


NO_GOLD = GoldEdits((), np.zeros(0), np.zeros(0))


def worker_skills(pairs: Pairs, gold: GoldEdits = NO_GOLD) -> tuple[WorkerSkill, ...]:
    """Estimate the skill of every worker who was compared with anybody.

    Args:
        pairs: Every two texts of each recording.
        gold: Answers to gold items; those forgiven left out by the caller.

    Returns:
        A skill a worker, by id.

    Example:
        >>> from pipeline.review.quality.token_agreement import TEXT_COLUMNS, pair_texts
        >>> said = [("ana", "one two"), ("ben", "one two"), ("cy", "won too")]
        >>> rows = [(f"u{u}", f"s{u}", who, text) for u in range(30) for who, text in said]
        >>> pairs = pair_texts(pd.DataFrame(rows, columns=list(TEXT_COLUMNS)), "basic-1")
        >>> ana, ben, cy = worker_skills(pairs)
        >>> surely_below(ana, 0.5), surely_below(cy, 0.5), ana.recordings, ana.partners
        (False, True, 30, 2)
    """
    names, seen = _seen(pairs, gold)
    if not len(names):
        return ()
    rates = _own_rates(seen, len(names))
    dispersion = _dispersion(seen, rates)
    rates = _drawn_to_mean(rates, seen, dispersion)
    low, high = _limits(rates, _variances(seen, rates, dispersion))
    partners = _partners(seen, len(names))
    recordings = np.bincount(seen.worker, seen.weight, len(names))
    golden = np.bincount(seen.worker, seen.partner < 0, len(names)).astype(int)
    known = (partners >= LEAST_PARTNERS) | (golden > 0)
    return tuple(
        WorkerSkill(
            worker_id=str(name),
            skill=float(1 - rates[at]),
            low=float(1 - high[at]) if known[at] else None,
            high=float(1 - low[at]) if known[at] else None,
            recordings=round(float(recordings[at])),
            partners=int(partners[at]),
            gold=int(golden[at]),
        )
        for at, name in enumerate(names)
    )


def surely_below(skill: WorkerSkill, limit: float) -> bool:
    """Tell whether even the upper end of the interval is below a limit."""
    return skill.high is not None and skill.high < limit


@dataclass(frozen=True, slots=True)
class _Seen:
    """One row a worker and partner and recording; a partner of -1 is gold."""

    worker: Codes
    partner: Codes
    recording: Codes
    edits: Floats
    longer: Floats
    weight: Floats


def _seen(pairs: Pairs, gold: GoldEdits) -> tuple[NDArray[np.object_], _Seen]:
    """List both directions of every pair, each text of a recording weighing 1 in all, and gold.

    Two texts without words agree, and tell nothing about words.
    """
    typed_by = pairs.texts["worker_id"].to_numpy(dtype=object)
    recordings = pd.factorize(pairs.texts["utterance_id"])[0][pairs.one]
    after = recordings.max(initial=-1) + 1 + np.arange(len(gold.workers))
    texts_of = (1 + np.sqrt(1 + 8 / pairs.weight)) / 2
    weight = 1 / (texts_of - 1)
    longer = np.concatenate([pairs.longer, pairs.longer, gold.longer])
    with_words = longer > 0
    one, other = typed_by[pairs.one], typed_by[pairs.other]
    sides = np.concatenate([one, other, np.array(gold.workers, dtype=object)])
    codes, names = pd.factorize(sides[with_words], sort=True)
    at = dict(zip(names, range(len(names)), strict=True))
    nobody = np.full(len(gold.workers), -1)
    partner = np.concatenate(
        [[at.get(who, -1) for who in other], [at.get(who, -1) for who in one], nobody]
    )
    return np.asarray(names, dtype=object), _Seen(
        worker=codes.astype(np.int64),
        partner=partner[with_words].astype(np.int64),
        recording=np.concatenate([recordings, recordings, after])[with_words].astype(np.int64),
        edits=np.concatenate([pairs.edits, pairs.edits, gold.edits])[with_words],
        longer=longer[with_words],
        weight=np.concatenate([weight, weight, np.ones(len(gold.workers))])[with_words],
    )


def _own_rates(seen: _Seen, workers: int) -> Floats:
    """Solve 1 - d = s_i s_j: each skill in turn from its partners', until nothing changes."""
    words = np.bincount(seen.worker, seen.weight * seen.longer, workers)
    agreed = seen.weight * (seen.longer - seen.edits)
    share = np.bincount(seen.worker, agreed, workers) / np.maximum(words, 1)
    skills = np.sqrt(np.where(words > 0, share, 1.0))
    for _ in range(_ROUNDS):
        mean = float((skills * words).sum() / max(words.sum(), 1))
        theirs = np.where(seen.partner < 0, 1.0, skills[np.maximum(seen.partner, 0)])
        above = np.bincount(seen.worker, agreed * theirs, workers)
        below = np.bincount(seen.worker, seen.weight * seen.longer * theirs**2, workers)
        solved = (above + MEAN_WORDS * mean) / (below + MEAN_WORDS)
        # Half a step: a full one swings for ever where workers are paired across two camps.
        following = (skills + np.clip(solved, _LEAST_RATE, 1 - _LEAST_RATE)) / 2
        if np.abs(following - skills).max() < _SETTLED:
            break
        skills = following
    rates: Floats = np.clip(1 - skills, _LEAST_RATE, 1 - _LEAST_RATE)
    return rates


def _agreed(seen: _Seen, rates: Floats) -> Floats:
    """Compute how likely a word of each row is the same in both texts."""
    theirs = np.where(seen.partner < 0, 1.0, 1 - rates[np.maximum(seen.partner, 0)])
    agreed: Floats = (1 - rates[seen.worker]) * theirs
    return agreed


def _dispersion(seen: _Seen, rates: Floats) -> float:
    """Estimate how much more recordings vary than independent words would; at least 1."""
    agreed = _agreed(seen, rates)
    _, text = np.unique(seen.recording * len(rates) + seen.worker, return_inverse=True)
    residual = np.bincount(text, seen.weight * (seen.longer * agreed - seen.longer + seen.edits))
    chance = np.bincount(text, seen.weight * seen.longer * agreed * (1 - agreed))
    spare = max(len(residual) - len(rates), 1)
    # The ratio of sums, not the sum of ratios: a short clip with one slip is not an outlier.
    return max(float((residual**2).sum() / chance.sum()) * len(residual) / spare, 1.0)


def _variances(seen: _Seen, rates: Floats, dispersion: float) -> Floats:
    """Estimate the variance of each rate: from both people's errors, and from the partners' own."""
    workers = len(rates)
    agreed = _agreed(seen, rates)
    words = seen.weight * seen.longer
    scale = np.bincount(seen.worker, words * agreed / (1 - rates[seen.worker]), workers)
    own = dispersion * np.bincount(seen.worker, words * agreed * (1 - agreed), workers) / scale**2
    people = seen.partner >= 0
    met, at = np.unique(seen.worker[people] * workers + seen.partner[people], return_inverse=True)
    together = np.bincount(at, words[people], len(met))
    worker, partner = met // workers, met % workers
    passed_on = (together * (1 - rates[worker]) / scale[worker]) ** 2 * own[partner]
    total: Floats = own + np.bincount(worker, passed_on, workers)
    return total


def _drawn_to_mean(rates: Floats, seen: _Seen, dispersion: float) -> Floats:
    """Draw rates towards the mean of all workers, as far as they are uncertain."""
    # Judged at the mean: whoever was lucky so far would else look sure as well as good.
    variances = _variances(seen, np.full_like(rates, rates.mean()), dispersion)
    mean, between = _prior(rates, variances)
    pull = variances / (variances + between)
    return np.clip(rates + pull * (mean - rates), _LEAST_RATE, 1 - _LEAST_RATE)


def _limits(rates: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Take quantiles of the beta distributions with these means and variances.

    They stay as far apart as a worker's own evidence leaves them: drawn together with the point
    they would promise of an unusual worker that they are like the others.
    """
    words = np.maximum(rates * (1 - rates) / variances - 1, _LEAST_WORDS)
    wrong, right = rates * words, (1 - rates) * words
    low = betaincinv(wrong, right, 1 - UPPER_QUANTILE)
    high = betaincinv(wrong, right, UPPER_QUANTILE)
    return np.asarray(low, np.float64), np.asarray(high, np.float64)


def _prior(rates: Floats, variances: Floats) -> tuple[float, float]:
    """Estimate mean and variance of workers' true rates, by moments.

    DerSimonian & Laird 1986, DOI 10.1016/0197-2456(86)90046-2.
    """
    weights = 1 / variances
    mean = float((weights * rates).sum() / weights.sum())
    heterogeneity = float((weights * (rates - mean) ** 2).sum()) - (len(rates) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    between = max(heterogeneity / scale, 0.0) if scale > 0 else 0.0
    between = max(between, _LEAST_SPREAD**2)
    weights = 1 / (variances + between)
    return float((weights * rates).sum() / weights.sum()), between


def _partners(seen: _Seen, workers: int) -> NDArray[np.int64]:
    people = seen.partner >= 0
    met = np.unique(seen.worker[people] * workers + seen.partner[people])
    return np.asarray(np.bincount(met // workers, minlength=workers), np.int64)
