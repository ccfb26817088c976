"""What a speaker calls their accent -> accents of the taxonomy, or the reason why not.

Names are taken out first, the longest from the left, so that commas inside a name do no harm;
what is left must be words that say nothing (filler, strength, description), else the text is
unresolved. Fuzzy comparison only proposes, but for a misspelling beyond doubt.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from accents.lexicon import Entry, Lexicon, load_lexicon
from accents.package_data import countries
from accents.taxonomy import TaxonomyError
from accents.words import DOUBT, SEPARATOR, Token, normalise, split_tokens

Outcome = Literal["resolved", "several", "descriptor_only", "ambiguous", "unresolved"]
OUTCOMES: Final[tuple[Outcome, ...]] = (
    "resolved",
    "several",
    "descriptor_only",
    "ambiguous",
    "unresolved",
)
MOST_CANDIDATES: Final = 8
MOST_WORDS_TO_CORRECT: Final = 8
_LOCALE: Final = re.compile(r"\s*([A-Za-z]{2,3})[-_](?:[A-Za-z]{4}[-_])?([A-Za-z]{2})\s*")
_CODE_LENGTHS: Final = (2, 3)

LeadAliases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was found to say.

    Attributes:
        text: The text, untouched.
        outcome: `resolved` (one accent), `several` (more than one, all named), `descriptor_only`
            (says nothing of an accent: "neutral", empty), `ambiguous` (names something that can
            mean several), `unresolved` (holds a part nobody knows).
        accents: Slugs; one when resolved, several when several, else none.
        candidates: Slugs a lead may choose from when ambiguous or unresolved; best first.
        places: ISO 3166 codes of places that the text itself names, when it was resolved.
    """

    text: str
    outcome: Outcome
    accents: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def row(self) -> tuple[str, str, str, str]:
        """Give the row of the table of `accents match`: text, outcome, accents, candidates.

        Example:
            >>> match("Scottish or Irish", "en").row()
            ('Scottish or Irish', 'ambiguous', '', 'en-scotland|en-ireland')
        """
        return self.text, self.outcome, "|".join(self.accents), "|".join(self.candidates)


MATCH_COLUMNS: Final = ("text", "outcome", "accents", "candidates")


def match(text: str, language: str, aliases: LeadAliases | None = None) -> Match:
    """Match one text against the accents of a language.

    The empty text, and one of white space and punctuation only, says nothing and is
    `descriptor_only`; callers who hold it for "undisclosed" test for it before.
    `NA` is Namibia and R's missing value: `ambiguous`, never settled without a person.

    Args:
        text: What the speaker said, verbatim.
        language: BCP-47 tag of the language spoken.
        aliases: A lead's answers, `lead_key` of a text -> slugs (none: it names no accent).
            They come before everything else.

    Raises:
        TaxonomyError: no taxonomy for the language, or an alias names an unknown accent.

    Example:
        >>> match("slight Scottish accent", "en").accents
        ('en-scotland',)
        >>> match("BEL/French", "en")
        Match(text='BEL/French', outcome='resolved', accents=('en-l2-fr',), candidates=(), places=('BE',))
        >>> match("Scottish and Klingon", "en").outcome
        'unresolved'
    """  # noqa: E501 - a doctest's line cannot be broken
    lexicon = load_lexicon(language)
    if aliases:
        key = lead_key(text)
        if key in aliases:
            return _as_lead_said(text, aliases[key], lexicon)
    return _matched(text, lexicon.taxonomy.language)


def lead_key(text: str) -> str:
    """Write a text in the form under which a lead's answer for it is kept.

    Example:
        >>> lead_key("  Klingon/Écossais ")
        'klingon , ecossais'
    """
    return normalise(text)


def lead_alias(text: str, slugs: tuple[str, ...], language: str) -> tuple[str, tuple[str, ...]]:
    """Check a lead's answer; give the key to keep it under and the slugs as they stand today.

    Raises:
        TaxonomyError: a slug that the language does not have.

    Example:
        >>> lead_alias("Klingon/Scots", ("en-scotland",), "en")
        ('klingon , scots', ('en-scotland',))
    """
    return lead_key(text), _as_lead_said(text, slugs, load_lexicon(language)).accents


def _as_lead_said(text: str, slugs: tuple[str, ...], lexicon: Lexicon) -> Match:
    unknown = [slug for slug in slugs if slug not in lexicon.taxonomy]
    if unknown:
        raise TaxonomyError(
            f"the lead's alias for {text!r} names {', '.join(map(repr, unknown))}, which "
            f"language {lexicon.taxonomy.language!r} does not have; "
            f"`isogloss accents list` shows its accents."
        )
    current = tuple(dict.fromkeys(map(lexicon.taxonomy.current, slugs)))
    if not current:
        return Match(text, "descriptor_only")
    return Match(text, "resolved" if len(current) == 1 else "several", current)


@dataclass
class _Reading:
    """What was read in one text so far."""

    entries: list[Entry] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)


@lru_cache(maxsize=65_536)
def _matched(text: str, language: str) -> Match:
    lexicon = load_lexicon(language)
    exact = lexicon.codes.get(text.strip())
    if exact is not None:
        return Match(text, "resolved", exact.accents, (), exact.places)
    tokens = split_tokens(text)
    if tuple(token.key for token in tokens) not in lexicon.names:
        tagged = _as_locale(text, lexicon)
        if tagged is not None:
            return tagged
    return _concluded(text, _read(tokens, lexicon), lexicon)


def _as_locale(text: str, lexicon: Lexicon) -> Match | None:
    """Read a BCP-47 tag with a region (`fr-CA`); one of another language is left to a person."""
    found = _LOCALE.fullmatch(text)
    if found is None or found[2].upper() not in countries():
        return None
    spoken, country = found[1].lower(), found[2].upper()
    taxonomy = lexicon.taxonomy
    if spoken == taxonomy.language:
        return Match(text, "resolved", (taxonomy.of_country(country),), (), (country,))
    second = f"{taxonomy.language}-l2-{spoken}"
    return Match(text, "unresolved", (), (second,)) if second in taxonomy else None


def _read(tokens: tuple[Token, ...], lexicon: Lexicon) -> _Reading:
    """Take the names out first, the longest from the left; then see what the other words do."""
    reading = _Reading()
    for run in _runs(tokens, lexicon, reading):
        if len(run) > MOST_WORDS_TO_CORRECT:  # a story, not a misspelling
            reading.unknown += run
        elif not _settle(run, lexicon, reading):
            reading.unknown += [word for word in run if not _settle([word], lexicon, reading)]
    return reading


def _runs(tokens: tuple[Token, ...], lexicon: Lexicon, reading: _Reading) -> Iterator[list[str]]:
    """Note every known name and word; give back the runs of unknown words between them."""
    run: list[str] = []
    position = 0
    while position < len(tokens):
        length = _known_at(tokens, position, lexicon, reading)
        if length == 0:
            run.append(tokens[position].key)
            position += 1
            continue
        if run:
            yield run
            run = []
        position += length
    if run:
        yield run


def _known_at(tokens: tuple[Token, ...], position: int, lexicon: Lexicon, reading: _Reading) -> int:
    """Count the tokens from here on that are a known name, word or mark; 0 if none."""
    if tokens[position].key in (SEPARATOR, DOUBT):
        reading.roles.update({"uncertain"} if tokens[position].key == DOUBT else ())
        return 1
    for length in range(min(lexicon.longest, len(tokens) - position), 0, -1):
        key = tuple(token.key for token in tokens[position : position + length])
        code = _country_code(tokens, position, lexicon) if length == 1 else None
        entry = lexicon.names.get(key) or code
        if entry is not None:
            reading.entries.append(entry)
            return length
        if key in lexicon.roles:
            reading.roles.add(lexicon.roles[key])
            return length
    return 0


def _country_code(tokens: tuple[Token, ...], position: int, lexicon: Lexicon) -> Entry | None:
    """Read an ISO code in capitals that stands alone between separators."""
    raw = tokens[position].raw
    alone = all(
        not 0 <= beside < len(tokens) or tokens[beside].key == SEPARATOR
        for beside in (position - 1, position + 1)
    )
    if len(raw) not in _CODE_LENGTHS or not alone:
        return None
    code = "NA" if raw.upper() == "NA" else raw  # a missing value in any spelling
    country = lexicon.country_codes.get(code)
    if country is None:
        return None
    slug = lexicon.taxonomy.of_country(country)
    if code in lexicon.code_also:
        return Entry(tuple(dict.fromkeys((slug, *lexicon.code_also[code]))), ambiguous=True)
    return Entry((slug,), (country,))


def _settle(words: list[str], lexicon: Lexicon, reading: _Reading) -> bool:
    """Take unknown words for a misspelled name where that is beyond doubt."""
    entry = lexicon.corrected(" ".join(words))
    if entry is not None:
        reading.entries.append(entry)
    return entry is not None


def _concluded(text: str, reading: _Reading, lexicon: Lexicon) -> Match:
    """Conclude from what was read to an outcome; what is in doubt is left to a person."""
    named = _narrowed(reading.entries, lexicon)
    sure = [entry for entry in named if not entry.ambiguous]
    slugs = _distinct(sure, lexicon)
    if reading.unknown:
        return Match(text, "unresolved", (), _candidates(named, reading.unknown, lexicon))
    if len(sure) < len(named) or _doubtful(reading, slugs, lexicon):
        return Match(text, "ambiguous", (), _candidates(named, [], lexicon))
    if slugs:
        places = tuple(dict.fromkeys(place for entry in sure for place in entry.places))
        return Match(text, "resolved" if len(slugs) == 1 else "several", slugs, (), places)
    return _nothing_named(text, reading, lexicon)


def _nothing_named(text: str, reading: _Reading, lexicon: Lexicon) -> Match:
    taxonomy = lexicon.taxonomy
    if "second_language" in reading.roles:
        return Match(text, "resolved", (f"{taxonomy.language}-l2",))
    if "own_language" in reading.roles and "descriptors" not in reading.roles:
        return Match(text, "ambiguous", (), tuple(taxonomy.data["own_name_may_mean"]))
    return Match(text, "descriptor_only")


def _doubtful(reading: _Reading, slugs: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Tell whether a text leaves open what it names: `Scottish or Irish`."""
    native = any(lexicon.taxonomy.get(slug).kind != "second_language" for slug in slugs)
    marks = reading.roles
    return bool(slugs) and ("uncertain" in marks or ("second_language" in marks and native))


def _narrowed(entries: list[Entry], lexicon: Lexicon) -> list[Entry]:
    """Let the names in a text settle one another where one reading is left.

    `Newcastle, England` leaves one Newcastle; `BEL/French` is French as first language, BE.
    """
    sure = {slug for entry in entries if not entry.ambiguous for slug in entry.accents}
    found = [_inside(entry, sure, lexicon) if entry.ambiguous else entry for entry in entries]
    return _with_first_language(found, lexicon)


def _inside(entry: Entry, sure: set[str], lexicon: Lexicon) -> Entry:
    taxonomy = lexicon.taxonomy
    left = [
        slug
        for slug in entry.accents
        if taxonomy.get(slug).kind in ("regional", "national")
        and (slug in sure or sure & set(taxonomy.ancestors(slug)))
    ]
    return Entry((left[0],)) if len(left) == 1 else entry


def _with_first_language(entries: list[Entry], lexicon: Lexicon) -> list[Entry]:
    """Let a language named beside a country, and used there, replace the country's accent."""
    taxonomy = lexicon.taxonomy
    firsts = {
        taxonomy.get(entry.accents[0]).first_language: entry
        for entry in entries
        if not entry.ambiguous and not entry.places
    }
    return [_by_language(entry, firsts, lexicon) for entry in entries]


def _by_language(entry: Entry, firsts: dict[str | None, Entry], lexicon: Lexicon) -> Entry:
    country = entry.places[0] if len(entry.places) == 1 else ""
    if entry.ambiguous or country not in countries():
        return entry
    if lexicon.taxonomy.get(entry.accents[0]).kind != "second_language":
        return entry
    used = countries()[country].languages
    named = next((firsts[first] for first in used if first in firsts), None)
    return Entry(named.accents, entry.places) if named else entry


def _distinct(entries: list[Entry], lexicon: Lexicon) -> tuple[str, ...]:
    """List the slugs in order, without those that contain another: they would add nothing."""
    slugs = dict.fromkeys(slug for entry in entries for slug in entry.accents)
    above = {parent for slug in slugs for parent in lexicon.taxonomy.ancestors(slug)}
    return tuple(slug for slug in slugs if slug not in above)


def _candidates(entries: list[Entry], unknown: list[str], lexicon: Lexicon) -> tuple[str, ...]:
    """List what was named, then what the unknown parts come near to."""
    named = dict.fromkeys(slug for entry in entries for slug in entry.accents)
    for words in unknown[:MOST_WORDS_TO_CORRECT]:
        named.update(dict.fromkeys(lexicon.proposals(words)))
    return tuple(named)[:MOST_CANDIDATES]
