"""The command `isogloss quality`: how far listeners agree, are led, and can be relied on."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, workspace_at

if TYPE_CHECKING:
    from pipeline.stages.quality.requeue import Requeued


def quality(
    workspace: WorkspaceOption = None,
    fold: Annotated[
        bool, typer.Option("--fold", help="Count small groups under 'other', to show around.")
    ] = False,
    requeue: Annotated[
        bool,
        typer.Option("--requeue", help="Ask one more listener where low-skill work decides."),
    ] = False,
    language: Annotated[
        Literal["en", "fr"] | None,
        typer.Option("--language", help="Of the words; else report.language of the settings."),
    ] = None,
    json: JsonOption = False,
) -> int:
    """Say how far listeners agree, are led by the machine's text, and can be relied on.

    Every figure stands beside its 95 % interval and what it rests on; one without is not shown.
    For a lead: workers are shown by their id. docs/leading.md says how to read it.
    """
    from isogloss.lead.quality.shown import describe_quality
    from pipeline.stages.quality.document import as_document
    from pipeline.stages.quality.figures import quality as assess
    from pipeline.stages.quality.requeue import requeue_low_skill

    place, now = workspace_at(workspace), datetime.now(UTC)
    requeued = requeue_low_skill(place, now) if requeue else None
    spoken = language or place.settings.report.language
    found = assess(place, now, fold=fold, language=spoken)
    if json:
        extra = {} if requeued is None else {"requeued": _as_json(requeued)}
        emit_json(as_document(found) | extra)
        return 0
    for line in describe_quality(found, spoken):
        say(line)
    if requeued is not None:
        below = count(len(requeued.workers), "worker")
        say()
        say(
            f"requeued: {below} surely below {found.requeue_below:g}; the references of "
            f"{count(requeued.resting, 'recording')} rest on them, "
            f"{requeued.opened} now wait for one more listener"
        )
    return 0


def _as_json(requeued: "Requeued") -> dict[str, object]:
    return {
        "workers": list(requeued.workers),
        "resting": requeued.resting,
        "opened": requeued.opened,
    }
