"""What somebody reads line by line, on a terminal or through a pipe."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Output:
    """Writes lines that are read at once, also by a program behind a pipe.

    Attributes:
        stream: Where the lines of the work go; what goes wrong goes to standard error.
    """

    stream: TextIO

    def say(self, text: str) -> None:
        """Write what belongs to the work."""
        print(text, file=self.stream, flush=True)

    def warn(self, text: str) -> None:
        """Write what went wrong, after everything that was said before it."""
        self.stream.flush()
        print(text, file=sys.stderr, flush=True)


def open_output() -> Output:
    """Write to standard output; a letter that it cannot show becomes its number."""
    with suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    return Output(sys.stdout)
