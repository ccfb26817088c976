"""From what somebody typed to words that can be looked up: one normal form, used on both sides.

Case, accents on letters, hyphens and the many apostrophes do not matter; commas, slashes,
brackets and their like all become one separator, because people use them alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

SEPARATOR: Final = ","
DOUBT: Final = "?"

_JOINERS = frozenset("-_\u2010\u2011\u2012\u2013\u2014\u2015\u00ad.")
_DROPPED = frozenset('"\u201c\u201d\u201e\u00ab\u00bb`\u00b4%*#')
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\uff07", "'"))
_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})\.(?=\s|$)")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)'", re.IGNORECASE)
_FULL_STOPS_AND_MARKS = frozenset(("Cc", "Cf", "Cs", "Cn", "Co"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a separator.

    Attributes:
        key: Its normal form; `SEPARATOR` or `DOUBT` for punctuation.
        raw: As typed, without accents on letters; codes such as `BEL` are told by their capitals.
    """

    key: str
    raw: str


def split_tokens(text: str) -> tuple[Token, ...]:
    """Split a text into words and separators; never fails.

    Example:
        >>> [token.key for token in split_tokens("L'accent d'Algérie (U.S.-born)")]
        ["l'", 'accent', "d'", 'algerie', ',', 'us', 'born']
    """
    found: list[Token] = []
    for piece in _spaced(text).split():
        if piece in (SEPARATOR, DOUBT):
            _add_mark(found, piece)
        else:
            found += _words(piece)
    while found and found[-1].key == SEPARATOR:
        found.pop()
    return tuple(found)


def normalise(text: str) -> str:
    """Write the normal form of a text: its tokens joined by spaces. Twice is as good as once.

    Example:
        >>> normalise("  Écossais / Français-de-FRANCE ")
        'ecossais , francais de france'
    """
    return " ".join(token.key for token in split_tokens(text))


def _spaced(text: str) -> str:
    """Take accents off, set punctuation apart, make joiners spaces; words keep their capitals."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).translate(_APOSTROPHES)
    plain = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    plain = unicodedata.normalize("NFC", plain)
    plain = _ABBREVIATION.sub(lambda found: found.group().replace(".", ""), plain)
    plain = _SENTENCE_END.sub(SEPARATOR, plain)
    return "".join(map(_spaced_char, plain))


def _spaced_char(char: str) -> str:
    if char.isalnum() or char == "'":
        return char
    if char in _JOINERS or char in _DROPPED or char.isspace():
        return " "
    category = unicodedata.category(char)
    if char in "?\u00bf\u061f":
        return f" {DOUBT} "
    if category[0] == "P" or char in "+|=<>~^$":
        return f" {SEPARATOR} "
    if category in _FULL_STOPS_AND_MARKS:
        return " "
    return char


def _add_mark(found: list[Token], mark: str) -> None:
    """Add a separator, unless it would start the text or follow another one."""
    if mark == DOUBT:
        found.append(Token(DOUBT, DOUBT))
    elif found and found[-1].key != SEPARATOR:
        found.append(Token(SEPARATOR, SEPARATOR))


def _words(piece: str) -> list[Token]:
    """Split a run of letters into words: French elision is cut off, other apostrophes vanish."""
    words = []
    rest = piece.lstrip("'")
    while elided := _ELISION.match(rest):
        words.append(Token(_fold(elided.group()), elided.group()))
        rest = rest[elided.end() :].lstrip("'")
    rest = rest.replace("'", "")
    if rest:
        words.append(Token(_fold(rest), rest))
    return [word for word in words if word.key]


def _fold(word: str) -> str:
    """Fold case until nothing changes; folding can bring accents back."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(char for char in folded if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", kept.casefold())
