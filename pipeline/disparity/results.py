"""What a disparity assessment says, as frozen values and as JSON of schema isogloss.disparity/1.

The JSON carries keys beyond the contract, which a reader may ignore: `busiest_share` and
`wer_interval` in totals and groups; `ratio_detectable`, `p_value_simultaneous` and `verdict` in
gaps.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

SCHEMA = "isogloss.disparity/1"
SIGNIFICANT_BELOW = 0.05

Status = Literal["reported", "too_few_speakers", "speakers_unknown"]
Verdict = Literal["worse", "better", "no difference shown", "withheld"]
IntervalKind = Literal["speakers", "rows_as_speakers", "exact_upper"]


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts and pooled rate of some utterances. Rates are fractions; undefined is None.

    Attributes:
        utterances: Each counted once, however many groups it is in.
        speakers: Who contribute a reference word or an error; None where nobody said who spoke.
        speakers_effective: How many speakers of equal weight they are worth.
        words: Reference words.
        substitutions: Of all utterances.
        deletions: Of all utterances.
        insertions: Of all utterances, those against an empty reference included.
        errors: The three together.
        empty_hypotheses: Utterances to which the recogniser answered nothing.
        wer: Errors over words; None without words.
        wer_low: Lower 95 % limit.
        wer_high: Upper 95 % limit.
        busiest_share: Words of the busiest speaker over words.
        wer_interval: What the limits are. `speakers`: a jackknife over speakers.
            `rows_as_speakers`: too short unless every row is another speaker. `exact_upper`: no
            error was seen; there is no lower limit, and the upper one is exact for a Poisson
            rate with independent words. None: no limits.
    """

    utterances: int
    speakers: int | None
    speakers_effective: float | None
    words: int
    substitutions: int
    deletions: int
    insertions: int
    errors: int
    empty_hypotheses: int
    wer: float | None
    wer_low: float | None
    wer_high: float | None
    busiest_share: float | None
    wer_interval: IntervalKind | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its totals, and whether its speakers are enough for a verdict."""

    group: str
    totals: Totals
    status: Status


@dataclass(frozen=True, slots=True)
class Gap:
    """One group against its comparison. Limits of ratio and difference are unadjusted 95 %.

    Attributes:
        group: The group.
        against: Its comparison: `rest` or the name of a group.
        difference: Rate of the group minus rate of the comparison.
        difference_low: Lower limit (MOVER).
        difference_high: Upper limit.
        ratio: Rate of the group over rate of the comparison; None where either has no errors.
        ratio_low: Lower limit.
        ratio_high: Upper limit.
        p_value: Two-sided; None unless reported.
        p_adjusted: Holm over the reported gaps; it alone decides the verdict.
        ratio_low_simultaneous: Lower limit that holds together with those of all other reported
            gaps (max-T bootstrap); None unless both sides of every reported gap have 20
            effective speakers, and where no generator was given.
        ratio_high_simultaneous: Upper one.
        status: Reported only where both sides have speakers enough.
        ratio_detectable: The smallest ratio above 1 these speakers could have shown, four times
            in five, at the level the family leaves; None unless reported.
        p_value_simultaneous: Adjusted by the same bootstrap. It stands beside p_adjusted and
            decides nothing: taking the smaller of two adjustments would be none.
    """

    group: str
    against: str
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    p_adjusted: float | None
    ratio_low_simultaneous: float | None
    ratio_high_simultaneous: float | None
    status: Status
    ratio_detectable: float | None
    p_value_simultaneous: float | None = None

    @property
    def verdict(self) -> Verdict:
        """What may be said: by the adjusted p-value alone, and only of a reported gap."""
        if self.status != "reported" or self.p_adjusted is None or self.ratio is None:
            return "withheld"
        if self.p_adjusted >= SIGNIFICANT_BELOW:
            return "no difference shown"
        return "worse" if self.ratio > 1 else "better"


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One gap with the measured differences in recording and speaker taken into account.

    "Associated with", never "caused by": what was not measured is not adjusted for, and a
    covariate that follows from the accent itself takes a part of the gap away that is real.

    Attributes:
        group: The group.
        against: Its comparison.
        ratio: Of the two sides' rates at equal covariates, by cluster-robust Poisson regression;
            None where the covariates tell who is in the group, or a side has no errors.
        ratio_low: Lower 95 % limit, unadjusted for the number of gaps.
        ratio_high: Upper limit.
        p_value: Two-sided; None unless reported.
        p_adjusted: Holm over the reported adjusted gaps.
        status: As of a gap, by the speakers in the model.
        raw_ratio: The ratio without covariates, of the very rows in the model.
        raw_low: Its lower 95 % limit.
        raw_high: Its upper limit.
        mixed_ratio: By Poisson regression with a random intercept for each speaker.
        mixed_low: Its lower 95 % limit, from the speaker sandwich.
        mixed_high: Its upper limit.
        mixed_p_value: Two-sided; None unless reported.
        speaker_spread: Standard deviation of the speakers' intercepts, in ln rate.
        e_value: How strongly an unmeasured confounder would have to go with both group and
            errors, as ratios, to explain `ratio` away.
        e_value_limit: The same for the limit nearer to 1; 1 where the limits hold 1.
        utterances: Rows in the model.
        covariates: What was adjusted for; a constant or redundant one is not named.
    """

    group: str
    against: str
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    p_adjusted: float | None
    status: Status
    raw_ratio: float | None
    raw_low: float | None
    raw_high: float | None
    mixed_ratio: float | None
    mixed_low: float | None
    mixed_high: float | None
    mixed_p_value: float | None
    speaker_spread: float | None
    e_value: float | None
    e_value_limit: float | None
    utterances: int
    covariates: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give plain numbers under the names above, None for undefined."""
        return {**asdict(self), "covariates": list(self.covariates)}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Utterances that could not be counted, and why."""

    reason: str
    utterances: int


@dataclass(frozen=True, slots=True)
class Disparity:
    """The word error rates of all groups of one grouping, under one system and one policy."""

    system: str
    policy: str
    against: str
    totals: Totals
    left_out: tuple[LeftOut, ...]
    groups: tuple[Group, ...]
    gaps: tuple[Gap, ...]
    adjusted: tuple[Adjusted, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the object of schema isogloss.disparity/1: plain numbers, None for undefined."""
        return {
            "schema": SCHEMA,
            "system": self.system,
            "policy": self.policy,
            "against": self.against,
            "totals": asdict(self.totals),
            "left_out": [asdict(each) for each in self.left_out],
            "groups": [_group_as_json(group) for group in self.groups],
            "gaps": [{**asdict(gap), "verdict": gap.verdict} for gap in self.gaps],
            "adjusted": [each.as_json() for each in self.adjusted],
        }


def _group_as_json(group: Group) -> Mapping[str, Any]:
    return {"group": group.group, **asdict(group.totals), "status": group.status}
