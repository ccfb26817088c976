"""One text an utterance out of a table of many workers' texts, without a workspace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from pipeline.collect.intake import BAD_ROW, RefusedRow
from pipeline.errors import TableError
from pipeline.io.tables.column_names import NamedColumns, Names, nearest
from pipeline.io.tables.imports import BATCH_ROWS
from pipeline.io.tables.manner import ROW_BY_ROW
from pipeline.io.tables.reader import Tables, open_tables
from pipeline.review.consensus.outcome import Consensus, Method
from pipeline.review.consensus.vote import find_consensus

USUAL_NAMES = MappingProxyType(
    {
        "utterance": (
            "utterance", "utterance_id", "task", "INPUT:audio", "audio", "path", "audio_filepath",
        ),
        "worker": (
            "worker", "worker_id", "ASSIGNMENT:worker_id", "annotator", "performer", "listener",
        ),
        "text": ("text", "OUTPUT:transcription", "transcription", "transcript", "output"),
    }
)  # fmt: skip
"""Names a column is known by where none is given, the surest first."""
MISSING_TEXT = "no_text"


@dataclass(frozen=True)
class Named:
    """Which columns hold what; None for one that is to be known by its usual names."""

    utterance: str | None = None
    worker: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class TableTexts:
    """Many workers' texts, as a table has them.

    Attributes:
        texts: Columns `utterance_id`, `worker_id`, `text`, in the order of the table.
        refused: Rows that cannot be used, with their reasons.
        remarks: What had to be assumed about the file.
    """

    texts: pd.DataFrame
    refused: list[RefusedRow]
    remarks: Sequence[str]


@dataclass(frozen=True)
class TableConsensus:
    """What became of a table.

    Attributes:
        found: One consensus an utterance, ordered by utterance.
        rows: How many rows could be read.
        repeated: How many texts gave way to a later one of the same worker and utterance.
        refused: Rows that cannot be used, with their reasons.
        remarks: What had to be assumed about the file.
    """

    found: list[Consensus]
    rows: int
    repeated: int
    refused: list[RefusedRow]
    remarks: Sequence[str]


def consensus_of_table(table: Path, named: Named, policy: str, method: Method) -> TableConsensus:
    """Read many workers' texts and find what they come to.

    An empty cell of a CSV or TSV, like an empty string, is a text without words: its worker heard
    nothing. A null (JSON lines, Parquet) is missing and left out.

    Args:
        table: CSV, TSV, JSON lines or Parquet; a row a text.
        named: Which columns hold utterance, worker and text.
        policy: The normalisation policy under which words are compared.
        method: "rover" or "medoid".

    Raises:
        TableError: The table cannot be read, lacks a column, or has no row that can be used.
        SettingsError: No policy has this name.
    """
    read = read_texts(table, named)
    repeated = int(read.texts.duplicated(["utterance_id", "worker_id"]).sum())
    found = find_consensus(read.texts, policy, method=method)
    return TableConsensus(found, len(read.texts), repeated, read.refused, read.remarks)


def read_texts(table: Path, named: Named) -> TableTexts:
    """Read many workers' texts.

    Args:
        table: CSV, TSV, JSON lines or Parquet; a row a text.
        named: Which columns hold utterance, worker and text.

    Raises:
        TableError: The table cannot be read, lacks a column, or has no row that can be used.
    """
    names = {"utterance": named.utterance, "worker": named.worker, "text": named.text}
    given = tuple(name for name in names.values() if name)
    hoped = tuple(n for noun, name in names.items() if not name for n in USUAL_NAMES[noun])
    wanted = Names(tuple(dict.fromkeys((*given, *hoped))), given)
    opened = open_tables([str(table)], wanted, ROW_BY_ROW)
    columns = {noun: name or _usual(noun, opened, table) for noun, name in names.items()}
    refused: list[RefusedRow] = []
    texts = pd.DataFrame(
        _rows(opened, columns, refused), columns=pd.Index(["utterance_id", "worker_id", "text"])
    )
    if texts.empty or not texts["text"].any():
        raise _nothing_to_use(table, columns, texts, refused)
    return TableTexts(texts, refused, opened.assumed)


def _usual(noun: str, opened: Tables[NamedColumns], table: Path) -> str:
    for name in USUAL_NAMES[noun]:
        if name in opened.columns.positions:
            return name
    near = nearest(noun, opened.columns.header)
    raise TableError(
        f"no column that is known to hold the {noun}; "
        f"the columns are {', '.join(map(repr, opened.columns.header))}",
        expected="one of " + ", ".join(USUAL_NAMES[noun]),
        where=str(table),
        remedy=f"Name it: --{noun} {near!r}?" if near else f"Name it with --{noun}.",
    )


def _rows(
    opened: Tables[NamedColumns], columns: dict[str, str], refused: list[RefusedRow]
) -> Iterator[tuple[str, str, str]]:
    found = opened.columns
    theirs = [found.header[found.positions[columns[n]]] for n in ("utterance", "worker", "text")]
    for block in opened.row_blocks(theirs, BATCH_ROWS):
        refused.extend(RefusedRow(b.line, "", BAD_ROW, "", b.explanation) for b in block.broken)
        for line, (of, by, text) in zip(block.lines, block.rows, strict=True):
            utterance, worker = (of or "").strip(), (by or "").strip()
            if not utterance or not worker:
                missing = "worker" if utterance else "utterance"
                refused.append(RefusedRow(line, "", BAD_ROW, "", f"no {missing}"))
            elif text is None:
                explanation = "the text is null: missing, which is not the same as empty"
                refused.append(RefusedRow(line, "", MISSING_TEXT, "", explanation))
            else:
                yield utterance, worker, text


def _nothing_to_use(
    table: Path, columns: dict[str, str], texts: pd.DataFrame, refused: list[RefusedRow]
) -> TableError:
    if texts.empty:
        return TableError(
            "no row can be used",
            expected="a line for each text after the line of column names",
            where=str(table),
            remedy="Mend the rows listed, or save the table again." if refused else
            "Save the table again.",
            offenders=[f"row {row.row_number}: {row.explanation}" for row in refused],
        )  # fmt: skip
    return TableError(
        f"column {columns['text']!r} is empty in all {len(texts)} rows",
        expected="a text in some row at least",
        where=str(table),
        remedy="A column that nobody filled in is missing, not an answer; name it with --text.",
    )
