"""Several people's texts: what they come to, and what counts of whom."""

import json
from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest

from pipeline.review.assigning.priority import priority
from pipeline.review.consensus.merging import REFERENCE_COLUMNS, merge_corrections


def frame(rows, now):
    columns = ["correction_id", "utterance_id", "worker_id", "text", "minute", "retracted"]
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    table["corrected_at"] = [now + timedelta(minutes=int(m)) for m in table["minute"]]
    table["retracted_at"] = [now if gone else None for gone in table["retracted"]]
    return table


def test_single_medoid_latest_and_retracted(now):
    corrections = frame(
        [
            ("c1", "u1", "ana", "seven", 1, False),
            ("c2", "u1", "ana", "eleven", 2, False),  # ana thought again
            ("c3", "u2", "ana", "one two three", 5, False),
            ("c4", "u2", "ben", "One, two tree.", 3, False),
            ("c5", "u2", "cyd", "one two three", 4, False),
            ("c6", "u2", "dee", "nonsense", 1, True),
            ("c7", "u3", "ana", "taken back", 1, True),
            ("c8", "u4", "ben", "", 1, False),
        ],
        now,
    )
    found = merge_corrections(corrections.sample(frac=1, random_state=3), "basic-1")
    assert tuple(found.columns) == REFERENCE_COLUMNS
    assert found.drop(columns=["agreement", "votes"]).to_numpy().tolist() == [
        ["u1", "eleven", "single", 1, ["c2"]],
        ["u2", "one two three", "rover", 3, ["c4", "c5", "c3"]],
        ["u4", "", "single", 1, ["c8"]],
    ]
    assert found["votes"].tolist() == [
        [],
        [
            {"word": "one", "voters": ["c4", "c5", "c3"], "others": []},
            {"word": "two", "voters": ["c4", "c5", "c3"], "others": []},
            {
                "word": "three",
                "voters": ["c5", "c3"],
                "others": [{"word": "tree.", "voters": ["c4"]}],
            },
        ],
        [],
    ]
    json.dumps(found["votes"].tolist())
    assert found["agreement"].tolist()[0] is None
    assert found["agreement"].tolist()[1] == pytest.approx(1 - (1 / 3 + 1 / 3) / 3)


def test_a_tie_goes_to_the_earliest_of_what_counts(now):
    corrections = frame(
        [
            ("c1", "u1", "ana", "seven", 1, False),
            ("c2", "u1", "ben", "eleven", 2, False),
            ("c3", "u1", "ana", "seventh", 3, False),  # now ben's is the earliest that counts
        ],
        now,
    )
    assert merge_corrections(corrections, "basic-1")["text"].tolist() == ["eleven"]
    assert merge_corrections(corrections[:2], "basic-1")["text"].tolist() == ["seven"]


def test_of_two_the_one_who_agrees_elsewhere_is_taken(now):
    said = "the quick brown fox jumps over the lazy dog"
    rows = [
        (f"{worker}{n}", f"u{n}", worker, said if worker != "ana" else said[: 4 * n], n, False)
        for n in range(1, 9)
        for worker in ("ana", "ben", "cyd")
    ]
    both = [
        ("x1", "w", "ana", "ana wrote this", 20, False),
        ("x2", "w", "ben", "ben that", 21, False),
    ]
    found = merge_corrections(frame(rows + both, now), "basic-1").set_index("utterance_id")
    assert found.loc["w", ["text", "method"]].tolist() == ["ben that", "medoid"]
    assert found.loc["u3", "text"] == said


def test_of_two_strangers_the_one_with_more_words_is_taken(now):
    rows = [("c1", "u", "ana", "we met", 1, False), ("c2", "u", "ben", "we met at noon", 2, False)]
    assert merge_corrections(frame(rows, now), "basic-1")["text"].tolist() == ["we met at noon"]


def test_nothing_to_merge(store):
    found = merge_corrections(store.read("corrections"), "basic-1")
    assert tuple(found.columns) == REFERENCE_COLUMNS
    assert found.empty


def test_doubt_comes_first():
    def word(probability):
        return {"word": "x", "probability": probability}

    ordered = [
        priority(None, []),
        priority("x x", [word(0.2), word(0.4)]),
        priority("x x", [word(0.9), word(None)]),
        priority("x", [word(1.2)]),
    ]
    assert ordered == sorted(ordered)
    assert all(a < b for a, b in pairwise(ordered))
    assert ordered[0] == 0
    assert ordered[-1] == 1
    assert priority("x", [word(None)]) == 0
