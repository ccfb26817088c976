"""The interval on made-up crowds whose true rate is known.

Speakers give very different amounts of speech (log-normal, sd 1.5) and are heard differently
well (log-normal, sd 0.5), which is the normal case in crowd data.
"""

import numpy as np
import pytest
from scipy import stats

from pipeline.disparity.rates import SpeakerSums, pooled_rate

CROWDS = 300
WORDS_AN_UTTERANCE = 8
TRUTH = 0.15


def crowd(rng, speakers):
    utterances = np.maximum(1, rng.lognormal(2.5, 1.5, speakers)).astype(int)
    rates = TRUTH * rng.lognormal(-(0.5**2) / 2, 0.5, speakers)
    return utterances, [
        rng.poisson(rate * WORDS_AN_UTTERANCE, count)
        for rate, count in zip(rates, utterances, strict=True)
    ]


def over_speakers(utterances, errors):
    names = np.arange(len(utterances))
    sums = np.array([each.sum() for each in errors], float)
    rate = pooled_rate(SpeakerSums(names, sums, utterances * float(WORDS_AN_UTTERANCE)))
    return rate.low, rate.high


def over_utterances(errors):
    rates = np.concatenate(errors) / WORDS_AN_UTTERANCE
    reach = stats.norm.ppf(0.975) * rates.std(ddof=1) / np.sqrt(len(rates))
    return rates.mean() - reach, rates.mean() + reach


@pytest.mark.parametrize("speakers", [12, 20, 40])
def test_speakers_hold_the_truth_and_utterances_do_not(speakers):
    rng = np.random.default_rng(20 + speakers)
    held_by_speakers = held_by_utterances = 0
    for _ in range(CROWDS):
        utterances, errors = crowd(rng, speakers)
        low, high = over_speakers(utterances, errors)
        held_by_speakers += low is None or low <= TRUTH <= high  # unsaid is not wrong
        low, high = over_utterances(errors)
        held_by_utterances += low <= TRUTH <= high
    assert 0.90 <= held_by_speakers / CROWDS <= 0.99
    assert held_by_utterances / CROWDS < 0.75
