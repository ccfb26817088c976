"""What the report says in sentences: verdicts, what is withheld, and two whole languages."""

import re
from dataclasses import replace
from typing import Any

import pytest

from pipeline.locale.catalogue import Messages, catalogue
from pipeline.locale.numbers import Numbers
from pipeline.report import render_html, render_markdown
from pipeline.report.contents import Grouping, ReportContents
from pipeline.report.rendering.page import key_numbers
from pipeline.report.rows import group_rows
from pipeline.report.sentences import findings, left_out_sentence, overall_sentence
from pipeline.results.verdicts import GroupVerdict
from pipeline.tables import REFERENCE_METHODS, VERDICTS


@pytest.mark.parametrize("verdict", list(GroupVerdict))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_verdict_has_its_words(verdict: GroupVerdict, language: str) -> None:
    assert Messages(language)(f"verdict.{verdict}")


def test_verdict_sentence_has_rate_n_interval_and_no_cause(english: ReportContents) -> None:
    accent = english.ordered_groupings()[0]
    assert findings(accent, english)[0] == (
        "More errors are associated with India and South Asia (India, Pakistan, Sri Lanka) "
        "(38 speakers): a word error rate of 30.0% (24.0\u201337.5%), which is 1.84 times that of "
        "the rest (95% interval 1.47\u20132.30; adjusted p\u00a0<\u00a00.001)."
    )


def test_withheld_groups_are_named_with_their_n(english: ReportContents) -> None:
    accent = english.ordered_groupings()[0]
    [withheld] = [each for each in findings(accent, english) if each.startswith("Verdict withheld")]
    assert "Hong Kong English (6 speakers)" in withheld
    assert "en-x-lagos (1 speaker)" in withheld
    assert "at least 10 speakers" in withheld


def test_without_a_verdict_silence_is_not_called_equality(english: ReportContents) -> None:
    gender = english.ordered_groupings()[1]
    assert findings(gender, english)[0] == (
        "No group was shown to differ. That is not evidence that all groups are heard equally well."
    )


def test_named_comparison_is_named(
    english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any
) -> None:
    groups = [make_counts("us", 30, 900, 90), make_counts("in", 30, 900, 200)]
    grouping = Grouping(
        "accent",
        make_result(groups, [make_gap("in", 2.2, 0.001, against="us")], against="us"),
        names={"us": "United States English"},
    )
    assert "times that of United States English" in findings(grouping, english)[0]
    rows = group_rows(grouping, Messages("en"))
    assert [row.verdict for row in rows] == ["worse", "comparison"]


def test_unknown_speakers_are_not_counted_in_words(english: ReportContents) -> None:
    accent = english.ordered_groupings()[0]
    totals = replace(accent.result.totals, speakers=None)
    changed = Grouping("accent", replace(accent.result, totals=totals))
    sentence = overall_sentence(replace(english, groupings=(changed,)))
    assert sentence.startswith("Scored: 1,210 utterances, 9,680 words in all.")


def test_age_bands_stay_in_their_order(make_counts: Any, make_result: Any) -> None:
    groups = [make_counts(age, 20, 100, n) for age, n in (("teens", 5), ("sixties", 30))]
    rows = group_rows(Grouping("age_band", make_result(groups, [])), Messages("en"))
    assert [row.name for row in rows] == ["teens", "sixties"]


def test_accents_come_first_whatever_the_order_given(english: ReportContents) -> None:
    assert [each.key for each in english.ordered_groupings()] == ["accent", "gender", "device"]


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same_things(key: str) -> None:
    english, french = catalogue()[key]
    assert french
    assert set(re.findall(r"{(\w*)}", english)) == set(re.findall(r"{(\w*)}", french))
    assert english.count("|") == french.count("|")


def test_french_findings(french: ReportContents) -> None:
    accent = french.ordered_groupings()[0]
    sentence = findings(accent, french)[1].replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence == (
        "Moins d\u2019erreurs sont associées au groupe England English (44 personnes) : un taux "
        "d\u2019erreur de 15,0 % (12,0\u201318,8 %), soit 0,60 fois celui de la comparaison, tous "
        "les autres (intervalle à 95 % : 0,48\u20130,75 ; p ajusté = 0,004)."
    )


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_undefined_numbers_are_never_printed_as_numbers(value: float | None) -> None:
    numbers = Numbers("en")
    one = (numbers.integer, numbers.decimal, numbers.percent, numbers.points, numbers.ratio)
    assert {write(value) for write in (*one, numbers.p_value)} == {"n/a"}
    two = (numbers.percent_range, numbers.ratio_range, numbers.points_range)
    assert {write(value, value) for write in two} == {"n/a"}
    assert numbers.percent_range(value, 0.046) == "≤ 4.6%"


def test_groups_without_enough_speakers_are_not_said_to_be_heard_alike(
    english: ReportContents, make_counts: Any, make_gap: Any, make_result: Any
) -> None:
    few = {"status": "too_few_speakers"}
    groups = [make_counts("us", 2, 90, 9, **few), make_counts("in", 1, 90, 20, **few)]
    grouping = Grouping("accent", make_result(groups, [make_gap("in", 2.2, None, **few)]))
    said = findings(grouping, english)
    assert said[0].startswith("No verdict: no group has enough speakers.")
    assert not [each for each in said if "No group was shown to differ" in each]


def test_where_nobody_disclosed_anything_there_is_one_sentence_and_no_table(
    english: ReportContents, make_counts: Any, make_result: Any
) -> None:
    undisclosed = make_result([make_counts("undisclosed", 6, 90, 9)], [])
    grouping = Grouping("device", undisclosed)
    assert findings(grouping, english) == (
        "Nobody disclosed this, so there is nothing to compare.",
    )
    contents = replace(english, groupings=(english.ordered_groupings()[0], grouping))
    section = render_markdown(contents).split("## By device")[1].split("\n## ")[0]
    assert "|" not in section
    page = render_html(contents).split('id="grouping-2"')[1].split("</section>")[0]
    assert "<table" not in page
    assert "<svg" not in page


def test_what_is_left_out_is_said_with_its_reasons(
    english: ReportContents, french: ReportContents
) -> None:
    left_out = {"no_reference": 70, "not_compared_yet": 1}
    assert left_out_sentence(replace(english, left_out=left_out)) == (
        "Left out: 70 utterances (no reference); 1 utterance (not compared yet)."
    )
    assert "pas encore comparé" in left_out_sentence(replace(french, left_out=left_out))
    assert left_out_sentence(replace(english, left_out={})) == ""


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("reference", REFERENCE_METHODS),
        ("decision", (*VERDICTS, "refused")),
        ("reason", ("withdrawn", "bad_row", "no_consent", "duplicate", "not_compared_yet")),
    ],
)
def test_every_code_of_the_store_has_french_words(kind: str, codes: tuple[str, ...]) -> None:
    missing = [code for code in codes if not Messages("fr").has(f"{kind}.{code}")]
    assert missing == []


def test_one_speaker_is_one_in_french_as_well(french: ReportContents) -> None:
    grouping = french.ordered_groupings()[0]
    totals = replace(grouping.result.totals, speakers=1, speakers_effective=1.0)
    result = replace(grouping.result, totals=totals)
    alone = replace(french, groupings=(replace(grouping, result=result),))
    assert key_numbers(alone)[1] == ("1", "personne évaluée", "")
