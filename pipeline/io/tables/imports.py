"""Tables of work done elsewhere: hypotheses, references, corrections.

CSV, TSV, JSON lines or Parquet, told apart by what is in the file and not by its name. A row
names its utterance by `utterance_id` or by `path`, as the manifest had it.

What an absent text means differs. A null (Parquet, JSON lines) is missing: the row is left out
with a reason. An empty string, and an empty cell of a CSV or TSV, is an answer: nothing was
heard. A column that is empty in every row was never filled in, and is an error.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.collect.intake import BAD_ROW, RefusedRow
from pipeline.errors import TableError
from pipeline.io.tables.column_names import NamedColumns, Names
from pipeline.io.tables.manner import ROW_BY_ROW
from pipeline.io.tables.reader import Tables, open_tables

Column = Literal["text", "worker", "engine", "model"]
KEYS = ("utterance_id", "path")
BATCH_ROWS = 5_000

_ALIASES = {"audio_filepath": "path", "worker_id": "worker"}


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One text for one utterance; a column the table does not have is an empty string.

    Attributes:
        row_number: Its line in the file (in Parquet, the header counted as line 1).
        utterance_id: Which utterance; empty where the table names paths.
        path: Its path as in the manifest; empty where the table names ids.
        text: The text; empty is an answer.
        worker: Who wrote it.
        engine: Which recogniser made it.
        model: With which model.
    """

    row_number: int
    utterance_id: str
    path: str
    text: str
    worker: str = ""
    engine: str = ""
    model: str = ""


@dataclass(frozen=True)
class ImportBatch:
    """A stretch of a table.

    Attributes:
        rows: Rows that can be used.
        refused: The others, with their reasons.
    """

    rows: tuple[ImportRow, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True)
class ImportTable:
    """A table whose columns are known to be there and filled; its rows are still in the file.

    Attributes:
        path: The file.
        columns: The columns found, by our names.
        remarks: What had to be assumed, a sentence each.
    """

    path: Path
    columns: tuple[str, ...]
    remarks: tuple[str, ...]
    _opened: Tables[NamedColumns]
    _required: tuple[str, ...]
    _null_text_code: str

    def rows(self, batch_rows: int = BATCH_ROWS) -> Iterator[ImportBatch]:
        """Reads the table from its first row, in flat memory.

        Args:
            batch_rows: The most rows to hold at once.

        Yields:
            Batches in the order of the table.
        """
        names = tuple(self._opened.columns.positions)
        for block in self._opened.row_blocks(self._opened.columns.theirs, batch_rows):
            rows: list[ImportRow] = []
            refused = [RefusedRow(b.line, "", BAD_ROW, "", b.explanation) for b in block.broken]
            for line, cells in zip(block.lines, block.rows, strict=True):
                row = dict(zip(names, cells, strict=True))
                code, explanation = self._fault(row)
                if code:
                    path = (row.get("path") or "").strip()
                    refused.append(RefusedRow(line, path, code, "", explanation))
                else:
                    rows.append(_import_row(line, row))
            if rows or refused:
                yield ImportBatch(
                    tuple(rows), tuple(sorted(refused, key=lambda row: row.row_number))
                )

    def _fault(self, row: Mapping[str, str | None]) -> tuple[str, str]:
        """The code and explanation of what keeps a row out; both empty where nothing does."""
        if not any((row.get(key) or "").strip() for key in KEYS):
            return BAD_ROW, "neither utterance_id nor path says which utterance this is"
        if row.get("text") is None:
            return self._null_text_code, "the text is null: missing, which is not the same as empty"
        for name in self._required:
            if name != "text" and not (row.get(name) or "").strip():
                return BAD_ROW, f"no {name}"
        return "", ""


def _import_row(line: int, row: Mapping[str, str | None]) -> ImportRow:
    return ImportRow(
        line,
        (row.get("utterance_id") or "").strip(),
        (row.get("path") or "").strip(),
        row["text"] or "",
        (row.get("worker") or "").strip(),
        (row.get("engine") or "").strip(),
        (row.get("model") or "").strip(),
    )


def read_import(
    path: Path,
    *,
    required: Sequence[Column],
    optional: Sequence[Column] = (),
    null_text_code: str = "no_hypothesis",
) -> ImportTable:
    """Opens a table of texts and makes sure that what is needed is there and filled.

    Args:
        path: CSV, TSV, JSON lines or Parquet.
        required: Columns beside the utterance without which nothing can be imported; `text` is
            always required. But for `text`, each row must have them filled.
        optional: Columns that are read if they are there.
        null_text_code: The reason code of a row whose text is null.

    Returns:
        The table, its rows unread.

    Raises:
        TableError: if the file cannot be read, lacks a column, or a required column is empty in
            every row; the message says which columns there are and which may be meant.
    """
    needed = tuple(dict.fromkeys(("text", *required)))
    known = (*KEYS, *dict.fromkeys((*needed, *optional)))
    opened = open_tables([str(path)], Names(known, needed, _ALIASES), ROW_BY_ROW)
    found = opened.columns.positions
    if not any(key in found for key in KEYS):
        raise TableError(
            f"no column 'utterance_id' or 'path'; the columns are {', '.join(found)}",
            expected="one of them, to say which utterance a text belongs to",
            where=str(path),
            remedy="Add `path`, written as in the manifest.",
        )
    keys = tuple(key for key in KEYS if key in found)
    _refuse_empty_columns(path, opened, needed, keys)
    return ImportTable(
        path,
        tuple(name for name in known if name in found),
        opened.assumed + opened.columns.remarks,
        opened,
        needed,
        null_text_code,
    )


def _refuse_empty_columns(
    path: Path, opened: Tables[NamedColumns], needed: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    """Reads until every column needed has shown a value, which as a rule is the first block."""
    names = tuple(opened.columns.positions)
    empty, keyed, rows = set(needed), False, 0
    for block in opened.row_blocks(opened.columns.theirs, BATCH_ROWS):
        rows += len(block.rows)
        filled = {name for place, name in enumerate(names) if any(r[place] for r in block.rows)}
        empty -= filled
        keyed = keyed or not filled.isdisjoint(keys)
        if keyed and not empty:
            return
    if not rows:
        raise TableError(
            "no row can be read",
            expected="a line for each text after the line of column names",
            where=str(path),
            remedy="Save the table again.",
        )
    missing = sorted(empty) + ([] if keyed else [" and ".join(keys)])
    raise TableError(
        f"column {', '.join(missing)} is empty in all {rows} rows",
        expected="a value in some row at least",
        where=str(path),
        remedy="A column that nobody filled in is missing, not an answer; fill it in.",
    )
