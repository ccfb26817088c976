"""What is typed, written down soon and in the background: a killed terminal loses little."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from isogloss.correct.desk.item import Item
from pipeline.errors import IsoglossError

_AT_MOST_EVERY_S = 0.5
Keep = Callable[[Item, str, float], bool]


@dataclass(frozen=True)
class _Noted:
    item: Item
    text: str
    active_s: float


class Journal:
    """Writes drafts in a thread of its own: the newest, at most every half second.

    Args:
        keep: Writes one draft down; may take as long as a locked store makes it.
        on_fault: Told of what keeps drafts from being written, and None once they are again. It
            is called in the journal's thread.
    """

    def __init__(self, keep: Keep, on_fault: Callable[[IsoglossError | None], None]) -> None:
        self._keep = keep
        self._on_fault = on_fault
        self._noted: _Noted | None = None
        self._faulty = False
        self._closed = False
        self._wake = threading.Condition()
        self._writing = threading.Lock()
        threading.Thread(target=self._run, name="journal", daemon=True).start()

    def note(self, item: Item, text: str) -> None:
        """Take down a text to be written soon; return at once."""
        with self._wake:
            self._noted = _Noted(item, text, item.active.seconds)
            self._wake.notify_all()

    def forget(self) -> None:
        """Write nothing more of what was noted; waits for what is being written."""
        with self._wake:
            self._noted = None
        with self._writing:
            pass

    def flush(self, seconds: float) -> bool:
        """Write down now what was noted; return whether all of it was, within some seconds."""
        if not self._writing.acquire(timeout=seconds):
            return False
        try:
            return self._write()
        finally:
            self._writing.release()

    def close(self) -> None:
        """End the thread; what was noted and not flushed is left."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()

    def _run(self) -> None:
        while self._wait_for_a_note():
            began = monotonic()
            with self._writing:
                self._write()
            with self._wake:
                rest = _AT_MOST_EVERY_S - (monotonic() - began)
                self._wake.wait_for(lambda: self._closed, timeout=max(rest, 0.0))

    def _wait_for_a_note(self) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self._closed or self._noted is not None)
            return not self._closed

    def _write(self) -> bool:
        noted = self._noted
        if noted is None:
            return True
        try:
            self._keep(noted.item, noted.text, noted.active_s)
        except IsoglossError as error:
            self._told(error)
            return False
        self._told(None)
        with self._wake:
            if self._noted is noted:
                self._noted = None
        return True

    def _told(self, error: IsoglossError | None) -> None:
        if error is not None or self._faulty:
            self._on_fault(error)
        self._faulty = error is not None
