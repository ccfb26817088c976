"""On a French page remarks are French: every code that reading or counting can make has words."""

import re
from pathlib import Path

import pytest

from pipeline.report.remark_messages import french_remark
from pipeline.stages.audit_remarks import AuditRemark

ROOT = Path(__file__).parents[2]
CODED = re.compile(r"""(?:note\(|Remark\()\s*f?"([a-z_]+)(?::\{name\})?",""")


def codes_in_use() -> set[str]:
    files = [*ROOT.glob("pipeline/io/audit_tables*.py"), ROOT / "pipeline/stages/audit_remarks.py"]
    found = {code for file in files for code in CODED.findall(file.read_text(encoding="utf-8"))}
    return found | {"read_twice", "same_file", "no_rows"}


@pytest.mark.parametrize("code", sorted(codes_in_use()))
def test_every_remark_has_french_words(code: str) -> None:
    said = french_remark(f"{code}:accent", "t.csv", 1_234)
    assert said is not None
    assert said.startswith("t.csv : ")
    assert "{" not in said


def test_a_remark_of_one_row_about_a_column() -> None:
    remark = AuditRemark("na_label:accent", "'accent' is 'NA' in 1 row", "column 'accent'", 1)
    assert remark.in_language("fr").startswith(
        "colonne 'accent' : « NA » se trouve dans 1 ligne de la colonne « accent » ;"
    )
    assert remark.in_language("en") == "column 'accent': 'accent' is 'NA' in 1 row"


def test_one_without_words_stays_as_it_is() -> None:
    assert AuditRemark("new", "something", "t.csv").in_language("fr") == "t.csv: something"
