import pandas as pd
import pytest

from accents.tagging import ACCENT_COLUMNS, tag_speakers
from accents.taxonomy import TaxonomyError


def speakers(*rows: tuple[object, object, object, object]) -> pd.DataFrame:
    columns = ["speaker_id", "accent", "region", "first_language"]
    return pd.DataFrame(list(rows), columns=columns)


def test_each_speaker_has_a_row_and_each_accent_its_own() -> None:
    tagged = tag_speakers(
        speakers(
            ("a", "half Scottish half Irish", "Scotland", "en"),
            ("b", "", "Namibia", "af"),
            ("c", "Klingon", "", ""),
            ("d", "neutral", None, None),
            ("e", float("nan"), "", "fr"),
        ),
        "en",
    )
    assert tuple(tagged.columns) == ACCENT_COLUMNS
    found = tagged[["speaker_id", "outcome", "accent", "region_code"]].to_numpy().tolist()
    assert found == [
        ["a", "several", "en-scotland", "GB-SCT"],
        ["a", "several", "en-ireland", "GB-SCT"],
        ["b", "undisclosed", "undisclosed", "NA"],
        ["c", "unresolved", None, None],
        ["d", "descriptor_only", None, None],
        ["e", "undisclosed", "undisclosed", None],
    ]
    assert set(tagged["provenance"]) == {"self_declared"}


def test_the_text_NA_is_neither_missing_nor_namibia() -> None:  # noqa: N802 - the text
    row = tag_speakers(speakers(("a", "NA", "NA", "")), "en").iloc[0]
    assert (row["verbatim"], row["outcome"], row["accent"]) == ("NA", "ambiguous", None)
    assert (row["region_code"], row["region_outcome"]) == (None, "ambiguous")
    assert row["candidates"] == "en-namibia"


def test_first_language_and_region_make_no_accent() -> None:
    row = tag_speakers(speakers(("a", "", "France", "fr")), "en").iloc[0]
    assert (row["accent"], row["region_code"]) == ("undisclosed", "FR")


def test_an_accent_naming_its_place_fills_an_empty_region_only() -> None:
    tagged = tag_speakers(
        speakers(("a", "BEL/French", "", ""), ("b", "BEL/French", "Québec", "")), "en"
    )
    found = tagged[["accent", "region_code", "region_outcome"]].to_numpy().tolist()
    assert found == [["en-l2-fr", "BE", "from_accent"], ["en-l2-fr", "CA-QC", "resolved"]]


def test_declining_is_undisclosed_and_verbatim_is_kept() -> None:
    row = tag_speakers(speakers(("a", " Prefer not to say ", "", "")), "en").iloc[0]
    assert (row["verbatim"], row["accent"]) == (" Prefer not to say ", "undisclosed")


def test_a_leads_answer_retags() -> None:
    frame = speakers(("a", "Klingon", "", ""))
    assert tag_speakers(frame, "en").iloc[0]["accent"] is None
    again = tag_speakers(frame, "en", {"klingon": ("en-scotland",)})
    assert again.iloc[0]["accent"] == "en-scotland"


def test_no_speakers_give_an_empty_table() -> None:
    assert tuple(tag_speakers(speakers(), "en").columns) == ACCENT_COLUMNS


def test_absent_columns_and_languages_are_named() -> None:
    with pytest.raises(KeyError, match="speakers lack region, first_language"):
        tag_speakers(pd.DataFrame({"speaker_id": [], "accent": []}), "en")
    with pytest.raises(TaxonomyError, match="no accent taxonomy for language 'it'"):
        tag_speakers(speakers(), "it")
