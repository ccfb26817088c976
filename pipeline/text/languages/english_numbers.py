"""English numbers as digits: what is said in words and what is written in figures becomes one.

A run of number words is read from left to right into a string of digits. A word is added where
the digits leave room for it (`twenty` + `one`, `hundred` + `five`), and otherwise written behind
them, as years, telephone numbers and times are said: `nineteen` `eighty four`, `one oh one`.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from pipeline.text.languages.english_number_words import (
    NO_NUMBER_WORD,
    NUMBER_STARTS,
    NUMBER_WORDS,
    REPEATS,
    NumberPart,
)

# Python refuses to read a number of thousands of digits, and no run means that.
_MOST_DIGITS = 40
_FIGURE = re.compile(r"[$\u00a3\u20ac\u00a2]?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
_FIGURES = re.compile(r"[$\u00a3\u20ac\u00a2]?\.?\d[\d.]*(?:%|s|st|nd|rd|th)?", re.ASCII)
_CENTS = re.compile("\u00a2|[$\u00a3\u20ac]0?\\.")
_HALF = ("and", "a", "half")


_DIGIT_KINDS = frozenset({"unit", "teen", "ten", "zero"})
_ROOM = frozenset({"hundred", "scale"})
_REPEATED = frozenset({"unit", "zero", "oh"})
_SPELT = frozenset({"unit", "teen", "ten"})


def _alone() -> dict[str, list[str]]:
    """List what number words become where nothing of a number follows: the usual case."""
    plain = {word: f"{value}{suffix}" for word, (_, value, suffix) in NUMBER_WORDS.items() if value}
    plain |= {"one": "one", "ones": "ones"}
    return {word: [form] for word, form in plain.items() if word in NUMBER_STARTS - {*REPEATS}}


_ALONE = _alone()
_FIGURE_SIGNS = frozenset(".0123456789$\u00a3\u20ac\u00a2")


def is_number(piece: str) -> bool:
    """Tell whether a piece starts a number, in words or figures.

    Example:
        >>> [is_number(piece) for piece in ("twenty", "$5", "21st", "and", "cent")]
        [True, True, True, False, False]
    """
    return piece in NUMBER_STARTS or bool(_FIGURES.fullmatch(piece))


def is_number_word(piece: str) -> bool:
    """Tell whether a piece has a part in numbers, `percent` and `and` among them."""
    return piece in NUMBER_WORDS


def read_number(pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
    """Read the run of number words and figures that starts at a piece.

    Args:
        pieces: Of a text, in lower case.
        place: Where one stands of which `is_number` is true.

    Returns:
        Where the run ends, and what it becomes.

    Example:
        >>> read_number("two hundred and five dollars each".split(), 0)
        (5, ['$205'])
        >>> read_number("nineteen eighty four".split(), 0)
        (3, ['1984'])
    """
    following = pieces[place + 1] if place + 1 < len(pieces) else ""
    if (
        following not in NUMBER_WORDS
        and following[:1] not in _FIGURE_SIGNS
        and pieces[place] in _ALONE
    ):
        return place + 1, _ALONE[pieces[place]]
    if place and pieces[place - 1] == "point" and "." in pieces[place].replace("point", "."):
        return place + 1, [pieces[place]]  # `point 3.5`, `point point`: no number
    run = _NumberInTheMaking(pieces)
    while place < len(pieces) and (taken := run.take(place)):
        place += taken
    run.close()
    return (place, run.forms) if run.forms else (place + 1, [pieces[place]])


def _word(piece: str) -> NumberPart:
    return NUMBER_WORDS.get(piece, NO_NUMBER_WORD)


class _NumberInTheMaking:
    """A number in the making: its sign of money, its digits, and the kind of its last word."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = pieces
        self.forms: list[str] = []
        self.sign, self.digits, self.last = "", "", ""

    def take(self, place: int) -> int:
        """Take the piece at a place, and tell how many were taken; 0 ends the run."""
        piece = self.pieces[place]
        kind = _word(piece).kind
        if not kind:
            return self._figures(piece)
        if len(self.digits) > _MOST_DIGITS:
            self.close()
        return int(getattr(self, f"_{kind}")(place))

    def close(self) -> None:
        """Write the number out, and make ready for the next one."""
        if self.digits:
            self._write("one" if self._whole() == "1" else self._whole())
        self.sign, self.digits, self.last = "", "", ""

    def _whole(self) -> str:
        digits = self.digits
        if self.sign:
            digits = digits.removesuffix(".00")
            cents = re.fullmatch(r"0?\.(\d\d)", digits)
            if cents and self.sign != "\u00a2":
                return f"\u00a2{int(cents[1])}"
        return self.sign + digits

    def _write(self, form: str) -> None:
        """Join cents to the money before them."""
        money = self.forms[:-1] if self.forms[-1:] == ["and"] else self.forms
        cents = re.fullmatch(r"\u00a2(\d{1,2})", form)
        if cents and money and re.fullmatch(r"[$\u00a3\u20ac]\d+", money[-1]):
            added = f".{int(cents[1]):02d}" if int(cents[1]) else ""
            joined = money[-1] + added if money[-1][1:].strip("0") else form
            self.forms = [*money[:-1], joined]
        else:
            self.forms.append(form)

    def _next(self, place: int) -> NumberPart:
        piece = self.pieces[place] if place < len(self.pieces) else ""
        return NUMBER_WORDS["one"] if piece == "1" else _word(piece)

    def _figures(self, piece: str) -> int:
        if not _FIGURES.fullmatch(piece):
            return 0
        if self.last == "point":
            self.digits += piece
            self.last = "decimal"
            return 1
        if piece == "1":  # written for the word
            return self._one()
        self.close()
        if not _FIGURE.fullmatch(piece) or len(piece) > _MOST_DIGITS:
            self._write(piece)
        else:
            self.sign = piece[0] if piece[0] not in ".0123456789" else ""
            self.digits, self.last = piece[len(self.sign) :], "figure"
        return 1

    def _one(self) -> int:
        return self._unit_word(NUMBER_WORDS["one"])

    def _unit(self, place: int) -> int:
        return self._unit_word(_word(self.pieces[place]))

    def _unit_word(self, word: NumberPart) -> int:
        alone = word.suffix and self.last not in {"ten", *_ROOM}
        if self.last == "figure" or alone:  # `one third` is not the 13th
            self.close()
        if self.last == "ten" and self.digits.endswith("0"):
            self.digits = self.digits[:-1] + str(word.value)
        else:
            self._add(word.value)
        return self._ended(word)

    def _teen(self, place: int) -> int:
        word = _word(self.pieces[place])
        said_as_year = word.suffix == "s" and self.last in _SPELT
        if self.last == "figure" or (word.suffix and not said_as_year and self.last not in _ROOM):
            self.close()
        self._add(word.value)
        return self._ended(word)

    _ten = _teen

    def _add(self, value: int) -> None:
        if self.last in _ROOM:
            self.digits = str(int(self.digits) + value)
        else:
            self.digits += str(value)

    def _ended(self, word: NumberPart) -> int:
        self.last = "decimal" if word.kind in _ROOM and "." in self.digits else word.kind
        if word.suffix:
            form = self.sign + self.digits + word.suffix
            self.digits = ""
            self._write("ones" if form == "1s" else form)
            self.close()
        return 1

    def _hundred(self, place: int) -> int:
        word = _word(self.pieces[place])
        self._multiply(word.value, 10)
        return self._ended(word)

    def _scale(self, place: int) -> int:
        word = _word(self.pieces[place])
        self._multiply(word.value, 1000)
        return self._ended(word)

    def _multiply(self, factor: int, steps: int) -> None:
        """Multiply what was said last: of `one million two hundred` `thousand` the 200."""
        if self.last == "point":
            self.digits += str(factor)
            return
        number = Fraction(self.digits) if self.digits.strip(".") else Fraction(0)
        if not number:
            self.close()
            number = Fraction(1)
        rest = number % factor if number.denominator == 1 and number % factor else number
        before = number - rest
        if before // factor % steps:  # `one hundred` `two hundred` are two numbers
            self.digits = str(before)
            self.close()
            before = Fraction(0)
        if (rest * factor).denominator != 1:
            self.close()
            rest = Fraction(1)
        self.digits = str(before + rest * factor)

    def _zero(self, place: int) -> int:
        if self.last == "figure":
            self.close()
        self.digits += "0"
        return self._ended(_word(self.pieces[place]))

    def _oh(self, place: int) -> int:
        """Take `oh` as a zero between digits only: elsewhere it is an exclamation."""
        if self.last not in {*_DIGIT_KINDS, "point"}:
            return 0
        if self.last != "point" and self._next(place + 1).kind not in {
            *_DIGIT_KINDS,
            "oh",
            "repeat",
        }:
            return 0
        self.digits += "0"
        self.last = "zero"
        return 1

    def _repeat(self, place: int) -> int:
        following = self._next(place + 1)
        if following.suffix or following.kind not in _REPEATED:
            return 0
        if self.last == "figure":
            self.close()
        self.digits += str(following.value) * _word(self.pieces[place]).value
        self.last = "unit"
        return 2

    def _point(self, place: int) -> int:
        after = self.pieces[place + 1] if place + 1 < len(self.pieces) else ""
        following = _word(after)
        if following.kind == "repeat":
            following = self._next(place + 2)
            following = NO_NUMBER_WORD if following.kind not in _REPEATED else following
        spelt = following.kind in {*_DIGIT_KINDS, *_ROOM, "oh"} and not following.suffix
        if not (spelt or after.isdecimal()) or "." in self.digits:
            return 0
        self.digits += "."
        self.last = "point"
        return 1

    def _and(self, place: int) -> int:
        """Pass over `and` inside a number; after money keep it until cents follow."""
        if tuple(self.pieces[place : place + 3]) == _HALF and self.digits.isdecimal():
            self.digits += ".5"
            self.last = "decimal"
            return 3
        if self.last in _ROOM and self._next(place + 1).kind in _SPELT and not self.sign:
            return 1
        if (self.last == "money" or self.sign) and self._cents_follow(place + 1):
            self.close()
            self.forms.append("and")
            return 1
        return 0

    def _cents_follow(self, place: int) -> bool:
        for piece in self.pieces[place : place + 3]:
            if _CENTS.match(piece) or _word(piece).suffix == "\u00a2":
                return True
        return False

    def _currency(self, place: int) -> int:
        if not self.digits or self.sign:
            return 0
        self.sign = _word(self.pieces[place]).suffix
        self.close()
        self.last = "money"
        return 1

    def _per(self, place: int) -> int:
        return 2 * self._percent(place) if self.pieces[place + 1 : place + 2] == ["cent"] else 0

    def _percent(self, _place: int) -> int:
        if not self.digits or self.sign:
            return 0
        self.digits += "%"
        self._write(self.digits)
        self.digits = ""
        self.close()
        return 1
