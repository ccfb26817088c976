"""What the report of a workspace lays beside its gaps, through the real store and stages."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import TableError
from pipeline.io.workspace import Workspace
from pipeline.report import render_html, render_json, render_markdown
from pipeline.report.contents import Grouping, ReportContents
from pipeline.stages.comparing.compare import compare
from pipeline.stages.reporting.material import load_material
from pipeline.stages.reporting.report import assemble

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCOTLAND, ENGLAND = "en-scotland", "en-england"


def contents_of(place: Workspace) -> ReportContents:
    return assemble(load_material(place, NOON))


def accents(contents: ReportContents) -> Grouping:
    return next(each for each in contents.groupings if each.key == "accent")


def row_of(rows: Any, **wanted: Any) -> Any:
    found = [
        row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())
    ]
    assert len(found) == 1, found
    return found[0]


def test_words_and_pairs_say_where_the_errors_are(two_accents: Any) -> None:
    evidence = accents(contents_of(two_accents.place)).evidence
    river = row_of(evidence.words, group=SCOTLAND, word="river")
    assert (river.said, river.missed, river.excess) == (48, 48, 48.0)
    assert not [row for row in evidence.words if row.group == ENGLAND and row.word == "river"]
    pair = row_of(evidence.confusions, group=SCOTLAND, reference="river", hypothesis="liver")
    assert (pair.times, pair.speakers) == (48, 12)
    substitutions = row_of(evidence.error_types, group=SCOTLAND, type="substitutions")
    assert substitutions.errors == 48 + 12
    number = row_of(evidence.word_classes, group=SCOTLAND, word="number")
    assert number.missed == 0


def test_harmful_words_that_always_came_through_are_only_in_the_sum(two_accents: Any) -> None:
    harmful = accents(contents_of(two_accents.place)).evidence.harmful
    missed = row_of(harmful, group=SCOTLAND, word="not")
    assert (missed.kind, missed.said, missed.missed) == ("negation", 48, 24)
    assert {row.word for row in harmful} == {None, "not"}
    everything = row_of(harmful, group=ENGLAND, word=None)
    assert (everything.said, everything.missed) == (2 * 48, 0)


def test_the_campaigns_own_words_are_looked_for(two_accents: Any) -> None:
    text = (two_accents.place.root / "isogloss.toml").read_text("utf-8")
    own = text + '\n[review.harmful_words]\nen = ["river"]\n'
    (two_accents.place.root / "isogloss.toml").write_text(own, "utf-8")
    harmful = accents(contents_of(Workspace(two_accents.place.root))).evidence.harmful
    assert row_of(harmful, group=SCOTLAND, word="river").kind == "campaign"


def test_the_languages_own_policy_stands_beside_and_says_what_it_set_aside(
    two_accents: Any,
) -> None:
    grouping = accents(contents_of(two_accents.place))
    (second,) = grouping.evidence.policies
    assert (grouping.result.policy, second.policy) == ("basic-1", "english-1")
    # Of the dropped "um" english-1 makes nothing: 72 deletions fewer.
    assert grouping.result.totals.deletions - second.totals.deletions == 72
    hesitations = row_of(grouping.evidence.optional_tokens, group=ENGLAND, kind="hesitations")
    assert (hesitations.times_in_references, hesitations.times_in_hypotheses) == (48, 12)
    assert hesitations.policy == "english-1"
    gonna = row_of(grouping.evidence.optional_tokens, group=ENGLAND, form="gonna")
    assert (gonna.times, gonna.words) == (96, 480)
    assert gonna.times_per_thousand == pytest.approx(200.0)


def test_what_the_audio_checks_measured_joins_the_model_by_itself(two_accents: Any) -> None:
    grouping = accents(contents_of(two_accents.place))
    scotland = row_of(grouping.result.adjusted, group=SCOTLAND)
    # Bandwidth, prompt, pace, device, age and gender are the same everywhere.
    assert scotland.covariates == ("snr_db",)
    assert scotland.status == "reported"
    assert scotland.ratio == pytest.approx(scotland.raw_ratio, rel=0.1)
    strata = grouping.evidence.strata
    assert {row.measure for row in strata} == {"snr_db"}
    assert [row.stratum for row in strata if row.group == SCOTLAND] == [
        "low", "middle", "high",
    ]  # fmt: skip


def test_the_random_intercept_stands_beside_only_where_the_settings_ask_for_it(
    two_accents: Any,
) -> None:
    default = accents(contents_of(two_accents.place)).result.adjusted
    assert [each.has_random_intercept for each in default] == [False, False]
    place = two_accents.set("report", "random_intercept = true")
    asked = accents(contents_of(place)).result.adjusted
    assert [each.has_random_intercept for each in asked] == [True, True]
    assert [each.p_adjusted for each in asked] == [each.p_adjusted for each in default]


def test_only_the_accents_carry_words_and_models(two_accents: Any) -> None:
    gender = next(one for one in contents_of(two_accents.place).groupings if one.key == "gender")
    assert gender.result.adjusted == ()
    assert gender.evidence.words == gender.evidence.confusions == gender.evidence.strata == ()
    assert gender.evidence.error_types
    assert gender.evidence.policies


def test_the_same_data_give_the_same_bytes(two_accents: Any) -> None:
    pages = [
        (render_json(contents), render_html(contents))
        for contents in (contents_of(two_accents.place), contents_of(two_accents.place))
    ]
    assert pages[0] == pages[1]


def test_limits_that_hold_together_stand_beside_where_speakers_are_enough(campaign: Any) -> None:
    said, heard = {}, {}
    for n in range(48):
        campaign.speaker(f"s{n:02}", ["England", "Scottish"][n % 2])
        campaign.utterance(f"u{n:02}", f"s{n:02}")
        said[f"u{n:02}"] = "we go down to the river now"
        heard[f"u{n:02}"] = "we go down to a river" if n % 3 or n % 2 else "we go to the river now"
    campaign.texts(said, heard)
    gap = row_of(accents(contents_of(campaign.place)).result.gaps, group=SCOTLAND)
    assert gap.ratio_low_simultaneous < gap.ratio < gap.ratio_high_simultaneous


def test_a_masked_word_is_in_no_row(two_accents: Any) -> None:
    names = [f"u{n:02}{m}" for n in range(1, 24, 2) for m in range(4)]
    for name in names:
        two_accents.redact(name, "river")
    two_accents.save()
    with two_accents.place.store.writing() as transaction:
        transaction.delete("error_counts", "utterance_id", names)
    compare(two_accents.place, NOON)
    contents = contents_of(two_accents.place)
    assert accents(contents).result.groups[1].totals.errors < 48 + 48  # the liver is gone
    evidence = accents(contents).evidence
    assert "liver" not in render_json(contents)
    assert "liver" not in render_html(contents) + render_markdown(contents)
    assert not [row for row in evidence.words if row.word == "river"]
    assert not [row for row in evidence.confusions if row.reference == "river"]


def test_nobody_disclosed_an_accent(campaign: Any) -> None:
    said, heard = {}, {}
    for n in range(12):
        campaign.speaker(f"s{n:02}", "")
        campaign.utterance(f"u{n:02}", f"s{n:02}")
        said[f"u{n:02}"], heard[f"u{n:02}"] = "we do not go home", "we do go home"
    campaign.texts(said, heard)
    contents = contents_of(campaign.place)
    grouping = accents(contents)
    assert [group.group for group in grouping.result.groups] == ["undisclosed"]
    assert grouping.result.gaps == grouping.result.adjusted == ()
    assert grouping.evidence.words == grouping.evidence.selection_gaps == ()
    assert row_of(grouping.evidence.harmful, word="not", group="undisclosed").missed == 12
    assert render_html(contents)


def test_one_speaker_is_never_quoted(campaign: Any) -> None:
    campaign.speaker("s", "England")
    campaign.utterance("u", "s")
    campaign.texts({"u": "we do not go home"}, {"u": "we do knot go home"})
    contents = contents_of(campaign.place)
    evidence = accents(contents).evidence
    assert evidence.confusions == evidence.words == ()
    assert render_html(contents)


def test_nothing_scored_yet(campaign: Any) -> None:
    campaign.speaker("s", "England")
    campaign.utterance("u", "s")
    campaign.save()
    contents = contents_of(campaign.place)
    assert contents.groupings == ()
    assert contents.left_out == {"no_reference": 1}
    assert render_html(contents)


def test_alternatives_change_what_counts_and_are_named(two_accents: Any) -> None:
    before = accents(contents_of(two_accents.place)).result.totals.errors
    (two_accents.place.root / "glm.csv").write_text("from,to\nriver,{river / liver}\n", "utf-8")
    place = two_accents.set("report", 'alternatives = "glm.csv"')
    assert contents_of(place).left_out == {"not_compared_yet": 96}
    assert compare(place, NOON)["counted"] == 96
    contents = contents_of(place)
    assert contents.policy.startswith("basic-1+alternatives:")
    grouping = accents(contents)
    assert grouping.result.policy == contents.policy
    assert grouping.result.totals.errors == before - 48
    assert not [row for row in grouping.evidence.words if row.word == "river"]
    assert not [row for row in grouping.evidence.confusions if row.reference == "river"]
    assert grouping.evidence.policies[0].policy.startswith("english-1+alternatives:")
    assert compare(place, NOON)["counted"] == 0
    # Another rule makes other counts; the first table, put back, finds its own again.
    (place.root / "glm.csv").write_text("from,to\nriver,lake\n", "utf-8")
    assert compare(place, NOON)["counted"] == 96
    (place.root / "glm.csv").write_text("from,to\nriver,{river / liver}\n", "utf-8")
    assert compare(place, NOON)["counted"] == 0


def test_a_broken_table_of_alternatives_is_named_by_its_line(two_accents: Any) -> None:
    (two_accents.place.root / "glm.csv").write_text('from,to\na,b\n"c,d\n', "utf-8")
    place = two_accents.set("report", 'alternatives = "glm.csv"')
    with pytest.raises(TableError, match=r"glm\.csv: line 3: a quote is opened"):
        compare(place, NOON)


def test_counts_against_an_older_reference_are_not_taken_for_current(two_accents: Any) -> None:
    held = two_accents.place.store.read("references", where={"utterance_id": "u000"})
    row = {str(name): value for name, value in held.iloc[0].items()}
    with two_accents.place.store.writing() as transaction:
        transaction.put("references", [row | {"reference_id": "r-new", "text": "other words"}])
    assert contents_of(two_accents.place).left_out == {"not_compared_yet": 1}
