"""What a command printed, line by line, made answers: each utterance once, rubbish set aside."""

import json
import math
from collections.abc import Mapping

from pipeline.transcribe.recogniser import SAMPLE_RATE_HZ, AudioItem, Hypothesis, HypothesisWord

_RUBBISH_KEPT = 5
_RUBBISH_LETTERS = 80


class Answers:
    """The answers that a command printed for one batch, taken in line by line.

    Args:
        wanted: Ids of the utterances that were asked for.

    Example:
        >>> answers = Answers(frozenset({"u1", "u2"}))
        >>> answers.take(b'{"utterance_id": "u1", "text": "seven"}'), answers.take(b"loading...")
        (True, False)
        >>> answers.complete, answers.rubbish_shown
        (False, ('not an answer: loading...',))
    """

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._given: dict[str, Mapping[str, object]] = {}
        self._contradicted: set[str] = set()
        self._rubbish: list[str] = []
        self._rubbish_lines = 0

    @property
    def expected(self) -> int:
        """How many utterances were asked for."""
        return len(self._wanted)

    @property
    def any_given(self) -> bool:
        """Whether any utterance was answered."""
        return bool(self._given)

    @property
    def complete(self) -> bool:
        """Whether every utterance was answered."""
        return len(self._given) == len(self._wanted)

    @property
    def rubbish_shown(self) -> tuple[str, ...]:
        """The first lines that were no answers, shortened for a message."""
        return tuple(f"not an answer: {line}" for line in self._rubbish)

    def take(self, line: bytes) -> bool:
        """Take one line in; True where it answers an utterance for the first time."""
        if not line.strip():
            return False
        answer = _parsed(line)
        name = answer.get("utterance_id")
        if not isinstance(name, str) or name not in self._wanted:
            self._rubbish_lines += 1
            if len(self._rubbish) < _RUBBISH_KEPT:
                self._rubbish.append(_shown(line))
            return False
        first = self._given.setdefault(name, answer)
        if first.get("text") != answer.get("text"):
            self._contradicted.add(name)
        return first is answer

    def answer(self, item: AudioItem, language: str, ended: str) -> Hypothesis:
        """Give what was answered for one utterance, or why nothing was.

        Args:
            item: The utterance.
            language: Of the campaign.
            ended: How the program ended, where that was not well.
        """
        answer = self._given.get(item.utterance_id)
        failure = self._missing(ended) if answer is None else self._wrong(item, answer)
        if answer is None or failure:
            return Hypothesis(item.utterance_id, "", language=language, failure=failure)
        return Hypothesis(
            item.utterance_id,
            str(answer["text"]).strip(),
            _words(answer.get("words"), len(item.samples) / SAMPLE_RATE_HZ),
            language=language,
            reported_model=str(answer.get("model") or ""),
            reported_version=str(answer.get("version") or ""),
        )

    def _missing(self, ended: str) -> str:
        reason = f"the command gave no answer: {ended or 'it ended without one'}"
        if self._rubbish_lines:
            reason += f"; {self._rubbish_lines} lines of its output were no answers"
        return reason

    def _wrong(self, item: AudioItem, answer: Mapping[str, object]) -> str:
        if item.utterance_id in self._contradicted:
            return "the command answered twice, with different texts"
        if answer.get("failure"):
            return f"the command says: {str(answer['failure'])[:500]}"
        if not isinstance(answer.get("text"), str):
            return f"the command's text is {_shown(repr(answer.get('text')))}; expected a string"
        return ""


def _parsed(line: bytes) -> dict[str, object]:
    """Read the object on a line; an empty one where there is none."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _shown(line: bytes | str) -> str:
    text = line if isinstance(line, str) else line.decode("utf-8", "replace")
    text = "".join(letter if letter.isprintable() else " " for letter in text.strip())
    return text if len(text) <= _RUBBISH_LETTERS else text[: _RUBBISH_LETTERS - 1] + "…"


def _words(answered: object, duration_s: float) -> tuple[HypothesisWord, ...]:
    """Read the words, all or none: some alone would be laid beside the wrong part of the text."""
    if not isinstance(answered, list):
        return ()
    words = [_word(one, duration_s) for one in answered]
    return tuple(word for word in words if word) if all(words) else ()


def _word(answered: object, duration_s: float) -> HypothesisWord | None:
    if not isinstance(answered, dict) or not isinstance(answered.get("word"), str):
        return None
    start_s, end_s = _number(answered.get("start")), _number(answered.get("end"))
    if start_s is None or end_s is None:
        return None
    start_s = min(max(start_s, 0.0), duration_s)
    probability = _number(answered.get("probability"))
    if probability is not None and not 0 <= probability <= 1:
        probability = None
    return HypothesisWord(
        answered["word"].strip(), start_s, min(max(end_s, start_s), duration_s), probability
    )


def _number(value: object) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if known and math.isfinite(value) else None  # type: ignore[arg-type]
