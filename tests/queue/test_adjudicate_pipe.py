"""`isogloss adjudicate` fed from a pipe, and `gold` and `appeal` beside it."""

import io
import json
from datetime import timedelta

import numpy as np
import pytest
import soundfile

from pipeline.io.audio.recordings import compute_sha256
from pipeline.io.queue.answers import Answer, save_answer
from pipeline.io.queue.leases import enqueue, lease_next
from pipeline.io.queue.slots import QueueItem
from pipeline.io.workers import Worker, register
from pipeline.review.assigning.overlap import ReviewRules
from pipeline.stages.reviewing.adjudicate import standing_adjudications

RULES = ReviewRules(most_listeners=3, gold_share=0.0)
TEXTS = {
    "ana": "turn the ladder over now",
    "ben": "Turn the letter over.",
    "cyd": "burn a \x1b[31mletter over now",
}


@pytest.fixture
def place(workspace, row_of, now):
    """Two utterances on which three workers disagree."""
    store = workspace.store
    sound = io.BytesIO()
    soundfile.write(sound, 0.3 * np.sin(np.arange(4_000) / 3), 8_000, format="WAV")
    digest = compute_sha256(sound)
    workspace.audio.put(sound, digest)
    for worker in TEXTS:
        register(store, worker, ["en"], None, now)
    for name in ("u1", "u2"):
        speaker = workspace.speaker_id(f"voice-{name}")
        with store.writing() as transaction:
            transaction.add(
                "utterances",
                [
                    row_of(
                        "utterances", utterance_id=name, speaker_id=speaker, audio_sha256=digest,
                        sample_rate_hz=8_000, suffix=".wav", duration_s=0.5,
                    )
                ],
            )  # fmt: skip
            transaction.add(
                "hypotheses",
                [row_of("hypotheses", hypothesis_id=f"h{name}", utterance_id=name, text="tern it")],
            )
        enqueue(store, [QueueItem(name, speaker, "en", 0.5)], listeners=2)
        for n, (worker, text) in enumerate(TEXTS.items()):
            when = now + timedelta(seconds=n)
            lent = lease_next(store, Worker(worker, ("en",)), when, 30, RULES)
            assert lent.utterance_id == name
            answer = Answer(text, "edited", None, 1.0)
            save_answer(store, Worker(worker, ("en",)), lent.assignment_id, answer, when, RULES)
    return workspace


@pytest.fixture
def typed(place, command):
    """A command as typed, with lines for standard input."""

    def typed(*arguments, lines=""):
        return command(*arguments, "--workspace", place.root, stdin=lines.encode())

    return typed


@pytest.fixture
def adjudicate(typed):
    def adjudicate(lines, lead="lena", language="en"):
        options = ("--language", language) if language else ()
        return typed("adjudicate", "--lead", lead, *options, lines=lines)

    return adjudicate


def rulings(place):
    rows = place.store.read("adjudications").sort_values("adjudicated_at")
    return [(row.utterance_id, row.action, row.text) for row in rows.itertuples()]


def letter_of(out, beginning):
    """The letter under which a version is shown."""
    return next(line.split()[0] for line in out.splitlines() if beginning in line)


def test_who_typed_what_is_hidden_and_differences_are_marked(place, adjudicate):
    done = adjudicate("")
    assert done.code == 0, done.err
    assert not any(name in done.out for name in TEXTS)
    assert "A (1 listener)" in done.out
    assert "[turn the ladder] over [now]" in done.out
    assert "[Turn the letter] over []" in done.out
    assert "consensus" in done.out
    assert "\x1b" not in done.out
    assert "tern it" not in done.out
    assert "Play it yourself" in done.out or "not played" in done.out.lower()
    assert "0 decisions saved" in done.out


def test_letters_are_dealt_anew_for_each_recording(place, row_of, now):
    from pipeline.io.leads.adjudications import lease_adjudication
    from pipeline.stages.reviewing.adjudicate import open_case

    lent = lease_adjudication(place.store, Worker("lena", ("en",)), now, 30)
    orders = set()
    for n in range(12):
        from dataclasses import replace

        case = open_case(place, replace(lent, assignment_id=f"a{n}"))
        orders.add(tuple(version.text for version in case.versions))
    assert len(orders) > 2


def test_pick_with_a_reason(place, adjudicate, typed):
    letter = letter_of(adjudicate("").out, "letter] over []")
    done = adjudicate(f"{letter.lower()} heard it three times\n")
    assert done.code == 0, done.err
    assert "Saved as picked." in done.out
    assert rulings(place) == [("u1", "picked", "Turn the letter over.")]
    row = place.store.read("adjudications").iloc[0]
    assert row["reason"] == "heard it three times"
    assert len(row["sources"]) == 1
    work = place.store.read("work", where={"kind": "adjudicate"}).iloc[0]
    assert (work["worker_id"], work["outcome"]) == ("lena", "adjudicated")
    assert set(place.store.read("listens")["purpose"]) == {"adjudicate"}


def test_merge_word_by_word(place, adjudicate):
    first = adjudicate("").out
    ladder, letter = letter_of(first, "the ladder]"), letter_of(first, "Turn the letter]")
    done = adjudicate(f"m\n{letter}\n{ladder}\n")
    assert done.code == 0, done.err
    assert rulings(place) == [("u1", "merged", "Turn the letter over now")]
    assert len(place.store.read("adjudications").iloc[0]["sources"]) == 2


def test_merge_with_own_words_in_a_place(place, adjudicate):
    adjudicate("m\n=turn that letter\n=\n")
    assert rulings(place) == [("u1", "merged", "turn that letter over")]


def test_merge_and_write_at_once(place, adjudicate):
    adjudicate("y the name\nm turn the letter over now\nw turn\tit over\n")
    assert rulings(place) == [
        ("u1", "merged", "turn the letter over now"),
        ("u2", "rewritten", "turn it over"),
    ]
    rows = place.store.read("adjudications").sort_values("adjudicated_at")
    assert [len(sources) for sources in rows["sources"]] == [3, 0]
    assert list(rows["reason"]) == ["the name", None]


def test_undo_and_decide_again(place, adjudicate):
    done = adjudicate("w first\nu\nw second\nw third\nu\n")
    assert done.code == 0, done.err
    assert "Taken back: first" in done.out
    standing = standing_adjudications(place.store)
    assert list(zip(standing["utterance_id"], standing["text"], strict=True)) == [
        ("u1", "second"),
    ]  # fmt: skip
    assert len(rulings(place)) == 3


def test_the_last_standing_decision_counts(place, adjudicate, row_of, now):
    adjudicate("w first\n")
    with place.store.writing() as transaction:
        late = row_of(
            "adjudications", adjudication_id="j2", utterance_id="u1", lead_id="max",
            text="later", adjudicated_at=now + timedelta(days=9_000),
        )  # fmt: skip
        transaction.add("adjudications", [late])
    standing = standing_adjudications(place.store)
    assert list(standing.columns) == [
        "utterance_id", "text", "sources", "lead_id", "adjudicated_at",
    ]  # fmt: skip
    assert standing["text"].tolist() == ["later"]


def test_a_skipped_one_goes_to_another_lead_only(place, adjudicate):
    done = adjudicate("k not my field\nk neither\n")
    assert "Nothing is waiting for a decision in en." in done.out
    assert "Utterance u1" in adjudicate("", lead="max").out


def test_what_the_recogniser_heard_is_shown_when_asked_for(place, adjudicate):
    assert "Heard: tern it" in adjudicate("o\n").out


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("z\n", "standard input, line 1: not understood: 'z'; expected a letter (A, B, C)"),
        ("w first\nxx yy\n", "line 2: not understood: 'xx yy'"),
        ("k\n\n", "line 2: not skipped: no reason"),
        ("m\nZ\n", "line 2: not understood: 'Z'; expected a letter, or = and other words"),
        ("u\n", "line 1: there is no decision of yours to take back"),
    ],
)
def test_a_pipe_is_never_guessed_at(place, adjudicate, lines, says):
    done = adjudicate(lines)
    assert done.code == 1
    assert says in done.err
    assert "no line after it was used" in done.err
    assert "leased" not in set(
        place.store.read("assignments", where={"kind": "adjudicate"})["state"]
    )


def test_a_lead_nobody_knows(place, adjudicate):
    done = adjudicate("", lead="lean", language=None)
    assert done.code == 1
    assert "--lead: nobody is registered as 'lean'" in done.err
    assert "--language en" in done.err


def test_no_lead_gets_what_they_corrected_nor_their_own_voice(place, adjudicate):
    assert "Nothing is waiting" in adjudicate("", lead="ana").out
    out = adjudicate("", lead="voice-u1").out
    assert "Utterance u2" in out
    assert "Utterance u1" not in out


def test_two_leads_never_share_one(place, now):
    from pipeline.io.leads.adjudications import lease_adjudication

    leads = [Worker(name, ("en",)) for name in ("lena", "max", "zoe")]
    lent = [lease_adjudication(place.store, lead, now, 30) for lead in leads]
    assert [one and one.utterance_id for one in lent] == ["u1", "u2", None]


def test_a_decision_that_comes_after_anothers_is_refused(place, now):
    from pipeline.errors import ReviewError
    from pipeline.io.leads.adjudications import Ruling, lease_adjudication, save_ruling

    ruling = Ruling("x", "rewritten", (), None, 1.0)
    lena, maxim = Worker("lena", ("en",)), Worker("max", ("en",))
    lent = lease_adjudication(place.store, lena, now, 30)
    later = now + timedelta(hours=1)
    lease_adjudication(place.store, maxim, later, 30)
    with pytest.raises(ReviewError, match="another lead has this recording by now"):
        save_ruling(place.store, lena, lent.assignment_id, ruling, later, "basic-1")
    assert place.store.count("adjudications") == 0


def test_gold_from_a_decision(place, adjudicate, typed):
    adjudicate("w turn the letter over\n")
    done = typed("gold", "add", "u1", "--lead", "lena")
    assert done.code == 0, done.err
    assert "u1 is gold: turn the letter over" in done.out
    assert "u1  in use, set by lena: 0 answers" in typed("gold", "list").out
    assert typed("gold", "retire", "u1").code == 0
    assert json.loads(typed("gold", "list", "--json").out)[0]["retired"]
    missing = typed("gold", "add", "u2", "--lead", "lena")
    assert missing.code == 1
    assert "no lead has decided what is said in u2" in missing.err
    none = typed("gold", "overturn", "u1", "--lead", "lena", "--because", "x")
    assert none.code == 1
    assert "no miss of u1 to overturn" in none.err


def test_a_decision_against_a_gold_item_says_so(place, adjudicate, row_of):
    with place.store.writing() as transaction:
        rows = [
            row_of("gold_items", utterance_id="u1", text="turn the ladder"),
            row_of("gold_items", utterance_id="u2", text="Turn the letter!"),
        ]
        transaction.add("gold_items", rows)
    out = adjudicate("w turn the letter\nw turn the letter\n").out
    assert "isogloss gold add u1 takes yours; isogloss gold overturn u1 forgives" in out
    assert "gold add u2" not in out


class TestAppeal:
    """An appeal: heard again, unseen, then decided on."""

    @pytest.fixture
    def referenced(self, place, row_of):
        with place.store.writing() as transaction:
            row = row_of("references", utterance_id="u1", text="turn the ladder over")
            transaction.add("references", [row])
        return place

    @pytest.fixture
    def decided(self, referenced, adjudicate):
        """No disagreement waits any more."""
        adjudicate("w turn the ladder over\nw x\n")
        return referenced

    def appealed(self, typed, *who):
        return typed("appeal", "u1", "--reason", "it is \x1b[31mletter", *who)

    def test_by_a_worker_heard_by_others_blind_and_first(self, decided, typed, now):
        register(decided.store, "dee", ["en"], None, now)
        done = self.appealed(typed, "--worker", "ana")
        assert done.code == 0, done.err
        assert "1 new listener will hear it first of all, then a lead" in done.out
        row = decided.store.read("appeals").iloc[0]
        assert (row["state"], row["by_kind"], row["text_before"]) == (
            "open", "worker", "turn the ladder over",
        )  # fmt: skip
        assert row["reason"] == "it is [31mletter"
        lent = lease_next(decided.store, Worker("dee", ("en",)), now, 30, RULES)
        assert (lent.utterance_id, lent.blind) == ("u1", True)
        assert decided.store.read(
            "assignments", where={"kind": "adjudicate", "state": "open"}
        ).empty
        answer = Answer("turn the letter over", "edited", None, 1.0)
        save_answer(decided.store, Worker("dee", ("en",)), lent.assignment_id, answer, now, RULES)
        assert (
            len(decided.store.read("assignments", where={"kind": "adjudicate", "state": "open"}))
            == 1
        )
        assert not any("letter" in str(value) for value in decided.store.read("decisions")["value"])

    def test_upheld_where_the_text_changes(self, decided, typed, adjudicate):
        done = self.appealed(typed, "--speaker", "voice-u1")
        assert "nobody is left who has not heard it; a lead decides" in done.out
        ruled = adjudicate("w turn the letter over\n")
        assert "An appeal says: it is [31mletter" in ruled.out
        assert "The appeal is upheld: the text changed." in ruled.out
        row = decided.store.read("appeals").iloc[0]
        assert (row["state"], row["text_after"], row["settled_by"], row["worker_id"]) == (
            "upheld", "turn the letter over", "lena", None,
        )  # fmt: skip

    def test_rejected_where_only_a_comma_does_and_open_again_when_taken_back(
        self, decided, typed, adjudicate
    ):
        self.appealed(typed, "--worker", "ana")
        done = adjudicate("w Turn the ladder, over.\nu\n")
        assert "The appeal is rejected: the text stands." in done.out
        assert decided.store.read("appeals").iloc[0]["state"] == "open"

    def test_twice_is_refused_and_two_people_are_not(self, decided, typed):
        assert self.appealed(typed, "--worker", "ana").code == 0
        again = self.appealed(typed, "--worker", "ana")
        assert again.code == 1
        assert "your appeal against this reference is open already" in again.err
        assert self.appealed(typed, "--worker", "ben").code == 0

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (("u1", "--worker", "ann"), 1, "nobody is registered as 'ann'"),
            (("u1", "--worker", "dee"), 1, "dee has not corrected u1"),
            (("u9", "--worker", "ana"), 1, "no utterance 'u9'"),
            (("u1", "--speaker", "voice-u2"), 1, "u1 is no recording of that speaker"),
            (("u2", "--worker", "ana"), 1, "u2 has no reference yet"),
            (("u1",), 2, "either --worker or --speaker"),
            (("u1", "--worker", "ana", "--speaker", "voice-u1"), 2, "either --worker or --speaker"),
        ],
    )
    def test_refused(self, referenced, typed, now, arguments, code, says):
        register(referenced.store, "dee", ["en"], None, now)
        done = typed("appeal", *arguments, "--reason", "wrong")
        assert done.code == code
        assert says in done.err
        assert referenced.store.count("appeals") == 0

    def test_a_reason_is_needed(self, referenced, typed):
        done = typed("appeal", "u1", "--worker", "ana", "--reason", " ")
        assert (done.code, "no reason" in done.err) == (1, True)
