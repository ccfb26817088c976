"""What the accent commands share: languages we know, texts of a file."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import TableError, UnknownIdError


def known_language(language: str) -> str:
    """A language there is a taxonomy for; `en-GB` means `en`.

    Raises:
        UnknownIdError: there is none; says which there are.
    """
    from accents.taxonomy import languages

    known = languages()
    primary = language.replace("_", "-").split("-")[0].lower()
    if primary not in known:
        raise UnknownIdError(
            f"no accents of language {language!r}",
            expected=f"one of {', '.join(known)}",
            where="--language",
            remedy="docs/accents.md says how to add a language.",
        )
    return primary


def texts_of(path: Path, column: str) -> Iterator[str]:
    """The texts of a column, or of each line where no column is named.

    Raises:
        TableError: the file cannot be read or has no such column.
    """
    if column:
        yield from _texts_of_column(path, column)
        return
    from pipeline.io.delimited_text import open_text

    with open_text(path) as opened:
        for line in opened.lines():
            yield line.rstrip("\r\n")


def _texts_of_column(path: Path, column: str) -> Iterator[str]:
    from pipeline.io.delimited import open_table
    from pipeline.io.delimited_columns import Wanted

    table = open_table(path, Wanted((column,), (column,)), TableError)
    for block in table.blocks(5000):
        for row in block.rows:
            yield row[0]
