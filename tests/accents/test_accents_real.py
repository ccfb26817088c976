"""Accents people really choose or type: Common Voice, artie, FSDD, French and German clips."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from accents.matching import match
from accents.regions import resolve_region
from accents.taxonomy import LANGUAGES

pytestmark = pytest.mark.real


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_every_predefined_accent_of_common_voice_resolves(shared_data: Path) -> None:
    table = rows(shared_data / "accent-statistics" / "cv_predefined_accents.csv")
    ours = [row for row in table if row["locale"] in LANGUAGES]
    assert Counter(row["locale"] for row in ours) == {"de": 29, "en": 16, "es": 11, "fr": 49 + 12}
    for row in ours:
        by_token, by_name = (match(row[key], row["locale"]) for key in ("token", "name"))
        assert by_token.outcome == by_name.outcome == "resolved", row
        assert by_token.accents == by_name.accents, row


def test_predefined_accents_stay_apart_but_for_a_shared_first_language(shared_data: Path) -> None:
    table = rows(shared_data / "accent-statistics" / "cv_predefined_accents.csv")
    ours = [row for row in table if row["locale"] in LANGUAGES]
    found = Counter(match(row["token"], row["locale"]).accents[0] for row in ours)
    shared = {slug: n for slug, n in found.items() if n > 1}
    assert shared == {"de-l2-en": 2, "fr-l2-en": 3, "fr-l2-de": 2}


def test_every_token_of_common_voice_25_resolves(shared_data: Path) -> None:
    table = rows(shared_data / "accent-statistics" / "cv25_accent_variant_tokens.csv")
    ours = [row for row in table if row["locale"] in LANGUAGES and row["token"]]
    assert len(ours) > 90
    assert [r for r in ours if match(r["token"], r["locale"]).outcome != "resolved"] == []


def test_artie_codes_resolve_and_NA_is_not_settled(shared_data: Path) -> None:  # noqa: N802 - the code
    table = rows(shared_data / "artie" / "artie-bias-corpus.tsv", "\t")
    outcomes = {text: match(text, "en").outcome for text in {row["accent"] for row in table}}
    assert outcomes.pop("NA") == "ambiguous"
    assert outcomes.pop("other") == "descriptor_only"
    assert set(outcomes.values()) == {"resolved"}
    assert match("southatlandtic", "en").accents == ("en-south-atlantic",)


def test_fsdd_accents(shared_data: Path) -> None:
    table = rows(shared_data / "fsdd" / "speakers.csv")
    found = {r["speaker"]: match(r["self_described_accent"], "en").accents for r in table}
    assert found == {
        "jackson": ("en-us",),
        "nicolas": ("en-l2-fr",),
        "theo": ("en-us",),
        "yweweler": ("en-l2-de",),
        "george": ("en-l2-el",),
        "lucas": ("en-l2-de",),
    }


def test_german_and_french_clips(shared_data: Path) -> None:
    german = {r["accent"] for r in rows(shared_data / "german-accents" / "clips.csv")}
    assert {text: match(text, "de").accents for text in german} == {
        "Germany": ("de-germany",),
        "Switzerland": ("de-switzerland",),
        "Austria": ("de-austria",),
        "L2 Italian": ("de-l2-it",),
        "L2 Russian": ("de-l2-ru",),
    }
    french = {r["accent"] for r in rows(shared_data / "french-prompts" / "manifest.csv")}
    assert {text: match(text, "fr").accents for text in french} == {
        "fr-CA": ("fr-canada",),
        "fr-FR": ("fr-france",),
    }


def test_countries_of_earnings_calls_are_regions(shared_data: Path) -> None:
    table = rows(shared_data / "earnings22" / "metadata.csv")
    texts = {row["Country by Ticker"] for row in table}
    assert len(texts) > 25
    assert {t for t in texts if resolve_region(t).outcome != "resolved"} == set()
