"""What cannot be read is one message: what was found, where, and the way out."""

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import TableError
from pipeline.io.tables.column_names import EveryColumn
from pipeline.io.tables.reader import open_tables
from pipeline.io.tables.roles import Wanted

Row = dict[str, Any]


def complaint(*sources: Path | str) -> str:
    """What is said when a table is opened, its columns are chosen and all rows are read."""
    with pytest.raises(TableError) as caught:
        read_all([str(source) for source in sources])
    return str(caught.value)


def read_all(sources: list[str]) -> int:
    tables = open_tables(sources, Wanted())
    return sum(batch.num_rows for batch in tables.batches(tables.columns.all))


def csv_rows(count: int, columns: int = 4) -> list[str]:
    names = ["reference", "hypothesis", "speaker", "accent", "path"][:columns]
    rows = [f'the cat {n},"the cat, {n}",s{n % 50},"us, {n % 3}",{n}.wav' for n in range(count)]
    return [",".join(names), *(",".join(row.split(",")[: columns + 2]) for row in rows)]


@pytest.mark.parametrize("columns", [4, 5])
@pytest.mark.parametrize("broken", ['the cat,"the cat,s1,us', '"the cat,the cat,s1,us'])
@pytest.mark.parametrize("cells", ["bare", "quoted"])
@pytest.mark.parametrize("line", [2, 5_000, 60_001])
def test_a_broken_quote_is_named_by_its_line(
    line: int, cells: str, broken: str, columns: int, tmp_path: Path
) -> None:
    lines = csv_rows(60_000, columns)
    if cells == "bare":
        lines = [row.replace('"', "").replace(", ", " ") for row in lines]
    lines[line - 1] = broken + ",9.wav" * (columns - 4)
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines) + "\n")
    told = complaint(path).splitlines()
    assert told[0] == (
        f"{path}: line {line} cannot be read: a quote is opened and not closed, or text follows "
        'where it closes; write " as "". Mend the line, or write the table again; no row of it '
        "was used."
    )
    assert len(told) == 1


def test_broken_lines_are_listed_ten_at_most(tmp_path: Path) -> None:
    lines = csv_rows(6_000)
    for line in range(100, 130):
        lines[line - 1] = 'a,"b,s,us'
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines))
    told = complaint(path).splitlines()
    assert told[0].startswith(f"{path}: line 100 cannot be read: a quote")
    assert [row.split(":")[0] for row in told[1:11]] == [f"  line {n}" for n in range(101, 111)]
    assert told[11] == "  and 19 more"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,b", "2 cells where the first line has 4"),
        ("a,b,c,d,e", "5 cells where the first line has 4; a cell that holds ',' needs quotes"),
        ("a,b\0c,d,e", "the line holds NUL bytes, as after a crash or a bad copy"),
    ],
)
@pytest.mark.parametrize("line", [2, 4_321, 60_001])
def test_ragged_rows_and_nul_bytes_are_named_by_their_line(
    line: int, row: str, said: str, tmp_path: Path
) -> None:
    lines = csv_rows(60_000)
    lines[line - 1] = row
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    told = complaint(path)
    assert told.startswith(f"{path}: line {line} cannot be read: {said}")


def test_lines_count_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'\xef\xbb\xbf\r\n\nref,hyp,spk,accent\r\na,"b\r\nc",d,e\n\na,b\n')
    assert "line 7 cannot be read: 2 cells" in complaint(path)


@pytest.mark.parametrize("name", ["t.csv.gz", "t.jsonl.bz2", "t.csv.xz", "t.jsonl.zst"])
def test_a_truncated_packed_file(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows * 2_000, name)
    path.write_bytes(path.read_bytes()[:-20])
    told = complaint(path)
    assert told.startswith(f"{path}: the compressed file is damaged or cut off (")
    assert told.endswith("Copy or download it again; nothing of it was used.")


def test_a_packed_file_damaged_in_its_middle(tmp_path: Path) -> None:
    data = bytearray(lzma.compress("\n".join(csv_rows(3_000)).encode()))
    data[len(data) // 2] ^= 255
    path = tmp_path / "t.csv.xz"
    path.write_bytes(data)
    assert "the compressed file is damaged or cut off" in complaint(path)


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.999])
def test_a_truncated_parquet(
    keep: float, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows * 500, "t.parquet")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    told = complaint(path)
    assert told.startswith(f"{path}: this Parquet file is damaged or cut off (")
    assert told.endswith("Copy or write it again; nothing of it was used.")


def test_a_parquet_with_damaged_pages(rows: list[Row], write_table: Callable[..., Path]) -> None:
    path = write_table([{**row, "path": f"{n}"} for n, row in enumerate(rows * 999)], "t.parquet")
    data = bytearray(path.read_bytes())
    data[4:2000] = bytes(255 - byte for byte in data[4:2000])
    path.write_bytes(data)
    assert "this Parquet file is damaged or cut off" in complaint(path)


def test_parquet_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")]
    )
    names = ["reference", "hypothesis", "accent"]
    pq.write_table(pa.table([pa.array(["a", "b"]), bad, pa.array(["x", "y"])], names), path)
    assert complaint(path) == (
        f"{path}: column 'hypothesis', row 2 is not UTF-8; expected text in UTF-8. Write the "
        "table again with its texts in UTF-8."
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "a"', "no JSON object (Expecting ',' delimiter at character 13)"),
        ("[1]", "a JSON list where an object is expected, as in {...}"),
        ('{"text": "a", "text": "b"}', "the key 'text' stands twice in one object"),
        ('{"text": ["a"]}', "'text' holds a JSON list, not text"),
        ('{"text": "a\0b"}', "no JSON object (Invalid control character at at character 12)"),
    ],
)
def test_a_broken_line_of_json(
    line: str, said: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table([{"text": "x", "pred_text": "y", "accent": "z"}] * 5_000, "t.jsonl")
    lines = path.read_text().splitlines()
    lines[4_998] = line
    path.write_text("\n".join(lines))
    told = complaint(path)
    assert told.startswith(f"{path}: line 4999: {said}; expected one JSON object a line.")


def test_half_a_surrogate_pair_is_read_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        '{"text": "a"}\n{"text": "b \\ud83d c"}\n{"text": "\\ude00"}\n{"text": "\\ud83d\\ude00"}\n'
    )
    tables = open_tables([str(path)], EveryColumn())
    (batch,) = tables.batches(["text"])
    assert batch.to_pydict() == {"text": ["a", "b \ufffd c", "\ufffd", "😀"]}
    (remark,) = tables.remarks
    assert (remark.code, remark.rows) == ("lone_surrogate", 2)
    assert remark.text.endswith("The first is in line 2.")


def test_json_that_is_not_utf8_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text": "caf\xe9"}\n')
    tables = open_tables([str(path)], EveryColumn())
    (batch,) = tables.batches(["text"])
    assert batch.to_pydict() == {"text": ["a", "café"]}
    assert "byte 0xE9 in line 2" in tables.remarks[0].text


def test_a_json_array(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"text": "a"}]')
    assert complaint(path) == (
        f"{path}: this is one JSON array; expected JSON lines: one object a line. Write each "
        "object on a line of its own (`jq -c '.[]'` does it)."
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty; expected a line of column names and a line for each utterance"),
        (b"\n \n", "the file holds nothing but blanks; expected a line of column names"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (b"PK\3\4xxxx", "this is an Excel or zip file, whatever its name says; expected CSV, TSV"),
        (b"RIFF1234WAVE", "this is a sound file, whatever its name says"),
        (b"ref,hyp,speaker,accent\n", "there is a line of column names and no row after it: ref, "),
        (b"ref,hyp,speaker,accent", "there is a line of column names and no row after it: ref, "),
        (b"{}\n{}\n", "no column looks like the reference; it has no columns at all"),
    ],
)
def test_files_without_a_table(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert complaint(path).startswith(f"{path}: {said}")


def test_a_parquet_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"ref": pa.array([], pa.string())}), path)
    assert complaint(path) == (
        f"{path}: there are column names and no row: ref; expected a row for each utterance. "
        "Write the table again, with its rows."
    )


def test_places_that_are_no_file(tmp_path: Path) -> None:
    import os

    assert complaint(tmp_path / "no.csv") == (
        f"{tmp_path}/no.csv: no such file. Check that the file is there and that you may read it."
    )
    assert complaint(tmp_path) == (
        f"{tmp_path}: this is a folder; expected a file, or several. "
        f"Name its files: {tmp_path}/*.csv, or .parquet, or .jsonl."
    )
    os.mkfifo(tmp_path / "pipe")
    assert "this is a pipe, which can be read only once" in complaint(tmp_path / "pipe")
    assert "memory://nowhere.csv: no such file." in complaint("memory://nowhere.csv")
    assert f"file://{tmp_path}: this is a folder" in complaint(f"file://{tmp_path}")
    assert complaint("nosuch://bucket/t.csv").startswith(
        "nosuch://bucket/t.csv: no such kind of address ("
    )


def test_no_table_at_all() -> None:
    assert complaint() == "no table is named. Name one file, or several."
