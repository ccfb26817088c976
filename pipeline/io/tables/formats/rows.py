"""What all formats give: rows with their lines, and what a column holds."""

from collections.abc import Sequence
from dataclasses import dataclass

TEXT, INTEGER, NUMBER, LABEL = "text", "integer", "number", "label"
"""What the cells of a column are; a `label` names a group though it is no text (dates)."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read.

    Attributes:
        line: Its line in the file, the first being 1.
        explanation: What is wrong with it; never holds what its cells say.
    """

    line: int
    explanation: str


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Consecutive rows of a table, for a command that takes each by itself.

    Attributes:
        lines: For each row the line it starts in, the first line of the file being 1.
        rows: Its cells, in the order in which columns were asked for; None for null.
        broken: Rows of this stretch that cannot be read.
    """

    lines: Sequence[int]
    rows: Sequence[tuple[str | None, ...]]
    broken: Sequence[BrokenRow] = ()
