"""Two listeners, more while no pair agrees, a lead at the end; undo takes back what it opened."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.errors import ReviewError
from pipeline.io.queue.answers import Answer, flag, save_answer, skip
from pipeline.io.queue.leases import enqueue, lease_next
from pipeline.io.queue.slots import ADJUDICATE, QueueItem
from pipeline.io.queue.undo import undo
from pipeline.io.store.store import open_store
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import FLAGS
from pipeline.review.assigning.overlap import ReviewRules, decide, read_rules
from pipeline.settings import ReviewSettings, Settings

RULES = ReviewRules(most_listeners=4, agree_within=0.1, blind_share=0.0, gold_share=0.0)
SECOND = timedelta(seconds=1)


def worker(name):
    return Worker(name, ("en",))


def answer(store, name, text, now, rules=RULES):
    """The next one for a worker, answered; the assignment's id."""
    lent = lease_next(store, worker(name), now, 30, rules)
    save_answer(
        store, worker(name), lent.assignment_id, Answer(text, "edited", None, 3.0), now, rules
    )
    return lent.assignment_id


def states(store, kind="correct"):
    rows = store.read("assignments", where={"kind": kind})
    return dict(zip(rows["assignment_id"], rows["state"], strict=True))


def test_two_who_agree_are_enough(store, collected, now):
    collected("u1")
    answer(store, "ana", "Seven, nine.", now)
    answer(store, "ben", "seven nine", now)
    assert states(store) == {"u1:correct:1": "done", "u1:correct:2": "done"}


def test_another_is_asked_while_no_pair_agrees_and_then_a_lead(store, collected, now):
    collected("u1")
    for n, name in enumerate("abcd"):
        assert states(store, ADJUDICATE) == {}
        assert answer(store, name, f"text{n}", now + n * SECOND) == f"u1:correct:{n + 1}"
    assert len(states(store)) == 4
    assert states(store, ADJUDICATE) == {"u1:adjudicate:1": "open"}
    events = store.read("decisions").sort_values("decided_at", kind="stable")
    opened = events[events["stage"] == "correct"]
    asked = opened[opened["outcome"].isin(["another_listener", "to_lead"])]
    assert Counter(asked["outcome"]) == {"another_listener": 2, "to_lead": 1}
    assert set(asked["limit"]) == {"0.1"}


def test_the_third_may_agree_with_either(store, collected, now):
    collected("u1")
    for n, (name, text) in enumerate([("a", "seven nine"), ("b", "eleven"), ("c", "seven nine")]):
        answer(store, name, text, now + n * SECOND)
    assert set(states(store).values()) == {"done"}
    assert len(states(store)) == 3
    assert states(store, ADJUDICATE) == {}


def test_one_who_skips_is_replaced_and_asks_nobody_further(store, collected, now):
    collected("u1")
    lent = lease_next(store, worker("a"), now, 30, RULES)
    skip(store, worker("a"), lent.assignment_id, "noise", now, 1.5)
    answer(store, "b", "seven", now)
    assert states(store) == {
        "u1:correct:1": "skipped", "u1:correct:1+1": "done", "u1:correct:2": "open",
    }  # fmt: skip


def test_a_text_beside_one_who_could_make_nothing_out_is_not_left_alone(store, collected, now):
    collected("u1")
    lent = lease_next(store, worker("a"), now, 30, RULES)
    flag(store, worker("a"), lent.assignment_id, FLAGS["unintelligible"], now, 2.0)
    answer(store, "b", "seven", now)
    assert states(store)["u1:correct:3"] == "open"


def test_nor_where_the_flag_comes_after_it(store, collected, now):
    collected("u1")
    answer(store, "b", "seven", now)
    lent = lease_next(store, worker("a"), now, 30, RULES)
    flag(store, worker("a"), lent.assignment_id, FLAGS["unintelligible"], now, 2.0, RULES)
    assert states(store)["u1:correct:3"] == "open"
    undo(store, worker("a"), now + SECOND, 30)
    assert "u1:correct:3" not in states(store)


def test_flags_alone_ask_nobody(store, collected, now):
    collected("u1")
    for name in "ab":
        lent = lease_next(store, worker(name), now, 30, RULES)
        flag(store, worker(name), lent.assignment_id, FLAGS["unintelligible"], now, 2.0, RULES)
    assert len(states(store)) == 2


@pytest.mark.parametrize("code", ["personal_data", "harmful"])
def test_what_is_held_back_is_given_to_nobody_further(store, collected, now, code):
    collected("u1", listeners=3)
    answer(store, "a", "seven", now)
    lent = lease_next(store, worker("b"), now, 30, RULES)
    other = lease_next(store, worker("c"), now, 30, RULES)
    flag(store, worker("b"), lent.assignment_id, FLAGS[code], now)
    text = Answer("eleven", "edited", None, 1.0)
    save_answer(store, worker("c"), other.assignment_id, text, now, RULES)
    assert "open" not in states(store).values()
    assert states(store, ADJUDICATE) == {}


def test_undo_takes_back_the_listener_it_asked_for(store, collected, now):
    collected("u1")
    answer(store, "a", "seven", now)
    answer(store, "b", "eleven", now)
    assert states(store)["u1:correct:3"] == "open"
    undone = undo(store, worker("b"), now + SECOND, 30)
    assert undone.active_s == 3.0
    assert "u1:correct:3" not in states(store)
    save_answer(
        store, worker("b"), "u1:correct:2", Answer("seven", "edited", None, 4.0), now + 2 * SECOND
    )
    assert set(states(store).values()) == {"done"}


def test_undo_leaves_the_listener_who_is_at_it(store, collected, now):
    collected("u1")
    answer(store, "a", "seven", now)
    answer(store, "b", "eleven", now)
    third = lease_next(store, worker("c"), now, 30, RULES)
    undo(store, worker("b"), now + SECOND, 30)
    assert third.assignment_id == "u1:correct:3"
    assert states(store)["u1:correct:3"] == "leased"


def test_undo_takes_back_the_lead_it_called(store, collected, now):
    collected("u1")
    for n, name in enumerate("abcd"):
        answer(store, name, f"text{n}", now + n * SECOND)
    undo(store, worker("d"), now + 5 * SECOND, 30)
    assert states(store, ADJUDICATE) == {}
    answer(store, "d", "text0", now + 6 * SECOND)
    assert states(store, ADJUDICATE) == {}


def test_an_imported_text_counts_among_those_who_agree(store, collected, now, row_of):
    collected("u1")
    with store.writing() as transaction:
        transaction.add(
            "corrections",
            [
                row_of(
                    "corrections", utterance_id="u1", worker_id="x", action="imported", text="nine"
                )
            ],
        )
    answer(store, "a", "seven", now)
    answer(store, "b", "Nine!", now)
    assert len(states(store)) == 2


def test_one_listener_by_design_asks_nobody(store, collected, now):
    collected("u1", listeners=1)
    answer(store, "a", "seven", now)
    assert states(store) == {"u1:correct:1": "done"}


def test_a_share_of_the_further_ones_is_blind(store, collected, now):
    collected("u1")
    rules = ReviewRules(blind_share=1.0)
    answer(store, "a", "seven", now, rules)
    answer(store, "b", "eleven", now, rules)
    assert lease_next(store, worker("c"), now, 30, rules).blind


def test_a_text_of_ten_thousand_words_is_saved_at_once(store, collected, now):
    collected("u1")
    text = " ".join(f"word{n}" for n in range(10_000))
    answer(store, "a", text, now)
    answer(store, "b", text + " more", now)
    assert len(states(store)) == 2
    assert store.read("corrections")["text"].str.len().min() == len(text)


def test_the_rules_are_those_of_the_settings():
    mine = Settings(review=ReviewSettings(most_listeners=7, agree_within=0.3, gold_within=0.2))
    rules = read_rules(mine)
    assert (rules.most_listeners, rules.agree_within, rules.gold_within) == (7, 0.3, 0.2)
    assert read_rules(Settings()) == ReviewRules()


@given(
    asked=st.integers(0, 9),
    pending=st.integers(0, 9),
    texts=st.lists(st.sampled_from(["a b", "a c", "d"]), max_size=5),
    most=st.integers(1, 7),
)
def test_the_decision_never_exceeds_the_most_nor_asks_beside_an_agreeing_pair(
    asked, pending, texts, most
):
    rules = ReviewRules(most_listeners=most, agree_within=0.1)
    decision = decide(asked, pending, texts, rules)
    repeated = len(set(texts)) < len(texts)
    if repeated or asked < 2:
        assert decision == "enough"
    if decision == "listen":
        assert asked < most
        assert not pending
    if decision == "adjudicate":
        assert asked >= most


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from("abcde"),
            st.sampled_from(["seven", "eleven", "nine", "skip", "flag", "undo"]),
        ),
        max_size=24,
    )
)
@example(steps=[("b", "seven"), ("c", "eleven"), ("d", "nine"), ("a", "flag")])
def test_whatever_they_do_the_queue_adds_up(tmp_path_factory, now, steps):
    url = f"sqlite:///{tmp_path_factory.mktemp('overlap') / 'isogloss.db'}"
    with open_store(url) as store:
        enqueue(store, [QueueItem("u1", "s", "en", 0.5)], listeners=2)
        for name, step in steps:
            now += SECOND
            if step == "undo":
                with suppress(ReviewError):
                    undo(store, worker(name), now, 30)
                continue
            lent = lease_next(store, worker(name), now, 30, RULES)
            if lent is None:
                continue
            if step == "skip":
                skip(store, worker(name), lent.assignment_id, "noise", now)
            elif step == "flag":
                two = FLAGS["two_voices"]
                flag(store, worker(name), lent.assignment_id, two, now, rules=RULES)
            else:
                given_text = Answer(step, "edited", None, 1.0)
                save_answer(store, worker(name), lent.assignment_id, given_text, now, RULES)
        held = store.read("assignments")
        slots = held[held["kind"] == "correct"]
        asked = slots[slots["state"] != "skipped"]
        assert len(asked) <= RULES.most_listeners
        corrections = store.read("corrections")
        standing = corrections[corrections["retracted_at"].isna()]
        assert standing["worker_id"].is_unique
        assert (slots["state"] == "done").sum() == len(standing)
        work = store.read("work")
        ended = slots[slots["state"].isin(["done", "skipped", "flagged"])]
        assert len(work) == len(ended)
        taken = slots[slots["worker_id"].notna()]
        assert taken["worker_id"].is_unique
