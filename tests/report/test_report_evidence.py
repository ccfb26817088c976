"""What stands behind a comparison: which sections there are, and which figures are held back."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from pipeline.locale.catalogue import Messages, catalogue
from pipeline.report import ReportContents, render_html, render_json, render_markdown
from pipeline.report.contents import Grouping
from pipeline.report.plots.errors import error_plots
from pipeline.report.rendering.blocks import Part, make_blocks, selection_parts
from pipeline.report.tables.basic import ShownTable
from pipeline.report.tables.comparisons import (
    adjusted_table,
    pair_table,
    policy_sentences,
    policy_table,
    refused_back_table,
    selection_gap_table,
    selection_step_table,
    system_table,
)
from pipeline.report.tables.evidence import (
    confusion_table,
    error_type_table,
    harmful_tables,
    optional_token_tables,
    silence_table,
    strata_tables,
    word_class_table,
    word_table,
)
from pipeline.results.disparity import Adjusted
from pipeline.results.evidence import NO_EVIDENCE, Evidence
from pipeline.results.words import Confusion
from tests.report.one_grouping import contents_of_one

HELD_BACK = ("en-x-england", "deletions")
EN = Messages("en")
FR = Messages("fr")
RANGE = r"(–|≤| to )"  # noqa: RUF001 - as intervals are typeset


@pytest.fixture
def accent(english: ReportContents) -> Grouping:
    return english.ordered_groupings()[0]


def _column(table: ShownTable | None, label: str) -> list[str]:
    assert table is not None
    place = [column.label for column in table.columns].index(label)
    return [row[place] for row in table.rows]


def _all_tables(accent: Grouping, contents: ReportContents) -> list[ShownTable]:
    parts = [part for block in make_blocks(accent, EN) for part in block.parts]
    parts += selection_parts(contents)
    pairs = pair_table(contents, EN)
    assert pairs is not None
    return [pairs, *(table for part in parts for table in part.tables)]


def test_every_part_of_the_evidence_has_its_table(
    accent: Grouping, english: ReportContents
) -> None:
    blocks = {block.key: block for block in make_blocks(accent, EN)}
    assert list(blocks) == ["errors", "words", "harmful", "conditions", "policies"]
    shown = {key: sum(len(part.tables) for part in each.parts) for key, each in blocks.items()}
    assert shown == {"errors": 2, "words": 3, "harmful": 2, "conditions": 2, "policies": 2}
    assert sum(len(part.tables) for part in selection_parts(english)) == 4


@pytest.mark.parametrize("field", [each.name for each in fields(NO_EVIDENCE)])
def test_a_part_without_anything_has_no_place(
    field: str, accent: Grouping, english: ReportContents
) -> None:
    empty = replace(accent.evidence, **{field: None if field == "refused_back" else ()})
    with_all = len(_all_tables(accent, english))
    less = replace(accent, evidence=empty)
    contents = replace(english, groupings=(less, *english.groupings[:2]))
    gone = with_all - len(_all_tables(less, contents))
    assert gone == (2 if field == "harmful" else 1)


def test_without_evidence_there_is_no_section(english: ReportContents) -> None:
    bare = tuple(
        replace(each, evidence=Evidence(), result=replace(each.result, adjusted=()))
        for each in english.groupings
    )
    contents = replace(english, groupings=bare, selection=(), pairs=())
    html, markdown = render_html(contents), render_markdown(contents)
    assert "<h3" not in html
    assert "\n### " not in markdown
    assert 'id="selection"' not in html
    assert 'id="systems"' not in html


def test_estimates_stand_with_their_interval_or_not_at_all(
    accent: Grouping, english: ReportContents
) -> None:
    columns = 0
    for table in _all_tables(accent, english):
        for place, column in enumerate(table.columns):
            if not re.search(r"\(95% interval\)", column.label):
                continue
            columns += 1
            for row in table.rows:
                cell = row[place]
                held_back = cell in ("n/a", "best treated", "too few speakers")
                assert held_back or re.search(rf"\(.*{RANGE}.*\)$", cell), (table.caption, cell)
    assert columns >= 15


def test_every_table_of_estimates_has_its_n(accent: Grouping, english: ReportContents) -> None:
    counts = {"Speakers", "Utterances", "Errors", "Said", "Utterances without speech", "Offered"}
    counts |= {"Words"}
    for table in _all_tables(accent, english):
        labels = {column.label.removesuffix(", as reported") for column in table.columns}
        assert labels & counts, table.caption


def test_every_number_of_the_page_has_its_formula(english: ReportContents) -> None:
    plain = {"Utterances", "Words", "Substituted", "Deleted", "Inserted", "Empty answers", "Times"}
    plain |= {"Errors", "Said", "Missed", "Got words", "Words made up", "Heard where not said"}
    plain |= {"Utterances without speech", "Offered", "Refused"}
    plain |= {"In references", "In what was heard"}
    for table in _all_tables(english.ordered_groupings()[0], english):
        for column in table.columns:
            label = re.sub(r", (as reported|with the refused)$", "", column.label)
            assert not column.numeric or column.formula or label in plain, column.label


def test_a_group_of_one_has_counts_and_no_rate(accent: Grouping) -> None:
    table = error_type_table(accent, EN)
    assert _column(table, "Group")[-1] == "en-x-lagos"
    assert _column(table, "Errors")[-1] == "9"
    assert _column(table, "For every 100 words (95% interval)")[-1] == "n/a"
    assert all("lagos" not in mark.label for plot in error_plots(accent, EN) for mark in plot.marks)


def test_kinds_of_errors_share_one_scale(accent: Grouping) -> None:
    plots = error_plots(accent, EN)
    assert len({plot.ticks for plot in plots}) == 1
    names = {tuple(mark.label for mark in plot.marks) for plot in plots}
    assert names == {("India and Sout…ri Lanka)", "England English", "Not disclosed")}


def test_a_kind_of_error_without_an_interval_has_a_row_and_no_mark(accent: Grouping) -> None:
    rows = tuple(
        replace(row, rate_high=None) if (row.group, row.type) == HELD_BACK else row
        for row in accent.evidence.error_types
    )
    changed = replace(accent, evidence=replace(accent.evidence, error_types=rows))
    mark = error_plots(changed, EN)[1].marks[1]
    assert (mark.label, mark.value, mark.x, mark.high) == ("England English", "n/a", None, None)
    assert "None%" not in render_html(contents_of_one(changed))


def test_words_are_cut_to_the_largest_excess_and_stressed_by_q(accent: Grouping) -> None:
    table = word_table(accent, EN)
    assert table is not None
    words = _column(table, "Word")
    assert words[:2] == ["word0", "word1"]
    assert len(words) == 10 + 1
    assert "fewer" not in words
    assert [table.rows[place][-1] for place in table.stressed] == ["0.010", "0.030"]
    assert _column(word_class_table(accent, EN), "Kind of word") == ["names", "other words"]


def test_what_a_recogniser_heard_is_shown_sanitised(accent: Grouping) -> None:
    table = confusion_table(accent, EN)
    assert _column(table, "Heard") == ["tree", "␛[31muh", "(nothing)"]
    assert _column(table, "Said")[1] == "(nothing)"
    assert "<i>three" not in render_html(contents_of_one(accent))


def test_harmful_words_where_nothing_happened_are_left_to_the_list(accent: Grouping) -> None:
    whole, single = harmful_tables(accent, EN)
    assert _column(single, "Word") == ["not"]
    assert _column(whole, "Heard where not said") == ["2"]


def test_thirds_name_their_limits_and_hold_back_the_few(accent: Grouping) -> None:
    [table] = strata_tables(accent, EN)
    assert table.caption == "By signal-to-noise ratio (dB), in thirds: By accent"
    assert _column(table, "Third") == [
        "low (4.2 to 12)",
        "middle (12.1 to 21)",
        "high (21 to 140)",
    ]
    assert _column(table, "Ratio (95% interval)")[-1] == "too few speakers"


def test_adjusted_stands_beside_raw_with_its_e_value(accent: Grouping) -> None:
    table = adjusted_table(accent, EN)
    assert table is not None
    assert table.rows[0][2:] == (
        "1.86 (1.50–2.31)",  # noqa: RUF001
        "1.70 (1.30–2.20)",  # noqa: RUF001
        "1.66 (1.28–2.15)",  # noqa: RUF001
        "2.79 (1.92)",
        "0.009",
        "more errors",
    )
    assert table.stressed == (0,)
    assert table.rows[1][3:] == ("n/a", "n/a", "n/a", "n/a", "cannot say")


def test_adjustment_says_what_it_cannot_show(accent: Grouping) -> None:
    [block] = [block for block in make_blocks(accent, EN) if block.key == "conditions"]
    assert (
        block.parts[1]
        .sentences[0]
        .startswith(
            "Raw ratios stand beside ratios with signal-to-noise ratio and device held equal by a "
            "model. Adjustment cannot show what was not recorded"
        )
    )


def without_intercept(grouping: Grouping) -> Grouping:
    gaps = tuple(
        replace(
            each, mixed_ratio=None, mixed_low=None, mixed_high=None, mixed_p_value=None,
            speaker_spread=None,
        )
        for each in grouping.result.adjusted
    )  # fmt: skip
    return replace(grouping, result=replace(grouping.result, adjusted=gaps))


@pytest.mark.parametrize(
    ("messages", "column", "adds"),
    [
        (EN, "With a term a speaker (95% interval)", "so that a few speakers with very many"),
        (FR, "Avec un terme par personne (IC)", "si bien que quelques personnes aux très"),
    ],
)
def test_the_random_intercept_is_shown_and_explained_only_where_it_was_asked_for(
    accent: Grouping, messages: Messages, column: str, adds: str
) -> None:
    def conditions(grouping: Grouping) -> Part:
        blocks = {block.key: block for block in make_blocks(grouping, messages)}
        return blocks["conditions"].parts[1]

    asked, default = conditions(accent), conditions(without_intercept(accent))
    assert [text for text in asked.sentences if adds in text] == [asked.sentences[1]]
    assert default.sentences == asked.sentences[:1]
    headings = [[each.label for each in part.tables[0].columns] for part in (asked, default)]
    assert column in headings[0]
    assert headings[1] == [label for label in headings[0] if label != column]


def test_gaps_under_one_policy_only_are_named(accent: Grouping) -> None:
    assert policy_sentences(accent, EN) == ("Shown to differ under basic-1 only: England English.",)
    table = policy_table(accent, EN)
    assert _column(table, "Policy")[:2] == ["basic-1", "english-1"]
    same = replace(accent.evidence, policies=(replace(accent.result, policy="english-1"),))
    agreed = policy_sentences(replace(accent, evidence=same), EN)
    assert agreed == ("All these policies come to the same findings.",)


def test_selection_names_the_best_treated_and_marks_four_fifths(accent: Grouping) -> None:
    table = selection_gap_table(accent, EN)
    assert table is not None
    assert _column(table, "Ratio of refusals (95% interval)")[0] == "best treated"
    assert table.stressed == (1,)
    assert _column(table, "Four fifths") == ["not below", "below", "too few speakers"]
    assert _column(table, "Offered") == ["400", "395", "n/a"]
    steps = selection_step_table(accent, EN)
    assert _column(steps, "Newly taken") == ["16", "95", "2"]


def test_who_is_refused_more_and_who_less_is_said_apart(english: ReportContents) -> None:
    sentences = [each for part in selection_parts(english) for each in part.sentences]
    assert (
        "Refused at another rate than all others, by more than chance over speakers: England "
        "English less often by “noisy”; India and South Asia (India, Pakistan, Sri Lanka) more "
        "often by “noisy”."
    ) in sentences
    accent = english.ordered_groupings()[0]
    rows = tuple(replace(row, p_adjusted=0.2) for row in accent.evidence.selection_gaps)
    quiet = replace(accent, evidence=replace(accent.evidence, selection_gaps=rows))
    parts = selection_parts(replace(english, groupings=(quiet,)))
    assert any("No rule was shown to treat" in each for part in parts for each in part.sentences)


def test_refused_back_in_says_that_prompts_stand_for_references(
    accent: Grouping, english: ReportContents
) -> None:
    assert refused_back_table(accent, EN) is not None
    html = render_html(english)
    assert "With 113 refused utterances back in. Nobody listened to them" in html
    assert "(against prompts)" in html


def test_pairs_say_who_has_fewer_only_where_shown(english: ReportContents) -> None:
    table = pair_table(english, EN)
    assert _column(table, "Finding") == ["base <b> has fewer", "cannot say", "too few speakers"]
    assert _column(table, "Group")[0] == "all utterances"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_markdown_and_page_have_the_same_headings(language: Any, english: ReportContents) -> None:
    contents = replace(english, language=language)
    html, markdown = render_html(contents), render_markdown(contents)
    headings = re.findall(r"<h3[^>]*>(.*?)<span", html)
    assert headings == re.findall(r"^### (.*)$", markdown, re.MULTILINE)
    assert len(headings) == 5


def test_long_tables_are_cut_in_markdown_and_folded_on_the_page(accent: Grouping) -> None:
    many = tuple(Confusion(f"g{place}", "a", "b", 2, 2) for place in range(40))
    contents = contents_of_one(replace(accent, evidence=Evidence(confusions=many)))
    assert "… and 25 more rows, in the JSON" in render_markdown(contents)
    assert "<summary>Examples of what was heard for what: By accent (40 rows)" in render_html(
        contents
    )
    assert render_json(contents).count('"heard": "b"') == 40


def test_several_systems_of_one_key_lose_nothing_in_json(accent: Grouping) -> None:
    two = tuple(
        replace(accent, result=replace(accent.result, system=name)) for name in ("one", "two")
    )
    document = render_json(replace(contents_of_one(accent), groupings=two))
    assert '"accent:one"' in document
    assert '"accent:two"' in document


def test_every_system_has_its_rate_and_one_alone_no_table(accent: Grouping) -> None:
    assert system_table(contents_of_one(accent), EN) is None
    two = tuple(
        replace(accent, result=replace(accent.result, system=name)) for name in ("one", "<b>two")
    )
    table = system_table(replace(contents_of_one(accent), groupings=two), EN)
    assert _column(table, "System") == ["one", "<b>two"]
    assert _column(table, "Speakers") == ["153", "153"]


def test_a_bare_table_reads_well(bare: ReportContents) -> None:
    html, markdown = render_html(bare), render_markdown(bare)
    for text in (html, markdown):
        for absent in ("Campaign", "None", " · <", "·  ", "n/a speakers", "Who was recorded"):
            assert absent not in text, absent
    assert "<title>Whom the recogniser hears, and how well</title>" in html
    assert "By mother_tongue | &lt;b&gt;" in html
    assert "google_en_us" in html
    assert "Par mother_tongue | &lt;b&gt;" in render_html(replace(bare, language="fr"))


@pytest.mark.parametrize("key", [key for key in sorted(catalogue()) if key.startswith("formula.")])
def test_every_formula_belongs_to_a_column(key: str) -> None:
    name = key.removeprefix("formula.")
    assert name in ("open", "rows") or f"col.{name}" in catalogue()


def test_fields_are_those_the_methods_give() -> None:
    names = {each.name for each in fields(Adjusted)}
    assert {"raw_ratio", "mixed_low", "e_value_limit", "covariates", "utterances"} <= names


def test_nothing_aside_and_no_silence_have_no_table(english: ReportContents) -> None:
    gender = english.ordered_groupings()[1]
    assert optional_token_tables(gender, EN) == ()
    assert silence_table(gender, EN) is None
