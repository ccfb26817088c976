"""Our own data files, read once: names of countries and languages, demonyms, words, numbers."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@cache
def data_file(name: str) -> Mapping[str, Any]:
    """One TOML file of `accents/data`, parsed once.

    Raises:
        FileNotFoundError: when the package was installed without its data.

    Example:
        >>> data_file("names")["territories"]["BE"]["fr"]
        'Belgique'
    """
    file = resources.files("accents").joinpath("data", f"{name}.toml")
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def countries() -> Mapping[str, Mapping[str, Any]]:
    """ISO 3166-1 alpha-2 code -> alpha3, en, fr, de, es, languages used there."""
    return MappingProxyType(data_file("names")["territories"])


@cache
def languages() -> Mapping[str, Mapping[str, str]]:
    """BCP-47 code of a first language -> its names en, fr, de, es."""
    return MappingProxyType(data_file("names")["languages"])


def country_words(code: str) -> Mapping[str, Any]:
    """What people of a country are called (`en`, `fr`), its further `names`, `first_language`."""
    words: Mapping[str, Any] = data_file("demonyms")["countries"].get(code, {})
    return words


def country_name(code: str, language: str) -> str:
    """A country's name in English, French, German or Spanish; English for other languages.

    Example:
        >>> country_name("DE", "fr")
        'Allemagne'
    """
    names = countries()[code]
    return str(names.get(language, names["en"]))


def language_name(code: str, language: str) -> str:
    """A first language's name in English, French, German or Spanish, else in English."""
    names = languages()[code]
    return names.get(language, names["en"])
