"""What a recogniser is to us: sound in, text with its doubts out, and who said so.

Any engine that keeps this protocol can be named in the settings. It holds no file, clock or
network of its own here; the engines live in `pipeline.io.recognisers`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16_000
"""Sample rate of every `AudioItem`, in hertz."""

_KEY_LETTERS = 12  # 48 bits: a workspace has a handful of recognisers


Setting = str | int | float | bool | None
"""What a setting of a recogniser may be: a plain value of JSON."""


@dataclass(frozen=True)
class RecogniserIdentity:
    """Who made a hypothesis, so exactly that two with one identity would hear the same.

    Attributes:
        engine: The program, such as `faster-whisper`.
        model: The model's name in the settings.
        version: Of the engine; of the command where it says so.
        model_sha256: Of the model's weights; empty where there is no file to hash.
        settings: What changes the text (language, beam size), never what changes only the
            speed (threads).
    """

    engine: str
    model: str
    version: str
    model_sha256: str
    settings: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Make a short name that differs whenever any part differs, the same on every machine.

        Example:
            >>> first = RecogniserIdentity("faster-whisper", "tiny.en", "1.2.1", "", {"beam": 1})
            >>> other = RecogniserIdentity("faster-whisper", "tiny.en", "1.2.1", "", {"beam": 5})
            >>> first.key.split("#")[0], first.key == other.key
            ('faster-whisper/tiny.en', False)
        """
        parts = [self.engine, self.model, self.version, self.model_sha256, dict(self.settings)]
        whole = json.dumps(parts, sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(whole.encode("ascii")).hexdigest()[:_KEY_LETTERS]
        return f"{self.engine}/{self.model}#{digest}"


@dataclass(frozen=True, eq=False)
class AudioItem:
    """One utterance to recognise.

    Attributes:
        utterance_id: Whose sound it is.
        samples: Mono, float32, 16 kHz, full scale at 1.
    """

    utterance_id: str
    samples: npt.NDArray[np.float32]


def why_not_audible(item: AudioItem) -> str:
    """Tell why these samples cannot be recognised; an empty text where they can.

    Example:
        >>> why_not_audible(AudioItem("u1", np.zeros(0, np.float32)))
        'no samples'
    """
    if item.samples.ndim != 1:
        return f"samples have {item.samples.ndim} dimensions; expected 1 (mono)"
    if not len(item.samples):
        return "no samples"
    return "" if np.isfinite(item.samples).all() else "samples are not all finite"


@dataclass(frozen=True)
class HypothesisWord:
    """One word, when it was said (seconds from the start of the utterance), and how surely.

    Attributes:
        word: As written, with its punctuation, without space around it.
        start_s: Start, in seconds.
        end_s: End, in seconds, not before the start.
        probability: 0 to 1, or None where the engine does not say.
    """

    word: str
    start_s: float
    end_s: float
    probability: float | None


@dataclass(frozen=True)
class Hypothesis:
    """What a recogniser answered for one utterance.

    Attributes:
        utterance_id: Of the utterance.
        text: What was heard; empty where the recogniser heard nothing, and where it failed.
        words: In order; empty where the engine gives none.
        mean_log_probability: Natural logarithm, mean over tokens; None where unknown.
        no_speech_probability: That nobody speaks; kept, never acted upon; None where unknown.
        language: Of the text, an ISO 639 code; empty where unknown.
        failure: Why there is no answer, or None. A failure is not the answer "nothing".
        reported_model: The model a command says it used; empty where it does not say.
        reported_version: The version a command says it is; empty where it does not say.
    """

    utterance_id: str
    text: str
    words: tuple[HypothesisWord, ...] = ()
    mean_log_probability: float | None = None
    no_speech_probability: float | None = None
    language: str = ""
    failure: str | None = None
    reported_model: str = ""
    reported_version: str = ""


class Recogniser(Protocol):
    """Anything that turns sound into text."""

    @property
    def identity(self) -> RecogniserIdentity:
        """Who answers; the same for every answer of this object."""

    def transcribe(self, batch: Sequence[AudioItem]) -> Iterator[Hypothesis]:
        """Give one answer an item, in the order of the batch.

        A clip that fails is an answer with its `failure`; it never stops the others.

        Raises:
            RecogniserError: The engine cannot work at all.
        """
