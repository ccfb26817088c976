"""`isogloss flags`: what workers flagged, and letting go what a flag holds back."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, workspace_at
from isogloss.lead.adjudicate.command import LeadOption, find_lead


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(no_args_is_help=True, help="What workers flagged, for a lead to look at.")
    group.command("list")(list_flagged)
    group.command("clear")(clear)
    app.add_typer(group, name="flags")


def list_flagged(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """List what is flagged, what is held back from everybody first; no texts are shown."""
    from pipeline.io.leads.flags import flagged_utterances

    found = flagged_utterances(workspace_at(workspace).store)
    if json:
        emit_json([asdict(one) | {"flagged_at": one.flagged_at.isoformat()} for one in found])
        return 0
    for one in found:
        held = ", held back" if one.held_back else ""
        flags = ", ".join(flag.replace("_", " ") for flag in one.flags)
        when = f"{one.flagged_at:%Y-%m-%d %H:%M} UTC"
        say(f"{one.utterance_id}  {flags}, by {', '.join(one.workers)}, {when}{held}")
    held_back = sum(one.held_back for one in found)
    say(f"{count(len(found), 'flagged utterance')}, {held_back} held back")
    if held_back:
        say("next: isogloss redact what is personal, then isogloss flags clear UTTERANCE --lead ID")
    return 0


def clear(
    utterance: Annotated[str, typer.Argument(help="The utterance's id.")],
    lead: LeadOption,
    workspace: WorkspaceOption = None,
) -> int:
    """Let others hear a recording that a flag held back."""
    from pipeline.io.leads.flags import clear_flags

    place = workspace_at(workspace)
    opened = clear_flags(place.store, find_lead(place, lead, []), utterance, datetime.now(UTC))
    say(f"{utterance}: {count(opened, 'assignment')} open again; the flag stays on record")
    return 0
