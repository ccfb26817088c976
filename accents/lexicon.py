"""Every name a text may hold, for one language: what it means, and how near names are to it.

Names come in tiers; a name in a higher tier hides the same name in a lower one, and a name that
means two things within a tier is ambiguous. Highest first: what the taxonomy calls ambiguous;
names of its own accents; countries those accents stand for; names of first languages; other
countries and their people; broad names ("Slavic"); codes of data sets.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final

from accents.package_data import countries, country_codes, country_words, data_file, languages
from accents.taxonomy import Accent, Taxonomy, load_taxonomy, primary_language
from accents.words import normalise

READERS: Final = ("en", "fr")
LEAST_LETTERS_TO_CORRECT: Final = 8
LEAST_LETTERS_TO_PROPOSE: Final = 4
REACH: Final = 2
MOST_PROPOSALS: Final = 5
LONGEST_TO_CORRECT: Final = 60

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name means.

    Attributes:
        accents: One slug; several candidates where `ambiguous`.
        places: ISO 3166 codes that the name itself names.
        ambiguous: Whether it takes a person to choose.
    """

    accents: tuple[str, ...]
    places: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Names and words of one language's taxonomy, ready for look-up."""

    taxonomy: Taxonomy
    names: Mapping[Key, Entry]
    codes: Mapping[str, Entry]
    country_codes: Mapping[str, str]
    code_also: Mapping[str, tuple[str, ...]]
    roles: Mapping[Key, str]
    longest: int

    @cached_property
    def _by_text(self) -> dict[str, Entry]:
        return {" ".join(key): entry for key, entry in self.names.items()}

    @cached_property
    def _spellings(self) -> list[str]:
        return list(self._by_text)

    @cached_property
    def _not_misspellings(self) -> frozenset[str]:
        return frozenset(map(normalise, data_file("words")["not_misspellings"]))

    def near(self, text: str) -> dict[str, int]:
        """Find the names within two edits of a normalised text, with the number of edits.

        Edits are those of Damerau and Levenshtein in the restricted form (optimal string
        alignment): one letter more, less, other, or two neighbours swapped.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if not LEAST_LETTERS_TO_PROPOSE <= len(text) <= LONGEST_TO_CORRECT:
            return {}
        found = process.extract(
            text, self._spellings, scorer=OSA.distance, score_cutoff=REACH, limit=None
        )
        return {name: int(distance) for name, distance, _ in found}

    def corrected(self, text: str) -> Entry | None:
        """Find the name that a text misspells, where that is beyond doubt.

        One edit, eight letters or more, and no other name within two edits of the text or of
        the name, so that austrian/australian and canadian/canarian never cross.
        """
        if text in self._not_misspellings:
            return None
        near = self.near(text)
        names = [name for name, distance in near.items() if distance <= 1 and _long_enough(name)]
        if not names:
            return None
        entry = self._by_text[names[0]]
        alone = all(
            self._by_text[other].accents == entry.accents
            for name in names
            for other in {**near, **self.near(name)}
        )
        return entry if alone and not entry.ambiguous else None

    def proposals(self, text: str) -> tuple[str, ...]:
        """Propose accents whose names are near a text, nearest first, for a person."""
        by_distance = sorted(self.near(text).items(), key=lambda item: (item[1], item[0]))
        slugs = dict.fromkeys(s for name, _ in by_distance for s in self._by_text[name].accents)
        return tuple(slugs)[:MOST_PROPOSALS]


def _long_enough(name: str) -> bool:
    return sum(map(str.isalnum, name)) >= LEAST_LETTERS_TO_CORRECT


def load_lexicon(language: str) -> Lexicon:
    """Build the lexicon of a language given as BCP-47 tag, once.

    Raises:
        TaxonomyError: there is no taxonomy for the language.
    """
    return _build(primary_language(language))


@cache
def _build(language: str) -> Lexicon:
    taxonomy = load_taxonomy(language)
    names: dict[Key, Entry] = {}
    for tier in _tiers(taxonomy):
        names.update({key: _merged(entries) for key, entries in tier.items() if key not in names})
    roles = _roles(taxonomy)
    for key, role in roles.items():
        if role == "own_language":  # "French" beside "Belgian" says which language, not France
            names.pop(key, None)
    return Lexicon(
        taxonomy=taxonomy,
        names=MappingProxyType(names),
        codes=MappingProxyType(dict(_codes(taxonomy))),
        country_codes=country_codes(),
        code_also=MappingProxyType(_code_also(taxonomy)),
        roles=MappingProxyType(roles),
        longest=max(map(len, [*names, *roles])),
    )


def _merged(entries: list[Entry]) -> Entry:
    """Make one meaning of all the meanings that a name has within a tier."""
    slugs = tuple(dict.fromkeys(slug for entry in entries for slug in entry.accents))
    places = {entry.places for entry in entries}
    ambiguous = len(slugs) > 1 or any(entry.ambiguous for entry in entries)
    return Entry(slugs, entries[0].places if len(places) == 1 else (), ambiguous)


def _tiers(taxonomy: Taxonomy) -> Iterator[dict[Key, list[Entry]]]:
    """Give the meanings of names, tier after tier, from the highest to the lowest."""
    active = [accent for accent in taxonomy if accent.status == "active"]
    own = [accent for accent in active if accent.names.keys() and not _made(accent)]
    stands_in = {code for accent in own for code in accent.stands_for}
    others = [code for code in countries() if code not in stands_in]
    yield _gathered(_called_ambiguous(taxonomy))
    named = _gathered(pair for accent in own for pair in _own_names(accent))
    lands = _gathered(pair for code in sorted(stands_in) for pair in _country_names(taxonomy, code))
    yield {
        key: lands[key] if _same(found, lands.get(key)) else found for key, found in named.items()
    }
    yield _clashing(
        lands, _gathered(pair for code in others for pair in _country_names(taxonomy, code))
    )
    yield _gathered(_language_names(taxonomy))
    yield _gathered(pair for code in others for pair in _country_names(taxonomy, code))
    yield _gathered(_broad_names(taxonomy))
    yield _gathered((code, entry) for code, entry in _codes(taxonomy))


def _same(named: list[Entry], land: list[Entry] | None) -> bool:
    """Tell whether an accent's name is also that of a country it stands for, and so a place."""
    return land is not None and _merged(named).accents == _merged(land).accents


def _clashing(
    tier: dict[Key, list[Entry]], lower: dict[Key, list[Entry]]
) -> dict[Key, list[Entry]]:
    """Mark demonyms of two countries as ambiguous, even where one alone has an accent of its own.

    "Dominican" is of Dominica, which speaks English, and of the Dominican Republic.
    """
    return {key: [*entries, *lower.get(key, [])] for key, entries in tier.items()}


def _made(accent: Accent) -> bool:
    """Tell whether the accent was made from the lists of languages and countries."""
    return accent.kind == "second_language" and not accent.aliases


def _gathered(pairs: Iterable[tuple[str, Entry]]) -> dict[Key, list[Entry]]:
    found: dict[Key, list[Entry]] = defaultdict(list)
    for name, entry in pairs:
        key = tuple(normalise(name).split())
        if key and entry not in found[key]:
            found[key].append(entry)
    return found


def _called_ambiguous(taxonomy: Taxonomy) -> Iterator[tuple[str, Entry]]:
    for name, slugs in taxonomy.data.get("ambiguous", {}).items():
        for slug in slugs:
            taxonomy.get(slug)
        yield name, Entry(tuple(slugs), ambiguous=True)


def _own_names(accent: Accent) -> Iterator[tuple[str, Entry]]:
    own_place = accent.stands_for if len(accent.stands_for) == 1 else ()
    for name in (*accent.names.values(), *accent.aliases):
        yield name, Entry((accent.slug,), own_place)
    for place, names in accent.within.items():
        for name in names:
            yield name, Entry((accent.slug,), (place,))


def _country_names(taxonomy: Taxonomy, code: str) -> Iterator[tuple[str, Entry]]:
    """Give a country's names and demonyms in English, French and the taxonomy's language."""
    entry = Entry((taxonomy.of_country(code),), (code,))
    words = country_words(code)
    further = taxonomy.data.get("country_aliases", {}).get(code, ())
    names = [countries()[code].names[ui] for ui in dict.fromkeys((*READERS, taxonomy.language))]
    for name in [
        *names,
        *words.names,
        *words.demonyms.get("en", ()),
        *words.demonyms.get("fr", ()),
    ]:
        yield from ((spelling, entry) for spelling in spellings(name))
    # No ISO code here: in small letters `and`, `are`, `can`, `nor` and `per` are words first, and
    # codes in capitals are told apart where they stand (`matching`).
    yield from ((name, entry) for name in further)


def spellings(name: str) -> Iterator[str]:
    """Give a name as CLDR writes it, and then as people do.

    Example:
        >>> list(spellings("Myanmar (Burma)"))
        ['Myanmar (Burma)', 'Myanmar']
        >>> list(spellings("St. Kitts & Nevis"))
        ['St. Kitts & Nevis', 'St. Kitts and Nevis', 'Saint Kitts & Nevis', 'Saint Kitts and Nevis']
    """
    starts = [name]
    if name.startswith("St. "):
        starts.append("Saint " + name.removeprefix("St. "))
    for start in starts:
        yield start
        if " & " in start:
            yield start.replace(" & ", " and ")
        if " (" in start:
            yield start.partition(" (")[0]


def _language_names(taxonomy: Taxonomy) -> Iterator[tuple[str, Entry]]:
    further = data_file("demonyms")["languages"]
    for first, names in languages().items():
        if first == taxonomy.language:
            continue
        entry = Entry((f"{taxonomy.language}-l2-{first}",))
        readers = dict.fromkeys((*READERS, taxonomy.language))
        for name in [names[ui] for ui in readers if ui in names] + further.get(first, []):
            yield name, entry


def _broad_names(taxonomy: Taxonomy) -> Iterator[tuple[str, Entry]]:
    for name, firsts in data_file("words")["broad"].items():
        slugs = [f"{taxonomy.language}-l2-{first}" for first in firsts]
        known = tuple(slug for slug in slugs if slug in taxonomy)
        yield name, Entry(known, ambiguous=True)


def _codes(taxonomy: Taxonomy) -> Iterator[tuple[str, Entry]]:
    for accent in taxonomy:
        for code in accent.codes:
            yield code, Entry((accent.slug,), accent.stands_for if len(accent.places) == 1 else ())
    for code, country in taxonomy.data.get("country_codes", {}).items():
        yield code, Entry((taxonomy.of_country(country),), (country,))


def _code_also(taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """List the codes in capitals that may mean something else, with the accents they may mean."""
    traps: dict[str, tuple[str, ...]] = dict.fromkeys(data_file("words")["code_traps"], ())
    also = {code: tuple(slugs) for code, slugs in taxonomy.data.get("code_also", {}).items()}
    return {**traps, **also}


def _roles(taxonomy: Taxonomy) -> dict[Key, str]:
    """List the words that name no accent, with what they do in a text."""
    words = data_file("words")
    roles: dict[Key, str] = {}
    for role in (
        "undisclosed",
        "descriptors",
        "second_language",
        "uncertain",
        "strength",
        "filler",
    ):
        for word in words[role]:
            roles.setdefault(tuple(normalise(word).split()), role)
    own = languages()[taxonomy.language].values()
    for word in (*taxonomy.data["language_names"], *own):
        roles[tuple(normalise(word).split())] = "own_language"
    roles.pop((), None)
    return roles
