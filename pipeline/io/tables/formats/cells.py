"""What the cells of a column of Arrow are to a command: text, or a number for a covariate."""

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from pipeline.errors import TableError
from pipeline.io.tables.formats.rows import INTEGER, LABEL, NUMBER, TEXT


def is_readable(kind: pa.DataType) -> str:
    """What a type of Arrow is to us: `text`, `integer`, `number`, `label`, or its own name.

    A `label` may name a group though it is no text: truth values, dates.

    Example:
        >>> is_readable(pa.dictionary(pa.int32(), pa.string())), is_readable(pa.list_(pa.int8()))
        ('text', 'list<item: int8>')
    """
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if _is_text(kind) or pa.types.is_null(kind):
        return TEXT
    if pa.types.is_integer(kind):
        return INTEGER
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return NUMBER
    if pa.types.is_boolean(kind) or pa.types.is_temporal(kind):
        return LABEL
    return str(kind)


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def as_cells(array: pa.Array, name: str, *, where: str, first_row: int) -> pa.Array:
    """A column of a file that promises types, its text made sure of.

    Args:
        array: Any array that `is_readable` knows.
        name: The column, for messages.
        where: The file, for messages.
        first_row: The number of its first row, for messages.

    Raises:
        TableError: if a text is no UTF-8, which the format promises and nobody checks.
    """
    if is_readable(array.type) != TEXT:
        return array
    try:
        if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
            array.validate(full=True)
            return array
        large = pa.types.is_large_binary(array.type)
        return array.cast(pa.large_string() if large else pa.string())
    except pa.ArrowInvalid as fault:
        raise TableError(
            f"column {name!r}, row {first_row + _first_bad(array)} is not UTF-8",
            expected="text in UTF-8",
            where=where,
            remedy="Write the table again with its texts in UTF-8.",
        ) from fault


def _first_bad(array: pa.Array) -> int:
    for index in range(len(array)):
        try:
            array.slice(index, 1).cast(pa.binary()).cast(pa.string())
        except pa.ArrowInvalid:
            return index
    return 0


def as_text(array: pa.Array) -> pa.Array:
    """A column as text; numbers as a person would write them: 12 for 12.0, and null for NaN.

    Example:
        >>> as_text(pa.array([12.0, 0.5, float("nan"), None])).to_pylist()
        ['12', '0.5', None, None]
    """
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return array
    if pa.types.is_dictionary(array.type) and is_readable(array.type) == TEXT:
        return array
    if is_readable(array.type) != NUMBER:
        return array.cast(pa.string())
    array = array.cast(pa.float64())
    texts = pc.if_else(pc.is_nan(array), None, array).cast(pa.string())
    return pc.replace_substring_regex(texts, r"\.0$", "")


def as_numbers(array: pa.Array) -> pa.Array:
    """A column as float64; blanks and `NA`, `NaN`, `null`, `none` are null.

    Raises:
        pyarrow.ArrowInvalid: if another text is no number.

    Example:
        >>> as_numbers(pa.array([" 1.5", "", "NA", None])).to_pylist()
        [1.5, None, None, None]
    """
    if is_readable(array.type) in (NUMBER, INTEGER):
        array = array.cast(pa.float64())
        return pc.if_else(pc.is_nan(array), None, array)
    bare = pc.utf8_trim_whitespace(as_text(array))
    missing = pc.match_substring_regex(bare, r"(?i)^(|na|n/a|nan|null|none)$")
    return pc.if_else(missing, None, bare).cast(pa.float64())
