"""Active time: how long a worker worked on a recording, long pauses between actions cut."""

from dataclasses import dataclass


@dataclass
class ActiveTime:
    """Seconds of work on one recording.

    Every key, play or command is an action. The time from one to the next counts, up to a limit:
    whoever fetches a coffee is neither slow nor paid twice. The limit has to leave time to listen,
    so the caller gives the recording's length beside the longest pause that counts as thinking.

    Attributes:
        longest_pause_s: What counts at most between two actions.
        seconds: Active so far; may start above zero where a draft was taken up again.

    Example:
        >>> active = ActiveTime(longest_pause_s=30.0)
        >>> for at in (100.0, 104.0, 404.0, 410.0):
        ...     active.act(at)
        >>> active.seconds
        40.0
    """

    longest_pause_s: float
    seconds: float = 0.0
    _last: float | None = None

    def act(self, now_s: float) -> None:
        """Note an action at a time of a monotonic clock, in seconds."""
        if self._last is not None:
            self.seconds += min(max(now_s - self._last, 0.0), self.longest_pause_s)
        self._last = now_s
