"""`isogloss correct` on a real pseudo-terminal, as a worker uses it."""

import os
import signal
import sys
import time

import pexpect
import pytest

PROMPT = r"\? help > "


@pytest.fixture
def start(workspace):
    children = []

    def start(worker="ana", *options):
        child = pexpect.spawn(
            sys.executable,
            [
                "-m",
                "isogloss",
                "correct",
                "--worker",
                worker,
                "--workspace",
                str(workspace.root),
                *options,
            ],
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 200),
            env={**os.environ, "TERM": "dumb", "INPUTRC": "/dev/null"},
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def ended(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def texts(workspace):
    rows = workspace.store.read("corrections").sort_values("corrected_at")
    return [(row.utterance_id, row.action, row.text) for row in rows.itertuples()]


def states(workspace):
    return sorted(workspace.store.read("assignments")["state"])


def test_editing_in_place_and_undoing(workspace, start):
    child = start("ana", "--plain")
    child.expect("0 done today, 2 waiting. Utterance u0, 1.0 s, en.")
    child.expect_exact("Heard: seven [nein 40%]")
    child.expect(PROMPT)
    child.sendline("?")
    child.expect("somebody else gets it")
    child.expect(PROMPT)

    # Edit in place: the text stands ready; backspace over "nein".
    child.sendline("e")
    child.expect_exact("Text: seven nein")
    child.send("\b" * 4 + "nine\r")
    child.expect_exact("changed: nein -> nine")
    child.expect("Save. y yes, n no, e edit again > ")
    assert texts(workspace) == []
    child.sendline("e")
    child.expect_exact("Text: seven nine")
    child.sendline("!")
    child.expect_exact("changed: nein -> nine!")
    child.expect("Save. ")
    child.sendline("y")
    child.expect("Saved as edited.")
    assert texts(workspace) == [("u0", "edited", "seven nine!")]

    child.expect("1 done today, 1 waiting. Utterance u1")
    child.expect(PROMPT)
    child.sendline("u")
    child.expect(r"Taken back: your last answer \(corrected\)")
    child.expect("Utterance u0")
    child.expect("You had typed: seven nine!")
    child.expect(PROMPT)
    child.sendline("e")
    child.expect_exact("Text: seven nine!")
    child.sendline("")
    child.expect("Save. ")
    child.sendline("n")
    child.expect("Not saved; e brings your text back.")
    child.expect(PROMPT)
    child.sendline("nonsense")
    child.expect("Not understood: 'nonsense'. Try: a command")
    child.expect(PROMPT)
    child.sendline("a")
    child.expect("Saved as accepted.")
    assert texts(workspace) == [
        ("u0", "edited", "seven nine!"),
        ("u0", "accepted", "seven nein"),
    ]


def test_through_the_queue_to_its_end(workspace, start):
    child = start("ana", "--plain")
    child.expect(PROMPT)
    child.sendline("a")
    child.expect("Utterance u1")
    child.expect(PROMPT)
    child.sendline("s")
    child.expect("Not played: no sound device was found|At 75% of the speed")
    child.expect(PROMPT)
    child.sendline("f")
    child.expect("4 personal data")
    child.expect("Which. > ")
    child.sendline("u")  # one letter is a slip of the finger, not a flag
    child.expect(
        "Not flagged: 'u' is no flag. Try: its number, its name, or at least three letters"
    )
    child.expect(PROMPT)
    child.sendline("f pers")
    child.expect("Flagged as personal data; nobody hears it until a lead has looked.")
    child.expect("Utterance u2")
    child.expect(PROMPT)
    child.sendline("")
    child.expect("Saved as accepted.")
    child.expect("Nothing is waiting for you in en.")
    child.expect("u to undo your last answer, Enter to stop > ")
    child.sendline("")
    child.expect("3 answers saved in this session.")
    assert ended(child) == 0
    assert texts(workspace) == [
        ("u0", "accepted", "seven nein"),
        ("u2", "accepted", "two"),
    ]


def test_controls_in_a_hypothesis_are_not_prefilled(workspace, start):
    child = start()
    child.expect(PROMPT)
    child.sendline("k noise")
    child.expect_exact("Heard: eight [␛[31mred⟨U+202E⟩ 40%]")
    child.expect(PROMPT)
    child.sendline("e")
    child.expect_exact("Text: eight [31mred")
    child.sendline("")
    child.expect("Save. ")
    child.sendline("y")
    child.expect("Saved as accepted.")


def test_without_a_screen_to_edit_on_the_whole_text_is_asked(workspace):
    command = f"'{sys.executable}' -m isogloss correct --worker ana -w '{workspace.root}' | cat"
    child = pexpect.spawn("/bin/sh", ["-c", command], encoding="utf-8", timeout=60)
    child.expect(PROMPT)
    child.sendline("e")
    child.expect("The whole text: ")
    child.sendline("seven nine")
    child.expect_exact("changed: nein -> nine")
    child.expect("Save. ")
    child.sendline("y")
    child.expect("Saved as edited.")
    child.expect(PROMPT)
    child.sendeof()
    child.expect("1 answer saved")
    child.close()
    assert texts(workspace) == [("u0", "edited", "seven nine")]


@pytest.mark.long
@pytest.mark.parametrize(("how", "code"), [("Ctrl-C", 1), ("SIGTERM", 143)])
def test_stopping_hard_gives_the_recording_back(workspace, start, how, code):
    child = start()
    child.expect(PROMPT)
    child.sendline("a")
    child.expect("Utterance u1")
    child.expect(PROMPT)
    assert states(workspace) == ["done", "leased", "open"]
    if how == "Ctrl-C":
        child.sendintr()
    else:
        child.kill(signal.SIGTERM)
    child.expect("1 answer saved in this session; the recording you were on is back in the queue.")
    assert ended(child) == code
    assert "Traceback" not in child.before
    assert states(workspace) == ["done", "open", "open"]


@pytest.mark.long
def test_ctrl_c_while_editing_and_ctrl_d(workspace, start):
    child = start()
    child.expect(PROMPT)
    child.sendline("e")
    child.expect_exact("Text: seven nein")
    child.sendintr()
    assert ended(child) == 1
    child = start()
    child.expect(PROMPT)
    child.sendeof()
    assert ended(child) == 0
    assert states(workspace) == ["open"] * 3
    assert texts(workspace) == []


@pytest.mark.long
def test_a_closed_terminal_gives_the_recording_back(workspace, start):
    child = start()
    child.expect(PROMPT)
    child.close(force=False)
    for _ in range(100):
        if states(workspace) == ["open"] * 3:
            break
        time.sleep(0.1)
    assert states(workspace) == ["open"] * 3


@pytest.mark.long
def test_kill_9_and_start_again(workspace, start):
    child = start()
    child.expect(PROMPT)
    child.sendline("e seven nine")
    child.expect("Save. ")
    child.kill(signal.SIGKILL)
    ended(child)
    assert texts(workspace) == []
    other = start("ben")
    other.expect("Utterance u1")
    again = start()
    again.expect("You had this one already; here it is again.")
    again.expect("Utterance u0")
    again.expect("You had typed: seven nine")
    again.expect(PROMPT)
    again.sendline("e")
    again.expect_exact("Text: seven nine")


def test_withdrawn_while_open(workspace, start):
    child = start()
    child.expect(PROMPT)
    with workspace.store.writing() as transaction:
        for table in ("assignments", "hypotheses", "utterances"):
            transaction.delete(table, "utterance_id", ["u0"])
    child.sendline("a")
    child.expect("this recording was withdrawn or erased meanwhile")
    child.expect("Utterance u1")
    child.expect(PROMPT)
    child.sendline("q")
    assert ended(child) == 0
    assert texts(workspace) == []
    assert workspace.store.count("decisions") == 0


def test_a_store_that_cannot_be_written_loses_no_text(workspace, start):
    child = start()
    child.expect(PROMPT)
    with workspace.store.reading() as connection:
        connection.exec_driver_sql("ALTER TABLE corrections RENAME TO away")
        connection.commit()
    child.sendline("e seven nine")
    child.expect("Save. ")
    child.sendline("y")
    child.expect("Not saved: ")
    child.expect("Your text is kept here: mend that, then e and y.")
    child.expect(PROMPT)
    with workspace.store.reading() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO corrections")
        connection.commit()
    child.sendline("e")
    child.expect_exact("Text: seven nine")
    child.sendline("")
    child.expect("Save. ")
    child.sendline("y")
    child.expect("Saved as edited.")
    assert texts(workspace) == [("u0", "edited", "seven nine")]


@pytest.mark.long
def test_what_was_typed_and_not_saved_is_offered_after_stopping(workspace, start):
    child = start()
    child.expect(PROMPT)
    child.sendline("e seven nine")
    child.expect("Save. ")
    child.sendline("n")
    child.expect(PROMPT)
    child.sendline("q")
    assert ended(child) == 0
    assert states(workspace) == ["open"] * 3
    again = start()
    again.expect("You had typed a text for this one and not saved it; here it is again.")
    again.expect("You had typed: seven nine")
    again.expect(PROMPT)
    again.sendline("e")
    again.expect_exact("Text: seven nine")
    again.sendline("")
    again.expect("Save. ")
    again.sendline("y")
    again.expect("The time it was lent to you had run out, but nobody else had taken it.")
    assert texts(workspace) == [("u0", "edited", "seven nine")]
    assert workspace.store.count("drafts") == 0


def test_line_by_line_in_french(workspace, start):
    settings = '[review]\nlanguage = "fr"\ngold_share = 0.0\n'
    (workspace.root / "isogloss.toml").write_text(settings, encoding="utf-8")
    child = start()
    child.expect_exact("0 fait aujourd'hui, 2 en attente. Énoncé u0, 1,0 s, en.")
    child.expect_exact("Entendu\u00a0: seven [nein 40%]")
    child.expect_exact("q arrêter,\u00a0? aide > ")
    child.sendline("f autre langue")
    child.expect_exact("Signalé\u00a0: autre langue.")
    child.expect_exact("? aide > ")
    child.sendline("e neuf")
    child.expect_exact("changé\u00a0: eight -> neuf")
    child.expect_exact("Enregistrer\u00a0? o oui, n non")
    child.sendline("o")
    child.expect_exact("Enregistré\u00a0: corrigé.")
    child.expect_exact("? aide > ")
    child.sendline("u")
    child.expect_exact("Annulé\u00a0: votre dernière réponse (corrigé).")
    child.expect_exact("? aide > ")
    child.sendline("q")
    child.expect_exact("dans cette session\u00a0; l'enregistrement en cours")
    assert ended(child) == 0
