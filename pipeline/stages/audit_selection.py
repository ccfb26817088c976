"""Who was left out by decision: columns of decisions as rules, and what came of the gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.disparity.selection import SelectionShare, selection_shares
from pipeline.disparity.selection_steps import (
    RefusedBack,
    SelectionStep,
    rules_of,
    selection_steps,
    with_refused_back,
)
from pipeline.disparity.selection_tests import SelectionGap, selection_gaps
from pipeline.stages.audit_counting import Counting
from pipeline.stages.audit_rows import GROUP, SPEAKER


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
    min_speakers: int,
    min_effective_speakers: float,
) -> Selected:
    """Assess columns of decisions, each of which may hold several rules."""
    names = counting.groups.names
    offered = counting.kept.offered(names)
    rules = _rules(offered, columns)
    least: dict[str, Any] = {
        "min_speakers": min_speakers,
        "min_effective_speakers": min_effective_speakers,
    }
    who: dict[str, Any] = {"group": GROUP, "speaker": SPEAKER if speakers_known else None}
    if rules.empty:
        return Selected((), (), (), (), (None,) * len(counting.plan.systems))
    frame = pd.concat([offered[[GROUP, SPEAKER]], rules], axis=1)
    listed = list(rules.columns)
    return Selected(
        rules=tuple(listed),
        shares=selection_shares(frame, rules=listed, **who, **least),
        gaps=selection_gaps(frame, rules=listed, rng=rng, **who, **least),
        steps=selection_steps(frame, rules=listed, group=GROUP),
        back=tuple(
            _back(counting, system, rules.any(axis=1), who | least)
            for system in range(len(counting.plan.systems))
        ),
    )


def _rules(offered: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Make rules of every column; where there are several, their names say of which."""
    made = []
    for column in columns:
        rules = rules_of(offered[column])
        made.append(rules if len(columns) == 1 else rules.add_prefix(f"{column}: "))
    return pd.concat(made, axis=1)


def _back(
    counting: Counting, system: int, refused: "pd.Series[bool]", options: dict[str, Any]
) -> RefusedBack | None:
    rows = counting.kept.frame(system, system, counting.groups.names)
    aside = refused.loc[rows.index].to_numpy()
    if aside.all() or not aside.any():
        return None
    return with_refused_back(
        rows[~aside],
        rows[aside],
        system=counting.plan.systems[system],
        policy=counting.plan.policies[0],
        **options,
    )
