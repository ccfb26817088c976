"""Signs, times and figures as French, Spanish and German write them: what the three policies share.

A decimal has a comma, thousands a point or a space; an amount is said with its currency in the
middle (`5,50 euros`: five euros fifty), and so is a time. Unlike in English, digits said one after
the other are left apart: telephone numbers are said in pairs, and years as one number.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.text.language import ASIDE, Rule
from pipeline.text.languages.continental_numbers import NumberSystem, plain_figures
from pipeline.text.letters import folded, with_accents, without_tags

_LETTERS = r"[^\s0-9.,:%$\u20ac\u00a3\u00a2&+\-\[\]']"
_PART = re.compile(
    rf"""
    (?P<tag>\[\])
  | (?P<time>(?<![0-9:.,])[0-9]{{1,2}}(?::|h(?=[0-9]))[0-5][0-9](?![0-9:]|[.,][0-9]))
  | (?P<figures>[0-9]{{1,3}}(?:\.[0-9]{{3}})+(?![0-9])(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?)
  | (?P<word>'?{_LETTERS}+(?:'{_LETTERS}+)*)
  | (?P<sign>[%\u20ac\u00a3]|(?:(?<=\s)|^)&(?=\s|$))
    """,
    re.VERBOSE,
)
_JOINED = str.maketrans({"\u0153": "oe", "\u00e6": "ae"})


@dataclass(frozen=True)
class WritingRules:
    """How a language writes numbers, signs and times, and which of its words are one.

    Attributes:
        numbers: How it says numbers.
        signs: What a sign is said as.
        time: The pieces of a time, from hour and minute.
        hesitations: Sounds of thinking.
        whole: Words in normal form of other words.
        after_figures: Pieces of letters written right behind figures (`3e`), from both.
        percent: The two words for per cent, where the second is a number word too.
        rules: Rules of single pieces, which come before those of numbers.
    """

    numbers: NumberSystem
    signs: Mapping[str, tuple[str, ...]]
    time: Callable[[str, str], Sequence[str]]
    hesitations: re.Pattern[str]
    whole: Mapping[str, tuple[str, ...]]
    after_figures: Callable[[str, str], Sequence[str] | None] = lambda _figures, _letters: None
    percent: tuple[str, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def pieces(self, word: str) -> list[str]:
        """Take a written word apart."""
        if word.isascii() and word.isalpha():
            return self._of_letters(word.lower())
        return list(self._taken_apart(folded(without_tags(word), with_accents).translate(_JOINED)))

    def rule(self, piece: str) -> Rule | None:
        """Choose the rule that a piece triggers; None where there is none."""
        if piece in self.rules:
            return self.rules[piece]
        if self.percent and piece == self.percent[0]:
            return self._per_cent
        return self.numbers.cardinal if self.numbers.begins(piece) else None

    def _per_cent(self, pieces: Sequence[str], place: int) -> tuple[int, Sequence[str]]:
        width = len(self.percent)
        whole = tuple(pieces[place : place + width]) == self.percent
        return place + (width if whole else 1), pieces[place : place + (width if whole else 1)]

    def _taken_apart(self, word: str) -> Iterator[str]:
        parts = list(_PART.finditer(word))
        skipped = -1
        for at, part in enumerate(parts):
            if at == skipped:
                continue
            kind, text = part.lastgroup, part[0]
            if kind == "tag":
                yield ASIDE
            elif kind == "time":
                hour, minute = re.split("[:h]", text)
                yield from self.time(plain_figures(hour), plain_figures(minute))
            elif kind == "figures":
                suffix = parts[at + 1] if at + 1 < len(parts) else None
                taken = self._with_suffix(text, suffix, part.end())
                skipped = at + 1 if taken else -1
                yield from taken or [text.replace(".", "")]
            elif kind == "word":
                yield from self._of_letters(text)
            else:
                yield from self.signs.get(text, ())

    def _with_suffix(
        self, figures: str, suffix: re.Match[str] | None, end: int
    ) -> Sequence[str] | None:
        """Read figures and what is written right behind them: `3e`, `5,50\u20ac`."""
        if suffix is None or suffix.start() != end:
            return None
        if suffix.lastgroup == "word":
            return self.after_figures(figures, suffix[0])
        return None

    def _of_letters(self, word: str) -> list[str]:
        if self.hesitations.fullmatch(word):
            return [ASIDE]
        word = word.removeprefix("'")
        return list(self.whole.get(word, (word,)))
