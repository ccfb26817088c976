"""Word error rates of groups of speakers, and what may be said of the gaps between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.cells import COUNTS, Cells, make_cells, speaker_sums
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.errors import ReportError, TableError
from pipeline.results.disparity import (
    REST,
    Disparity,
    Gap,
    Group,
    IntervalKind,
    LeftOut,
    Totals,
)
from pipeline.results.verdicts import Status
from pipeline.statistics.comparisons import Comparison, compare, detectable_ratio
from pipeline.statistics.multiplicity import holm
from pipeline.statistics.rates import Rate, pooled_rate
from pipeline.statistics.resampled_sums import Pieces
from pipeline.statistics.simultaneous import (
    LEAST_EFFECTIVE_SPEAKERS,
    simultaneous_limits,
)
from pipeline.tables import UNDISCLOSED

NO_SPEAKER = "no_speaker"
# Every group is held against all others, so time grows with the square of their number.
MOST_GROUPS = 2_000


def assess(  # noqa: PLR0913 - the choices a report prints, each by its name
    counts: pd.DataFrame,
    *,
    group: str,
    speaker: str | None,
    system: str,
    policy: str,
    terms: Terms = USUAL_TERMS,
    left_out: Sequence[tuple[str, int]] = (),
    utterance: str | None = None,
    rng: np.random.Generator | None = None,
) -> Disparity:
    """Assess the word error rate of every group, and its gap to a comparison.

    Args:
        counts: One row an utterance: the columns named below, whole numbers `substitutions`,
            `deletions`, `insertions`, `words` (of the reference), and `empty_hypothesis` (bool).
        group: Column of the group labels. Null and blank are the group `undisclosed`: its rate
            is reported, but it is compared with nothing and is part of no comparison.
        speaker: Column of the speakers; None where they are unknown: then rows stand for
            speakers, no p-value is given, and every status is `speakers_unknown`. Rows without
            a speaker in a table that has some are left out, reason `no_speaker`.
        system: Name of the recogniser, for the record.
        policy: Name of the normalisation policy the errors were counted under.
        terms: With whom groups are compared, and from how many speakers.
        left_out: What was set aside before counting: reason and number of utterances.
        utterance: Column that tells which rows are the same utterance, where one stands in
            several groups; None: every row is another.
        rng: Draws the resamples of speakers for simultaneous limits; None: there are none.

    Returns:
        The assessment. The family for Holm's adjustment is its reported gaps.

    Raises:
        TableError: A column is missing, a count is not a whole number from 0 up, or there are
            more than MOST_GROUPS groups.
        UnknownIdError: No disclosed group is called `terms.against`.
        ReportError: No row is left to assess.

    Example:
        >>> frame = pd.DataFrame(
        ...     {"who": range(24), "accent": ["north", "south"] * 12, "words": 100}
        ... )
        >>> frame["substitutions"] = [8 + n // 2 % 4 + 9 * (n % 2) for n in range(24)]
        >>> frame = frame.assign(words=100, deletions=0, insertions=0, empty_hypothesis=False)
        >>> found = assess(frame, group="accent", speaker="who", system="x", policy="basic-1")
        >>> [(gap.group, round(gap.ratio, 2), gap.verdict.value) for gap in found.gaps]
        [('north', 0.51, 'better'), ('south', 1.95, 'worse')]
    """
    cells = make_cells(counts, group=group, speaker=speaker, utterance=utterance)
    _require_rows(cells, group)
    return assess_cells(
        cells,
        system=system,
        policy=policy,
        terms=terms,
        speakers_known=speaker is not None,
        left_out=left_out,
        rng=rng,
    )


def assess_cells(  # noqa: PLR0913 - the choices of `assess`
    cells: Cells,
    *,
    system: str,
    policy: str,
    terms: Terms = USUAL_TERMS,
    speakers_known: bool = True,
    left_out: Sequence[tuple[str, int]] = (),
    rng: np.random.Generator | None = None,
) -> Disparity:
    """Assess sums that are made already, as by a table read piece by piece.

    Args:
        cells: At least one cell.
        system: Name of the recogniser.
        policy: Name of the normalisation policy.
        terms: With whom groups are compared, and from how many speakers.
        speakers_known: False where each row stood for a speaker.
        left_out: What was set aside before counting.
        rng: Draws the resamples for simultaneous limits; None: there are none.

    Raises:
        UnknownIdError: No disclosed group is called `terms.against`.
        TableError: More than MOST_GROUPS groups.
    """
    names = cells.names()
    if len(names) > MOST_GROUPS:
        raise TableError(
            f"{len(names)} groups",
            expected=f"at most {MOST_GROUPS}",
            where="grouping",
            remedy="Name a column of groups, not of speakers or texts; or put groups together.",
        )
    judge = _Judge(terms, speakers_known=speakers_known)
    gaps = judge.gaps(cells)
    if rng is not None:
        gaps = _with_simultaneous(gaps, cells, rng)
    return Disparity(
        system=system,
        policy=policy,
        against=terms.against,
        totals=judge.totals(cells.sums),
        left_out=_left_out(left_out, cells.without_speaker),
        groups=tuple(judge.group(name, cells.select(name)) for name in names),
        gaps=gaps,
    )


def _require_rows(cells: Cells, group: str) -> None:
    if cells.sums.empty:
        raise ReportError(
            "no utterance to assess",
            expected="at least one with error counts and a speaker",
            where=f"grouping by {group}",
        )


@dataclass(frozen=True, slots=True)
class _Compared:
    """A gap before the family is known."""

    group: str
    against: str
    found: Comparison
    status: Status

    def as_gap(self, p_adjusted: float | None, family: int) -> Gap:
        """Make the gap, with what depends on the family."""
        found, reported = self.found, self.status == "reported"
        detectable = None
        if reported and found.standard_error is not None and found.degrees is not None:
            detectable = detectable_ratio(found.standard_error, found.degrees, gaps=family)
        return Gap(
            group=self.group,
            against=self.against,
            difference=found.difference,
            difference_low=found.difference_low,
            difference_high=found.difference_high,
            ratio=found.ratio,
            ratio_low=found.ratio_low,
            ratio_high=found.ratio_high,
            p_value=found.p_value if reported else None,
            p_adjusted=p_adjusted,
            status=self.status,
            ratio_detectable=detectable,
        )


class _Judge:
    """Decides the status of every group and gap by the speakers that the terms ask for."""

    def __init__(self, terms: Terms, *, speakers_known: bool) -> None:
        self._terms = terms
        self._speakers_known = speakers_known

    def totals(self, cells: pd.DataFrame) -> Totals:
        """Sum cells up, with the pooled rate and its limits."""
        return self._totals(cells, pooled_rate(speaker_sums(cells)))

    def _totals(self, cells: pd.DataFrame, rate: Rate) -> Totals:
        summed = {column: int(cells[column].sum()) for column in ["utterances", *COUNTS, "errors"]}
        return Totals(
            **summed,
            empty_hypotheses=int(cells["empty_hypothesis"].sum()),
            speakers=rate.clusters if self._speakers_known else None,
            speakers_effective=rate.effective_clusters if self._speakers_known else None,
            wer=rate.value,
            wer_low=rate.low,
            wer_high=rate.exact_upper if rate.exact_upper is not None else rate.high,
            busiest_share=rate.busiest_share if self._speakers_known else None,
            wer_interval=self._interval_kind(rate),
        )

    def group(self, name: str, cells: pd.DataFrame) -> Group:
        """Report one group."""
        rate = pooled_rate(speaker_sums(cells))
        return Group(name, self._totals(cells, rate), self._status([rate]))

    def gaps(self, cells: Cells) -> tuple[Gap, ...]:
        """Compare every disclosed group, then adjust over those that are reported."""
        disclosed = [name for name in cells.names() if name != UNDISCLOSED]
        self._terms.require_group(disclosed)
        against = self._terms.against
        gaps = []
        for name in disclosed:
            other = cells.select_rest(name) if against == REST else cells.select(against)
            if name != against and not other.empty:  # a single group has no rest
                gaps.append(self._gap(name, against, cells.select(name), other))
        return _adjusted(gaps)

    def _gap(
        self, name: str, against: str, ours: pd.DataFrame, theirs: pd.DataFrame
    ) -> "_Compared":
        sides = speaker_sums(ours), speaker_sums(theirs)
        status = self._status([pooled_rate(side) for side in sides])
        return _Compared(name, against, compare(*sides), status)

    def _status(self, sides: Sequence[Rate]) -> Status:
        return self._terms.status_of_sides(sides) if self._speakers_known else "speakers_unknown"

    def _interval_kind(self, rate: Rate) -> IntervalKind | None:
        if rate.exact_upper is not None:
            return "exact_upper"
        if rate.low is None:
            return None
        return "speakers" if self._speakers_known else "rows_as_speakers"


def _adjusted(compared: Sequence[_Compared]) -> tuple[Gap, ...]:
    """Adjust over the reported gaps, and over no others."""
    family = [each for each in compared if each.status == "reported"]
    adjusted = holm([each.found.p_value for each in family])
    p_values = {each.group: p for each, p in zip(family, adjusted, strict=True)}
    return tuple(each.as_gap(p_values.get(each.group), len(family)) for each in compared)


def _with_simultaneous(
    gaps: tuple[Gap, ...], cells: Cells, rng: np.random.Generator
) -> tuple[Gap, ...]:
    """Add limits that hold together, where every reported gap has speakers enough for them."""
    family = [gap for gap in gaps if gap.status == "reported"]
    groups = [cells.find_sets(gap.group) for gap in family]
    others = [_sets_against(cells, gap) for gap in family]
    enough = all(_effective(cells, sets) >= LEAST_EFFECTIVE_SPEAKERS for sets in (*groups, *others))
    if not family or not enough:
        return gaps
    found = simultaneous_limits(
        Pieces(
            cells.sums["speaker"].to_numpy(np.int64),
            cells.sums["groups"].to_numpy(np.int64),
            cells.sums["errors"].to_numpy(float),
            cells.sums["words"].to_numpy(float),
        ),
        np.array(groups),
        np.array(others),
        rng=rng,
    )
    by_group = {gap.group: each for gap, each in zip(family, found, strict=True)}
    return tuple(
        replace(
            gap,
            ratio_low_simultaneous=by_group[gap.group].low,
            ratio_high_simultaneous=by_group[gap.group].high,
            p_value_simultaneous=by_group[gap.group].p_value,
        )
        if gap.group in by_group
        else gap
        for gap in gaps
    )


def _sets_against(cells: Cells, gap: Gap) -> NDArray[np.bool_]:
    return (
        cells.find_sets_of_rest(gap.group) if gap.against == REST else cells.find_sets(gap.against)
    )


def _effective(cells: Cells, sets: NDArray[np.bool_]) -> float:
    return pooled_rate(speaker_sums(cells.where(sets))).effective_clusters or 0.0


def _left_out(given: Sequence[tuple[str, int]], without_speaker: int) -> tuple[LeftOut, ...]:
    reasons = [LeftOut(reason, int(number)) for reason, number in given]
    return tuple([*reasons, LeftOut(NO_SPEAKER, without_speaker)] if without_speaker else reasons)
