"""Gold, shares, disagreement by group and anchoring: worked by hand on small frames."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.assigning.gold import score_gold
from pipeline.review.consensus.vote import merge_texts
from pipeline.review.quality.anchoring import anchoring
from pipeline.review.quality.gold_scores import gold_scores
from pipeline.review.quality.listener_groups import (
    Least,
    by_knowledge,
    by_listener_and_speaker,
    by_shown,
    by_speaker_group,
    fold_listeners,
)
from pipeline.review.quality.token_agreement import TEXT_COLUMNS, disagreement, pair_texts
from pipeline.statistics.proportions import estimate_share

WORDS = st.lists(st.sampled_from(["one", "two", "Three", "four"]), max_size=5).map(" ".join)
NOBODY = Least(0, 0.0, 0)


def frame(rows: list[tuple[str, str, str, str]], **columns: list[object]) -> pd.DataFrame:
    texts = pd.DataFrame(rows, columns=list(TEXT_COLUMNS))
    return texts.assign(
        **{name: pd.Series(values, dtype=object) for name, values in columns.items()}
    )


@settings(deadline=None)
@given(WORDS, WORDS, st.floats(0, 1))
def test_gold_passes_by_distance(typed: str, expected: str, limit: float) -> None:
    found = score_gold(typed, expected, limit, "basic-1")
    assert found.passed == (found.distance <= limit)
    assert 0 <= found.distance <= 1
    assert found.expected == expected
    assert score_gold(expected.upper(), expected, 0.0, "basic-1").passed


def test_gold_forgives_what_a_lead_overturned_and_counts_the_rest() -> None:
    answers = pd.DataFrame(
        [("a", 0.0, True, None), ("a", 0.4, False, "then"), ("a", 0.6, False, None),
         ("b", 0.2, False, None)],
        columns=["worker_id", "distance", "passed", "overturned_at"],
    )  # fmt: skip
    (a, b), overall = gold_scores(answers)
    assert (a.passed.count, a.passed.trials, a.forgiven) == (2, 3, 1)
    assert a.mean_distance == pytest.approx(0.3)
    assert (b.passed.value, b.passed.low) == (0.0, 0.0)
    assert (overall.count, overall.trials) == (2, 4)


@pytest.mark.parametrize(
    ("count", "trials", "low", "high"),
    # Newcombe 1998, DOI 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_gives_the_published_intervals(
    count: int, trials: int, low: float, high: float
) -> None:
    found = estimate_share(count, trials)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=6))
def test_of_one_recording_it_is_what_a_consensus_calls_agreement(typed: list[str]) -> None:
    pairs = pair_texts(frame([("u", "s", f"w{n}", t) for n, t in enumerate(typed)]), "basic-1")
    assert 1 - float(pairs.distances.mean()) == pytest.approx(
        merge_texts(typed, "basic-1").agreement
    )


def test_a_recording_counts_once_however_many_heard_it() -> None:
    rows = [("u1", "s1", w, "a b c d") for w in "vw"]
    rows += [
        ("u2", "s2", w, t) for w, t in zip("vwxyz", ["a b c d"] * 4 + ["a b c x"], strict=True)
    ]
    found = disagreement(pair_texts(frame(rows), "basic-1"))
    assert found.value == pytest.approx((0 + 4 / 10) / (4 + 4))
    assert found.observations == 11


def test_the_earliest_texts_are_those_every_recording_gets() -> None:
    rows = [("u1", "s1", w, t) for w, t in zip("vwx", ["a b", "a c", "z z"], strict=True)]
    early = pair_texts(frame(rows), "basic-1", first=2)
    assert [*early.texts["worker_id"]] == ["v", "w"]
    assert disagreement(early).value == 0.5


def small() -> pd.DataFrame:
    return frame(
        [
            ("u1", "s1", "a", "one two"), ("u1", "s1", "b", "one two"),
            ("u2", "s2", "a", "one two"), ("u2", "s2", "c", "one won"),
            ("u3", "s3", "b", "one two"), ("u3", "s3", "c", "won too"),
        ],
        knows_accent=[True, True, True, False, None, False],
        unaided=[False, False, False, True, None, True],
    )  # fmt: skip


def test_groups_hold_their_own_pairs_and_a_speaker_may_be_in_two() -> None:
    pairs = pair_texts(small(), "basic-1")
    groups = {"north": {"s1", "s2"}, "south": {"s2", "s3"}, "west": {"s9"}}
    found = by_speaker_group(pairs, groups, Least(2, 1.0, 2))
    assert [(f.group, f.estimate.value, f.estimate.observations) for f in found] == [
        ("north", 0.25, 2), ("south", 0.75, 2),
    ]  # fmt: skip


def test_too_few_people_are_too_few_to_judge() -> None:
    rng = np.random.default_rng(2)
    rows = [
        (f"u{u}", f"s{u % 12}", f"w{(u + k) % 6}", "a b c d" if rng.random() < 0.7 else "a b x y")
        for u in range(60)
        for k in range(2)
    ]
    pairs = pair_texts(frame(rows), "basic-1")
    groups = {"all": {f"s{n}" for n in range(12)}, "few": {"s0", "s1", "s2"}}
    every, few = by_speaker_group(pairs, groups, Least())
    assert (every.status, every.estimate.speakers, every.estimate.workers) == ("reported", 12, 6)
    assert (few.status, few.estimate.speakers) == ("too_few", 3)
    assert by_speaker_group(pairs, groups, Least(workers=7))[0].status == "too_few"


def test_what_two_listeners_know_and_were_shown() -> None:
    pairs = pair_texts(small(), "basic-1")
    assert {f.group: f.estimate.value for f in by_knowledge(pairs, NOBODY)} == {
        "both_know": 0.0, "one_knows": 0.5, "not_said": 1.0,
    }  # fmt: skip
    assert {f.group: f.estimate.value for f in by_shown(pairs, NOBODY)} == {
        "both_shown": 0.0, "one_blind": 0.5,
    }  # fmt: skip


def test_a_pair_stands_in_the_cell_of_each_of_its_listeners() -> None:
    pairs = pair_texts(small(), "basic-1")
    knows = {"a": ["north"], "c": ["north", "south"]}
    cells = by_listener_and_speaker(pairs, knows, {"north": {"s1", "s2"}, "south": {"s3"}}, NOBODY)
    found = {
        (c.listener, c.speaker): (c.estimate.value, c.estimate.observations, c.listeners)
        for c in cells
    }
    # u2 was heard by a and by c, who both know the north: twice in that cell.
    assert found[("north", "north")] == (pytest.approx((0 + 1 + 1) / 6), 3, 2)
    assert found[("north", "south")] == (1.0, 1, 1)
    assert found[("south", "north")] == (0.5, 1, 1)


KNOWS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.sampled_from("xyz"), min_size=1, max_size=2)
)


@settings(deadline=None)
@given(KNOWS, st.integers(1, 5))
def test_folding_leaves_no_accent_that_few_listeners_know(
    knows: dict[str, list[str]], least: int
) -> None:
    folded = fold_listeners(knows, least, "other")
    for accent in {accent for accents in folded.values() for accent in accents}:
        assert sum(accent in accents for accents in folded.values()) >= least
    assert set(folded) in (set(), set(knows))


def led(rows: list[dict[str, object]]) -> pd.DataFrame:
    usual = {
        "speaker_id": "s", "text": "turn the letter", "action": "edited", "unaided": False,
        "machine_text": "turn the ladder", "planted_text": None, "active_s": 5.0, "duration_s": 2.0,
        "attention_check_was_right": False,
    }  # fmt: skip
    made = [
        usual | {"utterance_id": f"u{n}", "speaker_id": f"s{n}"} | row for n, row in enumerate(rows)
    ]
    return pd.DataFrame(made, dtype=object)


def test_planted_errors_and_haste_are_counted_by_worker() -> None:
    burn = {"planted_text": "burn the ladder"}
    texts = led(
        [
            {"worker_id": "a", "text": "burn the letter", **burn},
            {"worker_id": "a", "text": "turn the letter", **burn},
            {
                "worker_id": "a",
                "text": "burn the letter",
                "attention_check_was_right": True,
                **burn,
            },
            {"worker_id": "b", "text": "turn the ladder", "action": "accepted", "active_s": 1.5},
            {"worker_id": "b", "text": "turn the ladder", "action": "accepted", "active_s": 1.6},
            {"worker_id": "b", "active_s": 0.5},
            {"worker_id": "b", "active_s": None, "action": "accepted"},
            {"worker_id": "b", "unaided": True, "active_s": 0.5},
            {"worker_id": "c", "unaided": None, "action": "imported"},
        ]
    )
    found = anchoring(texts, pair_texts(texts, "basic-1"), "basic-1", too_fast_ratio=0.8)
    assert found.survived.value == 0.5
    assert found.survived.observations == 2
    a, b = found.workers
    assert (a.survived.count, a.survived.trials, a.too_fast.trials) == (1, 2, 3)
    assert (b.too_fast.count, b.too_fast.trials, b.survived.value) == (1, 3, None)


def test_shown_texts_are_nearer_to_the_machine_than_blind_ones() -> None:
    rows: list[dict[str, object]] = []
    for n in range(24):
        blind = n % 3 == 0
        text = "turn the letter" if blind or n % 4 == 0 else "turn the ladder"
        rows.append({"worker_id": f"w{n % 5}", "unaided": blind, "text": text})
    texts = led(rows)
    found = anchoring(texts, pair_texts(texts, "basic-1"), "basic-1", too_fast_ratio=0.8)
    assert found.blind_to_machine.value == pytest.approx(1 / 3)
    assert found.shown_to_machine.value == pytest.approx(4 / 16 / 3)
    assert found.pull.value == pytest.approx(1 / 3 - 4 / 48)
    assert found.pull.low is not None
    assert found.pull.low > 0
    assert found.unlike_others.value is None  # nobody heard the same recording
