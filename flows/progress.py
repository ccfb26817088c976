"""How far a long stage is: as a Prefect progress artifact, and to a watcher in this process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from prefect.artifacts import create_progress_artifact, update_progress_artifact

Watcher = Callable[[str, int, int], None]

_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
_SECONDS_BETWEEN_UPDATES = 2.0  # an update is a request to the server


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell `watcher(stage, done, total)` of every step inside."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


@dataclass
class Progress:
    """Progress of one stage of one run."""

    stage: str
    total: int
    _artifact: object = None
    _updated_at: float = field(default=0.0)

    def reach(self, done: int) -> None:
        """Say that `done` of the total is finished."""
        done = min(done, self.total)
        if watcher := _WATCHER.get():
            watcher(self.stage, done, self.total)
        now = time.monotonic()
        last = done == self.total
        if not last and now - self._updated_at < _SECONDS_BETWEEN_UPDATES:
            return
        self._updated_at = now
        percent = 100.0 * done / self.total if self.total else 100.0
        if self._artifact is None:
            self._artifact = create_progress_artifact(
                percent, key=f"{self.stage}-progress", description=f"{self.stage}: done so far"
            )
        else:
            update_progress_artifact(self._artifact, percent)  # type: ignore[arg-type]
