"""Whose voices each automatic decision set aside: a share of utterances for every group.

The filters of a pipeline choose whose speech is kept. Limits of a share are those of
`pipeline.statistics.shares`: a rule often takes all recordings of a speaker (one bad microphone).
"""

from collections.abc import Sequence

import pandas as pd

from pipeline.disparity.cells import (
    NOBODY,
    number_speakers,
    read_labels,
    require_columns,
    speaker_sums,
)
from pipeline.disparity.terms import USUAL_TERMS, Terms
from pipeline.errors import TableError
from pipeline.results.selection import SelectionShare
from pipeline.statistics.rates import ClusterSums, effective_number
from pipeline.statistics.shares import share_limits
from pipeline.tables import UNDISCLOSED


def selection_shares(
    utterances: pd.DataFrame,
    *,
    rules: Sequence[str],
    group: str,
    speaker: str | None,
    terms: Terms = USUAL_TERMS,
) -> tuple[SelectionShare, ...]:
    """Tell for every rule and group which share of utterances the rule set aside.

    Args:
        utterances: One row an utterance offered, whatever became of it.
        rules: Columns of true and false, one a rule: whether it set the utterance aside. An
            utterance can fall to several rules.
        group: Column of group labels; null and blank are `undisclosed`.
        speaker: Column of speakers, or None where unknown (then no limits). Rows of unknown
            speakers in a table that has some are left out.
        terms: From how many speakers a group has the status `reported`.

    Returns:
        Rule by rule in the order given, within it by group, undisclosed last.

    Raises:
        TableError: A column is missing, or a rule has other values than true and false.

    Example:
        >>> frame = pd.DataFrame(
        ...     {
        ...         "accent": ["north"] * 4 + ["south"] * 4,
        ...         "who": list("aabbccdd"),
        ...         "silent": [False] * 4 + [True, False, True, True],
        ...     }
        ... )
        >>> for each in selection_shares(frame, rules=["silent"], group="accent", speaker="who"):
        ...     print(each.group, each.share, each.status)
        north 0.0 too_few_speakers
        south 0.75 too_few_speakers
    """
    cells = cells_of_decisions(utterances, rules=rules, group=group, speaker=speaker)
    names = sorted(set(cells.index), key=lambda name: (name == UNDISCLOSED, name))
    return tuple(
        _share(
            rule,
            name,
            speaker_sums(cells.loc[[name]], hits=rule, exposure="utterances"),
            None if speaker is None else terms,
        )
        for rule in rules
        for name in names
    )


def cells_of_decisions(
    utterances: pd.DataFrame, *, rules: Sequence[str], group: str, speaker: str | None
) -> pd.DataFrame:
    """Sum decisions up by group and speaker.

    Args:
        utterances: As `selection_shares` takes it.
        rules: Columns of true and false.
        group: Column of group labels.
        speaker: Column of speakers, or None.

    Returns:
        Indexed by group; columns `speaker` (a number for each), `utterances` offered, one for
        each rule with those it set aside, and one with those it kept: its name, a null byte,
        `kept`.

    Raises:
        TableError: A column is missing, or a rule has other values than true and false.
    """
    _require(utterances, [*rules, group, *([speaker] if speaker else [])], rules)
    frame = utterances[list(rules)].astype("int64").reset_index(drop=True)
    for rule in rules:
        frame[f"{rule}\0kept"] = 1 - frame[rule]
    summed = [*frame.columns, "utterances"]
    frame["utterances"] = 1
    frame["group"] = read_labels(utterances[group])
    frame["speaker"] = number_speakers(utterances, speaker)
    frame = frame[frame["speaker"] != NOBODY]
    return frame.groupby(["group", "speaker"])[summed].sum().reset_index("speaker")


def _share(rule: str, group: str, sums: ClusterSums, terms: Terms | None) -> SelectionShare:
    """Report one rule and group; `terms` is None where speakers are unknown."""
    taken, offered = int(sums.counted.sum()), int(sums.out_of.sum())
    effective = effective_number(sums.out_of)
    low = high = interval = None
    if terms is not None:
        low, high, interval = share_limits(sums)
    return SelectionShare(
        rule=rule,
        group=group,
        utterances=offered,
        set_aside=taken,
        speakers=None if terms is None else len(sums.names),
        speakers_effective=None if terms is None else effective,
        share=taken / offered,
        share_low=low,
        share_high=high,
        interval=interval,
        status=terms.decide_status(len(sums.names), effective) if terms else "speakers_unknown",
    )


def _require(utterances: pd.DataFrame, wanted: Sequence[str], rules: Sequence[str]) -> None:
    require_columns(utterances, wanted, where="decisions")
    for rule in rules:
        if not utterances[rule].isin([True, False]).all():
            raise TableError(
                f"rule {rule!r} has values other than true and false",
                expected="whether the rule set each utterance aside",
                where="decisions",
            )
