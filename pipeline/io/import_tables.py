"""Tables of work done elsewhere: hypotheses, references, corrections.

CSV, TSV, JSON lines or Parquet, told apart by what is in the file and not by its name. A row
names its utterance by `utterance_id` or by `path`, as the manifest had it.

What an absent text means differs. A null (Parquet, JSON lines) is missing: the row is left out
with a reason. An empty string, and an empty cell of a CSV or TSV, is an answer: nothing was
heard. A column that is empty in every row was never filled in, and is an error.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.collect.intake import BAD_ROW, RefusedRow
from pipeline.errors import TableError
from pipeline.io.delimited import BrokenRow, open_table
from pipeline.io.delimited_columns import Columns, Wanted, match_columns
from pipeline.io.delimited_text import open_text
from pipeline.io.import_tables_parquet import open_parquet
from pipeline.io.manifest_json import as_text, read_json_lines

Column = Literal["text", "worker", "engine", "model"]
KEYS = ("utterance_id", "path")
BATCH_ROWS = 5_000

_ALIASES = {"audio_filepath": "path", "worker_id": "worker"}
_SNIFFED_BYTES = 65_536
_HEADER_OBJECTS = 1_000


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
class Cells:
    """A block of rows.

    Attributes:
        lines: For each row its line in the file (in Parquet, the header counted as line 1).
        rows: Its cells by column, None for null.
        broken: Rows of this stretch that cannot be read.
    """

    lines: Sequence[int]
    rows: Sequence[Mapping[str, str | None]]
    broken: Sequence[BrokenRow] = ()


@dataclass(frozen=True)
class OpenedTable:
    """A table whose columns have been found; its rows are still in the file.

    Attributes:
        columns: Where the wanted columns stand.
        header: All columns, as the file names them.
        blocks: Reads the rows, so many lines at once.
        remarks: What had to be assumed about the file, a sentence each.
    """

    columns: Columns
    header: Sequence[str]
    blocks: Callable[[int], Iterator[Cells]]
    remarks: tuple[str, ...] = ()


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
    _opened: OpenedTable
    _required: tuple[str, ...]
    _null_text_code: str

    def rows(self, batch_rows: int = BATCH_ROWS) -> Iterator[ImportBatch]:
        """Reads the table from its first row, in flat memory.

        Args:
            batch_rows: The most rows to hold at once.

        Yields:
            Batches in the order of the table.
        """
        for cells in self._opened.blocks(batch_rows):
            rows: list[ImportRow] = []
            refused = [RefusedRow(b.line, "", BAD_ROW, "", b.explanation) for b in cells.broken]
            for line, row in zip(cells.lines, cells.rows, strict=True):
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
    wanted = Wanted((*KEYS, *dict.fromkeys((*needed, *optional))), needed, _ALIASES)
    opened = open_cells(path, wanted)
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
        tuple(name for name in wanted.names if name in found),
        opened.remarks + opened.columns.remarks,
        opened,
        needed,
        null_text_code,
    )


def _refuse_empty_columns(
    path: Path, opened: OpenedTable, needed: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    """Reads until every column needed has shown a value, which as a rule is the first block."""
    empty, keyed, rows = set(needed), False, 0
    for cells in opened.blocks(BATCH_ROWS):
        rows += len(cells.rows)
        empty -= {name for name in empty if any(row.get(name) for row in cells.rows)}
        keyed = keyed or any(row.get(key) for row in cells.rows for key in keys)
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


def open_cells(path: Path, wanted: Wanted) -> OpenedTable:
    """Opens any table, whatever its columns are for.

    Args:
        path: CSV, TSV, JSON lines or Parquet.
        wanted: The columns a reader hopes for and needs.

    Raises:
        TableError: if the file cannot be read or lacks a column.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED_BYTES)
    except OSError as fault:
        raise TableError(
            f"cannot be read ({fault.strerror})",
            where=str(path),
            remedy="Check that the file is there and that you may read it.",
        ) from fault
    if start.startswith(b"PAR1"):
        return _open_parquet(path, wanted)
    first = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if first == b"[":
        raise TableError(
            "this is one JSON array",
            expected="JSON lines: one object a line",
            where=str(path),
            remedy="Write each object on a line of its own (`jq -c '.[]'` does it).",
        )
    return _open_json_lines(path, wanted) if first == b"{" else _open_delimited(path, wanted)


def _open_delimited(path: Path, wanted: Wanted) -> OpenedTable:
    table = open_table(path, wanted, TableError)
    columns = match_columns(table.header, wanted, where=str(path), error=TableError)
    places = tuple(columns.positions.items())

    def blocks(lines: int) -> Iterator[Cells]:
        for block in table.blocks(lines):
            rows = [{name: row[index] for name, index in places} for row in block.rows]
            yield Cells(block.lines, rows, block.broken)

    return OpenedTable(columns, table.header, blocks, table.remarks)


def _open_json_lines(path: Path, wanted: Wanted) -> OpenedTable:
    text = open_text(path, TableError)
    first = next(read_json_lines(text, _HEADER_OBJECTS))
    header = list(dict.fromkeys(name for found in first.objects for name in found))
    columns = match_columns(header, wanted, where=str(path), error=TableError)
    names = {name: header[index] for name, index in columns.positions.items()}

    def blocks(lines: int) -> Iterator[Cells]:
        for block in read_json_lines(text, lines):
            yield _json_cells(block.lines, block.objects, names, block.broken)

    return OpenedTable(columns, header, blocks, text.remarks)


def _json_cells(
    lines: Sequence[int],
    objects: Sequence[dict[str, Any]],
    names: Mapping[str, str],
    broken: Sequence[BrokenRow],
) -> Cells:
    good: list[int] = []
    rows: list[dict[str, str | None]] = []
    bad = list(broken)
    for line, found in zip(lines, objects, strict=True):
        row = {name: as_text(found.get(theirs)) for name, theirs in names.items()}
        odd = [name for name in row if row[name] is None and found.get(names[name]) is not None]
        if odd:
            bad.append(
                BrokenRow(line, f"{', '.join(odd)} is neither text, a whole number nor null")
            )
        else:
            good.append(line)
            rows.append(row)
    return Cells(good, rows, bad)


def _open_parquet(path: Path, wanted: Wanted) -> OpenedTable:
    table = open_parquet(path)
    columns = match_columns(table.header, wanted, where=str(path), error=TableError)
    names = {name: table.header[index] for name, index in columns.positions.items()}
    # Opened once now, so that a column of the wrong type is found before the first row is used.
    table.check_types(names.values())

    def blocks(lines: int) -> Iterator[Cells]:
        for first, rows in table.blocks(names, lines):
            yield Cells(range(first, first + len(rows)), rows)

    return OpenedTable(columns, table.header, blocks)
