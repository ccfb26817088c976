"""The policy `spanish-1`: which Spanish words are one and the same, however they are written.

Accents and the tilde of `ñ` are spelling and stay. Numbers follow Real Academia Española,
"Nueva gramática de la lengua española", chapter 21, in today's spellings and, for the tens, the
older ones in three words (`treinta y uno`, `treintaiuno`).
"""

import re
from collections.abc import Sequence

from pipeline.text.language import Language
from pipeline.text.languages.continental import WritingRules
from pipeline.text.languages.continental_numbers import NumberSystem, NumberWord
from pipeline.text.letters import listed

_UNITS = listed("uno dos tres cuatro cinco seis siete ocho nueve")
_TEENS = listed(
    "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte "
    "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_TENS = listed("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HUNDREDS = {
    "ciento": 100, "cien": 100, "doscient": 200, "trescient": 300, "cuatrocient": 400,
    "quinient": 500, "seiscient": 600, "setecient": 700, "ochocient": 800, "novecient": 900,
}  # fmt: skip
_SCALES = {"mil": 10**3, "millón": 10**6, "millones": 10**6, "billón": 10**12,
           "billones": 10**12}  # fmt: skip
_WORDS = {
    "cero": NumberWord("unit", 0),
    "un": NumberWord("unit", 1),
    "una": NumberWord("unit", 1),
    "veintiún": NumberWord("teen", 21),
    "veintiuna": NumberWord("teen", 21),
    **{word: NumberWord("unit", value) for value, word in enumerate(_UNITS, 1)},
    **{word: NumberWord("teen", value) for value, word in enumerate(_TEENS, 10)},
    **{
        word: NumberWord("ten", value) for value, word in zip(range(30, 91, 10), _TENS, strict=True)
    },
    **{
        stem + ending: NumberWord("hundreds", value)
        for stem, value in _HUNDREDS.items()
        for ending in (("os", "as") if stem.endswith("ient") else ("",))
    },
    **{word: NumberWord("scale", value) for word, value in _SCALES.items()},
}
_ORDINALS = listed("primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo")
_WHOLE = {
    "sr": ("señor",), "sra": ("señora",), "srta": ("señorita",), "dr": ("doctor",),
    "dra": ("doctora",), "ud": ("usted",), "uds": ("ustedes",), "septimo": ("séptimo",),
}  # fmt: skip


def _time(hour: str, minute: str) -> list[str]:
    """Read a time as it is said: 3:30 is `tres treinta`; a full hour is its hour."""
    spoken = [] if minute == "0" else [minute]
    return [hour, *spoken]


def _after_figures(figures: str, letters: str) -> Sequence[str] | None:
    """1.\u00ba and 1.\u00aa as words, up to the tenth, as ordinals are said."""
    gender = letters.removesuffix("s")
    if not figures.isdecimal() or not 1 <= int(figures[:3]) <= len(_ORDINALS):
        return None
    word = _ORDINALS[int(figures[:3]) - 1]
    if letters == "er" and word in {"primero", "tercero"}:
        return [word[:-1]]
    return [word[:-1] + letters] if gender in {"o", "a"} else None


_NUMBERS = NumberSystem(
    words=_WORDS,
    articles=frozenset({"un", "una", "uno"}),
    one="uno",
    joiner="y",
    comma="coma",
    currencies=frozenset({"euro", "euros", "pesos", "libras", "dólares"}),
)
_RULES = WritingRules(
    numbers=_NUMBERS,
    signs={"%": ("por", "ciento"), "\u20ac": ("euros",), "\u00a3": ("libras",), "&": ("y",)},
    time=_time,
    hesitations=re.compile("e+h+m*|e+m+|h+m+|m{2,}"),
    whole=_WHOLE,
    after_figures=_after_figures,
    percent=("por", "ciento"),
)
# The point in 1.\u00ba and the signs that NFKC makes the letters o and a.
_ORDINAL_POINT = re.compile("(?<=[0-9])\\.(?=[\u00ba\u00aa])")
SPANISH = Language(lambda word: _RULES.pieces(_ORDINAL_POINT.sub("", word)), _RULES.rule)
