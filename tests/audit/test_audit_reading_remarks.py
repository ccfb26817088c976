"""Traps in a table that are no errors are said, with how many rows they concern."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.io.tables.column_names import EveryColumn
from pipeline.io.tables.reader import Tables, open_tables
from pipeline.io.tables.repeats import RepeatedNames
from pipeline.io.tables.roles import Columns, Wanted

Row = dict[str, Any]


def read_all(tables: Tables[Columns]) -> Tables[Columns]:
    for _ in tables.batches(tables.columns.all):
        pass
    return tables


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.parquet", "t.jsonl"])
def test_na_and_written_nulls_are_counted_once(
    name: str, rows: list[Row], write_table: Callable[..., Path]
) -> None:
    path = write_table(rows, name)
    tables = read_all(
        read_all(open_tables([str(path)], Wanted()))
    )  # reading again counts nothing twice
    assert [(remark.code, remark.rows, remark.where) for remark in tables.remarks] == [
        ("na_label:accents", 2, str(path)),
        ("written_null:pred_text", 1, str(path)),
    ]
    assert tables.remarks[0].text.startswith("'accents' is 'NA' in 2 rows; it is taken as a")


def test_rows_read_twice_within_a_file(rows: list[Row], write_table: Callable[..., Path]) -> None:
    path = write_table([*rows[:3], *rows[:2], rows[0]])
    remarks = {
        remark.code: remark for remark in read_all(open_tables([str(path)], Wanted())).remarks
    }
    assert remarks["read_twice"].rows == 3
    assert remarks["read_twice"].text == (
        "in column 'path', 3 rows name an utterance that came before; each row is counted."
    )
    assert remarks["read_twice"].where == str(path)


def test_rows_read_twice_over_two_files(rows: list[Row], write_table: Callable[..., Path]) -> None:
    sources = [str(write_table(rows[:4], "a.csv")), str(write_table(rows[2:], "b.parquet"))]
    (remark,) = [
        r for r in read_all(open_tables(sources, Wanted())).remarks if r.code == "read_twice"
    ]
    assert (remark.rows, remark.where) == (2, "2 files")


def test_the_same_bytes_under_two_names(rows: list[Row], write_table: Callable[..., Path]) -> None:
    first, second = write_table(rows, "a.csv"), write_table(rows, "b.csv")
    other = write_table([*rows[1:], rows[0]], "c.csv")
    tables = open_tables([str(first), str(other), str(second), str(first)], EveryColumn())
    said = [(remark.code, remark.where) for remark in tables.remarks]
    assert said == [("same_file", str(second)), ("same_file", str(first))]
    assert tables.remarks[0].text == (
        f"holds the same bytes as {first}: its rows are counted again. Name each file once."
    )


def test_an_empty_file_among_several(rows: list[Row], write_table: Callable[..., Path]) -> None:
    import pyarrow.parquet as pq

    full = write_table(rows, "a.parquet")
    empty = full.with_name("b.parquet")
    pq.write_table(pq.read_table(full).slice(0, 0), empty)
    tables = open_tables([str(full), str(empty)], EveryColumn())
    assert tables.rows == len(rows)
    assert [(remark.code, remark.where) for remark in tables.remarks] == [("no_rows", str(empty))]


def test_repeats_are_sampled_beyond_the_limit() -> None:
    seen = RepeatedNames(most=4_096)
    names = [f"utterance {n}" for n in range(100_000)]
    for start in range(0, len(names), 1_000):
        seen.add(pa.array(names[start : start + 1_000]))
    assert not seen.exact
    assert seen.repeated == 0
    for start in range(0, len(names) // 2, 1_000):
        seen.add(pa.array(names[start : start + 1_000]))
    # 50,000 of names of which one in 64 or so is kept: the standard error is about 4 %.
    assert seen.repeated == pytest.approx(50_000, rel=0.25)
    assert len(seen._known) + len(seen._again) <= 4_096
