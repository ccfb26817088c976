"""The section on who did the work: what is told of many, of few, and of nobody."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.report import ReportContents, render_html, render_markdown
from pipeline.report.tables.work import work_sentences, work_tables
from pipeline.report.work_done import WorkDone


def told(contents: ReportContents, **more: Any) -> str:
    assert contents.work is not None
    return " ".join(work_sentences(replace(contents, work=replace(contents.work, **more))))


def test_nobody_worked(english: ReportContents) -> None:
    nobody = replace(english, work=None)
    assert work_sentences(nobody) == work_tables(nobody) == ()
    assert "Who did this work" not in render_markdown(nobody) + render_html(nobody)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Fewer than 3 people did this work. Nothing more is told of them, because it would "
         "be told of somebody."),
        ("fr", "Moins de 3 personnes ont fait ce travail. On n\u2019en dit pas plus, car ce serait "
         "parler de quelqu\u2019un."),
    ],
)  # fmt: skip
def test_few_people(english: ReportContents, language: Any, expected: str) -> None:
    few = replace(english, work=WorkDone(3), language=language)
    assert work_sentences(few) == (expected,)
    assert work_tables(few) == ()


def test_pay_with_its_interval_and_number_of_people(english: ReportContents) -> None:
    said = told(english)
    assert (
        "An active hour came to 12.93 EUR over all 12 people (95% interval over people: "
        "11.60\u201314.41)." in said
    )
    assert "Half of the 12 people had more than 12.50 EUR an hour; the range is 9.20 to" in said
    assert "Before top-ups, fewer than 3 people were below the floor" in said


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"few_below_floor": False, "below_floor": 0}, "Nobody was below the floor"),
        ({"few_below_floor": False, "below_floor": 4}, "4 of 12 people were below the floor"),
        ({"lowest": None, "highest": None}, "they are too few for a range."),
        ({"hourly": None, "hourly_low": None}, "is not told: one did nearly all of it."),
        ({"currency": "", "hourly": None}, "No pay is set in this workspace"),
        ({"regions": ()}, "Where they live: not told, for every group has fewer than 3 people."),
    ],
)
def test_what_is_withheld_is_said(
    english: ReportContents, change: dict[str, Any], expected: str
) -> None:
    assert expected in told(english, **change)


def test_without_floors_nothing_is_said_of_them(english: ReportContents) -> None:
    assert "floor" not in told(english, few_below_floor=False)


def test_without_pay_there_is_no_column_of_it(english: ReportContents) -> None:
    assert english.work is not None
    unpaid = replace(english, work=replace(english.work, currency="", hourly=None))
    for table in work_tables(unpaid)[:2]:
        assert [column.label for column in table.columns][1:] == ["People", "Answers", "Hours"]
        assert all(len(row) == 4 for row in table.rows)


def test_groups_put_together_are_named(english: ReportContents) -> None:
    regions = work_tables(english)[0]
    assert [row[0] for row in regions.rows] == ["FR", "Not said", "CI; | <b>, together"]
    assert regions.rows[1][-2:] == ("n/a", "n/a")
