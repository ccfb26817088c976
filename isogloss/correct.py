"""`isogloss correct`: a worker's queue, full-screen, or line by line also from a pipe."""

import os
import signal
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from isogloss.console import WorkspaceOption, warn, workspace_at

if TYPE_CHECKING:
    from isogloss.correct_desk import Desk
    from isogloss.correct_session import Session
    from isogloss.correct_words import Words
    from pipeline.io.audio.loopback import LoopbackAudio
    from pipeline.io.queue_workers import Worker
    from pipeline.io.workspace import Workspace

_STOPPED_BY_SIGNAL = 128  # the shell's custom: 128 and the number of the signal
_TERMINALS_OF_LINES = ("", "dumb", "unknown")
_FIRST_PRIVATE_PORT, _PRIVATE_PORTS = 49_152, 16_384  # RFC 6335, section 6
_SIGNALS = ("SIGTERM", "SIGHUP")


class _SignalledError(Exception):
    """A signal asked us to stop."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


@dataclass(frozen=True)
class Declared:
    """What a worker says of themselves; nothing leaves what they said before.

    Attributes:
        languages: BCP-47 tags.
        speaker: Their speaker id outside, if they are recorded here.
        accents: Slugs of accents they know well.
        region: ISO 3166 code of where they work.
    """

    languages: tuple[str, ...] = ()
    speaker: str | None = None
    accents: tuple[str, ...] = ()
    region: str | None = None

    @property
    def anything(self) -> bool:
        """Whether they said anything."""
        return bool(self.languages or self.speaker or self.accents or self.region)


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
    declared: "Declared",
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
    known = _worker_of(place, worker, declared)
    _fill_queue(place)
    if not plain and _can_fill_a_screen():
        from isogloss.screen.run import work_on_screen

        return work_on_screen(place, known, _loopback(place, known))
    from isogloss.correct_desk import Desk

    return _line_by_line(Desk(place, known, _words(place)))


def _can_fill_a_screen() -> bool:
    """Whether both ends are a terminal that can move its cursor."""
    ends = (sys.stdin, sys.stdout)
    if not all(end is not None and end.isatty() for end in ends):
        return False
    return os.name == "nt" or os.environ.get("TERM", "") not in _TERMINALS_OF_LINES


def _words(place: "Workspace") -> "Words":
    from isogloss.correct_screen import LINES
    from isogloss.correct_words import Words

    return Words(place.settings.review.language, LINES)


def _line_by_line(desk: "Desk") -> int:
    from isogloss.correct_input import lines_of
    from isogloss.correct_recording import Recordings
    from isogloss.correct_session import Session
    from isogloss.correct_sound import Sound
    from pipeline.io.audio.player import Player

    with suppress(AttributeError, ValueError):
        # A screen that cannot show a letter shows its number, and goes on.
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    lines = lines_of(sys.stdout)
    sound = Sound(Recordings(desk.workspace), desk.worker, desk.words, Player())
    if not lines.from_pipe:
        sound.loopback = _loopback(desk.workspace, desk.worker)
    return _until_stopped(Session(desk, lines, sound, sys.stdout), desk)


def _loopback(place: "Workspace", worker: "Worker") -> "LoopbackAudio":
    """A door for a browser, at the same port whenever this worker comes back, if it is free."""
    from pipeline.io.audio.loopback import LoopbackAudio

    name = f"{place.root}\0{worker.worker_id}".encode()
    return LoopbackAudio(_FIRST_PRIVATE_PORT + zlib.crc32(name) % _PRIVATE_PORTS)


def _until_stopped(session: "Session", desk: "Desk") -> int:
    """Work, and whatever ends it, give back what is open."""
    code = 0
    returned = 0
    with _signals_as_errors():
        try:
            session.work()
        except KeyboardInterrupt:
            code = 1  # as with every command that Ctrl-C ends
        except _SignalledError as stopped:
            code = _STOPPED_BY_SIGNAL + stopped.number
        finally:
            _ignore_signals()
            returned = desk.get_up()
            session.silence()
    with suppress(OSError):  # the terminal may be gone
        print(desk.goodbye(given_back=bool(returned)), flush=True)
    return code


def _fill_queue(place: "Workspace") -> None:
    """Queue what may be corrected where nothing is queued: no recogniser has to have run."""
    from pipeline.io.queue import anything_open

    if anything_open(place.store):
        return
    from pipeline.stages.enqueue import queue_for_people

    queue_for_people(place, datetime.now(UTC))


def _worker_of(place: "Workspace", name: str, declared: Declared) -> "Worker":
    """The worker, registered at first use or when they declare something new."""
    from pipeline.io.queue_workers import checked_worker_id, find_worker

    name = checked_worker_id(name)
    known = find_worker(place.store, name)
    if known is None or declared.anything:
        known = _register(place, name, known, declared)
    # A worker id that is also a speaker's id outside is that speaker, whether they said so or not.
    return replace(known, own_voices=(*known.own_voices, place.speaker_id(name)))


def _register(
    place: "Workspace", name: str, known: "Worker | None", declared: Declared
) -> "Worker":
    from pipeline.io.queue_workers import known_worker, language_tag, register

    campaign = [place.settings.campaign.language]
    tags = [language_tag(language) for language in declared.languages]
    tags = tags or (list(known.languages) if known else campaign)
    voice = _speaker_id(place, declared.speaker) if declared.speaker else None
    if voice is None and known is not None:
        voice = next(iter(known.own_voices), None)
    accents = declared.accents or None  # None leaves what they said before
    now = datetime.now(UTC)
    register(place.store, name, tags, voice, now, accents=accents, region=declared.region)
    registered = known_worker(place.store, name)
    what = "registered" if known is None else "noted"
    knows = f", who knows {', '.join(registered.accents)}" if registered.accents else ""
    where = f", in {registered.region}" if registered.region else ""
    own = "; recordings of your own voice go to others" if voice else ""
    warn(f"isogloss: {what} worker {name} for {', '.join(tags)}{knows}{where}{own}")
    return registered


def _speaker_id(place: "Workspace", outside_id: str) -> str:
    speaker_id = place.speaker_id(outside_id)
    if place.store.read("speakers", where={"speaker_id": speaker_id}).empty:
        warn("isogloss: that speaker has no recordings here yet; if they should, check --speaker")
    return speaker_id


@contextmanager
def _signals_as_errors() -> Iterator[None]:
    """SIGTERM and a closed terminal end the work as Ctrl-C does: calmly."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may change what signals do
        return

    def stop(number: int, _frame: object) -> NoReturn:
        raise _SignalledError(number)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, *_stopping())}
    for number in _stopping():
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """A second Ctrl-C must not interrupt giving back."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, *_stopping()):
            signal.signal(number, signal.SIG_IGN)


def _stopping() -> Iterator[signal.Signals]:
    for name in _SIGNALS:
        if hasattr(signal, name):  # Windows has no SIGHUP
            yield signal.Signals[name]
