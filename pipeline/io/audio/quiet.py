"""Keep what native libraries print on file descriptor 2 off the user's screen.

ALSA and JACK complain about missing sound cards, libmpg123 about frames of valid mp3 files.
Whatever matters in it reaches the user as a reason of ours.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.Lock()
_INSIDE = [0]  # how many threads are inside; the first takes stderr away, the last gives it back
_KEPT = [-1]


@contextmanager
def native_stderr_silenced() -> Iterator[None]:
    """Send file descriptor 2 nowhere while inside; safe to use from many threads at once."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    with _LOCK:
        _INSIDE[0] += 1
        if _INSIDE[0] > 1:
            return
        try:
            sys.stderr.flush()
            _KEPT[0] = os.dup(2)
        except (OSError, ValueError, AttributeError):
            _KEPT[0] = -1  # no stderr: nothing to keep quiet
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _leave() -> None:
    with _LOCK:
        _INSIDE[0] -= 1
        if _INSIDE[0] == 0 and _KEPT[0] >= 0:
            os.dup2(_KEPT[0], 2)
            os.close(_KEPT[0])
            _KEPT[0] = -1
