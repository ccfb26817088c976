"""Tables of separated values: what is written reads back, and a bad row costs itself only."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InboxError, TableError
from pipeline.io.tables.column_names import ColumnHeader, EveryColumn, Names
from pipeline.io.tables.formats import blocks, delimited
from pipeline.io.tables.formats.careful import LONGEST_LINE, MOST_LINES_IN_A_CELL
from pipeline.io.tables.manner import ROW_BY_ROW, Manner
from pipeline.io.tables.reader import open_tables
from pipeline.io.tables.sources import find_file

WANTED = Names(("path", "speaker_id", "text"), required=("path",))


def read(path: Path, *, lines: int = 7, quoted: bool = True, blank_rows: bool = False):
    manner = Manner(InboxError, whole=False, quoted=quoted, keeps_blank_rows=blank_rows)
    names = open_tables([str(path)], EveryColumn(), manner).columns
    table = open_tables([str(path)], Names(names), manner)
    rows, broken = [], []
    for block in table.row_blocks(names, lines):
        assert len(block.rows) <= lines
        rows.extend((line, list(row)) for line, row in zip(block.lines, block.rows, strict=True))
        broken.extend(block.broken)
    return table, rows, broken


def settle(header, wanted: Names):
    return wanted.settle(
        ColumnHeader(header, "m.csv", header, is_first_line=True, error=InboxError)
    )


@pytest.fixture(params=[64, 700, 4 << 20], ids=["64 bytes", "700 bytes", "4 MB"])
def _block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks so small that rows and cells run over the end of one."""
    monkeypatch.setattr(delimited, "BLOCK_BYTES", request.param)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
) | st.text("a\",;\t|\r\n' é", max_size=8)
ROWS = st.lists(st.tuples(CELL, CELL, CELL).filter(any), max_size=12)
TIGHT = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("_block")
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
    assert bool(table.assumed) == (not raw.isascii())


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
    (remark,) = find_file(str(tmp_path / "m.csv"), ROW_BY_ROW).remarks
    assert f"m.csv: not UTF-8 (byte {byte} in line {line})" in remark
    assert "Windows-1252" in remark


def test_a_file_in_two_encodings_keeps_the_letters_of_both(tmp_path):
    path = tmp_path / "m.csv"
    path.write_bytes("path,text\na,Zürich\n".encode() + "b,Köln\n".encode("cp1252") + b"c,\x81\n")
    _, rows, _ = read(path)
    assert [row[1] for _, row in rows] == ["Zürich", "Köln", "\x81"]


@pytest.mark.usefixtures("_block")
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


@pytest.mark.parametrize(
    ("table", "line", "rows"),
    [
        # The quote of one utterance closes in another: direct speech over several clips.
        ('path,text\na.wav,"open\nb.wav,fine\nc.wav,close"\n', 2, ["b.wav", "c.wav"]),
        ('path,text\na.wav,"open\nb.wav,close"\n', 2, ["b.wav"]),
        ('text,who\n"open,w1\nfine,w2\nclose",w3\nmore,w4\n', 2, ["fine", 'close"', "more"]),
        ('id,text,who\n1,"open,w\n2,fine,w\n3,close",w\n', 2, ["2", "3"]),
        ('u,who,text\na,w1,"stop\na,w2,stop\na,w3,stop"\nb,w1,day\n', 2, ["a", "a", "b"]),
        ('a,b,c,d\nc3,us,go,"go\nc4,us,go,go\nc5,us,go,go"\n', 2, ["c4", "c5"]),
        # Names of no telling build, but several lines and all of them rows.
        ('who,text\nann,"x\nbob,y\neve,z\nmia,end"\n', 2, ["bob", "eve", "mia"]),
        # One column: names built alike are rows, and a lone quote never closes.
        ('path\n"a.wav\nb.wav\nc.wav"\n', 2, ["b.wav", 'c.wav"']),
        ('text\n"never closed\nfine\n"good"\nlast\n', 2, ["fine", "good", "last"]),
    ],
)
@pytest.mark.usefixtures("_block")
def test_a_broken_quote_never_hides_rows_however_few_the_columns(tmp_path, table, line, rows):
    _, found, broken = read(write(tmp_path / "m.csv", table))
    assert [b.line for b in broken] == [line]
    assert [row[0] for _, row in found] == rows
    assert [number for number, _ in found] == list(range(line + 1, line + 1 + len(rows)))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("text", ["a verse\nthat goes on\nand on"]),
        ("path,text", ["a.wav", "Well, yes\nbut, no\nor, perhaps\nnot, at all"]),
        ("path,text", ["a.wav", "first line\nsecond, line"]),
        ("path,who,text", ["a.wav", "w1", "one\ntwo, three, four\nfive"]),
        ("text,who", ["I said, w\nand went", "w7"]),
    ],
)
def test_a_cell_of_several_lines_stays_one_cell_in_a_narrow_table(tmp_path, header, row):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerow(row)
    path = write(tmp_path / "m.csv", f"{header}\n{written.getvalue()}")
    assert read(path)[1:] == ([(2, row)], [])


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("header", ["id,accent", "accent"])
def test_rows_are_kept_one_for_one_where_blank_ones_count(tmp_path, header):
    cells = ["us", "", "", "wales", "", "us"]
    start = "," if "," in header else ""
    path = write(tmp_path / "m.csv", header + "\n" + "".join(f"{start}{c}\n" for c in cells))
    _, rows, broken = read(path, blank_rows=True)
    assert [(line, row[-1]) for line, row in rows] == list(enumerate(cells, start=2))
    assert broken == []


@pytest.mark.parametrize("many", [False, True])
def test_lines_of_rows_are_right_around_blank_rows_and_cells_over_lines(tmp_path, many):
    plain = "".join(f"{n}.wav,s,x\n" for n in range(9_000 if many else 1))
    odd = '\n,,\na.wav,"one\n\ntwo",x\n"","",""\nb.wav,s,x\n'
    path = write(tmp_path / "m.csv", "path,speaker_id,text\n" + plain + odd + plain)
    _, rows, broken = read(path)
    lines = path.read_text().splitlines()
    assert all(lines[line - 1].startswith(row[0]) for line, row in rows)
    assert (len(rows), broken) == (2 * plain.count("\n") + 2, [])


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


def test_a_line_without_an_end_in_sight_costs_itself_and_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "MOST_HELD_BYTES", 2 << 20)
    monkeypatch.setattr(blocks, "LONGEST_ROW_BYTES", 4 << 20)
    endless = "x" * (6 << 20)
    path = write(tmp_path / "m.csv", f"path,speaker_id,text\na,s,t\nb,s,{endless}\nc,s,t\n")
    _, rows, broken = read(path)
    assert [(line, row[0]) for line, row in rows] == [(2, "a"), (4, "c")]
    assert [(b.line, b.explanation) for b in broken] == [
        (3, "the line is longer than a million characters")
    ]


def test_blank_rows_and_empty_cells_too_many_do_no_harm(tmp_path):
    path = write(tmp_path / "m.csv", "\n,,\npath,text\na,1\n\n,\nb,2,,,\n   \n")
    _, rows, broken = read(path)
    assert rows == [(4, ["a", "1"]), (7, ["b", "2"])]
    assert [b.line for b in broken] == [8]


def test_excel_writes_its_separator_first(tmp_path):
    path = write(tmp_path / "m.csv", "sep=;\r\npath;text\r\na;1,5\r\n")
    table, rows, _ = read(path)
    assert rows == [(3, ["a", "1,5"])]
    assert any("sep=;" in remark for remark in table.assumed)
    assert any("separated by ';'" in remark for remark in table.assumed)


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
        (b"\x1f\x8b\x08", "the compressed file is damaged or cut off"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path, raw, part):
    (tmp_path / "m.csv").write_bytes(raw)
    with pytest.raises(TableError, match=part) as caught:
        find_file(str(tmp_path / "m.csv"), ROW_BY_ROW)
    assert str(tmp_path / "m.csv") in str(caught.value)


def test_columns_are_found_whatever_their_case_and_spaces():
    columns = settle([" Path ", "Speaker ID", "TEXT"], WANTED)
    assert columns.positions == {"path": 0, "speaker_id": 1, "text": 2}
    assert columns.remarks == ()


def test_a_missing_column_is_named_with_what_may_be_meant():
    wanted = Names(("path", "speaker_id"), required=("path", "speaker_id"))
    with pytest.raises(InboxError) as caught:
        settle(["path", "spaker_id", "mood"], wanted)
    assert str(caught.value) == (
        "m.csv: no column 'speaker_id'; the columns are 'path', 'spaker_id', 'mood'; expected "
        "'speaker_id'. Did you mean 'spaker_id' for 'speaker_id'? Add or rename the column in the "
        "first line."
    )


def test_extra_columns_are_said_and_a_near_miss_is_asked_about():
    columns = settle(["path", "speaker", "weather"], WANTED)
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
        settle(header, WANTED)
