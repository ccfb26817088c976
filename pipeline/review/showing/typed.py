"""The text that is stored of what a worker typed: all of it, on one line, nothing invisible."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters, direction overrides and halves of surrogate pairs: they come from a paste or
# a recogniser, no key types them, and a text that holds them reads otherwise than it is stored.
# Joiners and single direction marks stay: Persian, Arabic and Indic spelling needs them.
_UNTYPABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_OF_LATIN = """
    af az ca cs cy da de en es et eu fi fr ga gl hr hu id is it lt lv ms nb nl nn no pl pt ro sk sl
    sq sv sw tr vi
"""
_OTHERS = {
    "Cyrillic": "be bg kk ky mk mn ru tg uk", "Greek": "el", "Arabic": "ar fa ps ur",
    "Hebrew": "he yi", "Devanagari": "hi mr ne", "Bengali": "bn", "Tamil": "ta", "Telugu": "te",
    "Thai": "th", "Georgian": "ka", "Armenian": "hy", "Hangul": "ko", "Cjk": "zh",
}  # fmt: skip
_SCRIPTS = {
    tag: name for name, tags in {"Latin": _OF_LATIN, **_OTHERS}.items() for tag in tags.split()
}
_MOST_AT_HOME = 0.5
_SCRIPT_LETTERS = 4  # of a subtag such as Latn


def one_line(text: str) -> str:
    r"""Put a text on one line, as a correction stores it.

    Line breaks and tabs become a space, control characters and direction overrides are dropped,
    the ends are stripped and letters are composed (Unicode NFC, so that one text is one sequence
    of characters whatever keyboard typed it). Everything else stays as typed: case, punctuation,
    the number of inner spaces.

    Example:
        >>> one_line("  Well,\tI'm  gonna\x1b go.\n")
        "Well, I'm  gonna go."
    """
    without_breaks = _BREAKS.sub(" ", text)
    return unicodedata.normalize("NFC", _UNTYPABLE.sub("", without_breaks)).strip()


@dataclass(frozen=True, slots=True)
class OtherScript:
    """A text is in letters that its language is not written in: a keyboard left switched, perhaps.

    Attributes:
        written: The script of most of its letters, such as Cyrillic.
        expected: The script of the language.
        language: The language, BCP-47.
    """

    written: str
    expected: str
    language: str

    def __str__(self) -> str:
        return f"Written in {self.written}; {self.language} is written in {self.expected}."


def other_script(text: str, language: str) -> OtherScript | None:
    """Make a remark where most letters of a text are of another script than its language's.

    A remark only: a speaker may well have said something in another language. Nothing is said of
    languages that are written in several scripts or that are not known here.

    Args:
        text: What was typed.
        language: BCP-47.

    Example:
        >>> print(other_script("дом на холме", "en-GB"))
        Written in Cyrillic; en-GB is written in Latin.
        >>> other_script("the word дом", "en") is None, other_script("12 !", "en") is None
        (True, True)
    """
    parts = language.lower().split("-")
    expected = _SCRIPTS.get(parts[0])
    names_a_script = any(len(part) == _SCRIPT_LETTERS and part.isalpha() for part in parts[1:])
    if expected is None or names_a_script:
        return None
    found = Counter(_script(letter) for letter in text if letter.isalpha())
    if not found or found[expected] >= _MOST_AT_HOME * found.total():
        return None
    written = max((name for name in found if name != expected), key=lambda name: found[name])
    return OtherScript("Chinese characters" if written == "Cjk" else written, expected, language)


def _script(letter: str) -> str:
    """Take the first word of a letter's name in Unicode, which is its script."""
    return unicodedata.name(letter, "unknown").split()[0].capitalize()
