"""Reports read back: what was written comes back, and another form is refused by name."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import TableError
from pipeline.results.disparity import Disparity, Gap, Group, LeftOut, Totals
from pipeline.results.json_reading import read_systems
from pipeline.results.json_writing import disparity_as_json, systems_as_json

FOUND = Disparity(
    system="tiny.en",
    policy="basic-1",
    totals=Totals(utterances=9, speakers=4, words=90, errors=12, wer=12 / 90, wer_high=0.3),
    left_out=(LeftOut("no_hypothesis", 2),),
    groups=(
        Group("a", Totals(speakers=2, wer=0.1, wer_interval="speakers"), "reported"),
        Group("b", Totals(wer=0.0, wer_high=0.1, wer_interval="exact_upper"), "speakers_unknown"),
    ),
    gaps=(Gap(group="a", against="rest", ratio=1.4, p_adjusted=0.02, status="reported"),),
)


def read(document: object) -> tuple[Disparity, ...]:
    return read_systems(json.loads(json.dumps(document)), "old.json")


def test_one_system_comes_back_as_it_was_written() -> None:
    assert read(disparity_as_json(FOUND)) == (FOUND,)


def test_several_systems_come_back_in_their_order() -> None:
    other = replace(FOUND, system="base")
    assert read(systems_as_json([FOUND, other], [])) == (FOUND, other)


def test_a_report_without_the_keys_beyond_the_contract_is_read() -> None:
    document: Any = disparity_as_json(FOUND)
    for group in document["groups"]:
        del group["busiest_share"], group["wer_interval"]
    (found,) = read(document)
    assert [group.totals.wer_interval for group in found.groups] == ["speakers", "speakers"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "old.json: no schema; expected a report of schema 'isogloss.disparity/1'"),
        ({"schema": "isogloss.report/1"}, "old.json: schema 'isogloss.report/1'; expected a"),
        ({"schema": "isogloss.disparity/1"}, "old.json: JSON of another form; expected a text"),
        ({"groups": 3}, "expected a list 'groups', as schema 'isogloss.disparity/1' has it"),
        ({"groups": [3]}, "expected an object, as schema 'isogloss.disparity/1' has it"),
        ({"groups": [{"wer": 0.1}]}, "expected a text 'group', as schema"),
        ({"groups": [{"group": "a", "wer": "high"}]}, "expected a number 'wer', as schema"),
    ],
)
def test_another_form_is_refused_by_name(document: Any, message: str) -> None:
    if isinstance(document, dict) and "schema" not in document:
        document = {"schema": "isogloss.disparity/1", "system": "x", **document}
    with pytest.raises(TableError) as caught:
        read(document)
    assert message in str(caught.value)
