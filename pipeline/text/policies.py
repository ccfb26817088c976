"""Normalisation policies: which differences between two texts count as an error.

A policy is a name and a version (`basic-1`), stored beside every count, because the same texts
give another word error rate under another policy. A policy never changes once it is published:
a better one gets the next version. Every policy is idempotent. `verbatim-1` and `basic-1` work
word by word: the normal form of a text is the normal forms of its words (`str.split()`), joined
by single spaces. Language policies (`english-1`, ...) see the words around a word too, for
`twenty one` is one number.
"""

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.text.language import Language

# What people type, and programs correct, for an apostrophe. The spacing accents stand here
# because NFKC would turn them into a space and a combining mark, and split a word in two.
APOSTROPHES = (
    "\u0060\u00b4\u0384"  # grave, acute and tonos, typed alone
    "\u02b9\u02bb\u02bc\u02bd"  # the modifier letters, with the Hawaiian okina
    "\u2018\u2019\u201b\u2032"  # quotation marks and prime
    "\u1fbd\u1fbf\u1ffd\u1ffe"  # Greek breathings and oxia, typed alone
    "\uff07"  # fullwidth
)
# Category Pd holds hyphens and dashes but not these: the hyphen bullet and the minus sign.
DASH_SIGNS = "\u2043\u2212"

_UNIFIED = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def normalise(text: str, policy: str) -> str:
    """Write a text in the normal form of a policy.

    Args:
        text: Any text, also empty.
        policy: The name of a policy, see `known_policies`.

    Returns:
        The words in normal form, joined by single spaces.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> normalise("It's WELL-known,  isn't it?", "basic-1")
        "it's well known isn't it"
        >>> normalise("It's WELL-known,  isn't it?", "verbatim-1")
        "It's WELL-known, isn't it?"
    """
    return " ".join(tokens(text, policy))


def tokens(text: str, policy: str) -> list[str]:
    """Split a text into the words that are compared under a policy.

    Args:
        text: Any text, also empty.
        policy: The name of a policy, see `known_policies`.

    Returns:
        The words in normal form, in order; none for a text without words.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> tokens("Vingt-deux « élèves »", "basic-1")
        ['vingt', 'deux', 'élèves']
    """
    return word_rewriter(policy)(text).split()


def known_policies() -> tuple[str, ...]:
    """Name the policies there are.

    Example:
        >>> known_policies()
        ('basic-1', 'english-1', 'french-1', 'german-1', 'spanish-1', 'verbatim-1')
    """
    return tuple(sorted([*_REWRITERS, *_LANGUAGES]))


@cache
def language_policy(policy: str) -> "Language | None":
    """Look up the language rules of a policy; None for one that works word by word.

    Raises:
        SettingsError: No policy has this name.
    """
    name = _LANGUAGES.get(policy)
    if name is None:
        word_rewriter(policy)
        return None
    # Its tables take a while to make, and most commands need none of them.
    language: Language = getattr(import_module(f"pipeline.text.languages.{name}"), name.upper())
    return language


def word_rewriter(policy: str) -> Callable[[str], str]:
    """Look up what a policy does to a text before white space splits it.

    Args:
        policy: The name of a policy.

    Returns:
        A function of a text, to be followed by `str.split()`.

    Raises:
        SettingsError: No policy has this name.
    """
    if policy in _LANGUAGES and (language := language_policy(policy)):
        return language.rewrite
    rewriter = _REWRITERS.get(policy)
    if rewriter is None:
        raise SettingsError(
            f"no normalisation policy {policy!r}",
            expected="one of " + ", ".join(known_policies()),
            where="policy",
            remedy="Name a policy with its version.",
        )
    return rewriter


def _verbatim(text: str) -> str:
    return text


def _basic(text: str) -> str:
    """Repeat one pass of `basic-1` until nothing changes.

    One pass is not enough: case folding can undo NFKC, and a deleted sign can leave a letter
    beside a combining mark that NFKC then joins. Nearly every text is stable after the first.
    """
    while (rewritten := _basic_once(text)) != text:
        text = rewritten
    return text


def _basic_once(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_UNIFIED)).casefold()
    return "".join(map(_basic_character, folded))


def _basic_character(character: str) -> str:
    """Keep, delete or turn into a space one character, by its Unicode category."""
    if character == "'" or character.isalnum():
        return character
    category = unicodedata.category(character)
    if character.isspace() or category == "Pd" or character in DASH_SIGNS:
        return " "
    return character if category[0] in "LMN" else ""


_REWRITERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"verbatim-1": _verbatim, "basic-1": _basic}
)
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"english-1": "english", "french-1": "french", "german-1": "german", "spanish-1": "spanish"}
)
