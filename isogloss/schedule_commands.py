"""Commands for schedules: serve."""

from typing import Annotated

import typer

from isogloss.console import WorkspaceOption, say, workspace_at


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("serve")(serve)


def serve(
    workspace: WorkspaceOption = None,
    cron: Annotated[
        str, typer.Option(help="Minute hour day month weekday; else the settings'.")
    ] = "",
) -> int:
    """Run everything on a schedule from this process, until it is stopped."""
    place = workspace_at(workspace)
    from flows import embedded

    embedded.prepare(place.root, serving=True)
    from flows.schedule import serve_nightly

    when = cron or place.settings.schedule.cron
    say(f"serving {place.root}: nightly at '{when}' ({place.settings.schedule.timezone})")
    say("stop with Ctrl-C; a run that is under way is finished by the next one")
    serve_nightly(place, cron=when)
    return 0
