import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accents.package_data import countries, data_file
from accents.regions import REGION_OUTCOMES, resolve_region

RESOLVED = [
    ("Scotland", "GB-SCT"),
    ("Écosse", "GB-SCT"),
    ("ECOSSE", "GB-SCT"),
    ("Québec", "CA-QC"),
    ("Bavaria", "DE-BY"),
    ("Bavière", "DE-BY"),
    ("Bayern", "DE-BY"),
    ("Georgia, USA", "US-GA"),
    ("Tbilisi, Georgia", "GE-TB"),
    ("Punjab, India", "IN-PB"),
    ("Los Angeles, CA", "US-CA"),
    ("Toronto, ON", "CA-ON"),
    ("CA", "CA"),
    ("US-CA", "US-CA"),
    ("gb-sct", "GB-SCT"),
    ("NAM", "NA"),
    ("Namibia", "NA"),
    ("Namibie", "NA"),
    ("UK", "GB"),
    ("États-Unis", "US"),
    ("Pays-Bas", "NL"),
    ("Holland", "NL"),
    ("Ivory Coast", "CI"),
    ("Côte d\u2019Ivoire", "CI"),
    ("Niger", "NE"),
    ("Nigeria", "NG"),
    ("Luxembourg", "LU"),
    ("je viens de Bretagne", "FR-BRE"),
    ("Cornwall, England", "GB-CON"),
]


@pytest.mark.parametrize(("text", "code"), RESOLVED)
def test_places_in_english_and_french(text: str, code: str) -> None:
    found = resolve_region(text)
    assert (found.code, found.outcome) == (code, "resolved")


@pytest.mark.parametrize(
    ("text", "outcome", "candidates"),
    [
        ("NA", "ambiguous", ("NA",)),
        ("na", "ambiguous", ("NA",)),
        ("NA, NA", "unresolved", ()),
        ("Georgia", "ambiguous", ("GE", "US-GA")),
        ("Géorgie", "ambiguous", ("GE", "US-GA")),
        ("Springfield, IL", "ambiguous", ("IL", "US-IL")),
        ("Atlanta, GA", "ambiguous", ("GA", "US-GA")),
        ("Paris, Texas", "ambiguous", ("FR-IDF", "US-TX")),
        ("France and Germany", "ambiguous", ("FR", "DE")),
        ("Korea", "ambiguous", ("KR", "KP")),
        ("Atlantis", "unresolved", ()),
        ("South", "unresolved", ()),
        ("France, Atlantis", "unresolved", ("FR",)),
    ],
)
def test_doubtful_places_get_no_code(text: str, outcome: str, candidates) -> None:
    found = resolve_region(text)
    assert (found.code, found.outcome, found.candidates) == (None, outcome, candidates)


@pytest.mark.parametrize(
    ("text", "code"), [("Villeurbanne, France", "FR"), ("Sud de la France", "FR")]
)
def test_an_unknown_finer_place_leaves_the_larger_one(text: str, code: str) -> None:
    found = resolve_region(text)
    assert (found.code, found.outcome) == (code, "partial")


@pytest.mark.parametrize("text", ["", "  ", "N/A", "prefer not to say", "non renseigné"])
def test_nothing_said_is_undisclosed(text: str) -> None:
    assert resolve_region(text).outcome == "undisclosed"


@pytest.mark.parametrize("reader", ["en", "fr"])
def test_every_country_is_found_by_its_name_and_codes(reader: str) -> None:
    open_names = {"Georgia", "Géorgie", "Saint-Martin"}
    for code, country in countries().items():
        if country.names[reader] not in open_names:
            assert resolve_region(country.names[reader]).code == code
        assert resolve_region(country.alpha3).code == code
        assert resolve_region(code).code == (code if code != "NA" else None)


def test_our_names_carry_codes_of_iso_3166_2() -> None:
    import pycountry

    known = {d.code for d in pycountry.subdivisions} | set(countries())
    file = data_file("regions")
    used = {*file["names"], *(c for codes in file["ambiguous"].values() for c in codes)}
    assert used <= known


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[A-Z]{1,3}(, [A-Za-z]{2,9}){0,2}")))
def test_any_text_has_an_outcome_and_a_wellformed_code(text: str) -> None:
    found = resolve_region(text)
    assert found.outcome in REGION_OUTCOMES
    assert (found.code is not None) == (found.outcome in ("resolved", "partial"))
    for code in (found.code, *found.candidates):
        assert code is None or re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code)
