"""Whether a rule takes more from one group than chance over speakers explains, and by how much.

**Ratio.** The best-treated group is the one of which a rule takes least, among those with speakers
enough. Every other one is held against it: share set aside over its share, and share kept over its
share, each with the speaker-clustered interval of any gap (`pipeline.statistics.comparisons`). It
is picked because it is the least, so ratios are rather too far from 1 where shares are alike: the
test below is what tells chance.

**Four-fifths rule.** A group of which less than four fifths of the best-treated group's share is
kept is marked (US Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR 1607.4 D). It is
a rule about selections, and is never applied to error rates.

**Test.** Accents are dealt out anew over speakers, each with all of their recordings: how often is
|share of the group - share of all others| as large? All arrangements are gone through where they
are fewer than 100,000; else 100,000 are drawn and p = (1 + b) / (B + 1) (Phipson & Smyth 2010, DOI
10.2202/1544-6115.1585). Dealing out over utterances would raise false alarms half the time, for a
rule often takes all recordings of a speaker. `p_adjusted` is Holm over all rules and groups.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disparity.cells import speaker_sums
from pipeline.disparity.families import with_adjusted_p
from pipeline.disparity.selection.shares import cells_of_decisions, selection_shares
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.results.selection import SelectionGap, SelectionShare
from pipeline.statistics.comparisons import compare
from pipeline.statistics.rates import Floats
from pipeline.tables import UNDISCLOSED

MOST_ARRANGEMENTS = 100_000
FOUR_FIFTHS = 0.8
_AT_A_TIME = 2_000_000
_SAME = 1e-12


_Ratio: TypeAlias = tuple[float | None, float | None, float | None]


def selection_gaps(  # noqa: PLR0913 - the choices of `selection_shares`, and the draws
    utterances: pd.DataFrame,
    *,
    rules: Sequence[str],
    group: str,
    speaker: str | None,
    rng: np.random.Generator,
    terms: Terms = USUAL_TERMS,
    draws: int = MOST_ARRANGEMENTS,
) -> tuple[SelectionGap, ...]:
    """Hold every disclosed group against the best-treated one, rule by rule, with a test.

    Args:
        utterances: As `pipeline.disparity.selection.shares.selection_shares` takes it.
        rules: Columns of true and false, one a rule.
        group: Column of group labels. Undisclosed utterances have no part in this.
        speaker: Column of speakers, or None where unknown: then there is no test.
        rng: Draws arrangements where they are too many to go through.
        terms: From how many speakers a group has the status `reported`.
        draws: How many arrangements are drawn.

    Returns:
        Rule by rule in the order given, within it by group.

    Raises:
        TableError: As `selection_shares`.

    Example:
        >>> who = np.repeat(np.arange(24), 5)
        >>> frame = pd.DataFrame({"who": who, "accent": np.where(who < 12, "north", "south")})
        >>> frame["silent"] = (who >= 12) & (who % 3 == 0)
        >>> south = selection_gaps(
        ...     frame, rules=["silent"], group="accent", speaker="who", rng=np.random.default_rng(1)
        ... )[1]
        >>> f"{south.share:.2f} against {south.best}, kept ratio {south.kept_ratio:.2f}"
        '0.33 against north, kept ratio 0.67'
        >>> south.below_four_fifths, 0.08 < south.p_value < 0.11
        (True, True)
    """
    shares = selection_shares(utterances, rules=rules, group=group, speaker=speaker, terms=terms)
    cells = cells_of_decisions(utterances, rules=rules, group=group, speaker=speaker)
    cells = cells[cells.index != UNDISCLOSED]
    tests = _tests(cells, list(rules), rng, draws) if speaker is not None else {}
    disclosed = [share for share in shares if share.group != UNDISCLOSED]
    best = {rule: _best([share for share in disclosed if share.rule == rule]) for rule in rules}
    return with_adjusted_p(_gap(share, best[share.rule], cells, tests) for share in disclosed)


@dataclass(frozen=True, slots=True)
class _Test:
    p_value: float
    arrangements: int
    exact: bool


def _best(shares: Sequence[SelectionShare]) -> str | None:
    """Name the group of which least was set aside, among those with speakers enough."""
    told = [share for share in shares if share.status == "reported"]
    return min(told, key=lambda share: (share.share, share.group)).group if told else None


def _gap(
    share: SelectionShare,
    best: str | None,
    cells: pd.DataFrame,
    tests: dict[tuple[str, str], _Test],
) -> SelectionGap:
    reported = share.status == "reported"
    test = tests.get((share.rule, share.group)) if reported else None
    ratio: _Ratio = (None, None, None)
    kept: _Ratio = (None, None, None)
    if best is not None and best != share.group:
        own, other = cells.loc[[share.group]], cells.loc[[best]]
        ratio = _ratio(own, other, share.rule)
        kept = _ratio(own, other, f"{share.rule}\0kept")
    below = None
    if reported and best is not None:
        below = kept[0] is not None and kept[0] < FOUR_FIFTHS
        below = below or share.share == 1 != _find_share(cells, best, share.rule)
    return SelectionGap(
        rule=share.rule,
        group=share.group,
        best=best,
        share=share.share,
        ratio=ratio[0],
        ratio_low=ratio[1],
        ratio_high=ratio[2],
        kept_ratio=kept[0],
        kept_ratio_low=kept[1],
        kept_ratio_high=kept[2],
        below_four_fifths=below,
        p_value=test.p_value if test else None,
        p_adjusted=None,
        arrangements=test.arrangements if test else None,
        exact=test.exact if test else None,
        status=share.status,
    )


def _find_share(cells: pd.DataFrame, group: str, rule: str) -> float:
    own = cells.loc[[group]]
    return float(own[rule].sum() / own["utterances"].sum())


def _ratio(own: pd.DataFrame, other: pd.DataFrame, column: str) -> _Ratio:
    found = compare(
        *(speaker_sums(side, hits=column, exposure="utterances") for side in (own, other))
    )
    return found.ratio, found.ratio_low, found.ratio_high


def _tests(
    cells: pd.DataFrame, rules: list[str], rng: np.random.Generator, draws: int
) -> dict[tuple[str, str], _Test]:
    """Test every rule and group; nothing where a speaker brought unlike things to two groups."""
    brought = cells.reset_index(names="group")
    columns = ["utterances", *rules]
    per_speaker = brought.groupby("speaker")[columns]
    if brought.empty or (per_speaker.max() != per_speaker.min()).any(axis=None):
        return {}
    names = sorted(brought["group"].unique())
    sets = brought.groupby("speaker")["group"].agg(frozenset)
    labels, kinds = pd.factorize(sets)
    members = np.array([[name in kind for name in names] for kind in kinds], bool)
    held = per_speaker.first().to_numpy(float)
    tested = _Tested(held, labels.astype(np.int64), members)
    drawn = tested.drawn(rng, draws)
    found = {}
    for at, name in enumerate(names):
        exact = tested.exact(at)
        for rule_at, rule in enumerate(rules):
            if exact is not None:
                count, reached = exact
                p_value = float(reached[rule_at]) / count
                found[rule, name] = _Test(p_value, count, exact=True)
            elif drawn is not None and not np.isnan(tested.observed[at, rule_at]):
                p_value = (1 + float(drawn[at, rule_at])) / (draws + 1)
                found[rule, name] = _Test(p_value, draws, exact=False)
    return found


class _Tested:
    """Speakers with what they brought, and the label set of each."""

    def __init__(
        self, brought: Floats, labels: NDArray[np.int64], members: NDArray[np.bool_]
    ) -> None:
        self._brought, self._labels, self._members = brought, labels, members
        inside = members[labels].T.astype(float) @ brought
        self.observed = self._distance(inside)

    def _distance(self, inside: Floats) -> Floats:
        """Give |share inside - share outside| for rows of sums inside a group."""
        outside = self._brought.sum(axis=0) - inside
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = inside[:, 1:] / inside[:, :1] - outside[:, 1:] / outside[:, :1]
        return np.asarray(np.abs(shares))

    def exact(self, group: int) -> tuple[int, NDArray[np.int64]] | None:
        """Go through all choices of as many speakers; None where they are too many."""
        speakers = len(self._labels)
        size = int(self._members[self._labels, group].sum())
        count = math.comb(speakers, size)
        if size == speakers or count >= MOST_ARRANGEMENTS:
            return None
        reached = np.zeros(self.observed.shape[1], np.int64)
        choices = combinations(range(speakers), size)
        at_a_time = max(1, _AT_A_TIME // size)
        while rows := list(islice(choices, at_a_time)):
            flat = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * size)
            inside = self._brought[flat.reshape(-1, size)].sum(axis=1)
            distance = self._distance(inside)
            reached += (distance >= self.observed[group] - _SAME).sum(axis=0)
        return count, reached

    def drawn(self, rng: np.random.Generator, draws: int) -> NDArray[np.int64] | None:
        """Deal labels out anew, for all groups and rules together; None where none needs it."""
        speakers = len(self._labels)
        sizes = self._members[self._labels].sum(axis=0)
        needed = any(
            size < speakers and math.comb(speakers, int(size)) >= MOST_ARRANGEMENTS
            for size in sizes
        )
        if not needed:
            return None
        from pipeline.disparity.selection.permutation_kernel import (
            count_reached,  # numba is slow to import
        )

        reached = np.zeros(self.observed.shape, np.int64)
        seed = rng.integers(np.iinfo(np.uint64).max, dtype=np.uint64)
        observed = np.nan_to_num(self.observed, nan=np.inf)
        count_reached(
            seed, self._labels.copy(), self._members, self._brought, observed, draws, reached
        )
        return reached
