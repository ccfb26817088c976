import json
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import binomtest

from accents.coverage import UNPLACED, cldr_people, coverage, wilson_interval
from accents.package_data import data_file
from accents.taxonomy import LANGUAGES, UNDISCLOSED, TaxonomyError, load_taxonomy

ENGLISH = load_taxonomy("en")


def frame(*rows: tuple[str, str | None, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["speaker_id", "accent", "hours"])


@pytest.mark.parametrize(("k", "n"), [(0, 7), (3, 10), (7, 7), (1, 1000), (450, 969)])
def test_wilson_agrees_with_scipy(k: int, n: int) -> None:
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson_interval(k, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_campaigns_table_says_who_is_missing() -> None:
    found = coverage(
        frame(
            *((f"s{i}", "en-scotland", 0.5) for i in range(3)),
            *((f"u{i}", "en-us-south", 1.0) for i in range(17)),
            ("x", UNDISCLOSED, 9.0),
            ("y", None, 1.0),
        ),
        ENGLISH,
        {"en-united-kingdom": 0.4, "en-us": 0.3, "en-india": 0.3},
    )
    rows = {row.group: row for row in found.rows}
    assert found.disclosed == 21
    assert found.missing == ("en-india",)
    assert found.source == "the campaign's table"
    assert (rows["en-us"].speakers, rows["en-us"].hours) == (17, 17.0)
    assert (rows["en-us"].status, rows["en-united-kingdom"].status) == ("above", "below")
    assert rows["en-us"].share == 17 / 21
    assert rows["en-us"].ratio == pytest.approx(17 / 21 / 0.3)
    assert rows["en-india"].status == "missing"
    assert rows[UNPLACED].share == 1 / 21
    undisclosed = rows[UNDISCLOSED]
    assert (undisclosed.speakers, undisclosed.share, undisclosed.status) == (
        1,
        None,
        "not_expected",
    )


def test_against_cldr_shares_add_up_and_the_large_absent_are_named() -> None:
    found = coverage(frame(("a", "en-us", 1.0), ("b", "en-scotland", 1.0)), ENGLISH)
    assert sum(row.expected_share or 0 for row in found.rows) == pytest.approx(1)
    assert {"en-india", "en-nigeria", "en-pakistan", "en-philippines"} <= set(found.missing)
    rows = {row.group: row for row in found.rows}
    assert rows["en-united-kingdom"].speakers == 1
    assert "en-scotland" not in rows


def test_a_coarse_label_in_use_makes_one_row() -> None:
    found = coverage(frame(("a", "en-south-asia", 1.0), ("b", "en-india", 1.0)), ENGLISH)
    groups = {row.group: row for row in found.rows}
    assert groups["en-south-asia"].speakers == 2
    assert "en-india" not in groups
    assert "en-pakistan" not in groups


def test_a_speaker_of_two_accents_in_one_row_counts_once() -> None:
    table = frame(("a", "en-scotland", 2.0), ("a", "en-wales", 2.0))
    row = next(r for r in coverage(table, ENGLISH).rows if r.group == "en-united-kingdom")
    assert (row.speakers, row.hours, row.share) == (1, 2.0, 1.0)


def test_nobody_gives_no_shares_but_all_missing() -> None:
    found = coverage(frame(), ENGLISH, {"en-us": 1.0})
    assert (found.disclosed, found.rows[0].share, found.missing) == (0, None, ("en-us",))


def test_wrong_tables_are_refused() -> None:
    with pytest.raises(TaxonomyError, match=r"add up to 90\.000|is 50"):
        coverage(frame(), ENGLISH, {"en-us": 50, "en-india": 40})
    with pytest.raises(TaxonomyError, match="no accent 'en-qonos'"):
        coverage(frame(), ENGLISH, {"en-qonos": 0.1})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_people(language: str) -> None:
    taxonomy = load_taxonomy(language)
    people = cldr_people(taxonomy)
    assert set(people) <= set(taxonomy.accents)
    assert sum(people.values()) > 100_000_000


@pytest.mark.real
def test_population_is_cldrs(shared_data: Path) -> None:
    source = shared_data / "accent-statistics" / "territoryInfo.json"
    territories = json.loads(source.read_text("utf-8"))["supplemental"]["territoryInfo"]
    for language in LANGUAGES:
        theirs = {
            code: float(facts["languagePopulation"][language]["_populationPercent"])
            for code, facts in territories.items()
            if language in facts.get("languagePopulation", {})
        }
        ours = {c: f[language] for c, f in data_file("population").items() if language in f}
        assert ours == theirs
