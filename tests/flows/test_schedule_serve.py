"""`isogloss serve` as a user calls it: a schedule makes a run, the store fills, it stops."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.flow

EVERY_FEW_SECONDS = "* * * * * */20"  # a sixth field, so that no test waits for a full minute
NIGHTLY = "nightly/isogloss-nightly"


@pytest.mark.long
def test_a_scheduled_night_runs_on_the_server_that_is_named(
    flow_server: Any,
    speaking_workspace: Callable[..., Path],
    isogloss: Callable[..., Any],
    eventually: Callable[..., Any],
    row_counts: Callable[[Path], dict[str, int]],
    session_of: Callable[[int], list[int]],
) -> None:
    root = speaking_workspace()
    served = isogloss("serve", "--cron", EVERY_FEW_SECONDS, folder=root, env=flow_server.env)

    runs = eventually(
        lambda: flow_server.scheduled_runs(NIGHTLY, "COMPLETED"), who=served, says="a night"
    )

    assert runs[0]["state_name"] == "Completed"
    assert runs[0]["parameters"]["workspace"] == str(root)
    assert row_counts(root) == {"utterances": 3, "hypotheses": 3, "assignments": 6}
    assert list((root / "reports").glob("*/report.html"))
    limit = flow_server.deployment(NIGHTLY)["global_concurrency_limit"]
    assert limit["limit"] == 1, "or two nights could run at once"
    options = flow_server.deployment(NIGHTLY)["concurrency_options"]
    assert options["collision_strategy"] == "ENQUEUE", "or a night that finds another is lost"
    assert not (root / ".prefect" / "prefect.db").exists(), "the named server keeps the runs"

    # What a service manager does to stop it.
    os.kill(served.pid, signal.SIGTERM)
    assert served.process.wait(timeout=120) == 0
    assert "stopped serving" in served.text().splitlines()[-1]
    eventually(lambda: not session_of(served.pid), says="what it started to end")
    assert flow_server.deployment(NIGHTLY)["paused"], "or nights nobody serves pile up"


def test_a_scheduled_night_runs_without_any_server(
    speaking_workspace: Callable[..., Path],
    isogloss: Callable[..., Any],
    eventually: Callable[..., Any],
    row_counts: Callable[[Path], dict[str, int]],
    session_of: Callable[[int], list[int]],
    plain_env: dict[str, str],
) -> None:
    root = speaking_workspace()
    served = isogloss("serve", "--cron", EVERY_FEW_SECONDS, folder=root, env=plain_env)

    eventually(lambda: "nightly is done" in served.text(), who=served, says="a night")
    servers = children_of(served.pid)
    code = served.interrupt()

    text = served.text()
    assert code == 0, text
    assert "3 new utterances, 3 transcribed, report " in text
    assert text.splitlines()[-1].startswith("stopped serving")
    assert "Traceback" not in text
    assert row_counts(root) == {"utterances": 3, "hypotheses": 3, "assignments": 6}
    assert servers, "a server of its own was running"
    eventually(lambda: not session_of(served.pid), says="what it started to end")
    assert not [pid for pid in servers if alive(pid)], "no process is left behind"
    assert (root / ".prefect" / "prefect.db").exists(), "what Prefect keeps stays in the workspace"


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
