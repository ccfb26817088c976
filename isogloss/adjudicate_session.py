"""One lead at work on disagreements: what they type, and what becomes of it."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from isogloss import adjudicate_shown as shown
from isogloss.correct_input import EndOfAnswersError, Lines
from isogloss.correct_sound import Sound
from pipeline.errors import ReviewError, StoreError, WorkspaceError
from pipeline.io.queue import release
from pipeline.io.queue_adjudications import Ruling, save_ruling, take_back_ruling
from pipeline.io.queue_answers import skip
from pipeline.io.queue_slots import ADJUDICATE
from pipeline.io.queue_workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.report.strangers import harmless
from pipeline.review.active_time import ActiveTime
from pipeline.review.typed import one_line
from pipeline.review.versions import Stretch, Version
from pipeline.stages.adjudicate import Case, next_case
from pipeline.tables import RulingAction

_LONGEST_REASON = 500


class _StopError(Exception):
    """The lead stops."""


@dataclass
class _Open:
    """A case on the desk.

    Attributes:
        case: What is decided on.
        active: The time it took.
        reason: Why they decide so, as far as they have said.
    """

    case: Case
    active: ActiveTime
    reason: str | None = None


@dataclass
class AdjudicateSession:
    """Leases, shows, asks, saves.

    Attributes:
        workspace: Where the recordings are.
        lead: Who decides.
        lines: Where the decisions come from.
        sound: What they hear.
        output: Where they read.
        decided: How many decisions were saved.
    """

    workspace: Workspace
    lead: Worker
    lines: Lines
    sound: Sound
    output: TextIO
    decided: int = 0
    _worked: dict[str, float] = field(default_factory=dict)

    def work(self) -> None:
        """Go on until nothing is left to decide or the lead stops."""
        try:
            while self._next():
                pass
        except (EndOfAnswersError, _StopError):
            pass
        finally:
            self.sound.stop()

    def give_back(self) -> None:
        """Let others have what is open."""
        with suppress(StoreError, WorkspaceError):  # it comes back by itself when its time is out
            release(self.workspace.store, self.lead, ADJUDICATE)

    def _next(self) -> bool:
        case = next_case(self.workspace, self.lead, _now())
        if case is None:
            return self._undo_at_the_end()
        longest = self.workspace.settings.review.idle_after_s + case.utterance.duration_s
        before = self._worked.pop(case.assignment.assignment_id, 0.0)
        one = _Open(case, ActiveTime(longest, before))
        one.active.act(time.monotonic())
        if case.assignment.resumed:
            self._say("You had this one already; here it is again.")
        for line in shown.case_lines(case):
            self._say(line)
        self._say_if(self.sound.begin(case.assignment, case.utterance))
        prompt = "" if self.lines.from_pipe else f"{shown.COMMANDS} > "
        while not self._obey(one, self.lines.ask(prompt)):
            pass
        return True

    def _undo_at_the_end(self) -> bool:
        self._say(f"Nothing is waiting for a decision in {', '.join(self.lead.languages)}.")
        if not self.decided:
            return False
        line = self.lines.ask("u to undo your last decision, Enter to stop > ").strip().lower()
        return line == "u" and self._undo(None, "")

    def _obey(self, one: _Open, line: str) -> bool:
        """Do what a line says; returns whether the case is off the desk."""
        one.active.act(time.monotonic())
        command, _, rest = line.strip().partition(" ")
        version = next((v for v in one.case.versions if v.label == command.upper()), None)
        try:
            if version is not None:
                return self._pick(one, version, rest)
            obey = self._commands().get(command.lower())
            if obey is not None:
                return obey(one, rest.strip())
        except ReviewError as error:
            if self.lines.from_pipe and error.where:
                raise
            self._warn(str(error))
            return True
        letters = ", ".join(version.label for version in one.case.versions) or "no version"
        return self._refuse(
            f"not understood: {line.strip()!r:.60}", f"a letter ({letters}) or: {shown.COMMANDS}"
        )

    def _commands(self) -> dict[str, Callable[[_Open, str], bool]]:
        return {
            "m": self._merge,
            "w": self._write,
            "y": self._because,
            "r": lambda _one, _rest: self._say_if(self.sound.play()),
            "s": lambda _one, _rest: self._say_if(self.sound.slower()),
            "o": self._show_heard,
            "k": self._skip,
            "u": self._undo,
            "q": self._stop,
            "?": lambda _one, _rest: self._say_if(shown.HELP),
        }

    def _pick(self, one: _Open, version: Version, reason: str) -> bool:
        one.reason = _short(reason) or one.reason
        return self._save(one, version.text, "picked", version.sources)

    def _merge(self, one: _Open, text: str) -> bool:
        if not one.case.versions:
            return self._refuse("there is nothing to merge", "w TEXT")
        if text:
            everybody = tuple(sorted(s for v in one.case.versions for s in v.sources))
            return self._consider(one, text, "merged", everybody)
        words: list[str] = []
        used: set[str] = set()
        for part in one.case.parts:
            chosen, sources = self._choose(one, part)
            words.append(chosen)
            used |= sources
        return self._consider(one, " ".join(filter(None, words)), "merged", tuple(sorted(used)))

    def _choose(self, one: _Open, part: Stretch) -> tuple[str, set[str]]:
        if part.is_settled:
            return part.readings[0].words, set()
        by_label = {version.label: set(version.sources) for version in one.case.versions}
        while True:
            line = self.lines.ask(
                f"{shown.choices(part)}  (a letter, or = and other words) > "
            ).strip()
            one.active.act(time.monotonic())
            if line.startswith("="):
                return one_line(line[1:]), set()
            if line.upper() in by_label:
                return part.of(line.upper()), by_label[line.upper()]
            self._refuse(f"not understood: {line!r:.60}", "a letter, or = and other words")

    def _write(self, one: _Open, text: str) -> bool:
        return self._consider(one, text or self.lines.ask("The whole text: "), "rewritten", ())

    def _consider(
        self, one: _Open, typed: str, action: RulingAction, sources: tuple[str, ...]
    ) -> bool:
        """Show what is about to be saved; in a pipe nobody can be asked again."""
        text = one_line(typed)
        self._say(f"  text: {harmless(text) or '(nothing)'}")
        if self.lines.from_pipe and text:
            return self._save(one, text, action, sources)
        question = "Save? y yes, n no > " if text else "Was nothing said in it? y yes, n no > "
        if self.lines.ask(question).strip().lower() == "y":
            return self._save(one, text, action, sources)
        self._say("Not saved.")
        return False

    def _save(self, one: _Open, text: str, action: RulingAction, sources: tuple[str, ...]) -> bool:
        one.active.act(time.monotonic())
        ruling = Ruling(text, action, sources, one.reason, one.active.seconds)
        policy = self.workspace.settings.report.policy
        assignment_id = one.case.assignment.assignment_id
        try:
            ruled = save_ruling(
                self.workspace.store, self.lead, assignment_id, ruling, _now(), policy
            )
        except (StoreError, WorkspaceError) as error:
            if self.lines.from_pipe:
                raise
            self._warn(f"Not saved: {error}\nIt is still before you: mend that, then decide again.")
            return False
        self.decided += 1
        self._say(f"Saved as {action}.")
        for line in shown.settled(ruled.appeals):
            self._say(line)
        self._say_if(shown.gold_note(one.case, text, policy))
        return True

    def _because(self, one: _Open, reason: str) -> bool:
        one.reason = _short(reason) or None
        return self._say_if("Noted." if one.reason else "No reason is kept.")

    def _show_heard(self, one: _Open, _rest: str) -> bool:
        heard = one.case.heard
        says = "No recogniser has a text for it." if heard is None else f"Heard: {harmless(heard)}"
        return self._say_if(says)

    def _skip(self, one: _Open, rest: str) -> bool:
        reason = _short(rest or self.lines.ask("Why do you skip it? > "))
        if not reason:
            return self._refuse("not skipped: no reason", "k REASON, however short")
        one.active.act(time.monotonic())
        assignment_id, active_s = one.case.assignment.assignment_id, one.active.seconds
        skip(self.workspace.store, self.lead, assignment_id, reason, _now(), active_s)
        self._say("Skipped; another lead decides.")
        return True

    def _undo(self, _one: _Open | None, _rest: str) -> bool:
        minutes = self.workspace.settings.review.lease_minutes
        try:
            back = take_back_ruling(self.workspace.store, self.lead, _now(), minutes)
        except ReviewError as error:
            return self._refuse(str(error).rstrip("."), "a decision before u")
        self.decided = max(0, self.decided - 1)
        self._say(f"Taken back: {harmless(back.text) or '(nothing)'}")
        if back.assignment is None:
            return self._say_if("That recording is gone or another lead's; go on with this one.")
        self._worked[back.assignment.assignment_id] = back.active_s
        return True

    def _stop(self, _one: _Open, _rest: str) -> bool:
        raise _StopError

    def _refuse(self, found: str, expected: str) -> bool:
        """Ask again on a terminal. In a pipe the lines after it would answer other recordings."""
        if self.lines.from_pipe:
            raise ReviewError(
                found,
                expected=expected,
                where=self.lines.place,
                remedy="What was decided before this line is saved; no line after it was used.",
            )
        return self._say_if(f"{found[0].upper()}{found[1:]}. Try: {expected}.")

    def _say_if(self, text: str) -> bool:
        """Say something, if there is something to say; the case stays on the desk."""
        if text:
            self._say(text)
        return False

    def _say(self, text: str) -> None:
        print(text, file=self.output, flush=True)

    def _warn(self, text: str) -> None:
        self.output.flush()
        print(text, file=sys.stderr, flush=True)


def _short(reason: str) -> str:
    return one_line(reason)[:_LONGEST_REASON]


def _now() -> datetime:
    return datetime.now(UTC)
