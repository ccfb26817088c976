"""Krippendorff's alpha against his published example and a plain double loop."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.quality.alpha import krippendorff_alpha
from pipeline.review.quality.token_agreement import TEXT_COLUMNS, pair_texts
from pipeline.text.distance import text_distance

# Krippendorff, "Computing Krippendorff's alpha-reliability", section C: four observers, twelve
# units, values missing. Each value is a word here; between single words the token distance is the
# nominal difference.
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def frame(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TEXT_COLUMNS))


def published() -> pd.DataFrame:
    return frame(
        [
            (f"u{unit:02}", f"s{unit:02}", observer, value)
            for observer, values in OBSERVERS.items()
            for unit, value in enumerate(values.split())
            if value != "."
        ]
    )


def by_hand(texts: pd.DataFrame) -> tuple[float, float]:
    """D_o and D_e as the definition has them, one pair at a time."""
    units = [list(unit["text"]) for _, unit in texts.groupby("utterance_id") if len(unit) > 1]
    pooled = [text for unit in units for text in unit]
    within = sum(
        text_distance(a, b, "basic-1") / (len(unit) - 1)
        for unit in units
        for a, b in permutations(unit, 2)
    )
    across = sum(text_distance(a, b, "basic-1") for a, b in permutations(pooled, 2))
    return within / len(pooled), across / (len(pooled) * (len(pooled) - 1))


def test_the_published_example_gives_0_743() -> None:
    found = krippendorff_alpha(
        pair_texts(published(), "basic-1"), "basic-1", np.random.default_rng(0)
    )
    assert found.estimate.value == pytest.approx(0.743, abs=0.0005)
    assert (found.texts, found.recordings, found.expected_error) == (40, 11, 0.0)
    assert found.estimate.low is not None
    assert found.estimate.high is not None
    assert found.estimate.low < found.estimate.value < found.estimate.high


TEXTS = st.lists(st.sampled_from(["one", "two", "three", "Four"]), max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_observed_and_expected_are_those_of_the_definition(units: list[list[str]]) -> None:
    texts = frame(
        [
            (f"u{u}", f"s{u}", f"w{w}", text)
            for u, unit in enumerate(units)
            for w, text in enumerate(unit)
        ]
    )
    found = krippendorff_alpha(pair_texts(texts, "basic-1"), "basic-1", np.random.default_rng(0))
    if not any(len(unit) > 1 for unit in units):
        assert (found.observed, found.estimate.value, found.texts) == (None, None, 0)
        return
    observed, expected = by_hand(texts)
    assert found.observed == pytest.approx(observed)
    assert found.expected == pytest.approx(expected)
    if expected == 0:
        assert found.estimate.value is None
    else:
        assert found.estimate.value == pytest.approx(1 - observed / expected)


def many_texts(utterances: int) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    words = np.array([f"w{i}" for i in range(30)])
    rows = []
    for u in range(utterances):
        said = rng.choice(words, 4)
        for worker in range(2):
            heard = np.where(rng.random(4) < 0.1, rng.choice(words, 4), said)
            rows.append(
                (f"u{u}", f"s{u % 25}", f"v{(u + worker * (1 + u % 7)) % 12}", " ".join(heard))
            )
    return frame(rows)


def test_a_sample_of_pairs_comes_within_its_own_error_of_all_pairs() -> None:
    pairs = pair_texts(many_texts(300), "basic-1")
    exact = krippendorff_alpha(pairs, "basic-1", np.random.default_rng(0), sampled=10**6)
    sampled = krippendorff_alpha(pairs, "basic-1", np.random.default_rng(0), sampled=20_000)
    assert exact.expected_error == 0
    assert 0 < sampled.expected_error < 0.003
    assert sampled.expected == pytest.approx(exact.expected, abs=4 * sampled.expected_error)


def test_the_same_seed_gives_the_same_number_and_another_another() -> None:
    pairs = pair_texts(many_texts(300), "basic-1")
    first, again, other = (
        krippendorff_alpha(pairs, "basic-1", np.random.default_rng(seed), sampled=2_000).expected
        for seed in (1, 1, 2)
    )
    assert first == again != other


def test_short_commands_agree_by_chance_where_sentences_do_not() -> None:
    said = ["yes", "no"] * 20
    rows = [
        (f"u{u}", f"s{u}", f"w{w}", text if (u + w) % 5 else "yes")
        for u, text in enumerate(said)
        for w in range(2)
    ]
    found = krippendorff_alpha(
        pair_texts(frame(rows), "basic-1"), "basic-1", np.random.default_rng(0)
    )
    assert found.observed is not None
    assert found.expected is not None
    assert found.estimate.value is not None
    assert found.expected < 0.52
    assert found.estimate.value < 1 - found.observed - 0.1
