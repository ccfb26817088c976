"""What is on the screen, from top to bottom, and how it is filled, asked and read."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from isogloss.correct.desk.words import Words
from isogloss.correct.screen import shown
from isogloss.correct.screen.dialogs import ChoiceDialog
from isogloss.correct.screen.editor import Editor
from isogloss.correct.screen.waveform import Waveform

_SAYS_BUSY_AFTER_S = 1.0
_Answer = TypeVar("_Answer")


class Layout(Screen[None]):
    """The parts of the screen, without what the keys do.

    Args:
        words: The language of the screen.
        keys: What is done -> key.
    """

    CSS = """
    WorkScreen { layout: vertical; }
    #head { height: 1; text-style: bold; }
    #wave { height: 3; }
    #heardbox { height: auto; max-height: 5; }
    #heard, #changes, #message, #keys { height: auto; }
    #editor { height: 1fr; min-height: 3; border: round $foreground; padding: 0; }
    #changesbox { height: auto; max-height: 4; }
    #messagebox { height: auto; max-height: 5; }
    #message { text-style: bold; }
    #foot { height: auto; max-height: 2; text-style: reverse; }
    WorkScreen.short #wave { height: 2; }
    WorkScreen.short #heardbox { max-height: 3; }
    WorkScreen.short #changesbox { max-height: 2; }
    """
    VERTICAL_BREAKPOINTS = [(0, "short"), (23, "tall")]  # noqa: RUF012 - typed so by Textual

    def __init__(self, words: Words, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._words, self._keys = words, keys

    def compose(self) -> ComposeResult:
        """Lay out the parts from top to bottom."""
        yield Static(id="head", markup=False)
        yield Waveform(self._words)
        with VerticalScroll(id="heardbox", can_focus=False):
            yield Static(id="heard", markup=False)
        yield Editor(self._words, self._keys, self.action_do)
        with VerticalScroll(id="changesbox", can_focus=False):
            yield Static(id="changes", markup=False)
        with VerticalScroll(id="messagebox", can_focus=False):
            yield Static(id="message", markup=False)
        yield Static(id="keys", markup=False)
        yield Static(id="foot", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Write the keys anew to fill the width there is."""
        self._label("keys", shown.write_keys(self._words, self._keys, event.size.width))

    def action_do(self, name: str) -> None:
        """Do what a pressed key is for."""
        raise NotImplementedError

    def _scroll_along(self) -> None:
        """Keep the part of a long hypothesis in view that the cursor is at."""
        box = self.query_one("#heardbox", VerticalScroll)
        letters = len(self._editor.text)
        if box.max_scroll_y and letters:
            share = self._editor.selected_letters()[1] / letters
            box.scroll_to(y=round(share * box.max_scroll_y), animate=False)

    async def _patiently(self, call: Callable[[], _Answer]) -> _Answer:
        """Wait for the store's answer; tell the worker that they wait where it takes long."""
        says_busy = self.set_timer(_SAYS_BUSY_AFTER_S, lambda: self._say(self._words("busy.store")))
        try:
            return await asyncio.to_thread(call)
        finally:
            says_busy.stop()

    async def _ask(self, dialog: ModalScreen[_Answer]) -> _Answer:
        return await self.app.push_screen_wait(dialog)

    async def _is_so(self, question: str) -> bool:
        choices = (self._words("choice.yes"), self._words("choice.no"))
        dialog = ChoiceDialog(self._words(question), choices, self._words("hint.choose"))
        return await self._ask(dialog) == 0

    def _say(self, *lines: str) -> None:
        self._label("message", "\n".join(line for line in lines if line))

    def _say_also(self, line: str) -> None:
        """Say a line beside what was said before."""
        if line:
            before = str(self.query_one("#message", Static).content)
            self._say(before, line)

    def _label(self, name: str, text: str) -> None:
        # None is there any more where a thread answers after the end.
        for part in self.query(f"#{name}").results(Static):
            part.update(text)

    @property
    def _editor(self) -> Editor:
        return self.query_one(Editor)

    @property
    def _wave(self) -> Waveform:
        return self.query_one(Waveform)
