"""What SIGTERM, a closed terminal and a second Ctrl-C do while somebody corrects."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_STOPPED_BY_SIGNAL = 128  # the shell's custom: 128 and the number of the signal
_SIGNALS = ("SIGTERM", "SIGHUP")


class SignalledError(Exception):
    """A signal asked us to stop.

    Args:
        number: Which signal.
    """

    def __init__(self, number: int) -> None:
        self.exit_code = _STOPPED_BY_SIGNAL + number
        super().__init__(number)


@contextmanager
def signals_as_errors() -> Iterator[None]:
    """Raise SIGTERM and a closed terminal as an error, so that they end the work as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may change what signals do
        return

    def stop(number: int, _frame: object) -> NoReturn:
        raise SignalledError(number)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, *_stopping())}
    for number in _stopping():
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_signals() -> None:
    """Ignore signals from now on: a second Ctrl-C must not interrupt giving back."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, *_stopping()):
            signal.signal(number, signal.SIG_IGN)


def _stopping() -> Iterator[signal.Signals]:
    for name in _SIGNALS:
        if hasattr(signal, name):  # Windows has no SIGHUP
            yield signal.Signals[name]
