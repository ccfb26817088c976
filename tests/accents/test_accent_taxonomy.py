from pathlib import Path
from typing import Any

import pytest

from accents.lexicon import load_lexicon
from accents.package_data import countries, country_words, data_file, languages
from accents.taxonomy import LANGUAGES, TaxonomyError, build_taxonomy, load_taxonomy

SLUGS = Path(__file__).with_name("slugs.txt")


def small(**facts: Any) -> dict[str, Any]:
    accent = {"kind": "national", "names": {"en": "X", "fr": "X"}, **facts}
    return {"language": "en", "accents": {"en-x": accent}}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"kind": "ethnic"}, "kind 'ethnic'; expected one of national, regional"),
        ({"names": {"en": "X"}}, "needs names in en and fr"),
        ({"parent": "en-y"}, "parents are missing"),
        ({"parent": "en-x"}, "form a circle"),
        ({"status": "retired"}, "a retired accent, and no other, names what it is replaced_by"),
        ({"status": "retired", "replaced_by": "en-gone"}, "what replaces it is missing"),
        ({"stands_for": ["QQ"]}, "'QQ' is no ISO 3166-1"),
        ({"shape": "round"}, "unknown shape; expected aliases"),
    ],
)
def test_wrong_data_are_refused_by_name(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(TaxonomyError, match=message):
        build_taxonomy(small(**facts))


def test_a_retired_accent_leads_to_its_successor() -> None:
    data = small()
    data["accents"]["en-old"] = {
        "kind": "regional",
        "names": {"en": "O", "fr": "O"},
        "status": "retired",
        "replaced_by": "en-x",
    }
    assert build_taxonomy(data).current("en-old") == "en-x"


def test_an_unknown_slug_is_told_with_near_ones() -> None:
    with pytest.raises(TaxonomyError, match=r"no accent 'en-scotlnd'.*near it: en-scotland"):
        load_taxonomy("en").get("en-scotlnd")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_slug_ever_vanishes(language: str) -> None:
    """slugs.txt only grows: `python tests/accents/make_slugs.py` adds, and never removes."""
    kept = [s for s in SLUGS.read_text("utf-8").split() if s.startswith(f"{language}-")]
    taxonomy = load_taxonomy(language)
    assert len(kept) > 300
    assert [slug for slug in kept if slug not in taxonomy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_stands_for_an_accent_of_the_language(language: str) -> None:
    taxonomy = load_taxonomy(language)
    assert set(taxonomy.by_country) == set(countries())
    assert all(slug in taxonomy for slug in taxonomy.by_country.values())


def test_demonyms_and_first_languages_are_known_codes() -> None:
    words = data_file("demonyms")
    assert set(words["countries"]) <= set(countries())
    assert set(words["languages"]) <= set(languages())
    firsts = {country_words(code).first_language for code in countries()} - {None}
    assert firsts <= set(languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_sets_of_words_name_known_accents(language: str) -> None:
    lexicon = load_lexicon(language)
    named = {slug for entry in lexicon.names.values() for slug in entry.accents}
    also = {slug for slugs in lexicon.code_also.values() for slug in slugs}
    assert {slug for slug in named | also if slug not in lexicon.taxonomy} == set()
    assert set(lexicon.taxonomy.data["own_name_may_mean"]) <= set(lexicon.taxonomy.accents)


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_iso_codes(language: str) -> None:
    import pycountry

    known = {d.code for d in pycountry.subdivisions} | set(countries())
    assert {p for a in load_taxonomy(language) for p in a.places if p not in known} == set()
