"""The recording a worker is on, and what of its hypothesis they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

from pipeline.io.queue.drafts import Draft
from pipeline.io.queue.leases import Assignment
from pipeline.io.workspace import Workspace
from pipeline.review.showing.active_time import ActiveTime
from pipeline.review.showing.shown import choose_hypothesis
from pipeline.review.showing.typed import one_line
from pipeline.stages.permissions.masks import masked_hypotheses, masked_text
from pipeline.tables import HypothesisRow, TimedWord, UtteranceRow


@dataclass(frozen=True, slots=True)
class ShownHypothesis:
    """What a worker is shown of what the recognisers heard.

    Attributes:
        hypothesis_id: Which hypothesis; None where there is none or they are shown none.
        text: Its text as the recogniser wrote it, or the planted one; None where they are shown
            nothing.
        words: The words of the hypothesis with times and probabilities, a planted one in its
            place; may be empty.
    """

    hypothesis_id: str | None
    text: str | None
    words: tuple[TimedWord, ...]


@dataclass
class Item:
    """The recording a worker is on.

    Attributes:
        assignment: What they hold.
        utterance: Its row.
        hypothesis: What they are shown.
        active: How long they have worked on it.
        draft: Their own unsaved or undone text, or None.
        left_behind: They hold it no more, but had typed a text for it.
        undone: They took back their answer to it.
        two_windows: Somebody else, who can only be them, types a text for it too.
        kept: Their text as it was last written down.
    """

    assignment: Assignment
    utterance: UtteranceRow
    hypothesis: ShownHypothesis
    active: ActiveTime
    draft: str | None = None
    left_behind: bool = False
    undone: bool = False
    two_windows: bool = False
    kept: str | None = None

    @property
    def shown(self) -> str | None:
        """What they are shown, as the recogniser wrote it; None where they are shown nothing."""
        return self.hypothesis.text

    @property
    def text(self) -> str | None:
        """What they are shown, as it would be saved."""
        return None if self.shown is None else one_line(self.shown)

    def act(self) -> None:
        """Note that the worker did something."""
        self.active.act(monotonic())


def prepare_item(
    workspace: Workspace,
    assignment: Assignment,
    draft: Draft | None,
    *,
    worked_before_s: float,
) -> Item | None:
    """Read what a worker needs to work on an utterance.

    Args:
        workspace: Where the recordings are.
        assignment: What they hold.
        draft: A text of theirs that was not saved, with the time they spent on it.
        worked_before_s: Seconds of an answer they took back; a draft counts its own.

    Returns:
        The item, or None where the utterance is erased.
    """
    utterance = workspace.store.first(UtteranceRow, utterance_id=assignment.utterance_id)
    if utterance is None:
        return None
    assignment = _mask_planted_text(workspace, assignment)
    longest = utterance.duration_s + workspace.settings.review.idle_after_s
    return Item(
        assignment,
        utterance,
        _choose_shown(workspace, assignment),
        ActiveTime(longest, draft.active_s if draft else worked_before_s),
        draft.text if draft else None,
    )


def _mask_planted_text(workspace: Workspace, assignment: Assignment) -> Assignment:
    """Mask a planted text as the hypothesis is masked that it repeats."""
    if assignment.planted_text is None:
        return assignment
    planted = masked_text(workspace.store, assignment.utterance_id, assignment.planted_text)
    return replace(assignment, planted_text=planted)


def _choose_shown(workspace: Workspace, assignment: Assignment) -> ShownHypothesis:
    store, name = workspace.store, assignment.utterance_id
    rows = store.rows(HypothesisRow, where={"utterance_id": name})
    masked = masked_hypotheses(store, name, rows)
    hypothesis = choose_hypothesis(masked, workspace.settings.asr.model)
    if hypothesis is None:
        return ShownHypothesis(None, None, ())
    words = _with_planted(assignment.planted_text, hypothesis.words or ())
    if assignment.blind:
        return ShownHypothesis(None, None, words)
    planted = assignment.planted_text
    text = hypothesis.text if planted is None else planted
    return ShownHypothesis(hypothesis.hypothesis_id, text, words)


def _with_planted(planted_text: str | None, words: Sequence[TimedWord]) -> tuple[TimedWord, ...]:
    """Put the words of a planted text in the places of the hypothesis's words."""
    if planted_text is None:
        return tuple(words)
    planted = planted_text.split()
    if len(planted) != len(words):
        return ()
    # The word in its place takes its times and its doubt too: nothing may give it away.
    return tuple({**old, "word": new} for old, new in zip(words, planted, strict=True))
