"""Numbers as French, Spanish and German say them: words and figures become the same figures.

What is complete (millions, thousands) is kept apart from what is being said below it, so that each
word is either added, multiplied with what stands before it, or the beginning of another number.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_FIGURE = re.compile(r"\d+(?:,\d+)?", re.ASCII)
# Python refuses to read a number of thousands of digits, and no amount has that many.
_MOST_DIGITS = 40
_GROUP, _CENTS = 3, 2
_MOST_GROUPS = 6


class NumberWord(NamedTuple):
    """A word of a number: its kind (unit, teen, ten, hundreds, hundred, scale) and its value."""

    kind: str
    value: int


@dataclass(frozen=True)
class NumberSystem:
    """How a language says numbers.

    Attributes:
        words: Its number words.
        articles: Words for one that, alone, are no number.
        one: The word that a lone figure 1 is written for.
        joiner: The word between tens and units (`y`), or before one (`et`).
        comma: The word in a decimal.
        currencies: Words that stand between the whole and the hundredths of an amount.
        read: Reads a word that is no entry of `words` but may be a number (German compounds).
        ordinal: Reads an ordinal word: the cardinal in it, and what figures have behind them.
        tens_take_units: Units follow tens directly (`vingt deux`).
        scores: Tens go on after 60 and 80 (`soixante dix sept`, `quatre vingt`).
    """

    words: Mapping[str, NumberWord]
    articles: frozenset[str]
    one: str
    joiner: str
    comma: str
    currencies: frozenset[str] = frozenset()
    read: Callable[[str], NumberWord | None] = lambda _word: None
    ordinal: Callable[[str], tuple[NumberWord, str] | None] = lambda _word: None
    tens_take_units: bool = False
    scores: bool = False

    def number_word(self, piece: str) -> NumberWord | None:
        """Look up the number that a piece is a word of; None where it is no such word."""
        return self.words.get(piece) or self.read(piece)

    def begins(self, piece: str) -> bool:
        """Tell whether a number, in words or figures, may begin with a piece."""
        return bool(self.number_word(piece) or self.ordinal(piece) or _FIGURE.fullmatch(piece))

    def cardinal(self, pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
        """Read the number, in words or figures, that starts at a piece.

        Args:
            pieces: Of a text, in lower case.
            place: Where one stands at which `begins` is true.

        Returns:
            Where the number ends, and what it becomes.
        """
        return _Cardinal(self, pieces, place).result()


def plain_figures(figures: str) -> str:
    """Figures without the zeros they begin with; a zero stays one."""
    return figures.lstrip("0") or "0"


class _Cardinal:
    """One number being read: what is complete (thousands, millions), and what stands below that."""

    def __init__(self, numbers: NumberSystem, pieces: Sequence[str], place: int) -> None:
        self.numbers, self.pieces, self.first = numbers, pieces, place
        self.done, self.current, self.last, self.place = 0, 0, "", place

    def result(self) -> tuple[int, Sequence[str]]:
        figures = self.pieces[self.place]
        if _FIGURE.fullmatch(figures):
            return self._of_figures(figures)
        while self.place < len(self.pieces) and self._takes(self.pieces[self.place]):
            self.place += 1
        spelt = self.pieces[self.first : self.place]
        suffix = self._ordinal_suffix()
        if suffix:
            return self.place, [str(self.done + self.current) + suffix]
        if suffix is None and not spelt:
            return self.first + 1, [self.pieces[self.first]]
        if suffix is None and len(spelt) == 1 and spelt[0] in self.numbers.articles:
            return self.place, spelt
        return self._finished(str(self.done + self.current))

    def _ordinal_suffix(self) -> str | None:
        """Take the ordinal that ends the number, if there is one."""
        piece = self.pieces[self.place] if self.place < len(self.pieces) else ""
        word, suffix = self.numbers.ordinal(piece) or (None, "")
        if word is None or not self._fits(word):
            return None
        self.place += 1
        return suffix

    def _fits(self, word: NumberWord) -> bool:
        taken = bool(getattr(self, f"_{word.kind}")(word.value))
        self.last = word.kind if taken else self.last
        return taken

    def _takes(self, piece: str) -> bool:
        if piece == self.numbers.joiner:
            return self._joins()
        word = self.numbers.number_word(piece)
        return word is not None and self._fits(word)

    def _joins(self) -> bool:
        following = self.pieces[self.place + 1 : self.place + 2]
        word = self._cardinal_in(following[0]) if following else None
        if self.last != "ten" or word is None:
            return False
        if self.numbers.tens_take_units:
            fits = word.value == 1 or (word.value == 11 and self.current % 100 == 60)  # noqa: PLR2004 - et un, soixante et onze
        else:
            fits = word.kind == "unit"
        self.last = "joined" if fits else self.last
        return fits

    def _cardinal_in(self, piece: str) -> NumberWord | None:
        return self.numbers.number_word(piece) or (self.numbers.ordinal(piece) or (None,))[0]

    def _unit(self, value: int) -> bool:
        after_ten = self.last == "ten" and (self.numbers.tens_take_units and value > 1)
        eighty_one = self.last == "ten" and self.numbers.scores and self.current % 100 == 80  # noqa: PLR2004
        seventeen = self.last == "teen" and self.numbers.scores and self._dix() and value > 6  # noqa: PLR2004
        fits = after_ten or eighty_one or seventeen or self._open("joined")
        self.current += value if fits else 0
        return fits

    def _dix(self) -> bool:
        return self.pieces[self.place - 1] == "dix"

    def _teen(self, value: int) -> bool:
        score = self.numbers.scores and self.last == "ten" and self.current % 100 in {60, 80}
        fits = score or self._open("joined")
        self.current += value if fits else 0
        return fits

    def _ten(self, value: int) -> bool:
        eighty = self.numbers.scores and value == 20 and self.last == "unit"  # noqa: PLR2004
        if eighty and self.current % 10 == 4 and self.current % 100 == 4:  # noqa: PLR2004
            self.current += 76
            return True
        fits = self._open()
        self.current += value if fits else 0
        return fits

    def _hundreds(self, value: int) -> bool:
        fits = self.last in {"", "scale"} or (self.last == "hundred" and value < 100)  # noqa: PLR2004
        self.current += value if fits else 0
        return fits

    def _hundred(self, value: int) -> bool:
        fits = self.last in {"", "scale", "unit"} or (self.last == "teen" and not self.done)
        fits = fits or (self.last == "hundreds" and self.current < 10)  # noqa: PLR2004 - zwei hundert
        if fits:
            self.current = (self.current or 1) * value
        return fits

    def _scale(self, value: int) -> bool:
        if self.done > 10**_MOST_DIGITS:
            return False
        if self.last == "scale" and not self.current:
            self.done *= value  # mil millones
            return True
        if self.done and self.done % (value * 1000):
            return False
        self.done += (self.current or 1) * value
        self.current = 0
        return True

    def _open(self, *also: str) -> bool:
        return self.last in {"", "hundred", "hundreds", "scale", *also}

    def _of_figures(self, figures: str) -> tuple[int, Sequence[str]]:
        """Join figures to groups of thousands, a scale, or decimals that follow them."""
        self.place += 1
        behind_comma = self.pieces[max(self.first - 1, 0)] == self.numbers.comma and "," in figures
        if len(figures) > _MOST_DIGITS or behind_comma:
            return self.place, [figures]
        figures += self._groups(figures)
        while scaled := self._scaled(figures):
            figures = scaled
            self.place += 1
        if figures == "1":
            return self.place, [self.numbers.one]
        figures = "0" if figures == "000" else figures
        return self._finished(figures)

    def _finished(self, figures: str) -> tuple[int, Sequence[str]]:
        figures = self._with_decimals(figures)
        return self._amount(figures) or (self.place, [figures])

    def _groups(self, figures: str) -> str:
        """Take what follows as far as a group of three zeros: 3 200 000 is one number.

        Other groups are left apart, for a list of numbers looks the same (`100, 200`).
        """
        if len(figures) > _GROUP or not figures.isdecimal() or figures.startswith("0"):
            return ""
        groups, taken = "", ""
        for piece in self.pieces[self.place : self.place + _MOST_GROUPS]:
            if len(piece) != _GROUP or not (piece.isascii() and piece.isdecimal()):
                break
            groups += piece
            taken = groups if piece == "000" else taken
        self.place += len(taken) // _GROUP
        return taken

    def _scaled(self, figures: str) -> str:
        """Figures times the thousands or millions that follow, where no decimals are left."""
        here = self.pieces[self.place] if self.place < len(self.pieces) else ""
        word = self.numbers.number_word(here)
        if word is None or word.kind != "scale" or len(figures) > _MOST_DIGITS:
            return ""
        whole, _, decimals = figures.partition(",")
        value, rest = divmod(int(whole + decimals) * word.value, 10 ** len(decimals))
        return "" if rest else str(value)

    def _amount(self, figures: str) -> tuple[int, Sequence[str]] | None:
        """Read 5,50 euros as it is said: five euros fifty."""
        whole, _, cents = figures.partition(",")
        currency = self.pieces[self.place] if self.place < len(self.pieces) else ""
        if currency not in self.numbers.currencies or len(cents) != _CENTS:
            return None
        if self.pieces[self.place + 1 : self.place + 2] == [self.numbers.comma]:
            return None
        hundredths = [] if cents == "00" else [plain_figures(cents)]
        return self.place + 1, [self.numbers.one if whole == "1" else whole, currency, *hundredths]

    def _with_decimals(self, figures: str) -> str:
        """Read `trois virgule quatorze`; zeros behind the comma are said one by one."""
        if self.pieces[self.place : self.place + 1] != [self.numbers.comma] or "," in figures:
            return figures
        place, zeros = self.place + 1, ""
        while place < len(self.pieces) and self.pieces[place] in self._zeros():
            zeros, place = zeros + "0", place + 1
        decimals, end = self._decimals(place)
        if not zeros + decimals:
            return figures
        self.place = end if decimals else place
        return f"{figures},{zeros}{decimals}"

    def _decimals(self, place: int) -> tuple[str, int]:
        following = self.pieces[place] if place < len(self.pieces) else ""
        if not (self._cardinal_in(following) or following.isdecimal()):
            return "", place
        end, forms = _Cardinal(self.numbers, self.pieces, place).result()
        decimals = "1" if forms[0] in self.numbers.articles else forms[0]
        return (decimals, end) if len(forms) == 1 and decimals.isdecimal() else ("", place)

    def _zeros(self) -> set[str]:
        return {word for word, number in self.numbers.words.items() if number.value == 0}
