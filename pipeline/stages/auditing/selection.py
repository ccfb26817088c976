"""Who was left out by decision: columns of decisions as rules, and what came of the gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.disparity.selection.permutation_tests import selection_gaps
from pipeline.disparity.selection.shares import selection_shares
from pipeline.disparity.selection.steps import selection_steps, split_decisions, with_refused_back
from pipeline.disparity.streaming.counting import Counting
from pipeline.disparity.streaming.rows import GROUP, SPEAKER
from pipeline.disparity.terms import Terms
from pipeline.results.disparity import REST
from pipeline.results.selection import RefusedBack, SelectionGap, SelectionShare, SelectionStep


@dataclass(frozen=True)
class Selected:
    """What decisions set aside.

    Attributes:
        rules: The rules, in the order in which they work.
        shares: Of each group, how much each rule set aside.
        gaps: Each group beside the best-treated one, with a test.
        steps: What each rule adds to those before it.
        back: For each system how its gaps stand without and with what was set aside; None where
            none of that has a hypothesis, or nothing else has.
    """

    rules: tuple[str, ...]
    shares: tuple[SelectionShare, ...]
    gaps: tuple[SelectionGap, ...]
    steps: tuple[SelectionStep, ...]
    back: tuple[RefusedBack | None, ...]


def select(
    counting: Counting,
    columns: Sequence[str],
    *,
    speakers_known: bool,
    rng: np.random.Generator,
    terms: Terms,
) -> Selected:
    """Assess columns of decisions, each of which may hold several rules."""
    names = counting.groups.names
    offered = counting.kept.offered(names)
    rules = _rules(offered, columns)
    # A group is held against the best-treated one, and its gap with the refused against the rest.
    terms = replace(terms, against=REST)
    speaker = SPEAKER if speakers_known else None
    if rules.empty:
        return Selected((), (), (), (), (None,) * len(counting.plan.systems))
    frame = pd.concat([offered[[GROUP, SPEAKER]], rules], axis=1)
    listed = list(rules.columns)
    return Selected(
        rules=tuple(listed),
        shares=selection_shares(frame, rules=listed, group=GROUP, speaker=speaker, terms=terms),
        gaps=selection_gaps(
            frame, rules=listed, group=GROUP, speaker=speaker, rng=rng, terms=terms
        ),
        steps=selection_steps(frame, rules=listed, group=GROUP),
        back=tuple(
            _back(counting, system, rules.any(axis=1), speaker, terms)
            for system in range(len(counting.plan.systems))
        ),
    )


def _rules(offered: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Make rules of every column; where there are several, their names say of which."""
    made = []
    for column in columns:
        rules = split_decisions(offered[column])
        made.append(rules if len(columns) == 1 else rules.add_prefix(f"{column}: "))
    return pd.concat(made, axis=1)


def _back(
    counting: Counting,
    system: int,
    refused: "pd.Series[bool]",
    speaker: str | None,
    terms: Terms,
) -> RefusedBack | None:
    rows = counting.kept.frame(system, system, counting.groups.names)
    aside = refused.loc[rows.index].to_numpy()
    if aside.all() or not aside.any():
        return None
    return with_refused_back(
        rows[~aside],
        rows[aside],
        group=GROUP,
        speaker=speaker,
        terms=terms,
        system=counting.plan.systems[system],
        policy=counting.plan.policies[0],
    )
