"""How appeals end for each accent group, with nothing small to be read or subtracted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.quality.appeals import AppealState, is_upheld, outcomes_by_group


def appeals(**states):
    """Rows and the group of each utterance: {group: states}."""
    rows, groups = [], {}
    for group, of_each in states.items():
        for n, state in enumerate(of_each):
            name = f"{group}{n}"
            rows.append(AppealState(name, state))
            if group != "undisclosed":
                groups[name] = group
    return rows, groups


def test_counts_and_shares_of_those_settled():
    rows, groups = appeals(
        scotland=["upheld"] * 6 + ["rejected"] * 2 + ["open"] * 2, ireland=["rejected"] * 4
    )
    scotland, ireland = outcomes_by_group(rows, groups, 3)
    assert (scotland.group, scotland.raised, scotland.open) == ("scotland", 10, 2)
    assert scotland.upheld.value == 0.75
    # Wilson 1927 for 6 of 8, by hand: (0.75 + 1.9207/8 -+ 1.96 sqrt(...)) / (1 + 3.8415/8)
    assert scotland.upheld.low == pytest.approx(0.4093, abs=1e-4)
    assert scotland.upheld.high == pytest.approx(0.9285, abs=1e-4)
    assert (ireland.upheld.value, ireland.upheld.low) == (0.0, 0.0)


def test_nothing_settled_has_no_share():
    rows, groups = appeals(scotland=["open"] * 3)
    assert outcomes_by_group(rows, groups, 3)[0].upheld.value is None


def test_a_small_group_takes_a_second_with_it_so_that_no_total_tells_on_it():
    rows, groups = appeals(big=["upheld"] * 9, middle=["rejected"] * 4, small=["upheld"])
    found = outcomes_by_group(rows, groups, 3)
    assert [(one.group, one.raised, one.folded) for one in found] == [
        ("big", 9, ()),
        ("other", 5, ("middle", "small")),
    ]


@given(
    sizes=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), max_size=6),
    least=st.integers(2, 5),
)
def test_no_cell_below_the_least_and_no_appeal_lost(sizes, least):
    rows, groups = appeals(**{group: ["upheld"] * size for group, size in sizes.items()})
    found = outcomes_by_group(rows, groups, least)
    assert sum(one.raised for one in found) == len(rows)
    shown = [one for one in found if one.group != "other"]
    assert all(one.raised >= least for one in shown)
    if shown:
        assert all(one.raised >= least for one in found)
    for one in found:
        assert len(one.folded) != 1 or len(found) == 1


@pytest.mark.parametrize(
    ("before", "after", "upheld"),
    [
        ("turn it", "Turn it!", False),
        ("turn it", "turn it in", True),
        ("", "", False),
        ("", "turn", True),
        ("don\u2019t", "don't", False),
    ],
)
def test_a_comma_is_no_change(before, after, upheld):
    assert is_upheld(before, after, "basic-1") is upheld
