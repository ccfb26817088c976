"""Whatever the format, the packing or the place, the same rows are read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pandas as pd
import pyarrow as pa
import pytest

from pipeline.io.tables.column_names import EveryColumn
from pipeline.io.tables.reader import Tables, open_tables
from pipeline.io.tables.roles import Wanted

Row = dict[str, Any]
NAMES = ["sentence", "pred_text", "client_id", "accents", "path"]
FORMATS = ["t.csv", "t.tsv", "t.parquet", "t.jsonl"]
PACKINGS = ["", ".gz", ".bz2", ".xz", ".zst"]


def read(tables: Tables[tuple[str, ...]], **options: Any) -> list[Row]:
    return [row for batch in tables.batches(NAMES, **options) for row in batch.to_pylist()]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_and_packing_gives_the_same_rows(
    name: str, packing: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows, name + packing)
    tables = open_tables([str(path)], EveryColumn())
    assert read(tables) == rows
    assert read(tables) == rows, "read again"
    assert list(tables.names) == NAMES
    assert tables.rows == (6 if "parquet" in name else None)
    assert tables.sources == (str(path),)


@pytest.mark.parametrize("name", FORMATS)
def test_content_decides_and_not_the_suffix(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows, name + ".gz")
    odd = path.rename(path.with_name("download"))
    assert read(open_tables([str(odd)], EveryColumn())) == rows


@pytest.mark.parametrize("name", FORMATS)
def test_files_of_several_formats_are_one_table(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    sources = [str(write_table(rows[:4], "first.csv")), str(write_table(rows[4:], name))]
    assert read(open_tables(sources, EveryColumn())) == rows


@pytest.mark.parametrize("name", FORMATS)
def test_a_batch_holds_no_more_rows_than_asked(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    tables = open_tables([str(write_table(rows, name))], EveryColumn())
    sizes = [batch.num_rows for batch in tables.batches(NAMES, 4)]
    assert sum(sizes) == 6
    assert max(sizes) <= 4


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.jsonl.gz"])
@pytest.mark.parametrize("scheme", ["file", "memory"])
def test_addresses_are_read_like_files(
    scheme: str, name: str, rows: list[Row], write_table: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_table(rows, name)
    address = f"file://{path}"
    if scheme == "memory":
        address = f"memory://{tmp_path.name}/{name}"
        with fsspec.open(address, "wb") as stream:
            stream.write(path.read_bytes())
    tables = open_tables([address, address], EveryColumn())
    assert read(tables) == rows + rows
    assert [remark.code for remark in tables.remarks] == ["same_file"]


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf-8-sig", None), ("utf-16", None), ("utf-16-le", None), ("cp1252", "not_utf8")],
)
def test_spreadsheet_encodings(
    encoding: str, code: str | None, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    tables = open_tables([str(path)], EveryColumn())
    assert read(tables) == rows
    assert [remark.code for remark in tables.remarks] == ([code] if code else [])
    if code:
        assert "(byte 0xE9 in line 5)" in tables.remarks[0].text


@pytest.mark.parametrize("mark", [";", "|", "\t"])
def test_other_delimiters_are_found(mark: str, tmp_path: Path, rows: list[Row]) -> None:
    path = tmp_path / "t.csv"
    pd.DataFrame(rows).to_csv(path, sep=mark, index=False)
    assert read(open_tables([str(path)], EveryColumn())) == rows


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_line_ends_may_be_mixed(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows, name)
    lines = path.read_bytes().splitlines()
    ends = [b"\r\n", b"\n"] if name == "t.jsonl" else [b"\r\n", b"\n", b"\r"]
    path.write_bytes(b"".join(line + ends[n % len(ends)] for n, line in enumerate(lines)))
    assert read(open_tables([str(path)], EveryColumn())) == rows


def test_a_file_of_old_macintosh_line_ends(
    rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert read(open_tables([str(path)], EveryColumn())) == rows


def test_cells_with_line_breaks_are_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    frame = pd.DataFrame({"ref": ["a\nb", "c"] * 200, "hyp": ['say "x"\n\nno', ""] * 200})
    frame.to_csv(path, index=False)
    batches = list(open_tables([str(path)], EveryColumn()).batches(["ref", "hyp"]))
    assert pa.Table.from_batches(batches).to_pydict() == frame.to_dict("list")


def test_common_voice_quotes_are_letters(tmp_path: Path) -> None:
    path = tmp_path / "test.tsv"
    path.write_text('client_id\tpath\tsentence\n1\ta.mp3\t"Yes," he said.\n2\tb.mp3\t"No"\n')
    batches = list(open_tables([str(path)], EveryColumn()).batches(["sentence"]))
    assert batches[0].to_pydict() == {"sentence": ['"Yes," he said.', '"No"']}


def test_quotes_in_another_tsv_are_letters_where_they_enclose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text('ref\thyp\tspk\n"Yes," he said.\tyes\t1\n5" wide\t"five\t1\n')
    tables = open_tables([str(path)], EveryColumn())
    (batch,) = tables.batches(["ref", "hyp"])
    assert batch.to_pydict() == {"ref": ['"Yes," he said.', '5" wide'], "hyp": ["yes", '"five']}
    assert [remark.code for remark in tables.remarks] == ["literal_quotes"]


def test_blanks_after_commas_are_layout_where_the_header_has_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('ref, hyp, accents\na, "b, c", "x, y"\n')
    (batch,) = open_tables([str(path)], EveryColumn()).batches(["hyp", "accents"])
    assert batch.to_pylist() == [{"hyp": "b, c", "accents": "x, y"}]


@pytest.mark.parametrize("name", FORMATS)
def test_a_text_of_a_million_words(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    talk = "word " * 1_000_000
    long = [rows[0], {**rows[1], "pred_text": talk}, {**rows[2], "pred_text": talk + '"'}, rows[3]]
    assert read(open_tables([str(write_table(long, name))], EveryColumn())) == long


@pytest.mark.parametrize("name", ["t.parquet", "t.jsonl"])
def test_null_is_missing_and_an_empty_text_is_an_answer(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    rows[0]["pred_text"] = None
    rows[5]["accents"] = None
    assert read(open_tables([str(write_table(rows, name))], EveryColumn())) == rows


def test_an_absent_key_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"text": "a"}\n{"text": "b", "pred_text": "c"}\n\n')
    (batch,) = open_tables([str(path)], EveryColumn()).batches(["text", "pred_text"])
    assert batch.to_pydict() == {"text": ["a", "b"], "pred_text": [None, "c"]}


def test_rows_without_a_filled_cell_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ref,hyp,group\na,b,c\n,,\n\n,,\r\n")
    tables = open_tables([str(path)], EveryColumn())
    assert [batch.num_rows for batch in tables.batches(["ref"])] == [1]
    assert [(remark.code, remark.rows) for remark in tables.remarks] == [("blank_rows", 2)]


@pytest.mark.parametrize("name", FORMATS)
def test_numbers_of_a_covariate(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    snr = [1.5, None, 20, -3, 0, 1e3]
    mixed = [{**row, "snr": v, "id": n} for n, (row, v) in enumerate(zip(rows, snr, strict=True))]
    if "parquet" in name:
        mixed = [{**row, "snr": None if row["snr"] is None else float(row["snr"])} for row in mixed]
    tables = open_tables([str(write_table(mixed, name))], EveryColumn())
    assert tables.numeric(["snr", "accents", "id", "pred_text"]) == ("snr", "id")
    got = [
        row
        for batch in tables.batches(["snr", "id", "accents"], numbers=["snr"])
        for row in batch.to_pylist()
    ]
    assert [row["snr"] for row in got] == [1.5, None, 20.0, -3.0, 0.0, 1000.0]
    assert [row["id"] for row in got] == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("name", FORMATS)
def test_numbers_as_groups_are_written_as_people_write_them(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    ages = [20.0, 30.0, None, 20.0, 45.5, 30.0]
    table = [{**row, "accents": age} for row, age in zip(rows, ages, strict=True)]
    tables = open_tables([str(write_table(table, name))], EveryColumn())
    got = [row["accents"] for row in read(tables)]
    if name in ("t.csv", "t.tsv"):  # as written: a cell of text
        assert got == ["20.0", "30.0", "", "20.0", "45.5", "30.0"]
    else:
        assert got == ["20", "30", None, "20", "45.5", "30"]


def test_whole_numbers_and_text_mixed_in_json(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"spk": 7, "x": 1}\n{"spk": "s8", "x": 1.5}\n{"spk": true, "x": null}\n')
    (batch,) = open_tables([str(path)], EveryColumn()).batches(["spk", "x"])
    assert batch.to_pydict() == {"spk": ["7", "s8", "true"], "x": ["1", "1.5", None]}


def test_dictionary_and_large_columns_of_parquet(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "t.parquet"
    table = pa.table(
        {
            "sentence": pa.array(["a", "b"], pa.large_string()),
            "pred_text": pa.array([b"a", None], pa.binary()),
            "accents": pa.array(["x", "y"]).dictionary_encode(),
            "client_id": pa.array([1, 2], pa.int64()).dictionary_encode(),
        }
    )
    pq.write_table(table, path)
    tables = open_tables([str(path)], Wanted())
    (batch,) = tables.batches(tables.columns.all)
    assert batch.to_pydict() == {
        "sentence": ["a", "b"],
        "pred_text": ["a", None],
        "accents": ["x", "y"],
        "client_id": ["1", "2"],
    }
