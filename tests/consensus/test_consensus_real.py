"""CrowdSpeech: the targets, and few texts, where a consensus must not be worse than one worker.

What was really said only scores; nothing is estimated from it.
"""

import re
from dataclasses import dataclass

import pandas as pd
import pytest
from rapidfuzz.distance import Levenshtein

from pipeline.review.consensus.vote import find_consensus
from pipeline.stages.consensus import Named, read_texts

pytestmark = pytest.mark.real
SETS = ["dev-clean", "dev-other"]
PUBLISHED_ROVER = {"dev-clean": 6.76, "dev-other": 13.19}
WANTED = {"dev-clean": 6.0, "dev-other": 11.7}
PUBLISHED_T5 = {"dev-clean": 5.72, "dev-other": 11.27}


def words(text):
    return re.sub(r"[^a-z' ]", "", text.lower()).split()


@dataclass
class Crowd:
    name: str
    texts: pd.DataFrame
    truth: dict

    def mean_wer(self, pairs):
        rates = [
            Levenshtein.distance(words(text), self.truth[name]) / len(self.truth[name])
            for name, text in pairs
        ]
        return 100 * sum(rates) / len(rates)

    def consensus_wer(self, texts, method="rover"):
        found = find_consensus(texts, "basic-1", method=method)
        return self.mean_wer((one.utterance_id, one.text) for one in found)


@pytest.fixture(scope="module", params=SETS)
def crowd(request):
    folder = request.path.parents[2].parent / "shared" / "data" / "crowdspeech"
    if not folder.is_dir():
        pytest.skip("no crowdspeech in ../shared/data: see the README there")
    lines = (folder / f"crowdspeech-{request.param}-gt.txt").read_text("utf-8").splitlines()
    truth = {name: words(text) for name, text in (line.split("\t") for line in lines)}
    read = read_texts(folder / f"crowdspeech-{request.param}-crowd.tsv", Named())
    assert read.refused == []
    return Crowd(request.param, read.texts, truth)


def test_seven_texts_meet_the_targets(crowd):
    rover = crowd.consensus_wer(crowd.texts)
    assert rover < PUBLISHED_T5[crowd.name] < WANTED[crowd.name] < PUBLISHED_ROVER[crowd.name]
    medoid = crowd.consensus_wer(crowd.texts, method="medoid")
    assert rover < medoid < PUBLISHED_ROVER[crowd.name]


@pytest.mark.long
def test_without_any_skill_it_is_still_no_worse_than_published(crowd):
    strangers = crowd.texts.assign(worker_id=[f"w{n:05}" for n in range(len(crowd.texts))])
    assert crowd.consensus_wer(strangers) < PUBLISHED_ROVER[crowd.name]


@pytest.mark.long
@pytest.mark.parametrize("many", [2, 3])
@pytest.mark.parametrize("known", [True, False], ids=["workers", "strangers"])
def test_few_texts_are_no_worse_than_one_worker(crowd, many, known):
    few = crowd.texts.sample(frac=1, random_state=many).groupby("utterance_id").head(many)
    if not known:
        few = few.assign(worker_id=[f"w{n:05}" for n in range(len(few))])
    one_worker = crowd.mean_wer(zip(few["utterance_id"], few["text"], strict=True))
    medoid = crowd.consensus_wer(few, method="medoid")
    assert medoid < one_worker
    assert crowd.consensus_wer(few) <= medoid


def test_one_text_each_is_that_text(crowd):
    one = crowd.texts.groupby("utterance_id").head(1)
    found = {each.utterance_id: each.text for each in find_consensus(one, "basic-1")}
    assert found == dict(zip(one["utterance_id"], one["text"], strict=True))


def test_an_empty_worker_does_no_harm(crowd):
    some = crowd.texts[crowd.texts["utterance_id"].str.endswith("7.mp3")]
    silent = pd.DataFrame({"utterance_id": some["utterance_id"].unique()}).assign(
        worker_id="silent", text=""
    )
    with_silent = pd.concat([some, silent])
    scored = {name: crowd.truth[name] for name in some["utterance_id"].unique()}
    assert len(scored) > 200
    assert crowd.consensus_wer(with_silent) < crowd.consensus_wer(some) + 0.5
