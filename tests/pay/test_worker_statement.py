"""The report's section on who did the work: folded, withheld, counted from the store."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accents.taxonomy import load_taxonomy
from pipeline.io.workspace import Workspace
from pipeline.report.work_done import WorkDone
from pipeline.review.paying.ledger import parse_period
from pipeline.review.paying.small_cells import fold_small
from pipeline.stages.reporting.report import write_report
from pipeline.stages.reporting.worker_statement import make_worker_statement
from pipeline.stages.reviewing.pay import pay

START = datetime(2026, 10, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 5, tzinfo=UTC)


def fill(place: Workspace, people: list[tuple[str | None, list[str], float]]) -> None:
    """Workers by region, accents and active seconds an item: ten items each, one skipped."""
    with place.store.writing() as transaction:
        for number, (region, accents, active_s) in enumerate(people):
            name = f"k{number:02}"
            transaction.put(
                "workers",
                [
                    {
                        "worker_id": name,
                        "languages": ["en"],
                        "accents": accents,
                        "region": region,
                        "created_at": START,
                    }
                ],
            )
            transaction.add(
                "work",
                [
                    {
                        "work_id": f"{name}-{item}",
                        "worker_id": name,
                        "campaign_id": "default",
                        "kind": "correct",
                        "outcome": "skipped" if item == 9 else "corrected",
                        "active_s": active_s,
                        "audio_s": 4.0,
                        "worked_at": START + timedelta(hours=item),
                    }
                    for item in range(10)
                ],
            )


def told(place: Workspace, text: str = "[pay]\nper_item = 0.10\n", **more: Any) -> WorkDone:
    path = place.root / "isogloss.toml"
    path.write_text(text, encoding="utf-8")
    found = make_worker_statement(
        Workspace(place.root), load_taxonomy("en"), more.get("now", LATER)
    )
    assert found is not None
    return found


@pytest.fixture
def staffed(workspace: Workspace) -> Workspace:
    """Seven people: four in France, two in Portugal, one nowhere."""
    fill(
        workspace,
        [
            ("FR", ["en-scotland"], 30.0),
            ("FR", ["en-scotland"], 31.0),
            ("FR-IDF", ["en-scotland", "en-wales"], 32.0),
            ("FR", [], 33.0),
            ("PT", [], 34.0),
            ("PT", [], 35.0),
            (None, ["en-wales"], 72.0),
        ],
    )
    return workspace


def test_nobody_worked(workspace: Workspace) -> None:
    assert make_worker_statement(workspace, load_taxonomy("en"), LATER) is None


def test_too_few_people_are_not_described(workspace: Workspace) -> None:
    fill(workspace, [("FR", [], 30.0), ("PT", [], 40.0)])
    assert told(workspace) == WorkDone(3)


def test_people_hours_and_pay(staffed: Workspace) -> None:
    found = told(staffed, '[pay]\nper_item = 0.10\nhourly_floor = {"FR" = 11.5, "" = 6.0}\n')
    assert (found.people, found.answers) == (7, 70)
    assert found.hours == pytest.approx(10 * (30 + 31 + 32 + 33 + 34 + 35 + 72) / 3600)
    assert found.hourly == pytest.approx(7.0 / found.hours)
    assert found.hourly_low is not None
    assert found.hourly_high is not None
    assert found.hourly_low < found.hourly < found.hourly_high
    assert found.median == pytest.approx(3600 / 33 * 0.1)
    assert found.lowest == pytest.approx(5.0)
    # Two in France and the one elsewhere: told, for they are three.
    assert (found.below_floor, found.few_below_floor) == (3, False)


def test_small_groups_are_together_and_never_subtracted(staffed: Workspace) -> None:
    found = told(staffed)
    assert [(cell.names, cell.people) for cell in found.regions] == [
        (("France",), 4),
        (("", "Portugal"), 3),
    ]
    # Two know Wales: the three who know none go with them, or 7 - 3 - 3 would tell of somebody.
    assert [(cell.names, cell.people) for cell in found.accents] == [
        (("Scotland",), 3),
        (("", "Wales"), 5),
    ]


def test_few_below_the_floor_are_not_counted(staffed: Workspace) -> None:
    found = told(staffed, '[pay]\nper_item = 0.10\nhourly_floor = {"" = 6.0}\n')
    assert (found.below_floor, found.few_below_floor) == (None, True)


def test_no_range_of_few_and_no_pay_where_none_is_set(workspace: Workspace) -> None:
    fill(workspace, [("FR", [], 30.0 + place) for place in range(5)])
    found = told(workspace)
    assert found.median is not None
    assert (found.lowest, found.highest) == (None, None)
    unpaid = told(workspace, "")
    assert (unpaid.hourly, unpaid.median, unpaid.currency) == (None, None, "")


def test_one_person_behind_nearly_all_is_not_told(workspace: Workspace) -> None:
    fill(workspace, [("FR", [], 100_000.0), ("FR", [], 0.01), ("FR", [], 0.01)])
    assert told(workspace).hourly is None


def test_top_ups_count_once_they_are_posted(staffed: Workspace) -> None:
    floor = '[pay]\nper_item = 0.10\nhourly_floor = {"" = 20.0}\n'
    before = told(staffed, floor).hourly
    place = Workspace(staffed.root)
    pay(place, parse_period("2026-10"), LATER)
    after = make_worker_statement(place, load_taxonomy("en"), LATER)
    assert before is not None
    assert before < 12
    assert after is not None
    assert after.median == pytest.approx(20, abs=0.05)


def test_refusals_with_their_intervals(staffed: Workspace) -> None:
    skipped, flagged, overruled = told(staffed).refusals
    assert (skipped.kind, skipped.answers, skipped.of) == ("skipped", 7, 70)
    assert skipped.low is not None
    assert (flagged.answers, flagged.low) == (0, None)
    assert flagged.high == pytest.approx(3.69 / 70, rel=0.01)
    assert (overruled.of, overruled.share) == (0, None)


def test_texts_that_were_not_used(staffed: Workspace) -> None:
    texts = {
        "u1": ("Seven eight", ["seven, eight", "seven ate"]),
        "u2": ("nine", ["nine", "Nine."]),
    }
    with staffed.store.writing() as transaction:
        for name, (reference, typed) in texts.items():
            transaction.put(
                "references",
                [
                    {
                        "utterance_id": name,
                        "reference_id": f"r{name}",
                        "text": reference,
                        "method": "rover",
                        "workers": 2,
                        "sources": [],
                        "referenced_at": START,
                    }
                ],
            )
            transaction.put(
                "corrections",
                [
                    {
                        "correction_id": f"c{name}{place}",
                        "utterance_id": name,
                        "worker_id": f"k0{place}",
                        "action": "edited",
                        "text": text,
                        "gold": False,
                        "corrected_at": START,
                    }
                    for place, text in enumerate(typed)
                ],
            )
    overruled = told(staffed).refusals[2]
    assert (overruled.answers, overruled.of, overruled.share) == (1, 4, 0.25)


def test_the_report_holds_it_and_no_worker(staffed: Workspace) -> None:
    told(staffed)
    written = write_report(Workspace(staffed.root), LATER)
    document = json.loads(written.json)
    assert document["work"]["people"] == 7
    folder = next(path for path in staffed.reports.iterdir())
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert '<h2 id="work" tabindex="-1">Who did this work</h2>' in html
    assert "Not said; Portugal, together" in html
    for page in ("report.html", "report.md", "report.json"):
        text = (folder / page).read_text(encoding="utf-8")
        assert not [name for name in ("k00", "k03", "k06") if name in text]


people = st.sets(st.sampled_from("abcdefghijkl"), max_size=6).map(frozenset)


@given(
    st.dictionaries(st.sampled_from(["FR", "PT", "IN", "CI", "", "US"]), people), st.integers(2, 5)
)
def test_no_cell_is_small_and_no_total_gives_one_away(
    groups: dict[str, frozenset[str]], least: int
) -> None:
    cells = fold_small(groups, least)
    assert all(len(shown) >= least for shown in cells.shown.values())
    assert not cells.together or len(cells.together) >= least
    assert set(cells.shown) | set(cells.folded) == set(groups)
    assert not set(cells.shown) & set(cells.folded)
    hidden = frozenset().union(*(groups[name] for name in cells.folded))
    if cells.shown:
        assert not hidden or len(hidden) >= least
    if not cells.together:
        assert len(hidden) < least
