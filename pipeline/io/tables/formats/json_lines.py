"""JSON lines: NeMo manifests, exports of data sets; one object a line.

For an audit, blocks go through pyarrow. One it does not take (a value of another type than the
rows before, a line that is no object, half a surrogate pair) is read line by line, which gives
the same cells or says in which line what is wrong. Commands that take row by row read every line
so, and one bad line costs that line only.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.json as pa_json  # type: ignore[import-untyped]

from pipeline.errors import IsoglossError
from pipeline.io.tables.encodings import WINDOWS_1252, not_utf8
from pipeline.io.tables.formats.blocks import MARK, LineBlocks, after_last_line
from pipeline.io.tables.formats.careful import LONGEST_LINE, BrokenRow
from pipeline.io.tables.formats.cells import INTEGER, LABEL, NUMBER, TEXT, RowBlock
from pipeline.io.tables.sources import BLOCK_BYTES, Note, TableFile

JsonValue = str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
JsonObject = dict[str, JsonValue]
Cell = str | float | None

_OBJECTS_LOOKED_AT = 1_000
_TYPES = {TEXT: pa.string(), INTEGER: pa.int64(), NUMBER: pa.float64(), LABEL: pa.bool_()}
_KINDS: dict[type, str] = {str: TEXT, int: INTEGER, float: NUMBER, bool: LABEL}
_ONE_A_LINE = "Write one object a line (`jq -c . FILE` does it); no row of it was used."


class _NoObject(Exception):  # noqa: N818 - caught here, never seen by anybody
    """What is wrong with a line, and in detail."""

    def __init__(self, what: str, detail: str = "") -> None:
        self.what, self.detail = what, detail
        super().__init__(f"{what} ({detail})" if detail else what)


@dataclass(frozen=True, slots=True)
class ObjectBlock:
    """Consecutive objects of a file of JSON lines.

    Attributes:
        lines: For each object its line, the first line of the file being 1.
        objects: The objects, in order.
        broken: Lines that hold no object.
    """

    lines: Sequence[int]
    objects: Sequence[JsonObject]
    broken: Sequence[BrokenRow]


@dataclass(frozen=True)
class JsonReader:
    """A file of JSON lines whose first objects were looked at.

    Attributes:
        file: Where it lies.
        names: The keys of its first objects, in order.
        kinds: What each holds, as `is_readable` says it.
        remarks: What had to be assumed of its encoding.
    """

    file: TableFile
    names: tuple[str, ...]
    kinds: dict[str, str]
    remarks: tuple[str, ...] = ()
    rows: None = None

    def kind(self, column: str) -> str:
        """What a column holds in the first objects: `text`, `integer`, `number` or a JSON type."""
        return self.kinds[column]

    def batches(
        self, columns: Sequence[str], rows: int, note: Note, labels: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Reads columns from the first row.

        Args:
            columns: Names that stand in `names`.
            rows: The most rows of a batch.
            note: Takes what had to be assumed.
            labels: Of no use here: a text is a text.

        Yields:
            Batches with these columns in this order; null for null and for an absent key.

        Raises:
            IsoglossError: if a line holds no object; the message says which.
        """
        with self.file.open() as stream:
            for block in LineBlocks(stream, BLOCK_BYTES, after_last_line, self.file):
                table = self._read(block.line, block.data.removeprefix(MARK), columns, note)
                for batch in table.to_batches(max_chunksize=rows):
                    yield pa.RecordBatch.from_arrays(batch.columns, names=list(columns))

    def row_blocks(self, columns: Sequence[str], rows: int) -> Iterator[RowBlock]:
        """Reads columns row by row, each with its line.

        Args:
            columns: Names that stand in `names`.
            rows: The most lines of a block.

        Yields:
            Blocks in the order of the file, the lines that cannot be read among them.
        """
        for block in read_objects(self.file, rows):
            lines: list[int] = []
            found: list[tuple[str | None, ...]] = []
            broken = list(block.broken)
            for line, held in zip(block.lines, block.objects, strict=True):
                row = tuple(as_text(held.get(name)) for name in columns)
                odd = [
                    name
                    for name, cell in zip(columns, row, strict=True)
                    if cell is None and held.get(name) is not None
                ]
                if odd:
                    wrong = f"{', '.join(odd)} is neither text, a whole number nor null"
                    broken.append(BrokenRow(line, wrong))
                else:
                    lines.append(line)
                    found.append(row)
            yield RowBlock(lines, found, broken)

    def _read(self, line: int, block: bytes, columns: Sequence[str], note: Note) -> pa.Table:
        schema = pa.schema([(name, _TYPES[self.kinds[name]]) for name in columns])
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
            return self._read_with_care(line, block, columns, note)
        return table

    def _read_with_care(
        self, line: int, block: bytes, columns: Sequence[str], note: Note
    ) -> pa.Table:
        cells: dict[str, list[Cell]] = {name: [] for name in columns}
        refused: list[str] = []
        for number, raw in enumerate(block.split(b"\n"), start=line):
            if not raw.strip():
                continue
            try:
                found = _object(_decoded(raw, number, note))
                row = {name: _cell(found.get(name), name) for name in columns}
            except _NoObject as fault:
                refused.append(f"line {number}: {fault}")
                continue
            for name, cell in row.items():
                cells[name].append(_without_halves(cell, number, note))
        if refused:
            raise _one_a_line(self.file, refused[0], refused[1:])
        return pa.table([_array(cells[name]) for name in columns], names=list(columns))


def open_json(file: TableFile) -> JsonReader:
    """Looks at the first objects of a file of JSON lines.

    Raises:
        IsoglossError: if the first line holds no object and the command needs every row.
    """
    names: dict[str, set[str]] = {}
    first = next(read_objects(file, _OBJECTS_LOOKED_AT))
    if first.broken and file.manner.whole:
        broken = first.broken[0]
        raise _one_a_line(file, f"line {broken.line}: {broken.explanation}")
    for found in first.objects:
        for name, value in found.items():
            kinds = names.setdefault(name, set())
            if value is not None:
                kinds.add(_KINDS.get(type(value), f"JSON {type(value).__name__}"))
    kinds_of = {name: _kind(kinds) for name, kinds in names.items()}
    return JsonReader(file, tuple(names), kinds_of, file.remarks)


def read_objects(file: TableFile, most: int) -> Iterator[ObjectBlock]:
    """Reads the objects of a file of JSON lines.

    Args:
        file: The file.
        most: How many lines that are not blank a block has.

    Yields:
        Blocks in the order of the file; blank lines are left out.
    """
    lines, objects, broken = list[int](), list[JsonObject](), list[BrokenRow]()
    for number, line in _lines(file):
        try:
            objects.append(_object(line, most=None if file.manner.whole else LONGEST_LINE))
            lines.append(number)
        except _NoObject as fault:
            wrong = str(fault) if file.manner.whole else f"{fault.what}: {fault.detail}"
            broken.append(BrokenRow(number, wrong if fault.detail else fault.what))
        if len(lines) + len(broken) == most:
            yield ObjectBlock(lines, objects, broken)
            lines, objects, broken = [], [], []
    yield ObjectBlock(lines, objects, broken)


def _lines(file: TableFile) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, each with its number."""
    with file.open() as stream:
        for block in LineBlocks(stream, BLOCK_BYTES, after_last_line, file):
            raws = block.data.removeprefix(MARK).splitlines(keepends=not file.manner.whole)
            for number, raw in enumerate(raws, start=block.line):
                if raw.strip():
                    yield number, raw.decode("utf-8", WINDOWS_1252)


def as_text(value: JsonValue) -> str | None:
    """A JSON value as the text of a cell: None for null, and for what is no text or whole number.

    Example:
        >>> as_text("NA"), as_text(7), as_text(None), as_text([1])
        ('NA', '7', None, None)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _one_a_line(file: TableFile, found: str, others: Sequence[str] = ()) -> IsoglossError:
    return file.manner.error(
        found,
        expected="one JSON object a line",
        where=file.source,
        remedy=_ONE_A_LINE,
        offenders=others,
    )


def _kind(kinds: set[str]) -> str:
    odd = [kind for kind in kinds if kind.startswith("JSON")]
    if odd:
        return odd[0]
    if kinds == {INTEGER, NUMBER}:
        return NUMBER
    return kinds.pop() if len(kinds) == 1 else TEXT


def _decoded(raw: bytes, line: int, note: Note) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        note("not_utf8", not_utf8(fault, line), 1)
        return raw.decode("utf-8", WINDOWS_1252)


def _object(text: str, most: int | None = None) -> JsonObject:
    if most is not None and len(text) > most:
        raise _NoObject("the line is longer than a million characters")
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        detail = f"{fault.msg} at character {fault.pos + 1}"
        raise _NoObject("no JSON object", detail) from fault
    except (ValueError, RecursionError) as fault:
        raise _NoObject("no JSON object we can hold: a number too long, or too deep") from fault
    if not isinstance(found, dict):
        kind = type(found).__name__
        raise _NoObject(f"a JSON {kind} where an object is expected, as in {{...}}")
    return found


def _once(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _NoObject(f"the key {twice[:40]!r} stands twice in one object")
    return found


def _cell(value: JsonValue, name: str) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return str(value)
    raise _NoObject(f"{name!r} holds a JSON {type(value).__name__}, not text")


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
