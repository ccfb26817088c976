"""The accents of a language as a tree: loaded from data, validated once, looked up by slug.

A slug is `<language>-<place or variety>` (`en-scotland`), `<language>-l2-<first language>`
(`en-l2-fr`) or, where the first language is not known, `<language>-l2-from-<country>`
(`en-l2-from-be`); `<language>-l2` is their parent. Slugs never change meaning and are never
reused: a retired accent stays, with `replaced_by`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Final, TypedDict, cast

from accents.package_data import (
    countries,
    country_name,
    country_words,
    data_file,
    language_name,
    languages,
)

LANGUAGES: Final = ("en", "fr", "de", "es")
KINDS: Final = ("national", "regional", "second_language", "sociolect")
STATUSES: Final = ("active", "retired")
UNDISCLOSED: Final = "undisclosed"


class AccentFacts(TypedDict, total=False):
    """What a language's file says of one accent; the keys are fields of `Accent`."""

    parent: str
    kind: str
    names: dict[str, str]
    aliases: list[str]
    codes: list[str]
    places: list[str]
    stands_for: list[str]
    within: dict[str, list[str]]
    status: str
    replaced_by: str


_ACCENT_KEYS: Final = frozenset(AccentFacts.__annotations__)


class LanguageFile(TypedDict, total=False):
    """What the file of one language holds; docs/accents.md tells what each key is for."""

    language: str
    language_names: list[str]
    own_name_may_mean: list[str]
    accents: dict[str, AccentFacts]
    ambiguous: dict[str, list[str]]
    country_aliases: dict[str, list[str]]
    country_codes: dict[str, str]
    code_also: dict[str, list[str]]


class TaxonomyError(ValueError):
    """An accent or a language that is not there, or accent data that contradict themselves."""


@dataclass(frozen=True, slots=True)
class Accent:
    """One accent.

    Attributes:
        slug: Its name for ever.
        language: BCP-47, the language spoken.
        kind: `national` (named by a country), `regional`, `second_language` or `sociolect`.
        parent: Slug of the accent that contains it, or None.
        names: What it is called, by language of the reader; `en` and `fr` always.
        aliases: Further names people write.
        codes: Codes of data sets, matched letter by letter (`southatlandtic`).
        places: ISO 3166-1 or -2 codes where it is spoken.
        stands_for: Countries whose name or demonym alone means this accent.
        within: ISO 3166-2 code -> names of places which mean this accent, spoken there.
        first_language: BCP-47, of a second-language accent when known.
        status: `active` or `retired`.
        replaced_by: Slug that takes the place of a retired one.
    """

    slug: str
    language: str
    kind: str
    parent: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_language: str | None = None
    status: str = "active"
    replaced_by: str | None = None

    def name(self, language: str = "en") -> str:
        """Tell what it is called for a reader of `language`, else in English."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All accents of one language by slug; parents need not come before their children."""

    language: str
    accents: Mapping[str, Accent]
    by_country: Mapping[str, str]
    data: "LanguageFile"

    def __contains__(self, slug: object) -> bool:
        return slug in self.accents

    def __iter__(self) -> Iterator[Accent]:
        return iter(self.accents.values())

    def get(self, slug: str) -> Accent:
        """Look up the accent of a slug.

        Raises:
            TaxonomyError: there is none; the message proposes near ones.
        """
        if slug in self.accents:
            return self.accents[slug]
        near = get_close_matches(slug, self.accents, n=3)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise TaxonomyError(
            f"there is no accent {slug!r} of language {self.language!r}{hint}. "
            f"`isogloss accents list` shows them all."
        )

    def current(self, slug: str) -> str:
        """Tell the slug that stands for an accent today: its own, or its successor."""
        accent = self.get(slug)
        while accent.replaced_by is not None:
            accent = self.get(accent.replaced_by)
        return accent.slug

    def ancestors(self, slug: str) -> tuple[str, ...]:
        """List the parent, its parent and so on.

        Example:
            >>> load_taxonomy("en").ancestors("en-scotland-glasgow")
            ('en-scotland', 'en-united-kingdom')
        """
        found = []
        parent = self.get(slug).parent
        while parent is not None:
            found.append(parent)
            parent = self.get(parent).parent
        return tuple(found)

    def of_country(self, code: str) -> str:
        """Tell which accent the name of a country alone stands for (ISO 3166-1 alpha-2).

        Example:
            >>> english = load_taxonomy("en")
            >>> english.of_country("JM"), english.of_country("AT"), english.of_country("BE")
            ('en-jamaica', 'en-l2-de', 'en-l2-from-be')
        """
        if code not in self.by_country:
            raise TaxonomyError(f"{code!r} is no ISO 3166-1 alpha-2 code of a country")
        return self.by_country[code]


def primary_language(tag: str) -> str:
    """Tell the language of a BCP-47 tag, if there is a taxonomy for it.

    Raises:
        TaxonomyError: there is none.

    Example:
        >>> primary_language("fr-CA")
        'fr'
    """
    primary = tag.strip().replace("_", "-").split("-")[0].lower()
    if primary not in LANGUAGES:
        raise TaxonomyError(
            f"there is no accent taxonomy for language {tag!r}; expected one of "
            f"{', '.join(LANGUAGES)}. docs/accents.md says how to add one."
        )
    return primary


def load_taxonomy(language: str) -> Taxonomy:
    """Load the taxonomy of a language given as BCP-47 tag; it is read and validated once.

    Raises:
        TaxonomyError: no taxonomy for that language, or its data are wrong.

    Example:
        >>> load_taxonomy("fr-FR").get("fr-quebec").name("fr")
        'Québec'
    """
    return _load(primary_language(language))


@cache
def _load(language: str) -> Taxonomy:
    return build_taxonomy(cast("LanguageFile", data_file(language)))


def build_taxonomy(data: LanguageFile) -> Taxonomy:
    """Build a taxonomy from the contents of one language's TOML file.

    Raises:
        TaxonomyError: a key or kind that is unknown, a parent that is not there, a circle of
            parents, two accents standing for a country, and the like.
    """
    language = data["language"]
    written = [_accent(language, slug, facts) for slug, facts in data["accents"].items()]
    by_country = _stand_ins(written)
    later = list(_second_language_accents(language, by_country))
    accents = {accent.slug: accent for accent in [*later, *written]}
    taxonomy = Taxonomy(language, MappingProxyType(accents), MappingProxyType(by_country), data)
    for accent in accents.values():
        _validate(accent, accents)
    return taxonomy


def _accent(language: str, slug: str, facts: AccentFacts) -> Accent:
    unknown = sorted(set(facts) - _ACCENT_KEYS)
    if unknown:
        raise TaxonomyError(
            f"{slug}: unknown {', '.join(unknown)}; expected {', '.join(sorted(_ACCENT_KEYS))}"
        )
    stands_for = tuple(facts.get("stands_for", ()))
    places = (*stands_for, *facts.get("places", ()), *facts.get("within", ()))
    return Accent(
        slug=slug,
        language=language,
        kind=facts.get("kind", ""),
        parent=facts.get("parent"),
        names=MappingProxyType(facts.get("names", {})),
        aliases=tuple(facts.get("aliases", ())),
        codes=tuple(facts.get("codes", ())),
        places=tuple(dict.fromkeys(places)),
        stands_for=stands_for,
        within=MappingProxyType({k: tuple(v) for k, v in facts.get("within", {}).items()}),
        status=facts.get("status", "active"),
        replaced_by=facts.get("replaced_by"),
    )


def _stand_ins(accents: Iterable[Accent]) -> dict[str, str]:
    by_country: dict[str, str] = {}
    for accent in accents:
        for code in accent.stands_for:
            if code in by_country:
                raise TaxonomyError(f"{by_country[code]} and {accent.slug} both stand for {code}")
            if code not in countries():
                raise TaxonomyError(f"{accent.slug}: {code!r} is no ISO 3166-1 alpha-2 code")
            by_country[code] = accent.slug
    return by_country


def _second_language_accents(language: str, by_country: dict[str, str]) -> Iterator[Accent]:
    """Make an accent of each first language, and of each country whose own nobody may guess.

    Completes `by_country`. An L2 accent is language + first language, not a country.
    """
    root = f"{language}-l2"
    yield Accent(
        slug=root,
        language=language,
        kind="second_language",
        names=_names({"en": "Second language", "fr": "Langue seconde"}),
    )
    homes: dict[str, list[str]] = {}
    for code in countries():
        if code in by_country:
            continue
        first = country_words(code).first_language
        if first is not None and first != language:
            homes.setdefault(first, []).append(code)
            by_country[code] = f"{root}-{first}"
            continue
        by_country[code] = f"{root}-from-{code.lower()}"
        names = _second_language_names(
            country_name(code, "en"), country_name(code, "fr"), link="from "
        )
        yield Accent(by_country[code], language, "second_language", root, names, places=(code,))
    for first in languages():
        if first != language:
            names = _second_language_names(language_name(first, "en"), language_name(first, "fr"))
            places = tuple(homes.pop(first, ()))
            slug = f"{root}-{first}"
            yield Accent(
                slug, language, "second_language", root, names, places=places, first_language=first
            )
    if homes:
        raise TaxonomyError(f"first languages without a name in names.toml: {sorted(homes)}")


def _second_language_names(english: str, french: str, *, link: str = "") -> Mapping[str, str]:
    return _names({"en": f"Second language ({link}{english})", "fr": f"Langue seconde ({french})"})


def _names(names: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(names)


def _validate(accent: Accent, accents: Mapping[str, Accent]) -> None:
    slug = accent.slug
    problems = [
        (not slug.startswith(f"{accent.language}-"), f"must start with {accent.language}-"),
        (slug != slug.lower() or not slug.isascii(), "must be lower-case ASCII"),
        (accent.kind not in KINDS, f"kind {accent.kind!r}; expected one of {', '.join(KINDS)}"),
        (not {"en", "fr"} <= set(accent.names), "needs names in en and fr"),
        (accent.status not in STATUSES, f"status {accent.status!r}; expected {STATUSES}"),
        ((accent.status == "retired") != (accent.replaced_by is not None),
         "a retired accent, and no other, names what it is replaced_by"),
        (_runs_in_circles(slug, accents, "parent"), "its parents are missing or form a circle"),
        (_runs_in_circles(slug, accents, "replaced_by"),
         "what replaces it is missing or forms a circle"),
    ]  # fmt: skip
    for wrong, why in problems:
        if wrong:
            raise TaxonomyError(f"accent {slug!r}: {why}")


def _runs_in_circles(slug: str, accents: Mapping[str, Accent], link: str) -> bool:
    seen = {slug}
    following = getattr(accents[slug], link)
    while following is not None:
        if following in seen or following not in accents:
            return True
        seen.add(following)
        following = getattr(accents[following], link)
    return False
