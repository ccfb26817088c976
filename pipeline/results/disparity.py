"""The rates of groups and the gaps between them: what one assessment of disparity found.

Rates are fractions, and what cannot be said is None.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.results.verdicts import (
    GroupVerdict,
    Status,
    is_significant,
    verdict_on_ratio,
    verdict_without_speakers,
)
from pipeline.tables import UNDISCLOSED

REST = "rest"
"""The comparison with all other disclosed utterances, in place of the name of a group."""

IntervalKind = Literal["speakers", "rows_as_speakers", "exact_upper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The counts of some utterances and their pooled rate. A rate that is undefined is None.

    Attributes:
        utterances: Number of utterances; one that is in several groups is counted once.
        speakers: Number of speakers who said a reference word or have an error; None where nobody
            said who spoke.
        speakers_effective: How many speakers who all say the same number of words would weigh as
            much as these do; None where nobody said who spoke.
        words: Number of reference words.
        substitutions: Words that the recogniser replaced by another one.
        deletions: Words that the recogniser left out.
        insertions: Words that the recogniser added, those against an empty reference included.
        errors: Substitutions, deletions and insertions together.
        empty_hypotheses: Utterances to which the recogniser answered nothing.
        wer: Errors divided by words; None without words.
        wer_low: Lower 95 % limit of the rate.
        wer_high: Upper 95 % limit of the rate.
        busiest_share: The share of the words that one speaker gave, the one who gave most.
        wer_interval: How the limits were made. `speakers`: by a jackknife over speakers.
            `rows_as_speakers`: with every row as a speaker, so that they are too short unless every
            row is another speaker. `exact_upper`: no error was seen, so there is no lower limit,
            and the upper one is exact for a Poisson rate with independent words. None: there are
            no limits.
    """

    utterances: int = 0
    speakers: int | None = None
    speakers_effective: float | None = None
    words: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    errors: int = 0
    empty_hypotheses: int = 0
    wer: float | None = None
    wer_low: float | None = None
    wer_high: float | None = None
    busiest_share: float | None = None
    wer_interval: IntervalKind | None = None

    @property
    def wer_limits(self) -> tuple[float | None, float | None]:
        """Lower and upper 95 % limit of the rate; without errors there is only an upper one."""
        return self.wer_low, self.wer_high


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its totals, and whether its speakers are enough for a verdict."""

    group: str
    totals: Totals
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One group against its comparison. Limits of ratio and difference are unadjusted 95 %.

    Attributes:
        group: Name of the group.
        against: What the group is compared with: `rest`, or the name of a group.
        difference: Rate of the group minus rate of the comparison.
        difference_low: Lower limit of the difference (MOVER).
        difference_high: Upper limit of the difference.
        ratio: Rate of the group divided by rate of the comparison; None where either has no errors.
        ratio_low: Lower limit of the ratio.
        ratio_high: Upper limit of the ratio.
        p_value: Two-sided p-value of no difference; None unless the gap is reported.
        p_adjusted: The p-value adjusted by Holm's method over the reported gaps; it alone decides
            the verdict.
        ratio_low_simultaneous: Lower limit of the ratio that holds together with those of all
            other reported gaps (max-T bootstrap); None unless both sides of every reported gap have
            20 effective speakers, and where no generator was given.
        ratio_high_simultaneous: Upper limit of the ratio that holds in the same way.
        status: `reported` only where both sides have speakers enough.
        ratio_detectable: The smallest ratio above 1 these speakers could have shown, four times
            in five, at the level the family leaves; None unless reported.
        p_value_simultaneous: The p-value adjusted by the same bootstrap. It stands beside
            p_adjusted and decides nothing: whoever took the smaller of two adjusted p-values would
            undo the adjustment.
    """

    group: str
    against: str
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    ratio_low_simultaneous: float | None = None
    ratio_high_simultaneous: float | None = None
    status: Status
    ratio_detectable: float | None = None
    p_value_simultaneous: float | None = None

    @property
    def ratio_limits(self) -> tuple[float | None, float | None]:
        """Lower and upper 95 % limit of the ratio."""
        return self.ratio_low, self.ratio_high

    @property
    def difference_limits(self) -> tuple[float | None, float | None]:
        """Lower and upper 95 % limit of the difference."""
        return self.difference_low, self.difference_high

    @property
    def verdict(self) -> GroupVerdict:
        """What may be said: by the adjusted p-value alone, and only of a reported gap."""
        nothing = verdict_without_speakers(self.status)
        if nothing is not None:
            return nothing
        if self.ratio is None or self.p_adjusted is None:
            return GroupVerdict.WITHHELD
        return verdict_on_ratio(self.ratio, self.p_adjusted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """One gap with the measured differences in recording and speaker taken into account.

    "Associated with", never "caused by": what was not measured is not adjusted for, and a
    covariate that follows from the accent itself takes a part of the gap away that is real.

    Attributes:
        group: Name of the group.
        against: What the group is compared with.
        ratio: Ratio of the two sides' rates at equal covariates, by cluster-robust Poisson
            regression; None where the covariates tell who is in the group, or a side has no errors.
        ratio_low: Lower 95 % limit of the ratio, unadjusted for the number of gaps.
        ratio_high: Upper limit of the ratio.
        p_value: Two-sided p-value of no difference; None unless the gap is reported.
        p_adjusted: The p-value adjusted by Holm's method over the reported adjusted gaps.
        status: As the status of a gap, by the speakers whose utterances are in the model.
        raw_ratio: The ratio without covariates, of the very rows in the model.
        raw_low: Lower 95 % limit of the raw ratio.
        raw_high: Upper limit of the raw ratio.
        mixed_ratio: The ratio by Poisson regression with a random intercept for each speaker. It
            decides no verdict, and it and its limits are None unless somebody asks for this model.
        mixed_low: Lower 95 % limit of the mixed ratio, from the speaker sandwich.
        mixed_high: Upper limit of the mixed ratio.
        mixed_p_value: Two-sided p-value of the mixed ratio; None unless the gap is reported.
        speaker_spread: Standard deviation of the speakers' intercepts, in ln rate; None as the
            mixed ratio is.
        e_value: How strongly an unmeasured confounder would have to go with both group and
            errors, as ratios, to explain `ratio` away.
        e_value_limit: The same for the limit nearer to 1; 1 where the limits hold 1.
        utterances: Number of rows in the model.
        covariates: What the model adjusted for; it does not name a constant or redundant one.
    """

    group: str
    against: str
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    status: Status
    raw_ratio: float | None = None
    raw_low: float | None = None
    raw_high: float | None = None
    mixed_ratio: float | None = None
    mixed_low: float | None = None
    mixed_high: float | None = None
    mixed_p_value: float | None = None
    speaker_spread: float | None = None
    e_value: float | None = None
    e_value_limit: float | None = None
    utterances: int
    covariates: tuple[str, ...] = ()

    @property
    def has_random_intercept(self) -> bool:
        """Whether the model with an intercept for each speaker was fitted as well."""
        return self.mixed_ratio is not None

    @property
    def differs(self) -> bool:
        """Whether a difference is shown at equal covariates."""
        return is_significant(self.p_adjusted)

    @property
    def verdict(self) -> GroupVerdict:
        """What may be said of the group at equal covariates."""
        if self.group == self.against:
            return GroupVerdict.COMPARISON
        return verdict_without_speakers(self.status) or verdict_on_ratio(
            self.ratio, self.p_adjusted
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Utterances that could not be counted, and why."""

    reason: str
    utterances: int


@dataclass(frozen=True, slots=True)
class Disparity:
    """The word error rates of all groups of one grouping, under one system and one policy.

    Attributes:
        system: Name of the recogniser; empty where nobody gave one.
        policy: Name of the normalisation policy the errors were counted under.
        against: `rest`, or the group all others are held against.
        totals: All utterances together.
        left_out: What could not be counted, and why.
        groups: Every group, the undisclosed last.
        gaps: Every disclosed group that has a comparison.
        adjusted: The same gaps at equal covariates; empty where none were named.
    """

    system: str = ""
    policy: str = ""
    against: str = REST
    totals: Totals = Totals()
    left_out: tuple[LeftOut, ...] = ()
    groups: tuple[Group, ...] = ()
    gaps: tuple[Gap, ...] = ()
    adjusted: tuple[Adjusted, ...] = ()

    def judged(self) -> Iterator[tuple[Group, Gap | None, GroupVerdict]]:
        """Give every group with its gap, if it has one, and what a reader may be told of it.

        Example:
            >>> gap = Gap(group="a", against="rest", ratio=1.8, p_adjusted=0.01, status="reported")
            >>> groups = [Group(name, Totals(errors=90), "reported") for name in ("a", "b")]
            >>> found = Disparity(groups=tuple(groups), gaps=(gap,))
            >>> [(group.group, verdict.value) for group, _, verdict in found.judged()]
            [('a', 'worse'), ('b', 'not_compared')]
        """
        gaps = {gap.group: gap for gap in self.gaps}
        for group in self.groups:
            gap = gaps.get(group.group)
            yield group, gap, self._verdict(group, gap)

    def _verdict(self, group: Group, gap: Gap | None) -> GroupVerdict:
        if group.group == self.against:
            return GroupVerdict.COMPARISON
        if group.group == UNDISCLOSED:
            return GroupVerdict.NOT_COMPARED
        nothing = verdict_without_speakers(group.status)
        if nothing is not None:
            return nothing
        if gap is None:
            return GroupVerdict.NOT_COMPARED
        if gap.status == "reported" and gap.ratio is None and not group.totals.errors:
            return GroupVerdict.NO_ERRORS
        return gap.verdict
