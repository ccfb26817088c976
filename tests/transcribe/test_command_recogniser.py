"""The engine `command`, against real programs that behave and misbehave."""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import RecogniserError
from pipeline.io.recognisers.command import CommandRecogniser, open_command
from pipeline.io.recognisers.opening import open_recogniser
from pipeline.settings import AsrSettings
from pipeline.transcribe.recogniser import AudioItem, Hypothesis

READ = "import json, sys, time, os\nasked = [json.loads(line) for line in sys.stdin]\n"
SAY = "def say(**answer): print(json.dumps(answer), flush=True)\n"
ANSWER_ALL = "for one in asked: say(utterance_id=one['utterance_id'], text='heard')\n"


def program(body: str, silence_s: float = 30.0) -> CommandRecogniser:
    return open_command([sys.executable, "-c", READ + SAY + body], "en", silence_s=silence_s)


def items(*names: str) -> list[AudioItem]:
    return [AudioItem(name, np.full(1600, 0.25, np.float32)) for name in names]


def answers(body: str, *names: str, silence_s: float = 30.0) -> list[Hypothesis]:
    return list(program(body, silence_s).transcribe(items(*names)))


def test_it_gets_sound_language_and_ids_and_its_words_are_kept() -> None:
    body = """
import wave
for one in reversed(asked):
    with wave.open(one['audio']) as sound:
        facts = (sound.getframerate(), sound.getnchannels(), sound.getnframes())
    say(utterance_id=one['utterance_id'], text=f" {facts} {os.environ['ISOGLOSS_LANGUAGE']} ",
        words=[{'word': ' a', 'start': 0.01, 'end': 9, 'probability': 0.5},
               {'word': 'b', 'start': 0.02, 'end': 0.05}], model='large', version='7')
"""
    first, second = answers(body, "u1", "../u2")
    assert (first.utterance_id, second.utterance_id) == ("u1", "../u2")
    assert first.text == "(16000, 1, 1600) en"
    assert (first.reported_model, first.reported_version) == ("large", "7")
    assert [(w.word, w.start_s, w.end_s, w.probability) for w in first.words] == [
        ("a", 0.01, 0.1, 0.5),
        ("b", 0.02, 0.05, None),
    ]


def test_the_temporary_sound_is_private_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body = """
for one in asked:
    mode = os.stat(os.path.dirname(one['audio'])).st_mode & 0o777
    say(utterance_id=one['utterance_id'], text=f"{mode:o} {os.path.exists(one['audio'])}")
"""
    assert answers(body, "u1")[0].text == "700 True"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("say(utterance_id='u1', text='one'); sys.exit(3)", "it ended with code 3"),
        ("say(utterance_id='u1', text='one'); os.abort()", "it was ended by signal 6"),
        ("say(utterance_id='u1', text='one')", "it ended without one"),
        (
            "print('loading'); print('[1]'); say(utterance_id='u9', text='x')\n"
            "say(utterance_id='u1', text='one')",
            "3 lines of its output were no answers",
        ),
        (
            "say(utterance_id='u1', text='one'); print('x' * (2 << 20))",
            "it printed a line of more than 1 MiB",
        ),
        (
            "say(utterance_id='u1', text='one')\nwhile True: print('y' * 100_000)",
            "it printed more than 64 MiB",
        ),
    ],
)
def test_what_it_answered_before_it_failed_is_kept(body: str, says: str) -> None:
    first, second = answers(body, "u1", "u2")
    assert (first.text, first.failure) == ("one", None)
    assert second.text == ""
    assert second.failure is not None
    assert second.failure.startswith("the command gave no answer: ")
    assert says in second.failure


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "child"
    body = f"""
import subprocess
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
open({str(note)!r}, 'w').write(str(child.pid))
say(utterance_id='u1', text='one')
time.sleep(600)
"""
    first, second = answers(body, "u1", "u2", silence_s=2.0)
    assert first.text == "one"
    assert second.failure == "the command gave no answer: it said nothing of use for 2 s"
    assert not _alive(int(note.read_text()))


def _alive(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    if not Path("/proc/self/status").exists():
        pytest.skip("this system has no /proc to look into")
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not status.exists() or "\nState:\tZ" in status.read_text():
            return False
        time.sleep(0.05)
    return True


def test_one_that_never_reads_its_input_is_ended() -> None:
    stubborn = open_command([sys.executable, "-c", "import time; time.sleep(600)"], "en")
    stubborn = CommandRecogniser(stubborn.identity, stubborn.command, "en", 1.0)
    long_names = ["u" * 4000 + str(at) for at in range(50)]  # more than a pipe holds
    with pytest.raises(RecogniserError, match="answered none of 50 utterances: it said nothing"):
        list(stubborn.transcribe(items(*long_names)))


def test_two_texts_for_one_utterance_are_a_failure_and_a_repetition_is_not() -> None:
    body = """
for text in ('yes', 'no'): say(utterance_id='u1', text=text)
for text in ('yes', 'yes'): say(utterance_id='u2', text=text)
"""
    first, second = answers(body, "u1", "u2")
    assert first.failure == "the command answered twice, with different texts"
    assert (second.text, second.failure) == ("yes", None)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("text=None", "the command's text is None; expected a string"),
        ("text=7", "the command's text is 7; expected a string"),
        ("failure='too noisy'", "the command says: too noisy"),
    ],
)
def test_an_answer_that_is_none(answer: str, failure: str) -> None:
    assert answers(f"say(utterance_id='u1', {answer})", "u1")[0].failure == failure


@pytest.mark.parametrize(
    "words", ["'one'", "[1]", "[{'word': 'a'}]", "[{'word': 'a', 'start': 'x', 'end': 1}]"]
)
def test_words_that_cannot_be_read_leave_the_text(words: str) -> None:
    answered = answers(f"say(utterance_id='u1', text='one', words={words})", "u1")[0]
    assert (answered.text, answered.words, answered.failure) == ("one", (), None)


def test_an_empty_text_is_an_answer() -> None:
    answered = answers("say(utterance_id='u1', text='')", "u1")[0]
    assert (answered.text, answered.failure) == ("", None)


def test_sound_that_cannot_be_heard_is_not_sent_and_does_not_stop_the_rest() -> None:
    batch = [
        AudioItem("empty", np.zeros(0, np.float32)),
        AudioItem("nan", np.full(160, np.nan, np.float32)),
        AudioItem("stereo", np.zeros((160, 2), np.float32)),
        *items("u1"),
    ]
    answered = list(program("assert len(asked) == 1\n" + ANSWER_ALL).transcribe(batch))
    assert [one.failure for one in answered] == [
        "no samples",
        "samples are not all finite",
        "samples have 2 dimensions; expected 1 (mono)",
        None,
    ]


def test_a_program_that_answers_nothing_is_an_error_with_its_last_words() -> None:
    body = "print('hello'); print('no licence found', file=sys.stderr); sys.exit(2)"
    with pytest.raises(RecogniserError) as caught:
        answers(body, "u1", "u2")
    name = Path(sys.executable).name
    assert str(caught.value) == (
        f"asr.command: the command '{name}' answered none of 2 utterances: it ended with code 2; "
        'expected one line {"utterance_id": ..., "text": ...} an utterance. '
        "Run it by hand on one line to see what it does; docs/recognisers.md says how.\n"
        "  not an answer: hello\n"
        "  no licence found"
    )


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(RecogniserError) as caught:
        list(open_command(["/nowhere/recognise"], "en").transcribe(items("u1")))
    assert str(caught.value) == (
        "asr.command: the command '/nowhere/recognise' cannot be started (No such file or "
        "directory). Give the full path of a program that may be run, as the first of the list."
    )


def test_a_file_that_may_not_be_run(tmp_path: Path) -> None:
    text = tmp_path / "recognise"
    text.write_text("not a program")
    with pytest.raises(RecogniserError, match=r"cannot be started \(Permission denied\)"):
        list(open_command([str(text)], "en").transcribe(items("u1")))


def test_no_command_named(tmp_path: Path) -> None:
    with pytest.raises(RecogniserError, match=r"asr\.engine is 'command', and no command is named"):
        open_recogniser(AsrSettings(engine="command"), "en", tmp_path)


def test_the_identity_tells_the_program_and_hides_its_arguments(tmp_path: Path) -> None:
    one, other = (
        open_recogniser(
            AsrSettings(engine="command", command=("/opt/asr/hear", "--key", key)), "en", tmp_path
        )
        for key in ("topsecret", "another")
    )
    assert one.identity.model == "hear"
    assert "topsecret" not in repr(one.identity)
    assert one.identity.key != other.identity.key


def test_an_empty_batch_starts_nothing() -> None:
    assert list(open_command(["/nowhere/recognise"], "en").transcribe([])) == []
