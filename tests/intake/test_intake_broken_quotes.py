"""One broken quote costs its own row, and cells of several lines survive, in any width of table."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.io.tables.formats.careful import RowFormat

WORDS = st.lists(
    st.sampled_from(["the", "cat", "sat", "on", "seven", "small", "boats"]), min_size=1
).map(" ".join)
PLAIN = (
    WORDS
    | WORDS.map(lambda text: f"{text}, and on")
    | WORDS.map(lambda text: f'{text} "so" it is')
    | st.integers(1, 99).map(lambda number: f"c{number}.wav")
    | WORDS.map(lambda text: f", {text}")
)
VERSE = st.lists(
    st.tuples(WORDS, st.sampled_from(["", ".", "!"])).map("".join), min_size=2, max_size=4
).map("\n".join)
ENDS = st.sampled_from(["\n", "\r\n"])


def written(cell: str, *, always: bool = False) -> str:
    """A cell as a writer of CSV writes it."""
    quoted = always or any(mark in cell for mark in ',"\n')
    return '"' + cell.replace('"', '""') + '"' if quoted else cell


def lines_of(rows: list[str], end: str) -> list[str]:
    return [line for row in rows for line in (row + end).splitlines(keepends=True)]


def first_lines(rows: list[str]) -> list[int]:
    return [1 + sum(row.count("\n") + 1 for row in rows[:index]) for index in range(len(rows))]


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(st.integers(1, 8))
    row = st.lists(cells, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=8))


@settings(max_examples=400)
@given(tables(PLAIN), ENDS, st.booleans(), st.data())
def test_one_broken_quote_costs_at_most_its_own_row_and_names_its_line(table, end, always, data):
    at = data.draw(st.sampled_from(sorted({0, len(table) - 1, len(table) // 2})))
    cells = [[written(cell, always=always) for cell in row] for row in table]
    column = data.draw(st.integers(0, len(table[0]) - 1))
    text = cells[at][column]
    place = data.draw(st.sampled_from(sorted({0, len(text) // 2, len(text)})))
    cells[at][column] = text[:place] + '"' + text[place:]
    lines = lines_of([",".join(row) for row in cells], end)
    read = RowFormat(",", len(table[0])).read(lines, 1, last=True)
    found = dict(zip(read.lines, read.rows, strict=True))
    others = {line: row for line, row in enumerate(table, start=1) if line != at + 1}
    assert {line: row for line, row in found.items() if line != at + 1} == others
    assert [broken.line for broken in read.broken] == ([] if at + 1 in found else [at + 1])
    assert not any("\n" in cell for row in read.rows for cell in row)


@settings(max_examples=400)
@given(tables(PLAIN.filter(lambda cell: not cell.startswith(",")) | VERSE), ENDS)
def test_cells_of_several_lines_survive_row_after_row(table, end):
    rows = [",".join(map(written, row)) for row in table]
    read = RowFormat(",", len(table[0])).read(lines_of(rows, end), 1, last=True)
    assert (read.rows, read.lines, read.broken) == (table, first_lines(rows), [])


@settings(max_examples=300)
@given(tables(PLAIN.filter(lambda cell: not cell.startswith(",")) | VERSE), ENDS, st.data())
def test_a_broken_quote_spares_the_cells_of_several_lines_around_it(table, end, data):
    at = data.draw(st.integers(0, len(table)))
    width = len(table[0])
    rows = [",".join(map(written, row)) for row in table]
    broken = ",".join(['"never closed', *["x"] * (width - 1)])
    rows.insert(at, broken)
    starts = first_lines(rows)
    read = RowFormat(",", width).read(lines_of(rows, end), 1, last=True)
    assert [each.line for each in read.broken] == [starts[at]]
    assert read.rows == table
    assert read.lines == [*starts[:at], *starts[at + 1 :]]
