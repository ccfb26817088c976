"""The command check: verdicts and measures of sound files, without a workspace."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from isogloss.console import JsonOption, emit_json, say

_NOT_READ = ("missing_file", "unreadable")


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("check")(check)


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Sound files.")],
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help="Take limits from this workspace's settings."),
    ] = None,
    json: JsonOption = False,
) -> int:
    """Say what the audio checks find in files: verdict, reasons, measures."""
    from isogloss.console import workspace_at
    from pipeline.settings import AudioLimits

    limits = workspace_at(workspace).settings.audio if workspace else AudioLimits()
    found = [_check(path, limits) for path in files]
    if json:
        emit_json(found)
    else:
        for one in found:
            _say(one)
    return 0 if any(_was_read(one) for one in found) else 1


def _was_read(one: dict[str, Any]) -> bool:
    return not any(reason["code"] in _NOT_READ for reason in one["reasons"])


def _check(path: Path, limits: Any) -> dict[str, Any]:
    from pipeline.collect.verdicts import judge
    from pipeline.io.audio.examining import examine

    try:
        with path.open("rb") as stream:
            examination = examine(stream, limits=limits, name_hint=path.suffix)
    except OSError as error:
        code = "missing_file" if isinstance(error, FileNotFoundError) else "unreadable"
        reason = {"code": code, "value": error.strerror, "limit": None}
        return {"path": str(path), "verdict": "quarantined", "reasons": [reason], "measures": {}}
    verdict = judge(examination, limits)
    measures = asdict(examination.measures) if examination.measures else {}
    facts = asdict(examination.facts)
    return {
        "path": str(path),
        "verdict": verdict.verdict,
        "reasons": [{"code": r.code, "value": r.value, "limit": r.limit} for r in verdict.reasons],
        "measures": facts | measures,
    }


def _say(one: dict[str, Any]) -> None:
    reasons = "; ".join(_reason(reason) for reason in one["reasons"])
    say(f"{one['path']}: {one['verdict']}{': ' + reasons if reasons else ''}")
    unread = not one["measures"].get("sample_rate_hz")
    shown = ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in one["measures"].items()
        if value not in (None, "") and not (unread and value == 0)
    )
    if shown:
        say(f"  {shown}")


def _reason(reason: dict[str, Any]) -> str:
    text = str(reason["code"])
    value = reason["value"]
    if isinstance(value, str):
        text += f": {value}"
    elif value is not None:
        text += f" {value:.4g}" if isinstance(value, float) else f" {value}"
    return text + (f" (limit {reason['limit']})" if reason["limit"] is not None else "")
