"""The number of speakers that planning asks for finds the ratio as often as it says."""

import numpy as np
import pytest

from pipeline.statistics.comparisons import compare
from pipeline.statistics.planning import speakers_needed
from pipeline.statistics.rates import ClusterSums


@pytest.mark.parametrize(("ratio", "speaker_sd"), [(1.3, 0.35), (1.5, 0.5)])
def test_so_many_speakers_find_it_four_times_in_five(ratio, speaker_sd):
    speakers = speakers_needed(ratio, rate=0.15, words=150, speaker_sd=speaker_sd)
    rng, found, worlds = np.random.default_rng(1), 0, 500
    for _ in range(worlds):
        sides = []
        for at, factor in enumerate((ratio, 1.0)):
            own = 0.15 * factor * rng.lognormal(-(speaker_sd**2) / 2, speaker_sd, speakers)
            errors = rng.poisson(150 * own).astype(float)
            names = np.arange(speakers) + at * speakers
            sides.append(ClusterSums(names, errors, np.full(speakers, 150.0)))
        found += compare(*sides).p_value < 0.05
    assert found / worlds == pytest.approx(0.8, abs=0.06)


def test_what_makes_it_harder_needs_more():
    known = {"rate": 0.1, "words": 100}
    base = speakers_needed(1.3, **known)
    assert base < speakers_needed(1.2, **known)
    assert base < speakers_needed(1.3, **known, speaker_sd=0.7)
    assert base < speakers_needed(1.3, **known, gaps=12)
    assert base < speakers_needed(1.3, **{**known, "words": 20})
    assert base == speakers_needed(1 / 1.3, **known)


@pytest.mark.parametrize("wrong", [{"ratio": 1.0}, {"ratio": 0.0}, {"rate": 0.0}, {"words": 0}])
def test_nothing_can_be_planned_for_nothing(wrong):
    options = {"ratio": 1.3, "rate": 0.1, "words": 100} | wrong
    with pytest.raises(ValueError, match="a ratio above 0 that is not 1"):
        speakers_needed(options.pop("ratio"), **options)
