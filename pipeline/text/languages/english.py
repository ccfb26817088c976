"""The policy `english-1`: which English words are one and the same, however they are written.

It follows the English normaliser of Whisper (Radford et al. 2022, arXiv 2212.04356, appendix C)
but where that one makes a word into another; the differences stand in docs/methods.md.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.text.language import ASIDE, Language, Rule
from pipeline.text.languages.english_contractions import (
    CLITICS,
    DIALECT,
    ENDINGS_TO_READ,
    FULL,
    needs_neighbour,
    read_ending,
    written_out,
)
from pipeline.text.languages.english_number_words import NUMBER_STARTS
from pipeline.text.languages.english_numbers import (
    is_number,
    is_number_word,
    read_number,
)
from pipeline.text.languages.english_spelling import american
from pipeline.text.letters import folded, without_accents, without_tags

# Sounds of thinking and of listening, however long.
_HESITATION = re.compile(r"u+h+m*|u+m+|e+r+m+|er|h+m+|m{2,}|mhm")
_LETTERS = r"[^\s0-9.,:%$\u20ac\u00a3\u00a2&+\-\[\]']"
_WORD = rf"'?{_LETTERS}+(?:'{_LETTERS}+)*"
_DAYTIME = re.compile(r"(?<![^\s0-9])([ap])\.m\b\.?")
_PART = re.compile(
    rf"""
    (?P<tag>\[\])
  | (?P<time>(?<![0-9:.,])[0-9]{{1,2}}:[0-5][0-9](?![0-9:]|[.,][0-9]))
  | (?P<figures>[$\u20ac\u00a3\u00a2]?(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+)(?:\.[0-9]+)*
        (?:%|'?s(?!{_LETTERS})|(?:st|nd|rd|th)(?!{_LETTERS}))?
      | (?<![0-9])[$\u20ac\u00a3\u00a2]?\.[0-9]+(?:%|(?:s|st|nd|rd|th)(?!{_LETTERS}))?)
  | (?P<word>{_WORD})
  | (?P<sign>(?:(?<=\s)|^)[+\-](?=[$\u20ac\u00a3]?\.?[0-9]))
  | (?P<and>(?:(?<=\s)|^)&(?=\s|$))
  | (?P<percent>%)
    """,
    re.VERBOSE,
)
_AM_PM = frozenset({"am", "pm"})
_SIGNS = {"+": "plus", "-": "minus"}
# A sound of thinking or a length: the word before it tells.
_MILLIMETRES = ASIDE + "mm"


def _pieces(word: str) -> Sequence[str]:
    if word.isascii() and word.isalpha():
        word = word.lower()
        if word[0] in "uehm" or word in FULL:
            return _of_letters(word)
        return (american(word),)
    if word.isascii() and word[:-1].isalpha() and word[-1] in ".,;:!?":
        return _of_letters(word[:-1].lower())
    return list(_taken_apart(folded(without_tags(word), without_accents)))


def _taken_apart(word: str) -> Iterator[str]:
    word = _DAYTIME.sub(r" \1m ", word)
    for part in _PART.finditer(word):
        kind, text = part.lastgroup, part[0]
        if kind == "tag":
            yield ASIDE
        elif kind == "time":
            yield from _time(text)
        elif kind == "figures":
            yield text.replace(",", "").replace("'", "")
        elif kind == "word":
            yield from _of_letters(text)
        else:
            yield {"and": "and", "percent": "percent"}.get(str(kind)) or _SIGNS[text]


def _time(text: str) -> list[str]:
    """Read a time as it is said: 3:30 is `three thirty`, 3:00 is `three o'clock`."""
    hour, _, minute = text.partition(":")
    hour = hour.lstrip("0") or "0"
    return [hour, "o'clock"] if minute == "00" else [hour + minute]


def _of_letters(word: str) -> list[str]:
    if word[0] in "uehm" and _HESITATION.fullmatch(word):
        return [_MILLIMETRES if word == "mm" else ASIDE]
    if word in FULL:
        return [american(piece) for piece in FULL[word]]
    if "'" not in word:
        return [american(word)]
    if word == "o'clock":
        return [word]
    return [ASIDE if _HESITATION.fullmatch(piece) else _spelt(piece) for piece in written_out(word)]


def _spelt(piece: str) -> str:
    stem, ending = piece[:-2], piece[-2:]
    return american(stem) + ending if ending in ENDINGS_TO_READ else american(piece)


def _rule(piece: str) -> Rule | None:
    if piece.isalpha():
        return _RULES.get(piece)
    if needs_neighbour(piece) and _is_subject(piece[:-2]):
        return read_ending
    return read_number if is_number(piece) else _RULES.get(piece)


def _is_subject(stem: str) -> bool:
    """Tell whether a stem without `'s` or `'d` may be a word by itself, and stays as it is then."""
    changes = is_number_word(stem) or is_number(stem) or _HESITATION.fullmatch(stem)
    return bool(stem) and "'" not in stem and not changes


def _per_cent(pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
    if pieces[place + 1 : place + 2] == ["cent"]:
        return place + 2, ["percent"]
    return place + 1, ["per"]


def _o_clock(pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
    """Read `3:00 pm` as it is said: `three pm`."""
    while pieces[place : place + 1] == ["o'clock"]:
        place += 1
    following = pieces[place].partition("'")[0] if place < len(pieces) else ""
    return place, [] if following in _AM_PM else ["o'clock"]


def _kept(before: str, aside: str) -> str:
    """Keep `mm` as a length behind a number; elsewhere it is somebody thinking."""
    return "mm" if aside == _MILLIMETRES and is_number(before) else ""


def dialect_form(word: str) -> str:
    """Tell which form of speech a written word is, where the policy rewrites it; else "".

    Example:
        >>> dialect_form("Gonna,"), dialect_form("going")
        ('gonna', '')
    """
    bare = folded(word, without_accents).strip(" .,:-+&[]")
    return bare if bare in DIALECT else ""


_RULES: dict[str, Rule] = {
    **dict.fromkeys(NUMBER_STARTS, read_number),
    "per": _per_cent,
    "o'clock": _o_clock,
}
ENGLISH = Language(_pieces, _rule, CLITICS, dialect_form, _kept)
