"""Tables of work done elsewhere: hypotheses, references, corrections.

CSV, TSV, JSON lines or Parquet, told apart by what is in the file and not by its name. A row
names its utterance by `utterance_id` or by `path`, as the manifest had it.

What an absent text means differs. A null (Parquet, JSON lines) is missing: the row is left out
with a reason. An empty string, and an empty cell of a CSV or TSV, is an answer: nothing was
heard. A column that is empty in every row was never filled in, and is an error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.collect.intake import BAD_ROW, RefusedRow
from pipeline.errors import TableError
from pipeline.io.tables.column_names import NamedColumns, Names
from pipeline.io.tables.formats.rows import RowBlock
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
        for block in self._opened.row_blocks(self._opened.columns.theirs, batch_rows):
            rows: list[ImportRow] = []
            refused = [RefusedRow(b.line, "", BAD_ROW, "", b.explanation) for b in block.broken]
            for row, is_null in self._import_rows(block):
                code, explanation = self._fault(row, is_null=is_null)
                if code:
                    refused.append(RefusedRow(row.row_number, row.path, code, "", explanation))
                else:
                    rows.append(row)
            if rows or refused:
                yield ImportBatch(
                    tuple(rows), tuple(sorted(refused, key=lambda row: row.row_number))
                )

    def _import_rows(self, block: RowBlock) -> Iterator[tuple[ImportRow, bool]]:
        """Each row of a block by our names, and whether its text is null."""
        columns = dict(
            zip(self._opened.columns.positions, zip(*block.rows, strict=True), strict=False)
        )
        blank = ("",) * len(block.rows)
        utterances, paths, workers, engines, models = (
            [(cell or "").strip() for cell in columns[name]] if name in columns else blank
            for name in (*KEYS, "worker", "engine", "model")
        )
        texts = columns.get("text", ())
        written = [text or "" for text in texts]
        rows = map(ImportRow, block.lines, utterances, paths, written, workers, engines, models)
        return zip(rows, [text is None for text in texts], strict=True)

    def _fault(self, row: ImportRow, *, is_null: bool) -> tuple[str, str]:
        """The code and explanation of what keeps a row out; both empty where nothing does."""
        if not (row.utterance_id or row.path):
            return BAD_ROW, "neither utterance_id nor path says which utterance this is"
        if is_null:
            return self._null_text_code, "the text is null: missing, which is not the same as empty"
        for name in self._required:
            if name != "text" and not getattr(row, name):
                return BAD_ROW, f"no {name}"
        return "", ""


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
