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
    """Read the texts of a column, or of each line where no column is named; one for each row.

    Raises:
        TableError: the file cannot be read, has no such column, or holds a row that cannot be
            read: without it, the texts and the rows of the table would no longer go together.
    """
    if column:
        yield from _read_column(path, column)
        return
    from pipeline.io.tables.formats.blocks import text_lines
    from pipeline.io.tables.manner import Manner
    from pipeline.io.tables.sources import find_file

    yield from text_lines(find_file(str(path), Manner(whole=False, text_only=True)))


def _read_column(path: Path, column: str) -> Iterator[str]:
    from pipeline.io.tables.column_names import Names
    from pipeline.io.tables.imports import BATCH_ROWS
    from pipeline.io.tables.manner import Manner
    from pipeline.io.tables.reader import open_tables

    every_row = Manner(whole=False, keeps_blank_rows=True)
    table = open_tables([str(path)], Names((column,), (column,)), every_row)
    for block in table.row_blocks(table.columns.theirs, BATCH_ROWS):
        if block.broken:
            raise TableError(
                f"line {block.broken[0].line} cannot be read: {block.broken[0].explanation}",
                where=str(path),
                remedy="Mend the line, or write the table again; no row of it was used.",
                offenders=[f"line {row.line}: {row.explanation}" for row in block.broken[1:]],
            )
        yield from (text or "" for (text,) in block.rows)
