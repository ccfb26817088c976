"""Commands that run the flows: collect, tag, transcribe, compare, report, nightly."""

from pathlib import Path
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, emit_json, workspace_at
from isogloss.team.flow_runs import run_flow
from isogloss.team.flows_shown import collected_as_json, say_collected, say_counts, say_reported

OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Also write the HTML page here.")
]


def collect(
    inbox: Annotated[Path, typer.Argument(help="A folder of recordings with its manifest.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Take in a folder of recordings: check, measure and keep what may be kept."""
    collected = run_flow("collect", workspace_at(workspace), inbox=str(inbox.resolve()))
    if json:
        emit_json(collected_as_json(collected))
    else:
        say_collected(collected)
    return 1 if collected.nothing_could_be_read else 0


def tag(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Resolve accents and regions from what speakers say of themselves."""
    counts = run_flow("tag", workspace_at(workspace))
    _say_or_emit(counts, json=json, title="accents, in speakers")
    return 0


def transcribe(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Recognise what has no hypothesis yet, and queue it for people."""
    counts = run_flow("transcribe", workspace_at(workspace))
    _say_or_emit(counts, json=json, title="transcribe, in utterances")
    return 0


def compare(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Form references from people's work and count errors against them."""
    counts = run_flow("compare", workspace_at(workspace))
    _say_or_emit(counts, json=json, title="compare, in utterances")
    return 0


def report(
    workspace: WorkspaceOption = None, output: OutputOption = None, json: JsonOption = False
) -> int:
    """Write the report: who is heard how well, with intervals, as HTML, Markdown and JSON."""
    place = workspace_at(workspace)
    reported = run_flow("report", place, output=str(output.resolve()) if output else "")
    say_reported(reported, json=json)
    return 0


def nightly(
    workspace: WorkspaceOption = None,
    inbox: Annotated[
        Path | None, typer.Option("--inbox", help="The inbox; else the one in the settings.")
    ] = None,
    output: OutputOption = None,
    json: JsonOption = False,
) -> int:
    """Run collect, tag, transcribe, compare and report in order, in one process."""
    place = workspace_at(workspace)
    done = run_flow(
        "nightly",
        place,
        inbox=str(inbox.resolve()) if inbox else "",
        output=str(output.resolve()) if output else "",
    )
    if json:
        say_reported(done.reported, json=True)
        return 0
    say_collected(done.collected)
    for title, counts in (
        ("accents, in speakers", done.tagged),
        ("transcribe, in utterances", done.transcribed),
        ("compare, in utterances", done.compared),
    ):
        say_counts(title, counts)
    say_reported(done.reported, json=False)
    return 0


def _say_or_emit(counts: dict[str, int], *, json: bool, title: str) -> None:
    if json:
        emit_json(counts)
    else:
        say_counts(title, counts)
