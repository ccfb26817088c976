"""Write population.toml: how many people speak a taxonomy's language in each territory.

Source: `territoryInfo.json` of Unicode CLDR (Unicode-3.0 licence), supplemental data. Run:
`python accents/data/make_population.py PATH/TO/territoryInfo.json`.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "fr", "de", "es")
# CLDR counts written Swiss German under `de` already, so `gsw` is not added to it.
HEAD: Final = """\
# Made by make_population.py; do not edit. People and per cent who use each language.
# Source: Unicode CLDR {version}, supplemental territoryInfo; Unicode-3.0 licence,
# https://www.unicode.org/license.txt. The per cent counts everybody who can use the language,
# as a first or a later one; CLDR calls these figures estimates from many sources.
"""


def format_lines(territories: dict[str, Any]) -> list[str]:
    """One table a territory in which one of our languages is used."""
    lines = []
    for code, facts in sorted(territories.items()):
        shares = facts.get("languagePopulation", {})
        kept = [
            f"{language} = {float(shares[language]['_populationPercent'])}"
            for language in LANGUAGES
            if language in shares
        ]
        if kept:
            lines += ["", f"[{code}]", f"population = {int(facts['_population'])}", *kept]
    return lines


def main(source: Path) -> None:
    """Read CLDR's file and write ours beside this script."""
    supplemental = json.loads(source.read_text(encoding="utf-8"))["supplemental"]
    head = HEAD.format(version=supplemental["version"]["_cldrVersion"])
    text = head + "\n".join(format_lines(supplemental["territoryInfo"])) + "\n"
    Path(__file__).with_name("population.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
