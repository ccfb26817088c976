"""`isogloss appeal`: a speaker or a worker says that a reference is wrong."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, workspace_at


def appeal(
    utterance: Annotated[str, typer.Argument(help="The utterance's id.")],
    reason: Annotated[str, typer.Option("--reason", help="What is wrong, in a few words.")],
    worker: Annotated[
        str | None, typer.Option("--worker", help="Who appeals: a worker who corrected it.")
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", help="Or its speaker, by their id as in the manifest."),
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Appeal against a reference: others hear the recording again, unseen, then a lead decides."""
    from pipeline.stages.reviewing.appeals import appeal_by_speaker, appeal_by_worker

    if (worker is None) == (speaker is None):
        raise typer.BadParameter("say who appeals: either --worker or --speaker")
    place, now = workspace_at(workspace), datetime.now(UTC)
    if worker is not None:
        raised = appeal_by_worker(place, utterance, worker, reason, now)
    else:
        raised = appeal_by_speaker(place, utterance, speaker or "", reason, now)
    if json:
        emit_json({"appeal": raised.appeal_id, "listeners": raised.listeners})
    elif raised.listeners:
        listeners = count(raised.listeners, "new listener")
        say(f"Appeal {raised.appeal_id}: {listeners} will hear it first of all, then a lead.")
    else:
        say(f"Appeal {raised.appeal_id}: nobody is left who has not heard it; a lead decides.")
    return 0
