"""Commands that take tables: no row is lost unseen, whatever quotes people left in it."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.workspace import init_workspace

Command = Callable[..., Any]

STRAY = 'id\taccent\n1\tus\n2\t"Posh" English\n3\t"Scottish\n4\tWelsh"\n5\twales\n'


def test_accents_of_a_table_with_stray_quotes_are_refused_by_their_lines(
    command: Command, tmp_path: Path
) -> None:
    table = tmp_path / "accents.tsv"
    table.write_text(STRAY)
    ended = command("accents", "match", table, "--column", "accent")
    told = ended.one_message(f"{table}: line 3 cannot be read", 'write " as', "line 4: a quote")
    assert "Posh" not in told


@pytest.mark.parametrize("name", ["accents.csv", "accents.csv.gz"])
def test_accents_of_a_table_have_one_row_for_each_of_its_rows(
    name: str, command: Command, tmp_path: Path
) -> None:
    texts = ["us", "", "wales", "", "us"]
    data = "id,accent\n" + "".join(f"{'' if not text else 1},{text}\n" for text in texts)
    table = tmp_path / name
    table.write_bytes(gzip.compress(data.encode()) if name.endswith("gz") else data.encode())
    ended = command("accents", "match", table, "--column", "accent")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert (ended.code, [row["text"] for row in rows]) == (0, texts)


def test_a_consensus_names_the_line_of_a_stray_quote_and_loses_no_other(
    command: Command, tmp_path: Path
) -> None:
    table = tmp_path / "typed.csv"
    table.write_text(
        'utterance,worker,text\na,w1,"stop he said\na,w2,stop he said\na,w3,stop he said"\n'
        "b,w1,good day\n"
    )
    ended = command("consensus", table)
    assert ended.code == 0
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert [row["utterance"] for row in rows] == ["a", "b"]
    assert "2" in ended.err
    assert "a quote is opened and not closed" in ended.err


def test_an_audit_names_the_line_of_a_quote_that_closes_nine_rows_on(
    command: Command, tmp_path: Path
) -> None:
    rows = [f"c{n},{'wales' if n % 2 else 'us'},stop now,stop now\n" for n in range(30)]
    rows[3] = 'c3,wales,stop now,"stop now\n'
    rows[12] = 'c12,us,stop now,stop now"\n'
    table = tmp_path / "swallowed.csv"
    table.write_text("client_id,accent,hypothesis,sentence\n" + "".join(rows))
    ended = command("audit", table, "--json")
    assert (ended.code, ended.out) == (1, "")
    assert f"{table}: line 5 cannot be read: a quote is opened and not closed" in ended.err


def test_a_packed_table_is_imported_like_a_plain_one(command: Command, tmp_path: Path) -> None:
    init_workspace(tmp_path / "workspace")
    plain, packed = tmp_path / "t.csv", tmp_path / "t.csv.gz"
    plain.write_text("path,text\na.wav,hello\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    ended = [
        command("references", "import", table, "--workspace", tmp_path / "workspace", "--json")
        for table in (plain, packed)
    ]
    assert ended[0].out == ended[1].out
    assert ended[0].code == ended[1].code
