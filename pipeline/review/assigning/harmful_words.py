"""Words that do harm when they are misheard: a recording that may hold one is heard first.

The case to remember: an assistant heard "suicide" where something harmless was said, and acted on
it. Such a recording also gets two listeners at least. The lists, and why some words count always
and others only where the recogniser doubted them, are in `data/harmful_words.toml`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.tables import TimedWord
from pipeline.text.policies import tokens
from pipeline.text.recognised_words import is_doubtful

_POLICY = "basic-1"
CAMPAIGN = "campaign"

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words of one sort of harm.

    Attributes:
        name: self_harm, medical, negation, numbers, money; campaign for the settings' own.
        always: They count however sure the recogniser was; else only where it doubted the word.
        phrases: The words, normalised; a phrase is several.
    """

    name: str
    always: bool
    phrases: frozenset[Phrase]


def word_classes(
    language: str, own: Mapping[str, Sequence[str]], *, built_in: bool = True
) -> tuple[WordClass, ...]:
    """List the harmful words of a language, the gravest class first.

    Args:
        language: BCP-47; the words are those of its first part.
        own: Language -> words of the campaign (`review.harmful_words`), which always count.
        built_in: Whether the built-in lists are used (`review.built_in_harmful_words`).

    Example:
        >>> [one.name for one in word_classes("en-GB", {"en": ["epi pen"]})]
        ['campaign', 'self_harm', 'medical', 'negation', 'numbers', 'money']
    """
    primary = language.split("-")[0].lower()
    added = [word for tag, words in own.items() if _primary(tag) == primary for word in words]
    classes = [WordClass(CAMPAIGN, always=True, phrases=_phrases(added))] if added else []
    lists = _read_lists()
    if built_in and primary in lists.words:
        for name, counts in lists.counts.items():
            phrases = _phrases(lists.words[primary][name])
            classes.append(WordClass(name, counts == "always", phrases))
    return tuple(classes)


def find_harmful(
    text: str | None,
    words: Sequence[TimedWord],
    classes: Sequence[WordClass],
    doubtful_below: float,
) -> WordClass | None:
    """Find the gravest class of which a hypothesis holds a word; None where it holds none.

    Args:
        text: The hypothesis.
        words: Its words, each with `word` and `probability` (None where unknown).
        classes: From `word_classes`.
        doubtful_below: A word less probable than this was doubted.

    Example:
        >>> english = word_classes("en", {})
        >>> find_harmful("they said suicide", [], english, 0.6).name
        'self_harm'
        >>> sure = [{"word": " not", "probability": 0.9}]
        >>> find_harmful("not", sure, english, 0.6) is None
        True
        >>> find_harmful("not", [{"word": " not", "probability": 0.2}], english, 0.6).name
        'negation'
    """
    if not text:
        return None
    spoken = tokens(text, _POLICY)
    doubted = _doubted(words, doubtful_below)
    for one in classes:
        if _holds_any(spoken, one.phrases) if one.always else _holds_any(doubted, one.phrases):
            return one
    return None


def words_that_always_count(classes: Sequence[WordClass]) -> frozenset[str]:
    """List all single words of the classes that always count: no check puts one into a text."""
    return frozenset(
        word for one in classes if one.always for phrase in one.phrases for word in phrase
    )


def _holds_any(spoken: Sequence[str], phrases: frozenset[Phrase]) -> bool:
    lengths = {len(phrase) for phrase in phrases}
    return any(
        tuple(spoken[at : at + length]) in phrases
        for length in lengths
        for at in range(len(spoken) - length + 1)
    )


def _doubted(words: Sequence[TimedWord], below: float) -> list[str]:
    return [
        token
        for word in words
        if is_doubtful(word, below)
        for token in tokens(str(word["word"]), _POLICY)
    ]


def _phrases(words: Sequence[str]) -> frozenset[Phrase]:
    return frozenset(phrase for word in words if (phrase := tuple(tokens(word, _POLICY))))


def _primary(tag: str) -> str:
    return tag.split("-")[0].lower()


@dataclass(frozen=True, slots=True)
class _Lists:
    """The built-in lists.

    Attributes:
        counts: Class -> "always", or when else its words count; the gravest class first.
        words: Language -> class -> its words.
    """

    counts: Mapping[str, str]
    words: Mapping[str, Mapping[str, Sequence[str]]]


@cache
def _read_lists() -> _Lists:
    file = resources.files("pipeline.review.assigning").joinpath("data", "harmful_words.toml")
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return _Lists(counts=read.pop("classes"), words=read)
