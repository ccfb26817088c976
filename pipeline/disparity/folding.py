"""Small groups counted under `other`, so that no table points at one or two people."""

from dataclasses import dataclass

import pandas as pd

from pipeline.tables import UNDISCLOSED

OTHER = "other"


@dataclass(frozen=True, slots=True)
class FoldedLabel:
    """A group that is not shown by itself, and how many speakers it has."""

    group: str
    speakers: int
    into: str = OTHER


@dataclass(frozen=True)
class Folding:
    """New labels, row by row, and what was folded."""

    labels: pd.Series
    folded: tuple[FoldedLabel, ...]


def fold_small(frame: pd.DataFrame, *, group: str, speaker: str, k: int) -> Folding:
    """Fold groups of fewer than k speakers into `other`.

    When `other` itself would have fewer than k, the total less the groups shown would reveal
    it: then the smallest group shown is folded as well (secondary suppression; Hundepool et al.
    2012, Statistical Disclosure Control, section 4.2, DOI 10.1002/9781118348239).

    Args:
        frame: One row an utterance.
        group: Column of labels; `undisclosed` is never folded.
        speaker: Column of speakers.
        k: Least number of speakers of a group shown.

    Example:
        >>> frame = pd.DataFrame({"device": list("aaabbc"), "who": range(6)})
        >>> found = fold_small(frame, group="device", speaker="who", k=2)
        >>> list(found.labels), [fold.group for fold in found.folded]
        (['a', 'a', 'a', 'other', 'other', 'other'], ['c', 'b'])
    """
    sizes = frame.groupby(group)[speaker].nunique().drop(UNDISCLOSED, errors="ignore")
    ordered = sorted(sizes.items(), key=lambda item: (item[1], str(item[0])))
    hidden = [(str(name), int(n)) for name, n in ordered if n < k]
    shown = [(str(name), int(n)) for name, n in ordered if n >= k]
    while hidden and shown and _speakers(frame, group, speaker, hidden) < k:
        hidden.append(shown.pop(0))
    names = {name for name, _ in hidden}
    labels = frame[group].where(~frame[group].isin(names), OTHER)
    return Folding(labels, tuple(FoldedLabel(name, n) for name, n in hidden))


def _speakers(frame: pd.DataFrame, group: str, speaker: str, hidden: list[tuple[str, int]]) -> int:
    rows = frame[group].isin([name for name, _ in hidden])
    return int(frame.loc[rows, speaker].nunique())
