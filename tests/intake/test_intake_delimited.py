"""Tables of separated values: what is written reads back, and a bad row costs itself only."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InboxError, TableError
from pipeline.io.delimited import MOST_LINES_IN_A_CELL, open_table
from pipeline.io.delimited_columns import Wanted, match_columns
from pipeline.io.delimited_text import LONGEST_LINE, open_text

WANTED = Wanted(("path", "speaker_id", "text"), required=("path",))


def read(path: Path, *, lines: int = 7, wanted: Wanted = WANTED, quoted: bool = True):
    table = open_table(path, wanted, InboxError, quoted=quoted)
    rows, broken = [], []
    for block in table.blocks(lines):
        rows.extend(zip(block.lines, block.rows, strict=True))
        broken.extend(block.broken)
    return table, rows, broken


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
) | st.text("a\",;\t|\r\n' é", max_size=8)
ROWS = st.lists(st.tuples(CELL, CELL, CELL).filter(any), max_size=12)
TIGHT = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@TIGHT
@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    lines=st.integers(1, 9),
)
def test_any_rows_in_any_dialect_and_encoding_read_back(
    tmp_path, rows, delimiter, ending, quoting, encoding, lines
):
    if quoting == csv.QUOTE_MINIMAL:
        # Before Python 3.13 the writer quotes a line break only if it is the one it writes.
        unquoted = str.maketrans("", "", "".join({"\r", "\n"} - set(ending)))
        rows = [tuple(cell.translate(unquoted) for cell in row) for row in rows]
        rows = [row for row in rows if any(row)]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(["path", "speaker_id", "text"])
    writer.writerows(rows)
    path = tmp_path / "table.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    # Without a byte order mark it is the zero bytes of Latin letters that give UTF-16 away.
    if encoding.startswith("utf-16-") and not _latin(path.read_bytes(), encoding):
        return
    _, found, broken = read(path, lines=lines)
    assert [tuple(row) for _, row in found] == rows
    assert broken == []


def _latin(raw: bytes, encoding: str) -> bool:
    """Whether the rhythm of zero bytes at the start is that of Latin letters alone."""
    high = raw[1:4096:2] if encoding.endswith("le") else raw[:4096:2]
    low = raw[:4096:2] if encoding.endswith("le") else raw[1:4096:2]
    return high.count(0) > 0.3 * len(high) and low.count(0) == 0


LATIN = st.lists(
    st.sampled_from(["a", "é", "ü", "ß", "À", "cœur", ",", '"', "\n", " "]), min_size=1
)


@TIGHT
@given(rows=st.lists(st.tuples(*[LATIN.map("".join)] * 3), max_size=9))
def test_windows_1252_reads_back_and_is_said_aloud(tmp_path, rows):
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["path", "speaker_id", "text"], *rows])
    raw = written.getvalue().encode("cp1252")
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    table, found, _ = read(path)
    assert [tuple(row) for _, row in found] == rows
    assert bool(table.remarks) == (not raw.isascii())


@pytest.mark.parametrize(
    ("raw", "line", "byte"),
    [
        (b"path,text\na.wav,caf\xe9\n", 2, "0xE9"),
        (b"path,text\na.wav,ok\nb.wav,M\xfcnchen und \xdf\n", 3, "0xFC"),
        (b"path,text\na.wav,cut \xc3", 2, "0xC3"),
    ],
)
def test_the_remark_names_the_first_odd_byte_and_its_line(tmp_path, raw, line, byte):
    (tmp_path / "m.csv").write_bytes(raw)
    text = open_text(tmp_path / "m.csv", InboxError)
    assert len(text.remarks) == 1
    assert f"byte {byte} in line {line}" in text.remarks[0]
    assert "Windows-1252" in text.remarks[0]


def test_a_file_in_two_encodings_keeps_the_letters_of_both(tmp_path):
    path = tmp_path / "m.csv"
    path.write_bytes("path,text\na,Zürich\n".encode() + "b,Köln\n".encode("cp1252") + b"c,\x81\n")
    _, rows, _ = read(path)
    assert [row[1] for _, row in rows] == ["Zürich", "Köln", "\x81"]


@pytest.mark.parametrize("opening", ['bad.wav,"never closed,s2\n', 'bad.wav,"closed"here,s2\n'])
@pytest.mark.parametrize("lines", [1, 3, 1000])
def test_a_broken_quote_costs_its_own_line_only(tmp_path, opening, lines):
    good = [f'{i}.wav,"a ""quoted"", cell {i}",s{i}\n' for i in range(120)]
    path = write(
        tmp_path / "m.csv", "path,text,speaker_id\n" + "".join([*good[:50], opening, *good[50:]])
    )
    _, rows, broken = read(path, lines=lines)
    assert [b.line for b in broken] == [52]
    assert "quote" in broken[0].explanation
    assert "never" not in broken[0].explanation  # what a cell says stays out of messages
    assert [row[1] for _, row in rows] == [f'a "quoted", cell {i}' for i in range(120)]
    assert [line for line, _ in rows] == [*range(2, 52), *range(53, 123)]


def test_two_broken_quotes_do_not_make_a_cell_of_the_rows_between(tmp_path):
    header = "path,speaker_id,text,b,c\n"
    lines = ['a.wav,s1,"open,1,2\n', "b.wav,s2,fine,1,2\n", 'c.wav,s3,close",1,2\n']
    path = write(tmp_path / "m.csv", header + "".join(lines))
    _, rows, broken = read(path)
    assert [b.line for b in broken] == [2]
    assert [row[0] for _, row in rows] == ["b.wav", "c.wav"]


def test_a_cell_may_run_over_lines_but_not_over_the_file(tmp_path):
    longest = "\n".join(["verse"] * MOST_LINES_IN_A_CELL)
    path = write(tmp_path / "m.csv", f'path,text\na,"{longest}"\nb,x\nc,"{longest}\n"\nd,y\n')
    _, rows, broken = read(path, lines=2)
    assert rows[:2] == [(2, ["a", longest]), (MOST_LINES_IN_A_CELL + 2, ["b", "x"])]
    assert rows[-1][1] == ["d", "y"]
    # The cell that is too long is given up at its first line; its other lines are no rows either.
    assert broken[0].line == MOST_LINES_IN_A_CELL + 3
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("x.wav,s1", "2 cells where the first line has 3"),
        ("x.wav,s1,a,b", "4 cells where the first line has 3; a cell that holds ',' needs quotes"),
        ("x.wav,s\x001,a", "NUL"),
        ("x.wav,s1," + "a" * (LONGEST_LINE + 5), "longer than a million characters"),
        ("x.wav,s1," + "a" * 200_000, "quote"),
    ],
)
def test_a_row_that_does_not_fit_is_set_aside(tmp_path, line, part):
    path = write(tmp_path / "m.csv", f"path,speaker_id,text\na,s,t\n{line}\nb,s,t\n")
    _, rows, broken = read(path)
    assert [row[0] for _, row in rows] == ["a", "b"]
    assert [(b.line, part in b.explanation) for b in broken] == [(3, True)]


def test_blank_rows_and_empty_cells_too_many_do_no_harm(tmp_path):
    path = write(tmp_path / "m.csv", "\n,,\npath,text\na,1\n\n,\nb,2,,,\n   \n")
    _, rows, broken = read(path)
    assert rows == [(4, ["a", "1"]), (7, ["b", "2"])]
    assert [b.line for b in broken] == [8]


def test_excel_writes_its_separator_first(tmp_path):
    path = write(tmp_path / "m.csv", "sep=;\r\npath;text\r\na;1,5\r\n")
    table, rows, _ = read(path)
    assert rows == [(3, ["a", "1,5"])]
    assert any("sep=;" in remark for remark in table.remarks)
    assert any("separated by ';'" in remark for remark in table.remarks)


def test_blanks_after_commas_belong_to_the_layout_if_the_header_has_them(tmp_path):
    path = write(tmp_path / "m.csv", 'path, text, speaker_id\na.wav, "x, y", s1\n')
    assert read(path)[1] == [(2, ["a.wav", "x, y", "s1"])]


def test_quotes_are_plain_characters_where_the_format_says_so(tmp_path):
    path = write(tmp_path / "m.tsv", 'path\ttext\na\t"Open, he said\nb\tNA\n')
    assert read(path, quoted=False)[1] == [(2, ["a", '"Open, he said']), (3, ["b", "NA"])]


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        (b"PK\x03\x04xxxx", "this is an Excel or zip file"),
        (b"RIFF....WAVE", "this is a sound file"),
        (b"\x1f\x8b\x08", "this is a gzip file"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path, raw, part):
    (tmp_path / "m.csv").write_bytes(raw)
    with pytest.raises(TableError, match=part) as caught:
        open_text(tmp_path / "m.csv", TableError)
    assert str(tmp_path / "m.csv") in str(caught.value)


def test_columns_are_found_whatever_their_case_and_spaces():
    columns = match_columns(
        [" Path ", "Speaker ID", "TEXT"], WANTED, where="m.csv", error=InboxError
    )
    assert columns.positions == {"path": 0, "speaker_id": 1, "text": 2}
    assert columns.remarks == ()


def test_a_missing_column_is_named_with_what_may_be_meant():
    wanted = Wanted(("path", "speaker_id"), required=("path", "speaker_id"))
    with pytest.raises(InboxError) as caught:
        match_columns(["path", "spaker_id", "mood"], wanted, where="m.csv", error=InboxError)
    assert str(caught.value) == (
        "m.csv: no column 'speaker_id'; the columns are 'path', 'spaker_id', 'mood'; expected "
        "'speaker_id'. Did you mean 'spaker_id' for 'speaker_id'? Add or rename the column in the "
        "first line."
    )


def test_extra_columns_are_said_and_a_near_miss_is_asked_about():
    columns = match_columns(["path", "speaker", "weather"], WANTED, where="m.csv", error=InboxError)
    assert columns.remarks == (
        "2 columns are not used: 'speaker', 'weather'.",
        "No column 'speaker_id': taken as empty. Did you mean 'speaker'?",
    )


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (["a.wav", "s1", "hello"], "the first line holds no column names we know: 'a.wav'"),
        (["path", "Path"], "two columns are both 'path': 'path' .column 1. and 'Path' .column 2"),
    ],
)
def test_a_header_nobody_can_read_is_refused(header, part):
    with pytest.raises(InboxError, match=part):
        match_columns(header, WANTED, where="m.csv", error=InboxError)
