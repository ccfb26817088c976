"""From the command to the screen and back: what is made before, what is given back after."""

from contextlib import suppress
from typing import TYPE_CHECKING

from isogloss.correct_desk import Desk
from isogloss.correct_recording import Recordings
from isogloss.correct_screen import LINES
from isogloss.correct_sound import Sound
from isogloss.correct_words import Words
from isogloss.screen.app import CorrectApp
from isogloss.screen.keys import chosen_keys
from isogloss.screen.words import SCREEN
from isogloss.screen.work import WorkScreen
from pipeline.io.audio.player import Player

if TYPE_CHECKING:
    from pipeline.io.audio.loopback import LoopbackAudio
    from pipeline.io.queue_workers import Worker
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
    keys = chosen_keys(review.keys)
    words = Words(review.language, LINES, SCREEN)
    desk = Desk(workspace, worker, words)
    desk.sit_down()
    sound = Sound(Recordings(workspace), worker, words, Player(), loopback)
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
