"""Texts come to lie word under word: nothing is lost, and there is no cheaper way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.consensus import alignment_kernel
from pipeline.review.consensus.alignment_kernel import ALIKE, GAP, MADE_UP, NOTHING, SUBSTITUTE
from pipeline.review.consensus.words import code_texts

WORDS = ["met", "meet", "noon", "new", "an", "and", "a"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)


def plain_distance(left, right):
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row, before = [i], row
        for j, b in enumerate(right, start=1):
            row.append(min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b)))
    return row[-1]


def lined_up(texts, weights=None):
    coded = code_texts([texts], "basic-1")
    alike = alignment_kernel.likenesses(coded.letters, coded.letter_bounds, coded.words)
    distances = alignment_kernel.text_distances(coded.codes, coded.text_bounds)
    heavy = np.ones(len(texts)) if weights is None else np.array(weights)
    medoid = alignment_kernel.find_medoid(distances, np.diff(coded.text_bounds), heavy)
    order = alignment_kernel.nearest_first(distances, medoid)
    network = alignment_kernel.line_up(coded.codes, coded.text_bounds, order, heavy, alike)
    return coded, alike, distances, order, network


def cheapest(left, right, alike):
    """Wagner & Fischer with the costs of the module, as it stands in a textbook."""
    table = np.zeros((len(left) + 1, len(right) + 1))
    table[:, 0] = np.arange(len(left) + 1) * GAP
    table[0, :] = np.arange(len(right) + 1) * GAP
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            pair = 0 if a == b else SUBSTITUTE - ALIKE * alike[a, b]
            table[i + 1, j + 1] = min(
                table[i, j] + pair, table[i, j + 1] + GAP, table[i + 1, j] + GAP
            )
    return table[-1, -1]


@settings(deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=6), data=st.data())
def test_every_text_can_be_read_off_its_row_and_no_slot_is_empty(texts, data):
    weights = data.draw(
        st.lists(st.floats(0.02, 5), min_size=len(texts), max_size=len(texts)), label="weights"
    )
    coded, _, _, _, network = lined_up(texts, weights)
    for n, row in enumerate(network):
        mine = coded.codes[coded.text_bounds[n] : coded.text_bounds[n + 1]]
        assert row[row != NOTHING].tolist() == mine.tolist()
    assert (network != NOTHING).any(axis=0).all()


@settings(deadline=None)
@given(left=TEXT, right=TEXT)
def test_two_texts_are_lined_up_as_cheaply_as_can_be(left, right):
    coded, alike, _, _, network = lined_up([left, right])
    cost = sum(
        0 if a == b else GAP if NOTHING in (a, b) else SUBSTITUTE - ALIKE * alike[a, b]
        for a, b in network.T
    )
    halves = np.split(coded.codes, [coded.text_bounds[1]])
    assert cost == pytest.approx(cheapest(*halves, alike))


@settings(deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=6))
def test_distances_and_the_order_of_entering(texts):
    _, _, distances, order, _ = lined_up(texts)
    split = [text.split() for text in texts]
    assert distances.tolist() == [[plain_distance(a, b) for b in split] for a in split]
    assert sorted(order) == list(range(len(texts)))
    lengths = np.array([len(words) for words in split])
    more = np.maximum(lengths[:, None] - lengths[None, :], 0)
    sums = (distances - (1 - MADE_UP) * more).sum(axis=1)
    assert sums[order[0]] == pytest.approx(sums.min())
    away = distances[order[0]][order[1:]]
    assert (np.diff(away) >= 0).all()


def test_likeness_is_by_letters():
    coded = code_texts([["guide guides", "élève x"]], "basic-1")
    alike = alignment_kernel.likenesses(coded.letters, coded.letter_bounds, coded.words)
    assert alike[0, 1] == pytest.approx(5 / 6)
    assert alike[0, 3] == 0
    assert (np.diag(alike) == 1).all()
    assert (alike == alike.T).all()


def test_words_of_a_thousand_letters_do_not_cost_a_million_steps():
    coded = code_texts([["a" * 10_000, "b" * 10_000]], "basic-1")
    alike = alignment_kernel.likenesses(coded.letters, coded.letter_bounds, coded.words)
    assert alike[0, 1] == 0


def test_words_alike_come_to_lie_under_each_other():
    coded, _, _, _, network = lined_up(["my guides however", "my however", "my guide however"])
    words = [coded.written[0], coded.written[1], coded.written[2]]
    assert words == ["my", "guides", "however"]
    assert network.shape == (3, 3)
    assert network[1, 1] == NOTHING


@pytest.mark.parametrize(
    ("texts", "medoid"),
    [
        (["a", "b"], 0),
        (["a", "a b"], 1),  # the one with more words
        (["a b", "c d", "c d"], 1),
        (["", ""], 0),
    ],
)
def test_ties_of_the_medoid(texts, medoid):
    assert lined_up(texts)[3][0] == medoid


def test_weights_move_the_medoid():
    texts = ["one two", "won too", "one two tree"]
    assert lined_up(texts)[3][0] == 0
    assert lined_up(texts, [1, 9, 1])[3][0] == 1
