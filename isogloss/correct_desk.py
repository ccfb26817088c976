"""A worker's desk: what lies on it, and what becomes of it. Both modes of the corrector share it.

Nothing here prints, asks or plays. Whatever is said comes back as lines in the worker's language.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from isogloss.correct_changes import changes
from isogloss.correct_screen import harmless_or_nothing
from isogloss.correct_words import Words
from pipeline.errors import IsoglossError, ReviewError
from pipeline.io.desk_view import likely_next, work_since
from pipeline.io.drafts import find_draft, left_behind, save_draft
from pipeline.io.queue import Assignment, Position, lease_next, position, release
from pipeline.io.queue_answers import Answer, Standing, flag, save_answer, skip
from pipeline.io.queue_undo import Undone, undo
from pipeline.io.queue_workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.review.active_time import ActiveTime
from pipeline.review.flags import Flag
from pipeline.review.gold import GoldResult
from pipeline.review.overlap import rules_of
from pipeline.review.pay import exact_amount
from pipeline.review.shown import choose_hypothesis
from pipeline.review.typed import one_line, other_script
from pipeline.stages.masks import masked_hypotheses, masked_text
from pipeline.tables import HypothesisRow, TimedWord, UtteranceRow

LONGEST_REASON = 200
_SECONDS_AN_HOUR = 3_600.0
_MINOR = 100


@dataclass
class Item:
    """The recording a worker is on.

    Attributes:
        assignment: What they hold.
        utterance: Its row.
        hypothesis: The row of the hypothesis, or None.
        shown: What they are shown, as the recogniser wrote it; None where they are shown nothing.
        words: The words of the hypothesis with times and probabilities, a planted one in its
            place; may be empty.
        active: How long they have worked on it.
        draft: Their own unsaved or undone text, or None.
        left_behind: They hold it no more, but had typed a text for it.
        undone: They took back their answer to it.
        two_windows: Somebody else, who can only be them, types a text for it too.
        kept: Their text as it was last written down.
    """

    assignment: Assignment
    utterance: UtteranceRow
    hypothesis: HypothesisRow | None
    shown: str | None
    words: tuple[TimedWord, ...]
    active: ActiveTime
    draft: str | None = None
    left_behind: bool = False
    undone: bool = False
    two_windows: bool = False
    kept: str | None = None

    @property
    def text(self) -> str | None:
        """What they are shown, as it would be saved."""
        return None if self.shown is None else one_line(self.shown)

    def act(self) -> None:
        """Note that the worker did something."""
        self.active.act(monotonic())


@dataclass(frozen=True)
class Done:
    """What became of an answer.

    Attributes:
        says: Lines for the worker.
        missed: What they are told of a check that they missed; empty otherwise.
    """

    says: tuple[str, ...]
    missed: tuple[str, ...] = ()


@dataclass
class Desk:
    """One worker's desk.

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
        """The next recording: one they hold, one they left a text for, or a new one.

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
            item = self._item(assignment, behind=behind)
            if item is not None:
                return item
            on_gone()
            # Gone with its utterance, or left behind: it must not be lent to them again.
            with suppress(ReviewError):
                store, now = self.workspace.store, _now()
                skip(store, self.worker, assignment.assignment_id, "its recording is gone", now)

    def where(self) -> Position:
        """How much they did today and how much waits."""
        return position(self.workspace.store, self.worker, _midnight())

    def nothing_waits(self) -> list[str]:
        """What to say at the end of the queue."""
        languages = ", ".join(self.worker.languages)
        says = [self.words("end.nothing", languages=languages)]
        campaign = self.workspace.settings.campaign.language
        if not self.answers and campaign not in self.worker.languages:
            says.append(self.words("end.campaign", language=campaign))
        return says

    def goodbye(self, *, given_back: bool) -> str:
        """What was done since they sat down."""
        answers = self.words("n.answers", n=self.answers)
        return self.words("end.given_back" if given_back else "end.saved", answers=answers)

    def remark(self, item: Item, text: str) -> str:
        """What strikes one about a text and need not be wrong; empty where nothing does."""
        found = other_script(text, item.assignment.language)
        if found is None:
            return ""
        say = self.words
        written, expected = say.from_below(found.written), say.from_below(found.expected)
        return say("script", written=written, expected=expected, language=found.language)

    def in_words(self, error: IsoglossError) -> str:
        """An error in the worker's language, where that is known."""
        translated = self.words.from_below(error.found)
        return str(error) if translated == error.found else f"{translated}."

    @property
    def doubtful_below(self) -> float:
        """A word less probable than this is doubtful."""
        return self.workspace.settings.review.doubtful_below

    def earned_today(self) -> str:
        """What they have earned since midnight; empty where the settings name no rate."""
        pay = self.workspace.settings.pay
        if not pay.per_item and not pay.per_audio_minute:
            return ""
        today = work_since(self.workspace.store, self.worker, _midnight())
        amount = float(round(sum(exact_amount(work, pay) for work in today))) / _MINOR
        return f"{self.words.number(amount, 2)} {pay.currency}"

    def likely_next(self) -> UtteranceRow | None:
        """The row of the utterance that comes next, most likely."""
        store = self.workspace.store
        name = likely_next(store, self.worker)
        return None if name is None else store.first(UtteranceRow, utterance_id=name)

    def items_an_hour(self) -> float | None:
        """Answers an hour of work since they sat down, or None before the first."""
        if not self.answers or self.active_s <= 0:
            return None
        return self.answers * _SECONDS_AN_HOUR / self.active_s

    def keep(self, item: Item, text: str, active_s: float) -> bool:
        """Write down what they have typed; says whether it still makes sense to."""
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
            shown_hypothesis_id=_shown_id(item),
            active_s=item.active.seconds,
            shown_text=item.shown,
        )
        assignment_id = item.assignment.assignment_id
        rules = rules_of(self.workspace.settings)
        store = self.workspace.store
        saved = save_answer(store, self.worker, assignment_id, answer, _now(), rules)
        done = self._done(item, self.words(f"saved.{answer.action}"), saved.standing)
        if saved.gold is None or saved.gold.passed:
            return done
        return Done(done.says, self._missed(item, text, saved.gold))

    def skip(self, item: Item, reason: str) -> Done:
        """Leave it to somebody else."""
        item.act()
        reason = one_line(reason)[:LONGEST_REASON]
        assignment_id = item.assignment.assignment_id
        store, active_s = self.workspace.store, item.active.seconds
        standing = skip(store, self.worker, assignment_id, reason, _now(), active_s)
        return self._done(item, self.words("skipped"), standing)

    def flag(self, item: Item, why: Flag) -> Done:
        """Take it out of the usual way."""
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
        """Give back what they hold; returns how many recordings."""
        with suppress(IsoglossError):  # a lease that cannot be given back runs out by itself
            return release(self.workspace.store, self.worker)
        return 0

    def _lease(self) -> Assignment | None:
        settings = self.workspace.settings
        minutes = settings.review.lease_minutes
        return lease_next(self.workspace.store, self.worker, _now(), minutes, rules_of(settings))

    def _item(self, assignment: Assignment, *, behind: bool) -> Item | None:
        store, settings = self.workspace.store, self.workspace.settings
        utterance = store.first(UtteranceRow, utterance_id=assignment.utterance_id)
        if utterance is None:
            return None
        if assignment.planted_text is not None:
            planted = masked_text(store, assignment.utterance_id, assignment.planted_text)
            assignment = replace(assignment, planted_text=planted)
        hypothesis = choose_hypothesis(self._hypotheses(assignment), settings.asr.model)
        draft = find_draft(store, self.worker, assignment.assignment_id)
        longest = utterance.duration_s + settings.review.idle_after_s
        item = Item(
            assignment,
            utterance,
            hypothesis,
            _shown(assignment, hypothesis),
            _words(assignment, hypothesis),
            ActiveTime(longest, draft.active_s if draft else self._worked_before(assignment)),
            draft.text if draft else None,
            left_behind=behind,
            undone=assignment.assignment_id in self._undone,
        )
        item.act()
        return item

    def _worked_before(self, assignment: Assignment) -> float:
        """Seconds of an answer that was taken back: the work was done all the same."""
        return self._worked.get(assignment.assignment_id, 0.0)

    def _missed(self, item: Item, text: str, gold: GoldResult) -> tuple[str, ...]:
        """Why a check was missed, and how to say that it was not."""
        say = self.words
        distance, limit = say.share(gold.distance), say.share(gold.limit)
        return (
            say("gold.missed", distance=distance, limit=limit),
            say("gold.expected", text=harmless_or_nothing(say, gold.expected)),
            say("gold.yours", text=harmless_or_nothing(say, text)),
            say("gold.words", found=changes(gold.expected, text)[0]),
            say("gold.appeal", id=item.assignment.utterance_id, worker=self.worker.worker_id),
        )

    def _hypotheses(self, assignment: Assignment) -> list[HypothesisRow]:
        where = {"utterance_id": assignment.utterance_id}
        rows = self.workspace.store.rows(HypothesisRow, where=where)
        return masked_hypotheses(self.workspace.store, assignment.utterance_id, rows)

    def _done(self, item: Item, says: str, standing: Standing) -> Done:
        self._undone.discard(item.assignment.assignment_id)
        self._worked[item.assignment.assignment_id] = item.active.seconds
        self.answers += 1
        self.active_s += item.active.seconds
        lines = [says]
        if standing != "held":
            lines.append(self.words(f"standing.{standing}"))
        return Done(tuple(lines))


def _shown(assignment: Assignment, hypothesis: HypothesisRow | None) -> str | None:
    if assignment.blind or hypothesis is None:
        return None
    if assignment.planted_text is not None:
        return assignment.planted_text
    return hypothesis.text


def _words(assignment: Assignment, hypothesis: HypothesisRow | None) -> tuple[TimedWord, ...]:
    words = list(hypothesis.words or ()) if hypothesis else []
    if assignment.planted_text is None:
        return tuple(words)
    planted = assignment.planted_text.split()
    if len(planted) != len(words):
        return ()
    # The word in its place takes its times and its doubt too: nothing may give it away.
    return tuple({**old, "word": new} for old, new in zip(words, planted, strict=True))


def _shown_id(item: Item) -> str | None:
    shown = item.hypothesis if item.shown is not None else None
    return shown.hypothesis_id if shown else None


def _midnight() -> datetime:
    return _now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def _now() -> datetime:
    return datetime.now(UTC)
