"""A worker's desk: what lies on it, and what becomes of it. Both modes of the corrector share it.

Nothing here prints, asks or plays. Whatever is said comes back as lines in the worker's language.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from isogloss.correct.desk.item import Item, prepare_item
from isogloss.correct.desk.lines import explain_missed_check
from isogloss.correct.desk.words import Words
from pipeline.errors import IsoglossError, ReviewError
from pipeline.io.queue.answers import Answer, Standing, flag, save_answer, skip
from pipeline.io.queue.drafts import find_draft, left_behind, save_draft
from pipeline.io.queue.leases import Assignment, lease_next, release
from pipeline.io.queue.undo import Undone, undo
from pipeline.io.workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.review.assigning.flags import Flag
from pipeline.review.assigning.overlap import read_rules
from pipeline.review.showing.typed import one_line

_LONGEST_REASON = 200


@dataclass(frozen=True)
class Done:
    """What the worker is told after an answer.

    Attributes:
        says: Lines for the worker.
        missed: What they are told of a check that they missed; empty otherwise.
    """

    says: tuple[str, ...]
    missed: tuple[str, ...] = ()


@dataclass
class Desk:
    """One worker's desk: it lends them recordings and saves their answers.

    Attributes:
        workspace: Where the recordings are.
        worker: Whose it is.
        words: The language they read.
        answers: How many answers they have given since they sat down.
        active_s: Seconds of work in these answers.
    """

    workspace: Workspace
    worker: Worker
    words: Words
    answers: int = 0
    active_s: float = 0.0
    _left: list[Assignment] = field(default_factory=list)
    _undone: set[str] = field(default_factory=set)
    _worked: dict[str, float] = field(default_factory=dict)

    def sit_down(self) -> None:
        """Look for texts that were typed and never saved: these are offered first."""
        self._left = left_behind(self.workspace.store, self.worker)

    def next(self, on_gone: Callable[[], None]) -> Item | None:
        """Fetch the next recording: one they left a text for, one they hold, or a new one.

        Args:
            on_gone: Called for a recording that was withdrawn or erased meanwhile.

        Returns:
            What to work on, or None where nothing waits for them.
        """
        while True:
            behind = bool(self._left)
            assignment = self._left.pop(0) if behind else self._lease()
            if assignment is None:
                return None
            item = self._item(assignment)
            if item is not None:
                item.left_behind = behind
                return item
            on_gone()
            # Gone with its utterance, or left behind: it must not be lent to them again.
            with suppress(ReviewError):
                store, now = self.workspace.store, _now()
                skip(store, self.worker, assignment.assignment_id, "its recording is gone", now)

    def nothing_waits(self) -> list[str]:
        """Say that nothing waits for the worker, and what they could do about it."""
        languages = ", ".join(self.worker.languages)
        says = [self.words("end.nothing", languages=languages)]
        campaign = self.workspace.settings.campaign.language
        if not self.answers and campaign not in self.worker.languages:
            says.append(self.words("end.campaign", language=campaign))
        return says

    def goodbye(self, *, given_back: bool) -> str:
        """Say how many answers the worker gave since they sat down."""
        answers = self.words("n.answers", n=self.answers)
        return self.words("end.given_back" if given_back else "end.saved", answers=answers)

    @property
    def doubtful_below(self) -> float:
        """The probability below which a word is marked as doubtful."""
        return self.workspace.settings.review.doubtful_below

    def keep(self, item: Item, text: str, active_s: float) -> bool:
        """Write down what they have typed; return False where no draft makes sense any more."""
        store = self.workspace.store
        before = find_draft(store, self.worker, item.assignment.assignment_id)
        known = item.kept if item.kept is not None else item.draft
        item.two_windows = before is not None and before.text != known
        item.kept = text
        return save_draft(store, self.worker, item.assignment, text, active_s, _now())

    def save(self, item: Item, text: str) -> Done:
        """Save a text as their answer.

        Raises:
            ReviewError: The recording is gone.
            StoreError: It could not be written; nothing is lost, try again.
        """
        item.act()
        answer = Answer(
            text=text,
            action="accepted" if text == item.text else "edited",
            shown_hypothesis_id=item.hypothesis.hypothesis_id,
            active_s=item.active.seconds,
            shown_text=item.shown,
        )
        assignment, store = item.assignment, self.workspace.store
        rules = read_rules(self.workspace.settings)
        saved = save_answer(store, self.worker, assignment.assignment_id, answer, _now(), rules)
        done = self._done(item, self.words(f"saved.{answer.action}"), saved.standing)
        if saved.gold is None or saved.gold.passed:
            return done
        missed = explain_missed_check(
            self.words, saved.gold, text, assignment.utterance_id, self.worker.worker_id
        )
        return Done(done.says, tuple(missed))

    def skip(self, item: Item, reason: str) -> Done:
        """Leave the recording to somebody else."""
        item.act()
        reason = one_line(reason)[:_LONGEST_REASON]
        assignment_id = item.assignment.assignment_id
        store, active_s = self.workspace.store, item.active.seconds
        standing = skip(store, self.worker, assignment_id, reason, _now(), active_s)
        return self._done(item, self.words("skipped"), standing)

    def flag(self, item: Item, why: Flag) -> Done:
        """Flag the recording for a lead; some flags hold it back from everybody."""
        item.act()
        assignment_id = item.assignment.assignment_id
        store, active_s = self.workspace.store, item.active.seconds
        standing = flag(store, self.worker, assignment_id, why, _now(), active_s)
        key = "flagged.held" if why.holds_back else "flagged"
        return self._done(item, self.words(key, flag=self.words(f"flag.{why.code}")), standing)

    def take_back(self) -> tuple[Undone, Done]:
        """Take back their last answer, and have that recording again where nobody else does.

        Raises:
            ReviewError: There is nothing to take back.
        """
        minutes = self.workspace.settings.review.lease_minutes
        undone = undo(self.workspace.store, self.worker, _now(), minutes)
        if undone.assignment is not None:
            self.active_s -= self._worked_before(undone.assignment)
        self.answers = max(0, self.answers - 1)
        says = [self.words("undone", outcome=self.words(f"outcome.{undone.outcome}"))]
        if undone.assignment is None:
            says.append(self.words("undone.elsewhere"))
        else:
            self._undone.add(undone.assignment.assignment_id)
            if undone.text is not None:
                # Kept where a killed terminal finds it.
                store, now = self.workspace.store, _now()
                active_s = self._worked_before(undone.assignment)
                save_draft(store, self.worker, undone.assignment, undone.text, active_s, now)
        return undone, Done(tuple(says))

    def get_up(self) -> int:
        """Give back what the worker holds; return how many recordings that were."""
        with suppress(IsoglossError):  # a lease that cannot be given back runs out by itself
            return release(self.workspace.store, self.worker)
        return 0

    def _lease(self) -> Assignment | None:
        settings = self.workspace.settings
        minutes = settings.review.lease_minutes
        return lease_next(self.workspace.store, self.worker, _now(), minutes, read_rules(settings))

    def _item(self, assignment: Assignment) -> Item | None:
        draft = find_draft(self.workspace.store, self.worker, assignment.assignment_id)
        worked_before_s = self._worked_before(assignment)
        item = prepare_item(self.workspace, assignment, draft, worked_before_s=worked_before_s)
        if item is not None:
            item.undone = assignment.assignment_id in self._undone
            item.act()
        return item

    def _worked_before(self, assignment: Assignment) -> float:
        """Tell the seconds of an answer that was taken back: the work was done all the same."""
        return self._worked.get(assignment.assignment_id, 0.0)

    def _done(self, item: Item, says: str, standing: Standing) -> Done:
        self._undone.discard(item.assignment.assignment_id)
        self._worked[item.assignment.assignment_id] = item.active.seconds
        self.answers += 1
        self.active_s += item.active.seconds
        lines = [says]
        if standing != "held":
            lines.append(self.words(f"standing.{standing}"))
        return Done(tuple(lines))


def _now() -> datetime:
    return datetime.now(UTC)
