"""Write names.toml: names of countries and languages in English, French, German and Spanish.

Source: Unicode CLDR through Babel (Unicode-3.0 licence) and ISO 3166 codes through pycountry.
Run when Babel brings a newer CLDR: `python accents/data/make_names.py`.
"""

import json
import re
from pathlib import Path
from typing import Final

import pycountry
from babel import Locale
from babel.core import get_cldr_version
from babel.languages import get_territory_language_info

UI_LANGUAGES: Final = ("en", "fr", "de", "es")

# First languages that a second-language accent can be named after. Sign languages, ancient and
# constructed languages are left out; add a code here and run the script.
FIRST_LANGUAGES: Final = re.findall(
    r"\w+",
    "af ak am an ar as ast ay az ba ban be bem bg bho bi bm bn bo br bs ca ceb chr ckb co "
    "crs cs cv cy da de dv dz ee el en eo es et eu fa ff fi fil fj fo fr fur fy ga gd gl "
    "gn gsw gu ha hak haw he hi hmn hr ht hu hy id ig ilo is it ja jam jv ka kab kea kg "
    "ki kk kl km kmb kn ko kok ks ku ky lb lg ln lo lt lu lua luo lv mad mai mfe mg mi "
    "min mk ml mn mr ms mt my nan nd ne nl no nso ny oc om or os pa pap pcm pl ps pt qu "
    "rm rn ro rom ru rw sa sc scn sd sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tet "
    "tg th ti tk tn to tpi tr ts tt ty ug uk umb ur uz ve vi wa wo wuu xh yi yo yue zh zu ",
)

# CLDR counts spoken varieties apart; speakers name the language.
SAME_LANGUAGE: Final = {"arq": "ar", "ary": "ar", "arz": "ar", "aeb": "ar", "apc": "ar", "nb": "no"}
LEAST_PER_CENT: Final = 1.0


def toml_line(key: str, value: str) -> str:
    """One key and its text as a line of TOML."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def languages_used(territory: str) -> list[str]:
    """First languages used by at least one per cent of a territory, commonest first."""
    shares: dict[str, float] = {}
    for tag, facts in get_territory_language_info(territory).items():
        code = SAME_LANGUAGE.get(tag.split("_")[0], tag.split("_")[0])
        if code in FIRST_LANGUAGES:
            shares[code] = max(shares.get(code, 0.0), float(facts["population_percent"] or 0))
    return sorted((c for c in shares if shares[c] >= LEAST_PER_CENT), key=lambda c: -shares[c])


def territory_lines(locales: dict[str, Locale]) -> list[str]:
    """A table for each ISO 3166-1 country, and Kosovo under CLDR's user-assigned code XK."""
    codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries} | {"XK": "XKX"}
    lines = []
    for code, alpha3 in sorted(codes.items()):
        lines += ["", f"[territories.{code}]", toml_line("alpha3", alpha3)]
        lines += [toml_line(ui, locale.territories[code]) for ui, locale in locales.items()]
        lines += [f"languages = {json.dumps(languages_used(code))}"]
    return lines


def language_lines(locales: dict[str, Locale]) -> list[str]:
    """A table for each first language that CLDR can name."""
    lines = []
    for code in FIRST_LANGUAGES:
        names = {ui: locale.languages.get(code) for ui, locale in locales.items()}
        if names["en"]:
            lines += ["", f"[languages.{code}]"]
            lines += [toml_line(ui, name) for ui, name in names.items() if name]
    return lines


def main() -> None:
    """Write the file beside this script."""
    locales = {ui: Locale(ui) for ui in UI_LANGUAGES}
    head = [
        "# Made by make_names.py; do not edit. Names of countries and languages.",
        f"# Source: Unicode CLDR {get_cldr_version()} through Babel, Unicode-3.0 licence;",
        "# https://www.unicode.org/license.txt. Codes: ISO 3166-1, BCP-47.",
    ]
    text = "\n".join([*head, *territory_lines(locales), *language_lines(locales)]) + "\n"
    Path(__file__).with_name("names.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
