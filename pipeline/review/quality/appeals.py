"""Appeals against references: when one is upheld, and how they end for each accent group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.review.paying.small_cells import fold_small
from pipeline.statistics.proportions import Share, estimate_share
from pipeline.text.policies import tokens

OTHER = "other"


@dataclass(frozen=True, slots=True)
class AppealState:
    """Somebody's objection to the reference of an utterance.

    Attributes:
        utterance_id: Whose reference is said to be wrong.
        state: open, upheld, or another state in which it was settled.
    """

    utterance_id: str
    state: str


@dataclass(frozen=True, slots=True)
class GroupAppeals:
    """What became of the appeals about one group's recordings.

    Attributes:
        group: The accent group; "other" for those too small to be shown.
        raised: How many were raised.
        open: Of those not settled yet.
        upheld: Those upheld, of those settled, with Wilson's interval.
        folded: The groups counted in it, for "other".
    """

    group: str
    raised: int
    open: int
    upheld: Share
    folded: tuple[str, ...] = ()


def is_upheld(text_before: str, text_after: str, policy: str) -> bool:
    """Tell whether a decision changed a reference; a comma is no change.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> is_upheld("turn the ladder", "Turn the letter.", "basic-1")
        True
        >>> is_upheld("turn the letter", "Turn the letter.", "basic-1")
        False
    """
    return tokens(text_before, policy) != tokens(text_after, policy)


def outcomes_by_group(
    appeals: Sequence[AppealState], groups: Mapping[str, str], least: int
) -> list[GroupAppeals]:
    """Count how appeals end, by the accent group of the speaker.

    Whether a group's corrections stand up is part of whom the pipeline hears badly. Small cells
    are folded into "other", and where "other" itself stays small the smallest group shown joins
    it, so that nothing hidden can be had by subtraction; who appealed is never said.

    Args:
        appeals: The appeals.
        groups: Utterance -> accent group; one it does not know is "undisclosed".
        least: Fewer appeals than this are folded.

    Returns:
        One a group, the most appeals first, "other" last.

    Example:
        >>> upheld = [AppealState(f"u{n}", "upheld") for n in range(4)]
        >>> found = outcomes_by_group(upheld, dict.fromkeys(["u0", "u1", "u2"], "en-ireland"), 3)
        >>> [(one.group, one.raised, one.folded) for one in found]
        [('other', 4, ('en-ireland', 'undisclosed'))]
    """
    members: dict[str, set[int]] = {}
    for at, appeal in enumerate(appeals):
        members.setdefault(groups.get(appeal.utterance_id, "undisclosed"), set()).add(at)
    cells = fold_small({name: frozenset(each) for name, each in members.items()}, least)
    states = {name: [appeals[at].state for at in each] for name, each in members.items()}
    most_first = sorted(cells.shown, key=lambda name: (len(states[name]), name), reverse=True)
    found = [_outcome(name, states[name]) for name in most_first]
    if cells.folded:
        rest = [state for name in cells.folded for state in states[name]]
        found.append(_outcome(OTHER, rest, cells.folded))
    return found


def _outcome(group: str, states: Sequence[str], folded: Sequence[str] = ()) -> GroupAppeals:
    waiting = sum(state == "open" for state in states)
    upheld = sum(state == "upheld" for state in states)
    return GroupAppeals(
        group, len(states), waiting, estimate_share(upheld, len(states) - waiting), tuple(folded)
    )
