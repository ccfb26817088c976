"""`isogloss correct` fed from a pipe: one command a line, nothing guessed."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from pipeline.tables import AssignmentRow, HypothesisRow


@pytest.fixture
def correct(workspace, command):
    """The command as typed, with bytes for standard input."""

    def correct(answers, *options, worker="ana"):
        source = answers if isinstance(answers, bytes) else answers.encode()
        place = ("--workspace", workspace.root)
        return command("correct", "--worker", worker, *place, *options, stdin=source)

    return correct


def test_a_real_pipe(workspace):
    done = subprocess.run(
        [sys.executable, "-m", "isogloss", "correct", "--worker", "ana", "-w", workspace.root],
        input=b"a\ne t\xc3\xa9n\nnonsense\n",
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.returncode == 1
    assert b"standard input, line 3: not understood: 'nonsense'" in done.stderr
    assert b"Traceback" not in done.stderr
    assert rb"typed: t\xe9n" in done.stdout
    assert texts(workspace) == [("u0", "accepted", "seven nein"), ("u1", "edited", "t\u00e9n")]


def texts(workspace):
    rows = workspace.store.read("corrections").sort_values("corrected_at")
    return [(row.utterance_id, row.action, row.text) for row in rows.itertuples()]


def states(workspace):
    rows = workspace.store.read("assignments")
    return dict(zip(rows["assignment_id"], rows["state"], strict=True))


def test_accept_edit_and_stop_at_the_end_of_the_pipe(workspace, correct):
    done = correct("a\ne eight  Réd's\n")
    assert done.code == 0, done.err
    assert texts(workspace) == [("u0", "accepted", "seven nein"), ("u1", "edited", "eight  Réd's")]
    assert states(workspace)["u2:correct:1"] == "open"
    out = done.out
    assert "0 done today, 2 waiting. Utterance u0" in out
    assert "Heard: seven [nein 40%]" in out
    assert "2 answers saved in this session; the recording you were on is back" in out
    assert "registered worker ana for en" in done.err


def test_what_a_recogniser_wrote_cannot_touch_the_terminal(workspace, correct):
    out = correct("a\na\n").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "Heard: eight [␛[31mred⟨U+202E⟩ 40%]" in out
    assert texts(workspace)[1] == ("u1", "accepted", "eight [31mred")


def test_without_a_sound_device_there_is_a_reason_and_a_file(workspace, correct):
    done = correct("r\nq\n")
    out = done.out
    if "Not played" not in out:
        pytest.skip("this machine has a sound device")
    assert done.code == 0
    assert "ALSA" not in done.err
    assert "Not played: no sound device was found." in out
    path = workspace.audio.local_path(workspace.store.read("utterances").iloc[0]["audio_sha256"])
    assert out.count(f"Play it yourself: {path}") == 2
    heard = workspace.store.read("listens")
    assert list(heard["utterance_id"]) == ["u0", "u0"]
    assert set(heard["worker_id"]) == {"ana"}


def test_a_line_that_is_not_understood_ends_it_and_nothing_after_is_used(workspace, correct):
    done = correct("a\neight red\na\na\n")
    assert done.code == 1
    assert texts(workspace) == [("u0", "accepted", "seven nein")]
    message = done.err
    assert "standard input, line 2: not understood: 'eight red'" in message
    assert "no line after it was used" in message
    assert states(workspace)["u1:correct:1"] == "open"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("a dog barked\n", "line 1: not understood: 'a dog barked'"),
        ("k\n\n", "line 2: not skipped: no reason"),
        ("f nonsense\n", "line 1: not flagged: 'nonsense' is no flag"),
        ("f u\n", "line 1: not flagged: 'u' is no flag; expected its number, its name, or at"),
        ("u\n", "line 1: there is no answer of yours to take back"),
        ("e\nseven nine\nmaybe\n", "line 3: not understood: 'maybe'"),
        (b"e caf\xe9\n", "line 1: not UTF-8 (byte 0xe9 in column 6)"),
        (b"e " + b"x" * 70_000, "line 1: a line of more than 65,536 bytes"),
    ],
)
def test_lines_that_cannot_be_taken(workspace, correct, answers, says):
    done = correct(answers)
    assert done.code == 1
    assert says in done.err
    assert "Traceback" not in done.err
    assert texts(workspace) == []
    assert set(states(workspace).values()) == {"open"}


def test_skip_flag_undo_and_edit_in_two_lines(workspace, correct):
    answers = "k too noisy\nf two voices\nu\nf 5\ne\nzwei\nn\ne\ntwo!\ny\n"
    done = correct(answers)
    assert done.code == 0, done.err
    assert texts(workspace) == [("u2", "edited", "two!")]
    assert states(workspace) == {
        "u0:correct:1": "skipped",
        "u0:correct:1+1": "open",
        "u1:correct:1": "flagged",
        "u2:correct:1": "done",
    }
    events = workspace.store.read("decisions").sort_values("decided_at")
    assert [(row.outcome, row.rule) for row in events.itertuples()] == [
        ("skipped", "worker"),
        ("flagged", "two_voices"),
        ("retracted", "flagged"),
        ("flagged", "harmful"),
        ("corrected", "edited"),
    ]


def test_nothing_said_is_asked_and_kept(workspace, correct):
    done = correct("e\n\nn\ne\n\ny\n")
    assert done.code == 0, done.err
    assert texts(workspace) == [("u0", "edited", "")]
    assert "Was nothing said in the recording?" in done.out


def test_the_last_answer_of_a_queue_can_still_be_undone(workspace, correct):
    done = correct("a\na\ne too\nu\ne two\n\n")
    assert done.code == 0, done.err
    rows = workspace.store.read("corrections").sort_values("corrected_at")
    assert list(rows["text"])[2:] == ["too", "two"]
    assert list(rows["retracted_at"].notna()) == [False, False, True, False]
    assert "You had typed: too" in done.out


def test_answers_that_are_too_many_are_named(workspace, correct):
    done = correct("a\n" * 9)
    assert done.code == 0
    assert "standard input, line 4 was not used, nor anything after it" in done.err
    assert len(texts(workspace)) == 3


def test_no_hypothesis_and_an_empty_one(workspace, correct):
    with workspace.store.writing() as transaction:
        transaction.delete("hypotheses", "utterance_id", ["u0"])
        (row,) = transaction.rows(HypothesisRow, "utterance_id", ["u1"])
        transaction.put("hypotheses", [replace(row, text="", words=[])])
    done = correct("e ten\na\ny\n")
    assert done.code == 0, done.err
    out = done.out
    assert "No recogniser has a text for it" in out
    assert "The recogniser heard nothing." in out
    assert texts(workspace) == [("u0", "edited", "ten"), ("u1", "accepted", "")]
    shown = workspace.store.read("corrections").sort_values("corrected_at")["shown_hypothesis_id"]
    assert list(shown) == [None, "h1"]


def test_an_empty_queue_says_so(workspace, correct):
    done = correct("", "--language", "DE")
    assert done.code == 0
    assert "Nothing is waiting for you in de." in done.out
    assert "The campaign is in en; if you speak it: --language en" in done.out


def test_own_voice_by_declaration_and_by_worker_id(workspace, correct):
    out = correct("q\n", "--speaker", "voice0").out
    assert "Utterance u1" in out
    assert "Utterance u1" in correct("q\n").out
    assert "Utterance u0" in correct("q\n", worker="ben").out
    assert "Utterance u1" in correct("q\n", worker="voice0").out


def test_an_unknown_speaker_is_remarked_and_not_named(workspace, correct):
    done = correct("q\n", "--speaker", "somebody@example.org")
    assert "that speaker has no recordings here yet" in done.err
    assert "example.org" not in done.err + done.out


def test_a_missing_recording_is_said_and_work_goes_on(workspace, correct):
    digest = workspace.store.read("utterances").iloc[0]["audio_sha256"]
    workspace.audio.delete(digest)
    done = correct("a\n")
    assert done.code == 0, done.err
    assert f"The recording cannot be played: {workspace.root}" in done.out
    assert f"the recording {digest[:12]} is missing" in done.out


def test_an_assignment_without_its_utterance_does_not_stop_the_work(workspace, correct):
    with workspace.store.writing() as transaction:
        transaction.delete("utterances", "utterance_id", ["u0"])
    done = correct("a\n")
    assert done.code == 0, done.err
    assert "A recording was withdrawn or erased meanwhile" in done.err
    assert texts(workspace) == [("u1", "accepted", "eight [31mred")]


def test_active_time_is_measured(workspace, correct):
    correct("a\n")
    assert 0 < workspace.store.read("corrections").iloc[0]["active_s"] < 60


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--language", "english!"), "'english!' is no language tag; expected a BCP-47 tag"),
        (("--workspace", "/nowhere"), "no isogloss.toml here"),
        (("--accent", "en-atlantis"), "--accent: there is no accent 'en-atlantis'"),
        (("--region", "Wales"), "--region: 'Wales' is no region"),
    ],
)
def test_what_the_user_can_mend(workspace, correct, options, says):
    done = correct("q\n", *options)
    assert done.code == 1
    assert says in done.err


def test_accents_and_region_are_declared_once_and_kept(workspace, correct):
    done = correct("q\n", "--accent", "en-scotland", "--accent", "en-england", "--region", "gb")
    assert done.code == 0, done.err
    assert "registered worker ana for en, who knows en-scotland, en-england, in GB" in done.err
    done = correct("q\n", "--language", "en", "--language", "fr")
    assert "noted worker ana for en, fr, who knows en-scotland, en-england, in GB" in done.err
    row = workspace.store.read("workers").iloc[0]
    assert (list(row["accents"]), row["region"]) == (["en-scotland", "en-england"], "GB")


def test_a_pipe_answers_the_queue_and_no_text_left_behind(workspace, correct):
    """What is typed at a terminal and not saved is not what a pipe was written for."""
    correct("e\nseven nine\nn\n")
    assert workspace.store.count("drafts") == 1
    done = correct("a\n")
    assert "You had typed: seven nine" in done.out
    assert texts(workspace) == [("u0", "accepted", "seven nein")]
    assert workspace.store.count("drafts") == 0


def test_work_counts_every_answer_with_its_seconds(workspace, correct):
    correct("a\nk too noisy\nf harmful\n")
    rows = workspace.store.read("work").sort_values("worked_at")
    assert list(rows["outcome"]) == ["corrected", "skipped", "flagged"]
    assert all(rows["active_s"] > 0)


def test_blind_and_planted_line_by_line(workspace, correct):
    with workspace.store.writing() as transaction:
        rows = transaction.rows(AssignmentRow, "utterance_id", ["u0", "u1"])
        changed = {"u0": {"blind": True}, "u1": {"planted_text": "eight bread"}}
        transaction.put("assignments", [replace(row, **changed[row.utterance_id]) for row in rows])
    done = correct("e seven\na\n")
    assert done.code == 0, done.err
    assert "This one is shown without a text" in done.out
    assert "nein" not in done.out
    assert "Heard: eight [bread 40%]" in done.out
    rows = workspace.store.read("corrections").sort_values("corrected_at")
    assert list(rows["shown_text"]) == [None, "eight bread"]
    assert list(rows["action"]) == ["edited", "accepted"]


def test_another_script_is_remarked(workspace, correct):
    done = correct("e дом на холме\n")
    assert "Written in Cyrillic; en is written in Latin." in done.out
    assert texts(workspace) == [("u0", "edited", "дом на холме")]
