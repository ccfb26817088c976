"""Our own data files, read once: names of countries and languages, demonyms, words, numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

_READERS = ("en", "fr", "de", "es")


@cache
def data_file(name: str) -> Mapping[str, Any]:
    """Parse one TOML file of `accents/data`, once.

    Raises:
        FileNotFoundError: when the package was installed without its data.

    Example:
        >>> data_file("names")["territories"]["BE"]["fr"]
        'Belgique'
    """
    file = resources.files("accents").joinpath("data", f"{name}.toml")
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Country:
    """One country of ISO 3166-1.

    Attributes:
        alpha3: Its code in three letters.
        names: What it is called in English, French, German and Spanish: `en`, `fr`, `de`, `es`.
        languages: BCP-47 codes of the languages used there.
    """

    alpha3: str
    names: Mapping[str, str]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountryWords:
    """Further words for a country and for the people who are from there.

    Attributes:
        names: Names of the country beside those of `Country`.
        demonyms: What its people are called, by language: `en`, `fr`.
        first_language: BCP-47, where nearly all its people share one; else None.
    """

    names: tuple[str, ...] = ()
    demonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_language: str | None = None


@cache
def countries() -> Mapping[str, Country]:
    """Map the ISO 3166-1 alpha-2 code of every country to the country."""
    return MappingProxyType(
        {
            code: Country(
                facts["alpha3"],
                MappingProxyType({language: facts[language] for language in _READERS}),
                tuple(facts["languages"]),
            )
            for code, facts in data_file("names")["territories"].items()
        }
    )


@cache
def languages() -> Mapping[str, Mapping[str, str]]:
    """Map the BCP-47 code of every first language to its names: `en`, `fr`, `de`, `es`."""
    return MappingProxyType(data_file("names")["languages"])


@cache
def country_words(code: str) -> CountryWords:
    """Look up further words for a country; none where the data have nothing for this code."""
    words = data_file("demonyms")["countries"].get(code, {})
    return CountryWords(
        tuple(words.get("names", ())),
        {language: tuple(words[language]) for language in ("en", "fr") if language in words},
        words.get("first_language"),
    )


@cache
def country_codes() -> Mapping[str, str]:
    """Map every code that names a country, in capitals, to its alpha-2 code; `UK` is Britain."""
    three = {country.alpha3: code for code, country in countries().items()}
    return MappingProxyType({**three, **{code: code for code in countries()}, "UK": "GB"})


def country_name(code: str, language: str) -> str:
    """Name a country in English, French, German or Spanish; for other languages in English.

    Example:
        >>> country_name("DE", "fr")
        'Allemagne'
    """
    names = countries()[code].names
    return names.get(language, names["en"])


def language_name(code: str, language: str) -> str:
    """Name a first language in English, French, German or Spanish, else in English."""
    names = languages()[code]
    return names.get(language, names["en"])
