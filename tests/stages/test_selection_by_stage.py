"""Whom the pipeline's own decisions took out, stage by stage, through the real store and stages."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.report import render_html
from pipeline.report.contents import Grouping
from pipeline.results.evidence import Evidence
from pipeline.stages.imports import import_hypotheses
from pipeline.stages.reporting.material import load_material
from pipeline.stages.reporting.report import assemble

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCOTLAND, ENGLAND = "en-scotland", "en-england"
PROMPT = "we go home now"


@pytest.fixture
def filtered(campaign: Any) -> Any:
    """Twelve speakers from each of two countries, five recordings each.

    Of every Scot one recording is refused as silent and one is damaged; of every speaker one is a
    copy; one of each Englishman was never heard by anybody; the rest is in the report.
    """
    said, heard = {}, {}
    for n in range(24):
        scot = n % 2 == 1
        campaign.speaker(f"s{n:02}", "Scottish" if scot else "England")
        verdicts = {1: "rejected", 2: "quarantined"} if scot else {}
        for m in range(5):
            name = f"u{n:02}{m}"
            campaign.utterance(
                name, f"s{n:02}", PROMPT, verdict={**verdicts, 3: "rejected"}.get(m, "accepted")
            )
            if m == 3:
                campaign.refuse(name, "duplicate")
            elif m in verdicts:
                campaign.refuse(name, {1: "silent", 2: "truncated"}[m], verdicts[m])
            elif not (m == 4 and not scot):
                said[name], heard[name] = PROMPT, "we go home" if n % 3 else "we go home you"
    campaign.texts(said, heard)
    return campaign


def accents(campaign: Any) -> Grouping:
    contents = assemble(load_material(campaign.place, NOON))
    assert render_html(contents)
    return next(each for each in contents.groupings if each.key == "accent")


def gap(evidence: Evidence, rule: str, group: str) -> Any:
    (found,) = [r for r in evidence.selection_gaps if (r.rule, r.group) == (rule, group)]
    return found


def step(evidence: Evidence, rule: str, group: str) -> Any:
    (found,) = [r for r in evidence.selection_steps if (r.rule, r.group) == (rule, group)]
    return found


def test_every_stage_is_held_against_the_best_treated_group(filtered: Any) -> None:
    evidence = accents(filtered).evidence
    damaged = gap(evidence, "damaged", SCOTLAND)
    assert (damaged.share, damaged.best) == (0.2, ENGLAND)
    assert damaged.kept_ratio == pytest.approx(0.8)
    assert damaged.p_adjusted < 0.001
    assert gap(evidence, "refused", SCOTLAND).share == 0.2
    copies = [gap(evidence, "duplicate", group) for group in (SCOTLAND, ENGLAND)]
    assert [each.share for each in copies] == [0.2, 0.2]
    assert copies[0].p_value == 1.0
    unheard = gap(evidence, "not_transcribed", ENGLAND)
    assert (unheard.share, unheard.best) == (0.2, SCOTLAND)


def test_each_stage_is_charged_with_what_it_alone_adds(filtered: Any) -> None:
    evidence = accents(filtered).evidence
    rules = list(dict.fromkeys(row.rule for row in evidence.selection_steps))
    assert rules == ["damaged", "refused", "duplicate", "not_transcribed", "left_out_of_report"]
    damaged = step(evidence, "damaged", SCOTLAND)
    assert (damaged.offered, damaged.added, damaged.kept) == (60, 12, 48)
    not_heard = step(evidence, "not_transcribed", ENGLAND)
    assert (not_heard.offered, not_heard.added, not_heard.kept) == (60, 12, 36)
    # Everything left out was not transcribed: counted there, and not twice.
    last = step(evidence, "left_out_of_report", ENGLAND)
    assert (last.added, last.kept) == (0, 36)
    assert step(evidence, "left_out_of_report", SCOTLAND).kept == 24


def test_refused_recordings_without_hypotheses_cannot_be_put_back(filtered: Any) -> None:
    assert accents(filtered).evidence.refused_back is None


def test_refused_recordings_with_hypotheses_come_back_against_their_prompts(filtered: Any) -> None:
    table = filtered.folder / "refused.jsonl"
    rows = [f'{{"utterance_id": "u{n:02}{m}", "text": "no"}}' for n in range(1, 24, 2) for m in
            (1, 2, 3)]  # fmt: skip
    table.write_text("\n".join(rows), "utf-8")
    assert not import_hypotheses(filtered.place, table, NOON).refused
    grouping = accents(filtered)
    back = grouping.evidence.refused_back
    assert back is not None
    assert back.refused == 24  # the copies stay out
    reported, with_them = (
        {gap.group: gap.ratio for gap in found.gaps} for found in (back.reported, back.back)
    )
    assert reported[SCOTLAND] == grouping.result.gaps[1].ratio
    assert with_them[SCOTLAND] > 1.5 * reported[SCOTLAND]
    # What is reported stays as it was.
    assert grouping.result.totals.utterances == 12 * 2 + 12 * 3


def test_listeners_who_did_not_agree_are_counted_where_nothing_was_taken(filtered: Any) -> None:
    held = filtered.place.store.read("references")
    rows = [{str(k): v for k, v in row.items()} for row in held.to_dict("records")]
    apart = [row | {"method": "medoid", "workers": 2, "agreement": 0.5}
             for row in rows if row["utterance_id"].endswith("0")]  # fmt: skip
    with filtered.place.store.writing() as transaction:
        transaction.put("references", apart)
    evidence = accents(filtered).evidence
    assert gap(evidence, "too_little_agreement", SCOTLAND).share == 0.2
    assert step(evidence, "too_little_agreement", SCOTLAND).added == 0


def test_a_group_of_whom_nothing_was_kept_is_named(filtered: Any) -> None:
    filtered.speaker("w", "Welsh")
    filtered.utterance("w0", "w", PROMPT, verdict="rejected")
    filtered.refuse("w0", "silent")
    filtered.texts({"u000": PROMPT}, {"u000": PROMPT})
    grouping = accents(filtered)
    assert gap(grouping.evidence, "refused", "en-wales").share == 1.0
    assert grouping.names["en-wales"] == "Wales"


def test_chance_is_the_same_in_whatever_order_rows_come(filtered: Any) -> None:
    first = accents(filtered).evidence.selection_gaps
    assert first == accents(filtered).evidence.selection_gaps
    assert any(row.exact is False for row in first)  # it did draw
