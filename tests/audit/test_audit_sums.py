"""A table summed batch by batch is the table assessed as a whole, however it is cut."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.disparity.assess import assess, assess_cells
from pipeline.disparity.pairs import compare_pairs, pair_systems
from pipeline.disparity.streaming.counting import Plan, count_table, speaker_ranks
from pipeline.disparity.streaming.labels import Groups
from pipeline.errors import TableError
from pipeline.text.counts import count_errors

SYSTEMS = ("a", "b", "c")
PLAN = Plan("said", SYSTEMS, ("accent",), "who", ("basic-1", "verbatim-1"))
TEXTS = st.sampled_from([None, "", " ", "one two", "One two three", "three", "two-one", "élan"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "said": TEXTS, "a": TEXTS, "b": TEXTS, "c": TEXTS,
            "accent": st.sampled_from(["us", "NA", "a, b", "", None, "undisclosed"]),
            "who": st.sampled_from(["s1", "s2", "s3", "s10", "", None]),
        }
    ),
    min_size=1, max_size=40,
)  # fmt: skip


def counted(rows, cuts):
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in PLAN.columns()}
    table = pa.RecordBatch.from_pydict(columns)
    edges = sorted({0, len(rows), *(cut % len(rows) for cut in cuts)})
    batches = [table.slice(a, b - a) for a, b in pairwise(edges)]
    return count_table(batches, PLAN, lambda _rows: None)


def frame_of(rows, system, policy):
    frame = pd.DataFrame(rows)
    frame = frame[frame["said"].notna() & frame[system].notna()]
    counts = count_errors(frame["said"], frame[system], policy)
    empty = frame[system].str.strip() == ""
    return frame.join(counts).assign(empty_hypothesis=empty)


def as_text(found):
    return replace(found, left_out=()), sorted(map(str, found.left_out))


@settings(deadline=None, max_examples=25)
@given(ROWS, st.lists(st.integers(0, 40), max_size=5))
def test_sums_of_any_batches_are_those_of_the_whole(rows, cuts):
    counting = counted(rows, cuts)
    groups, ranks = counting.groups.names, speaker_ranks(counting.speakers.names)
    for place, policy in enumerate(PLAN.policies):
        for bit, system in enumerate(SYSTEMS):
            frame = frame_of(rows, system, policy)
            cells = counting.sums.cells(place * len(SYSTEMS) + bit, bit, groups, ranks)
            known = frame["who"].fillna("").str.strip() != ""
            assert cells.sums.empty == (not known.any())
            if cells.sums.empty:
                continue
            named = {"system": system, "policy": policy}
            whole = assess(frame, group="accent", speaker="who", **named)
            assert as_text(assess_cells(cells, **named)) == as_text(whole)


@settings(deadline=None, max_examples=20)
@given(ROWS, st.lists(st.integers(0, 40), max_size=5))
def test_pairs_of_any_batches_are_those_of_the_whole(rows, cuts):
    counting = counted(rows, cuts)
    groups, ranks = counting.groups.names, speaker_ranks(counting.speakers.names)
    known = [row for row in rows if row["who"]]
    frames = {system: frame_of(known, system, "basic-1") for system in SYSTEMS} if known else {}
    wanted = pair_systems(frames, group="accent", speaker="who") if frames else ()
    found = compare_pairs(counting.sums.pairs(SYSTEMS, (0, 1, 2), groups, ranks))
    assert found == wanted


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_every_row_is_counted_or_left_out(rows):
    counting = counted(rows, [])
    ranks = speaker_ranks(counting.speakers.names)
    for bit in range(len(SYSTEMS)):
        cells = counting.sums.cells(bit, bit, counting.groups.names, ranks)
        left_out = counting.without_reference + counting.without_hypothesis[bit]
        used = int(cells.sums["utterances"].sum())
        assert used + cells.without_speaker + left_out == len(rows) == counting.rows


def test_texts_too_long_to_align_are_left_out_with_their_reason():
    long = " ".join(["one", "two"] * 30_000)
    other = " ".join(["three", "four"] * 30_000)
    row = {"a": "one", "b": other, "c": long, "accent": "us", "who": "s1", "said": long}
    counting = counted([row], [])
    assert counting.too_long.tolist() == [0, 1, 1]
    ranks = speaker_ranks(counting.speakers.names)
    cells = counting.sums.cells(0, 0, counting.groups.names, ranks)
    assert int(cells.sums["deletions"].iloc[0]) == 59_999


def test_more_groups_than_can_be_compared():
    groups = Groups(("accent", "city"))
    batch = pa.RecordBatch.from_pydict(
        {"accent": [f"a{n}" for n in range(2_001)], "city": ["x"] * 2_001}
    )
    groups.codes(batch.slice(0, 2_000))
    with pytest.raises(TableError, match=r"column 'accent' and column 'city': more than 2,000"):
        groups.codes(batch)


def test_crossed_groups_keep_their_numbers_from_batch_to_batch():
    groups = Groups(("accent", "sex"))
    first = pa.RecordBatch.from_pydict({"accent": ["us", "uk", None], "sex": ["f", "m", "f"]})
    second = pa.RecordBatch.from_pydict({"accent": ["uk", "us"], "sex": ["m", "m"]})
    codes = np.concatenate([groups.codes(first), groups.codes(second)])
    names = [groups.names[code] if code >= 0 else None for code in codes]
    assert [name and name.split(" \N{MULTIPLICATION SIGN} ") for name in names] == [
        ["us", "f"], ["uk", "m"], None, ["uk", "m"], ["us", "m"],
    ]  # fmt: skip
