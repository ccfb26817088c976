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
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in _NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _TWO_CELLS else 1


def clipped(text: str, width: int) -> str:
    """The text, or as much of it as fits in `width` cells with an ellipsis at the end.

    Example:
        >>> clipped("India and South Asia", 10)
        'India and…'
    """
    if cells(text) <= width:
        return text
    kept, used = [], 1
    for character in text:
        used += _cells_of(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def padded(text: str, width: int, *, right: bool) -> str:
    """The text filled with spaces to `width` cells, flush right or left."""
    room = " " * max(0, width - cells(text))
    return room + text if right else text + room
