"""Any table of texts comes back as it was written, whatever the format and the block size."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import TableError
from pipeline.io.tables.column_names import EveryColumn
from pipeline.io.tables.formats import delimited_batches, json_batches
from pipeline.io.tables.reader import open_tables

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TRICKY = st.sampled_from(
    ["", '"', '""', ",", ", ", "\t", 'a "b" c', 'a, "b"', "NA", "null", "1.0", " x ", "\n", "a\nb",
     "\r\n", "é", "\u2028", "\x85", "\x1c", "'", "\\", '\\"', "#", "-", "=1", "ﷺ", "😀", "\ufeff"]
)  # fmt: skip
CELL = TRICKY | TEXT
NAMES = ["first", "second", "third", "fourth"]


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[Any]) -> dict[str, list[Any]]:
    """Columns of one length."""
    names = NAMES[: draw(st.integers(2, 4))]
    count = draw(st.integers(1, 12))
    return {name: draw(st.lists(cell, min_size=count, max_size=count)) for name in names}


def _as_it_is(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False)


def read(path: Path, table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    batches = list(open_tables([str(path)], EveryColumn()).batches(list(table)))
    return pa.Table.from_batches(batches).to_pydict()


@pytest.fixture(params=[7, 64, 4 << 20], ids=["7 bytes", "64 bytes", "4 MB"])
def _block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks so small that every cell stands at the end of one."""
    for module in (delimited_batches, json_batches):
        monkeypatch.setattr(module, "BLOCK_BYTES", request.param)


@pytest.mark.usefixtures("_block")
@settings(max_examples=150)
@given(
    table=tables(CELL),
    mark=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(table={"first": [""], "second": [" "]}, mark="\t", end="\n", quoting=csv.QUOTE_MINIMAL)
def test_csv_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    table: dict[str, list[str]],
    mark: str,
    end: str,
    quoting: Any,
) -> None:
    rows = list(zip(*table.values(), strict=True))
    if quoting != csv.QUOTE_ALL:  # the writer of csv leaves a carriage return unquoted
        rows = [tuple(cell.replace("\r", "") for cell in row) for row in rows]
    if mark == "\t":  # with line breaks in cells, tabs alone may cut lines into as many cells
        rows = [tuple(re.sub(r"[\r\n]", " ", cell) for cell in row) for row in rows]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator=end, quoting=quoting)
    writer.writerow(table)
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(text.getvalue().encode())
    filled = [row for row in rows if any(row)]  # rows of empty cells are passed over, and said
    if filled:
        assert list(zip(*read(path, table).values(), strict=True)) == filled


@pytest.mark.usefixtures("_block")
@settings(max_examples=50)
@given(table=tables(CELL | st.none()), written=st.sampled_from([json.dumps, _as_it_is]))
def test_json_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    table: dict[str, list[Any]],
    written: Callable[[Any], str],
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.jsonl"
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    lines = [written(row) for row in rows]
    path.write_bytes("\n".join(lines).encode())
    assert read(path, table) == table


@settings(max_examples=50)
@given(table=tables(CELL | st.none()))
def test_parquet_comes_back(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, list[Any]]
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.parquet"
    columns = {name: pa.array(cells, pa.string()) for name, cells in table.items()}
    pq.write_table(pa.table(columns), path, row_group_size=5)
    assert read(path, table) == table


@pytest.mark.parametrize(
    "start", [b"", b"a,b\n", b'{"a": "b"}\n', b"PAR1", b"\x1f\x8b\x08", b"BZh9"]
)
@settings(max_examples=100)
@given(
    data=st.binary(max_size=200)
    | st.text(alphabet='a,"\n\r\t;{}[]:\\0', max_size=60).map(str.encode)
)
def test_no_bytes_make_it_fall_over(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("t") / "t"
    path.write_bytes(start + data)
    told = str(path)
    try:
        found = open_tables([str(path)], EveryColumn())
        for batch in found.batches([n for n in found.names if found.names.count(n) == 1]):
            batch.validate(full=True)
    except TableError as fault:
        told = str(fault)
    assert str(path) in told
