"""Runs a flow in this process: the one door from commands to Prefect, opened once it is needed."""

from typing import TYPE_CHECKING, Literal, overload

from isogloss.console import progress_on_terminal

if TYPE_CHECKING:
    from flows.nightly import Night
    from pipeline.io.workspace import Workspace
    from pipeline.stages.collecting.collect import Collected
    from pipeline.stages.reporting.report import Reported


@overload
def run_flow(name: Literal["collect"], workspace: "Workspace", *, inbox: str) -> "Collected": ...
@overload
def run_flow(
    name: Literal["tag", "transcribe", "compare"], workspace: "Workspace"
) -> dict[str, int]: ...
@overload
def run_flow(name: Literal["report"], workspace: "Workspace", *, output: str) -> "Reported": ...
@overload
def run_flow(
    name: Literal["nightly"], workspace: "Workspace", *, inbox: str, output: str
) -> "Night": ...
def run_flow(name: str, workspace: "Workspace", **arguments: str) -> object:
    """Run one flow in this process, with progress on the terminal.

    Settings are read first: a wrong one should be said before Prefect starts.

    Args:
        name: Which flow; its module in `flows` has the same name.
        workspace: Where it works; the flow opens it anew.
        **arguments: What the flow takes besides.

    Returns:
        What the flow returns.
    """
    settings = workspace.settings
    workspace.store.close()
    from flows import embedded, local_server

    embedded.prepare(workspace.root)
    local_server.start_for_this_process(embedded.find_home(workspace.root))
    from importlib import import_module

    from flows import progress, running

    flow = getattr(import_module(f"flows.{name}"), name)
    flow = flow.with_options(task_runner=running.task_runner(settings.flows))
    with (
        progress_on_terminal() as watcher,
        progress.watched(watcher),
        running.without_heartbeats(),
    ):
        return flow(workspace=str(workspace.root), **arguments)
