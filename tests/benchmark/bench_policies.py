"""english-1 against Whisper's normaliser and, counting included, against jiwer: CPU seconds.

Run with `pytest tests/benchmark/bench_policies.py -s`. Normalising is measured on the different
texts of Artie and CrowdSpeech, so that nothing is met twice but words, with no word remembered at
the start; counting on a million perturbed pairs of Artie, as in bench_counts.py. Not in the
measure, on both sides: reading the texts, importing, and a warm-up call.
"""

import importlib
import time
from pathlib import Path

import jiwer
import pytest

from pipeline.text.counts import count_errors
from pipeline.text.languages import english
from pipeline.text.policies import language_policy
from tests.benchmark.artie_pairs import perturb, read_pairs, read_tsv

DATA = Path(__file__).parents[3] / "shared" / "data"
PAIRS = 1_000_000
WANTED_RATIO = 20

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")


def real_texts():
    found = set(read_tsv(DATA / "artie/artie-bias-corpus.tsv")["sentence"])
    for file in (DATA / "artie/predictions").rglob("*.tsv"):
        found |= set(read_tsv(file)["prediction"])
    for file in (DATA / "crowdspeech").glob("*.tsv"):
        table = read_tsv(file)
        for column in table.columns.difference(["audio", "INPUT:audio", "ASSIGNMENT:worker_id"]):
            found |= set(table[column])
    return sorted(found)


def cpu_seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def make_fresh(policy):
    """The policy with nothing remembered."""
    importlib.reload(english)
    language_policy.cache_clear()
    return language_policy(policy)


@needs_data
def test_normalising_against_whisper(benchmark):
    whisper = pytest.importorskip("whisper_normalizer.english").EnglishTextNormalizer()
    texts = real_texts()
    whisper("warm up")
    language = make_fresh("english-1")
    ours = cpu_seconds(
        lambda: benchmark.pedantic(lambda: [language.rewrite(text) for text in texts])
    )
    again = cpu_seconds(lambda: [language.rewrite(text) for text in texts])
    theirs = cpu_seconds(lambda: [whisper(text) for text in texts])
    benchmark.extra_info.update(
        texts=len(texts),
        ours_cpu_seconds=ours,
        ours_again_cpu_seconds=again,
        whisper_cpu_seconds=theirs,
        ratio=theirs / ours,
        ratio_words_known=theirs / again,
    )
    assert theirs / ours >= WANTED_RATIO


@needs_data
def test_a_million_pairs_under_english_1_against_jiwer(benchmark):
    references, hypotheses = perturb(read_pairs(), PAIRS)
    count_errors(references[:100], hypotheses[:100], "english-1")
    jiwer.process_words(references[:100], hypotheses[:100])
    make_fresh("english-1")
    ours = cpu_seconds(
        lambda: benchmark.pedantic(count_errors, (references, hypotheses, "english-1"))
    )
    theirs = cpu_seconds(lambda: jiwer.process_words(references, hypotheses))
    benchmark.extra_info.update(
        ours_cpu_seconds=ours, jiwer_cpu_seconds=theirs, ratio=theirs / ours
    )
    assert ours <= theirs
