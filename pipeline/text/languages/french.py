"""The policy `french-1`: which French words are one and the same, however they are written.

Accents are spelling and stay; so does what an elision joins (`l'été`, `aujourd'hui`). Numbers
follow Grevisse & Goosse, "Le bon usage", on the cardinal and ordinal numerals, with the forms of
Belgium and Switzerland (`septante`, `huitante`, `octante`, `nonante`).
"""

import re
from collections.abc import Sequence

from pipeline.text.language import Language
from pipeline.text.languages.continental import WritingRules
from pipeline.text.languages.continental_numbers import NumberSystem, NumberWord
from pipeline.text.letters import listed

_UNITS = listed("un deux trois quatre cinq six sept huit neuf")
_TEENS = listed("dix onze douze treize quatorze quinze seize")
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9,
           "milliards": 10**9}  # fmt: skip
_WORDS = {
    "zéro": NumberWord("unit", 0),
    "une": NumberWord("unit", 1),
    **{word: NumberWord("unit", value) for value, word in enumerate(_UNITS, 1)},
    **{word: NumberWord("teen", value) for value, word in enumerate(_TEENS, 10)},
    **{word: NumberWord("ten", value) for word, value in _TENS.items()},
    **{word: NumberWord("hundred", 100) for word in ("cent", "cents")},
    **{word: NumberWord("scale", value) for word, value in _SCALES.items()},
}
_WHOLE = {
    "mme": ("madame",), "mmes": ("mesdames",), "mlle": ("mademoiselle",), "dr": ("docteur",),
    "pr": ("professeur",), "mgr": ("monseigneur",), "1er": ("premier",), "h": ("heures",),
}  # fmt: skip
_ORDINAL = re.compile("e|eme|ème|ième|ieme")
_FIRST = {"er": "premier", "ers": "premiers", "re": "première", "ère": "première",
          "ere": "première"}  # fmt: skip


def _time(hour: str, minute: str) -> list[str]:
    """Read a time as it is said: 3h30 is `trois heures trente`."""
    spoken = ["une", "heure"] if hour == "1" else [hour, "heure" if hour == "0" else "heures"]
    return spoken if minute == "0" else [*spoken, minute]


def _after_figures(figures: str, letters: str) -> Sequence[str] | None:
    if figures == "1" and letters in _FIRST:
        return [_FIRST[letters]]
    if letters == "h":
        return _time(figures, "0")
    return [figures + "e"] if _ORDINAL.fullmatch(letters) and figures.isdecimal() else None


def _ordinal(piece: str) -> tuple[NumberWord, str] | None:
    """Find the cardinal that an ordinal is made of: `deuxième`, `vingtième`, `unième`."""
    stem = piece.removesuffix("ième")
    if stem == piece:
        return None
    stem = {"cinqu": "cinq", "neuv": "neuf"}.get(stem, stem)
    word = _WORDS.get(stem) or _WORDS.get(stem + "e")
    return (word, "e") if word else None


_NUMBERS = NumberSystem(
    words=_WORDS,
    articles=frozenset({"un", "une"}),
    one="un",
    joiner="et",
    comma="virgule",
    ordinal=_ordinal,
    currencies=frozenset({"euro", "euros", "livres", "dollars", "francs"}),
    tens_take_units=True,
    scores=True,
)
_RULES = WritingRules(
    numbers=_NUMBERS,
    signs={"%": ("pour", "cent"), "\u20ac": ("euros",), "\u00a3": ("livres",), "&": ("et",)},
    time=_time,
    hesitations=re.compile("e+u+h+|h+e+u+|h+u+m+|h+m+|m{2,}"),
    whole=_WHOLE,
    after_figures=_after_figures,
    percent=("pour", "cent"),
)
FRENCH = Language(_RULES.pieces, _RULES.rule)
