"""The program that fills the terminal: how it starts, and every way in which it ends."""

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from isogloss.correct.screen.work import WorkScreen

if TYPE_CHECKING:
    from types import FrameType

    from textual.driver import Driver

_STOPPED_BY_SIGNAL = 128  # the shell's custom: 128 and the number of the signal
_FLUSH_WITHIN_S = 1.0
_INTERRUPTED = 1  # as with every command that Ctrl-C ends


def driver_to_stdout() -> "type[Driver] | None":
    """Make a driver of Textual's that draws on standard output; None for the usual one.

    It would draw on standard error, which is closed for a moment whenever a sound device is
    opened: the libraries below us print there.
    """
    if sys.platform == "win32":
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class StdoutDriver(LinuxDriver):
        def __init__(
            self,
            app: App[object],
            *,
            debug: bool = False,
            mouse: bool = True,
            size: tuple[int, int] | None = None,
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            self._file = sys.__stdout__

    return StdoutDriver


class CorrectApp(App[int], inherit_bindings=False):
    """One screen with a worker's recording on it.

    Args:
        work: The screen.
        keys: What is done -> key.
    """

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True)
    ]

    def __init__(self, work: WorkScreen, keys: dict[str, str]) -> None:
        # The worker's terminal keeps its own colours: they chose what they can read.
        super().__init__(driver_class=driver_to_stdout(), ansi_color=True)
        self.fault: Exception | None = None
        self._work = work
        self.set_keymap(keys)

    def on_mount(self) -> None:
        """Show the screen; from now on signals end the work calmly."""
        self.theme = "ansi-dark"
        self.push_screen(self._work)
        if self.is_headless or sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self.action_interrupt)
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit, _STOPPED_BY_SIGNAL + number)
        self._flush_before_suspending()

    def _flush_before_suspending(self) -> None:
        """Write drafts down before Ctrl-Z suspends us: who is suspended may never come back."""
        suspend = signal.getsignal(signal.SIGTSTP)  # Textual's driver has put it there

        if not callable(suspend):
            return

        def flush(number: int, frame: "FrameType | None") -> None:
            self._work.journal.flush(_FLUSH_WITHIN_S)
            suspend(number, frame)

        signal.signal(signal.SIGTSTP, flush)

    def _handle_exception(self, error: Exception) -> None:
        """Keep what went wrong for the caller, who raises it once the recording is given back."""
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Close without Textual's traceback, which prints all variables and so people's texts."""
        self._close_messages_no_wait()

    def action_interrupt(self) -> None:
        """End the work at Ctrl-C."""
        self.exit(_INTERRUPTED)
