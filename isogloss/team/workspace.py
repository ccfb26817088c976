"""Commands about a workspace: init, status, explain, withdraw, doctor."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, warn, workspace_at


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; else here.")] = Path(),
) -> int:
    """Make a workspace: settings, store, folders. What is there is never overwritten."""
    from pipeline.io.workspace import init_workspace

    made = init_workspace(folder.resolve())
    say(f"workspace {folder.resolve()}: " + ("made" if made else "was there, unchanged"))
    say("next: put recordings and manifest.csv in inbox/, then run: isogloss nightly")
    return 0


def status(
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
    ids: Annotated[bool, typer.Option("--ids", help="List utterances, one a line.")] = False,
) -> int:
    """Count utterances, speakers, accents, hypotheses, work and references."""
    from pipeline.io.store.store import each_row
    from pipeline.stages.status import status as count_all

    store = workspace_at(workspace).store
    if ids:
        listed = store.read("utterances", columns=["utterance_id", "verdict", "speaker_id"])
        for row in each_row(listed):
            say(f"{row.utterance_id}\t{row.verdict}\t{row.speaker_id}")
        return 0
    counts = count_all(store)
    if json:
        emit_json(counts)
        return 0
    for name, number in counts.items():
        if isinstance(number, dict):
            parts = ", ".join(f"{key} {value:,}" for key, value in number.items() if value)
            say(f"{name:<12} {parts or 'none'}")
        else:
            say(f"{name:<12} {number:,}")
    return 0


def explain(
    utterance: Annotated[
        str, typer.Argument(help="An utterance's id, or its path as the manifest had it.")
    ],
    workspace: WorkspaceOption = None,
) -> int:
    """Tell every decision taken on an utterance: by which rule or person, value, limit, when."""
    from pipeline.stages.rights.explain import explain as tell

    for line in tell(workspace_at(workspace), utterance):
        say(line)
    return 0


def withdraw(
    speaker: Annotated[str, typer.Argument(help="The speaker's id as in the manifest.")],
    workspace: WorkspaceOption = None,
) -> int:
    """Erase everything of a speaker; what is offered of them again is refused."""
    from pipeline.stages.rights.withdraw import withdraw as erase

    gone = erase(workspace_at(workspace), speaker, datetime.now(UTC))
    if not gone.known:
        warn("isogloss: no such speaker here, and no tombstone of one. Check the id for typing.")
        return 1
    rows = ", ".join(f"{count(n, 'row')} of {table}" for table, n in sorted(gone.rows.items()))
    say(f"erased: {count(gone.recordings, 'recording')}{'; ' + rows if rows else ''}")
    for path in gone.files:
        say(f"erased: {path}")
    if gone.files:
        say("those reports named an utterance of this speaker; make new ones: isogloss report")
    say("a tombstone is left: recordings of this speaker offered again are refused")
    return 0


def doctor(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """Say what is installed, which models are found, whether sound plays, whether all is sound."""
    from isogloss.team.doctor import examine_all

    findings = examine_all(workspace)
    if json:
        emit_json([{"check": f.check, "ok": f.ok, "says": f.says} for f in findings])
    else:
        for finding in findings:
            say(f"{'ok  ' if finding.ok else 'LOOK'}  {finding.check:<12} {finding.says}")
    return 0 if all(f.ok or f.optional for f in findings) else 1
