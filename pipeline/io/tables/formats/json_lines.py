"""JSON lines: NeMo manifests, exports of data sets; one object a line.

Commands that take row by row read line by line here, and one bad line costs that line only. An
audit reads batches of Arrow, which `json_batches` makes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import IsoglossError
from pipeline.io.tables.encodings import WINDOWS_1252
from pipeline.io.tables.formats.blocks import MARK, LineBlocks, after_last_line
from pipeline.io.tables.formats.careful import LONGEST_LINE
from pipeline.io.tables.formats.rows import INTEGER, LABEL, NUMBER, TEXT, BrokenRow, RowBlock
from pipeline.io.tables.manner import Manner
from pipeline.io.tables.sources import BLOCK_BYTES, TableFile

JsonValue = str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
JsonObject = dict[str, JsonValue]

_OBJECTS_LOOKED_AT = 1_000
_KINDS: dict[type, str] = {str: TEXT, int: INTEGER, float: NUMBER, bool: LABEL}
_ONE_A_LINE = "Write one object a line (`jq -c . FILE` does it); no row of it was used."


class NoObject(Exception):  # noqa: N818 - caught here, never seen by anybody
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


def open_json(file: TableFile) -> JsonReader:
    """Looks at the first objects of a file of JSON lines.

    Raises:
        IsoglossError: if the first line holds no object and the command needs every row.
    """
    names: dict[str, set[str]] = {}
    first = next(read_objects(file, _OBJECTS_LOOKED_AT))
    if first.broken and file.manner.whole:
        broken = first.broken[0]
        raise one_object_a_line(file, f"line {broken.line}: {broken.explanation}")
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
            objects.append(parse_object(line, file.manner))
            lines.append(number)
        except NoObject as fault:
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


def one_object_a_line(file: TableFile, found: str, others: Sequence[str] = ()) -> IsoglossError:
    """What to raise where lines hold no object; the first is told, the others are listed."""
    return file.manner.error(
        found,
        expected="one JSON object a line",
        where=file.source,
        remedy=_ONE_A_LINE,
        offenders=others,
    )


def _kind(kinds: set[str]) -> str:
    odd = sorted(kind for kind in kinds if kind.startswith("JSON"))
    if odd:
        return odd[0]
    if kinds == {INTEGER, NUMBER}:
        return NUMBER
    return kinds.pop() if len(kinds) == 1 else TEXT


def parse_object(text: str, manner: Manner) -> JsonObject:
    """The object in a line.

    Raises:
        NoObject: if it holds none, or one key twice.
    """
    if not manner.whole and len(text) > LONGEST_LINE:
        raise NoObject("the line is longer than a million characters")
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        detail = f"{fault.msg} at character {fault.pos + 1}"
        raise NoObject("no JSON object", detail) from fault
    except (ValueError, RecursionError) as fault:
        deep = "too deep" if manner.whole else "nested too deep"
        raise NoObject(f"no JSON object we can hold: a number too long, or {deep}") from fault
    if not isinstance(found, dict):
        kind = type(found).__name__
        raise NoObject(f"a JSON {kind} where an object is expected, as in {{...}}")
    return found


def _once(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NoObject(f"the key {twice[:40]!r} stands twice in one object")
    return found
