"""Schedules: `nightly` on a cron, from one process that serves it."""

import asyncio
import signal
from datetime import UTC, datetime
from typing import Any

from prefect import Flow, State
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun
from prefect.runner import Runner
from prefect.schedules import Schedule
from prefect.server.schemas.schedules import CronSchedule
from prefect.types.entrypoint import EntrypointType

from flows.nightly import Night, nightly
from flows.running import task_runner
from pipeline.errors import SettingsError
from pipeline.io.settings_file import FILE_NAME
from pipeline.io.workspace import Workspace

NAME = "isogloss-nightly"
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
"""A night that takes longer than a day makes the next one wait; nothing runs twice, nor is lost."""


def next_night(cron: str, timezone: str, now: datetime) -> datetime:
    """When a cron runs next, in its own time zone.

    Args:
        cron: Minute hour day month weekday.
        timezone: An IANA name, such as `Europe/Paris`.
        now: From when on.

    Raises:
        SettingsError: The cron or the time zone cannot be read.

    Example:
        >>> at = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
        >>> next_night("30 2 * * *", "UTC", at).isoformat()
        '2026-03-29T02:30:00+00:00'
    """
    try:
        schedule = CronSchedule(cron=cron, timezone=timezone)
        return asyncio.run(schedule.get_dates(n=1, start=now))[0]
    except ValueError as error:
        raise SettingsError(
            f"no schedule can be made of cron {cron!r} in time zone {timezone!r}",
            expected="minute hour day month weekday, such as '0 2 * * *', and an IANA time zone, "
            "such as 'Europe/Paris'",
            where=f"{FILE_NAME}, [schedule]",
            remedy="Mend cron or timezone there, or give --cron.",
        ) from error


def serve_nightly(workspace: Workspace, *, cron: str) -> None:
    """Serve the nightly flow on a cron until this process is interrupted or terminated.

    The schedule is paused then, so that nights nobody serves do not pile up on a server that goes
    on; the next call wakes it.

    Args:
        workspace: What the flow works on.
        cron: Minute hour day month weekday, in the settings' time zone.
    """
    settings = workspace.settings
    runner = Runner(name=NAME, pause_on_shutdown=True)
    runner.add_flow(
        nightly.with_options(
            task_runner=task_runner(settings.flows),
            on_running=[_say_begun],
            on_completion=[_say_done],
            on_failure=[_say_failed],
            on_crashed=[_say_failed],
        ),
        name=NAME,
        schedule=Schedule(cron=cron, timezone=settings.schedule.timezone),
        parameters={"workspace": str(workspace.root)},
        concurrency_limit=ONE_AT_A_TIME,
        # By its name, not its file: the command is called from any folder.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # The runner's own answer to SIGTERM leaves a coroutine unawaited; Ctrl-C's way is clean.
    runner.handle_sigterm = _interrupt  # type: ignore[method-assign]
    try:
        asyncio.run(runner.start())
    except KeyboardInterrupt:
        return


def _interrupt(*_: Any) -> None:
    signal.raise_signal(signal.SIGINT)


def _say_begun(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    _say(f"{flow.name} begins")


def _say_done(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    night: Night = state.result()
    _say(
        f"{flow.name} is done: {night.collected.new:,} new utterances, "
        f"{night.transcribed['recognised']:,} transcribed, report {night.reported.paths[0]}"
    )


def _say_failed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    _say(f"{flow.name} {state.type.value.lower()}: {state.message}")


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {text}", flush=True)  # noqa: T201 (serve's voice)
