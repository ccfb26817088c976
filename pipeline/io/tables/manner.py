"""How a command reads tables: what it raises, and what one bad row means to it."""

from dataclasses import dataclass

from pipeline.errors import IsoglossError, TableError


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command reads tables.

    Attributes:
        error: What is raised where a file cannot be read at all.
        whole: Whether one row that cannot be read ends the reading; else the row is set aside
            with its line, and reading goes on.
        text_only: Whether the command has settled that the file is text of a kind it knows.
        quoted: False where quotes are ordinary characters and only tabs separate cells.
        keeps_blank_rows: Whether a row without a filled cell is a row like others.
    """

    error: type[IsoglossError] = TableError
    whole: bool = True
    text_only: bool = False
    quoted: bool = True
    keeps_blank_rows: bool = False


WHOLE = Manner()
"""An audit's: a rate of which rows are missing is no rate."""

ROW_BY_ROW = Manner(whole=False)
"""An import's: the good rows go in, and the others are listed."""
