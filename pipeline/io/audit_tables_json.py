"""JSON lines for an audit: NeMo manifests, exports of data sets; one object a line.

Blocks go through pyarrow. One it does not take (a value of another type than the rows before, a
line that is no object, half a surrogate pair) is read line by line, which gives the same cells
or says in which line what is wrong.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.json as pa_json  # type: ignore[import-untyped]

from pipeline.errors import TableError
from pipeline.io.audit_tables_bytes import BLOCK_BYTES, Note, TableFile
from pipeline.io.audit_tables_cells import INTEGER, LABEL, NUMBER, TEXT
from pipeline.io.audit_tables_lines import after_last_line, line_blocks

_OBJECTS_LOOKED_AT = 1_000
_TYPES = {TEXT: pa.string(), INTEGER: pa.int64(), NUMBER: pa.float64(), LABEL: pa.bool_()}
_KINDS: dict[type, str] = {str: TEXT, int: INTEGER, float: NUMBER, bool: LABEL}
_ONE_A_LINE = "Write one object a line (`jq -c . FILE` does it); no row of it was used."


class _Refused(Exception):  # noqa: N818 - caught here, never seen by anybody
    """What is wrong with a line."""


@dataclass(frozen=True)
class JsonReader:
    """A file of JSON lines whose first objects were looked at.

    Attributes:
        file: Where it lies.
        names: The keys of its first objects, in order.
        kinds: What each holds, as `is_readable` says it.
    """

    file: TableFile
    names: tuple[str, ...]
    kinds: dict[str, str]
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
            TableError: if a line holds no object; the message says which.
        """
        with self.file.open() as stream:
            for line, block in line_blocks(
                stream, BLOCK_BYTES, after_last_line, where=self.file.source
            ):
                table = self._read(line, block.removeprefix(b"\xef\xbb\xbf"), columns, note)
                for batch in table.to_batches(max_chunksize=rows):
                    yield pa.RecordBatch.from_arrays(batch.columns, names=list(columns))

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
        cells: dict[str, list[Any]] = {name: [] for name in columns}
        refused: list[str] = []
        for number, raw in enumerate(block.split(b"\n"), start=line):
            if not raw.strip():
                continue
            try:
                found = _object(_decoded(raw, number, note))
                row = {name: _cell(found.get(name), name) for name in columns}
            except _Refused as fault:
                refused.append(f"line {number}: {fault}")
                continue
            for name, cell in row.items():
                cells[name].append(_without_halves(cell, number, note))
        if refused:
            raise TableError(
                refused[0],
                expected="one JSON object a line",
                where=self.file.source,
                remedy=_ONE_A_LINE,
                offenders=refused[1:],
            )
        return pa.table([_array(cells[name]) for name in columns], names=list(columns))


def open_json(file: TableFile) -> JsonReader:
    """Looks at the first objects of a file of JSON lines.

    Raises:
        TableError: if the first line holds no object.
    """
    names: dict[str, set[str]] = {}
    looked = 0
    with file.open() as stream:
        for line, block in line_blocks(stream, BLOCK_BYTES, after_last_line, where=file.source):
            for number, raw in enumerate(block.removeprefix(b"\xef\xbb\xbf").split(b"\n"), line):
                if raw.strip() and looked < _OBJECTS_LOOKED_AT:
                    looked += 1
                    _add_kinds(file, number, raw, names)
            break
    return JsonReader(file, tuple(names), {name: _kind(kinds) for name, kinds in names.items()})


def _add_kinds(file: TableFile, number: int, raw: bytes, names: dict[str, set[str]]) -> None:
    try:
        found = _object(raw.decode("utf-8", "replace"))
    except _Refused as fault:
        raise TableError(
            f"line {number}: {fault}",
            expected="one JSON object a line",
            where=file.source,
            remedy=_ONE_A_LINE,
        ) from fault
    for name, value in found.items():
        kinds = names.setdefault(name, set())
        if value is not None:
            kinds.add(_KINDS.get(type(value), f"JSON {type(value).__name__}"))


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
        note(
            "not_utf8",
            f"not UTF-8 (byte 0x{raw[fault.start]:02X} in line {line}); such bytes were read as "
            "Windows-1252. See that names and accents look right, or save it as UTF-8.",
            1,
        )
        return raw.decode("utf-8", "isogloss-windows-1252")


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        raise _Refused(f"no JSON object ({fault.msg} at character {fault.pos + 1})") from fault
    except (ValueError, RecursionError) as fault:
        raise _Refused("no JSON object we can hold: a number too long, or too deep") from fault
    if not isinstance(found, dict):
        raise _Refused(f"a JSON {type(found).__name__} where an object is expected, as in {{...}}")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"the key {twice[:40]!r} stands twice in one object")
    return found


def _cell(value: object, name: str) -> str | float | None:
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    raise _Refused(f"{name!r} holds a JSON {type(value).__name__}, not text")


def _without_halves(cell: str | float | None, line: int, note: Note) -> str | float | None:
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


def _array(cells: list[Any]) -> pa.Array:
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not texts and any(isinstance(cell, float) for cell in cells):
        return pa.array(cells, pa.float64())
    return pa.array([_written(cell) for cell in cells], pa.string())


def _written(cell: str | float | None) -> str | None:
    if not isinstance(cell, float):
        return cell
    return None if cell != cell else str(int(cell)) if cell.is_integer() else repr(cell)
