"""Counts summed by speaker, and cut into the sides that are compared.

An utterance can be in several groups (a speaker with several accents). So rows are first summed
into cells: one speaker's utterances that are in exactly the same groups. A group is all cells it
is in; the rest of a group is every disclosed cell it is not in; the total is every cell once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import TableError
from pipeline.statistics.rates import ClusterSums
from pipeline.tables import UNDISCLOSED

COUNTS = ["substitutions", "deletions", "insertions", "words"]
# The number of a speaker nobody named; what pandas.factorize gives a missing value.
NOBODY = -1
SUMMED = ["utterances", *COUNTS, "empty_hypothesis"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums by speaker and set of groups.

    Attributes:
        sums: One row a cell; columns `speaker` (a number for each), `groups` (a place in
            group_sets), `errors`, and those of SUMMED.
        group_sets: The sets of groups that occur.
        without_speaker: Rows left out because nobody said who spoke.
    """

    sums: pd.DataFrame
    group_sets: tuple[frozenset[str], ...]
    without_speaker: int

    def names(self) -> list[str]:
        """List all groups, those undisclosed last."""
        names = set().union(*self.group_sets)
        return sorted(names, key=lambda name: (name == UNDISCLOSED, name))

    def select(self, group: str) -> pd.DataFrame:
        """Give the cells of one group."""
        return self.where(self.find_sets(group))

    def select_rest(self, group: str) -> pd.DataFrame:
        """Give the cells of all disclosed utterances that are not in a group."""
        return self.where(self.find_sets_of_rest(group))

    def find_sets(self, group: str) -> NDArray[np.bool_]:
        """Tell which group sets make up one group."""
        return np.array([group in groups for groups in self.group_sets], bool)

    def find_sets_of_rest(self, group: str) -> NDArray[np.bool_]:
        """Tell which group sets are disclosed and without a group."""
        return np.array(
            [group not in each and UNDISCLOSED not in each for each in self.group_sets], bool
        )

    def where(self, kept: NDArray[np.bool_]) -> pd.DataFrame:
        """Give the cells of the group sets kept."""
        cells: pd.DataFrame = self.sums[kept[self.sums["groups"].to_numpy()]]
        return cells


@dataclass(frozen=True, slots=True)
class Utterances:
    """One row an utterance of a known speaker.

    Attributes:
        frame: Columns `speaker` (a number for each), `groups` (a place in group_sets) and those
            of SUMMED; the index tells the row of the table, from 0.
        group_sets: The sets of groups that occur.
        without_speaker: Utterances left out because nobody said who spoke.
    """

    frame: pd.DataFrame
    group_sets: tuple[frozenset[str], ...]
    without_speaker: int


def make_cells(
    counts: pd.DataFrame, *, group: str, speaker: str | None, utterance: str | None
) -> Cells:
    """Sum the rows of a frame of counts into cells.

    Args:
        counts: One row an utterance, or one for each group an utterance is in; columns as
            `pipeline.disparity.assess.assess` takes them.
        group: Column of group labels; null and blank mean undisclosed.
        speaker: Column of speakers; None where they are unknown, and each row stands for one.
        utterance: Column that tells which rows are the same utterance; None where none are.

    Raises:
        TableError: A column is missing, or counts are not whole numbers from 0 up.
    """
    held = take_utterances(counts, group=group, speaker=speaker, utterance=utterance)
    sums = held.frame.groupby(["speaker", "groups"], sort=True)[SUMMED].sum().reset_index()
    sums["errors"] = sums[COUNTS[:3]].sum(axis=1)
    return Cells(sums, held.group_sets, held.without_speaker)


def take_utterances(
    counts: pd.DataFrame, *, group: str, speaker: str | None, utterance: str | None
) -> Utterances:
    """Take each utterance of a known speaker once, with all groups it is in.

    Args:
        counts: As `make_cells` takes it.
        group: Column of group labels; null and blank mean undisclosed.
        speaker: Column of speakers; None where they are unknown, and each row stands for one.
        utterance: Column that tells which rows are the same utterance; None where none are.

    Raises:
        TableError: A column is missing, or counts are not whole numbers from 0 up.
    """
    _require_counts(counts, [each for each in (group, speaker, utterance) if each])
    frame = counts[COUNTS].astype("int64").reset_index(drop=True)
    frame["empty_hypothesis"] = counts["empty_hypothesis"].to_numpy(bool).astype("int64")
    frame["utterances"] = 1
    frame["speaker"] = number_speakers(counts, speaker)
    known = frame["speaker"] != NOBODY
    utterances = None if utterance is None else counts[utterance].reset_index(drop=True)
    codes, sets = _group_sets(counts[group], utterances)
    repeated = np.zeros(len(frame), bool) if utterances is None else utterances.duplicated()
    used, group_sets = pd.factorize(codes[known & ~repeated])
    kept = frame[known & ~repeated].assign(groups=used)
    return Utterances(
        kept[["speaker", "groups", *SUMMED]],
        tuple(sets[code] for code in group_sets),
        without_speaker=int((~known & ~repeated).sum()),
    )


def read_labels(column: pd.Series) -> pd.Series:
    """Write group labels as text, with what is null or blank undisclosed.

    Example:
        >>> read_labels(pd.Series(["scotland", " ", None, "NA"])).tolist()
        ['scotland', 'undisclosed', 'undisclosed', 'NA']
    """
    codes, names = _number_texts(column)
    with_last = pd.array([*names, UNDISCLOSED], dtype="str")
    return pd.Series(with_last.take(codes))  # NOBODY, -1, takes the last


def number_speakers(counts: pd.DataFrame, speaker: str | None) -> NDArray[np.int64]:
    """Number the speakers, NOBODY where blank; without a column each row is its own.

    Numbers follow the order of the names, so that sums do not depend on the order of rows.

    Example:
        >>> number_speakers(pd.DataFrame({"who": ["b", "a", " ", "b"]}), "who").tolist()
        [1, 0, -1, 1]
    """
    if speaker is None:
        return np.arange(len(counts))
    codes, names = _number_texts(counts[speaker])
    ranks = np.append(np.argsort(np.argsort(np.array(names, object))), NOBODY)
    return np.asarray(ranks[codes])


def speaker_sums(
    cells: pd.DataFrame, *, hits: str = "errors", exposure: str = "words"
) -> ClusterSums:
    """Add up the cells of each speaker."""
    speakers = cells["speaker"].to_numpy()
    present = np.flatnonzero(np.bincount(speakers))
    return ClusterSums(
        present,
        np.bincount(speakers, cells[hits].to_numpy(float)).astype(float)[present],
        np.bincount(speakers, cells[exposure].to_numpy(float)).astype(float)[present],
    )


def _number_texts(column: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Number the texts of a column, NOBODY where null or blank; each value is looked at once."""
    codes, values = pd.factorize(column)
    texts = pd.Series([str(value) for value in values], dtype="str")
    numbers, names = pd.factorize(texts.mask(texts.str.strip() == ""))
    return np.append(numbers, NOBODY)[codes], [str(name) for name in names]


def _group_sets(
    labels: pd.Series, utterances: pd.Series | None
) -> tuple[NDArray[np.int64], list[frozenset[str]]]:
    """Tell for each row all groups its utterance is in; undisclosed only where nothing else is.

    Returns:
        A number for each row, and the set each number stands for.
    """
    texts = read_labels(labels)
    codes, names = pd.factorize(texts)
    sets = [frozenset((str(name),)) for name in names]
    if utterances is None:
        return codes, sets
    number = {each: code for code, each in enumerate(sets)}
    several = utterances.duplicated(keep=False)
    for _, rows in texts[several].groupby(utterances[several]):
        disclosed = frozenset(rows) - {UNDISCLOSED} or frozenset((UNDISCLOSED,))
        if disclosed not in number:
            number[disclosed] = len(sets)
            sets.append(disclosed)
        codes[rows.index] = number[disclosed]
    return codes, sets


def require_columns(
    frame: pd.DataFrame, wanted: Sequence[str], *, where: str, remedy: str = ""
) -> None:
    """Refuse a frame that lacks columns.

    Raises:
        TableError: A column is missing.
    """
    missing = [column for column in wanted if column not in frame.columns]
    if missing:
        raise TableError(
            "no column " + ", ".join(repr(column) for column in missing),
            expected="the columns " + ", ".join(wanted),
            where=where,
            remedy=remedy,
        )


def _require_counts(counts: pd.DataFrame, named: Sequence[str]) -> None:
    require_columns(
        counts,
        [*named, *COUNTS, "empty_hypothesis"],
        where="error counts",
        remedy="Count errors first, and name columns that are there.",
    )
    numbers = counts[COUNTS]
    if all(isinstance(dtype, np.dtype) and dtype.kind in "iu" for dtype in numbers.dtypes):
        wrong = (numbers < 0).any(axis=1)
    else:
        numbers = numbers.apply(pd.to_numeric, errors="coerce")
        wrong = (numbers.isna() | (numbers < 0) | (numbers % 1 != 0)).any(axis=1)
    if wrong.any():
        raise TableError(
            f"{int(wrong.sum())} rows whose counts are not whole numbers from 0 up",
            where="error counts",
            remedy="Leave out what could not be counted, and say how many.",
            offenders=[f"row {row + 1}" for row in np.flatnonzero(wrong.to_numpy())],
        )
