"""`prefect.yaml` as a team uses it: a work pool, `prefect deploy --all`, a worker, a schedule."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.flow, pytest.mark.long]

PROJECT = Path(__file__).parents[2] / "prefect.yaml"
FLOWS = ("collect", "compare", "nightly", "report", "tag", "transcribe")


def prefect(*arguments: str, folder: Path, env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_worker_runs_a_scheduled_night_of_the_deployed_flow(
    flow_server: Any,
    speaking_workspace: Callable[..., Path],
    isogloss: Callable[..., Any],
    eventually: Callable[..., Any],
    row_counts: Callable[[Path], dict[str, int]],
    tmp_path: Path,
) -> None:
    root = speaking_workspace()
    elsewhere = tmp_path / "elsewhere"  # neither the checkout nor the workspace
    elsewhere.mkdir()
    named = {**flow_server.env, "ISOGLOSS_WORKSPACE": str(root)}
    prefect("work-pool", "create", "--type", "process", "isogloss", folder=elsewhere, env=named)
    prefect("deploy", "--all", "--prefect-file", str(PROJECT), folder=elsewhere, env=named)

    for name in FLOWS:
        deployment = flow_server.deployment(f"{name}/{name}")
        assert deployment["work_pool_name"] == "isogloss"
        assert deployment["entrypoint"] == f"flows.{name}.{name}"
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "ENQUEUE"
    nightly = flow_server.deployment("nightly/nightly")
    assert [one["schedule"]["cron"] for one in nightly["schedules"]] == ["0 2 * * *"]

    # Tonight is too far: the same deployment gets a schedule of seconds beside its own.
    every = {"interval": 20.0, "anchor_date": "2026-01-01T00:00:00Z"}
    flow_server.ask(
        f"/deployments/{nightly['id']}/schedules", [{"schedule": every, "active": True}]
    )
    worker = isogloss(
        "worker", "start", "--pool", "isogloss",
        folder=elsewhere, env=flow_server.env, module="prefect",
    )  # fmt: skip
    runs = eventually(
        lambda: flow_server.scheduled_runs("nightly/nightly", "COMPLETED", "FAILED", "CRASHED"),
        who=worker,
        says="a night on the worker",
    )
    assert [run["state_name"] for run in runs] == ["Completed"] * len(runs), worker.text()
    assert row_counts(root) == {"utterances": 3, "hypotheses": 3, "assignments": 6}
