"""Texts of a column as numbers, batch by batch: groups, speakers, and groups crossed."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from pipeline.disparity.assess import MOST_GROUPS
from pipeline.disparity.cells import NOBODY
from pipeline.errors import TableError
from pipeline.tables import UNDISCLOSED

CROSSED = " \N{MULTIPLICATION SIGN} "


class Labels:
    """The different texts of one column; each has its number, NOBODY where null or blank.

    Args:
        unsaid: A text that means the same as blank.
    """

    def __init__(self, unsaid: str = "") -> None:
        self._codes: dict[str, int] = {}
        self._unsaid = unsaid

    @property
    def names(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self._codes)

    def codes(self, column: pa.Array) -> NDArray[np.int64]:
        """Number a batch of texts; a text seen before keeps its number.

        Args:
            column: Any type; what is not text is written as text.

        Returns:
            int64 (rows,).

        Example:
            >>> labels = Labels()
            >>> labels.codes(pa.array(["us", " ", None, "NA"])).tolist()
            [0, -1, -1, 1]
            >>> labels.codes(pa.array(["NA"])).tolist()
            [1]
        """
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        numbers = [self._code(value) for value in encoded.dictionary.to_pylist()]
        places = encoded.indices.fill_null(len(numbers)).to_numpy(zero_copy_only=False)
        found: NDArray[np.int64] = np.array([*numbers, NOBODY], np.int64)[places]
        return found

    def _code(self, value: object) -> int:
        text = "" if value is None else str(value)
        if not text.strip() or text == self._unsaid:
            return NOBODY
        return self._codes.setdefault(text, len(self._codes))


class Groups:
    """The groups of a table: labels of one column, or of several crossed.

    Who left one of several columns empty has not said which of the crossed groups they are in,
    and is undisclosed.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._labels = tuple(Labels(unsaid=UNDISCLOSED) for _ in columns)
        self._crossed: dict[tuple[int, ...], int] = {}

    @property
    def names(self) -> list[str]:
        """The groups in the order of their numbers."""
        if len(self._columns) == 1:
            return self._labels[0].names
        parts = [labels.names for labels in self._labels]
        return [
            CROSSED.join(names[code] for names, code in zip(parts, codes, strict=True))
            for codes in self._crossed
        ]

    def codes(self, batch: pa.RecordBatch) -> NDArray[np.int64]:
        """Number the groups of a batch, NOBODY where undisclosed.

        Raises:
            TableError: There are more groups than can be compared.
        """
        each = [
            labels.codes(batch.column(name))
            for labels, name in zip(self._labels, self._columns, strict=True)
        ]
        codes = each[0] if len(each) == 1 else self._cross(np.column_stack(each))
        number = len(self._crossed) if self._crossed else len(self._labels[0].names)
        if number > MOST_GROUPS:
            raise TableError(
                f"more than {MOST_GROUPS:,} groups",
                expected=f"at most {MOST_GROUPS:,}",
                where=" and ".join(f"column {name!r}" for name in self._columns),
                remedy="Name a column of groups, not of speakers or texts; or put groups together.",
            )
        return codes

    def _cross(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        different, places = np.unique(codes, axis=0, return_inverse=True)
        numbers = [
            NOBODY if NOBODY in combined else self._crossed.setdefault(combined, len(self._crossed))
            for combined in map(tuple, different.tolist())
        ]
        return np.array(numbers, np.int64)[places.ravel()]


def group_set(names: Sequence[str], code: int) -> frozenset[str]:
    """Write the number of a group as the set that cells want.

    Example:
        >>> group_set(["us"], 0), group_set(["us"], NOBODY)
        (frozenset({'us'}), frozenset({'undisclosed'}))
    """
    return frozenset((UNDISCLOSED if code == NOBODY else names[code],))
