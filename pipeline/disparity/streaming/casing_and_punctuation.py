"""How texts are written, looked at in samples: whether two normalisers made one table.

A table whose references are raw and whose hypotheses are normalised, or one in which the texts of
one group went through another normaliser than those of the rest, gives a gap that is formatting.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

# Texts of each batch that are looked at: enough to tell, and no cost that grows with a row.
SAMPLED = 256
_FEWEST = 20
_MANY, _HARDLY_ANY = 0.5, 0.02
_SIGNS = {"capitals": r"\p{Lu}", "punctuation": r"[.,;:?!]"}


class CasingAndPunctuation:
    """How often capitals and punctuation occur in samples of each column, group by group.

    Args:
        columns: The references first, then the systems.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        # (column, group) -> texts looked at, then those with each sign
        self._seen: dict[tuple[int, int], NDArray[np.int64]] = defaultdict(
            lambda: np.zeros(1 + len(_SIGNS), np.int64)
        )

    def add(self, texts: Sequence[pa.Array], groups: NDArray[np.int64]) -> None:
        """Look at a sample of a batch."""
        rows = np.unique(np.linspace(0, len(groups) - 1, min(SAMPLED, len(groups))).astype(int))
        chosen = pa.array(rows)
        for place, column in enumerate(texts):
            if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
                continue
            sample = column.take(chosen)
            found = [pc.match_substring_regex(sample, sign) for sign in _SIGNS.values()]
            spoken = pc.fill_null(pc.greater(pc.binary_length(sample), 0), fill_value=False)
            told = [_numbers(each) for each in (spoken, *found)]
            for group in np.unique(groups[rows]):
                here = groups[rows] == group
                self._seen[place, int(group)] += np.array([each[here].sum() for each in told])

    def between_sides(self) -> Iterator[tuple[str, str, bool]]:
        """Name what references have and hypotheses have not, or the other way round.

        Yields:
            A system, `capitals` or `punctuation`, and whether it is the references that have it.
        """
        sides = [self._shares(place) for place in range(len(self._columns))]
        for system, own in zip(self._columns[1:], sides[1:], strict=True):
            for sign, of_references, of_hypotheses in zip(_SIGNS, sides[0], own, strict=True):
                shares = (of_references, of_hypotheses)
                if max(shares) > _MANY and min(shares) < _HARDLY_ANY:
                    yield system, sign, bool(of_references > of_hypotheses)

    def between_groups(self) -> Iterator[tuple[str, str, list[int], list[int]]]:
        """Name columns that have a sign in some groups and not in others.

        Yields:
            The column (empty: the references), the sign, groups that have it, groups without.
        """
        for place, column in enumerate(self._columns):
            shares = {
                group: counts[1:] / counts[0]
                for (at, group), counts in self._seen.items()
                if at == place and counts[0] >= _FEWEST
            }
            for number, sign in enumerate(_SIGNS):
                having = [group for group, each in shares.items() if each[number] > _MANY]
                without = [group for group, each in shares.items() if each[number] < _HARDLY_ANY]
                if having and without:
                    yield column, sign, sorted(having), sorted(without)

    def _shares(self, place: int) -> NDArray[np.float64]:
        counts = sum(
            (counts for (at, _), counts in self._seen.items() if at == place),
            np.zeros(1 + len(_SIGNS), np.int64),
        )
        if counts[0] < _FEWEST:
            return np.full(len(_SIGNS), (_MANY + _HARDLY_ANY) / 2)
        shares: NDArray[np.float64] = counts[1:] / counts[0]
        return shares


def _numbers(flags: pa.Array) -> NDArray[np.int64]:
    filled = pc.fill_null(flags, fill_value=False).to_numpy(zero_copy_only=False)
    return np.asarray(filled, np.int64)
