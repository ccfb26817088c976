"""Attention checks: a hypothesis is shown with one word wrong on purpose, to see who listens.

A worker who accepts the shown text without listening cannot be told from one who agrees with it,
unless the shown text is known to be wrong. Showing a small share of recordings with one wrong word
measures how far people are led by the machine's text (anchoring: Tversky & Kahneman 1974, DOI
10.1126/science.185.4157.1124). The wrong word is one that the recogniser has heard elsewhere and
resembles the word it displaces, so that it looks like an error the recogniser makes.

A check never displaces a number or a negation and never puts one in: where a worker lets the error
pass, it must not be one that reverses the meaning of a sentence.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.text.policies import tokens

_POLICY = "basic-1"
_LEAST_LETTERS = 3
# As alike as "letter" and "ladder" (0.5), but not as "colour" and "color" (0.83), which is one
# word in two spellings: a listener who lets it stand has made no error.
_LEAST_ALIKE = 0.5
_MOST_ALIKE = 0.8
_MOST_CANDIDATES = 12

_NEGATING = """
    no not nor none never nothing nobody nowhere neither without cannot nay nope hardly barely
    ne pas non ni jamais rien aucun aucune personne sans plus guère point nul nulle
    nein nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne weder
    nunca nada nadie ningún ninguna ninguno tampoco sin jamás
"""
_COUNTING = """
    one two six ten tens half once un une deux six dix onze cent cents mille mil eins ein zwei drei
    vier acht neun zehn elf erste ersten uno una dos tres seis diez once doce
"""
_NEITHER_IN_NOR_OUT = frozenset(_NEGATING.split()) | frozenset(_COUNTING.split())
# Beginnings, so that "seventeen", "seventh" and "siebzehn" are found as well. A few words too many
# are kept out: there are always others to displace.
_NUMBER = re.compile(
    """zero | three | thir | four | fift | fort | five | sixt | seven | eigh | nine | ninth | tenth
    | eleven | twel | twent | hundred | thousand | milli | billi | first | second | third | quarter
    | dozen | doubl | trois | quatr | cinq | sept | huit | neuf | douz | treiz | quatorz | quinz
    | seiz | vingt | trent | quarant | soixant | centi | premi | demi | fünf | sechs | sieb | zwölf
    | zwanz | dreiß | vierz | achtz | neunz | hundert | tausend | cuatro | cinco | siete | ocho
    | nueve | veint | treint | cuarent | cient | primer""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that may be displaced: where it stands in the text, and its normal form."""

    start: int
    end: int
    word: str


def make_attention_check(
    text: str, vocabulary: Mapping[str, int], draw: float, *, avoid: Collection[str] = ()
) -> str | None:
    """Put one wrong word into a text: another word of the recogniser's, alike in spelling.

    Args:
        text: The hypothesis.
        vocabulary: Word -> how often the recogniser has said it, over all hypotheses. Frequent
            words are likelier to be put in.
        draw: A random number, 0 <= draw < 1; the same one gives the same text.
        avoid: Words that are neither displaced nor put in, such as those whose mishearing harms.

    Returns:
        The text with one word changed, capitals and signs around it kept, or None where no word
        of it has a look-alike.

    Example:
        >>> said = {"letter": 4, "ladder": 9, "turn": 3, "no": 5, "seven": 2}
        >>> make_attention_check("Turn the Letter, no?", said, 0.4)
        'Turn the Ladder, no?'
        >>> make_attention_check("no seven", said, 0.4) is None
        True
    """
    if not 0 <= draw < 1:
        message = f"a draw is at least 0 and below 1, not {draw}"
        raise ValueError(message)
    shunned = {word for one in avoid for word in tokens(one, _POLICY)}
    words = [one for one in _find_words(text) if _may_change(one.word, shunned)]
    first, rest = int(draw * len(words)), draw * len(words) % 1
    for one in words[first:] + words[:first]:
        alike = _look_alikes(one.word, vocabulary, shunned)
        if alike:
            wrong = _match_case(text[one.start : one.end], _pick(alike, rest))
            return text[: one.start] + wrong + text[one.end :]
    return None


def fails_attention_check(hypothesis: str, shown: str, typed: str, policy: str) -> bool:
    """Tell whether the wrong word of an attention check is still in what a worker typed.

    The shown text is aligned with what was typed. The worker fails the check where the words that
    were put in still stand in their place; the same word typed elsewhere does not count.

    Args:
        hypothesis: The text as the recogniser gave it.
        shown: The same with one word wrong, as the worker saw it.
        typed: What the worker saved.
        policy: The normalisation policy under which words are compared.

    Raises:
        SettingsError: No policy has this name.

    Example:
        >>> fails_attention_check("turn it over", "burn it over", "Burn it over now", "basic-1")
        True
        >>> fails_attention_check("turn it over", "burn it over", "turn it over", "basic-1")
        False
    """
    seen = tokens(shown, policy)
    put_in = set(range(len(seen))) - _find_kept(seen, tokens(hypothesis, policy))
    kept = _find_kept(seen, tokens(typed, policy))
    return bool(put_in) and put_in <= kept


def _find_kept(shown: Sequence[str], typed: Sequence[str]) -> set[int]:
    """Find the positions of the shown words that stand in the typed text too."""
    kept: set[int] = set()
    for step in Levenshtein.opcodes(shown, typed):
        if step.tag == "equal":
            kept.update(range(step.src_start, step.src_end))
    return kept


def _find_words(text: str) -> list[_Word]:
    found = []
    for match in re.finditer(r"\w(?:[\w'\u2019]*\w)?", text):
        words = tokens(match.group(), _POLICY)
        # Next to a hyphen or a sign of its own a word is part of something else.
        alone = _apart(text, match.start() - 1) and _apart(text, match.end())
        if alone and len(words) == 1:
            found.append(_Word(match.start(), match.end(), words[0]))
    return found


def _apart(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at].isspace() or text[at] in ',.;:!?"()«»“”¿¡…'


def _may_change(word: str, shunned: Collection[str]) -> bool:
    return (
        len(word) >= _LEAST_LETTERS
        and word.isalpha()
        and word not in _NEITHER_IN_NOR_OUT
        and word not in shunned
        and not _NUMBER.match(word)
    )


def _look_alikes(
    word: str, vocabulary: Mapping[str, int], shunned: Collection[str]
) -> list[tuple[str, int]]:
    """Find the words spelled most like this one, and how often the recogniser heard each."""
    close = [other for other in vocabulary if abs(len(other) - len(word)) <= 1]
    found = process.extract(
        word,
        close,
        scorer=Levenshtein.normalized_similarity,
        processor=str.casefold,
        score_cutoff=_LEAST_ALIKE,
        limit=None,
    )
    alike: dict[str, int] = {}
    for raw, _similarity, _at in sorted(found, key=lambda one: (-one[1], one[0])):
        other = "".join(tokens(raw, _POLICY))
        if _is_another(other, word) and _may_change(other, shunned) and vocabulary[raw] > 0:
            alike[other] = alike.get(other, 0) + vocabulary[raw]
    return list(alike.items())[:_MOST_CANDIDATES]


def _is_another(word: str, displaced: str) -> bool:
    return Levenshtein.normalized_similarity(word, displaced) < _MOST_ALIKE


def _pick(alike: Sequence[tuple[str, int]], draw: float) -> str:
    """Pick one of the look-alikes, each as likely as it is frequent."""
    left = draw * sum(times for _word, times in alike)
    for word, times in alike:
        left -= times
        if left < 0:
            return word
    return alike[-1][0]


def _match_case(displaced: str, word: str) -> str:
    if displaced.isupper():
        return word.upper()
    return word.capitalize() if displaced[0].isupper() else word
