"""Texts as numbers for compiled code, and the words as they were written beside them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.text.policies import DASH_SIGNS, tokens, word_rewriter


@dataclass(frozen=True, slots=True)
class CodedTexts:
    """The texts of many utterances.

    Attributes:
        written: Each word that counts under the policy, as somebody wrote it.
        codes: int64, of each word its place among the different words of its utterance.
        text_bounds: int64, where in `codes` each text starts and, one further, ends.
        utterance_bounds: int64, which texts belong to an utterance.
        words: int64, of each utterance its different words, by their place in the vocabulary.
        word_bounds: int64, where in `words` each utterance starts and ends.
        letters: int32, the code points of the vocabulary.
        letter_bounds: int64, where each word of the vocabulary starts and ends.
    """

    written: list[str]
    codes: NDArray[np.int64]
    text_bounds: NDArray[np.int64]
    utterance_bounds: NDArray[np.int64]
    words: NDArray[np.int64]
    word_bounds: NDArray[np.int64]
    letters: NDArray[np.int32]
    letter_bounds: NDArray[np.int64]

    def by_text(self) -> list[list[int]]:
        """List the codes of each text."""
        codes, bounds = self.codes.tolist(), self.text_bounds.tolist()
        return [codes[first:end] for first, end in pairwise(bounds)]


def code_texts(utterances: Sequence[Sequence[str]], policy: str) -> CodedTexts:
    """Number the words of texts under a policy.

    Args:
        utterances: Of each utterance the texts.
        policy: The normalisation policy under which words are compared.

    Raises:
        SettingsError: No policy has this name.
    """
    word_rewriter(policy)  # an unknown name is an error for no texts too
    known: dict[str, list[tuple[str, str]]] = {}
    vocabulary: dict[str, int] = {}
    written: list[str] = []
    codes: list[int] = []
    words: list[int] = []
    text_bounds, utterance_bounds, word_bounds = [0], [0], [0]
    for texts in utterances:
        here: dict[str, int] = {}
        for text in texts:
            for word in text.split():
                pairs = known.get(word)
                if pairs is None:
                    pairs = known[word] = _words_in(word, policy)
                for form, token in pairs:
                    written.append(form)
                    codes.append(here.setdefault(token, len(here)))
            text_bounds.append(len(codes))
        words.extend(vocabulary.setdefault(token, len(vocabulary)) for token in here)
        word_bounds.append(len(words))
        utterance_bounds.append(len(text_bounds) - 1)
    return CodedTexts(
        written,
        np.array(codes, np.int64),
        np.array(text_bounds, np.int64),
        np.array(utterance_bounds, np.int64),
        np.array(words, np.int64),
        np.array(word_bounds, np.int64),
        np.array([ord(letter) for token in vocabulary for letter in token], np.int32),
        np.cumsum([0, *map(len, vocabulary)], dtype=np.int64),
    )


def _words_in(written: str, policy: str) -> list[tuple[str, str]]:
    """Tell what one written word counts as: pairs of a form to print and a word to compare.

    "Well-known" is two words, and prints as "Well" and "known". Where the parts of what was
    written cannot be told, the words print in their normal form.
    """
    found = tokens(written, policy)
    if len(found) == 1:
        return [(written, found[0])]
    parts = "".join(" " if _is_dash(letter) else letter for letter in written).split()
    parts = [part for part in parts if tokens(part, policy)]
    if [tokens(part, policy) for part in parts] == [[token] for token in found]:
        return list(zip(parts, found, strict=True))
    return [(token, token) for token in found]


def _is_dash(letter: str) -> bool:
    return unicodedata.category(letter) == "Pd" or letter in DASH_SIGNS
