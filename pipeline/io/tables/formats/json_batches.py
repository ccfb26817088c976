"""JSON lines in batches of Arrow, for an audit.

Blocks go through pyarrow. One it does not take (a value of another type than the rows before, a
line that is no object, half a surrogate pair) is read line by line, which gives the same cells or
says in which line what is wrong.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.json as pa_json  # type: ignore[import-untyped]

from pipeline.io.tables.encodings import WINDOWS_1252, not_utf8
from pipeline.io.tables.formats.blocks import MARK, LineBlocks, after_last_line
from pipeline.io.tables.formats.json_lines import (
    JsonReader,
    JsonValue,
    NoObject,
    one_object_a_line,
    parse_object,
)
from pipeline.io.tables.formats.rows import INTEGER, LABEL, NUMBER, TEXT
from pipeline.io.tables.sources import BLOCK_BYTES, Note

Cell = str | float | None

_TYPES = {TEXT: pa.string(), INTEGER: pa.int64(), NUMBER: pa.float64(), LABEL: pa.bool_()}


def read_batches(
    reader: JsonReader, columns: Sequence[str], rows: int, note: Note
) -> Iterator[pa.RecordBatch]:
    """Reads columns from the first row, as the reader's `batches` says it."""
    with reader.file.open() as stream:
        for block in LineBlocks(stream, BLOCK_BYTES, after_last_line, reader.file):
            table = _read(reader, block.line, block.data.removeprefix(MARK), columns, note)
            for batch in table.to_batches(max_chunksize=rows):
                yield pa.RecordBatch.from_arrays(batch.columns, names=list(columns))


def _read(
    reader: JsonReader, line: int, block: bytes, columns: Sequence[str], note: Note
) -> pa.Table:
    schema = pa.schema([(name, _TYPES[reader.kinds[name]]) for name in columns])
    if not block.strip():
        return schema.empty_table()
    try:
        table = pa_json.read_json(
            pa.BufferReader(block),
            parse_options=pa_json.ParseOptions(
                explicit_schema=schema, unexpected_field_behavior="ignore"
            ),
        ).select(list(columns))
        table.validate(full=True)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _read_with_care(reader, line, block, columns, note)
    return table


def _read_with_care(
    reader: JsonReader, line: int, block: bytes, columns: Sequence[str], note: Note
) -> pa.Table:
    cells: dict[str, list[Cell]] = {name: [] for name in columns}
    refused: list[str] = []
    for number, raw in enumerate(block.split(b"\n"), start=line):
        if not raw.strip():
            continue
        try:
            found = parse_object(_decoded(raw, number, note), reader.file.manner)
            row = {name: _cell(found.get(name), name) for name in columns}
        except NoObject as fault:
            refused.append(f"line {number}: {fault}")
            continue
        for name, cell in row.items():
            cells[name].append(_without_halves(cell, number, note))
    if refused:
        raise one_object_a_line(reader.file, refused[0], refused[1:])
    return pa.table([_array(cells[name]) for name in columns], names=list(columns))


def _decoded(raw: bytes, line: int, note: Note) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        note("not_utf8", not_utf8(fault, line), 1)
        return raw.decode("utf-8", WINDOWS_1252)


def _cell(value: JsonValue, name: str) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return str(value)
    raise NoObject(f"{name!r} holds a JSON {type(value).__name__}, not text")


def _without_halves(cell: Cell, line: int, note: Note) -> Cell:
    r"""Half a surrogate pair, as in "\ud83d", is no character; what stands for one is kept."""
    if not isinstance(cell, str) or cell.isascii():
        return cell
    try:
        cell.encode()
    except UnicodeEncodeError:
        note(
            "lone_surrogate",
            "{rows} with half a surrogate pair, which is no character; U+FFFD was read for it. "
            f"The first is in line {line}.",
            1,
        )
        return cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return cell


def _array(cells: Sequence[Cell]) -> pa.Array:
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not texts and any(isinstance(cell, float) for cell in cells):
        return pa.array(cells, pa.float64())
    return pa.array([_written(cell) for cell in cells], pa.string())


def _written(cell: Cell) -> str | None:
    if not isinstance(cell, float):
        return cell
    return None if cell != cell else str(int(cell)) if cell.is_integer() else repr(cell)
