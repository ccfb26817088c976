"""Pairs of texts for the benchmarks: what people read in Artie, and what Google made of it."""

import random

import pandas as pd

from tests.artie import ARTIE

__all__ = ["ARTIE", "perturb", "read_pairs", "read_plain_pairs", "read_tsv"]
ONE_IN_TWO = 0.5


def read_tsv(path):
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)


def read_pairs():
    """The sentences people read, and the hypotheses of Google en-US."""
    speech = read_tsv(ARTIE / "artie-bias-corpus.tsv")
    hypotheses = read_tsv(ARTIE / "predictions/google/en-US/dec-4-2019.tsv")
    texts = dict(zip(hypotheses["path"].str[:-4], hypotheses["prediction"], strict=True))
    return list(zip(speech["sentence"], speech["path"].str[:-4].map(texts), strict=True))


def read_plain_pairs():
    """As `read_pairs`, the references lower-cased and without the sign at their end."""
    return [(reference.lower().strip(".?!"), text) for reference, text in read_pairs()]


def perturb(pairs, number):
    """Repeat pairs, a word in every other text replaced by another one of the references."""
    vocabulary = sorted({word for reference, _ in pairs for word in reference.split()})
    rng = random.Random(1)
    sides = ([], [])
    for n in range(number):
        for side, text in zip(sides, pairs[n % len(pairs)], strict=True):
            words = text.split()
            if words and rng.random() < ONE_IN_TWO:
                words[rng.randrange(len(words))] = rng.choice(vocabulary)
            side.append(" ".join(words))
    return sides
