"""Two recognisers on the same utterances: paired by speaker, with MAPSSWE beside it.

What makes a recording hard makes it hard for both systems, so each speaker is their own
comparison. With d = ln r_a - ln r_b over the utterances that both systems answered:

    SE = leave-one-speaker-out jackknife of d, n_eff - 1 degrees of freedom
    difference r_a - r_b by MOVER with the correlation of the two rates

as for any gap whose sides share speakers (`pipeline.statistics.comparisons.compare`). The family
for Holm's adjustment is all pairs of systems in all groups that are reported.

MAPSSWE, the matched-pairs sentence-segment word error test (Gillick & Cox 1989, DOI
10.1109/ICASSP.1989.266481), is what NIST's tools print. With D_i errors of a less errors of b in
segment i:

    W = mean D / (sd D / sqrt n),  two-sided p from the normal

Segments here are whole utterances. It takes them as independent, also those of one speaker, so
its p-value is too small wherever speakers differ: it stands beside for comparison with published
tables and decides nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from pipeline.disparity.cells import COUNTS, Cells, make_cells, read_labels, speaker_sums
from pipeline.disparity.families import with_adjusted_p
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.errors import TableError
from pipeline.results.pairs import Pair
from pipeline.results.verdicts import Status
from pipeline.statistics.comparisons import compare
from pipeline.statistics.rates import Floats, pooled_rate

_ERRORS = COUNTS[:3]
_TWO = 2


@dataclass(frozen=True, slots=True)
class Segments:
    """Differences in errors between two systems, segment by segment, summed; values add.

    Attributes:
        number: Segments.
        differences: Sum of (errors of a - errors of b).
        squares: Sum of their squares.

    Example:
        >>> both = Segments.of(np.array([3.0, 0]), np.array([1.0, 1])) + Segments(1, 2.0, 4.0)
        >>> both
        Segments(number=3, differences=3.0, squares=9.0)
    """

    number: int = 0
    differences: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, errors_a: Floats, errors_b: Floats) -> "Segments":
        """Sum up the segments of two arrays."""
        apart = errors_a - errors_b
        return cls(len(apart), float(apart.sum()), float((apart**2).sum()))

    def __add__(self, other: "Segments") -> "Segments":
        return Segments(
            self.number + other.number,
            self.differences + other.differences,
            self.squares + other.squares,
        )


@dataclass(frozen=True, slots=True)
class Mapsswe:
    """The matched-pairs test over segments; None where segments do not vary."""

    segments: int
    statistic: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class PairedCells:
    """Sums of two systems over the utterances that both of them answered.

    Attributes:
        system_a: Name of the one.
        system_b: Name of the other.
        cells_a: Its sums.
        cells_b: Those of the other, of the same utterances, speakers numbered alike.
        segments: Group -> its segments; None is the key of all utterances. May be empty.
    """

    system_a: str
    system_b: str
    cells_a: Cells
    cells_b: Cells
    segments: Mapping[str | None, Segments]


def mapsswe(segments: Segments) -> Mapsswe:
    """Test whether two systems make as many errors, segment by segment.

    Example:
        >>> a, b = np.array([2.0, 3, 1, 4, 2]), np.array([1.0, 1, 1, 2, 2])
        >>> found = mapsswe(Segments.of(a, b))
        >>> round(found.statistic, 3), round(found.p_value, 4)
        (2.236, 0.0253)
    """
    number = segments.number
    if number < _TWO:
        return Mapsswe(number, None, None)
    mean = segments.differences / number
    variance = (segments.squares - number * mean * mean) / (number - 1)
    if variance <= 0:
        return Mapsswe(number, None, None)
    statistic = mean / math.sqrt(variance / number)
    return Mapsswe(number, statistic, 2 * float(ndtr(-abs(statistic))))


def pair_systems(
    systems: Mapping[str, pd.DataFrame],
    *,
    group: str,
    speaker: str | None,
    utterance: str | None = None,
    terms: Terms = USUAL_TERMS,
) -> tuple[Pair, ...]:
    """Compare every two systems on the utterances both answered, overall and group by group.

    Args:
        systems: Name -> a frame as `pipeline.disparity.assess.assess` takes it, with one index
            for all: the same row of the table has the same index in each.
        group: Column of the group labels.
        speaker: Column of the speakers; None where unknown: then no p-value is given.
        utterance: Column of utterances that stand in several rows, as in `assess`.
        terms: From how many speakers a p-value is given.

    Returns:
        Pairs in the order of the systems; within a pair all utterances, then group by group.

    Raises:
        TableError: An index has one row twice, or what `assess` raises.

    Example:
        >>> who = [f"s{n}" for n in range(12)] * 2
        >>> frame = pd.DataFrame({"who": who, "accent": "north", "words": 50, "insertions": 0})
        >>> frame = frame.assign(deletions=0, empty_hypothesis=False)
        >>> old = frame.assign(substitutions=[5 + n % 7 for n in range(24)])
        >>> new = frame.assign(substitutions=[4 + n % 6 for n in range(24)])
        >>> pairs = pair_systems({"old": old, "new": new}, group="accent", speaker="who")
        >>> [(each.group, round(each.difference, 3), each.status) for each in pairs]
        [(None, 0.025, 'reported'), ('north', 0.025, 'reported')]
    """
    paired = [
        paired_cells(
            (name_a, systems[name_a]),
            (name_b, systems[name_b]),
            group=group,
            speaker=speaker,
            utterance=utterance,
        )
        for name_a, name_b in combinations(systems, _TWO)
    ]
    return compare_pairs(paired, speakers_known=speaker is not None, terms=terms)


def paired_cells(
    system_a: tuple[str, pd.DataFrame],
    system_b: tuple[str, pd.DataFrame],
    *,
    group: str,
    speaker: str | None,
    utterance: str | None = None,
) -> PairedCells:
    """Sum up two systems, each a name and a frame, over the rows both have."""
    (name_a, all_a), (name_b, all_b) = system_a, system_b
    for name, frame in (system_a, system_b):
        if frame.index.has_duplicates:
            raise TableError(
                f"rows of system {name!r} that have one index",
                expected="one row of each system for a row of the table",
                where="pairing systems",
                remedy="Give both frames the index of the table they come from.",
            )
    shared = all_a.index.intersection(all_b.index, sort=False)
    a, b = all_a.loc[shared], all_b.loc[shared]
    cells_a, cells_b = (
        make_cells(each, group=group, speaker=speaker, utterance=utterance) for each in (a, b)
    )
    return PairedCells(name_a, name_b, cells_a, cells_b, _segments(a, b, group, utterance))


def compare_pairs(
    paired: Iterable[PairedCells],
    *,
    speakers_known: bool = True,
    terms: Terms = USUAL_TERMS,
) -> tuple[Pair, ...]:
    """Compare sums that are paired already; all of them are one family."""
    return with_adjusted_p(
        _pair(each, group, terms if speakers_known else None)
        for each in paired
        for group in (None, *each.cells_a.names())
        if not each.cells_a.sums.empty
    )


def _pair(paired: PairedCells, group: str | None, terms: Terms | None) -> Pair:
    """Compare one pair in one group; `terms` is None where speakers are unknown."""
    sides = [
        speaker_sums(cells.sums if group is None else cells.select(group))
        for cells in (paired.cells_a, paired.cells_b)
    ]
    found, rates = compare(*sides), [pooled_rate(side) for side in sides]
    status: Status = terms.status_of_sides(rates) if terms else "speakers_unknown"
    segments = paired.segments.get(group)
    beside = mapsswe(segments) if segments else None
    return Pair(
        system_a=paired.system_a,
        system_b=paired.system_b,
        group=group,
        difference=found.difference,
        difference_low=found.difference_low,
        difference_high=found.difference_high,
        p_value=found.p_value if status == "reported" else None,
        ratio=found.ratio,
        ratio_low=found.ratio_low,
        ratio_high=found.ratio_high,
        speakers=None if terms is None else max(rate.clusters for rate in rates),
        status=status,
        mapsswe_segments=beside.segments if beside else None,
        mapsswe_statistic=beside.statistic if beside else None,
        mapsswe_p_value=beside.p_value if beside else None,
    )


def _segments(
    a: pd.DataFrame, b: pd.DataFrame, group: str, utterance: str | None
) -> dict[str | None, Segments]:
    """Sum up segments by group; overall an utterance in several groups is one segment."""
    errors = [frame[_ERRORS].sum(axis=1).to_numpy(float) for frame in (a, b)]
    labels = read_labels(a[group]).to_numpy()
    first = np.ones(len(a), bool)
    if utterance is not None:
        first = ~a[utterance].duplicated().to_numpy()
    found: dict[str | None, Segments] = {None: Segments.of(*(each[first] for each in errors))}
    for label in np.unique(labels):
        here = labels == label
        found[str(label)] = Segments.of(*(each[here] for each in errors))
    return found
