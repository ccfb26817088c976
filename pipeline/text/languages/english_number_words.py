"""The words that English numbers are made of: cardinals, ordinals, plurals, money, per cent."""

from typing import NamedTuple

from pipeline.text.letters import listed

_UNITS = listed("one two three four five six seven eight nine")
_TEENS = listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = listed(
    "thousand million billion trillion quadrillion quintillion sextillion septillion octillion "
    "nonillion decillion"
)
_CURRENCIES = {"pound": "\u00a3", "euro": "\u20ac", "dollar": "$", "cent": "\u00a2"}
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth",
              "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
REPEATS = {"double": 2, "triple": 3}
_OH = frozenset({"o", "oh"})


class NumberPart(NamedTuple):
    """A word that has a part in numbers.

    Attributes:
        kind: What it does in a number: `unit`, `teen`, `ten`, `hundred`, `scale`, `zero`, `oh`,
            `repeat`, `point`, `and`, `currency`, `percent`, `per`; "" where it does nothing.
        value: Its number.
        suffix: What its figures have behind them (`th`, `s`), or the sign of its currency.
    """

    kind: str
    value: int
    suffix: str = ""


def _ordinal(word: str) -> str:
    if word.endswith("y"):
        return word[:-1] + "ieth"
    return _IRREGULAR.get(word, word + "th")


def _plural(word: str) -> str:
    return word[:-1] + "ies" if word.endswith("y") else word + ("es" if word == "six" else "s")


def _ordinal_suffix(word: str) -> str:
    return {"one": "st", "two": "nd", "three": "rd"}.get(word, "th")


def _vocabulary() -> dict[str, NumberPart]:
    values = {word: ("unit", value) for value, word in enumerate(_UNITS, 1)}
    values |= {word: ("teen", value) for value, word in enumerate(_TEENS, 10)}
    values |= {word: ("ten", 10 * value) for value, word in enumerate(_TENS, 2)}
    values |= {"hundred": ("hundred", 100)}
    values |= {word: ("scale", 1000**power) for power, word in enumerate(_SCALES, 1)}
    words = {word: NumberPart(kind, value) for word, (kind, value) in values.items()}
    for word, (kind, value) in values.items():
        words[_ordinal(word)] = NumberPart(kind, value, _ordinal_suffix(word))
        words[_plural(word)] = NumberPart(kind, value, "s")
    words |= {"zero": NumberPart("zero", 0), "zeroth": NumberPart("zero", 0, "th")}
    words |= {repeat: NumberPart("repeat", times) for repeat, times in REPEATS.items()}
    words |= {word: NumberPart("oh", 0) for word in _OH}
    words |= {word: NumberPart(word, 0) for word in ("point", "and", "percent", "per")}
    words |= {"half": NumberPart("", 0)}
    words |= {word: NumberPart("currency", 0, sign) for word, sign in _CURRENCIES.items()}
    words |= {word + "s": NumberPart("currency", 0, sign) for word, sign in _CURRENCIES.items()}
    return words


NUMBER_WORDS = _vocabulary()
"""Every word that has a part in numbers, ordinals and plurals among them."""
NO_NUMBER_WORD = NumberPart("", 0)
_OPEN_KINDS = frozenset({"unit", "teen", "ten", "hundred", "scale", "zero", "repeat", "point"})
NUMBER_STARTS = frozenset(word for word, known in NUMBER_WORDS.items() if known.kind in _OPEN_KINDS)
"""The words at which a number may begin."""
