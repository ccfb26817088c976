"""Task runners by settings: threads by default, Dask processes, the same rows from both."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from prefect.settings import get_current_settings
from prefect.task_runners import ThreadPoolTaskRunner

from flows.collect import collect
from flows.running import open_workspace, task_runner, without_heartbeats
from pipeline.errors import SettingsError, WorkspaceError
from pipeline.io.workspace import Workspace
from pipeline.settings import FlowSettings

TABLES = ("utterances", "measurements", "decisions", "speakers", "consents", "prompts")
CLOCKS = {"collected_at", "measured_at", "decided_at", "created_at", "given_at", "expires_at"}


def test_threads_are_the_default_and_as_many_as_the_settings_say() -> None:
    runner = task_runner(FlowSettings(workers=3))
    assert isinstance(runner, ThreadPoolTaskRunner)
    assert runner._max_workers == 3


def test_a_run_that_is_waited_for_starts_no_heartbeat() -> None:
    assert get_current_settings().flows.heartbeat_frequency is not None
    with without_heartbeats():
        assert get_current_settings().flows.heartbeat_frequency is None


def test_a_run_without_a_workspace_is_told_where_to_name_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISOGLOSS_WORKSPACE", "")  # what a deployment without one hands on
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkspaceError) as caught:
        open_workspace("")
    assert str(caught.value).startswith(f"{tmp_path}: no isogloss.toml here")
    assert "Set ISOGLOSS_WORKSPACE before `prefect deploy`" in str(caught.value)


def test_dask_that_is_not_installed_is_said_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As where the extra is missing: the import fails.
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    monkeypatch.setitem(sys.modules, "prefect_dask.task_runners", None)
    with pytest.raises(SettingsError) as caught:
        task_runner(FlowSettings(runner="dask"))
    assert str(caught.value) == (
        'isogloss.toml: flows.runner = "dask", but the Dask runner is not installed. '
        "Install it with: pip install 'isogloss[dask]'"
    )


@pytest.mark.flow
@pytest.mark.long
def test_a_dask_cluster_of_processes_gives_what_threads_give(
    speaking_workspace: Callable[..., Path], flow_server: Any
) -> None:
    pytest.importorskip("prefect_dask", reason="the extra [dask] is not installed")
    batches = "\n[flows]\nworkers = 2\ncheck_batch = 2\nrunner = "
    threads = speaking_workspace("threads", rows=5, settings=f"{batches}'threads'\n")
    dask = speaking_workspace("dask", rows=5, settings=f"{batches}'dask'\n")
    shutil.copyfile(threads / "secret.key", dask / "secret.key")

    done = subprocess.run(
        [sys.executable, "-m", "isogloss", "collect", "inbox"],
        cwd=dask, env=flow_server.env, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    collected = collect(inbox=str(threads / "inbox"), workspace=str(threads))

    assert done.returncode == 0, done.stdout + done.stderr
    assert collected.new == 5
    assert done.stdout.startswith("5 rows offered: 5 new utterances")
    for table in TABLES:
        one, other = (rows_of(root, table) for root in (threads, dask))
        assert len(one) > 0, table
        pd.testing.assert_frame_equal(one, other, obj=table)


def rows_of(root: Path, table: str) -> pd.DataFrame:
    with Workspace(root).store as store:
        frame = store.read(table)
    return frame.drop(columns=[name for name in frame.columns if name in CLOCKS])
