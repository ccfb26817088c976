"""The policy `german-1`: which German words are one and the same, however they are written.

Umlauts are spelling and stay; `ae` is not `ä` (`Michael`, `Israel`). `ß` is `ss`, as in
Switzerland. Number words are compounds (`einundzwanzig`), which are read as such (Duden, "Die
Grammatik", on numerals).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.text.language import Language
from pipeline.text.languages.continental import WritingRules
from pipeline.text.languages.continental_numbers import NumberSystem, NumberWord
from pipeline.text.letters import listed

_SMALL = {
    "null": 0, "eins": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
    "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17,
    "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_SCALES = {"million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9,
           "billion": 10**12, "billionen": 10**12}  # fmt: skip
_ONES = frozenset({"ein", "eine", "einen", "einem", "einer", "eines"})
_HUNDRED, _THOUSAND = 100, 1000
_LONGEST = 70  # letters of the longest number below a million
_ORDINAL = re.compile("(.+?)s?te[nrsm]?")
_IRREGULAR_ORDINALS = {"drit": 3, "sieb": 7}
_WHOLE = {
    "dr": ("doktor",), "hr": ("herr",), "usw": ("und", "so", "weiter"), "nr": ("nummer",),
    "bzw": ("beziehungsweise",), "ca": ("circa",),
    **{
        f"{word}'s": (word, "es")
        for word in listed("geht gibt ist war wie wenn was ich er du wir macht hat wird kann ob")
    },
}  # fmt: skip


@lru_cache(maxsize=200_000)
def _value(word: str) -> int | None:
    """Read the value of a number below a million, written as one word."""
    if word in _SMALL:
        return _SMALL[word]
    if len(word) > _LONGEST:
        return None
    for name, factor in (("tausend", _THOUSAND), ("hundert", _HUNDRED)):
        if name in word:
            return _product(*word.partition(name)[::2], factor)
    unit, _, ten = word.partition("und")
    if ten in _TENS and unit in _SMALL and 0 < _SMALL[unit] < 10:  # noqa: PLR2004 - a unit
        return _SMALL[unit] + _TENS[ten]
    return _TENS.get(word)


def _product(before: str, after: str, factor: int) -> int | None:
    times = _value(before) if before else 1
    rest = _value(after.removeprefix("und") if after.startswith("und") else after) if after else 0
    if times is None or rest is None or rest >= factor or not times:
        return None
    return times * factor + rest


def _read(word: str) -> NumberWord | None:
    value = _value(word)
    if value is None:
        return None
    if word in {"hundert", "tausend"}:
        return NumberWord("hundred" if word == "hundert" else "scale", value)
    return NumberWord("hundreds", value)


def _ordinal(piece: str) -> tuple[NumberWord, str] | None:
    """Read `zwanzigste` as figures alone: the point of `20.` looks like the end of a sentence.

    `erste` stays a word, and so does `achte`, which is a verb as well.
    """
    stem = _ORDINAL.fullmatch(piece)
    if stem is None or piece.startswith("achte"):
        return None
    value = _IRREGULAR_ORDINALS.get(stem[1]) or _value(stem[1])
    return (NumberWord("hundreds", value), "") if value and value > 1 else None


def _time(hour: str, minute: str) -> list[str]:
    """Read a time as it is said: 15:30 is `fünfzehn Uhr dreißig`."""
    spoken = ["ein" if hour == "1" else hour, "uhr"]
    return spoken if minute == "0" else [*spoken, minute]


def _uhr(pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
    """Drop `Uhr` where it is written behind the minutes: in `15:30 Uhr` it is there already."""
    place += 1
    while pieces[place : place + 1] == ["uhr"]:
        place += 1
    if place < len(pieces) and _RULES.rule(pieces[place]) == _NUMBERS.cardinal:
        end, minutes = _NUMBERS.cardinal(pieces, place)
        behind = end
        while pieces[behind : behind + 1] == ["uhr"]:
            behind += 1
        plain = len(minutes) == 1 and "," not in minutes[0]
        if behind > end and plain and pieces[behind : behind + 1] != [_NUMBERS.comma]:
            return behind, ["uhr", *minutes]
    return place, ["uhr"]


_NUMBERS = NumberSystem(
    words={word: NumberWord("scale", value) for word, value in _SCALES.items()}
    | {word: NumberWord("hundreds", 1) for word in _ONES},
    articles=_ONES | {"eins"},
    one="eins",
    joiner="",
    comma="komma",
    read=_read,
    ordinal=_ordinal,
    currencies=frozenset({"euro", "pfund", "franken", "dollar"}),
)
_RULES = WritingRules(
    numbers=_NUMBERS,
    signs={"%": ("prozent",), "\u20ac": ("euro",), "\u00a3": ("pfund",), "&": ("und",)},
    time=_time,
    rules={"uhr": _uhr},
    hesitations=re.compile("ä+h+m*|ö+h+m*|e+h+m+|h+m+|m{2,}"),
    whole=_WHOLE,
)
GERMAN = Language(_RULES.pieces, _RULES.rule)
