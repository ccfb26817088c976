"""Three kinds of manifest, read into one shape: ours, Common Voice's and NeMo's.

Each reader settles encoding and columns when it is opened, so that an unreadable manifest fails
before the first recording is touched; rows are then streamed in blocks. Cells keep what was
written: `NA` stays text. Whether a row may be used is decided by `pipeline.collect.intake`.

Common Voice: columns of the release files (`client_id path sentence sentence_id age gender
accents`, formerly `accent`); tabs separate and quotes are ordinary characters, as the releases
write them. NeMo: `audio_filepath`, `text`, `speaker` and so on, one JSON object a line (NVIDIA
NeMo, "Preparing custom ASR data"). Its `text` is kept as the prompt.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import cast

from pipeline.collect.intake import BAD_ROW, RefusedRow
from pipeline.errors import InboxError
from pipeline.io.tables.column_names import Names
from pipeline.io.tables.formats.json_lines import JsonObject, ObjectBlock, as_text, read_objects
from pipeline.io.tables.formats.rows import BrokenRow
from pipeline.io.tables.manner import Manner
from pipeline.io.tables.reader import open_tables
from pipeline.io.tables.sources import find_file

FIELDS = (
    "path",
    "prompt_id",
    "prompt",
    "speaker_id",
    "accent",
    "region",
    "first_language",
    "gender",
    "age",
    "device",
    "environment",
    "recorded_at",
    "consent",
)
"""The columns of our manifest, in the order in which all readers give cells."""

Row = tuple[str, str, str, str, str, str, str, str, str, str, str, str, str]
"""The cells of one row in that order."""

_NEEDED = ("path", "speaker_id", "consent")
_OUR_COLUMNS = Names(FIELDS, required=_NEEDED)
_COMMON_VOICE_COLUMNS = Names(
    FIELDS,
    required=("path", "speaker_id"),
    aliases={
        "client_id": "speaker_id",
        "sentence": "prompt",
        "sentence_id": "prompt_id",
        "accents": "accent",
    },
    ignored=(
        "up_votes",
        "down_votes",
        "sentence_domain",
        "variant",
        "locale",
        "segment",
        "country",
    ),
)
_OURS = Manner(InboxError, whole=False, text_only=True)
_COMMON_VOICES = Manner(InboxError, whole=False, text_only=True, quoted=False)
_NEMO_NAMES = {
    "path": ("audio_filepath", "path"),
    "prompt": ("prompt", "text"),
    "speaker_id": ("speaker_id", "speaker"),
    "first_language": ("first_language", "native_language"),
}


@dataclass(frozen=True)
class ManifestBlock:
    """A block of rows in one shape, whatever manifest they came from.

    Attributes:
        lines: For each row its line in the manifest.
        rows: For each row its cells in the order of `FIELDS`.
        refused: Rows of this stretch that cannot be read.
    """

    lines: Sequence[int]
    rows: list[Row]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True)
class Manifest:
    """An opened manifest; its rows are still in the file.

    Attributes:
        remarks: What had to be assumed about the file, a sentence each.
        blocks: Given a number of lines to hold at once, reads the rows in order.
    """

    remarks: tuple[str, ...]
    blocks: Callable[[int], Iterator[ManifestBlock]]


def open_our_manifest(path: Path) -> Manifest:
    """Opens a `manifest.csv`: path, speaker_id and consent must be there, all else may be absent.

    Raises:
        InboxError: if the file cannot be read or lacks a column.
    """
    return _open_delimited(path, _OUR_COLUMNS, _OURS)


def open_common_voice(path: Path) -> Manifest:
    """Opens the `validated.tsv` of a Common Voice release, old or new.

    Raises:
        InboxError: if the file cannot be read or lacks a column.
    """
    manifest = _open_delimited(path, _COMMON_VOICE_COLUMNS, _COMMON_VOICES)

    def blocks(lines: int) -> Iterator[ManifestBlock]:
        for block in manifest.blocks(lines):
            rows = [(_with_suffix(row[0]), *row[1:]) for row in block.rows]
            yield ManifestBlock(block.lines, [_unquote_prompt(row) for row in rows], block.refused)

    return Manifest(manifest.remarks, blocks)


def _with_suffix(path: str) -> str:
    """Releases 1 to 3 name clips without the `.mp3` that their files have."""
    return path if not path or "." in path.rpartition("/")[2] else f"{path}.mp3"


def _unquote_prompt(row: Row) -> Row:
    """Undoes quotes doubled by a writer of CSV in a file that is not read as such.

    Only where it is certain: the cell is in quotes and every quote inside is doubled, once at
    least. A sentence that merely begins and ends with a quotation stays as it is.
    """
    prompt = row[2]
    if not (prompt.startswith('"') and prompt.endswith('"') and '""' in prompt[1:-1]):
        return row
    inner = prompt[1:-1].replace('""', "\0")
    if '"' in inner:
        return row
    return (*row[:2], inner.replace("\0", '"'), *row[3:])


def _open_delimited(path: Path, names: Names, manner: Manner) -> Manifest:
    table = open_tables([str(path)], names, manner)
    found = list(table.columns.positions)
    absent = len(found)
    pick = itemgetter(*(found.index(name) if name in found else absent for name in FIELDS))

    def blocks(rows: int) -> Iterator[ManifestBlock]:
        for block in table.row_blocks(table.columns.theirs, rows):
            held = block.rows if absent == len(FIELDS) else [(*row, "") for row in block.rows]
            # Cells of text formats are never null.
            cells = cast("list[Row]", list(map(pick, held)))
            yield ManifestBlock(block.lines, cells, _refusals(block.broken))

    return Manifest(table.assumed + table.columns.remarks, blocks)


def open_nemo(path: Path) -> Manifest:
    """Opens a NeMo manifest of JSON lines.

    An absolute `audio_filepath` inside the inbox is taken relative to it, for NeMo's own tools
    write absolute paths. A row with an `offset` is refused: it names a piece of a longer file.

    Raises:
        InboxError: if the file cannot be read.
    """
    file = find_file(str(path), _OURS)
    folder = path.parent
    roots = {f"{root}{os.sep}" for root in (folder, folder.absolute(), folder.resolve())}

    def blocks(lines: int) -> Iterator[ManifestBlock]:
        for block in read_objects(file, lines):
            yield _nemo_cells(block, roots)

    remark = (
        f"{path.name}: `text` is kept as the prompt; to score against it, "
        "import it with `isogloss references import`."
    )
    return Manifest((*file.remarks, remark), blocks)


def _nemo_cells(block: ObjectBlock, roots: set[str]) -> ManifestBlock:
    numbers: list[int] = []
    rows: list[Row] = []
    refused = list(_refusals(block.broken))
    for number, found in zip(block.lines, block.objects, strict=True):
        if found.get("offset"):
            explanation = (
                "offset names a piece of a longer file; cut the file, then offer the piece"
            )
            refused.append(RefusedRow(number, "", BAD_ROW, "", explanation))
        else:
            numbers.append(number)
            rows.append(_nemo_row(found, roots))
    return ManifestBlock(numbers, rows, tuple(refused))


def _nemo_row(found: JsonObject, roots: set[str]) -> Row:
    cells = {name: _first_text(found, _NEMO_NAMES.get(name, (name,))) for name in FIELDS}
    for root in roots:
        if cells["path"].startswith(root):
            cells["path"] = PurePosixPath(cells["path"].removeprefix(root)).as_posix()
            break
    words = found.get("consent")
    if isinstance(words, list):
        cells["consent"] = ";".join(filter(None, map(as_text, words)))
    return cast(Row, tuple(cells.values()))


def _first_text(found: JsonObject, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := as_text(found.get(name)))), "")


def _refusals(broken: Sequence[BrokenRow]) -> tuple[RefusedRow, ...]:
    return tuple(RefusedRow(row.line, "", BAD_ROW, "", row.explanation) for row in broken)
