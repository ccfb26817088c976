"""Talk with a program over its standard streams, and never wait for it for ever."""

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from pipeline.errors import RecogniserError

MOST_LINE_BYTES = 1 << 20
MOST_OUTPUT_BYTES = 64 << 20
_LAST_WORDS = 5
_LAST_WORD_LETTERS = 200
_LEAVE_WITHIN_S = 10.0


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Attributes:
        says: What went wrong, in words; empty where it ended well.
        last_words: The last lines of its standard error.
    """

    says: str = ""
    last_words: tuple[str, ...] = ()


class Listener(Protocol):
    """Whoever takes the lines that a program prints."""

    @property
    def complete(self) -> bool:
        """Whether nothing more is wanted."""

    def take(self, line: bytes) -> bool:
        """Take a line in; True where it was of use."""


def converse(
    command: Sequence[str],
    questions: Sequence[bytes],
    listener: Listener,
    environment: Mapping[str, str],
    silence_s: float,
) -> Ended:
    """Start a program, write it the questions, hand its lines to the listener, see it end.

    The program is ended, with all it started, when it says nothing of use for `silence_s`, when
    it prints a line or an output that is too long, and when it stays after its last answer.

    Args:
        command: Program and arguments; no shell.
        questions: Lines for its standard input, each with its line feed.
        listener: Takes the lines of its standard output.
        environment: Environment variables beside our own.
        silence_s: In seconds, counted from the last line that was of use.

    Raises:
        RecogniserError: The program cannot be started.
    """
    process = _start(command, environment)
    lines: queue.Queue[bytes | None] = queue.Queue(maxsize=1000)
    last_words: deque[str] = deque(maxlen=_LAST_WORDS)
    giving_up = threading.Event()
    threads = [
        threading.Thread(target=_write, args=(process.stdin, questions), daemon=True),
        threading.Thread(target=_read, args=(process.stdout, lines, giving_up), daemon=True),
        threading.Thread(target=_overhear, args=(process.stderr, last_words), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        says = _listen(lines, listener, silence_s) or _leave(process)
    finally:
        giving_up.set()
        _end(process)
        for thread in threads:
            thread.join(timeout=_LEAVE_WITHIN_S)
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):  # a broken pipe at the last flush
                if stream:
                    stream.close()
    return Ended(says, tuple(last_words))


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        # S603: the command is the user's own setting, a list that no shell reads.
        return subprocess.Popen(  # noqa: S603
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            start_new_session=True,  # so that all it starts can be ended with it
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RecogniserError(
            f"the command {command[0]!r} cannot be started ({reason})",
            where="asr.command",
            remedy="Give the full path of a program that may be run, as the first of the list.",
        ) from error


def _write(stream: IO[bytes], questions: Sequence[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):  # it stopped reading: its answers tell
        for question in questions:
            stream.write(question)
        stream.close()


def _read(
    stream: IO[bytes], lines: "queue.Queue[bytes | None]", giving_up: threading.Event
) -> None:
    with contextlib.suppress(OSError, ValueError):  # closed while reading: we gave up on it
        while not giving_up.is_set() and (line := stream.readline(MOST_LINE_BYTES + 1)):
            _hand_over(lines, line, giving_up)
    _hand_over(lines, None, giving_up)


def _hand_over(
    lines: "queue.Queue[bytes | None]", line: bytes | None, giving_up: threading.Event
) -> None:
    while not giving_up.is_set():
        with contextlib.suppress(queue.Full):
            lines.put(line, timeout=0.1)
            return


def _overhear(stream: IO[bytes], last_words: "deque[str]") -> None:
    with contextlib.suppress(OSError, ValueError):
        while line := stream.readline(MOST_LINE_BYTES):
            text = line.decode("utf-8", "replace").strip()
            if text:
                last_words.append(text[:_LAST_WORD_LETTERS])


def _listen(lines: "queue.Queue[bytes | None]", listener: Listener, silence_s: float) -> str:
    """Hand lines over until the output ends; tell what went wrong, or nothing."""
    until = time.monotonic() + silence_s
    printed = 0
    while True:
        try:
            line = lines.get(timeout=max(until - time.monotonic(), 0.0))
        except queue.Empty:
            return "" if listener.complete else f"it said nothing of use for {silence_s:g} s"
        if line is None:
            return ""
        printed += len(line)
        if too_much := _too_much(len(line), printed):
            return too_much
        if listener.take(line):
            until = time.monotonic() + silence_s
        if listener.complete:
            until = min(until, time.monotonic() + _LEAVE_WITHIN_S)
        elif time.monotonic() > until:
            return f"it said nothing of use for {silence_s:g} s"


def _too_much(line_bytes: int, printed_bytes: int) -> str:
    if line_bytes > MOST_LINE_BYTES:
        return f"it printed a line of more than {MOST_LINE_BYTES >> 20} MiB"
    if printed_bytes > MOST_OUTPUT_BYTES:
        return f"it printed more than {MOST_OUTPUT_BYTES >> 20} MiB"
    return ""


def _leave(process: subprocess.Popen[bytes]) -> str:
    """Wait for the program to end by itself; tell what went wrong, or nothing."""
    try:
        code = process.wait(timeout=_LEAVE_WITHIN_S)
    except subprocess.TimeoutExpired:
        return "it closed its output and did not end"
    if code < 0:
        return f"it was ended by signal {-code}"
    return f"it ended with code {code}" if code else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
