"""Skill from agreement and gold: simulated workers with known error rates, and the edges."""

import numpy as np
import pandas as pd
import pytest
from numpy.random import Generator

from pipeline.review.quality.token_agreement import TEXT_COLUMNS, Pairs, pair_texts
from pipeline.review.quality.worker_skill import (
    GoldEdits,
    WorkerSkill,
    surely_below,
    worker_skills,
)


def typed(rng: Generator, said: list[str], rate: float) -> str:
    """What a worker with this error rate types; two errors are never the same."""
    wrong = rng.random(len(said)) < rate
    return " ".join(
        f"x{rng.integers(10**6)}" if bad else word for bad, word in zip(wrong, said, strict=True)
    )


def world(rng: Generator, own: np.ndarray, recordings: int) -> Pairs:
    """Two listeners a recording, busy ones and others; recordings are harder or easier."""
    busy = rng.lognormal(0, 0.8, len(own))
    rows = []
    for u in range(recordings):
        said = [f"t{u}w{k}" for k in range(rng.integers(4, 14))]
        hard = rng.lognormal(-0.125, 0.5)
        for w in rng.choice(len(own), 2, replace=False, p=busy / busy.sum()):
            rate = min(own[w] * hard, 1.0)
            rows.append((f"u{u}", f"s{u % 30}", f"w{w}", typed(rng, said, rate)))
    return pair_texts(pd.DataFrame(rows, columns=list(TEXT_COLUMNS)), "basic-1")


def true_skill(skill: WorkerSkill, own: np.ndarray) -> float:
    return float(1 - own[int(skill.worker_id[1:])])


def test_intervals_hold_what_the_workers_really_are() -> None:
    rng = np.random.default_rng(3)
    held, off = [], []
    for _ in range(12):
        own = rng.beta(2, 12, 15)
        for skill in worker_skills(world(rng, own, 250)):
            if skill.low is not None and skill.high is not None:
                held.append(skill.low <= true_skill(skill, own) <= skill.high)
                off.append(skill.skill - true_skill(skill, own))
    assert 0.88 <= np.mean(held) <= 0.99
    assert abs(np.mean(off)) < 0.015


def test_a_careless_worker_is_found_and_their_partners_are_not_blamed() -> None:
    rng = np.random.default_rng(8)
    own = np.array([0.05, 0.05, 0.08, 0.06, 0.75])
    skills = worker_skills(world(rng, own, 200))
    assert [surely_below(skill, 0.5) for skill in skills] == [False, False, False, False, True]
    assert all(skill.skill > 0.85 for skill in skills[:4])


def test_of_two_people_who_disagree_neither_is_suspected() -> None:
    rng = np.random.default_rng(8)
    one, other = worker_skills(world(rng, np.array([0.02, 0.9]), 100))
    assert one.skill == pytest.approx(other.skill)
    assert (one.low, one.high, one.partners) == (None, None, 1)
    assert not surely_below(one, 0.99)


def test_gold_tells_the_two_apart() -> None:
    rng = np.random.default_rng(8)
    pairs = world(rng, np.array([0.02, 0.9]), 100)
    gold = GoldEdits(["w0"] * 10 + ["w1"] * 10, np.repeat([0.0, 9.0], 10), np.full(20, 10.0))
    one, other = worker_skills(pairs, gold)
    assert one.skill - other.skill > 0.4
    assert other.high is not None
    assert surely_below(other, 0.5)
    assert (one.gold, one.recordings, one.partners) == (10, 110, 1)


def test_little_evidence_says_little() -> None:
    rng = np.random.default_rng(9)
    own = np.array([0.05] * 6)
    pairs = world(rng, own, 60)
    few = worker_skills(pairs, GoldEdits(["new"], np.array([4.0]), np.array([4.0])))[0]
    assert few.worker_id == "new"
    assert few.low is not None
    assert few.high is not None
    assert few.high - few.low > 0.2
    assert not surely_below(few, 0.5)


def test_nobody_to_compare_with_is_nobody() -> None:
    texts = pd.DataFrame([("u1", "s1", "w1", "alone")], columns=list(TEXT_COLUMNS))
    assert worker_skills(pair_texts(texts, "basic-1")) == ()


def test_texts_without_words_tell_nothing_about_words() -> None:
    rows = [
        ("u1", "s1", "a", ""),
        ("u1", "s1", "b", "?"),
        ("u2", "s1", "a", "x"),
        ("u2", "s1", "c", "x"),
    ]
    skills = worker_skills(pair_texts(pd.DataFrame(rows, columns=list(TEXT_COLUMNS)), "basic-1"))
    assert [(skill.worker_id, skill.recordings) for skill in skills] == [("a", 1), ("c", 1)]
