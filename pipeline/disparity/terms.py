"""On what terms groups are compared: with whom, and from how many speakers a verdict is given."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.errors import UnknownIdError
from pipeline.results.disparity import REST
from pipeline.results.verdicts import Status
from pipeline.statistics.rates import Rate


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one comparison.

    Attributes:
        against: `rest`: all other disclosed utterances, groups too small for a verdict included.
            Or the name of a disclosed group, which then has no gap itself.
        min_speakers: Speakers needed on both sides for a verdict.
        min_effective_speakers: Effective speakers needed on both sides.

    Example:
        >>> Terms().decide_status(12, 4.0), Terms(min_effective_speakers=4).decide_status(12, 4.0)
        ('too_few_speakers', 'reported')
    """

    against: str = REST
    min_speakers: int = 10
    min_effective_speakers: float = 5.0

    def decide_status(self, speakers: int, effective: float | None) -> Status:
        """Tell whether so many speakers, worth so many equal ones, are enough."""
        enough = speakers >= self.min_speakers
        enough_effective = (effective or 0.0) >= self.min_effective_speakers
        return "reported" if enough and enough_effective else "too_few_speakers"

    def status_of_sides(self, sides: Iterable[Rate]) -> Status:
        """Tell whether every side of a comparison has speakers enough."""
        statuses = {self.decide_status(each.clusters, each.effective_clusters) for each in sides}
        return "too_few_speakers" if "too_few_speakers" in statuses else "reported"

    def require_group(self, disclosed: list[str]) -> None:
        """Refuse to compare with a group that is not there.

        Raises:
            UnknownIdError: No disclosed group is called `against`.
        """
        if self.against != REST and self.against not in disclosed:
            raise UnknownIdError(
                f"no group {self.against!r} to compare with",
                expected=f"{REST!r} or a group of the table",
                where="against",
                offenders=disclosed,
            )


USUAL_TERMS = Terms()
