"""Real crowd transcripts (CrowdSpeech): what is known of them must show in our figures.

Known: a single worker's mean WER is 17.30 % (dev-clean) and 27.19 % (dev-other); two of three
workers type the same words on some 27 % of recordings.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from pipeline.review.quality.alpha import krippendorff_alpha
from pipeline.review.quality.token_agreement import TEXT_COLUMNS, disagreement, pair_texts
from pipeline.review.quality.worker_skill import worker_skills
from pipeline.text.counts import count_errors

pytestmark = pytest.mark.real
SINGLE_WORKER = {"clean": 0.1730, "other": 0.2719}


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream, delimiter="\t")


@pytest.fixture(params=["clean", "other"])
def part(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def crowd(real_data: Path, part: str) -> pd.DataFrame:
    """Texts of seven workers a clip, with the truth. Speakers are not known: clips stand in."""
    stem = real_data / "crowdspeech" / f"crowdspeech-dev-{part}"
    truth = dict(_rows(stem.with_name(f"{stem.name}-gt.txt")))
    _head, *rows = _rows(stem.with_name(f"{stem.name}-crowd.tsv"))
    texts = pd.DataFrame(
        [(clip, clip, worker, text) for clip, text, worker in rows], columns=list(TEXT_COLUMNS)
    )
    return texts.assign(truth=texts["utterance_id"].map(truth))


def test_two_workers_are_as_far_apart_as_their_errors_let_them_be(
    crowd: pd.DataFrame, part: str
) -> None:
    pairs = pair_texts(crowd, "basic-1")
    found = disagreement(pairs).value
    assert found is not None
    single = SINGLE_WORKER[part]
    # Errors that both make are no disagreement; errors of one of them are: between one and two.
    assert single < found < 2 * single


def test_alpha_is_disagreement_against_nearly_total_chance(crowd: pd.DataFrame) -> None:
    pairs = pair_texts(crowd, "basic-1")
    found = krippendorff_alpha(pairs, "basic-1", np.random.default_rng(1))
    assert found.observed is not None
    assert found.expected is not None
    assert found.estimate.value is not None
    assert found.estimate.low is not None
    assert found.estimate.high is not None
    assert 0.9 < found.expected < 1
    assert found.estimate.low < found.estimate.value < found.estimate.high
    assert found.estimate.high - found.estimate.low < 0.06


def test_two_of_three_seldom_type_the_same(crowd: pd.DataFrame, part: str) -> None:
    pairs = pair_texts(crowd, "basic-1", first=3)
    clips = pairs.texts["utterance_id"].to_numpy()[pairs.one]
    same = pd.Series(pairs.edits == 0).groupby(clips).any().mean()
    low, high = {"clean": (0.24, 0.34), "other": (0.12, 0.22)}[part]
    assert low < same < high


def test_skill_follows_the_words_that_are_really_right(crowd: pd.DataFrame) -> None:
    counts = count_errors(list(crowd["truth"]), list(crowd["text"]), "basic-1")
    edits = counts[["substitutions", "deletions", "insertions"]].sum(axis=1)
    longer = counts[["words", "hypothesis_words"]].max(axis=1)
    sums = pd.DataFrame({"worker": crowd["worker_id"], "edits": edits, "longer": longer})
    sums = sums.groupby("worker")[["edits", "longer"]].sum()
    right = 1 - sums["edits"] / sums["longer"]
    skills = [one for one in worker_skills(pair_texts(crowd, "basic-1")) if one.recordings >= 10]
    really = [right[one.worker_id] for one in skills]
    guessed = [one.skill for one in skills]
    assert spearmanr(guessed, really).statistic > 0.92
    # Errors that everybody makes nobody sees: too high, and never by much.
    assert 0.02 < np.mean(guessed) - np.mean(really) < 0.07
