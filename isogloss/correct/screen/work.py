"""The screen a worker works on: what comes, what is typed, and what each key does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from isogloss.correct.desk.changes import mark_changes
from isogloss.correct.desk.desk import Desk, Done
from isogloss.correct.desk.item import Item
from isogloss.correct.desk.lines import list_flags, remark_script
from isogloss.correct.desk.sound import Playback
from isogloss.correct.desk.today import find_likely_next
from isogloss.correct.screen import shown
from isogloss.correct.screen.dialogs import ChoiceDialog, LineDialog, PageDialog
from isogloss.correct.screen.editor import Editor, underlined
from isogloss.correct.screen.journal import Journal
from isogloss.correct.screen.keys import DEFAULT_KEYS, write_key
from isogloss.correct.screen.layout import Layout
from isogloss.correct.screen.listening import Listening
from pipeline.errors import (
    IsoglossError,
    ReviewError,
    StoreError,
    StoreLockedError,
    WorkspaceError,
)
from pipeline.review.assigning.flags import FLAGS

_DIFF_AFTER_S = 0.15
_TRIES_AGAIN_AFTER_S = 2.0
_FLUSH_WITHIN_S = 3.0


class WorkScreen(Layout):
    """The screen on which a worker corrects one recording after the other.

    Args:
        desk: The worker's desk.
        sound: What they hear.
        keys: What is done -> key.

    Attributes:
        sound: What they hear.
        listening: What the keys for the ears do to it.
        journal: What is typed, written down.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"do('{name}')", id=name, show=False) for name, key in DEFAULT_KEYS.items()
    ]

    def __init__(self, desk: Desk, sound: Playback, keys: dict[str, str]) -> None:
        super().__init__(desk.words, keys)
        self._desk, self.sound = desk, sound
        self.listening = Listening(sound, self._words)
        self.journal = Journal(self._keep, self._journal_fault)
        self._item: Item | None = None
        self._noted = ""
        self._busy = False
        self._told_of_two = False
        self._commands: dict[str, Callable[[Item], Awaitable[None]]] = {
            "accept": self._accept,
            "save": self._save,
            "skip": self._skip,
            "flag": self._flag,
        }

    def on_mount(self) -> None:
        """Fetch the first recording."""
        self.set_interval(0.1, self.follow_the_sound)
        self._go_on(())

    # What comes

    @work(exclusive=True, group="work")
    async def _go_on(self, says: tuple[str, ...]) -> None:
        await self._next(says)

    async def _next(self, says: tuple[str, ...]) -> None:
        """Fetch what comes next, and show it."""
        self._busy = True
        self._wave.await_sound()
        gone: list[str] = []
        try:
            item = await self._fetch(lambda: gone.append(self._words("gone")))
        except IsoglossError as error:
            self.app.exit(1, message=str(error))
            return
        if item is None:
            await self._at_the_end((*says, *gone))
        else:
            await self._show(item, (*says, *gone))

    async def _fetch(self, on_gone: Callable[[], None]) -> Item | None:
        while True:
            try:
                fetched = await self._patiently(lambda: self._desk.next(on_gone))
            except StoreLockedError as error:
                self._say(self._words.error(error))
                await asyncio.sleep(_TRIES_AGAIN_AFTER_S)
            else:
                return fetched

    async def _show(self, item: Item, says: tuple[str, ...]) -> None:
        self._item, self._told_of_two = item, False
        self._label("head", shown.write_head(self._words, item))
        text = shown.write_hypothesis_here(self._words, item, self._desk.doubtful_below)
        self.query_one("#heard", Static).update(underlined(text))
        draft = item.draft if item.draft is not None else item.text or ""
        self._editor.take(draft)
        self._noted = self._editor.value
        self._editor.read_only = False
        self._editor.focus()
        self._busy = False
        self._say(*says, *shown.write_remarks(self._words, item))
        self._compare(item, self._noted)
        item.act()
        self._listen(item)
        self._count()

    async def _at_the_end(self, says: tuple[str, ...]) -> None:
        self._item = None
        self._wave.show(None)
        self._editor.take("")
        self._editor.read_only = True
        for name in ("head", "heard", "changes"):
            self._label(name, "")
        lines = (*says, *self._desk.nothing_waits())
        if not self._desk.answers:
            self.app.exit(0, message="\n".join(lines))
            return
        self._say(*lines)
        choices = (self._words("choice.take_back"), self._words("choice.stop"))
        question = "\n".join((*lines, self._words("ask.at_the_end")))
        chosen = await self._ask(ChoiceDialog(question, choices, self._words("hint.choose")))
        if chosen == 0:
            await self._take_back()
        else:
            await self._stop()

    @work(exclusive=True, group="count")
    async def _count(self) -> None:
        """Write the line at the foot and load ahead what comes next, never in the way of typing."""
        try:
            foot = await asyncio.to_thread(shown.write_foot, self._words, self._desk)
            following = await asyncio.to_thread(find_likely_next, self._desk)
        except IsoglossError:
            return  # a busy store is said where something hangs on it
        self._label("foot", foot)
        if following is not None:
            self.sound.recordings.load_ahead(following)

    # What is typed

    @on(TextArea.Changed)
    def _typed(self) -> None:
        item, value = self._item, self._editor.value
        if item is None or self._busy or value == self._noted:
            return
        item.act()
        self._noted = value
        self.journal.note(item, value)
        self._compare(item, value)

    @on(TextArea.SelectionChanged)
    def _moved(self) -> None:
        if self._item is not None and not self._busy:
            self._item.act()
            self._scroll_along()

    @on(Editor.Entered)
    def _entered(self) -> None:
        self._say(self._words("hint.save", key=write_key(self._keys["save"])))

    @work(exclusive=True, group="compare")
    async def _compare(self, item: Item, value: str) -> None:
        """Show what changed, a moment after the last key."""
        await asyncio.sleep(_DIFF_AFTER_S)
        found, more = await asyncio.to_thread(mark_changes, item.text or "", value)
        changed = shown.write_changes(self._words, found, more)
        remark = remark_script(self._words, item, value)
        self._label("changes", f"{remark}\n{changed}" if remark else changed)

    def _journal_fault(self, error: IsoglossError | None) -> None:
        text = self._words("draft.again")
        if error is not None:
            text = self._words("draft.fault", why=self._words.error(error))
        self.call_later(self._say, text)  # safe from the journal's thread

    def _keep(self, item: Item, text: str, active_s: float) -> bool:
        """Write a draft down; the journal calls this in its own thread."""
        kept = self._desk.keep(item, text, active_s)
        if item.two_windows and not self._told_of_two:
            self._told_of_two = True
            self.call_later(self._say, self._words("two_windows"))
        return kept

    # What is done

    def action_do(self, name: str) -> None:
        """Do what a pressed key is for."""
        if name == "stop":
            self._stop_now()
        elif name == "help":
            self._show_help()
        elif self._busy:
            self._say(self._words("busy"))
        elif name == "undo":
            self._undo()
        elif self._item is not None:
            self._item.act()
            self._do(name, self._item)

    def _do(self, name: str, item: Item) -> None:
        if name in self._commands:
            self._answer(self._commands[name], item)
        else:
            self._hear(name, item)

    @work(exclusive=True, group="work")
    async def _answer(self, command: Callable[[Item], Awaitable[None]], item: Item) -> None:
        await command(item)

    async def _accept(self, item: Item) -> None:
        if item.text is None:
            self._say(self._words("no_text", key=write_key(self._keys["save"])))
            return
        if self._editor.value != item.text and not await self._is_so("ask.throw_away"):
            return
        if item.text or await self._is_so("ask.nothing_said"):
            await self._settle(item, lambda: self._desk.save(item, item.text or ""))

    async def _save(self, item: Item) -> None:
        value = self._editor.value
        if value or await self._is_so("ask.nothing_said"):
            await self._settle(item, lambda: self._desk.save(item, value))

    async def _skip(self, item: Item) -> None:
        reason = await self._ask(
            LineDialog(self._words("ask.skip"), self._words("hint.enter_escape"))
        )
        item.act()
        if reason:
            await self._settle(item, lambda: self._desk.skip(item, reason))

    async def _flag(self, item: Item) -> None:
        dialog = ChoiceDialog(
            self._words("ask.flag"), list_flags(self._words), self._words("hint.choose")
        )
        chosen = await self._ask(dialog)
        item.act()
        if chosen is not None:
            why = list(FLAGS.values())[chosen]
            await self._settle(item, lambda: self._desk.flag(item, why))

    async def _settle(self, item: Item, answer: Callable[[], Done]) -> None:
        """Hand in an answer and go on; where that fails all stays as it is."""
        self._busy = self._editor.read_only = True
        self.sound.stop()

        def hand_in() -> Done:
            self.journal.forget()
            return answer()

        try:
            done = await self._patiently(hand_in)
        except ReviewError as error:
            await self._next((self._words.error(error),))
            return
        except (StoreError, WorkspaceError) as error:
            self._busy = self._editor.read_only = False
            self.journal.note(item, self._editor.value)
            self._say(self._words("failed", why=self._words.error(error)))
            return
        if done.missed:
            hint = self._words("hint.close")
            page = PageDialog(self._words("missed.title"), "\n".join(done.missed), hint)
            await self._ask(page)
        await self._next(done.says)

    @work(exclusive=True, group="work")
    async def _undo(self) -> None:
        await self._take_back()

    async def _take_back(self) -> None:
        self._busy = True
        await asyncio.to_thread(self.journal.flush, _FLUSH_WITHIN_S)
        try:
            undone, done = await self._patiently(self._desk.take_back)
        except (ReviewError, StoreError, WorkspaceError) as error:
            self._busy = False
            self._say(self._words.error(error))
            if self._item is None:
                await self._next(())
            return
        if undone.assignment is None and self._item is not None:
            self._busy = False
            self._say(*done.says)
            return
        await self._next(done.says)

    @work(exclusive=True, group="work")
    async def _stop_now(self) -> None:
        await self._stop()

    async def _stop(self) -> None:
        await asyncio.to_thread(self.journal.flush, _FLUSH_WITHIN_S)
        self.app.exit(0)

    @work(exclusive=True, group="help")
    async def _show_help(self) -> None:
        text = shown.write_help(self._words, self._keys)
        await self._ask(PageDialog(self._words("help.title"), text, self._words("hint.close")))

    # What is heard

    @work(exclusive=True, group="sound")
    async def _listen(self, item: Item) -> None:
        message = await asyncio.to_thread(self.sound.begin, item.assignment, item.utterance)
        if self._item is item:
            self._wave.show(self.sound.recording)
            self._say_also(message)

    @work(exclusive=True, group="sound")
    async def _hear(self, name: str, item: Item) -> None:
        editor = self._editor
        at = editor.selected_letters() if name == "loop" else (0, 0)
        text = editor.text
        message = await asyncio.to_thread(self.listening.do, name, item, text, at)
        if message and self._item is item:
            self._say(message)

    def follow_the_sound(self) -> None:
        """Move the mark of the waveform to what sounds now; called ten times a second."""
        self._wave.hear(self.listening.heard())
