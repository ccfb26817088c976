"""Where a speaker says they are from, in English or French -> ISO 3166-1 or -2.

A region stands apart from an accent: it never makes one. The finest place named is the answer
(`Bavaria, Germany` is DE-BY); a finer place nobody knows leaves the larger one, as `partial`.
Subdivision names come from ISO 3166-2 through pycountry, French ones from data/regions.toml.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, Literal

from accents.lexicon import spellings
from accents.package_data import countries, country_codes, country_words, data_file
from accents.words import SEPARATOR, normalise, split_tokens

RegionOutcome = Literal["resolved", "partial", "ambiguous", "unresolved", "undisclosed"]
REGION_OUTCOMES: Final[tuple[RegionOutcome, ...]] = (
    "resolved",
    "partial",
    "ambiguous",
    "unresolved",
    "undisclosed",
)
MOST_CANDIDATES: Final = 8
_STATES_SHORTENED_IN: Final = ("US", "CA", "AU")
_READERS: Final = ("en", "fr")
_SUBDIVISION_CODE: Final = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionMatch:
    """What a text says about a place.

    Attributes:
        code: ISO 3166-1 alpha-2 or 3166-2; None unless resolved or partial.
        outcome: `resolved`; `partial` (the larger place is known, a part of the text is not);
            `ambiguous` (several places bear the name, or several were named); `unresolved`;
            `undisclosed` (nothing was said).
        candidates: Codes a lead may choose from.
    """

    code: str | None
    outcome: RegionOutcome
    candidates: tuple[str, ...] = ()


@lru_cache(maxsize=65_536)
def resolve_region(text: str) -> RegionMatch:
    """Resolve one free text.

    A code in capitals alone is ISO 3166-1, so that `CA` is Canada and California is `US-CA`;
    `NA` is ambiguous: Namibia, or a missing value that R wrote.

    Example:
        >>> resolve_region("Bavière, Allemagne")
        RegionMatch(code='DE-BY', outcome='resolved', candidates=())
        >>> resolve_region("Georgia").candidates
        ('GE', 'US-GA')
        >>> resolve_region("Georgia, USA").code
        'US-GA'
        >>> resolve_region("NA")
        RegionMatch(code=None, outcome='ambiguous', candidates=('NA',))
    """
    key = normalise(text)
    if not text.strip() or key in _words()["undisclosed"]:
        return RegionMatch(None, "undisclosed")
    code = _as_code(text.strip())
    if code is not None:
        ambiguous = code == "NA" and text.strip().upper() == "NA"
        return RegionMatch(None, "ambiguous", (code,)) if ambiguous else _settled(code)
    places, finer, unknown = _read(text)
    return _concluded(places, finer=finer, unknown=unknown)


def _as_code(text: str) -> str | None:
    """Read a text that is an ISO code: alpha-2 or alpha-3 in capitals, 3166-2 in any case."""
    if _SUBDIVISION_CODE.fullmatch(text):
        return text.upper() if text.upper() in _subdivisions() else None
    if text.upper() == "NA":
        return "NA"
    return country_codes().get(text)


def _read(text: str) -> tuple[list[tuple[str, ...]], bool, bool]:
    """List the codes each named place may mean; tell whether a finer or an unknown part is left.

    Places are written from the finer to the larger: an unknown part before a comma is finer.
    """
    tokens = split_tokens(text)
    keys = [token.key for token in tokens]
    places: list[tuple[str, ...]] = []
    finer, unknown, position = False, False, 0
    while position < len(keys):
        length, codes = _place_at(keys, position)
        codes = codes or _short_code(tokens[position].raw)
        if codes:
            places.append(codes)
        elif keys[position] not in _words()["filler"]:
            is_finer = keys[position] in _words()["finer"] or SEPARATOR in keys[position:]
            finer, unknown = finer or is_finer, unknown or not is_finer
        position += length
    return places, finer, unknown


def _place_at(keys: list[str], position: int) -> tuple[int, tuple[str, ...]]:
    """Find the longest place name from here on: its length and codes; (1, ()) if there is none.

    `South` is a region of Cameroon, but people who write it mean a direction.
    """
    names = _names()
    for length in range(min(_longest(), len(keys) - position), 0, -1):
        direction = length == 1 and keys[position] in _words()["finer"]
        codes = names.get(tuple(keys[position : position + length]))
        if codes and not direction:
            return length, codes
    return 1, ()


def _short_code(raw: str) -> tuple[str, ...]:
    """Tell what capitals beside other words may mean: `IL` is Israel, and Illinois after a town."""
    if raw == "NA":  # a missing value more often than Namibia
        return ()
    states = [f"{country}-{raw}" for country in _STATES_SHORTENED_IN]
    country = country_codes().get(raw)
    return (*((country,) if country else ()), *(code for code in states if code in _parents()))


def _concluded(places: list[tuple[str, ...]], *, finer: bool, unknown: bool) -> RegionMatch:
    candidates = tuple(dict.fromkeys(code for codes in places for code in codes))
    if not places or unknown:
        return RegionMatch(None, "unresolved", candidates[:MOST_CANDIDATES])
    finest = _finest(places)
    if finest is None:
        return RegionMatch(None, "ambiguous", candidates[:MOST_CANDIDATES])
    return RegionMatch(finest, "partial") if finer else _settled(finest)


def _settled(code: str) -> RegionMatch:
    return RegionMatch(code, "resolved")


def _finest(places: list[tuple[str, ...]]) -> str | None:
    """Find the one place that lies inside all the others named, if there is one."""
    choices = {
        code
        for codes in places
        for code in codes
        if all(any(_lies_in(code, other) for other in others) for others in places)
    }
    return choices.pop() if len(choices) == 1 else None


def _lies_in(code: str, other: str) -> bool:
    """Tell whether a place is another one, or a part of it."""
    seen = code
    while seen:
        if seen == other:
            return True
        seen = _parents().get(seen, "")
    return False


@cache
def _words() -> Mapping[str, frozenset[str]]:
    words = data_file("regions")["words"]
    return {role: frozenset(map(normalise, listed)) | {SEPARATOR} for role, listed in words.items()}


@cache
def _subdivisions() -> Mapping[str, tuple[str, str]]:
    """Map each ISO 3166-2 code to its name and its parent's code, as pycountry has them."""
    import pycountry

    return {
        division.code: (division.name, division.parent_code or division.country_code)
        for division in pycountry.subdivisions
    }


@cache
def _parents() -> Mapping[str, str]:
    return {code: parent for code, (_, parent) in _subdivisions().items()}


@cache
def _names() -> Mapping[Key, tuple[str, ...]]:
    """Map normalised names to codes: ours before countries before the rest of ISO 3166-2."""
    ours = data_file("regions")
    tiers: tuple[Iterator[tuple[str, str]], ...] = (
        ((name, code) for name, codes in ours["ambiguous"].items() for code in codes),
        ((name, code) for code, names in ours["names"].items() for name in names),
        _country_names(),
        ((name, code) for code, (full, _) in _subdivisions().items() for name in _parts(full)),
    )
    found: dict[Key, tuple[str, ...]] = {}
    for tier in tiers:
        gathered: dict[Key, list[str]] = defaultdict(list)
        for name, code in tier:
            gathered[tuple(normalise(name).split())].append(code)
        for key, codes in gathered.items():
            found.setdefault(key, tuple(dict.fromkeys(codes)))
    found.pop((), None)
    return MappingProxyType(found)


@cache
def _longest() -> int:
    return max(map(len, _names()))


def _country_names() -> Iterator[tuple[str, str]]:
    for code, country in countries().items():
        for name in (*(country.names[ui] for ui in _READERS), *country_words(code).names):
            yield from ((spelling, code) for spelling in spellings(name))


def _parts(full: str) -> Iterator[str]:
    """Split what ISO 3166-2 writes as `Ceredigion [Sir Ceredigion]` or `London, City of`."""
    for part in re.split(r"[\[\]]", full):
        before, comma, after = part.strip().partition(", ")
        yield part.strip()
        if comma:
            yield f"{after} {before}"
