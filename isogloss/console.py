"""What every command shares: where a workspace is, messages, JSON, progress, exit codes."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.io.workspace import Workspace

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        help="The workspace's folder; else this one or one above it.",
        envvar="ISOGLOSS_WORKSPACE",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout, nothing else.")
]


def workspace_at(folder: Path | None) -> "Workspace":
    """Find the workspace a command works on: this folder, or one above it."""
    from pipeline.io.workspace import find_workspace

    return find_workspace(folder or Path.cwd())


def say(text: str = "") -> None:
    """Print a line for the user on stdout."""
    print(text)


def warn(text: str) -> None:
    """Print a line for the user on stderr."""
    print(text, file=sys.stderr)


def emit_json(document: object) -> None:
    """Print one JSON document on stdout; undefined numbers are null, never NaN."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun, in the singular for one.

    Example:
        >>> count(1, "speaker"), count(1200, "utterance")
        ('1 speaker', '1,200 utterances')
    """
    noun = one if number == 1 else (many or one + "s")
    return f"{number:,} {noun}"


@contextmanager
def progress_on_terminal() -> Iterator[Callable[[str, int, int], None]]:
    """Give a watcher that draws a line of progress on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeRemainingColumn

    with Progress(
        "{task.description:<11}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def reach(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield reach
