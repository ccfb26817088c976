"""JSON lines: one object a line, each a row; one bad line costs that line only."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipeline.io.delimited import BrokenRow
from pipeline.io.delimited_text import TOO_LONG, TextFile


@dataclass(frozen=True)
class JsonBlock:
    """Consecutive objects of a file of JSON lines.

    Attributes:
        lines: For each object its line, the first line of the file being 1.
        objects: The objects, in order.
        broken: Lines that hold no object.
    """

    lines: tuple[int, ...]
    objects: tuple[dict[str, Any], ...]
    broken: tuple[BrokenRow, ...] = ()


def read_json_lines(text: TextFile, lines: int) -> Iterator[JsonBlock]:
    """Reads the objects of a file of JSON lines.

    Args:
        text: The file and its encoding.
        lines: How many lines to hold at once.

    Yields:
        Blocks in the order of the file; blank lines are left out.
    """
    numbered = enumerate(text.lines(), start=1)
    while taken := list(islice(numbered, lines)):
        numbers: list[int] = []
        objects: list[dict[str, Any]] = []
        broken: list[BrokenRow] = []
        for number, line in taken:
            if not line.strip():
                continue
            found, explanation = _parse(line)
            if explanation:
                broken.append(BrokenRow(number, explanation))
            else:
                numbers.append(number)
                objects.append(found)
        yield JsonBlock(tuple(numbers), tuple(objects), tuple(broken))


def _parse(line: str) -> tuple[dict[str, Any], str]:
    if line is TOO_LONG:
        return {}, "the line is longer than a million characters"
    try:
        found = json.loads(line)
    except json.JSONDecodeError as fault:
        return {}, f"no JSON object: {fault.msg} at character {fault.pos + 1}"
    except (ValueError, RecursionError):
        return {}, "no JSON object we can hold: a number too long, or nested too deep"
    if not isinstance(found, dict):
        return {}, f"a JSON {type(found).__name__} where an object is expected, as in {{...}}"
    return found, ""


def as_text(value: object) -> str | None:
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
