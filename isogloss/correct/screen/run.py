"""Opens the full screen for one worker and, when it closes, gives back what they held."""

from contextlib import suppress
from typing import TYPE_CHECKING

from isogloss.correct.desk.desk import Desk
from isogloss.correct.desk.lines import LINES
from isogloss.correct.desk.sound import Playback
from isogloss.correct.desk.words import Words
from isogloss.correct.recording import Recordings
from isogloss.correct.screen.app import CorrectApp
from isogloss.correct.screen.keys import choose_keys
from isogloss.correct.screen.words import SCREEN
from isogloss.correct.screen.work import WorkScreen
from pipeline.io.audio.player import Player

if TYPE_CHECKING:
    from pipeline.io.audio.loopback import LoopbackAudio
    from pipeline.io.workers import Worker
    from pipeline.io.workspace import Workspace

_FLUSH_WITHIN_S = 3.0


def work_on_screen(workspace: "Workspace", worker: "Worker", loopback: "LoopbackAudio") -> int:
    """Work through a worker's queue, full-screen.

    Args:
        workspace: Where the recordings are.
        worker: Who works.
        loopback: Where a browser may fetch the sound.

    Returns:
        The exit code.

    Raises:
        SettingsError: A key of the settings cannot be used.
    """
    review = workspace.settings.review
    keys = choose_keys(review.keys)
    words = Words(review.language, LINES, SCREEN)
    desk = Desk(workspace, worker, words)
    desk.sit_down()
    sound = Playback(Recordings(workspace), worker, words, Player(), loopback)
    screen = WorkScreen(desk, sound, keys)
    app = CorrectApp(screen, keys)
    code: int | None = None
    returned = 0
    try:
        code = app.run()
    finally:
        screen.journal.flush(_FLUSH_WITHIN_S)
        screen.journal.close()
        returned = desk.get_up()
        sound.close()
    with suppress(OSError):  # the terminal may be gone
        print(desk.goodbye(given_back=bool(returned)), flush=True)
    if app.fault is not None:
        raise app.fault
    return 1 if code is None else code
