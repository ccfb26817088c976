"""Two Prefect workers at one work pool: runs of several workspaces at once, none of them twice."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.workspace import Workspace

pytestmark = [pytest.mark.flow, pytest.mark.long]

PROJECT = Path(__file__).parents[2] / "prefect.yaml"
POOL = "isogloss-two"
WORKSPACES = 2
ROWS = 3


def prefect(*arguments: str, folder: Path, env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_workers_at_one_pool_do_every_run_once(
    flow_server: Any,
    speaking_workspace: Callable[..., Path],
    isogloss: Callable[..., Any],
    eventually: Callable[..., Any],
    tmp_path: Path,
) -> None:
    roots = [speaking_workspace(f"workspace-{n}", rows=ROWS) for n in range(WORKSPACES)]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # As ours, but for a pool of its own, and runs at the same time.
    text = PROJECT.read_text(encoding="utf-8").replace(
        "    name: isogloss\n", f"    name: {POOL}\n"
    )
    text = text.replace("    concurrency_limit: *one_at_a_time\n", "")
    (elsewhere / "prefect.yaml").write_text(text, encoding="utf-8")
    named = {**flow_server.env, "ISOGLOSS_WORKSPACE": str(roots[0])}
    prefect("work-pool", "create", "--type", "process", POOL, folder=elsewhere, env=named)
    prefect("deploy", "--name", "collect", folder=elsewhere, env=named)

    deployment = flow_server.deployment("collect/collect")
    assert deployment["work_pool_name"] == POOL
    # Each workspace twice: whichever run comes second finds its rows there already.
    runs = [
        flow_server.ask(
            f"/deployments/{deployment['id']}/create_flow_run",
            {
                "parameters": {"inbox": str(root / "inbox"), "workspace": str(root)},
                "state": {"type": "SCHEDULED"},
            },
        )["id"]
        for root in roots
        for _ in range(2)
    ]
    workers = [
        isogloss(
            "worker", "start", "--pool", POOL, "--name", name,
            folder=elsewhere, env=flow_server.env, module="prefect",
        )
        for name in ("first", "second")
    ]  # fmt: skip

    def ended() -> list[dict[str, Any]]:
        found = flow_server.ask("/flow_runs/filter", {"flow_runs": {"id": {"any_": runs}}})
        over = [run for run in found if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED")]
        return over if len(over) == len(runs) else []

    done = eventually(ended, who=workers[0], says="all runs")
    said = [worker.text() for worker in workers]
    assert {run["state_type"] for run in done} == {"COMPLETED"}, said
    assert [run["run_count"] for run in done] == [1] * len(runs), "none was begun twice"
    for run in done:
        states = flow_server.ask(f"/flow_run_states/?flow_run_id={run['id']}")
        assert [one["type"] for one in states].count("RUNNING") == 1, (run["name"], said)
    for root in roots:
        with Workspace(root).store as store:
            assert store.count("utterances") == store.count("measurements") == ROWS
            assert len(store.read("decisions", where={"stage": "collect"})) == ROWS
