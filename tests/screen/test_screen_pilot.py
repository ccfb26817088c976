"""The full screen without a terminal: what keys do, and what is never shown."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console
from textual.widgets import OptionList, Static

from isogloss.correct.screen.dialogs import ChoiceDialog, LineDialog, PageDialog
from isogloss.correct.screen.editor import Editor
from pipeline.io.queue.drafts import find_draft
from pipeline.io.store.store import Transaction
from pipeline.io.workers import Worker
from pipeline.tables import AssignmentRow, HypothesisRow, UtteranceRow

ANA = Worker("ana", ("en",))


def label(app, name):
    return str(app.screen_stack[1].query_one(f"#{name}", Static).content)


def editor(app):
    return app.screen_stack[1].query_one(Editor)


def page_text(app):
    console = Console(width=100, highlight=False, no_color=True)
    with console.capture() as shown:
        for part in app.screen.query(Static):
            console.print(part.content)
    return shown.get()


def texts(space):
    rows = space.store.read("corrections").sort_values("corrected_at")
    return [(row.utterance_id, row.action, row.text) for row in rows.itertuples()]


@pytest.fixture
def drive(space, screen_of, until):
    """Runs a coroutine over the screen, once the first recording is on it."""

    def drive(steps, *, size=(80, 24), first="u0", **review):
        app = screen_of(space, **{"gold_share": 0.0, **review})

        async def go():
            async with app.run_test(size=size) as pilot:
                await until(pilot, lambda: len(app.screen_stack) > 1)
                await until(pilot, lambda: first in label(app, "head"))
                await steps(app, pilot)

        asyncio.run(go())
        if app.fault is not None:
            raise app.fault
        return app

    return drive


def test_enter_types_nothing_and_says_which_key_saves(space, drive):
    async def steps(app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert editor(app).value == "turn the ladder over"
        assert "F8 saves it." in label(app, "message")

    drive(steps)
    assert texts(space) == []


def test_ordinary_keys_type(space, drive, until):
    async def steps(app, pilot):
        await pilot.press(*"?/aéq", "ctrl+z", "ctrl+y", "home", *"Ö ")
        await until(pilot, lambda: "+Ö" in label(app, "changes"))
        assert editor(app).value == "Ö turn the ladder over?/aéq"

    drive(steps)


def test_an_empty_correction_is_asked_for(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("ctrl+u", "f8")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "Was nothing said" in page_text(app)
        await pilot.press("2")
        await until(pilot, lambda: not isinstance(app.screen, ChoiceDialog))
        assert texts(space) == []
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ChoiceDialog))
        assert texts(space) == []
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps)
    assert texts(space) == [("u0", "edited", "")]


def test_accept_asks_before_it_throws_away_what_was_typed(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("!", "f7")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("2")
        await until(pilot, lambda: not isinstance(app.screen, ChoiceDialog))
        assert editor(app).value == "turn the ladder over!"
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("1")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps)
    assert texts(space) == [("u0", "accepted", "turn the ladder over")]


def test_a_skip_needs_a_reason_and_a_flag_is_chosen_from_a_list(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, LineDialog)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, LineDialog))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        options = app.screen.query_one(OptionList)
        assert options.option_count == 5
        assert str(options.get_option_at_index(0).prompt).startswith("▸ 1 unintelligible")
        await pilot.press("u")  # no letter flags anything
        await pilot.pause()
        assert isinstance(app.screen, ChoiceDialog)
        await pilot.press("down")
        await pilot.pause()
        assert str(options.get_option_at_index(0).prompt).startswith("  1 unintelligible")
        assert str(options.get_option_at_index(1).prompt).startswith("▸ 2 wrong language")
        await pilot.press("enter")
        await until(pilot, lambda: "u1" in label(app, "head"))
        assert "Flagged as wrong language." in label(app, "message")

    drive(steps)
    reasons = space.store.read("assignments").set_index("assignment_id")["reason"]
    assert reasons["u0:correct:1"] == "wrong_language"


def test_sound_keys(space, drive, until):
    async def steps(app, pilot):
        player = app.screen.sound.player
        await until(pilot, lambda: player.played == [(1.0, False)])
        await pilot.press("f5")
        await until(pilot, lambda: player.played[-1] == (1.33, False))
        await until(pilot, lambda: "At 75% of the speed." in label(app, "message"))
        await pilot.press("f6", "f6")
        await until(pilot, lambda: player.played[-1] == (0.8, False))
        await pilot.press("f5")
        await until(pilot, lambda: player.played[-1] == (1.0, False))
        await pilot.press("home", "f4")  # the word under the cursor, "turn", 0 to 0.25 s
        await until(pilot, lambda: player.played[-1] == (0.4, True))
        assert app.screen.sound.position() is not None
        await pilot.press("f4")
        await until(pilot, lambda: app.screen.sound.position() is None)
        await pilot.press("shift+end", "f4")
        await until(pilot, lambda: player.played[-1] == (1.0, True))
        await pilot.press("f2")
        await until(pilot, lambda: app.screen.sound.position() is None)
        await pilot.press("f3")
        await until(pilot, lambda: not player.played[-1][1])

    drive(steps)
    listens = space.store.read("listens")
    assert len(listens) == 8
    assert set(listens["speed"]) == {1.0, 0.75, 1.25}


def test_blind_shows_nothing_of_the_hypothesis(space, drive, until):
    with space.store.writing() as transaction:
        (row,) = transaction.rows(AssignmentRow, "assignment_id", ["u0:correct:1"])
        transaction.put("assignments", [replace(row, blind=True)])

    async def steps(app, pilot):
        assert label(app, "heard") == "This one is shown without a text: type what you hear."
        assert editor(app).value == ""
        await pilot.press("f7")
        await until(pilot, lambda: "There is no text to accept" in label(app, "message"))
        await pilot.press(*"turn", "f8")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps)
    row = space.store.read("corrections").iloc[0]
    assert (row["text"], row["action"], row["shown_text"], row["shown_hypothesis_id"]) == (
        "turn", "edited", None, None,
    )  # fmt: skip


def test_a_planted_word_looks_like_the_others(space, drive, until):
    with space.store.writing() as transaction:
        (row,) = transaction.rows(AssignmentRow, "assignment_id", ["u0:correct:1"])
        transaction.put("assignments", [replace(row, planted_text="turn the letter over")])

    async def steps(app, pilot):
        assert label(app, "heard") == "Heard: turn the [letter 38%] over"
        await pilot.press("f7")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps)
    row = space.store.read("corrections").iloc[0]
    assert (row["text"], row["action"]) == ("turn the letter over", "accepted")
    assert (row["shown_text"], row["shown_hypothesis_id"]) == ("turn the letter over", "h0")


def test_a_missed_check_says_why_and_how_to_appeal(space, drive, until, gold):
    gold("u2", "two birds sing")

    async def steps(app, pilot):
        screen = app.screen
        assert "Heard: two" in label(app, "heard")
        before = " ".join(str(part.content) for part in screen.query(Static))
        assert "check" not in before
        assert "gold" not in before
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, PageDialog))
        said = page_text(app)
        assert "Yours is 67% away, 15% is allowed." in said
        assert "expected: two birds sing" in said
        assert "yours: two" in said
        assert "word by word: two -birds -sing" in said
        assert 'isogloss appeal u2 --worker ana --reason "..."' in said
        await pilot.press("escape")
        await until(pilot, lambda: "u0" in label(app, "head"))

    drive(steps, first="u2", gold_share=0.5)
    assert list(space.store.read("gold_answers")["passed"]) == [False]


@pytest.fixture
def gold(space, monkeypatch):
    """Makes a recording a check that comes at once."""

    def gold(utterance_id, text):
        with space.store.writing() as transaction:
            (row,) = transaction.rows(UtteranceRow, "utterance_id", [utterance_id])
            transaction.delete("assignments", "utterance_id", [utterance_id])
            campaign = {"campaign_id": row.campaign_id, "name": "x", "language": "en"}
            transaction.add("campaigns", [{**campaign, "created_at": row.collected_at}])
            far = row.collected_at + timedelta(days=36_500)
            transaction.put(
                "consents",
                [
                    {
                        "consent_id": row.consent_id,
                        "speaker_id": row.speaker_id,
                        "text_version": "1",
                        "text_language": "en",
                        "text_sha256": "",
                        "purposes": ["transcription"],
                        "guardian": False,
                        "given_at": row.collected_at,
                        "expires_at": far,
                    }
                ],
            )
            transaction.add(
                "gold_items",
                [
                    {
                        "utterance_id": utterance_id,
                        "text": text,
                        "set_by": "lead",
                        "set_at": row.collected_at,
                    }
                ],
            )
        monkeypatch.setattr(Transaction, "fresh_id", lambda _: "0" * 24)

    return gold


def test_undo_brings_the_text_back_with_its_seconds(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("!", "f8")
        await until(pilot, lambda: "u1" in label(app, "head"))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: "u0" in label(app, "head"))
        assert editor(app).value == "turn the ladder over!"
        assert "Taken back: your last answer (corrected)." in label(app, "message")
        await pilot.press("?", "f8")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps)
    rows = space.store.read("corrections").sort_values("corrected_at")
    assert list(rows["text"]) == ["turn the ladder over!", "turn the ladder over!?"]
    assert rows["active_s"].iloc[1] > rows["active_s"].iloc[0]
    assert space.store.count("drafts") == 0


def test_undo_of_nothing_says_so_and_keeps_the_text(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("!", "ctrl+t")
        await until(pilot, lambda: "no answer of yours" in label(app, "message"))
        assert editor(app).value == "turn the ladder over!"

    drive(steps)


def test_french(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("ctrl+t")
        await until(pilot, lambda: "aucune réponse de vous" in label(app, "message"))
        assert label(app, "heard").startswith("Entendu\u00a0: turn")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, PageDialog))
        assert "réécouter la dernière seconde" in page_text(app)

    drive(steps, language="fr", size=(60, 20))


def test_stopping_keeps_what_was_typed(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("!", "ctrl+d")
        await until(pilot, lambda: not app.is_running or app.return_value is not None)

    app = drive(steps)
    assert app.return_value == 0
    assert find_draft(space.store, ANA, "u0:correct:1").text == "turn the ladder over!"


def test_ten_thousand_words_can_be_edited(space, fill_space, drive, until):
    long = " ".join(f"word{n % 997}" for n in range(10_000))
    with space.store.writing() as transaction:
        (row,) = transaction.rows(HypothesisRow, "hypothesis_id", ["h0"])
        words = [
            {"word": word, "start_s": n / 10_000, "end_s": n / 10_000, "probability": 0.9}
            for n, word in enumerate(long.split())
        ]
        transaction.put("hypotheses", [replace(row, text=long, words=words)])

    async def steps(app, pilot):
        await pilot.press(*"abcdefghij")
        await until(pilot, lambda: "+abcdefghijword0" in label(app, "changes"))
        assert "…" in label(app, "changes")
        await pilot.press("f8")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps)
    assert texts(space) == [("u0", "edited", f"abcdefghij{long}")]


def test_a_remark_is_no_markup(space, drive, until):
    async def steps(app, pilot):
        await pilot.press(*"[red]x[/")
        await until(pilot, lambda: "+over[red]x[/" in label(app, "changes"))

    drive(steps)


def test_another_script_is_remarked_and_saved(space, drive, until):
    async def steps(app, pilot):
        await pilot.press("ctrl+u", *"дом на холме")
        said = "Écrit en cyrillique\u00a0; en s'écrit en latin."
        await until(pilot, lambda: said in label(app, "changes"))
        await pilot.press("f8")
        await until(pilot, lambda: "u1" in label(app, "head"))

    drive(steps, language="fr")
    assert texts(space) == [("u0", "edited", "дом на холме")]
