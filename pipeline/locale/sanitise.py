"""Sanitise words that other people wrote or a recogniser made up, before they are shown.

A hypothesis may hold anything: terminal escapes that recolour or retype a screen, bidirectional
overrides that make a line read as another one ("Trojan Source", Boucher & Anderson 2021,
arXiv 2111.00169), half a surrogate pair that cannot be written as UTF-8. What is invisible and
dangerous is shown as a visible sign, never dropped, so that a reader sees that it was there.
Joiners and direction marks that Arabic and Indic spelling needs are kept.
"""

import re
import unicodedata
from urllib.parse import quote

_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_DIRECTION = r"\u202a-\u202e\u2066-\u2069"
_INVISIBLE = r"\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_SURROGATES = r"\ud800-\udfff"
_UNSAFE = re.compile(f"[{_CONTROLS}{_DIRECTION}{_INVISIBLE}{_SURROGATES}]")
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")

_FIRST_PICTURE = 0x2400
_LAST_C0 = 0x1F
LONGEST_WORD = 60
"""Characters of one word that are shown; recognisers can stutter for pages."""


def sanitise(text: str) -> str:
    r"""Text on one line with control, override and invisible characters made visible.

    Example:
        >>> sanitise("red \x1b[31m\u202eabc")
        'red ␛[31m⟨U+202E⟩abc'
    """
    return _UNSAFE.sub(_sign, _BREAKS.sub(" ", text))


def isolated(text: str) -> str:
    """A sanitised text that, if read from right to left, leaves the words around it in place.

    Example:
        >>> [f"U+{ord(sign):04X}" for sign in (isolated("عربي")[0], isolated("عربي")[-1])]
        ['U+2068', 'U+2069']
        >>> isolated("Welsh")
        'Welsh'
    """
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return f"\u2068{text}\u2069"
    return text


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= _LAST_C0:
        return chr(_FIRST_PICTURE + code)
    return f"⟨U+{code:04X}⟩"


def short_word(text: str) -> str:
    """A sanitised word, cut after `LONGEST_WORD` characters with an ellipsis.

    Example:
        >>> len(short_word("ha" * 500))
        60
    """
    shown = sanitise(text)
    return shown if len(shown) <= LONGEST_WORD else shown[: LONGEST_WORD - 1] + "…"


def sanitise_json(document: str) -> str:
    r"""A JSON document whose unsafe characters are written as JSON escapes: same data, safe bytes.

    Example:
        >>> print(sanitise_json('{"text": "a\u202eb"}'))
        {"text": "a\u202eb"}
    """
    return _UNSAFE.sub(_json_escape, document)


def _json_escape(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\n":  # raw line breaks stand between the values, never inside a string
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = (units[at : at + 2] for at in range(0, len(units), 2))
    return "".join(f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in pairs)


def relative_link(path: str | None) -> str | None:
    """A percent-encoded link to a file near the report, or null where the path leads elsewhere.

    Example:
        >>> relative_link("audio/a b.wav")
        'audio/a%20b.wav'
        >>> relative_link("javascript:alert(1)") is None
        True
    """
    if not path or path.startswith(("/", "\\")) or _SCHEME.match(path):
        return None
    return quote(path, safe="/", errors="replace")
