"""`isogloss correct`: a worker's queue, full-screen, or line by line also from a pipe."""

import os
import sys
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import WorkspaceOption, workspace_at
from isogloss.correct.worker import Declared, find_or_register

if TYPE_CHECKING:
    from isogloss.correct.desk.desk import Desk
    from isogloss.correct.desk.session import Session
    from pipeline.io.audio.loopback import LoopbackAudio
    from pipeline.io.workers import Worker
    from pipeline.io.workspace import Workspace

_TERMINALS_OF_LINES = ("", "dumb", "unknown")
_FIRST_PRIVATE_PORT, _PRIVATE_PORTS = 49_152, 16_384  # RFC 6335, section 6


def correct(
    worker: Annotated[
        str, typer.Option("--worker", help="Your worker id; the first use registers it.")
    ],
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            help="A language you declare to know (BCP-47); repeat it for more. "
            "At first use: the campaign's, unless you say.",
        ),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker",
            help="If you are also recorded here: your speaker id as in the manifest, "
            "so that you never get your own voice.",
        ),
    ] = None,
    accent: Annotated[
        list[str] | None,
        typer.Option(
            "--accent",
            help="An accent you know well (a slug of isogloss accents list); repeat it for more.",
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            "--region", help="Where you work (ISO 3166, such as GB or CA-QC), for the floor of pay."
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, for screen readers and pipes.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> int:
    """Listen to your queue and correct what the recogniser heard; each answer is saved at once.

    Answers may also be piped in, one command a line; docs/correcting.md lists them.
    """
    declared = Declared(tuple(language or ()), speaker, tuple(accent or ()), region)
    return run(workspace, worker, declared, plain=plain)


def run(
    workspace: Path | None,
    worker: str,
    declared: Declared,
    *,
    plain: bool = False,
) -> int:
    """Work through a worker's queue.

    Args:
        workspace: The folder; None for this one or one above it.
        worker: Their id.
        declared: What they say of themselves now.
        plain: Line by line; so it is anyway where there is no screen to fill.

    Returns:
        0 when the queue is empty or they stopped, 1 after Ctrl-C, 143 after SIGTERM.

    Raises:
        IsoglossError: What the user can mend.
    """
    place = workspace_at(workspace)
    known = find_or_register(place, worker, declared)
    _fill_queue(place)
    if not plain and _can_fill_a_screen():
        from isogloss.correct.screen.run import work_on_screen

        return work_on_screen(place, known, _loopback(place, known))
    return _line_by_line(place, known)


def _can_fill_a_screen() -> bool:
    """Tell whether input and output are a terminal that can move its cursor."""
    ends = (sys.stdin, sys.stdout)
    if not all(end is not None and end.isatty() for end in ends):
        return False
    return os.name == "nt" or os.environ.get("TERM", "") not in _TERMINALS_OF_LINES


def _line_by_line(place: "Workspace", worker: "Worker") -> int:
    from isogloss.correct.desk.desk import Desk
    from isogloss.correct.desk.lines import LINES
    from isogloss.correct.desk.session import Session
    from isogloss.correct.desk.sound import Playback
    from isogloss.correct.desk.words import Words
    from isogloss.correct.input import open_lines
    from isogloss.correct.output import open_output
    from isogloss.correct.recording import Recordings
    from pipeline.io.audio.player import Player

    desk = Desk(place, worker, Words(place.settings.review.language, LINES))
    output = open_output()
    lines = open_lines(output.stream)
    sound = Playback(Recordings(place), worker, desk.words, Player())
    if not lines.from_pipe:
        sound.loopback = _loopback(place, worker)
    return _until_stopped(Session(desk, lines, sound, output), desk)


def _loopback(place: "Workspace", worker: "Worker") -> "LoopbackAudio":
    """Serve the sound to a browser here, at the same port whenever this worker comes back."""
    from pipeline.io.audio.loopback import LoopbackAudio

    name = f"{place.root}\0{worker.worker_id}".encode()
    return LoopbackAudio(_FIRST_PRIVATE_PORT + zlib.crc32(name) % _PRIVATE_PORTS)


def _until_stopped(session: "Session", desk: "Desk") -> int:
    """Let the worker work; whatever ends it, give back the recording they hold."""
    from isogloss.correct.signals import SignalledError, ignore_signals, signals_as_errors

    code = 0
    returned = 0
    with signals_as_errors():
        try:
            session.work()
        except KeyboardInterrupt:
            code = 1  # as with every command that Ctrl-C ends
        except SignalledError as stopped:
            code = stopped.exit_code
        finally:
            ignore_signals()
            returned = desk.get_up()
            session.silence()
    with suppress(OSError):  # the terminal may be gone
        print(desk.goodbye(given_back=bool(returned)), flush=True)
    return code


def _fill_queue(place: "Workspace") -> None:
    """Queue what may be corrected where nothing is queued: no recogniser has to run first."""
    from pipeline.io.queue.leases import anything_open

    if anything_open(place.store):
        return
    from pipeline.stages.reviewing.enqueue import queue_for_people

    queue_for_people(place, datetime.now(UTC))
