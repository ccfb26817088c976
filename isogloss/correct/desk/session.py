"""One worker at work line by line: recording after recording, each answer saved at once."""

from collections.abc import Callable
from enum import Enum, auto

from isogloss.correct.desk import lines as shown
from isogloss.correct.desk.desk import Desk, Done
from isogloss.correct.desk.item import Item
from isogloss.correct.desk.sound import Playback
from isogloss.correct.desk.today import count_today
from isogloss.correct.desk.words import sanitise_or_nothing
from isogloss.correct.input import EndOfAnswersError, Lines, refuse_pipe
from isogloss.correct.output import Output
from pipeline.errors import ReviewError, StoreError, WorkspaceError
from pipeline.review.assigning.flags import find_flag
from pipeline.review.showing.typed import one_line

_LONGEST_SHOWN = 60
_YES = {"en": ("y",), "fr": ("o", "y")}


class AfterCommand(Enum):
    """What the session does after a command."""

    STAY = auto()
    NEXT = auto()
    STOP = auto()


class Session:
    """Shows a recording, asks what to do with it and hands the answer to the desk.

    Args:
        desk: The worker's desk.
        lines: Where the answers come from.
        sound: What they hear.
        output: Where they read.
    """

    def __init__(self, desk: Desk, lines: Lines, sound: Playback, output: Output) -> None:
        self._desk = desk
        self._words = desk.words
        self._lines = lines
        self._sound = sound
        self._say, self._warn = output.say, output.warn
        self._commands: dict[str, Callable[[Item, str], AfterCommand]] = {
            "": self._accept,
            "a": self._accept,
            "e": self._edit,
            "r": self._replay,
            "s": self._slower,
            "k": self._skip,
            "f": self._flag,
            "u": self._undo,
            "q": self._stop,
            "?": self._help,
        }

    def work(self) -> None:
        """Go on until the queue is empty or the worker stops."""
        if not self._lines.from_pipe:  # lines of a pipe are meant for the queue in its order
            self._desk.sit_down()
        try:
            while (item := self._next()) is not None:
                if self._answer(item) is AfterCommand.STOP:
                    return
        except EndOfAnswersError:
            return

    def _next(self) -> Item | None:
        while True:
            item = self._desk.next(lambda: self._warn(self._words("gone")))
            if item is not None or not self._undo_at_the_end():
                return item

    def _undo_at_the_end(self) -> bool:
        for line in self._desk.nothing_waits():
            self._say(line)
        if not self._desk.answers:
            return False
        line = self._lines.ask(self._words("lines.at_the_end")).strip().lower()
        if line not in ("", "q", "u"):
            place = self._lines.place or self._words("lines.this")
            self._warn(self._words("lines.unused", place=place))
        return line == "u" and self._take_back() is AfterCommand.NEXT

    def silence(self) -> None:
        """Stop the sound."""
        self._sound.close()

    def _answer(self, item: Item) -> AfterCommand:
        self._show(item)
        prompt = "" if self._lines.from_pipe else f"{self._words('lines.commands')} > "
        while True:
            line = self._lines.ask(prompt)
            item.act()
            step = self._obey(item, line)
            if step is not AfterCommand.STAY:
                self._sound.stop()
                return step

    def _show(self, item: Item) -> None:
        self._say("")
        if item.left_behind:
            self._say(self._words("head.left_behind"))
        elif item.assignment.resumed and not item.undone:
            self._say(self._words("head.resumed"))
        self._say(shown.describe_item(self._words, count_today(self._desk), item))
        if message := self._sound.begin(item.assignment, item.utterance):
            self._say(message)
        self._say(shown.write_hypothesis(self._words, item, self._desk.doubtful_below))
        if item.draft is not None:
            draft = sanitise_or_nothing(self._words, item.draft)
            self._say(self._words("head.draft", text=draft))
        item.act()

    def _obey(self, item: Item, line: str) -> AfterCommand:
        command, _, rest = line.strip().partition(" ")
        obey = self._commands.get(command.lower())
        takes_text = command.lower() in ("e", "k", "f")
        if obey is None or (rest and not takes_text):
            commands = self._words("lines.commands")
            return self._refuse(
                self._words("lines.not_understood", typed=_quoted(line.strip())),
                self._words("lines.a_command", commands=commands),
            )
        try:
            return obey(item, rest.strip())
        except ReviewError as error:
            if self._lines.from_pipe and error.where:
                raise
            self._warn(self._words.error(error))
            return AfterCommand.NEXT

    def _accept(self, item: Item, _rest: str) -> AfterCommand:
        if item.text is None:
            return self._refuse(self._words("lines.no_text"), self._words("lines.type_it"))
        if not item.text and not self._nothing_was_said():
            return AfterCommand.STAY
        return self._save(item, item.text)

    def _edit(self, item: Item, rest: str) -> AfterCommand:
        if rest:
            return self._consider(item, rest, sure=self._lines.from_pipe)
        before = item.text if item.draft is None else item.draft
        return self._consider(item, self._typed(before or ""), sure=False)

    def _consider(self, item: Item, typed: str, *, sure: bool) -> AfterCommand:
        """Show what a text changes, and save it when they say so."""
        while True:
            item.act()
            item.draft = one_line(typed)
            if not sure:
                self._keep(item)
            if not item.draft:
                return self._save(item, "") if self._nothing_was_said() else AfterCommand.STAY
            for line in shown.list_differences(self._words, item.text or "", item.draft):
                self._say(line)
            if remark := shown.remark_script(self._words, item, item.draft):
                self._say(remark)
            choice = "y" if sure else self._ask_letter("lines.save")
            if choice in self._yes:
                return self._save(item, item.draft)
            if choice != "e":
                return self._keep_draft(choice)
            typed = self._typed(item.draft)

    def _keep(self, item: Item) -> None:
        """Write the text down before anything is asked: the terminal may be gone by the answer."""
        try:
            self._desk.keep(item, item.draft or "", item.active.seconds)
        except (StoreError, WorkspaceError) as error:
            self._warn(self._words.error(error))

    def _keep_draft(self, choice: str) -> AfterCommand:
        if choice != "n":
            found = self._words("lines.not_understood", typed=_quoted(choice))
            self._refuse(found, self._words("lines.yne"))
        self._say(self._words("lines.not_saved"))
        return AfterCommand.STAY

    def _typed(self, before: str) -> str:
        key = "lines.text" if self._lines.prefills else "lines.whole_text"
        return self._lines.ask(self._words(key), prefill=before)

    def _nothing_was_said(self) -> bool:
        return self._ask_letter("lines.nothing_said") in self._yes

    def _ask_letter(self, key: str) -> str:
        return self._lines.ask(self._words(key)).strip().lower()

    @property
    def _yes(self) -> tuple[str, ...]:
        return _YES[self._words.language]

    def _save(self, item: Item, text: str) -> AfterCommand:
        try:
            return self._done(self._desk.save(item, text))
        except (StoreError, WorkspaceError) as error:
            if self._lines.from_pipe:
                raise
            item.draft = text
            self._warn(self._words("not_saved", why=self._words.error(error)))
            return AfterCommand.STAY

    def _skip(self, item: Item, rest: str) -> AfterCommand:
        reason = one_line(rest or self._lines.ask(self._words("lines.why_skip")))
        if not reason:
            return self._refuse(self._words("lines.no_reason"), self._words("lines.a_reason"))
        return self._done(self._desk.skip(item, reason))

    def _flag(self, item: Item, rest: str) -> AfterCommand:
        if not rest:
            for number, line in enumerate(shown.list_flags(self._words), start=1):
                self._say(f"  {number} {line}")
            rest = self._lines.ask(self._words("lines.which_flag"))
        why = find_flag(rest, self._words.flag_names())
        if why is None:
            typed = _quoted(one_line(rest))
            found = self._words("lines.no_flag", typed=typed)
            return self._refuse(found, self._words("lines.a_flag"))
        return self._done(self._desk.flag(item, why))

    def _undo(self, _item: Item, _rest: str) -> AfterCommand:
        return self._take_back()

    def _take_back(self) -> AfterCommand:
        try:
            undone, done = self._desk.take_back()
        except ReviewError as error:
            return self._refuse(self._words.error(error), self._words("lines.an_answer"))
        self._done(done)
        return AfterCommand.STAY if undone.assignment is None else AfterCommand.NEXT

    def _replay(self, _item: Item, _rest: str) -> AfterCommand:
        return self._heard(self._sound.play())

    def _slower(self, _item: Item, _rest: str) -> AfterCommand:
        return self._heard(self._sound.slower())

    def _heard(self, message: str) -> AfterCommand:
        if message:
            self._say(message)
        return AfterCommand.STAY

    def _stop(self, _item: Item, _rest: str) -> AfterCommand:
        return AfterCommand.STOP

    def _help(self, _item: Item, _rest: str) -> AfterCommand:
        self._say(self._words("lines.help"))
        return AfterCommand.STAY

    def _done(self, done: Done) -> AfterCommand:
        for line in (*done.says, *done.missed):
            self._say(line)
        return AfterCommand.NEXT

    def _refuse(self, found: str, expected: str) -> AfterCommand:
        """Ask again on a terminal; end the session of a pipe."""
        remedy = self._words("lines.pipe_stopped")
        refuse_pipe(self._lines, found, expected=expected, remedy=remedy)
        found = f"{found[0].upper()}{found[1:].rstrip('.')}"
        self._say(self._words("lines.try", found=found, expected=expected))
        return AfterCommand.STAY


def _quoted(typed: str) -> str:
    return f"{typed!r:.{_LONGEST_SHOWN}}"
