"""A night as a whole: nothing to do, a stage that fails, and when the next one is."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.nightly import nightly
from flows.schedule import next_night
from isogloss.main import run
from pipeline.errors import InboxError, RecogniserError, SettingsError
from pipeline.io.workspace import Workspace


@pytest.mark.flow
def test_a_night_with_an_empty_inbox_finishes_well(workspace: Workspace) -> None:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["nightly", "--workspace", str(workspace.root)])

    assert code == 0, err.getvalue()
    assert "0 rows offered: 0 new utterances" in out.getvalue()
    assert f"note: {workspace.root / 'inbox'} is empty: nothing new to collect." in err.getvalue()
    page = next(workspace.reports.glob("*/report.html")).read_text(encoding="utf-8")
    assert "Nothing could be scored." in page
    assert "There is nothing to compare yet." in page
    document = json.loads(next(workspace.reports.glob("*/report.json")).read_text())
    assert document["groupings"] == {}
    assert document["totals"] == {"hours": 0.0, "speakers": 0, "utterances": 0}


@pytest.mark.long
@pytest.mark.flow
def test_a_stage_that_fails_is_named_and_what_came_before_is_kept(
    speaking_workspace: Callable[..., Path],
    row_counts: Callable[[Path], dict[str, int]],
) -> None:
    root = speaking_workspace()
    settings = root / "isogloss.toml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(good.replace("recognise.py", "no-such-program.py"), encoding="utf-8")

    with pytest.raises(RecogniserError) as caught:
        nightly(workspace=str(root))

    assert "stage transcribe" in str(caught.value)
    assert "What the stages before it did is saved." in str(caught.value)
    assert row_counts(root) == {"utterances": 3, "hypotheses": 0, "assignments": 0}
    with Workspace(root).store as store:
        assert store.count("speaker_accents") > 0, "tagged before it failed"

    settings.write_text(good, encoding="utf-8")
    night = nightly(workspace=str(root))
    assert (night.collected.new, night.collected.known) == (0, 3), "the night goes on from there"
    assert row_counts(root) == {"utterances": 3, "hypotheses": 3, "assignments": 6}


@pytest.mark.flow
def test_an_inbox_that_is_not_there_is_no_empty_inbox(workspace: Workspace) -> None:
    (workspace.root / "inbox").rmdir()
    with pytest.raises(InboxError, match=r"stage collect: .*there is no such folder"):
        nightly(workspace=str(workspace.root))


def test_the_next_night_keeps_its_hour_when_clocks_change() -> None:
    # Paris leaves summer time on 25 October 2026 at 03:00.
    before, after = (
        next_night("0 2 * * *", "Europe/Paris", datetime(2026, 10, day, 12, tzinfo=UTC))
        for day in (23, 25)
    )
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (0, 1)
    assert before.hour == after.hour == 2


@pytest.mark.parametrize(
    ("cron", "timezone"),
    [
        ("every night", "UTC"),
        ("0 2 * *", "UTC"),
        ("61 2 * * *", "UTC"),
        ("0 2 31 2 *", "UTC"),  # never comes
        ("0 2 * * *", "Europe/Pariss"),
        ("", "UTC"),
    ],
)
def test_a_schedule_that_cannot_be_is_named(cron: str, timezone: str) -> None:
    with pytest.raises(SettingsError) as caught:
        next_night(cron, timezone, datetime(2026, 1, 1, tzinfo=UTC))
    message = str(caught.value)
    assert message.startswith("isogloss.toml, [schedule]: no schedule can be made")
    assert repr(cron) in message
    assert repr(timezone) in message
    assert "give --cron" in message
