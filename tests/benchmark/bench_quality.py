"""A hundred thousand texts: pairs, disagreement, alpha and skill, without reading them.

Run with `pytest tests/benchmark/bench_quality.py -s`. Alpha by its definition would compare five
thousand million pairs; what one of these costs is measured in the same run on a hundred texts, to
say how long all of them would take.
"""

import sys
import time

import numpy as np
import pandas as pd

from pipeline.review.quality.alpha import krippendorff_alpha
from pipeline.review.quality.listener_groups import Least, by_speaker_group
from pipeline.review.quality.token_agreement import TEXT_COLUMNS, disagreement, pair_texts
from pipeline.review.quality.worker_skill import worker_skills

TEXTS = 100_000
A_RECORDING = 2
WANTED_SECONDS = 10.0


def typed(texts: int) -> pd.DataFrame:
    """Ten words a text, eight in a hundred wrong; 500 speakers, 53 workers."""
    rng = np.random.default_rng(5)
    words = np.array([f"word{n}" for n in range(3_000)])
    rows = []
    for u in range(texts // A_RECORDING):
        reference_words = rng.choice(words, 10)
        for k in range(A_RECORDING):
            hypothesis_words = np.where(
                rng.random(10) < 0.08, rng.choice(words, 10), reference_words
            )
            worker = f"w{(u * 7 + k * (1 + u % 11)) % 53}"
            rows.append((f"u{u}", f"s{u % 500}", worker, " ".join(hypothesis_words)))
    return pd.DataFrame(rows, columns=list(TEXT_COLUMNS), dtype=object)


def assess(texts: pd.DataFrame) -> None:
    pairs = pair_texts(texts, "basic-1")
    disagreement(pairs)
    groups = {f"g{g}": {f"s{s}" for s in range(500) if s % 20 == g} for g in range(20)}
    by_speaker_group(pairs, groups, Least())
    krippendorff_alpha(pairs, "basic-1", np.random.default_rng(1))
    worker_skills(pairs)


def test_bench_a_hundred_thousand_texts() -> None:
    few, many = typed(200), typed(TEXTS)
    assess(few)  # compiled code is compiled or loaded
    began = time.perf_counter()
    krippendorff_alpha(pair_texts(few, "basic-1"), "basic-1", np.random.default_rng(1))
    a_pair = (time.perf_counter() - began) / (len(few) * (len(few) - 1) / 2)
    began = time.perf_counter()
    assess(many)
    seconds = time.perf_counter() - began
    all_pairs = a_pair * TEXTS * (TEXTS - 1) / 2
    sys.stdout.write(
        f"\n{TEXTS:,} texts: {seconds:.2f} s; alpha over all pairs: {all_pairs / 3600:.1f} h\n"
    )
    assert seconds < WANTED_SECONDS
