"""Consent is read narrowly, ages as people write them, and nothing is kept without consent."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.ages import AGE_BANDS, age_band, read_age
from pipeline.collect.consent import (
    allows,
    parse_purposes,
    record_consent,
    split_purposes,
    why_no_purpose,
)
from pipeline.collect.intake import GENDERS, ManifestRow, parse_time, take_in
from pipeline.settings import ConsentSettings
from pipeline.tables import PURPOSES

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ROW = ManifestRow(
    2, "a.wav", "p1", " Hello ", " s1 ", " Geordie\t", " Fife ", "", "", "", " Pixel 7 ", "", "",
    ("transcription", "training"),
)  # fmt: skip


def row(**changes) -> ManifestRow:
    return dataclasses.replace(ROW, **changes)


def one(settings: ConsentSettings | None = None, **changes):
    intake = take_in([row(**changes)], settings or ConsentSettings(), NOW)
    assert len(intake.admitted) + len(intake.refused) == 1
    return intake


@pytest.mark.parametrize(
    ("text", "allowed", "unknown"),
    [
        ("transcription;training", ("transcription", "training"), ()),
        (" Publication ;; EVALUATION; ", ("evaluation", "publication"), ()),
        ("training;training", ("training",), ()),
        ("", (), ()),
        (" ; ", (), ()),
        ("yes", (), ("yes",)),
        ("all", (), ("all",)),
        ("no training", (), ("no training",)),
        ("transcription, training", (), ("transcription, training",)),
        ("everything but publication;training", ("training",), ("everything but publication",)),
        ("NA", (), ("NA",)),
    ],
)
def test_only_the_names_of_purposes_count(text, allowed, unknown):
    purposes = parse_purposes(split_purposes(text))
    assert (purposes.allowed, purposes.unknown) == (allowed, unknown)


def test_a_guardian_is_a_word_beside_the_purposes():
    assert parse_purposes(("training", "Guardian")).guardian
    assert parse_purposes(("guardian",)).allowed == ()


@given(st.text())
def test_nothing_but_known_purposes_ever_comes_of_a_consent_cell(text):
    purposes = parse_purposes(split_purposes(text))
    assert set(purposes.allowed) <= set(PURPOSES)
    if not any(purpose in text.casefold() for purpose in PURPOSES):
        assert purposes.allowed == ()


def test_the_refusal_says_what_was_found_and_what_was_expected():
    assert why_no_purpose(parse_purposes(("yes", "ok"))) == (
        "the consent column says 'yes', 'ok', which names no purpose; expected one or more of "
        "transcription, training, evaluation, publication, separated by ';' (for a published "
        "release: consent_for_release in the settings)"
    )
    assert why_no_purpose(parse_purposes(())).startswith("no consent is recorded; expected")


def consent(*purposes: str, days_ago: float = 1, kept: int = 100, withdrawn: float | None = None):
    given_at = NOW - days_ago * DAY
    recorded = record_consent(
        "s1", parse_purposes(purposes), ConsentSettings(retention_days=kept), given_at
    )
    at = None if withdrawn is None else NOW - withdrawn * DAY
    return dataclasses.replace(recorded, withdrawn_at=at)


@pytest.mark.parametrize(
    ("consents", "reason"),
    [
        ([], "never_given"),
        ([consent("training", days_ago=-1)], "never_given"),
        ([consent("training")], ""),
        ([consent("evaluation")], "not_this_purpose"),
        ([consent("evaluation"), consent("training")], ""),
        ([consent("training", days_ago=99)], ""),
        ([consent("training", days_ago=100)], "expired"),
        ([consent("training", days_ago=100), consent("evaluation")], "not_this_purpose"),
        ([consent("training", withdrawn=0.5)], "withdrawn"),
        ([consent("training", withdrawn=0)], "withdrawn"),
        ([consent("training", withdrawn=-0.5)], ""),
        ([consent("training", days_ago=5), consent("evaluation", withdrawn=0.5)], "withdrawn"),
        ([consent("training", days_ago=9, withdrawn=5), consent("training", days_ago=2)], ""),
        ([consent("training", days_ago=9, withdrawn=5), consent("training", days_ago=6)],
         "withdrawn"),
    ],
)  # fmt: skip
def test_whether_a_use_is_allowed_now(consents, reason):
    for order in (consents, consents[::-1]):
        permission = allows(order, "training", NOW)
        assert (permission.allowed, permission.reason) == (not reason, reason)


def test_a_purpose_nobody_knows_is_our_own_mistake():
    with pytest.raises(ValueError, match="no purpose 'fun'; there are transcription, training"):
        allows([], "fun", NOW)


def test_a_recorded_consent_keeps_the_text_it_was_given_to():
    settings = ConsentSettings(text_version="7", text_language="fr", text_sha256="abc")
    kept = record_consent("s", parse_purposes(("training", "guardian")), settings, NOW)
    assert (kept.text_version, kept.text_language, kept.text_sha256) == ("7", "fr", "abc")
    assert (kept.purposes, kept.guardian, kept.expires_at) == (("training",), True, NOW + 730 * DAY)


@pytest.mark.parametrize(
    ("text", "low", "high", "band"),
    [
        ("34", 34, 34, "thirties"),
        ("34.0", 34, 34, "thirties"),
        ("34 ans", 34, 34, "thirties"),
        ("34 years old", 34, 34, "thirties"),
        ("18", 18, 18, "teens"),
        ("teens", 13, 19, "teens"),
        ("Fourties", 40, 49, "forties"),
        ("nineties", 90, 99, "nineties"),
        ("30s", 30, 39, "thirties"),
        ("25-29", 25, 29, "twenties"),
        ("25 to 34", 25, 34, "undisclosed"),
        ("65+", 65, 119, "undisclosed"),
        ("under 18", 0, 17, "undisclosed"),
        ("<18", 0, 17, "undisclosed"),
        ("adulte", 18, 119, "undisclosed"),
        ("1990", 35, 36, "thirties"),
        ("1996", 29, 30, "undisclosed"),
        ("2010-04-03", 15, 16, "teens"),
        ("101", 101, 101, "undisclosed"),
        ("7", 7, 7, "undisclosed"),
        ("", None, None, "undisclosed"),
        ("NA", None, None, "undisclosed"),
    ],
)
def test_ages_as_people_write_them(text, low, high, band):
    age = read_age(text, 2026)
    assert (age.low, age.high, age.understood, age_band(age)) == (low, high, True, band)


@pytest.mark.parametrize("text", ["-3", "old", "200", "2031", "34;35", "40-30", "3e1", "0x22"])
def test_ages_nobody_can_read_are_undisclosed(text):
    age = read_age(text, 2026)
    assert (age.understood, age.may_be_minor, age_band(age)) == (False, False, "undisclosed")


@given(st.text() | st.integers(-10, 3000).map(str))
def test_any_age_gives_a_band(text):
    assert age_band(read_age(text, 2026)) in AGE_BANDS


@given(st.integers(10, 99))
def test_a_band_holds_its_age(age):
    assert AGE_BANDS.index(age_band(read_age(str(age), 2026))) == age // 10 - 1


MINORS = ["17", "teens", "16-20", "under 18", "mineur", "2008-09-01", "2010", "0"]


@pytest.mark.parametrize("age", MINORS)
def test_whoever_may_be_a_minor_is_refused_by_default(age):
    refused = one(age=age, consent=("training", "guardian")).refused[0]
    assert (refused.code, refused.path) == ("no_consent", "")
    assert "accept_minors_with_guardian" in refused.explanation
    assert refused.value == ""


@pytest.mark.parametrize("age", MINORS)
def test_whoever_may_be_a_minor_needs_a_guardian(age):
    settings = ConsentSettings(accept_minors_with_guardian=True)
    assert "'guardian'" in one(settings, age=age).refused[0].explanation
    admitted = one(settings, age=age, consent=("training", "guardian")).admitted[0]
    assert (admitted.guardian, admitted.purposes) == (True, ("training",))


@pytest.mark.parametrize("age", ["18", "19", "twenties", "", "NA", "18-24", "65+", "adult"])
def test_adults_and_those_who_do_not_say_are_not_taken_for_minors(age):
    assert one(age=age).refused == ()


def test_without_consent_nothing_of_a_row_is_kept_but_its_number():
    secret = dataclasses.replace(ROW, row_number=9, consent=(), accent="SECRET", prompt="SECRET")
    intake = take_in([row(), secret, row(row_number=10)], ConsentSettings(), NOW)
    assert [r.row_number for r in intake.admitted] == [2, 10]
    refused = intake.refused[0]
    assert (refused.row_number, refused.path, refused.code, refused.value) == (
        9,
        "",
        "no_consent",
        "",
    )
    for kept in ("SECRET", "s1", "a.wav"):
        assert kept not in repr(refused)


def test_consent_is_looked_at_before_all_else():
    refused = one(consent=(), speaker_id="", path="", age="9").refused
    assert [(r.code, "no consent is recorded" in r.explanation) for r in refused] == [
        ("no_consent", True)
    ]


@pytest.mark.parametrize(
    ("changes", "code", "part"),
    [
        ({"speaker_id": "  "}, "no_consent", "consent belongs to somebody"),
        ({"path": " "}, "bad_row", "no path"),
    ],
)
def test_rows_that_lack_what_is_needed(changes, code, part):
    refused = one(**changes).refused[0]
    assert refused.code == code
    assert part in refused.explanation


def test_texts_are_trimmed_and_the_accent_is_not():
    admitted = one().admitted[0]
    assert (admitted.prompt, admitted.speaker_id) == ("Hello", "s1")
    assert (admitted.region, admitted.device) == ("Fife", "Pixel 7")
    assert admitted.accent == " Geordie\t"
    assert (admitted.gender, admitted.age_band, admitted.recorded_at) == ("undisclosed",) * 2 + (
        None,
    )
    assert admitted.remarks == ()


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("female_feminine", "female"), ("F", "female"), ("Femme", "female"),
        ("male_masculine", "male"), ("m", "male"), ("homme", "male"), ("männlich", "male"),
        ("non-binary", "other"), ("other", "other"), ("Autre", "other"),
        ("do_not_wish_to_say", "undisclosed"), ("prefer not to say", "undisclosed"),
        ("", "undisclosed"), ("NA", "undisclosed"),
    ],
)  # fmt: skip
def test_gender_in_one_vocabulary(text, gender):
    admitted = one(gender=text).admitted[0]
    assert (admitted.gender, admitted.remarks) == (gender, ())
    assert gender in GENDERS


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"gender": "malefemale"}, "gender 'malefemale' is none of female, male"),
        ({"age": "old"}, "age 'old' falls into no one band"),
        ({"age": "25-34"}, "age '25-34' falls into no one band"),
        ({"recorded_at": "01/03/2026"}, "recorded_at '01/03/2026' is no ISO 8601 time"),
        ({"recorded_at": "2027-01-01"}, "recorded_at '2027-01-01' lies in the future"),
        ({"recorded_at": "0001-01-01T00:00:00+14:00"}, "is no ISO 8601 time"),
    ],
)
def test_what_cannot_be_read_is_left_empty_and_said(changes, remark):
    admitted = one(**changes).admitted[0]
    assert [remark in text for text in admitted.remarks] == [True]
    assert (admitted.gender, admitted.age_band) == ("undisclosed", "undisclosed")
    assert admitted.recorded_at is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01 10:00", "2026-03-01T10:00:00+00:00"),
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00+00:00"),
        ("20260301T100000+0530", "2026-03-01T04:30:00+00:00"),
    ],
)
def test_times_become_utc(text, expected):
    assert parse_time(text).isoformat() == expected


@given(st.text())
def test_no_text_breaks_the_clock(text):
    time = parse_time(text)
    assert time is None or time.tzinfo is UTC
