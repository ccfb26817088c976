"""What the screen looks like, as pictures that are compared to the letter.

The goldens in `__snapshots__` are made by `pytest tests/screen/test_screen_snapshots.py
--snapshot-update` after a look at what changed, with the pinned Textual.
"""

import pytest
from textual.widgets import Static

from isogloss.correct.screen.dialogs import ChoiceDialog, PageDialog
from isogloss.correct.screen.editor import Editor
from isogloss.correct.screen.waveform import Playhead, Waveform

SIZES = {"wide": (80, 24), "small": (60, 20)}


def content(app, name):
    return str(app.screen_stack[1].query_one(f"#{name}", Static).content)


@pytest.fixture
def at_rest(until):
    """The first recording on the screen, its sound at an end, no cursor that blinks."""

    async def at_rest(pilot):
        app = pilot.app
        await until(pilot, lambda: len(app.screen_stack) > 1)
        await until(pilot, lambda: "u0" in content(app, "head") and content(app, "foot"))
        screen = app.screen_stack[1]
        wave = screen.query_one(Waveform)
        await until(pilot, lambda: wave.recording is not None)  # drawn once it sounds
        screen.sound.stop()
        editor = screen.query_one(Editor)
        editor.cursor_blink = False
        editor.notify_style_update()  # or a line drawn while the cursor was out is drawn again
        await until(pilot, lambda: bool(content(app, "changes")))
        await pilot.pause(0.3)

    return at_rest


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_at_rest(space, screen_of, at_rest, snap_compare, size, language):
    app = screen_of(space, gold_share=0.0, language=language)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=at_rest)


@pytest.mark.parametrize("size", sorted(SIZES))
def test_while_it_is_edited_and_heard(space, screen_of, at_rest, until, snap_compare, size):
    app = screen_of(space, gold_share=0.0)

    async def edited(pilot):
        await at_rest(pilot)
        await pilot.press("ctrl+left", "ctrl+left", *"letter ", "end", *" now")
        await until(pilot, lambda: "+now" in content(app, "changes"))
        wave = app.screen.query_one(Waveform)
        wave.hear(Playhead(at_s=0.4, loop=(0.25, 0.75), speed=0.75))
        app.screen.listening.heard = lambda: Playhead(at_s=0.4, loop=(0.25, 0.75), speed=0.75)
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=SIZES[size], run_before=edited)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_flags(space, screen_of, at_rest, until, snap_compare, language):
    app = screen_of(space, gold_share=0.0, language=language)

    async def asked(pilot):
        await at_rest(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=SIZES["small"], run_before=asked)


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_help(space, screen_of, at_rest, until, snap_compare, size, language):
    app = screen_of(space, gold_share=0.0, language=language)

    async def asked(pilot):
        await at_rest(pilot)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, PageDialog))
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=SIZES[size], run_before=asked)
