"""Whose voices each automatic decision set aside: a share of utterances for every group.

The filters of a pipeline choose whose speech is kept. Limits of a share are those of
`pipeline.statistics.shares`: a rule often takes all recordings of a speaker (one bad microphone).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from pipeline.disparity.cells import NOBODY, labels_of, speaker_sums, speakers_of
from pipeline.disparity.results import Status
from pipeline.errors import TableError
from pipeline.statistics.rates import ClusterSums, effective_number
from pipeline.statistics.shares import share_limits
from pipeline.tables import UNDISCLOSED


@dataclass(frozen=True, slots=True)
class SelectionShare:
    """How much of a group's speech one rule set aside.

    Attributes:
        rule: The rule, or reason.
        group: The group of speakers.
        utterances: All that were offered.
        set_aside: How many of them the rule took.
        speakers: Speakers who offered them; None where unknown.
        speakers_effective: How many speakers of equal weight they are worth.
        share: set_aside / utterances.
        share_low: Lower 95 % limit over speakers; None where undefined.
        share_high: Upper 95 % limit over speakers; None where undefined.
        interval: `speakers` from the jackknife, `exact` where the rule took nothing or all, None
            where there are no limits.
        status: Whether there are speakers enough to say anything of the group.
    """

    rule: str
    group: str
    utterances: int
    set_aside: int
    speakers: int | None
    speakers_effective: float | None
    share: float
    share_low: float | None
    share_high: float | None
    interval: Literal["speakers", "exact"] | None
    status: Status


def selection_shares(
    utterances: pd.DataFrame,
    *,
    rules: Sequence[str],
    group: str,
    speaker: str | None,
    min_speakers: int = 10,
    min_effective_speakers: float = 5.0,
) -> tuple[SelectionShare, ...]:
    """Tell for every rule and group which share of utterances the rule set aside.

    Args:
        utterances: One row an utterance offered, whatever became of it.
        rules: Columns of true and false, one a rule: whether it set the utterance aside. An
            utterance can fall to several rules.
        group: Column of group labels; null and blank are `undisclosed`.
        speaker: Column of speakers, or None where unknown (then no limits). Rows of unknown
            speakers in a table that has some are left out.
        min_speakers: Speakers needed for the status `reported`.
        min_effective_speakers: Effective speakers needed for it.

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
    least = (min_speakers, min_effective_speakers)
    return tuple(
        _share(
            rule,
            name,
            speaker_sums(cells.loc[[name]], hits=rule, exposure="utterances"),
            None if speaker is None else least,
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
    frame["group"] = labels_of(utterances[group])
    frame["speaker"] = speakers_of(utterances, speaker)
    frame = frame[frame["speaker"] != NOBODY]
    return frame.groupby(["group", "speaker"])[summed].sum().reset_index("speaker")


def _share(
    rule: str, group: str, sums: ClusterSums, least: tuple[int, float] | None
) -> SelectionShare:
    """Report one rule and group; `least` is None where speakers are unknown."""
    taken, offered = int(sums.counted.sum()), int(sums.out_of.sum())
    effective = effective_number(sums.out_of)
    low = high = interval = None
    if least is not None:
        low, high, interval = share_limits(sums)
    return SelectionShare(
        rule=rule,
        group=group,
        utterances=offered,
        set_aside=taken,
        speakers=None if least is None else len(sums.names),
        speakers_effective=None if least is None else effective,
        share=taken / offered,
        share_low=low,
        share_high=high,
        interval=interval,
        status=_status(len(sums.names), effective, least),
    )


def _status(speakers: int, effective: float, least: tuple[int, float] | None) -> Status:
    if least is None:
        return "speakers_unknown"
    enough = speakers >= least[0] and effective >= least[1]
    return "reported" if enough else "too_few_speakers"


def _require(utterances: pd.DataFrame, wanted: Sequence[str], rules: Sequence[str]) -> None:
    missing = [column for column in wanted if column not in utterances.columns]
    if missing:
        raise TableError(
            "no column " + ", ".join(repr(column) for column in missing),
            expected="the columns " + ", ".join(wanted),
            where="decisions",
        )
    for rule in rules:
        if not utterances[rule].isin([True, False]).all():
            raise TableError(
                f"rule {rule!r} has values other than true and false",
                expected="whether the rule set each utterance aside",
                where="decisions",
            )
