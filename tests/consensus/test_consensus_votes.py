"""Who wins a place, how it is printed, and who is said to have voted for it."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.review.consensus.vote import find_consensus, merge_texts, worker_rates
from pipeline.text.distance import text_distance
from pipeline.text.policies import normalise

WORD = st.sampled_from(["met", "Meet", "noon,", "new", "an", "and", "a", "well-known", "-", "19"])
TEXT = st.lists(WORD, max_size=7).map(" ".join)
ROWS = st.lists(
    st.tuples(st.sampled_from("uvw"), st.sampled_from("abcdef"), TEXT), min_size=1, max_size=25
)
METHODS = st.sampled_from(["rover", "medoid"])


def table(rows):
    return pd.DataFrame(rows, columns=["utterance_id", "worker_id", "text"])


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["a b c", "a b c", "a x c"], "a b c"),
        (["a b c", "a c", "a c"], "a c"),  # nothing wins
        (["a b c", "a b c", "a c"], "a b c"),
        (["We met.", "we met.", "We met"], "We met."),  # the commonest form of each word
        (["Well-known he is", "well known he is", "Well known he is"], "Well known he is"),
        (["", "", "a"], ""),
        (["", "a", "a"], "a"),
        (["", "", ""], ""),
        (["...", "?", "!"], ""),  # nobody wrote a word
        (["dis like", "dislike", "dislike", "dis like", "dislike"], "dislike"),
        (["dis like", "dislike", "dislike", "dis like", "dis like"], "dis like"),
        (["élève", "élève", "eleve"], "élève"),
    ],
)  # fmt: skip
def test_the_most_votes_win(texts, said):
    assert merge_texts(texts, "basic-1").text == said


def test_neighbours_are_decided_together():
    """Word by word, "some" and then "one" would win: four have it, counting "none"."""
    texts = ["say someone", "say someone", "say some one", "say some one", "say someone"]
    assert merge_texts(texts, "basic-1").text == "say someone"


def test_who_stopped_typing_does_not_vote_on_every_word_left():
    """At "noon" three have nothing; two of them since long before, and so hardly count."""
    stopped, said = "we", ["we met at noon today", "we met at noon today"]
    texts = [*said, "we met at new today", "we met at today", stopped, stopped]
    assert merge_texts(texts, "basic-1").text == "we met at noon today"


def test_a_stretch_left_out_is_one_difference():
    said = "ay bee sea dee ee eff"
    typed = {"ana": said, "ben": said, "cyd": said, "dot": "ay", "eve": "ay bee x dee ee eff"}
    rows = table([("u", name, text) for name, text in typed.items()] + [("v", "dot", "ay")])
    rates = worker_rates(rows, "basic-1")
    mean = 2 / (6 + 6 + 6 + 2 + 6)  # dot and eve err once; dot had two words to agree on, not six
    # What is known of a worker in "v" is what they did in "u"; CONSENSUS_ERRS and MEAN_WORDS.
    assert rates[5] == pytest.approx((1 + 30 * mean) / (2 + 30) - 0.25 * mean)


def test_who_voted_for_what():
    found = merge_texts(["We met at noon", "we met noon", "we meet at noon", "We met"], "basic-1")
    assert found.votes() == [
        {"word": "We", "voters": ["1", "2", "3", "4"], "others": []},
        {"word": "met", "voters": ["1", "2", "4"], "others": [{"word": "meet", "voters": ["3"]}]},
        {"word": "at", "voters": ["1", "3"], "others": [{"word": "", "voters": ["2", "4"]}]},
        {"word": "noon", "voters": ["1", "2", "3"], "others": [{"word": "", "voters": ["4"]}]},
    ]


def test_where_nothing_won_the_losing_word_is_still_told():
    places = merge_texts(["a c", "a c", "a b c"], "basic-1").votes()
    assert places[1] == {
        "word": "", "voters": ["1", "2"], "others": [{"word": "b", "voters": ["3"]}],
    }  # fmt: skip


def test_one_and_two_texts():
    assert merge_texts(["  As typed - really "], "basic-1").text == "  As typed - really "
    assert merge_texts(["alone"], "basic-1").method == "single"
    assert merge_texts(["alone"], "basic-1").agreement is None
    two = merge_texts(["we met", "we met at noon"], "basic-1")
    assert (two.method, two.text, two.agreement) == ("medoid", "we met at noon", 0.5)
    assert two.votes() == []


def test_there_is_no_consensus_of_nothing():
    with pytest.raises(ValueError, match="at least one text"):
        merge_texts([], "basic-1")
    assert find_consensus(table([]), "basic-1") == []


def test_an_unknown_policy_is_named():
    with pytest.raises(SettingsError, match="no normalisation policy 'basic-9'"):
        find_consensus(table([]), "basic-9")


def test_the_policy_decides_what_is_the_same_word():
    texts = ["A b", "a b", "a c", "A c", "A c"]
    assert merge_texts(texts, "verbatim-1").text == "A c"
    assert merge_texts(["Ay", "ay", "bee"], "verbatim-1").votes()[0]["voters"] == ["1"]


def test_ten_thousand_words_are_the_medoid():
    long = " ".join(f"w{n}" for n in range(10_000))
    found = merge_texts([long, long + " more", "short"], "basic-1")
    assert (found.method, found.text) == ("medoid", long)


def test_a_worker_who_agrees_elsewhere_outvotes_two_who_do_not():
    said = "the quick brown fox jumps over the lazy dog again and again"
    rows = [(f"u{n:02}", good, said) for n in range(20) for good in ("ana", "ben", "cyd")]
    rows += [
        (
            f"u{n:02}",
            bad,
            " ".join(word + bad * (place % 2) for place, word in enumerate(said.split())),
        )
        for n in range(20)
        for bad in ("xi", "yo")
    ]
    rows += [("x", "ana", "take the left"), ("x", "xi", "take a left"), ("x", "yo", "take a left")]
    found = {one.utterance_id: one for one in find_consensus(table(rows), "basic-1")}
    assert found["x"].text == "take the left"
    assert found["u03"].text == said
    rates = worker_rates(table(rows), "basic-1").groupby(table(rows)["worker_id"]).mean()
    assert rates[["ana", "ben", "cyd"]].max() < 0.1 < 0.3 < rates[["xi", "yo"]].min()


def test_a_voter_may_have_another_name_and_a_place():
    rows = table([("u", "ana", "seven"), ("u", "ben", "eleven")]).assign(
        voter=["c1", "c2"], precedence=[2, 1]
    )
    found = find_consensus(rows, "basic-1")[0]
    assert (found.text, found.voters) == ("eleven", ("c2", "c1"))


@settings(deadline=None)
@given(rows=ROWS, method=METHODS, data=st.data())
def test_the_order_of_rows_does_not_matter(rows, method, data):
    once = list(
        {(utterance, worker): row for row in rows for utterance, worker, _ in [row]}.values()
    )
    mixed = data.draw(st.permutations(once))
    assert find_consensus(table(mixed), "basic-1", method=method) == find_consensus(
        table(once), "basic-1", method=method
    )


@settings(deadline=None)
@given(rows=ROWS, method=METHODS)
def test_of_one_workers_texts_the_last_counts_and_repeating_a_row_changes_nothing(rows, method):
    latest = list({(u, w): (u, w, text) for u, w, text in rows}.values())
    expected = find_consensus(table(latest), "basic-1", method=method)
    assert find_consensus(table(rows), "basic-1", method=method) == expected
    assert find_consensus(table(latest + latest), "basic-1", method=method) == expected


@settings(deadline=None)
@given(text=TEXT, count=st.integers(1, 6), method=METHODS)
def test_identical_texts_come_to_that_text(text, count, method):
    found = merge_texts([text] * count, "basic-1", method=method)
    assert found.text == text
    assert found.agreement == (None if count == 1 else 1)


@settings(deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=6))
def test_a_consensus_says_nothing_that_nobody_wrote(texts):
    found = merge_texts(texts, "basic-1")
    typed = {word for text in texts for word in normalise(text, "basic-1").split()}
    assert set(normalise(found.text, "basic-1").split()) <= typed
    rates = [text_distance(a, b, "basic-1") for a, b in combinations(texts, 2)]
    assert found.agreement == (pytest.approx(1 - sum(rates) / len(rates)) if rates else None)
    assert merge_texts(texts, "basic-1", method="medoid").text in texts


@settings(deadline=None)
@given(texts=st.lists(TEXT, min_size=3, max_size=6))
def test_everybody_votes_once_in_every_place_and_each_text_can_be_read_off(texts):
    found = merge_texts(texts, "basic-1")
    said = {voter: [] for voter in found.voters}
    for place in found.slots:
        choices = [place.chosen, *place.others]
        assert sorted(voter for one in choices for voter in one.voters) == sorted(found.voters)
        assert sum(1 for one in choices if not one.word) <= 1
        for one in choices:
            for voter in one.voters:
                said[voter].append(normalise(one.word, "basic-1"))
    for voter, text in zip(found.voters, texts, strict=True):
        assert " ".join(filter(None, said[voter])) == normalise(text, "basic-1")
