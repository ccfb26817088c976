"""`isogloss pay` on a store: once, whatever is repeated, killed or run at the same time."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isogloss.main import run
from pipeline.io.store.store import each_row, open_store
from pipeline.io.workspace import Workspace, init_workspace
from pipeline.review.paying.ledger import LedgerEntry, Period, out_of_balance, parse_period
from pipeline.stages.reviewing.pay import pay

START = datetime(2026, 10, 1, tzinfo=UTC)
OCTOBER = parse_period("2026-10")
LATER = datetime(2026, 11, 5, tzinfo=UTC)
RATES = '[pay]\nper_item = 0.10\nhourly_floor = {"FR" = 12.0, "" = 1.0}\n'


def fill(
    place: Workspace, items: int, *, first: int = 0, workers: int = 4, minutes: int = 1
) -> None:
    """Work of some workers, of whom the first lives in France and is slow."""
    names = [f"k{number:02}" for number in range(workers)]
    with place.store.writing() as transaction:
        transaction.put(
            "workers",
            [
                {
                    "worker_id": name,
                    "languages": ["en"],
                    "region": "FR" if name == "k00" else "PT",
                    "created_at": START,
                }
                for name in names
            ],
        )
        transaction.add(
            "work",
            [
                {
                    "work_id": f"a{number:06}",
                    "worker_id": names[number % workers],
                    "campaign_id": "default",
                    "kind": "gold" if number % 20 == 0 else "correct",
                    "outcome": "skipped" if number % 10 == 9 else "corrected",
                    "active_s": 60.0 if number % workers == 0 else 20.0 + number % workers,
                    "audio_s": 4.0,
                    "worked_at": START + timedelta(minutes=minutes * number),
                }
                for number in range(first, first + items)
            ],
        )


def set_rates(place: Workspace, text: str = RATES) -> Workspace:
    path = place.root / "isogloss.toml"
    path.write_text(text, encoding="utf-8")
    return Workspace(place.root)


@pytest.fixture
def paying(workspace: Workspace) -> Workspace:
    place = set_rates(workspace)
    fill(place, 100)
    return place


def call(place: Workspace, capsys: Any, *arguments: str) -> tuple[int, str, str]:
    code = run(["pay", "--workspace", str(place.root), *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def assert_books(place: Workspace, items: int) -> None:
    rows = place.store.read("ledger").to_dict("records")
    assert out_of_balance(LedgerEntry(**row) for row in rows) == ()
    spent = [row for row in rows if row["kind"] == "item" and row["account"] == "expense:work"]
    assert len(spent) == len({row["item_id"] for row in spent}) == items


def test_a_month_is_settled_and_told(paying: Workspace, capsys: Any) -> None:
    code, out, err = call(paying, capsys, "--period", "2026-10")
    assert (code, err) == (0, "")
    # 25 items of the slow worker in France: 2.50 in 25 minutes; 12 an hour are 5.00.
    assert out.splitlines()[0] == (
        "2026-10-01..2026-10-31 (UTC): posted 100 items, 10.00 EUR; 1 top-up, 2.50 EUR"
    )
    assert (
        "below the floor: worker k00 (FR): 6.00 EUR an hour over 0.42 hours and 25 items; "
        "floor 12.00; topped up by 2.50"
    ) in out.splitlines()
    assert "region FR: 6.00 EUR an hour, 1 worker (one worker has no interval)" in out
    assert "region PT: 16.36 EUR an hour, 3 workers (95 % over workers: " in out
    assert_books(paying, 100)


def test_again_posts_nothing_and_gives_the_same_ledger(
    paying: Workspace, capsys: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    call(paying, capsys, "--period", "2026-10", "--output", str(first))
    code, out, _ = call(paying, capsys, "--period", "2026-10", "--output", str(second))
    assert code == 0
    assert "posted 0 items, 0.00 EUR; 0 top-ups, 0.00 EUR" in out
    assert "topped up by 2.50" in out
    assert first.read_bytes() == second.read_bytes()


def test_the_ledger_as_csv(paying: Workspace, capsys: Any, tmp_path: Path) -> None:
    target = tmp_path / "books" / "october.csv"
    call(paying, capsys, "--period", "2026-10", "--output", str(target))
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert len(rows) == 2 * 101
    assert sum(round(float(row["amount"]) * 100) for row in rows) == 0
    assert {row["account"] for row in rows} == {
        "expense:work",
        "expense:top_up",
        "payable:worker",
    }
    assert datetime.fromisoformat(rows[0]["posted_at"]).tzinfo is not None
    assert rows[0]["posting_id"] == rows[1]["posting_id"]
    assert (rows[0]["amount"], rows[1]["amount"]) == ("0.10", "-0.10")
    assert not [path for path in target.parent.iterdir() if path != target]


def test_json_says_the_same(paying: Workspace, capsys: Any) -> None:
    _, out, _ = call(paying, capsys, "--period", "2026-10", "--json")
    told = json.loads(out)
    assert told["schema"] == "isogloss.pay/1"
    assert told["posted"] == {
        "items": 100, "items_minor": 1000, "top_ups": 1, "top_ups_minor": 250,
    }  # fmt: skip
    assert told["balanced"] is True
    assert [one["worker"] for one in told["findings"]] == ["k00"]
    assert [(one["region"], one["workers"]) for one in told["regions"]] == [("FR", 1), ("PT", 3)]
    assert told["regions"][0]["hourly_low"] is None
    assert told["regions"][1]["hourly_low"] < told["regions"][1]["hourly"]


def test_a_dry_run_posts_nothing(paying: Workspace, capsys: Any, tmp_path: Path) -> None:
    target = tmp_path / "would.csv"
    _, out, _ = call(paying, capsys, "--period", "2026-10", "--dry-run", "--output", str(target))
    assert "would post 100 items, 10.00 EUR; 1 top-up, 2.50 EUR" in out
    assert paying.store.count("ledger") == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 1 + 2 * 101


def test_more_work_and_overlapping_days(paying: Workspace, capsys: Any) -> None:
    call(paying, capsys, "--period", "2026-10-01..2026-10-01")
    fill(paying, 50, first=100)
    call(paying, capsys, "--period", "2026-10")
    call(paying, capsys, "--period", "2026-09-15..2026-10-20")
    assert_books(paying, 150)


def test_a_month_that_is_not_over(workspace: Workspace, capsys: Any) -> None:
    place = set_rates(workspace)
    now = datetime.now(UTC)
    with place.store.writing() as transaction:
        transaction.add(
            "work",
            [
                {
                    "work_id": "a1",
                    "worker_id": "k00",
                    "campaign_id": "default",
                    "kind": "correct",
                    "outcome": "corrected",
                    "active_s": 3600.0,
                    "audio_s": 4.0,
                    "worked_at": now - timedelta(seconds=1),
                }
            ],
        )
    yesterday, tomorrow = (now + timedelta(days=days) for days in (-1, 1))
    label = f"{yesterday:%Y-%m-%d}..{tomorrow:%Y-%m-%d}"
    code, out, err = call(place, capsys, "--period", label)
    assert code == 0
    assert err == (
        f"isogloss: {label} is not over: what was worked until now is paid, and top-ups wait. "
        "Run this again when it is.\n"
    )
    assert "posted 1 item, 0.10 EUR; 0 top-ups, 0.00 EUR" in out
    assert "below the floor: worker k00 (no region)" in out
    assert "not topped up yet" in out


def test_without_rates_nothing_is_posted_and_that_is_said(
    workspace: Workspace, capsys: Any
) -> None:
    fill(workspace, 10)
    code, out, err = call(workspace, capsys, "--period", "2026-10")
    assert code == 0
    assert "posted 0 items" in out
    assert "no pay is set: under [pay] in isogloss.toml per_item and per_audio_minute are 0" in err
    call(set_rates(workspace), capsys, "--period", "2026-10")
    assert_books(workspace, 10)


def test_no_period_and_no_work(workspace: Workspace, capsys: Any) -> None:
    assert call(workspace, capsys, "--period", "October")[0] == 2
    code, out, _ = call(set_rates(workspace), capsys, "--period", "2025-01")
    assert (code, out.splitlines()[1]) == (0, "no work in this period")


def test_a_withdrawal_takes_no_pay(paying: Workspace) -> None:
    """Rows of work and of the ledger name no recording and no speaker."""
    for table in ("work", "ledger"):
        named = set(paying.store.read(table).columns)
        assert not named & {"utterance_id", "speaker_id", "source_key", "assignment_id"}


def test_two_at_once(paying: Workspace) -> None:
    stores = [Workspace(paying.root) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        posted = list(pool.map(lambda place: pay(place, OCTOBER, LATER), stores))
    assert sorted(len(one.settlement.postings) for one in posted) == [0, 0, 0, 101]
    assert_books(paying, 100)


@pytest.mark.long
def test_killed_on_the_way(workspace: Workspace) -> None:
    place = set_rates(workspace)
    fill(place, 4000)
    rows = 0
    for patience in (0.05, 0.3, 0.8, 1.2, 1.6, 2.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "isogloss", "pay", "--period", "2026-10"],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"ISOGLOSS_WORKSPACE": str(place.root)},
            stdout=subprocess.DEVNULL,
        )
        time.sleep(patience)
        process.send_signal(signal.SIGKILL)
        process.wait()
        rows = place.store.count("ledger")
        assert rows in (0, 2 * 4001)
    pay(Workspace(place.root), OCTOBER, LATER)
    assert_books(place, 4000)


def test_on_postgresql(paying: Workspace, fresh_postgres: Callable[[], str]) -> None:
    url = fresh_postgres()
    with open_store(url) as store, store.writing() as transaction:
        for table in ("workers", "work"):
            transaction.add(table, paying.store.read(table).to_dict("records"))
    set_rates(paying, f'{RATES}[store]\nurl = "{url}"\n')
    stores = [Workspace(paying.root) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        posted = list(pool.map(lambda place: pay(place, OCTOBER, LATER), stores))
    assert sorted(len(one.settlement.postings) for one in posted) == [0, 0, 101]
    assert_books(stores[0], 100)
    for place in stores:
        place.store.close()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 45), st.integers(0, 40), st.integers(0, 80), st.sampled_from([0.0, 0.07])
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_periods_on_a_store(asked: list[tuple[int, int, int, float]]) -> None:
    """Work on forty days, some of it coming in between; periods that overlap as they like."""
    with tempfile.TemporaryDirectory() as name:
        init_workspace(Path(name))
        expected: set[str] = set()
        for turn, (first, days, now_day, rate) in enumerate(asked):
            place = set_rates(
                Workspace(Path(name)),
                f'[pay]\nper_item = {rate}\nhourly_floor = {{"" = 3.0}}\n',
            )
            fill(place, 12, first=12 * turn, workers=3, minutes=60 * 20)
            begin = START.date() + timedelta(days=first)
            period = Period(begin, begin + timedelta(days=days))
            now = START + timedelta(days=now_day)
            pay(place, period, now)
            if rate:
                expected |= {
                    row.work_id
                    for row in each_row(place.store.read("work"))
                    if period.holds(row.worked_at) and row.worked_at <= now
                }
            assert pay(place, period, now).settlement.postings == ()
            rows = place.store.read("ledger").to_dict("records")
            place.store.close()
        assert out_of_balance(LedgerEntry(**row) for row in rows) == ()
        spent = [row["item_id"] for row in rows if row["account"] == "expense:work"]
        assert len(spent) == len(set(spent))
        assert set(spent) == expected
