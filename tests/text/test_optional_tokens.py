"""What is set aside or rewritten is counted, side by side with what is compared."""

import pytest

from pipeline.errors import SettingsError
from pipeline.text.counts import count_errors
from pipeline.text.optional_tokens import count_optional_tokens, dialect_rewrites


@pytest.mark.parametrize(
    ("policy", "text", "aside"),
    [
        ("english-1", "um we uh met [door slams] (laughs) hmm", 5),
        ("english-1", "35 mm and mm", 1),
        ("english-1", "[redacted] met [x", 0),
        ("english-1", "we met", 0),
        ("english-1", "", 0),
        ("french-1", "euh ben hum oui", 2),
        ("spanish-1", "eh este em", 2),
        ("german-1", "\u00e4h eh \u00f6hm na", 2),
        ("basic-1", "um uh", 0),
        ("verbatim-1", "um uh", 0),
    ],
)
def test_hesitations_and_tags_are_counted(policy, text, aside):
    assert count_optional_tokens([text, ""], policy).tolist() == [aside, 0]


def test_what_is_set_aside_is_no_error_on_either_side():
    row = count_errors(["uh we met", "we met"], ["we met", "we um [noise] met"], "english-1")
    assert row[["substitutions", "deletions", "insertions"]].to_numpy().sum() == 0
    assert row["words"].tolist() == [2, 2]


def test_forms_of_speech_are_counted_text_by_text():
    found = dialect_rewrites(["I'm gonna, y\u2019all gonna", "", "Ain't it"], "english-1")
    assert found.to_dict("list") == {
        "row": [0, 0, 2],
        "form": ["gonna", "y'all", "ain't"],
        "times": [2, 1, 1],
    }


def test_policies_without_such_forms_give_an_empty_table():
    found = dialect_rewrites(["gonna"], "basic-1")
    assert list(found.columns) == ["row", "form", "times"]
    assert len(found) == 0


def test_an_unknown_policy_is_refused():
    for count in (count_optional_tokens, dialect_rewrites):
        with pytest.raises(SettingsError, match="no normalisation policy 'x'"):
            count([], "x")
