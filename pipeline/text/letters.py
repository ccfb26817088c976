"""What the language policies share: which characters stay, and which end a word.

Unlike `basic-1`, signs end a word (`and/or` is two), for that is how they are read aloud, and
white space and signs that numbers need are left for the rules of numbers to judge.
"""

import re
import unicodedata
from collections.abc import Callable

from pipeline.text.policies import APOSTROPHES, DASH_SIGNS

# Signs that stay for now where a word has a digit: 3.5, 1,000, 3:30, $5, 5%, -5.
NUMBER_SIGNS = frozenset(".,:%$\u20ac\u00a3\u00a2+-")
TAGS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|<[^<>\s]+>")
"""An event or a remark, not speech. Linear in time: no opening sign is read past another one."""
REDACTED = "[redacted]"

_UNIFIED = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(DASH_SIGNS, "-")})
_LIGATURES = str.maketrans(
    {"\u0153": "oe", "\u00e6": "ae", "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00f0": "d",
     "\u00fe": "th", "\u0131": "i"}
)  # fmt: skip


def listed(words: str) -> tuple[str, ...]:
    """Split a list of words that a module writes as one text, for lists of a hundred words."""
    return tuple(words.split())


def without_accents(text: str) -> str:
    """Write Latin, Greek and Cyrillic letters without the marks above and below them.

    Only the marks for these scripts (U+0300 to U+036F) go: the vowel signs of others are speech.

    Example:
        >>> without_accents("caf\u00e9 na\u00efve \u0939\u093f\u0928\u094d\u0926\u0940")
        'cafe naive \u0939\u093f\u0928\u094d\u0926\u0940'
    """
    apart = unicodedata.normalize("NFKD", text).translate(_LIGATURES)
    kept = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFKC", kept)


def with_accents(text: str) -> str:
    """Leave every mark on its letter, written in one way."""
    return unicodedata.normalize("NFKC", text)


def folded(text: str, letters: Callable[[str], str]) -> str:
    """Fold case and compatibility forms until nothing changes; unify apostrophes and dashes."""
    while True:
        again = letters(text.translate(_UNIFIED)).casefold()
        again = "".join(map(_character, again))
        if again == text:
            return text
        text = again


def _character(sign: str) -> str:
    """Keep letters, marks, digits and what numbers need; drop what is invisible; else split."""
    if sign.isalnum() or sign in NUMBER_SIGNS or sign in "'&[]":
        return sign
    category = unicodedata.category(sign)
    if category == "Pd":
        return "-"
    if category[0] in "LMN":
        return sign
    return "" if category[0] == "C" and not sign.isspace() else " "


def without_tags(word: str) -> str:
    """Put a marker (`[]`) for every tag, and take the brackets of others away."""
    word = word.replace("\x00", "")
    if not any(sign in word for sign in "[(<"):
        return word.replace("]", " ")
    if word.casefold().strip(".,;:!?'\"") == REDACTED:
        return REDACTED[1:-1]
    marked = TAGS.sub("\x00", word)
    return marked.replace("[", " ").replace("]", " ").replace("\x00", " [] ")
