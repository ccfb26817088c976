"""The command check: verdicts and measures of sound files, without a workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import JsonOption, emit_json, say

if TYPE_CHECKING:
    from pipeline.collect.examination import Value
    from pipeline.settings import AudioLimits

_NOT_READ = ("missing_file", "unreadable")


@dataclass(frozen=True, slots=True)
class _ReasonFound:
    """Why a file was not simply accepted; its fields are the keys of the JSON contract.

    Attributes:
        code: What the audio checks say, or that there is no such file.
        value: What was found.
        limit: What was allowed, or None.
    """

    code: str
    value: "Value"
    limit: "Value"


@dataclass(frozen=True, slots=True)
class _FileChecked:
    """What the checks found in one file; its fields are the keys of the JSON contract.

    Attributes:
        path: The file as it was named.
        verdict: `accepted`, `warned`, `rejected` or `quarantined`.
        reasons: Worst first; empty when accepted.
        measures: Facts and measures by name; empty where the file could not be read.
    """

    path: str
    verdict: str
    reasons: Sequence[_ReasonFound]
    measures: Mapping[str, object]


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
        emit_json([asdict(one) for one in found])
    else:
        for one in found:
            _say(one)
    return 0 if any(_was_read(one) for one in found) else 1


def _was_read(one: _FileChecked) -> bool:
    return not any(reason.code in _NOT_READ for reason in one.reasons)


def _check(path: Path, limits: "AudioLimits") -> _FileChecked:
    from pipeline.collect.verdicts import judge
    from pipeline.io.audio.examining import examine

    try:
        with path.open("rb") as stream:
            examination = examine(stream, limits=limits, name_hint=path.suffix)
    except OSError as error:
        code = "missing_file" if isinstance(error, FileNotFoundError) else "unreadable"
        reason = _ReasonFound(code, error.strerror, None)
        return _FileChecked(str(path), "quarantined", [reason], {})
    verdict = judge(examination, limits)
    measures = asdict(examination.measures) if examination.measures else {}
    return _FileChecked(
        path=str(path),
        verdict=verdict.verdict,
        reasons=[_ReasonFound(each.code, each.value, each.limit) for each in verdict.reasons],
        measures=asdict(examination.facts) | measures,
    )


def _say(one: _FileChecked) -> None:
    reasons = "; ".join(map(_describe_reason, one.reasons))
    say(f"{one.path}: {one.verdict}{': ' + reasons if reasons else ''}")
    unread = not one.measures.get("sample_rate_hz")
    shown = ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in one.measures.items()
        if value not in (None, "") and not (unread and value == 0)
    )
    if shown:
        say(f"  {shown}")


def _describe_reason(reason: _ReasonFound) -> str:
    text, value = reason.code, reason.value
    if isinstance(value, str):
        text += f": {value}"
    elif value is not None:
        text += f" {value:.4g}" if isinstance(value, float) else f" {value}"
    return text + (f" (limit {reason.limit})" if reason.limit is not None else "")
