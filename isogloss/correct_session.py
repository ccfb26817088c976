"""One worker at work: recording after recording, a command a line, each answer saved at once."""

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, TextIO

from isogloss import correct_screen as screen
from isogloss.correct_input import EndOfAnswersError, Lines
from isogloss.correct_sound import Sound
from pipeline.errors import ReviewError, StoreError, WorkspaceError
from pipeline.io.queue import Assignment, lease_next, position
from pipeline.io.queue_answers import Answer, Standing, flag, save_answer, skip, undo
from pipeline.io.queue_workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.review.flags import find_flag
from pipeline.review.shown import choose_hypothesis
from pipeline.review.typed import one_line

_LONGEST_REASON = 200


class Step(Enum):
    """What follows a command."""

    STAY = auto()
    NEXT = auto()
    STOP = auto()


@dataclass
class Item:
    """The recording a worker is on.

    Attributes:
        assignment: What they hold.
        utterance: Its row.
        hypothesis: The row that is shown, or None.
        draft: Their own unsaved or undone text, or None.
        shown_at: When it was shown, on the monotonic clock, in seconds.
    """

    assignment: Assignment
    utterance: Mapping[str, Any]
    hypothesis: Mapping[str, Any] | None
    draft: str | None = None
    shown_at: float = field(default_factory=time.monotonic)

    @property
    def text(self) -> str | None:
        """The hypothesis as it would be saved, or None where there is none."""
        return None if self.hypothesis is None else one_line(self.hypothesis["text"])


class Session:
    """Leases, shows, asks, saves.

    Args:
        workspace: Where the recordings are.
        worker: Who works.
        lines: Where the answers come from.
        sound: What they hear.
        output: Where they read.
    """

    def __init__(
        self, workspace: Workspace, worker: Worker, lines: Lines, sound: Sound, output: TextIO
    ) -> None:
        self.answers = 0
        self._workspace = workspace
        self._store = workspace.store
        self._review = workspace.settings.review
        self._worker = worker
        self._lines = lines
        self._sound = sound
        self._output = output
        self._undone: dict[str, str] = {}
        self._commands: dict[str, Callable[[Item, str], Step]] = {
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
        try:
            while (assignment := self._next()) is not None:
                item = self._item(assignment)
                if item is not None and self._answer(item) is Step.STOP:
                    return
        except EndOfAnswersError:
            return

    def _next(self) -> Assignment | None:
        minutes = self._review.lease_minutes
        while True:
            assignment = lease_next(self._store, self._worker, _now(), minutes)
            if assignment is not None or not self._undo_at_the_end():
                return assignment

    def _undo_at_the_end(self) -> bool:
        languages = ", ".join(self._worker.languages)
        self._say(f"Nothing is waiting for you in {languages}.")
        campaign = self._workspace.settings.campaign.language
        if not self.answers:
            if campaign not in self._worker.languages:
                self._say(f"The campaign is in {campaign}; if you speak it: --language {campaign}")
            return False
        line = self._lines.ask("u to undo your last answer, Enter to stop > ").strip().lower()
        if line not in ("", "q", "u"):
            self._warn(f"{self._lines.place or 'This'} was not used, nor anything after it.")
        return line == "u" and self._take_back() is Step.NEXT

    def silence(self) -> None:
        """Stop the sound."""
        self._sound.stop()

    def _item(self, assignment: Assignment) -> Item | None:
        rows = self._store.read("utterances", where={"utterance_id": assignment.utterance_id})
        if rows.empty:
            self._warn("A recording was withdrawn or erased meanwhile; here is the next one.")
            # Gone with its utterance, or left behind: then it must not be lent to them again.
            with suppress(ReviewError):
                reason = "its recording is gone"
                skip(self._store, self._worker, assignment.assignment_id, reason, _now())
            return None
        hypotheses = self._store.read(
            "hypotheses", where={"utterance_id": assignment.utterance_id}
        ).to_dict("records")
        shown = choose_hypothesis(
            [{str(k): v for k, v in row.items()} for row in hypotheses],
            self._workspace.settings.asr.model,
        )
        utterance = {str(k): v for k, v in rows.iloc[0].items()}
        return Item(assignment, utterance, shown, self._undone.get(assignment.assignment_id))

    def _answer(self, item: Item) -> Step:
        self._show(item)
        prompt = "" if self._lines.from_pipe else f"{screen.COMMANDS} > "
        while True:
            step = self._obey(item, self._lines.ask(prompt))
            if step is not Step.STAY:
                self._sound.stop()
                return step

    def _show(self, item: Item) -> None:
        midnight = _now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        at = position(self._store, self._worker, midnight)
        self._say("")
        if item.assignment.resumed and item.draft is None:
            self._say("You had this one already; here it is again.")
        self._say(screen.headline(at, item.utterance, item.assignment.language))
        if message := self._sound.begin(item.assignment, item.utterance):
            self._say(message)
        row = item.hypothesis
        words = row["words"] if row is not None else []
        text = row["text"] if row is not None else None
        self._say(screen.heard(text, words or [], self._review.doubtful_below))
        if item.draft is not None:
            self._say(f"You had typed: {item.draft or '(nothing)'} (e brings it back)")
        item.shown_at = time.monotonic()

    def _obey(self, item: Item, line: str) -> Step:
        command, _, rest = line.strip().partition(" ")
        obey = self._commands.get(command.lower())
        takes_text = command.lower() in ("e", "k", "f")
        if obey is None or (rest and not takes_text):
            return self._refuse(
                f"not understood: {line.strip()!r:.60}",
                f"a command ({screen.COMMANDS}); a whole text is typed as: e TEXT",
            )
        try:
            return obey(item, rest.strip())
        except ReviewError as error:
            if self._lines.from_pipe and error.where:
                raise
            self._warn(str(error))
            return Step.NEXT

    def _accept(self, item: Item, _rest: str) -> Step:
        if item.text is None:
            return self._refuse("there is no text to accept", "e TEXT: type what you hear")
        if not item.text and not self._nothing_was_said():
            return Step.STAY
        return self._save(item, item.text)

    def _edit(self, item: Item, rest: str) -> Step:
        if rest:
            return self._consider(item, rest, sure=self._lines.from_pipe)
        before = item.text if item.draft is None else item.draft
        return self._consider(item, self._typed(before or ""), sure=False)

    def _consider(self, item: Item, typed: str, *, sure: bool) -> Step:
        """Show what a text changes, and save it when they say so."""
        while True:
            item.draft = one_line(typed)
            if not item.draft:
                return self._save(item, "") if self._nothing_was_said() else Step.STAY
            for line in screen.differences(item.text or "", item.draft):
                self._say(line)
            choice = "y" if sure else self._lines.ask("Save? y yes, n no, e edit again > ")
            choice = choice.strip().lower()
            if choice == "y":
                return self._save(item, item.draft)
            if choice != "e":
                return self._keep_draft(choice)
            typed = self._typed(item.draft)

    def _keep_draft(self, choice: str) -> Step:
        if choice != "n":
            self._refuse(f"not understood: {choice!r:.60}", "y, n or e")
        self._say("Not saved; e brings your text back.")
        return Step.STAY

    def _typed(self, before: str) -> str:
        prompt = "Text: " if self._lines.prefills else "The whole text: "
        return self._lines.ask(prompt, prefill=before)

    def _nothing_was_said(self) -> bool:
        choice = self._lines.ask("Was nothing said in the recording? y yes, n no > ")
        return choice.strip().lower() == "y"

    def _save(self, item: Item, text: str) -> Step:
        answer = Answer(
            text=text,
            action="accepted" if text == item.text else "edited",
            shown_hypothesis_id=item.hypothesis["hypothesis_id"] if item.hypothesis else None,
            active_s=time.monotonic() - item.shown_at,
        )
        assignment_id = item.assignment.assignment_id
        try:
            saved = save_answer(self._store, self._worker, assignment_id, answer, _now())
        except (StoreError, WorkspaceError) as error:
            if self._lines.from_pipe:
                raise
            item.draft = text
            self._warn(f"Not saved: {error}\nYour text is kept here: mend that, then e and y.")
            return Step.STAY
        self._undone.pop(assignment_id, None)
        return self._done(f"Saved as {answer.action}.", saved.standing)

    def _skip(self, item: Item, rest: str) -> Step:
        reason = one_line(rest or self._lines.ask("Why do you skip it? > "))[:_LONGEST_REASON]
        if not reason:
            return self._refuse("not skipped: no reason", "k REASON, however short")
        assignment_id = item.assignment.assignment_id
        standing = skip(self._store, self._worker, assignment_id, reason, _now())
        return self._done("Skipped; somebody else gets it.", standing)

    def _flag(self, item: Item, rest: str) -> Step:
        if not rest:
            self._say(screen.flags())
            rest = self._lines.ask("Which? > ")
        why = find_flag(rest)
        if why is None:
            return self._refuse(
                f"not flagged: {one_line(rest)!r:.60} is no flag", "a number or name of the list"
            )
        standing = flag(self._store, self._worker, item.assignment.assignment_id, why, _now())
        held = "; nobody hears it until a lead has looked" if why.holds_back else ""
        return self._done(f"Flagged as {why.code.replace('_', ' ')}{held}.", standing)

    def _undo(self, _item: Item, _rest: str) -> Step:
        return self._take_back()

    def _take_back(self) -> Step:
        try:
            undone = undo(self._store, self._worker, _now(), self._review.lease_minutes)
        except ReviewError as error:
            return self._refuse(str(error), "an answer before u")
        self.answers = max(0, self.answers - 1)
        self._say(f"Taken back: your last answer ({undone.outcome}).")
        if undone.assignment is None:
            self._say("Somebody else has that recording; you do not get it again.")
            return Step.STAY
        if undone.text is not None:
            self._undone[undone.assignment.assignment_id] = undone.text
        return Step.NEXT

    def _replay(self, _item: Item, _rest: str) -> Step:
        return self._heard(self._sound.again())

    def _slower(self, _item: Item, _rest: str) -> Step:
        return self._heard(self._sound.slower())

    def _heard(self, message: str) -> Step:
        if message:
            self._say(message)
        return Step.STAY

    def _stop(self, _item: Item, _rest: str) -> Step:
        return Step.STOP

    def _help(self, _item: Item, _rest: str) -> Step:
        self._say(screen.HELP)
        return Step.STAY

    def _done(self, says: str, standing: Standing) -> Step:
        self.answers += 1
        self._say(says)
        if standing == "late":
            self._say("The time it was lent to you had run out, but nobody else had taken it.")
        if standing == "elsewhere":
            self._say(
                "The time it was lent to you had run out and somebody else has it; "
                "a text of yours is kept beside theirs."
            )
        return Step.NEXT

    def _refuse(self, found: str, expected: str) -> Step:
        """Ask again on a terminal. In a pipe the lines after it would answer other recordings."""
        if self._lines.from_pipe:
            raise ReviewError(
                found,
                expected=expected,
                where=self._lines.place,
                remedy="What was answered before this line is saved; no line after it was used.",
            )
        self._say(f"{found[0].upper()}{found[1:].rstrip('.')}. Try: {expected}.")
        return Step.STAY

    def _say(self, text: str) -> None:
        print(text, file=self._output, flush=True)

    def _warn(self, text: str) -> None:
        self._output.flush()
        print(text, file=sys.stderr, flush=True)


def _now() -> datetime:
    return datetime.now(UTC)
