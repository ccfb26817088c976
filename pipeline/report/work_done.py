"""Who did this work: people, hours, what an hour came to, refusals; small groups folded already."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WorkCell:
    """The people of one region, or those who know one accent.

    Attributes:
        names: Display name, or several where small groups are one row; empty for people who did
            not say.
        people: How many.
        answers: What they answered, refusals included.
        hours: Of active work.
        hourly: Pay by active hours, both summed; null where nothing is paid, and where nearly all
            of it is one person's, so that there is no interval.
        hourly_low: Lower 95 % limit over people.
        hourly_high: Upper 95 % limit over people.
    """

    names: tuple[str, ...]
    people: int
    answers: int
    hours: float
    hourly: float | None = None
    hourly_low: float | None = None
    hourly_high: float | None = None


@dataclass(frozen=True)
class Refusal:
    """Answers of one kind that led to nothing, of all that could have.

    Attributes:
        kind: skipped, flagged, or overruled: a text that differs from the one used in the end.
        answers: How many.
        of: Of how many.
        share: The former by the latter.
        low: Lower 95 % limit over people; null where there is none of them.
        high: Upper 95 % limit over people; where there is none, an exact one.
    """

    kind: str
    answers: int
    of: int
    share: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class WorkDone:
    """All work behind a report, and whose it was, as far as it may be told.

    With fewer than `least` people nothing but that is known here, and `people` is null.

    Attributes:
        least: Fewest people a number is told of.
        people: How many worked.
        first: First day.
        last: Last day.
        answers: Of every kind.
        hours: Of active work.
        currency: ISO 4217; empty where nothing is paid.
        hourly: Pay by active hours, both summed over all; null where nothing is paid, and where
            nearly all of it is one person's, so that there is no interval.
        hourly_low: Lower 95 % limit over people.
        hourly_high: Upper 95 % limit over people.
        median: Of the hourly pay of each.
        lowest: Of the hourly pay of each; null for few people, for it is somebody's.
        highest: Of the hourly pay of each; null for few people.
        people_paid: Of how many the hourly pay is known.
        below_floor: How many were below the floor where they live before top-ups; null where
            nobody has a floor, and where they are some and fewer than `least`.
        few_below_floor: They are some and fewer than `least`.
        regions: Where they live.
        accents: Accents they know; somebody may know several.
        refusals: What led to nothing.
    """

    least: int
    people: int | None = None
    first: date | None = None
    last: date | None = None
    answers: int = 0
    hours: float = 0.0
    currency: str = ""
    hourly: float | None = None
    hourly_low: float | None = None
    hourly_high: float | None = None
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    people_paid: int = 0
    below_floor: int | None = None
    few_below_floor: bool = False
    regions: tuple[WorkCell, ...] = ()
    accents: tuple[WorkCell, ...] = ()
    refusals: tuple[Refusal, ...] = ()
