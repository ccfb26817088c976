"""One lead at work on disagreements: what they type, and what becomes of it."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from isogloss.correct.desk.sound import Playback
from isogloss.correct.input import EndOfAnswersError, Lines, refuse_pipe
from isogloss.correct.output import Output
from isogloss.lead.adjudicate import shown
from pipeline.errors import ReviewError, StoreError, WorkspaceError
from pipeline.io.leads.adjudications import Ruling, save_ruling, take_back_ruling
from pipeline.io.queue.answers import skip
from pipeline.io.queue.leases import release
from pipeline.io.queue.slots import ADJUDICATE
from pipeline.io.workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.locale.sanitise import sanitise
from pipeline.review.showing.active_time import ActiveTime
from pipeline.review.showing.typed import one_line
from pipeline.review.showing.versions import Passage, Version
from pipeline.stages.reviewing.adjudicate import Case, next_case
from pipeline.tables import RulingAction

_LONGEST_REASON = 500
_PIPE_STOPPED = "What was decided before this line is saved; no line after it was used."


class _StopError(Exception):
    """The lead asked to stop."""


@dataclass
class _OpenCase:
    """A case a lead is deciding.

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
    """Lends a lead one case after the other, shows it, asks and saves what they decide.

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
    sound: Playback
    output: Output
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
        """Give back the case the lead holds, so that others can have it."""
        with suppress(StoreError, WorkspaceError):  # it comes back by itself when its time is out
            release(self.workspace.store, self.lead, ADJUDICATE)

    def _next(self) -> bool:
        case = next_case(self.workspace, self.lead, _now())
        if case is None:
            return self._undo_at_the_end()
        longest = self.workspace.settings.review.idle_after_s + case.utterance.duration_s
        before = self._worked.pop(case.assignment.assignment_id, 0.0)
        one = _OpenCase(case, ActiveTime(longest, before))
        one.active.act(time.monotonic())
        if case.assignment.resumed:
            self.output.say("You had this one already; here it is again.")
        for line in shown.describe_case(case):
            self.output.say(line)
        self._say_if(self.sound.begin(case.assignment, case.utterance))
        prompt = "" if self.lines.from_pipe else f"{shown.COMMANDS} > "
        while not self._obey(one, self.lines.ask(prompt)):
            pass
        return True

    def _undo_at_the_end(self) -> bool:
        self.output.say(f"Nothing is waiting for a decision in {', '.join(self.lead.languages)}.")
        if not self.decided:
            return False
        line = self.lines.ask("u to undo your last decision, Enter to stop > ").strip().lower()
        return line == "u" and self._undo(None, "")

    def _obey(self, one: _OpenCase, line: str) -> bool:
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
            self.output.warn(str(error))
            return True
        letters = ", ".join(version.label for version in one.case.versions) or "no version"
        return self._refuse(
            f"not understood: {line.strip()!r:.60}", f"a letter ({letters}) or: {shown.COMMANDS}"
        )

    def _commands(self) -> dict[str, Callable[[_OpenCase, str], bool]]:
        return {
            "m": self._merge,
            "w": self._write,
            "y": self._because,
            "r": lambda _one, _rest: self._say_if(self.sound.play()),
            "s": lambda _one, _rest: self._say_if(self.sound.slower()),
            "o": self._show_hypothesis,
            "k": self._skip,
            "u": self._undo,
            "q": self._stop,
            "?": lambda _one, _rest: self._say_if(shown.HELP),
        }

    def _pick(self, one: _OpenCase, version: Version, reason: str) -> bool:
        one.reason = _short(reason) or one.reason
        return self._save(one, version.text, "picked", version.sources)

    def _merge(self, one: _OpenCase, text: str) -> bool:
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

    def _choose(self, one: _OpenCase, part: Passage) -> tuple[str, set[str]]:
        if part.is_settled:
            return part.readings[0].words, set()
        by_label = {version.label: set(version.sources) for version in one.case.versions}
        while True:
            line = self.lines.ask(
                f"{shown.describe_choices(part)}  (a letter, or = and other words) > "
            ).strip()
            one.active.act(time.monotonic())
            if line.startswith("="):
                return one_line(line[1:]), set()
            if line.upper() in by_label:
                return part.find_words(line.upper()), by_label[line.upper()]
            self._refuse(f"not understood: {line!r:.60}", "a letter, or = and other words")

    def _write(self, one: _OpenCase, text: str) -> bool:
        return self._consider(one, text or self.lines.ask("The whole text: "), "rewritten", ())

    def _consider(
        self, one: _OpenCase, typed: str, action: RulingAction, sources: tuple[str, ...]
    ) -> bool:
        """Show what is about to be saved; in a pipe nobody can be asked again."""
        text = one_line(typed)
        self.output.say(f"  text: {sanitise(text) or '(nothing)'}")
        if self.lines.from_pipe and text:
            return self._save(one, text, action, sources)
        question = "Save? y yes, n no > " if text else "Was nothing said in it? y yes, n no > "
        if self.lines.ask(question).strip().lower() == "y":
            return self._save(one, text, action, sources)
        self.output.say("Not saved.")
        return False

    def _save(
        self, one: _OpenCase, text: str, action: RulingAction, sources: tuple[str, ...]
    ) -> bool:
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
            self.output.warn(
                f"Not saved: {error}\nIt is still before you: mend that, then decide again."
            )
            return False
        self.decided += 1
        self.output.say(f"Saved as {action}.")
        for line in shown.describe_settled(ruled.appeals):
            self.output.say(line)
        self._say_if(shown.note_gold(one.case, text, policy))
        return True

    def _because(self, one: _OpenCase, reason: str) -> bool:
        one.reason = _short(reason) or None
        return self._say_if("Noted." if one.reason else "No reason is kept.")

    def _show_hypothesis(self, one: _OpenCase, _rest: str) -> bool:
        hypothesis = one.case.hypothesis
        says = (
            "No recogniser has a text for it."
            if hypothesis is None
            else f"Heard: {sanitise(hypothesis)}"
        )
        return self._say_if(says)

    def _skip(self, one: _OpenCase, rest: str) -> bool:
        reason = _short(rest or self.lines.ask("Why do you skip it? > "))
        if not reason:
            return self._refuse("not skipped: no reason", "k REASON, however short")
        one.active.act(time.monotonic())
        assignment_id, active_s = one.case.assignment.assignment_id, one.active.seconds
        skip(self.workspace.store, self.lead, assignment_id, reason, _now(), active_s)
        self.output.say("Skipped; another lead decides.")
        return True

    def _undo(self, _one: _OpenCase | None, _rest: str) -> bool:
        minutes = self.workspace.settings.review.lease_minutes
        try:
            back = take_back_ruling(self.workspace.store, self.lead, _now(), minutes)
        except ReviewError as error:
            return self._refuse(str(error).rstrip("."), "a decision before u")
        self.decided = max(0, self.decided - 1)
        self.output.say(f"Taken back: {sanitise(back.text) or '(nothing)'}")
        if back.assignment is None:
            return self._say_if("That recording is gone or another lead's; go on with this one.")
        self._worked[back.assignment.assignment_id] = back.active_s
        return True

    def _stop(self, _one: _OpenCase, _rest: str) -> bool:
        raise _StopError

    def _refuse(self, found: str, expected: str) -> bool:
        """Ask again on a terminal; end the session of a pipe."""
        refuse_pipe(self.lines, found, expected=expected, remedy=_PIPE_STOPPED)
        return self._say_if(f"{found[0].upper()}{found[1:]}. Try: {expected}.")

    def _say_if(self, text: str) -> bool:
        """Say something, if there is something to say; the case stays on the desk."""
        if text:
            self.output.say(text)
        return False


def _short(reason: str) -> str:
    return one_line(reason)[:_LONGEST_REASON]


def _now() -> datetime:
    return datetime.now(UTC)
