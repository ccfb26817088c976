"""Two recognisers on the same speakers: what one comparison of them found."""

from dataclasses import dataclass

from pipeline.results.verdicts import Status, is_significant


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One system against another in one group, or overall.

    Attributes:
        system_a: Name of the one system.
        system_b: Name of the other.
        group: The group; None for all utterances.
        difference: Rate of a minus rate of b.
        difference_low: Lower 95 % limit, unadjusted (MOVER).
        difference_high: Upper limit.
        p_value: Two-sided p-value of no difference, paired by speaker; None unless reported.
        p_adjusted: The p-value adjusted by Holm's method over all reported pairs of the report.
        ratio: Rate of a over rate of b.
        ratio_low: Lower 95 % limit, unadjusted.
        ratio_high: Upper limit.
        speakers: Speakers of both; None where unknown.
        status: Reported only with speakers enough.
        mapsswe_segments: Segments of the test beside; None where they were not counted.
        mapsswe_statistic: Its W.
        mapsswe_p_value: Its p-value, which takes utterances as independent.
    """

    system_a: str
    system_b: str
    group: str | None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    speakers: int | None = None
    status: Status
    mapsswe_segments: int | None = None
    mapsswe_statistic: float | None = None
    mapsswe_p_value: float | None = None

    @property
    def differs(self) -> bool:
        """Whether the two were shown to differ."""
        return is_significant(self.p_adjusted)

    @property
    def fewer_errors(self) -> str | None:
        """Name the system that was shown to have fewer errors; None where neither was."""
        if not self.differs or not self.difference:
            return None
        return self.system_b if self.difference > 0 else self.system_a
