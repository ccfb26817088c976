"""Rows kept one by one, in compact columns: for models, selection and pages, not for rates."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.disparity.cells import COUNTS, NOBODY
from pipeline.disparity.streaming.sums import SYSTEM_SUMS, Counted

GROUP, SPEAKER = "\0group", "\0speaker"


class KeptRows:
    """Counts of each row, and columns of the table beside them.

    Args:
        columns: Columns of the table to keep.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._parts: list[Counted] = []
        self._values: dict[str, list[pa.Array]] = {name: [] for name in columns}

    def add(self, batch: pa.RecordBatch, counted: Counted) -> None:
        """Keep one more batch."""
        small = counted.counts.astype(np.int32)
        self._parts.append(
            Counted(counted.speakers, counted.groups, counted.patterns, small)  # type: ignore[arg-type]
        )
        for name in self._columns:
            self._values[name].append(batch.column(name))

    def frame(self, system: int, bit: int, groups: Sequence[str]) -> pd.DataFrame:
        """Give the rows one system answered, as `pipeline.disparity.assess.assess` takes them.

        Args:
            system: Its place in the counts.
            bit: Its bit in the patterns.
            groups: Names of the groups by number.

        Returns:
            Columns GROUP, SPEAKER, the counts, `empty_hypothesis`, and those kept; the index
            tells the row of the table, from 0.
        """
        frame = self.offered(groups)
        answered = np.concatenate([part.patterns >> bit & 1 for part in self._parts]).astype(bool)
        for place, name in enumerate(SYSTEM_SUMS):
            frame[name] = np.concatenate([part.counts[system, place] for part in self._parts])
        frame[COUNTS] = frame[COUNTS].astype("int64")
        frame["empty_hypothesis"] = frame["empty_hypothesis"].astype(bool)
        return frame[answered]

    def offered(self, groups: Sequence[str]) -> pd.DataFrame:
        """Give all rows, answered or not: columns GROUP, SPEAKER and those kept."""
        codes = np.concatenate([part.groups for part in self._parts])
        speakers = np.concatenate([part.speakers for part in self._parts])
        frame: dict[str, Any] = {
            GROUP: pd.Categorical.from_codes(codes, pd.Index(list(groups), dtype="str")),
            SPEAKER: pd.array(speakers, dtype="Int64"),
        }
        for name, parts in self._values.items():
            frame[name] = pa.chunked_array(parts).to_pandas()
        made = pd.DataFrame(frame)
        made.loc[speakers == NOBODY, SPEAKER] = pd.NA
        return made
