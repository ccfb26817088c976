"""What tests of the audit share: small tables, written in any format."""

import bz2
import gzip
import json
import lzma
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

Row = dict[str, Any]
WriteTable = Callable[..., Path]

COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: b"".join(
        pa.compress(part, codec="zstd", asbytes=True) for part in (data[:50], data[50:])
    ),
}


@pytest.fixture
def write_table(tmp_path: Path) -> WriteTable:
    """Writes rows to a file whose format is its suffix: `t.csv`, `t.tsv.gz`, `t.parquet`."""

    def write(rows: Sequence[Row], name: str = "table.csv") -> Path:
        path = tmp_path / name
        packed = Path(name).suffix
        kind = Path(name).suffixes[0]
        data = _bytes(rows, kind)
        path.write_bytes(COMPRESSIONS[packed](data) if packed in COMPRESSIONS else data)
        return path

    return write


def _bytes(rows: Sequence[Row], kind: str) -> bytes:
    names = list(rows[0])
    if kind == ".parquet":
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(list(rows)), sink)
        return bytes(sink.getvalue())
    if kind == ".jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    comma = "\t" if kind == ".tsv" else ","
    lines = [comma.join(names)]
    lines += [comma.join(_quoted(row[name], comma) for name in names) for row in rows]
    return "".join(line + "\n" for line in lines).encode()


def _quoted(cell: object, comma: str) -> str:
    text = "" if cell is None else str(cell)
    if any(mark in text for mark in (comma, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


@pytest.fixture
def rows() -> list[Row]:
    """Six utterances by three speakers, with the traps of real tables."""
    return [
        {"sentence": s, "pred_text": h, "client_id": c, "accents": a, "path": f"{n}.mp3"}
        for n, (s, h, c, a) in enumerate([
            ("the cat sat", "the cat sat", "s1", "India and South Asia (India, Pakistan)"),
            ("a dog", "", "s1", "India and South Asia (India, Pakistan)"),
            ('she said "no"', "she said no", "s2", "NA"),
            ("déjà vu", "deja vu", "s2", "NA"),
            ("NA", "nan", "s3", ""),
            ("5 o'clock", "five o'clock", "s3", "Québec"),
        ])
    ]  # fmt: skip
