"""Commands that run the flows: collect, tag, transcribe, compare, report, nightly."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isogloss.console import (
    JsonOption,
    WorkspaceOption,
    count,
    emit_json,
    progress_on_terminal,
    say,
    warn,
    workspace_at,
)

if TYPE_CHECKING:
    from pipeline.io.workspace import Workspace
    from pipeline.stages.collect import Collected
    from pipeline.stages.report import Reported

_MOST_REFUSED_SHOWN = 10


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("collect")(collect)
    app.command("tag")(tag)
    app.command("transcribe")(transcribe)
    app.command("compare")(compare)
    app.command("report")(report)
    app.command("nightly")(nightly)


def run_flow(name: str, workspace: "Workspace", **arguments: Any) -> Any:
    """Run one flow in this process, with progress on the terminal.

    Settings are read first: a wrong one should be said before Prefect starts.
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


def collect(
    inbox: Annotated[Path, typer.Argument(help="A folder of recordings with its manifest.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Take in a folder of recordings: check, measure and keep what may be kept."""
    collected = run_flow("collect", workspace_at(workspace), inbox=str(inbox.resolve()))
    if json:
        emit_json(_collected_json(collected))
    else:
        say_collected(collected)
    return 1 if collected.nothing_could_be_read else 0


def say_collected(collected: "Collected") -> None:
    """What a collection took in, refused and remarked."""
    verdicts = ", ".join(f"{n} {name}" for name, n in sorted(collected.verdicts.items()))
    say(
        f"{count(collected.offered, 'row')} offered: {count(collected.new, 'new utterance')}"
        f"{f' ({verdicts})' if verdicts else ''}, {collected.known} known before, "
        f"{len(collected.refused)} refused"
    )
    for code, times in collected.reasons.most_common():
        say(f"  {code:<18} {times}")
    for row in collected.refused[:_MOST_REFUSED_SHOWN]:
        path = f" {row.path!r}" if row.path else ""
        warn(f"row {row.row_number}{path}: {row.code}: {row.explanation}")
    rest = len(collected.refused) - _MOST_REFUSED_SHOWN
    if rest > 0:
        warn(f"and {count(rest, 'more refused row')}; --json lists them all")
    for remark in collected.remarks[:_MOST_REFUSED_SHOWN]:
        warn(f"note: {remark}")


def _collected_json(collected: "Collected") -> dict[str, Any]:
    return {
        "offered": collected.offered,
        "new": collected.new,
        "known": collected.known,
        "verdicts": dict(sorted(collected.verdicts.items())),
        "reasons": dict(sorted(collected.reasons.items())),
        "refused": [
            {
                "row": row.row_number,
                "path": row.path,
                "code": row.code,
                "value": row.value,
                "explanation": row.explanation,
            }
            for row in collected.refused
        ],
        "remarks": collected.remarks,
    }


def tag(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Resolve accents and regions from what speakers say of themselves."""
    counts = run_flow("tag", workspace_at(workspace))
    _tell(counts, json=json, title="accents, in speakers")
    return 0


def transcribe(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Recognise what has no hypothesis yet, and queue it for people."""
    counts = run_flow("transcribe", workspace_at(workspace))
    _tell(counts, json=json, title="transcribe, in utterances")
    return 0


def compare(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Form references from people's work and count errors against them."""
    counts = run_flow("compare", workspace_at(workspace))
    _tell(counts, json=json, title="compare, in utterances")
    return 0


OutputOption = Annotated[
    Path | None, typer.Option("--output", help="Also write the HTML page here.")
]


def report(
    workspace: WorkspaceOption = None, output: OutputOption = None, json: JsonOption = False
) -> int:
    """Write the report: who is heard how well, with intervals, as HTML, Markdown and JSON."""
    place = workspace_at(workspace)
    reported = run_flow("report", place, output=str(output.resolve()) if output else "")
    say_reported(reported, json=json)
    return 0


def say_reported(reported: "Reported", *, json: bool) -> None:
    """The accent table and where the pages are, or the whole report as JSON."""
    if json:
        print(reported.json)
        return
    say(reported.table)
    for path in reported.paths:
        say(str(path))


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
        _tell(counts, json=False, title=title)
    say_reported(done.reported, json=False)
    return 0


def _tell(counts: dict[str, int], *, json: bool, title: str) -> None:
    if json:
        emit_json(counts)
        return
    listed = ", ".join(f"{name} {number:,}" for name, number in counts.items())
    say(f"{title}: {listed or 'nothing to do'}")
