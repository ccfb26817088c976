"""Where a worker's lines come from: a terminal with the text prefilled, or a pipe."""

import sys
from dataclasses import dataclass
from typing import IO, Protocol, TextIO

from pipeline.errors import ReviewError

_LONGEST_LINE = 65_536  # bytes; a file without line breaks is no answer


class EndOfAnswersError(Exception):
    """There are no more lines: Ctrl-D, or the pipe has been read to its end."""


class Lines(Protocol):
    """Where a session reads the worker's lines from."""

    @property
    def from_pipe(self) -> bool:
        """Whether nobody can be asked again, so that a line not understood ends the session."""

    @property
    def prefills(self) -> bool:
        """Whether a text can be offered to be edited in place."""

    @property
    def place(self) -> str:
        """Where the last line stood, for messages; empty at a terminal."""

    def ask(self, prompt: str, prefill: str = "") -> str:
        """Ask for the next line; the text of `prefill` may be edited where that is possible."""


@dataclass
class TerminalLines:
    """Lines from a terminal, edited with readline where Python has it."""

    output: TextIO
    prefills: bool = False

    from_pipe = False
    place = ""

    def __post_init__(self) -> None:
        self.prefills = self.output.isatty() and _prepare_readline()

    def ask(self, prompt: str, prefill: str = "") -> str:
        """Ask on the terminal; Ctrl-D is the end."""
        try:
            if self.prefills:
                return _ask_with_readline(prompt, prefill)
            print(prompt, end="", flush=True, file=self.output)
            return _without_break(sys.stdin.readline())
        except EOFError as error:
            print(file=self.output)
            raise EndOfAnswersError from error


@dataclass
class PipeLines:
    """Lines from a pipe or a file: UTF-8, one command a line."""

    source: IO[bytes]
    output: TextIO
    number: int = 0

    from_pipe = True
    prefills = False

    @property
    def place(self) -> str:
        """The number of the line last read."""
        return f"standard input, line {self.number}"

    def ask(self, prompt: str, prefill: str = "") -> str:
        """Read the next line; the question is printed on a line of its own."""
        if prompt.strip():
            print(prompt.strip(), file=self.output)
        self.output.flush()
        line = self.source.readline(_LONGEST_LINE)
        if not line:
            raise EndOfAnswersError
        self.number += 1
        return _without_break(self._decoded(line))

    def _decoded(self, line: bytes) -> str:
        if len(line) >= _LONGEST_LINE:
            raise ReviewError(
                f"a line of more than {_LONGEST_LINE:,} bytes",
                expected="one command a line",
                where=self.place,
                remedy="What was answered before it is saved.",
            )
        try:
            return line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise ReviewError(
                f"not UTF-8 (byte {line[error.start]:#04x} in column {error.start + 1})",
                where=self.place,
                remedy="Save the answers as UTF-8; what was answered before this line is saved.",
            ) from error


def open_lines(output: TextIO) -> Lines:
    """Read lines of standard input, as a terminal or as a pipe.

    Args:
        output: Where questions are printed.

    Raises:
        ReviewError: Standard input is closed.
    """
    if sys.stdin is None:
        raise ReviewError(
            "standard input is closed",
            expected="a terminal or a pipe",
            remedy="Run it in a terminal, or pipe answers into it.",
        )
    if not sys.stdin.isatty():
        return PipeLines(sys.stdin.buffer, output)
    if hasattr(sys.stdin, "reconfigure"):
        # What cannot be decoded becomes a sign the worker sees in the diff, not a traceback.
        sys.stdin.reconfigure(errors="replace")
    return TerminalLines(output)


def refuse_pipe(lines: Lines, found: str, *, expected: str, remedy: str) -> None:
    """End a session that reads a pipe at a line that cannot be used; ask on at a terminal.

    Nobody can be asked again at a pipe, and the lines after this one would answer other
    recordings.

    Args:
        lines: Where the line came from.
        found: What is wrong with it.
        expected: What could have stood there.
        remedy: What became of the lines before and after it.

    Raises:
        ReviewError: The lines come from a pipe.
    """
    if lines.from_pipe:
        raise ReviewError(found, expected=expected, where=lines.place, remedy=remedy)


def _without_break(read: str) -> str:
    if not read:
        raise EOFError
    return read.rstrip("\r\n")


def _prepare_readline() -> bool:
    try:
        import readline
    except ImportError:
        return False
    # Arrow-up must not bring back what was typed for another speaker's recording.
    readline.set_auto_history(False)
    return True


def _ask_with_readline(prompt: str, prefill: str) -> str:
    import readline

    readline.set_startup_hook(lambda: readline.insert_text(prefill))
    try:
        return input(prompt)
    finally:
        readline.set_startup_hook(None)
