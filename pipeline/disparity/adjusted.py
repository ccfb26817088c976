"""Gaps at equal covariates: what is left of a gap when measured differences are allowed for.

For every gap a regression of its own: errors ~ offset ln words + covariates + being in the group,
over the utterances of both sides. exp of the group's coefficient is the adjusted ratio; without
covariates it is the raw one. The cluster-robust Poisson regression decides the verdict. Beside it a
caller may ask for a model with a random intercept for each speaker, which decides nothing
(`pipeline.statistics.poisson` has both). Limits of both come from the speaker sandwich, with
Student's t on min(n_eff of the sides) - 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.cells import COUNTS, take_utterances
from pipeline.disparity.covariates import Covariates, covariate_columns, independent_columns
from pipeline.disparity.families import with_adjusted_p
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.results.disparity import REST, Adjusted, LeftOut
from pipeline.results.verdicts import Status
from pipeline.statistics.comparisons import Comparison, compare, two_sided_p
from pipeline.statistics.e_values import e_value, e_value_of_limit
from pipeline.statistics.poisson import CountRows, Fit, fit_poisson, fit_random_intercept
from pipeline.statistics.rates import ClusterSums, log_interval, pooled_rate
from pipeline.tables import UNDISCLOSED

EMPTY_REFERENCE = "empty_reference"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Adjusted gaps, and the utterances that no model can take.

    Attributes:
        gaps: One for each disclosed group and its comparison.
        left_out: `empty_reference` (no words, so no rate), and `no_<covariate>` for numbers that
            are missing.
    """

    gaps: tuple[Adjusted, ...]
    left_out: tuple[LeftOut, ...]


def adjust(  # noqa: PLR0913 - the choices of `assess`
    counts: pd.DataFrame,
    *,
    group: str,
    speaker: str,
    covariates: Sequence[str],
    terms: Terms = USUAL_TERMS,
    utterance: str | None = None,
    random_intercept: bool = False,
) -> Adjustment:
    """Adjust every gap for covariates.

    Args:
        counts: As `pipeline.disparity.assess.assess` takes it, with the covariates beside.
        group: Column of group labels. Undisclosed utterances are in no model.
        speaker: Column of speakers; rows without one are in no model.
        covariates: Columns to adjust for; numbers enter as they are, all else as categories.
        terms: With whom groups are compared, and from how many speakers.
        utterance: Column that tells which rows are the same utterance, as in `assess`.
        random_intercept: Whether to fit the model with a random intercept as well, which nearly
            doubles the time; its numbers are None else.

    Returns:
        The adjusted gaps in the order of the groups' names.

    Raises:
        TableError: A column is missing, or counts are not whole numbers from 0 up.
        UnknownIdError: No disclosed group is called `terms.against`.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> who = np.repeat(np.arange(60), 6)
        >>> noisy = rng.random(360) < np.where(who % 2, 0.8, 0.2)  # the south records outdoors
        >>> frame = pd.DataFrame({"accent": np.where(who % 2, "south", "north"), "who": who})
        >>> frame = frame.assign(outdoors=noisy, words=40, deletions=0, insertions=0)
        >>> frame["substitutions"] = rng.poisson(40 * np.where(noisy, 0.3, 0.1))
        >>> frame["empty_hypothesis"] = False
        >>> found = adjust(frame, group="accent", speaker="who", covariates=["outdoors"])
        >>> south = found.gaps[1]
        >>> f"{south.raw_ratio:.2f} raw, {south.ratio:.2f} indoors or outdoors alike"
        '1.67 raw, 0.92 indoors or outdoors alike'
    """
    held = take_utterances(counts, group=group, speaker=speaker, utterance=utterance)
    frame = held.frame.assign(errors=held.frame[COUNTS[:3]].sum(axis=1))
    spoken = frame["words"].to_numpy() > 0
    disclosed = np.array([UNDISCLOSED not in each for each in held.group_sets], bool)
    kept = frame[spoken & disclosed[frame["groups"].to_numpy()]]
    made = covariate_columns(counts.iloc[kept.index], covariates)
    model = _Model(kept, held.group_sets, made, terms, random_intercept=random_intercept)
    empty = int((~spoken).sum())
    return Adjustment(with_adjusted_p(model.gaps()), _left_out(empty, made))


def _left_out(empty: int, made: Covariates) -> tuple[LeftOut, ...]:
    missing = ((f"no_{name}", number) for name, number in made.missing)
    reasons = ((EMPTY_REFERENCE, empty), *missing)
    return tuple(LeftOut(reason, number) for reason, number in reasons if number)


class _Model:
    """The rows of one grouping, ready to be regressed for one gap after another."""

    def __init__(
        self,
        frame: pd.DataFrame,
        group_sets: Sequence[frozenset[str]],
        covariates: Covariates,
        terms: Terms,
        *,
        random_intercept: bool,
    ) -> None:
        known = covariates.known
        self._sets = frame["groups"].to_numpy()[known]
        self._group_sets = group_sets
        self._errors = frame["errors"].to_numpy(float)[known]
        self._words = frame["words"].to_numpy(float)[known]
        self._speakers = frame["speaker"].to_numpy()[known]
        self._columns, self._sources = covariates.columns[known], covariates.sources
        self._categories = covariates.categories
        self._terms = terms
        self._random_intercept = random_intercept

    def gaps(self) -> Iterator[Adjusted]:
        """Regress every disclosed group against its comparison."""
        names, against = sorted(set().union(*self._group_sets) - {UNDISCLOSED}), self._terms.against
        self._terms.require_group(names)
        for name in names:
            inside = self._in(name)
            outside = ~inside if against == REST else self._in(against) & ~inside
            if name != against and inside.any() and outside.any():
                yield self._gap(name, against, inside, outside)

    def _in(self, group: str) -> NDArray[np.bool_]:
        sets = np.array([group in each for each in self._group_sets], bool)
        return np.asarray(sets[self._sets])

    def _gap(
        self, name: str, against: str, inside: NDArray[np.bool_], outside: NDArray[np.bool_]
    ) -> Adjusted:
        sides = self._side(inside), self._side(outside)
        raw = compare(*sides)
        status = self._terms.status_of_sides(map(pooled_rate, sides))
        used = inside | outside
        fits, sources = self._fits(used, inside[used]) if raw.ratio else ((None, None), ())
        plain = _limits(fits[0], raw, status)
        mixed = _limits(fits[1], raw, status)
        return Adjusted(
            group=name,
            against=against,
            ratio=plain.ratio,
            ratio_low=plain.low,
            ratio_high=plain.high,
            p_value=plain.p_value,
            status=status,
            raw_ratio=raw.ratio,
            raw_low=raw.ratio_low,
            raw_high=raw.ratio_high,
            mixed_ratio=mixed.ratio,
            mixed_low=mixed.low,
            mixed_high=mixed.high,
            mixed_p_value=mixed.p_value,
            speaker_spread=fits[1].spread if fits[1] else None,
            e_value=e_value(plain.ratio),
            e_value_limit=e_value_of_limit(plain.low, plain.high),
            utterances=int(used.sum()),
            covariates=sources,
        )

    def _fits(
        self, used: NDArray[np.bool_], inside: NDArray[np.bool_]
    ) -> tuple[tuple[Fit | None, Fit | None], tuple[str, ...]]:
        """Fit what is asked for; the group's coefficient is the last. None: it cannot be told."""
        errors, columns = self._errors[used], self._columns[used]
        # A category in which nobody made an error has no rate on a log scale; it goes with the
        # commonest one.
        told = np.flatnonzero(~self._categories | (errors @ columns > 0))
        design = np.column_stack([np.ones(len(inside)), columns[:, told], inside])
        kept = independent_columns(design)
        covariates = [told[at - 1] for at in kept if 0 < at <= len(told)]
        sources = tuple(dict.fromkeys(self._sources[at] for at in covariates))
        if kept[-1] != design.shape[1] - 1:
            return (None, None), sources
        _, speakers = np.unique(self._speakers[used], return_inverse=True)
        rows = CountRows(np.ascontiguousarray(design[:, kept]), errors, self._words[used], speakers)
        plain = fit_poisson(rows)
        if plain is None or not self._random_intercept:
            return (plain, None), sources
        return (plain, fit_random_intercept(rows, plain.beta)), sources

    def _side(self, chosen: NDArray[np.bool_]) -> ClusterSums:
        speakers = self._speakers[chosen]
        present = np.flatnonzero(np.bincount(speakers))
        return ClusterSums(
            present,
            np.bincount(speakers, self._errors[chosen]).astype(float)[present],
            np.bincount(speakers, self._words[chosen]).astype(float)[present],
        )


@dataclass(frozen=True, slots=True)
class _Limits:
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None


def _limits(fit: Fit | None, raw: Comparison, status: Status) -> _Limits:
    if fit is None:
        return _Limits(None, None, None, None)
    ratio, variance = float(np.exp(fit.beta[-1])), float(fit.covariance[-1, -1])
    low, high = log_interval(ratio, variance, raw.degrees)
    p_value = two_sided_p(ratio, variance, raw.degrees) if status == "reported" else None
    return _Limits(ratio, low, high, p_value)
