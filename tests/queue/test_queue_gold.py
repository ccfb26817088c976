"""Gold items: lent now and then, unseen, scored, forgiven; and nothing else follows from them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.queue.answers import Answer, flag, save_answer, skip
from pipeline.io.queue.leases import lease_next, position, release
from pipeline.io.queue.undo import undo
from pipeline.io.workers import Worker
from pipeline.review.assigning.flags import FLAGS
from pipeline.review.assigning.overlap import ReviewRules
from pipeline.tables import CampaignRow

ANA = Worker("ana", ("en",))
ALWAYS = ReviewRules(gold_share=1.0)
NEVER = ReviewRules(gold_share=0.0)


@pytest.fixture
def gold(store, collected, row_of):
    """A gold item g1 beside an ordinary utterance u1."""

    def gold(name="g1", **values):
        collected(name, queue=False)
        row = {"utterance_id": name, "text": "turn the letter over", "set_by": "lena"}
        with store.writing() as transaction:
            transaction.put("gold_items", [row_of("gold_items", **(row | values))])

    collected("u1")
    gold()
    return gold


def answered(store, now, text, worker=ANA):
    lent = lease_next(store, worker, now, 30, ALWAYS)
    assert lent.gold
    return save_answer(
        store, worker, lent.assignment_id, Answer(text, "edited", None, 4.0), now, ALWAYS
    )


def test_a_gold_item_looks_like_any_other_until_it_is_answered(store, gold, now):
    lent = lease_next(store, ANA, now, 30, ALWAYS)
    assert (lent.utterance_id, lent.gold, lent.blind, lent.kind) == ("g1", True, False, "correct")
    assert "gold" not in lent.assignment_id


def test_passed(store, gold, now):
    saved = answered(store, now, "Turn the letter over!")
    assert (saved.standing, saved.gold.passed, saved.gold.distance) == ("held", True, 0.0)


def test_missed_with_what_was_expected(store, gold, now):
    saved = answered(store, now, "turn the ladder")
    assert (saved.gold.passed, saved.gold.expected) == (False, "turn the letter over")
    assert (saved.gold.distance, saved.gold.limit) == (0.5, 0.15)
    row = store.read("gold_answers").to_dict("records")[0]
    assert (row["correction_id"], row["worker_id"], row["passed"]) == (
        saved.correction_id, "ana", False,
    )  # fmt: skip


def test_it_makes_no_reference_and_asks_nobody_further(store, gold, now):
    answered(store, now, "something else")
    row = store.read("corrections").to_dict("records")[0]
    assert (row["gold"], row["utterance_id"]) == (True, "g1")
    assert len(store.read("assignments", where={"utterance_id": "g1"})) == 1
    work = store.read("work").to_dict("records")[0]
    assert (work["kind"], work["outcome"], work["active_s"], work["audio_s"]) == (
        "gold", "corrected", 4.0, 2.0,
    )  # fmt: skip


def test_nobody_gets_the_same_one_twice(store, gold, now):
    answered(store, now, "turn the letter over")
    assert lease_next(store, ANA, now, 30, ALWAYS).utterance_id == "u1"


def test_never_without_ordinary_work(store, gold, now):
    lent = lease_next(store, ANA, now, 30, NEVER)
    save_answer(store, ANA, lent.assignment_id, Answer("x", "edited", None, 1), now, NEVER)
    assert lease_next(store, ANA, now, 30, ALWAYS) is None


@pytest.mark.parametrize(
    "worker",
    [
        Worker("ana", ("en",), ("s-g1",)),
        Worker("lena", ("en",)),
    ],
)
def test_never_own_voice_nor_what_one_vouches_for(store, gold, now, worker):
    assert lease_next(store, worker, now, 30, ALWAYS).utterance_id == "u1"


def test_never_another_language_nor_retired_nor_without_consent(store, gold, now):
    later = now + timedelta(days=31)
    assert not lease_next(store, ANA, later, 30, ALWAYS).gold
    release(store, ANA)
    gold(retired_at=now)
    assert not lease_next(store, ANA, now, 30, ALWAYS).gold
    gold()
    with store.writing() as transaction:
        (campaign,) = transaction.rows(CampaignRow, "campaign_id", ["default"])
        transaction.put("campaigns", [replace(campaign, language="fr")])
    release(store, ANA)
    assert not lease_next(store, ANA, now, 30, ALWAYS).gold


def test_what_somebody_flagged_as_personal_is_no_gold_any_more(store, gold, now):
    lent = lease_next(store, ANA, now, 30, ALWAYS)
    flag(store, ANA, lent.assignment_id, FLAGS["personal_data"], now)
    assert not lease_next(store, Worker("ben", ("en",)), now, 30, ALWAYS).gold


def test_stopping_and_waiting_are_no_way_around_it(store, gold, now):
    first = lease_next(store, ANA, now, 30, ALWAYS)
    assert release(store, ANA) == 0
    again = lease_next(store, ANA, now + timedelta(hours=2), 30, NEVER)
    assert (again.assignment_id, again.resumed) == (first.assignment_id, True)
    answer = Answer("turn the letter over", "edited", None, 1.0)
    late = save_answer(store, ANA, first.assignment_id, answer, now + timedelta(hours=3))
    assert (late.standing, late.gold.passed) == ("late", True)


def test_a_skipped_one_is_nobody_elses(store, gold, now):
    lent = lease_next(store, ANA, now, 30, ALWAYS)
    skip(store, ANA, lent.assignment_id, "noise", now, 1.0)
    assert list(store.read("assignments", where={"utterance_id": "g1"})["state"]) == ["skipped"]


def test_the_answer_stands_for_its_result_was_shown(store, gold, now):
    answered(store, now, "turn the ladder")
    with pytest.raises(ReviewError, match="no answer of yours"):
        undo(store, ANA, now, 30)


def test_about_one_turn_in_so_many(store, gold, now):
    for n in range(2, 40):
        gold(f"g{n}")
    rules = ReviewRules(gold_share=0.25)
    turns = []
    for n in range(200):
        lent = lease_next(store, Worker(f"w{n}", ("en",)), now, 30, rules)
        turns.append(lent is not None and lent.gold)
        release(store, Worker(f"w{n}", ("en",)))
    # 200 draws at 1/4: outside of 25 to 80 once in ten million runs.
    assert 25 <= sum(turns) <= 80


def test_gold_is_not_counted_as_waiting(store, gold, now):
    assert position(store, ANA, now).waiting == 1


class TestItems:
    """Setting, retiring, overturning."""

    LENA = Worker("lena", ("en",))

    @pytest.fixture
    def place(self, workspace, row_of):
        with workspace.store.writing() as transaction:
            transaction.add(
                "utterances",
                [
                    row_of("utterances", utterance_id="u1", speaker_id="s1"),
                    row_of("utterances", utterance_id="bad", speaker_id="s1", verdict="rejected"),
                ],
            )
            transaction.add(
                "gold_answers",
                [
                    row_of(
                        "gold_answers", correction_id=f"c{name}", utterance_id="u1",
                        worker_id=name, passed=name == "cyd",
                    )
                    for name in ("ana", "ben", "cyd", "lena")
                ],
            )  # fmt: skip
        return workspace

    def test_with_a_text_or_by_a_decision(self, place, now, row_of):
        from pipeline.stages.reviewing.gold_items import add_gold, list_gold, retire_gold

        with pytest.raises(ReviewError, match=r"no lead has decided.*Give the text: --text"):
            add_gold(place, "u1", self.LENA, None, now)
        assert add_gold(place, "u1", self.LENA, " seven\x1b nine ", now) == "seven nine"
        with place.store.writing() as transaction:
            transaction.add(
                "adjudications",
                [row_of("adjudications", utterance_id="u1", text="eight", lead_id="lena")],
            )
        assert add_gold(place, "u1", self.LENA, None, now) == "eight"
        retire_gold(place, "u1", now)
        item = list_gold(place)[0]
        assert (item.retired, item.answers, item.missed, item.overturned) == (True, 4, 3, 0)

    def test_refused(self, place, now):
        from pipeline.stages.reviewing.gold_items import add_gold, retire_gold

        with pytest.raises(UnknownIdError, match="no utterance 'u9'"):
            add_gold(place, "u9", self.LENA, "x", now)
        with pytest.raises(ReviewError, match="bad is rejected; expected one that people hear"):
            add_gold(place, "bad", self.LENA, "x", now)
        with pytest.raises(ReviewError, match="your own voice"):
            add_gold(place, "u1", Worker("lena", ("en",), ("s1",)), "x", now)
        with pytest.raises(UnknownIdError, match="'u1' is no gold item"):
            retire_gold(place, "u1", now)

    def test_a_lead_forgives_others_but_not_themselves(self, place, now):
        from pipeline.stages.reviewing.gold_items import list_gold, overturn_misses

        assert overturn_misses(place, "u1", "ana", "both are said", self.LENA, now) == 1
        assert overturn_misses(place, "u1", None, "both are said", self.LENA, now) == 1
        with pytest.raises(ReviewError, match="no miss of u1 to overturn"):
            overturn_misses(place, "u1", None, "again", self.LENA, now)
        with pytest.raises(ReviewError, match="--because: no reason"):
            overturn_misses(place, "u1", None, " ", self.LENA, now)
        rows = place.store.read("gold_answers").set_index("worker_id")
        assert rows.loc["ana", "overturned_because"] == "both are said"
        assert rows.loc["lena", "overturned_at"] is None
        assert list_gold(place) == []  # misses of what was never set are no items
