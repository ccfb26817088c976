"""Whose voices automatic decisions set aside: shares, gaps, steps, and the refused put back in."""

from dataclasses import dataclass
from typing import Literal

from pipeline.results.disparity import Disparity
from pipeline.results.verdicts import Status, is_significant


@dataclass(frozen=True, slots=True)
class SelectionShare:
    """How much of a group's speech one rule set aside.

    Attributes:
        rule: The rule, or reason.
        group: The group of speakers.
        utterances: All that were offered.
        set_aside: How many of them the rule took.
        speakers: Speakers who offered them; None where unknown.
        speakers_effective: How many speakers of equal weight they are worth.
        share: set_aside / utterances.
        share_low: Lower 95 % limit over speakers; None where undefined.
        share_high: Upper 95 % limit over speakers; None where undefined.
        interval: `speakers` from the jackknife, `exact` where the rule took nothing or all, None
            where there are no limits.
        status: Whether there are speakers enough to say anything of the group.
    """

    rule: str
    group: str
    utterances: int
    set_aside: int
    speakers: int | None
    speakers_effective: float | None
    share: float
    share_low: float | None
    share_high: float | None
    interval: Literal["speakers", "exact"] | None
    status: Status


@dataclass(frozen=True, slots=True)
class SelectionGap:
    """One rule and group, beside the best-treated group and against all others.

    Attributes:
        rule: The rule.
        group: The group.
        best: The best-treated group of this rule; None where no group has speakers enough.
        share: Share of the group's utterances set aside.
        ratio: share over that of the best-treated group; None where it has none set aside, and
            for the best-treated group itself.
        ratio_low: Lower 95 % limit over speakers.
        ratio_high: Upper limit.
        kept_ratio: Share kept over that of the best-treated group.
        kept_ratio_low: Lower 95 % limit over speakers.
        kept_ratio_high: Upper limit.
        below_four_fifths: Whether kept_ratio is below .8; None unless reported.
        p_value: Of accents dealt out over speakers; None unless reported, and where a speaker's
            recordings are in different groups.
        p_adjusted: Holm over all rules and groups that have one.
        arrangements: How many were gone through or drawn.
        exact: Whether they were all there are.
        status: Whether there are speakers enough to say anything of the group.
    """

    rule: str
    group: str
    best: str | None
    share: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    kept_ratio: float | None
    kept_ratio_low: float | None
    kept_ratio_high: float | None
    below_four_fifths: bool | None
    p_value: float | None
    p_adjusted: float | None
    arrangements: int | None
    exact: bool | None
    status: Status

    @property
    def differs(self) -> bool:
        """Whether the rule was shown to treat the group otherwise than the others."""
        return is_significant(self.p_adjusted)


@dataclass(frozen=True, slots=True)
class SelectionStep:
    """One rule in its place in the row of rules, for one group.

    Attributes:
        rule: The rule.
        group: The group of speakers.
        offered: Utterances offered to the first rule.
        added: Taken by this rule and by none before it.
        alone: Taken by this rule and by no other.
        kept: Left after this rule and all before.
        kept_share: kept / offered.
        kept_ratio: kept_share over the largest kept_share of a disclosed group; None where
            nothing is left of any, and for the undisclosed.
    """

    rule: str
    group: str
    offered: int
    added: int
    alone: int
    kept: int
    kept_share: float
    kept_ratio: float | None


@dataclass(frozen=True, slots=True)
class RefusedBack:
    """An assessment as reported, and one with the refused utterances back in.

    Attributes:
        reported: Without them.
        back: With them. Their references are what the prompt asked for, not what a person heard,
            so errors of speakers who did not read the prompt count as the recogniser's.
        refused: Utterances put back.
    """

    reported: Disparity
    back: Disparity
    refused: int
