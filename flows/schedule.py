"""Schedules: `nightly` on a cron, from one process that serves it."""

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.schedules import Cron

from flows.nightly import nightly
from flows.running import task_runner
from pipeline.io.workspace import Workspace


def serve_nightly(workspace: Workspace, *, cron: str) -> None:
    """Serve the nightly flow on a cron until the process ends.

    One run at a time: a night that takes longer than a day makes the next one wait.

    Args:
        workspace: What the flow works on.
        cron: Minute hour day month weekday, in the settings' time zone.
    """
    flow = nightly.with_options(task_runner=task_runner(workspace.settings.flows))
    flow.serve(
        name="isogloss-nightly",
        schedule=Cron(cron, timezone=workspace.settings.schedule.timezone),
        parameters={"workspace": str(workspace.root)},
        global_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
        ),
        pause_on_shutdown=False,
        print_starting_message=False,
    )
