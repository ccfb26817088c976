"""How much room a text takes in columns, for scripts whose letters are wide or combine.

Widths after Unicode Standard Annex 11: wide and full-width characters take two cells, combining
marks and format characters none, all others one.
"""

import unicodedata

_NO_CELL = ("Mn", "Me", "Cf")
_TWO_CELLS = ("W", "F")


def cells(text: str) -> int:
    """Terminal cells a text takes.

    Example:
        >>> cells("accent"), cells("普通话"), cells("हिन्दी")
        (6, 6, 5)
    """
    return sum(_count_cells(character) for character in text)


def _count_cells(character: str) -> int:
    if unicodedata.category(character) in _NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _TWO_CELLS else 1


def clipped(text: str, width: int) -> str:
    """The text, or its beginning and end with an ellipsis between them, in `width` cells.

    The end stays because names that differ only there (`… · female`, `… · male`) are common.

    Example:
        >>> clipped("India and South Asia · female", 20)
        'India and So… female'
    """
    if cells(text) <= width:
        return text
    tail_width = (width - 1) * 2 // 5
    tail = _taken(text[::-1], tail_width)[::-1]
    head = _taken(text, width - 1 - cells(tail))
    return f"{head}…{tail}"


def _taken(text: str, width: int) -> str:
    kept, used = [], 0
    for character in text:
        used += _count_cells(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept)


def padded(text: str, width: int, *, right: bool) -> str:
    """The text filled with spaces to `width` cells, flush right or left."""
    room = " " * max(0, width - cells(text))
    return room + text if right else text + room
