"""Who hears whom: one who knows the accent, one who does not, and better anybody than nobody."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import enqueue, lease_next, release
from pipeline.io.queue.slots import QueueItem
from pipeline.io.workers import Worker, find_worker, known_worker, register
from pipeline.review.assigning.routing import choose_lane, is_open_to, knows_accent

GLASGOW = Worker("gil", ("en",), accents=("en-scotland-glasgow",))
BRITISH = Worker("bea", ("en",), accents=("en-united-kingdom",))
DUBLIN = Worker("dan", ("en",), accents=("en-ireland",))
NOBODY = Worker("ned", ("en",))


def taken(store, worker, now):
    """Lease and answer until nothing is left; (utterance, lane, knows) in that order."""
    got = []
    while (lent := lease_next(store, worker, now, 30)) is not None:
        row = store.read("assignments", where={"assignment_id": lent.assignment_id}).iloc[0]
        got.append((lent.utterance_id, row["lane"], lent.knows_accent))
        save_answer(store, worker, lent.assignment_id, Answer("seven", "edited", None, 1), now)
        now += timedelta(seconds=1)
    return got


def test_the_first_turn_is_for_one_who_knows_the_second_for_one_who_does_not(store, collected, now):
    collected("u1", accents=("en-scotland",))
    knows = lease_next(store, GLASGOW, now, 30)
    new = lease_next(store, DUBLIN, now, 30)
    assert (knows.assignment_id, knows.knows_accent) == ("u1:correct:1", True)
    assert (new.assignment_id, new.knows_accent) == ("u1:correct:2", False)


def test_whoever_comes_first_leaves_the_other_turn_to_the_other_sort(store, collected, now):
    collected("u1", accents=("en-scotland",))
    assert lease_next(store, DUBLIN, now, 30).assignment_id == "u1:correct:2"
    assert lease_next(store, BRITISH, now, 30).assignment_id == "u1:correct:1"


def test_better_a_listener_of_the_other_sort_than_none(store, collected, now):
    collected("u1", accents=("en-scotland",))
    assert lease_next(store, DUBLIN, now, 30).assignment_id == "u1:correct:2"
    other = lease_next(store, NOBODY, now, 30)
    assert (other.assignment_id, other.knows_accent) == ("u1:correct:1", None)


def test_own_lanes_are_emptied_before_the_others_are_touched(store, collected, now):
    collected("u1", accents=("en-scotland",), priority=0.1)
    collected("u2", accents=("en-ireland",), priority=0.9)
    collected("u3", priority=0.5)
    assert taken(store, DUBLIN, now) == [
        ("u1", "new:en-scotland", False),
        ("u3", "", None),
        ("u2", "knows:en-ireland", True),
    ]


def test_lanes_are_one_order_by_need(store, collected, now):
    for n, accent in enumerate(["en-scotland", "en-ireland", "en-india", "en-jamaica"] * 5):
        collected(f"u{n:02d}", accents=(accent,), priority=(n * 7 % 20) / 20)
    order = [utterance for utterance, _, _ in taken(store, NOBODY, now)]
    assert order == [f"u{n:02d}" for n in sorted(range(20), key=lambda n: n * 7 % 20)]


def test_who_really_heard_it_is_written_down(store, collected, now):
    collected("u1", accents=("en-scotland", "en-ireland"))
    for worker in (DUBLIN, GLASGOW, NOBODY):
        lent = lease_next(store, worker, now, 30)
        if lent is not None:
            save_answer(store, worker, lent.assignment_id, Answer("x", "edited", None, 1), now)
    rows = store.read("corrections").set_index("worker_id")["knows_accent"]
    assert rows.to_dict() == {"dan": True, "gil": True}


def test_an_inferred_accent_makes_nobody_know_it(store, collected, now, row_of):
    collected("u1", queue=False)
    with store.writing() as transaction:
        transaction.add(
            "speaker_accents",
            [
                row_of(
                    "speaker_accents", speaker_id="s-u1", accent="en-ireland",
                    provenance="acoustic_inferred",
                )
            ],
        )  # fmt: skip
    enqueue(store, [QueueItem("u1", "s-u1", "en", 0.1)], listeners=2)
    assert lease_next(store, DUBLIN, now, 30).knows_accent is None


def test_one_listener_is_anybody():
    assert choose_lane(0, ["en-scotland"], 1) == ""


def test_stopping_gives_a_lane_back(store, collected, now):
    collected("u1", accents=("en-scotland",))
    lease_next(store, GLASGOW, now, 30)
    assert release(store, GLASGOW) == 1
    assert lease_next(store, BRITISH, now, 30).assignment_id == "u1:correct:1"


@pytest.mark.parametrize(
    ("known", "accent", "knows"),
    [
        ("en-scotland", "en-scotland", True),
        ("en-scotland-glasgow", "en-united-kingdom", True),
        ("en-united-kingdom", "en-scotland-glasgow", True),
        ("en-scotland", "en-wales", False),
        ("fr-quebec", "en-scotland", False),
        ("xx-made-up", "xx-made-up", True),
        ("xx-made-up", "en-scotland", False),
    ],
)
def test_knowing_goes_up_and_down_the_tree(known, accent, knows):
    assert knows_accent([known], [accent]) is knows


@given(
    accents=st.lists(st.sampled_from(["en-scotland", "en-ireland", "en-l2-fr"]), max_size=3),
    known=st.lists(st.sampled_from(["en-scotland-glasgow", "en-ireland", "en-l2"]), max_size=2),
    listeners=st.integers(1, 5),
)
def test_every_worker_is_meant_for_one_of_the_two_and_for_all_later_turns(
    accents, known, listeners
):
    meant = [
        is_open_to(choose_lane(slot, accents, listeners), tuple(known)) for slot in range(listeners)
    ]
    assert all(meant[2:])
    if accents and listeners >= 2:
        assert sum(meant[:2]) == 1
    else:
        assert all(meant)


def test_what_a_worker_declares_stays_until_they_declare_it_anew(store, now):
    register(
        store, "gil", ["en"], None, now, accents=["EN-Scotland", "en-scotland"], region="gb-sct"
    )
    register(store, "gil", ["en", "fr"], None, now)
    assert find_worker(store, "gil") == Worker("gil", ("en", "fr"), (), ("en-scotland",), "GB-SCT")
    register(store, "gil", ["en"], None, now, accents=[])
    assert find_worker(store, "gil").accents == ()


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"accents": ["en-scotlnd"]}, "--accent: there is no accent 'en-scotlnd'.*en-scotland"),
        ({"accents": ["scottish"]}, "--accent: .*scottish"),
        ({"region": "Scotland"}, "--region: 'Scotland' is no region; expected an ISO 3166 code"),
        ({"region": "XX"}, "--region: 'XX' is no region"),
    ],
)
def test_no_such_accent_or_region(store, now, what, says):
    with pytest.raises(ReviewError, match=says):
        register(store, "gil", ["en"], None, now, **what)
    assert store.count("workers") == 0


def test_a_worker_nobody_knows(store):
    with pytest.raises(UnknownIdError, match="nobody is registered as 'gill'; expected the id"):
        known_worker(store, "gill")
