"""On a French page remarks are French: every code that reading or counting can make has words."""

import pytest

from pipeline.locale.messages.remarks import french_remark
from pipeline.stages.auditing.remarks import AuditRemark

CODES = (
    # of reading
    "blank_rows", "literal_quotes", "lone_surrogate", "na_label", "no_rows", "not_utf8",
    "read_twice", "same_file", "whole_numbers", "written_null",
    # of counting
    "empty_column", "empty_references", "mixed_normalisers", "speakers_alike",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
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
