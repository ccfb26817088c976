"""The full screen on a real pseudo-terminal: what terminals do to it, and it to them."""

import os
import re
import signal
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pexpect
import pytest

from pipeline.io.queue.drafts import find_draft
from pipeline.io.queue.leases import lease_next
from pipeline.io.workers import Worker

F3, F4, F7, F8, F9 = "\x1bOR", "\x1bOS", "\x1b[18~", "\x1b[19~", "\x1b[20~"
CTRL_D, CTRL_R, CTRL_T = "\x04", "\x12", "\x14"
LONGEST_WAIT_S = 20


ESCAPES = re.compile(r"\x1b\[[0-9;?<>=]*[A-Za-z$p]|\x1b\][^\x07]*\x07|\x1b[()][A-Z0-9]|\x1b[=>]")


class Terminal:
    """A worker's terminal: what it was sent since the last key, whatever the order."""

    def __init__(self, arguments, size, environment):
        self.raw = ""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "isogloss", "correct", *arguments],
            encoding="utf-8",
            dimensions=size,
            env={**os.environ, "TERM": "xterm-256color", **environment},
        )
        self.child.delaybeforesend = None

    @property
    def shown(self):
        # Lines are padded to the width of the screen: a text that wraps is one text again.
        return re.sub(r"\s+", " ", ESCAPES.sub("", self.raw))

    def sees(self, *texts):
        until = time.monotonic() + LONGEST_WAIT_S
        while not all(text in self.shown for text in texts):
            assert time.monotonic() < until, (texts, self.shown[-3000:])
            self._read()

    def types(self, keys):
        self._read(0.05)
        self.raw = ""
        self.child.send(keys)

    def _read(self, timeout=0.2):
        with suppress(pexpect.TIMEOUT):
            self.raw += self.child.read_nonblocking(65_536, timeout)

    def killed(self):
        self.child.kill(signal.SIGKILL)
        self.child.wait()

    def ended(self, *texts):
        with suppress(pexpect.EOF):
            while True:
                self._read()
        self.child.close()
        assert all(text in self.shown for text in texts), self.shown[-2000:]
        assert "Traceback" not in self.shown
        return self.child.exitstatus


@pytest.fixture
def start(space):
    opened = []

    def start(*options, worker="ana", size=(24, 80), **environment):
        arguments = ["--worker", worker, "-w", str(space.root), *options]
        opened.append(Terminal(arguments, size, environment))
        return opened[-1]

    yield start
    for terminal in opened:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(terminal.child.pid, signal.SIGKILL)
            os.waitpid(terminal.child.pid, 0)


SETTINGS = """
[review]
gold_share = 0.0
{review}
[pay]
per_item = 0.25
"""


def settle(space, review=""):
    text = SETTINGS.format(review=review)
    (space.root / "isogloss.toml").write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def _settings(space):
    settle(space)


def texts(space):
    rows = space.store.read("corrections").sort_values("corrected_at")
    return [(row.utterance_id, row.action, row.text) for row in rows.itertuples()]


def states(space):
    return sorted(space.store.read("assignments")["state"])


def draft(space, number=0, worker="ana"):
    found = find_draft(space.store, Worker(worker, ("en",)), f"u{number}:correct:1")
    return found.text if found else None


def wait_for(so):
    for _ in range(200):
        if so():
            return
        time.sleep(0.05)
    raise AssertionError(so)


def test_a_day_at_the_screen(space, start):
    child = start()
    child.sees("u0, 1.0 s, en")
    child.sees("Heard: turn the [ladder 38%] over")
    child.sees("Today 0 done, 0.00 EUR")
    child.types("\x1b[1;5D" + "now ")  # Ctrl+Left
    child.sees("+now")
    child.types(F8)
    child.sees("u1, 1.0 s, en")
    child.sees("Saved as edited.")
    child.sees("Today 1 done, 0.25 EUR")
    assert texts(space) == [("u0", "edited", "turn the ladder now over")]
    child.types(F7)
    child.sees("u2, 1.0 s, en")
    child.sees("Saved as accepted.")
    child.types(CTRL_D)
    assert child.ended("2 answers saved in this session; the recording you were on is back") == 0
    assert texts(space)[1] == ("u1", "accepted", "eight [31mred")
    assert states(space) == ["done", "done", "open"]
    assert space.store.count("drafts") == 0
    work = space.store.read("work")
    assert list(work["outcome"]) == ["corrected", "corrected"]
    assert all(0 < seconds < LONGEST_WAIT_S for seconds in work["active_s"])


def test_to_the_end_of_the_queue_and_back(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types(F9)
    child.sees("Why do you skip it?")
    child.types("too noisy\r")
    child.sees("Skipped; somebody else gets it.")
    child.types(CTRL_R)
    child.sees("4 personal data")
    child.types("4")
    child.sees("nobody hears it until a lead has looked")
    child.sees("u2, 1.0 s")
    child.types(F7)
    child.sees("Nothing is waiting for you in en.")
    child.sees("2 stop")
    child.types("1")
    child.sees("Taken back: your last answer (corrected).")
    child.types(" more")
    child.sees("+more")
    child.types(F8)
    child.sees("2 stop")
    child.types("2")
    assert child.ended() == 0
    standing = [row for row in space.store.read("corrections").itertuples() if not row.retracted_at]
    assert [row.text for row in standing] == ["two more"]
    reasons = space.store.read("assignments").set_index("assignment_id")["reason"]
    assert reasons["u0:correct:1"] == "too noisy"
    assert reasons["u1:correct:1"] == "personal_data"


@pytest.mark.long
@pytest.mark.parametrize("letters", [1, 7, 30])
def test_killed_while_typing(space, start, letters):
    typed = "! and then some more of it all"[:letters].ljust(letters, "!")
    child = start()
    child.sees("u0, 1.0 s")
    for letter in typed:
        child.types(letter)
        time.sleep(0.02)
    whole = f"turn the ladder over{typed}".strip()
    wait_for(lambda: draft(space) == whole)
    child.killed()
    again = start()
    again.sees("You had this one already; here it is again.")
    again.types("?" + F8)
    again.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", f"turn the ladder over{typed}?".strip())]
    assert space.store.read("work").iloc[0]["active_s"] > 0


@pytest.mark.long
def test_killed_at_most_half_a_second_is_lost(space, start):
    """Typing goes on without a pause: what was typed a second before the kill is there."""
    child = start()
    child.sees("u0, 1.0 s")
    began = time.monotonic()
    typed_at = []
    while time.monotonic() - began < 2.5:
        child.types("x")
        typed_at.append(time.monotonic())
        time.sleep(0.03)
    child.killed()
    killed = time.monotonic()
    kept = (draft(space) or "").count("x")
    safe = sum(killed - at > 1.0 for at in typed_at)
    assert kept >= safe > 10


@pytest.mark.long
def test_killed_in_a_question_and_with_everything_deleted(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types("\x15")  # Ctrl+U: delete to the beginning
    child.types(F8)
    child.sees("Was nothing said in the recording?")
    wait_for(lambda: draft(space) == "")
    child.killed()
    again = start()
    again.sees("-turn -the -ladder -over")
    again.types(F8)
    again.sees("Was nothing said in the recording?")
    again.types("1")
    again.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "")]


@pytest.mark.long
@pytest.mark.parametrize(("how", "code"), [("Ctrl-C", 1), ("SIGINT", 1), ("SIGTERM", 143)])
def test_stopped_hard_it_keeps_the_words_and_gives_the_recording_back(space, start, how, code):
    child = start()
    child.sees("u0, 1.0 s")
    child.types(" today")
    child.sees("+today")
    if how == "Ctrl-C":
        child.types("\x03")
    else:
        child.child.kill(getattr(signal, how))
    back = "0 answers saved in this session; the recording you were on is back"
    assert child.ended(back) == code
    assert states(space) == ["open"] * 3
    assert draft(space) == "turn the ladder over today"
    again = start()
    again.sees("You had typed a text for this one and not saved it")
    again.types(F8)
    again.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "turn the ladder over today")]


@pytest.mark.long
def test_a_closed_terminal(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types(" today")
    child.sees("+today")
    child.child.kill(signal.SIGHUP)
    os.close(child.child.child_fd)
    wait_for(lambda: states(space) == ["open"] * 3)
    assert draft(space) == "turn the ladder over today"


@pytest.mark.long
def test_suspended_it_has_written_down_what_was_typed(space, start):
    child = start()
    child.sees("u0, 1.0 s", "Changes: none")
    child.types(" today")
    child.sees("over today")
    child.child.kill(signal.SIGTSTP)
    _, how = os.waitpid(child.child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(how)
    assert draft(space) == "turn the ladder over today"
    child.child.kill(signal.SIGCONT)
    child.sees("Your text")
    child.types("!")
    child.sees("over today!")
    child.types(F8)
    child.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "turn the ladder over today!")]


@pytest.mark.long
def test_a_lease_that_ran_out_while_typing(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types(" today")
    wait_for(lambda: draft(space) == "turn the ladder over today")
    later = datetime.now(UTC) + timedelta(hours=1)
    taken = lease_next(space.store, Worker("ben", ("en",)), later, 30)
    assert taken.utterance_id == "u0"
    child.types(F8)
    child.sees("somebody else has it; a text of yours is kept")
    assert texts(space) == [("u0", "edited", "turn the ladder over today")]
    child.types(CTRL_D)
    assert child.ended() == 0


def test_withdrawn_while_open(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    with space.store.writing() as transaction:
        for table in ("assignments", "hypotheses", "utterances"):
            transaction.delete(table, "utterance_id", ["u0"])
    child.types(" today")
    child.sees("+today")
    child.types(F8)
    child.sees("this recording was withdrawn or erased meanwhile")
    child.sees("u1, 1.0 s")
    child.types(CTRL_D)
    assert child.ended() == 0
    assert space.store.count("drafts") == 0
    assert texts(space) == []


def test_two_terminals_of_one_worker(space, start):
    first = start()
    first.sees("u0, 1.0 s")
    second = start()
    second.sees("You had this one already; here it is again.")
    first.types(" first")
    first.sees("+first")
    wait_for(lambda: draft(space) == "turn the ladder over first")
    second.types(" second")
    second.sees("You have this recording open in another window too.")
    first.types(F8)
    first.sees("Saved as edited.")
    second.types(F8)
    second.sees("you have answered this recording already, in another window")
    standing = [row for row in space.store.read("corrections").itertuples() if not row.retracted_at]
    assert [row.text for row in standing] == ["turn the ladder over first"]


@pytest.mark.long
def test_a_locked_store_is_waited_for_and_loses_nothing(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    with space.store.writing():
        child.types(" today")
        child.sees("+today")
        child.types(F8)
        child.sees("The store is busy; waiting. Your text is kept.")
    child.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "turn the ladder over today")]


def test_a_store_that_cannot_be_written_keeps_the_text_on_the_screen(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types(" today")
    child.sees("+today")
    with space.store.reading() as connection:
        connection.exec_driver_sql("ALTER TABLE corrections RENAME TO away")
        connection.commit()
    child.types(F8)
    child.sees("Your text is kept here; press the key")
    with space.store.reading() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO corrections")
        connection.commit()
    child.types(F8)
    child.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "turn the ladder over today")]


def test_pasted_escapes_and_line_breaks_do_no_harm(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types("\x1b[200~ red\x07\u202e\nand\tblue\r\nsky\x1b[201~")
    child.sees("+red +and +blue +sky")
    child.types(F8)
    child.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "turn the ladder over red and blue sky")]


def test_a_burst_of_keys_acts_in_its_order(space, start):
    child = start()
    child.sees("u0, 1.0 s", "Changes: none")
    child.types("ab\x7fc\x1b[1;5Dd " + "e" + F8)
    child.sees("Saved as edited.")
    assert texts(space) == [("u0", "edited", "turn the ladder d eoverac")]


def test_a_hypothesis_cannot_touch_the_terminal(space, start):
    child = start()
    child.sees("u0, 1.0 s")
    child.types(F7)
    child.sees("␛[31mred⟨U+202E⟩")
    assert "\x1b[31mred" not in child.raw


def test_small_in_french_without_colour(space, start):
    settle(space, 'language = "fr"')
    child = start(size=(20, 60), NO_COLOR="1")
    child.sees("u0, 1,0 s, en")
    child.sees("Votre texte", "Aujourd'hui 0 fait")
    screen = child.raw
    assert not re.search(r"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|[34]8;)[0-9;]*m", screen)
    child.types("\x07")  # Ctrl+G
    child.sees("Échap ou Entrée")
    child.types("\x1b")
    time.sleep(0.5)
    child.types(CTRL_D)
    assert child.ended("0 réponse enregistrée dans cette session") == 0


def test_plain_where_a_screen_could_be_filled(start):
    child = start("--plain")
    child.sees("a accept, e edit")
    assert "\x1b[?1049h" not in child.raw


@pytest.mark.long
def test_keys_of_ones_own_and_a_key_that_is_none(space, start):
    settle(space, 'keys = {save = "alt+s"}')
    child = start()
    child.sees("Alt+S save", "u0, 1.0 s")
    child.types("!")
    child.sees("+over!")
    child.types("\x1bs")
    child.sees("Saved as edited.")
    child.types(CTRL_D)
    assert child.ended() == 0
    settle(space, 'keys = {sing = "f12", save = "x"}')
    child = start()
    assert child.ended("2 key(s) cannot be used", "sing: nothing is called so", "save = 'x'") == 1
