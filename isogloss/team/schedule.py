"""Commands for schedules: serve."""

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Annotated

import typer

from isogloss.console import WorkspaceOption, say, workspace_at


def serve(
    workspace: WorkspaceOption = None,
    cron: Annotated[
        str, typer.Option(help="Minute hour day month weekday; else the settings'.")
    ] = "",
) -> int:
    """Run everything on a schedule from this process, until it is stopped.

    With PREFECT_API_URL the schedule is that server's; without, this process starts a server of
    its own, which keeps its database in the workspace and ends with it. Stopping with Ctrl-C is
    the normal end and exits 0.
    """
    place = workspace_at(workspace)
    when = cron or place.settings.schedule.cron
    place.store.close()  # a store that cannot be opened is better said now than at night
    from flows import embedded, local_server

    embedded.prepare(place.root, serving=True)
    server = (
        nullcontext(_answers_already)
        if embedded.server_is_named()
        else local_server.local_server(embedded.find_home(place.root))
    )
    with server as wait_for_server:
        from flows.schedule import next_night, serve_nightly

        first = next_night(when, place.settings.schedule.timezone, datetime.now(UTC))
        wait_for_server()
        say(f"serving {place.root}: nightly at '{when}', next {first:%Y-%m-%d %H:%M %Z}")
        say("stop with Ctrl-C; a night that is cut short is finished by the next one")
        serve_nightly(place, cron=when)
    say("stopped serving; nothing runs until the next: isogloss serve")
    return 0


def _answers_already() -> None:
    """A server that is named needs no waiting; where it does not answer, Prefect says so."""
