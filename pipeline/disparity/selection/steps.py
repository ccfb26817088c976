"""What each filter adds to those before it, and what came of the gap when all were let in.

A table of shares rule by rule counts an utterance under every rule that took it. Here filters
stand one after another, as in a pipeline: each is charged with what it alone took away from what
the others before it had left.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.disparity.assess import assess
from pipeline.disparity.cells import read_labels
from pipeline.disparity.selection.shares import cells_of_decisions
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.errors import TableError
from pipeline.results.selection import RefusedBack, SelectionStep
from pipeline.tables import UNDISCLOSED

# What people write for "stays in", in a column of decisions.
KEPT = frozenset({"", "accepted", "accept", "kept", "keep", "included", "ok", "warned", "none"})


def selection_steps(
    utterances: pd.DataFrame, *, rules: Sequence[str], group: str
) -> tuple[SelectionStep, ...]:
    """Charge every rule with what it adds, in the order of the rules.

    Args:
        utterances: One row an utterance offered, as in `selection_shares`.
        rules: Columns of true and false, in the order in which they work.
        group: Column of group labels; null and blank are `undisclosed`.

    Returns:
        Rule by rule, within it by group, undisclosed last.

    Raises:
        TableError: A column is missing, or a rule has other values than true and false.

    Example:
        >>> frame = pd.DataFrame({"accent": ["a"] * 4 + ["b"] * 4, "short": [1, 0, 0, 0] * 2})
        >>> frame["noisy"] = [True, True, False, False, True, False, False, False]
        >>> frame["short"] = frame["short"].astype(bool)
        >>> for step in selection_steps(frame, rules=["short", "noisy"], group="accent"):
        ...     print(step.rule, step.group, step.added, step.alone, step.kept_ratio)
        short a 1 0 1.0
        short b 1 0 1.0
        noisy a 1 1 0.6666666666666666
        noisy b 0 0 1.0
    """
    cells_of_decisions(utterances, rules=rules, group=group, speaker=None)  # says what is wrong
    taken = utterances[list(rules)].to_numpy(bool)
    labels = read_labels(utterances[group]).to_numpy()
    names = sorted(set(labels), key=lambda name: (name == UNDISCLOSED, name))
    before = np.cumsum(taken, axis=1) - taken
    steps: list[SelectionStep] = []
    for at, rule in enumerate(rules):
        counted = []
        for name in names:
            here = labels == name
            added = int((taken[here, at] & (before[here, at] == 0)).sum())
            alone = int((taken[here, at] & (taken[here].sum(axis=1) == 1)).sum())
            kept = int((~taken[here, : at + 1].any(axis=1)).sum())
            counted.append((name, int(here.sum()), added, alone, kept))
        best = max((kept / n for name, n, _, _, kept in counted if name != UNDISCLOSED), default=0)
        steps += [
            SelectionStep(
                rule=rule,
                group=name,
                offered=n,
                added=added,
                alone=alone,
                kept=kept,
                kept_share=kept / n,
                kept_ratio=kept / n / best if best and name != UNDISCLOSED else None,
            )
            for name, n, added, alone, kept in counted
        ]
    return tuple(steps)


def with_refused_back(  # noqa: PLR0913 - the choices of `assess`
    counts: pd.DataFrame,
    refused: pd.DataFrame,
    *,
    group: str,
    speaker: str | None,
    system: str,
    policy: str,
    terms: Terms = USUAL_TERMS,
    utterance: str | None = None,
) -> RefusedBack:
    """Assess once without and once with the refused utterances.

    Args:
        counts: What is reported on, as `pipeline.disparity.assess.assess` takes it.
        refused: The same columns for utterances that were refused but have a hypothesis, counted
            against their prompts.
        group: Column of group labels.
        speaker: Column of speakers; None where unknown.
        system: Name of the recogniser.
        policy: Name of the normalisation policy.
        terms: With whom groups are compared, and from how many speakers.
        utterance: Column that tells which rows are the same utterance.

    Raises:
        TableError: As `assess`; or a column of `counts` that `refused` lacks.

    Example:
        >>> rows = [("north", f"n{n}", 10) for n in range(12)]
        >>> rows += [("south", f"s{n}", 12) for n in range(12)]
        >>> frame = pd.DataFrame(rows, columns=["accent", "who", "substitutions"])
        >>> frame = frame.assign(words=100, deletions=0, insertions=0, empty_hypothesis=False)
        >>> refused = frame.iloc[12:].assign(substitutions=40)
        >>> found = with_refused_back(
        ...     frame, refused, group="accent", speaker="who", system="x", policy="basic-1"
        ... )
        >>> [round(each.gaps[1].ratio, 2) for each in (found.reported, found.back)]
        [1.2, 2.6]
    """
    missing = [column for column in counts.columns if column not in refused.columns]
    if missing:
        raise TableError(
            "no column " + ", ".join(repr(column) for column in missing),
            expected="the columns of the utterances that were kept",
            where="refused utterances",
        )
    together = pd.concat([counts, refused[list(counts.columns)]], ignore_index=True)
    reported, back = (
        assess(
            rows,
            group=group,
            speaker=speaker,
            system=system,
            policy=policy,
            terms=terms,
            utterance=utterance,
        )
        for rows in (counts, together)
    )
    return RefusedBack(reported, back, refused=len(refused))


def split_decisions(decisions: pd.Series) -> pd.DataFrame:
    """Turn one column of decisions into rules: a column of true and false for each reason.

    Args:
        decisions: True and false, or 1 and 0 (true: kept), or words: those of KEPT and blank ones
            mean kept, every other word is a reason to leave the utterance out.

    Returns:
        bool columns under the index of `decisions`, by name; `left_out` for true and false. None
        where everything is kept.

    Example:
        >>> split_decisions(pd.Series(["accepted", "silent", None, "clipped"])).columns.tolist()
        ['clipped', 'silent']
        >>> split_decisions(pd.Series([True, False]))["left_out"].tolist()
        [False, True]
    """
    if set(decisions.dropna().unique()) <= {0, 1}:
        return pd.DataFrame({"left_out": decisions.isin([0])})
    words = read_labels(decisions).str.strip().str.casefold()
    words[read_labels(decisions) == UNDISCLOSED] = ""
    reasons = sorted(set(words) - KEPT)
    found = pd.DataFrame({reason: (words == reason).to_numpy() for reason in reasons})
    return (
        found.set_axis(decisions.index, axis=0) if reasons else pd.DataFrame(index=decisions.index)
    )
