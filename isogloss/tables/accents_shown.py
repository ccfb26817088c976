"""What the accent commands share: languages we know, texts of a file."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import TableError, UnknownIdError


def known_language(language: str) -> str:
    """Find the language a taxonomy is for; `en-GB` means `en`.

    Raises:
        UnknownIdError: there is none; says which there are.
    """
    from accents.taxonomy import LANGUAGES, TaxonomyError, primary_language

    try:
        return primary_language(language)
    except TaxonomyError as error:
        raise UnknownIdError(
            f"no accents of language {language!r}",
            expected=f"one of {', '.join(LANGUAGES)}",
            where="--language",
            remedy="docs/accents.md says how to add a language.",
        ) from error


def read_texts(path: Path, column: str) -> Iterator[str]:
    """Read the texts of a column, or of each line where no column is named.

    Raises:
        TableError: the file cannot be read or has no such column.
    """
    if column:
        yield from _read_column(path, column)
        return
    from pipeline.io.delimited_text import open_text

    for line in open_text(path, TableError).lines():
        yield line.rstrip("\r\n")


def _read_column(path: Path, column: str) -> Iterator[str]:
    from pipeline.io.delimited import open_table
    from pipeline.io.delimited_columns import Wanted, match_columns

    wanted = Wanted((column,), (column,))
    table = open_table(path, wanted, TableError)
    found = match_columns(table.header, wanted, where=str(path), error=TableError)
    for block in table.blocks():
        for row in block.rows:
            yield row[found.positions[column]]
