"""What may be said of a difference: every verdict there is, each decided here and nowhere else.

A verdict rests on an adjusted p-value alone, and only speakers enough give one. The JSON of schema
isogloss.disparity/1 spells four of them (see `GroupVerdict.in_json`); the others tell a reader of a
page why there is none.
"""

from enum import StrEnum
from typing import Literal

SIGNIFICANT_BELOW = 0.05

Status = Literal["reported", "too_few_speakers", "speakers_unknown"]


class GroupVerdict(StrEnum):
    """What may be said of one group; the value is the key of the words a report has for it.

    Attributes:
        WORSE: The group was shown to have more errors than its comparison.
        BETTER: The group was shown to have fewer.
        NO_DIFFERENCE_SHOWN: The data cannot say.
        WITHHELD: Too few speakers on a side, or no p-value though speakers are enough.
        SPEAKERS_UNKNOWN: Nobody said who spoke.
        NO_ERRORS: The group has no error, so there is no ratio.
        COMPARISON: The group is what the others are held against.
        NOT_COMPARED: The group is undisclosed, or there is nothing to hold it against.
    """

    WORSE = "worse"
    BETTER = "better"
    NO_DIFFERENCE_SHOWN = "cannot_say"
    WITHHELD = "withheld"
    SPEAKERS_UNKNOWN = "unknown_speakers"
    NO_ERRORS = "no_errors"
    COMPARISON = "comparison"
    NOT_COMPARED = "not_compared"

    @property
    def differs(self) -> bool:
        """Whether a difference was shown."""
        return self in (GroupVerdict.WORSE, GroupVerdict.BETTER)

    @property
    def in_json(self) -> str:
        """The spelling of schema isogloss.disparity/1.

        Example:
            >>> [each.in_json for each in GroupVerdict][:5]
            ['worse', 'better', 'no difference shown', 'withheld', 'withheld']
        """
        if self is GroupVerdict.NO_DIFFERENCE_SHOWN:
            return "no difference shown"
        return self.value if self.differs else GroupVerdict.WITHHELD.value


def is_significant(p_value: float | None) -> bool:
    """Tell whether a p-value or q-value, adjusted already, is small enough to speak.

    Example:
        >>> is_significant(0.049), is_significant(0.05), is_significant(None)
        (True, False, False)
    """
    return p_value is not None and p_value < SIGNIFICANT_BELOW


def verdict_without_speakers(status: Status) -> GroupVerdict | None:
    """Give the verdict of a status under which nothing may be said; None where something may."""
    if status == "reported":
        return None
    return GroupVerdict.SPEAKERS_UNKNOWN if status == "speakers_unknown" else GroupVerdict.WITHHELD


def verdict_on_ratio(ratio: float | None, p_adjusted: float | None) -> GroupVerdict:
    """Decide by the adjusted p-value which way a ratio points, if it points anywhere.

    Example:
        >>> [verdict_on_ratio(1.8, p).value for p in (0.01, 0.07, None)]
        ['worse', 'cannot_say', 'cannot_say']
    """
    if ratio is None or not is_significant(p_adjusted):
        return GroupVerdict.NO_DIFFERENCE_SHOWN
    return GroupVerdict.WORSE if ratio > 1 else GroupVerdict.BETTER
