"""A small report that holds every hard case: the goldens and the other tests read it.

The numbers are made up, but belong together: errors = S + D + I, WER = errors / words.
"""

import importlib.util
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accents.coverage import CoverageRow
from pipeline.report.contents import (
    CollectedTotals,
    DecisionCount,
    Folded,
    Grouping,
    ReportContents,
    SelectionRow,
    WorstUtterance,
)
from pipeline.report.work_done import Refusal, WorkCell, WorkDone
from pipeline.results.disparity import Disparity, Gap, Group, Totals
from pipeline.results.verdicts import Status

_SPEC = importlib.util.spec_from_file_location(
    "sample_evidence", Path(__file__).with_name("sample_evidence.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
behind = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(behind)


def counts(group: str, speakers: int, words: int, errors: int, /, **more: Any) -> Group:
    status: Status = more.pop("status", "reported" if speakers >= 10 else "too_few_speakers")
    totals = Totals(
        utterances=words // 8,
        speakers=speakers,
        speakers_effective=speakers * 0.7,
        words=words,
        substitutions=errors - errors // 4 - errors // 5,
        deletions=errors // 4,
        insertions=errors // 5,
        errors=errors,
        empty_hypotheses=errors // 50,
        wer=errors / words,
        wer_low=errors / words * 0.8 if errors else None,
        wer_high=errors / words * 1.25 if errors else 3.69 / words,
        busiest_share=0.21,
    )
    return Group(group, replace(totals, **more), status)


def gap(group: str, ratio: float | None, p: float | None, **more: Any) -> Gap:
    found = Gap(group=group, against="rest", status="reported")
    if ratio is not None:
        found = replace(
            found,
            ratio=ratio,
            ratio_low=ratio * 0.8,
            ratio_high=ratio * 1.25,
            difference=0.2 * (ratio - 1),
            p_value=p,
            p_adjusted=p,
        )
    return replace(found, **more)


def result(groups: list[Group], gaps: list[Gap], **more: Any) -> Disparity:
    found = Disparity(
        system="tiny.en",
        policy="basic-1",
        totals=counts("all", 153, 9680, 2004).totals,
        groups=tuple(groups),
        gaps=tuple(gaps),
    )
    return replace(found, **more)


def by_accent() -> Grouping:
    groups = [
        counts("en-x-england", 44, 3000, 450),
        counts("en-x-l2-hi", 38, 2400, 720),
        counts("en-x-us", 25, 2000, 420),
        counts("en-x-wales", 12, 80, 0),
        counts("en-x-hongkong", 6, 480, 170),
        counts("en-x-lagos", 1, 120, 36, wer_low=None, wer_high=None, speakers_effective=1.0),
        counts("undisclosed", 27, 1600, 208),
    ]
    gaps = [
        gap("en-x-england", 0.6, 0.004, difference_low=-0.11, difference_high=-0.03),
        gap("en-x-l2-hi", 1.84, 0.0004, difference_low=0.06, difference_high=0.21),
        gap("en-x-us", 1.3, 0.081, p_value=0.02, ratio_detectable=1.52),
        gap("en-x-wales", None, None),
        gap("en-x-hongkong", 1.5, None, status="too_few_speakers"),
        gap("en-x-lagos", None, None, status="too_few_speakers"),
    ]
    found = result(groups, gaps, adjusted=behind.adjusted())
    return Grouping(
        key="accent",
        result=found,
        evidence=behind.evidence(found, {"en-x-l2-hi": 0.0004, "en-x-england": 0.3}),
        folded=(Folded("Ulster English", "England English", 3),),
        names={
            "en-x-england": "England English",
            "en-x-l2-hi": "India and South Asia (India, Pakistan, Sri Lanka)",
            "en-x-us": "United States English",
            "en-x-wales": "Welsh English الويلزية",
            "en-x-hongkong": "香港英語 Hong Kong English",
        },
    )


def by_device() -> Grouping:
    """One group only, and nobody knows who spoke."""
    unknown = dict.fromkeys(("speakers", "speakers_effective", "busiest_share"))
    row = counts("phone", 0, 9680, 2004, status="speakers_unknown", **unknown)
    return Grouping("device", result([row], []))


def by_gender() -> Grouping:
    groups = [counts("female", 20, 4000, 900), counts("male", 70, 5000, 1000)]
    gaps = [gap("female", 1.1, 0.6), gap("male", 0.9, 0.6)]
    return Grouping("gender", result(groups, gaps))


WORST = (
    WorstUtterance(
        "u-0001",
        "India and South Asia (India, Pakistan, Sri Lanka)",
        1.25,
        4,
        "single",
        (
            ("equal", "the", "the"),
            ("substitute", "boy", "buoy"),
            ("delete", "who", ""),
            ("insert", "", "you"),
            ("substitute", "swore", "soar"),
        ),
        "audio/ab/a b.flac",
    ),
    WorstUtterance(
        "u-0002",
        "Welsh English الويلزية",
        1.0,
        2,
        "prompt",
        (("delete", "مرحبا", ""), ("delete", "普通话", "")),
    ),
    WorstUtterance(
        "u-0003",
        "<b>bold</b> | group",
        3.0,
        1,
        "adjudicated",
        (("substitute", "<script>alert(1)</script>", "\x1b[31mred\x9b\u202egnp\ud800"),),
        "javascript:alert(1)",
    ),
)


WORK = WorkDone(
    least=3,
    people=12,
    first=date(2026, 3, 2),
    last=date(2026, 11, 22),
    answers=1460,
    hours=31.4,
    currency="EUR",
    hourly=12.93,
    hourly_low=11.6,
    hourly_high=14.41,
    median=12.5,
    lowest=9.2,
    highest=17.25,
    people_paid=12,
    few_below_floor=True,
    regions=(
        WorkCell(("FR",), 6, 800, 17.0, 12.1, 10.9, 13.5),
        WorkCell(("",), 3, 300, 7.2),
        WorkCell(("CI", "| <b>"), 3, 360, 7.2, 13.8, 12.0, 15.9),
    ),
    accents=(WorkCell(("Welsh English الويلزية",), 4, 500, 10.2, 12.8, 11.0, 14.9),),
    refusals=(
        Refusal("skipped", 60, 1460, 60 / 1460, 0.02, 0.09),
        Refusal("flagged", 0, 1460, 0.0, None, 0.0025),
        Refusal("overruled", 0, 0, None),
    ),
)


def covered(group: str, name: str, speakers: int, hours: float, **more: Any) -> CoverageRow:
    """A row without an expectation, unless `more` has one."""
    figures = dict.fromkeys(("share", "share_low", "share_high", "expected_share", "ratio"))
    return CoverageRow(
        group=group,
        name=name,
        speakers=speakers,
        hours=hours,
        expected_people=None,
        status="not_expected",
        **{**figures, **more},
    )


def sample_contents(language: Any) -> ReportContents:
    return ReportContents(
        campaign="First voices",
        language=language,
        generated_at=datetime(2026, 11, 23, 19, 40, tzinfo=UTC),
        policy="basic-1",
        against="rest",
        engine="faster-whisper",
        model="tiny.en",
        model_version="sha256:1a5afae0",
        period=(date(2026, 3, 1), date(2026, 11, 20)),
        references={"single": 1190, "prompt": 20},
        totals=CollectedTotals(1240, 155, 2.4),
        groupings=(by_device(), by_gender(), by_accent()),
        left_out={"no_hypothesis": 4, "no_reference": 26},
        coverage=(
            covered(
                "en-x-us",
                "United States English",
                25,
                0.9,
                share=0.2,
                share_low=0.14,
                share_high=0.27,
                expected_share=0.35,
                ratio=0.57,
            ),
            covered("en-x-lagos", "Lagos", 1, 0.04, share=0.01),
            covered("en-x-wales", "Welsh English", 12, 0.1),
        ),
        missing_groups=("Scottish English",),
        selection=(
            SelectionRow("low_snr", "en-x-us", 12, 230, 12 / 230, 0.02, 0.11),
            SelectionRow("silent", "en-x-lagos", 0, 0, None),
        ),
        decisions=(DecisionCount("accepted", "", 1210), DecisionCount("rejected", "silent", 9)),
        worst=WORST,
        pairs=behind.pairs(),
        work=WORK,
        notes=("The voices are synthetic: they measure the software and nobody's speech.",),
    )


@pytest.fixture
def english() -> ReportContents:
    return sample_contents("en")


@pytest.fixture
def french() -> ReportContents:
    return sample_contents("fr")


@pytest.fixture
def bare() -> ReportContents:
    """What a table without a campaign, sound or dates gives."""
    groups = [counts("north", 30, 2000, 200), counts("south", 30, 2000, 320)]
    gaps = [gap("north", 0.63, 0.002), gap("south", 1.6, 0.002)]
    return ReportContents(
        campaign="",
        language="en",
        generated_at=datetime(2026, 11, 23, 19, 40, tzinfo=UTC),
        policy="basic-1",
        against="rest",
        engine="",
        model="",
        groupings=(Grouping("mother_tongue | <b>", result(groups, gaps, system="google_en_us")),),
    )


@pytest.fixture
def make_counts() -> Any:
    return counts


@pytest.fixture
def make_gap() -> Any:
    return gap


@pytest.fixture
def make_result() -> Any:
    return result
