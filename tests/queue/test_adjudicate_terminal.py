"""`isogloss adjudicate` on a real terminal: letters, questions, Ctrl-C."""

import os
import sys
from datetime import timedelta

import pexpect
import pytest

from pipeline.io.queue import enqueue, lease_next
from pipeline.io.queue_answers import Answer, save_answer
from pipeline.io.queue_slots import QueueItem
from pipeline.io.queue_workers import Worker
from pipeline.review.assigning.overlap import ReviewRules

RULES = ReviewRules(most_listeners=2, gold_share=0.0)
PROMPT = "u undo, q stop, [?] > "


@pytest.fixture
def terminal(workspace, row_of, now):
    """The command on a terminal, with one disagreement waiting."""
    store = workspace.store
    with store.writing() as transaction:
        transaction.add(
            "utterances", [row_of("utterances", utterance_id="u1", speaker_id="s1", duration_s=1.5)]
        )
    enqueue(store, [QueueItem("u1", "s1", "en", 0.5)], listeners=2)
    for n, (name, text) in enumerate([("ana", "the café"), ("ben", "eleven")]):
        worker, when = Worker(name, ("en",)), now + timedelta(seconds=n)
        lent = lease_next(store, worker, when, 30, RULES)
        answer = Answer(text, "edited", None, 1.0)
        save_answer(store, worker, lent.assignment_id, answer, when, RULES)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "isogloss", "adjudicate", "--lead", "lena", "--language", "en", "-w",
         str(workspace.root)],
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "TERM": "dumb"},
    )  # fmt: skip
    yield child
    child.close(force=True)


def ends(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_asks_again_instead_of_guessing_and_saves(terminal, workspace):
    terminal.expect_exact("Utterance u1, 1.5 s, en.")
    terminal.expect(r"A \(1 listener\)")
    terminal.expect(PROMPT)
    terminal.sendline("nonsense")
    terminal.expect_exact("Not understood: 'nonsense'. Try: a letter (A, B)")
    terminal.expect(PROMPT)
    terminal.sendline("w le café")
    terminal.expect_exact("Save? y yes, n no > ")
    terminal.sendline("n")
    terminal.expect_exact("Not saved.")
    terminal.expect(PROMPT)
    terminal.sendline("m")
    terminal.expect_exact("(a letter, or = and other words) > ")
    terminal.sendline("=le café")
    terminal.expect_exact("text: le café")
    terminal.expect_exact("Save? y yes, n no > ")
    terminal.sendline("y")
    terminal.expect_exact("Saved as merged.")
    terminal.expect_exact("u to undo your last decision, Enter to stop > ")
    terminal.sendline("")
    terminal.expect_exact("1 decision saved in this session.")
    assert ends(terminal) == 0
    assert workspace.store.read("adjudications")["text"].tolist() == ["le café"]


def test_ctrl_c_gives_the_recording_back(terminal, workspace):
    terminal.expect(PROMPT)
    terminal.sendintr()
    terminal.expect_exact("0 decisions saved in this session.")
    assert ends(terminal) == 1
    states = workspace.store.read("assignments", where={"kind": "adjudicate"})["state"]
    assert list(states) == ["open"]
