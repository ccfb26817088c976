"""Import tables in four formats: the same rows, and null is not empty."""

import csv
import json

import pandas as pd
import pytest

from pipeline.errors import TableError
from pipeline.io.tables.imports import ImportRow, read_import

RECORDS = [
    {"path": "a.wav", "text": "good morning", "worker": "w1"},
    {"path": "b.wav", "text": "NA", "worker": "NA"},
    {"path": "c,d.wav", "text": 'she said "nan", été', "worker": "3"},
]


def write(path, records):
    if path.suffix == ".parquet":
        pd.DataFrame(records).to_parquet(path)
    elif path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(record) for record in records))
    else:
        with path.open("w", newline="") as file:
            delimiter = "\t" if path.suffix == ".tsv" else ","
            writer = csv.DictWriter(file, list(records[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(records)
    return path


def everything(table, batch_rows=2):
    rows, refused = [], []
    for batch in table.rows(batch_rows):
        rows.extend(batch.rows)
        refused.extend(batch.refused)
    return rows, refused


FORMATS = pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])


@FORMATS
@pytest.mark.parametrize("disguise", [False, True])
def test_four_formats_say_the_same_whatever_the_name(tmp_path, suffix, disguise):
    path = write(tmp_path / f"t{suffix}", RECORDS)
    if disguise:
        path = path.rename(tmp_path / "table.dat")
    table = read_import(path, required=("worker",), optional=("model",))
    rows, refused = everything(table)
    first = 1 if suffix == ".jsonl" else 2
    assert rows == [
        ImportRow(first + i, "", r["path"], r["text"], r["worker"]) for i, r in enumerate(RECORDS)
    ]
    assert (refused, table.columns) == ([], ("path", "text", "worker"))


@pytest.mark.parametrize(("suffix", "kept"), [(".csv", True), (".tsv", True)])
def test_an_empty_cell_is_an_answer(tmp_path, suffix, kept):
    path = write(tmp_path / f"t{suffix}", [*RECORDS, {"path": "e.wav", "text": "", "worker": "w"}])
    rows, refused = everything(read_import(path, required=()))
    assert (rows[-1].path, rows[-1].text, refused) == ("e.wav", "", [])
    assert kept


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_null_is_missing_and_an_empty_string_is_an_answer(tmp_path, suffix):
    records = [
        {"path": "a.wav", "text": ""},
        {"path": "b.wav", "text": None},
        {"path": "c.wav", "text": "x"},
    ]
    path = write(tmp_path / f"t{suffix}", records)
    rows, refused = everything(read_import(path, required=(), null_text_code="no_reference"))
    assert [(row.path, row.text) for row in rows] == [("a.wav", ""), ("c.wav", "x")]
    assert [(r.path, r.code) for r in refused] == [("b.wav", "no_reference")]
    assert "not the same as empty" in refused[0].explanation


@FORMATS
@pytest.mark.parametrize("column", ["text", "worker"])
def test_a_column_empty_throughout_is_missing(tmp_path, suffix, column):
    path = write(tmp_path / f"t{suffix}", [{**record, column: ""} for record in RECORDS])
    with pytest.raises(TableError, match=f"column {column} is empty in all 3 rows"):
        read_import(path, required=("worker",))


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_a_column_of_nulls_is_missing(tmp_path, suffix):
    path = write(tmp_path / f"t{suffix}", [{**record, "text": None} for record in RECORDS])
    with pytest.raises(TableError, match="column text is empty in all 3 rows"):
        read_import(path, required=())


@FORMATS
def test_rows_that_name_nothing_or_nobody_are_refused(tmp_path, suffix):
    records = [
        *RECORDS,
        {"path": " ", "text": "x", "worker": "w"},
        {"path": "z.wav", "text": "x", "worker": ""},
    ]
    rows, refused = everything(
        read_import(write(tmp_path / f"t{suffix}", records), required=("worker",))
    )
    first = 4 if suffix == ".jsonl" else 5
    assert len(rows) == 3
    assert [(r.row_number, r.code, r.explanation) for r in refused] == [
        (first, "bad_row", "neither utterance_id nor path says which utterance this is"),
        (first + 1, "bad_row", "no worker"),
    ]


def test_ids_and_paths_may_stand_side_by_side(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Utterance ID,path,text\nu1,,x\n,b.wav,y\n")
    rows, _ = everything(read_import(path, required=()))
    assert [(row.utterance_id, row.path) for row in rows] == [("u1", ""), ("", "b.wav")]


def test_other_peoples_names_of_columns(tmp_path):
    path = write(tmp_path / "t.jsonl", [{"audio_filepath": "a.wav", "text": "x", "worker_id": 7}])
    assert everything(read_import(path, required=("worker",)))[0][0].worker == "7"


@FORMATS
def test_a_missing_column_is_named_with_what_may_be_meant(tmp_path, suffix):
    path = write(tmp_path / f"t{suffix}", [{"path": "a", "texte": "b", "worker": "w"}])
    with pytest.raises(TableError) as caught:
        read_import(path, required=("worker",))
    assert "no column 'text'; the columns are 'path', 'texte', 'worker'" in str(caught.value)
    assert "Did you mean 'texte' for 'text'?" in str(caught.value)
    assert str(path) in str(caught.value)


@FORMATS
def test_a_table_that_names_no_utterance_is_an_error(tmp_path, suffix):
    path = write(tmp_path / f"t{suffix}", [{"text": "b", "file": "a.wav"}])
    with pytest.raises(TableError, match="no column 'utterance_id' or 'path'"):
        read_import(path, required=())


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "the file is empty"),
        (b'[{"path": "a"}]', "this is one JSON array; expected JSON lines"),
        (b"PAR1 and nothing more", "this Parquet file is damaged or cut off"),
        (b"PK\x03\x04", "this is an Excel or zip file"),
        (b"path,text\n", "no row can be read"),
        (b"path,text\na\nb\n", "no row can be read"),
        (b'{"path": \n', "no column names we know"),
    ],
)
def test_files_that_are_no_table(tmp_path, raw, part):
    (tmp_path / "t").write_bytes(raw)
    with pytest.raises(TableError, match=part) as caught:
        read_import(tmp_path / "t", required=())
    assert str(tmp_path / "t") in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(TableError, match=r"cannot be read \(No such file or directory\)"):
        read_import(tmp_path / "t.csv", required=())


def test_bad_lines_cost_themselves_only(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"path": "a", "text": "x"}\n{"path"\n{"path": "b", "text": 1.5}\n')
    rows, refused = everything(read_import(path, required=()))
    assert [row.path for row in rows] == ["a"]
    assert [(r.row_number, r.code) for r in refused] == [(2, "bad_row"), (3, "bad_row")]
    assert "text is neither text, a whole number nor null" in refused[1].explanation


@pytest.mark.parametrize(
    ("column", "fine"),
    [
        (pd.Series(["a", "b"], dtype="category"), True),
        (pd.Series([1, 2], dtype="int64"), True),
        (pd.Series(["a", "b"], dtype="string[pyarrow]"), True),
        (pd.Series([1.5, 2.0]), False),
        (pd.Series([["a"], ["b"]]), False),
    ],
)
def test_parquet_columns_of_other_types(tmp_path, column, fine):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"path": ["a", "b"], "text": column}).to_parquet(path)
    if fine:
        rows, _ = everything(read_import(path, required=()))
        assert [row.text for row in rows] == [str(value) for value in column]
    else:
        with pytest.raises(TableError, match=r"column text \(.*\) holds no text"):
            read_import(path, required=())


def test_a_parquet_file_damaged_in_the_middle_is_an_error_and_no_crash(tmp_path):
    path = tmp_path / "t.parquet"
    texts = [f"text number {i}" * 5 for i in range(5000)]
    pd.DataFrame({"path": texts, "text": texts}).to_parquet(path)
    raw = bytearray(path.read_bytes())
    raw[2000:9000] = bytes(7000)
    path.write_bytes(raw)
    with pytest.raises(TableError, match="damaged"):
        everything(read_import(path, required=()))
