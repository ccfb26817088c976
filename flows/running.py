"""What every flow shares: the workspace of this process, its task runner, batches in order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline.errors import IsoglossError, SettingsError, WorkspaceError
from pipeline.io.compiled_cache import ensure_compiled_cache
from pipeline.io.settings_file import FILE_NAME
from pipeline.io.workspace import Workspace, find_workspace
from pipeline.settings import FlowSettings

Given = TypeVar("Given")
Made = TypeVar("Made")

TASK_OPTIONS: dict[str, Any] = {
    # Batches are told apart by the store, which knows what is done; hashing their rows again to
    # look them up in a cache would cost more than the work.
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": 1,
    "retry_condition_fn": lambda _task, _run, state: _may_pass(state),
}
_DEFAULT_WORKERS = 2


ensure_compiled_cache()  # a worker that loads the flows does not come by our command line


def _may_pass(state: Any) -> bool:
    """Whether trying again can help: not for what a person has to mend."""
    error = state.result(raise_on_failure=False)
    return not isinstance(error, IsoglossError | ValueError | TypeError)


def open_workspace(folder: str) -> Workspace:
    """Open the workspace of a folder; one object a process and state of the settings file.

    An empty name means the folder named by ISOGLOSS_WORKSPACE, or the current one.

    Raises:
        WorkspaceError: There is none.
    """
    start = Path(folder or os.environ.get("ISOGLOSS_WORKSPACE") or ".").resolve()
    try:
        root = find_workspace(start).root
    except WorkspaceError as error:
        raise WorkspaceError(
            error.found,
            where=error.where,
            remedy="Set ISOGLOSS_WORKSPACE before `prefect deploy` (it goes with every run) or "
            "give the run the parameter `workspace`; a new one is made by: isogloss init DIR",
        ) from error
    return _opened(root, (root / FILE_NAME).stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _opened(root: Path, _settings_written_ns: int) -> Workspace:
    return Workspace(root)


def task_runner(settings: FlowSettings) -> TaskRunner[Any]:
    """Threads in this process, or the Dask cluster the settings name.

    Raises:
        SettingsError: Dask is asked for and not installed.
    """
    if settings.runner == "threads":
        return ThreadPoolTaskRunner(max_workers=settings.workers)
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ModuleNotFoundError as error:
        raise SettingsError(
            'flows.runner = "dask", but the Dask runner is not installed',
            where=FILE_NAME,
            remedy="Install it with: pip install 'isogloss[dask]'",
        ) from error
    if settings.dask_address:
        return DaskTaskRunner(address=settings.dask_address)
    return DaskTaskRunner(
        cluster_kwargs={
            "n_workers": settings.workers,
            "threads_per_worker": 1,
            "dashboard_address": None,  # a page of our own on a port nobody asked for
        }
    )


def choose_runner() -> TaskRunner[Any]:
    """Choose the runner of a flow that a server or a worker loads by its file."""
    try:
        return task_runner(open_workspace("").settings.flows)
    except IsoglossError:
        return ThreadPoolTaskRunner(max_workers=_DEFAULT_WORKERS)


def without_heartbeats() -> AbstractContextManager[Any]:
    """Run flows without their heartbeat threads, each of which costs a run a second at its end.

    For a run whose own process is waited for: if it dies, who started it knows.
    """
    return temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})


def in_order(
    task: Task[..., Made],
    batches: Iterable[Given],
    arguments: Callable[[Given], tuple[Any, ...]],
    *,
    ahead: int,
) -> Iterator[tuple[Given, Made]]:
    """Results of a task over batches, in the order of the batches, at most `ahead` under way.

    A bound on what is under way keeps memory flat however long the inbox is.
    """
    under_way: deque[tuple[Given, Any]] = deque()
    for batch in batches:
        under_way.append((batch, task.submit(*arguments(batch))))
        if len(under_way) >= ahead:
            given, future = under_way.popleft()
            yield given, future.result()
    while under_way:
        given, future = under_way.popleft()
        yield given, future.result()
