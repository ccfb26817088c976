"""The engine `command`: any program that reads and prints JSON lines.

We start the program once a batch, without a shell, and write one line an utterance on its
standard input, then close it:

    {"utterance_id": "u1", "audio": "/tmp/.../00000.wav"}

The file is 16 kHz mono, 16-bit, and is gone once the batch is done. The program prints one line
an utterance, in any order, each flushed or all at the end:

    {"utterance_id": "u1", "text": "seven nine",
     "words": [{"word": "seven", "start": 0.1, "end": 0.5, "probability": 0.93}, ...],
     "model": "large-7", "version": "2.4"}

`words`, `model` and `version` may be left out; `{"utterance_id": ..., "failure": "why"}` says that
this one could not be done. What it prints on standard error is shown only when it fails.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RecogniserError
from pipeline.io.audio.wav import encode_wav
from pipeline.io.recognisers.command_answers import Answers
from pipeline.io.recognisers.command_process import Ended, converse
from pipeline.transcribe.recogniser import (
    SAMPLE_RATE_HZ,
    AudioItem,
    Hypothesis,
    RecogniserIdentity,
    why_not_audible,
)

ENGINE = "command"
SILENCE_S = 300.0
"""Default of how long a command may go without an answer, in seconds."""


def open_command(
    command: Sequence[str], language: str, *, silence_s: float = SILENCE_S
) -> "CommandRecogniser":
    """Make a recogniser of the user's own program.

    Its identity holds the name of the program and a hash of all its arguments, not the
    arguments: people put keys there, and identities are stored and printed.

    Args:
        command: Program and arguments, the setting `asr.command`.
        language: Of the campaign, BCP-47; the program gets it as `ISOGLOSS_LANGUAGE`.
        silence_s: How long it may go without an answer before it is ended, in seconds.

    Raises:
        RecogniserError: The command is empty.
    """
    if not command or not command[0].strip():
        raise RecogniserError(
            "asr.engine is 'command', and no command is named",
            expected='a list of program and arguments, such as ["python", "recognise.py"]',
            where="asr.command",
            remedy="Name one, or set asr.engine to 'faster-whisper'.",
        )
    digest = hashlib.sha256("\0".join(command).encode("utf-8", "surrogatepass")).hexdigest()
    settings = {"command_sha256": digest, "language": language}
    identity = RecogniserIdentity(ENGINE, Path(command[0]).name, "", "", settings)
    return CommandRecogniser(identity, tuple(command), language, silence_s)


@dataclass(frozen=True)
class CommandRecogniser:
    """A program of the user's, started once a batch.

    Attributes:
        identity: The program; the model and version it reports are with each answer.
        command: Program and arguments.
        language: BCP-47.
        silence_s: How long it may go without an answer, in seconds.
    """

    identity: RecogniserIdentity
    command: tuple[str, ...]
    language: str
    silence_s: float

    def transcribe(self, batch: Sequence[AudioItem]) -> Iterator[Hypothesis]:
        """Give one answer an item, in order, once the program has ended.

        What it answered before it failed is kept; the others say why there is no answer.

        Raises:
            RecogniserError: The program cannot be started, or answered nothing at all.
        """
        refusals = {item.utterance_id: why_not_audible(item) for item in batch}
        sound = [item for item in batch if not refusals[item.utterance_id]]
        answers = Answers(frozenset(item.utterance_id for item in sound))
        ended = self._ask(sound, answers) if sound else Ended()
        if sound and not answers.any_given:
            raise self._said_nothing(answers, ended)
        for item in batch:
            refusal = refusals[item.utterance_id]
            yield (
                Hypothesis(item.utterance_id, "", language=self.language, failure=refusal)
                if refusal
                else answers.answer(item, self.language, ended.says)
            )

    def _ask(self, batch: Sequence[AudioItem], answers: Answers) -> Ended:
        # Only this user can read the folder (mode 0700): it holds people's voices.
        with tempfile.TemporaryDirectory(prefix="isogloss-") as folder:
            questions = [
                {"utterance_id": item.utterance_id, "audio": _write_wav(folder, at, item)}
                for at, item in enumerate(batch)
            ]
            lines = [json.dumps(one).encode("ascii") + b"\n" for one in questions]
            environment = {"ISOGLOSS_LANGUAGE": self.language}
            return converse(self.command, lines, answers, environment, self.silence_s)

    def _said_nothing(self, answers: Answers, ended: Ended) -> RecogniserError:
        return RecogniserError(
            f"the command {self.identity.model!r} answered none of {answers.expected} "
            f"utterances: {ended.says or 'it ended without a word'}",
            expected='one line {"utterance_id": ..., "text": ...} an utterance',
            where="asr.command",
            remedy="Run it by hand on one line to see what it does; docs/recognisers.md says how.",
            offenders=[*answers.rubbish_shown, *ended.last_words],
        )


def _write_wav(folder: str, at: int, item: AudioItem) -> str:
    path = Path(folder) / f"{at:05d}.wav"  # not the id: that is not ours to trust as a file name
    path.write_bytes(encode_wav(item.samples, SAMPLE_RATE_HZ))
    return str(path)
