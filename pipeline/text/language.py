"""How a language policy rewrites a text: word by word where it can, in context where it must.

Every distinct written word is taken apart once into **pieces** and remembered. Most pieces are
words in normal form already. Some need their neighbours: number words, `he'd`, a hesitation, a
tag of several words; only texts that hold such a piece go through the rules, and there each rule
starts at the piece that triggers it. A rule reads pieces from left to right and says how many it
took and what they become; so each word of the normal form is known to come from certain written
words, which is what an alignment for people needs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

Rule: TypeAlias = Callable[[Sequence[str], int], tuple[int, Sequence[str]]]
"""From all pieces and the place of the one that triggers it: where it ends, what it becomes."""

# Starts a piece that is set aside: no word in normal form has a bracket.
ASIDE = "["
# Stand before a word that needs its neighbours; one more where something in it is set aside; and
# in place of one that may be a part of what is one with others. Policies delete these characters.
_IN_CONTEXT, _ASIDE = "\x00", "\x01"
_IN_UNIT = _IN_CONTEXT + _ASIDE + "\x02"
_OPENING, _CLOSING = "[(", {"[": "]", "(": ")"}
# A tag has a few words; a bracket that nobody closed must not swallow the text, nor the time.
MOST_TAG_WORDS = 12
_MOST_CLITICS = 3
# Words remembered: a bound on memory for tables in which no word repeats.
_MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class RewrittenWords:
    """Written words that are rewritten together.

    Attributes:
        first: The first written word, counted from 0.
        end: One past the last.
        forms: What they become; none where they are set aside.
        optional_tokens: How many hesitations and tags they are.
    """

    first: int
    end: int
    forms: tuple[str, ...]
    optional_tokens: int


class Language:
    """One language's rules, and the words it has met.

    Args:
        pieces: Takes a written word apart. A tag, or a word set aside, gives a piece that starts
            with ASIDE, and is gone before any rule reads the others.
        rule: The rule that a piece triggers, or None.
        clitics: Endings that tokenised texts write as a word (`it 's`), in lower case with `'`.
        kept: From the piece before and a piece that starts with ASIDE: a word, after all, or "".
        dialect: Of a written word the form of speech it is, where `pieces` rewrites one; else "".
    """

    def __init__(
        self,
        pieces: Callable[[str], Sequence[str]],
        rule: Callable[[str], Rule | None],
        clitics: frozenset[str] = frozenset(),
        dialect: Callable[[str], str] = lambda _word: "",
        kept: Callable[[str, str], str] = lambda _before, _aside: "",
    ) -> None:
        self._clitics = clitics
        self._kept = kept
        self._dialect = _Remembered(dialect)
        self._rule = rule
        self._rules = _Remembered(rule)
        self._make = pieces
        self._pieces = _Remembered(pieces)
        self._forms = _Remembered(self._form)

    def rewrite(self, text: str) -> str:
        """Give the normal form of a text, to be split at white space."""
        written = text.split()
        joined = " ".join(map(self._forms.__getitem__, written))
        if _IN_CONTEXT not in joined:
            return joined
        if _IN_UNIT in joined:
            units = (self._pieces[unit] for unit, _ in self._units(written))
            pieces = list(chain.from_iterable(units))
        else:
            pieces = joined.replace(_IN_CONTEXT, "").replace(_ASIDE, "").split()
        if _ASIDE in joined:
            pieces = self._without_asides(pieces)
        return " ".join(self._in_context(pieces))

    def _in_context(self, pieces: Sequence[str]) -> list[str]:
        """As `_ruled`, which also tells what came from where, at half the cost."""
        rules = map(self._rules.__getitem__, pieces)
        forms: list[str] = []
        place = 0
        for at, rule in [(at, rule) for at, rule in enumerate(rules) if rule is not None]:
            if at >= place:
                forms += pieces[place:at]
                place, became = rule(pieces, at)
                forms += became
        forms += pieces[place:]
        return forms

    def steps(self, text: str) -> list[RewrittenWords]:
        """Tell which written words become what, in order, each written word in one step."""
        pieces: list[str] = []
        bounds: list[tuple[int, int]] = []
        steps: list[RewrittenWords] = []
        place = 0
        for unit, width in self._units(text.split()):
            kept, asides = list(pieces[-1:]), 0
            here = (place, place + width)
            for piece in self._pieces[unit]:
                before = len(kept)
                kept = self._without_asides([piece], kept)
                asides += len(kept) == before
            added = kept[len(pieces[-1:]) :]
            pieces += added
            bounds += [here] * len(added)
            if asides or not added:
                steps.append(RewrittenWords(*here, (), asides))
            place += width
        for first, end, forms in self._ruled(pieces):
            steps.append(RewrittenWords(bounds[first][0], bounds[end - 1][1], tuple(forms), 0))
        return _apart(steps)

    def count_optional_tokens(self, text: str) -> int:
        """Count the hesitations and tags of a text that are not compared."""
        joined = " ".join(map(self._forms.__getitem__, text.split()))
        return sum(step.optional_tokens for step in self.steps(text)) if _ASIDE in joined else 0

    def dialect_forms(self, text: str) -> list[str]:
        """Name the forms of speech of a text that are rewritten, in order."""
        return [form for form in map(self._dialect.__getitem__, text.split()) if form]

    def _form(self, word: str) -> str:
        if not word.isalnum() and self._may_join(word):
            return _IN_UNIT
        pieces = self._make(word)
        form = " ".join(pieces)
        if ASIDE in form:
            return _IN_CONTEXT + _ASIDE + form
        rule = self._rule  # not remembered here: most pieces never meet one that has a rule
        for piece in pieces:
            if rule(piece) is not None:
                return _IN_CONTEXT + form
        return form

    def _without_asides(self, pieces: Iterable[str], kept: Sequence[str] = ()) -> list[str]:
        """Take out what is set aside, behind the pieces kept so far."""
        left = list(kept)
        for piece in pieces:
            word = piece
            if piece.startswith(ASIDE):
                word = self._kept(left[-1] if left else "", piece)
            left += [word] if word else []
        return left

    def _may_join(self, word: str) -> bool:
        return "[" in word or "(" in word or _clitic(word) in self._clitics

    def _units(self, written: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Join what white space splits and yet is one: `[door slams]`, `it 's`."""
        place = 0
        while place < len(written):
            end = place + _tag_width(written, place)
            most = min(end + _MOST_CLITICS, len(written))
            while end < most and _clitic(written[end]) in self._clitics:
                end += 1
            if end == place + 1:
                yield written[place], 1
            else:
                yield _unit(written[place:end], self._clitics), end - place
            place = end

    def _ruled(self, pieces: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
        rules = self._rules
        place, number = 0, len(pieces)
        while place < number:
            rule = rules[pieces[place]]
            if rule is None:
                yield place, place + 1, pieces[place : place + 1]
                place += 1
            else:
                end, became = rule(pieces, place)
                yield place, end, became
                place = end


class _Remembered(dict):  # type: ignore[type-arg] # of words, what a function makes of each
    def __init__(self, make: Callable[[str], object]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> object:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        made = self[key] = self._make(key)
        return made


def _apart(steps: list[RewrittenWords]) -> list[RewrittenWords]:
    """Put steps in order, and make one of those that share a written word."""
    apart: list[RewrittenWords] = []
    for step in sorted(steps, key=lambda step: step.first):
        later = step
        while apart and apart[-1].end > later.first:
            later = _joined(apart.pop(), later)
        apart.append(later)
    return apart


def _joined(earlier: RewrittenWords, later: RewrittenWords) -> RewrittenWords:
    return RewrittenWords(
        min(earlier.first, later.first),
        max(earlier.end, later.end),
        earlier.forms + later.forms,
        earlier.optional_tokens + later.optional_tokens,
    )


def _tag_width(written: Sequence[str], place: int) -> int:
    """Tell how many words a tag that opens here takes; 1 where none does."""
    word = written[place]
    if word.isalnum():
        return 1
    opened = max(_OPENING, key=word.rfind)
    at = word.rfind(opened)
    if at < 0 or _CLOSING[opened] in word[at:]:
        return 1
    for width, later in enumerate(written[place + 1 : place + MOST_TAG_WORDS], 2):
        if _CLOSING[opened] in later:
            return width
        if opened in later:
            break
    return 1


def _clitic(word: str) -> str:
    return word.replace("\u2019", "'").lower()


def _unit(words: Sequence[str], clitics: frozenset[str]) -> str:
    joined = words[0]
    for word in words[1:]:
        joined += word if _clitic(word) in clitics else " " + word
    return joined
