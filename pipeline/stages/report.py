"""Report: rates and gaps by group, coverage, selection and the worst utterances, on one page."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from accents.coverage import coverage
from accents.groups import Grouping as AccentGrouping
from accents.groups import group_name
from accents.taxonomy import Taxonomy, load_taxonomy
from pipeline.disparity.selection import selection_shares
from pipeline.io.audio import encode_wav, read_mono
from pipeline.io.files import write_whole
from pipeline.io.workspace import Workspace
from pipeline.report import render_html, render_json, render_markdown, render_text_table
from pipeline.report.contents import (
    CoverageRow,
    DecisionCount,
    ReportContents,
    SelectionRow,
    Totals,
    WorstUtterance,
)
from pipeline.report.words import figures_sentence
from pipeline.settings import ReportSettings
from pipeline.stages.groupings import accent_groups, all_groupings
from pipeline.stages.masks import NOTHING_MASKED, load_masks, words_heard
from pipeline.stages.redact import playable_sha256
from pipeline.stages.scored import Scored, load_scored, load_speaker_accents
from pipeline.stages.who_did_this import who_did_this
from pipeline.tables import USABLE
from pipeline.text.alignment import align
from pipeline.text.masking import masked_steps

_SECONDS_AN_HOUR = 3600.0
_PLAYER_RATE_HZ = 16_000
_FIGURES_WORTH_A_NOTE = 0.05  # of all errors
_REFUSALS = ("rejected", "quarantined")


@dataclass(frozen=True)
class Reported:
    """A report that was written.

    Attributes:
        table: The accent groups as a plain table for a terminal.
        json: The whole report, schema isogloss.report/1.
        paths: The files that were written.
        artifact_markdown: The report without any utterance, for places we cannot erase from.
        artifact_rows: The accent groups, one row each.
    """

    table: str
    json: str
    paths: tuple[str, ...]
    artifact_markdown: str
    artifact_rows: list[dict[str, Any]]


def write_report(workspace: Workspace, now: datetime, output: Path | None = None) -> Reported:
    """Assess, render and write; `output` gets one more copy of the HTML page."""
    contents, audio = assemble(workspace, now)
    folder = workspace.reports / now.strftime("%Y%m%d-%H%M%S")
    written = [
        write_whole(folder / "audio" / f"{utterance_id}.wav", _as_wav(workspace, row))
        for utterance_id, row in audio.items()
    ]
    pages = {
        folder / "report.html": render_html(contents),
        folder / "report.md": render_markdown(contents),
        folder / "report.json": (document := render_json(contents)),
    }
    if output is not None:
        pages[output] = render_html(_with_links_from(contents, folder, output.parent))
    for path, text in pages.items():
        write_whole(path, text)
    with workspace.store.writing() as transaction:
        transaction.put(
            "report_files",
            [{"path": str(path), "written_at": now} for path in (*pages, *written)],
        )
    anonymous = replace(contents, worst=())
    return Reported(
        table=render_text_table(contents),
        json=document,
        paths=tuple(str(path) for path in pages),
        artifact_markdown=render_markdown(anonymous),
        artifact_rows=_artifact_rows(contents),
    )


def assemble(
    workspace: Workspace, now: datetime
) -> tuple[ReportContents, dict[str, dict[str, Any]]]:
    """Everything the report says, and the recordings it links to."""
    settings = workspace.settings
    taxonomy = load_taxonomy(settings.campaign.language)
    scored = load_scored(workspace, now)
    offered = workspace.store.read("utterances")
    usable = offered[offered["verdict"].isin(USABLE)]
    accents = load_speaker_accents(workspace, sorted(set(offered["speaker_id"])))
    heard = set(scored.frame["speaker_id"])
    groups = accent_groups(accents[accents["speaker_id"].isin(heard)], taxonomy, settings.report)
    worst = _worst(scored, groups, taxonomy, workspace)
    covered, missing = _coverage(workspace, usable, accents, taxonomy)
    system = scored.system
    contents = ReportContents(
        campaign=settings.campaign.name,
        language=settings.report.language,
        speech_language=settings.campaign.language,
        generated_at=now,
        period=_period(usable),
        policy=settings.report.policy,
        against=settings.report.against,
        engine=system.engine if system else "",
        model=system.model if system else "",
        model_version=system.version if system else "",
        references=scored.references,
        totals=Totals(
            utterances=len(usable),
            speakers=int(usable["speaker_id"].nunique()),
            hours=float(usable["duration_s"].astype(float).sum()) / _SECONDS_AN_HOUR,
        ),
        groupings=all_groupings(scored, groups, taxonomy, settings.report, scored.left_out),
        left_out=dict(scored.left_out),
        coverage=covered,
        missing_groups=missing,
        selection=_selection(workspace, offered, accents, taxonomy),
        decisions=_decisions(workspace),
        worst=tuple(one for one, _ in worst),
        work=who_did_this(workspace, taxonomy, now),
        notes=(*settings.report.notes, *_figures(scored, settings.report)),
        min_speakers=settings.report.min_speakers,
        min_effective_speakers=settings.report.min_effective_speakers,
    )
    return contents, {one.utterance_id: row for one, row in worst}


def _period(utterances: pd.DataFrame) -> tuple[Any, Any] | None:
    recorded = utterances["recorded_at"].dropna()
    return (min(recorded).date(), max(recorded).date()) if len(recorded) else None


def _worst(
    scored: Scored, groups: AccentGrouping, taxonomy: Taxonomy, workspace: Workspace
) -> list[tuple[WorstUtterance, dict[str, Any]]]:
    """Utterances with the highest rates, more errors first among equals."""
    settings = workspace.settings.report
    frame = scored.frame[scored.frame["words"] > 0]
    errors = frame["substitutions"] + frame["deletions"] + frame["insertions"]
    frame = frame.assign(errors=errors, rate=errors / frame["words"])
    frame = frame[frame["errors"] > 0].sort_values(
        ["rate", "errors", "utterance_id"], ascending=[False, False, True]
    )
    members = groups.members.groupby("speaker_id")["group"].agg(list)
    frame = frame.head(settings.worst_utterances)
    masks = load_masks(workspace.store, frame["utterance_id"])
    heard = words_heard(workspace.store, frame["hypothesis_id"]) if masks else {}
    found = []
    for row in frame.to_dict("records"):
        names = [
            group_name(group, taxonomy, settings.language)
            for group in dict.fromkeys(members[row["speaker_id"]])
        ]
        mask = masks.get(row["utterance_id"], NOTHING_MASKED)
        words = heard.get(row["hypothesis_id"], ())
        steps = masked_steps(row["reference"], row["hypothesis"], settings.policy, mask, words)
        one = WorstUtterance(
            utterance_id=row["utterance_id"],
            group=", ".join(names),
            wer=float(row["rate"]),
            words=int(row["words"]),
            method=row["method"],
            diff=tuple((step.op, step.reference, step.hypothesis) for step in steps),
            audio_link=f"audio/{row['utterance_id']}.wav",
        )
        found.append((one, {str(name): value for name, value in row.items()}))
    return found


def _figures(scored: Scored, settings: ReportSettings) -> list[str]:
    """A note where many errors set a number in figures beside one in words, or the reverse."""
    frame = scored.frame
    errors = int(frame[["substitutions", "deletions", "insertions"]].to_numpy().sum())
    holds = [frame[side].str.contains(r"\d").astype(bool) for side in ("reference", "hypothesis")]
    written = frame[holds[0] | holds[1]]
    figures = sum(
        _in_figures(step.reference) != _in_figures(step.hypothesis)
        for said, heard in zip(written["reference"], written["hypothesis"], strict=True)
        for step in align(said, heard, settings.policy)
        if step.op == "substitute"
    )
    if figures <= errors * _FIGURES_WORTH_A_NOTE:
        return []
    return [figures_sentence(figures, errors, settings.policy, settings.language)]


def _in_figures(word: str) -> bool:
    return any(map(str.isdigit, word))


def _as_wav(workspace: Workspace, row: dict[str, Any]) -> bytes:
    """A copy any browser plays, whatever the original was."""
    playable = playable_sha256(workspace.store, row["utterance_id"], row["audio_sha256"])
    with workspace.audio.open(playable) as stream:
        samples = read_mono(
            stream,
            rate_hz=_PLAYER_RATE_HZ,
            limits=workspace.settings.audio,
            name_hint=row["suffix"],
        )
    return encode_wav(samples, _PLAYER_RATE_HZ)


def _with_links_from(contents: ReportContents, folder: Path, start: Path) -> ReportContents:
    """The same contents with links that hold from another folder."""
    worst = tuple(
        replace(one, audio_link=Path(os.path.relpath(folder / one.audio_link, start)).as_posix())
        for one in contents.worst
        if one.audio_link
    )
    return replace(contents, worst=worst)


def _coverage(
    workspace: Workspace, usable: pd.DataFrame, accents: pd.DataFrame, taxonomy: Taxonomy
) -> tuple[tuple[CoverageRow, ...], tuple[str, ...]]:
    settings = workspace.settings
    hours = usable["duration_s"].astype(float).groupby(usable["speaker_id"]).sum()
    here = accents[accents["speaker_id"].isin(hours.index)]
    frame = here.assign(hours=here["speaker_id"].map(hours) / _SECONDS_AN_HOUR)
    found = coverage(
        frame,
        taxonomy,
        settings.campaign.expected_speakers or None,
        language=settings.report.language,
    )
    rows = tuple(
        CoverageRow(
            group=row.group,
            name=row.name,
            speakers=row.speakers,
            hours=row.hours,
            share=row.share,
            share_low=row.share_low,
            share_high=row.share_high,
            expected_share=row.expected_share,
            ratio=row.ratio,
        )
        for row in found.rows
        if row.speakers
    )
    names = tuple(group_name(group, taxonomy, settings.report.language) for group in found.missing)
    return rows, names


def _selection(
    workspace: Workspace, offered: pd.DataFrame, accents: pd.DataFrame, taxonomy: Taxonomy
) -> tuple[SelectionRow, ...]:
    """What each rule refused, by accent group, of what was offered and had consent."""
    settings = workspace.settings.report
    decisions = workspace.store.read("decisions", where={"outcome": _REFUSALS, "stage": "collect"})
    decisions = decisions[decisions["utterance_id"].notna()]
    rules = sorted(set(decisions["rule"]))
    if not rules:
        return ()
    groups = accent_groups(accents, taxonomy, settings)
    members = groups.members[["speaker_id", "group"]].drop_duplicates()
    frame = offered[["utterance_id", "speaker_id"]].merge(members, on="speaker_id")
    for rule in rules:
        hit = set(decisions.loc[decisions["rule"] == rule, "utterance_id"])
        frame[rule] = frame["utterance_id"].isin(hit)
    shares = selection_shares(
        frame,
        rules=rules,
        group="group",
        speaker="speaker_id",
        min_speakers=settings.min_speakers,
        min_effective_speakers=settings.min_effective_speakers,
    )
    return tuple(
        SelectionRow(
            rule=one.rule,
            group=group_name(one.group, taxonomy, settings.language),
            refused=one.set_aside,
            offered=one.utterances,
            rate=one.share,
            low=one.share_low,
            high=one.share_high,
        )
        for one in shares
    )


def _decisions(workspace: Workspace) -> tuple[DecisionCount, ...]:
    held = workspace.store.read(
        "decisions", where={"stage": "collect"}, columns=["outcome", "rule"]
    )
    counted = Counter(zip(held["outcome"], held["rule"], strict=True))
    return tuple(
        DecisionCount(outcome, "" if rule == "audio_checks" else rule, number)
        for (outcome, rule), number in sorted(counted.items())
    )


def _artifact_rows(contents: ReportContents) -> list[dict[str, Any]]:
    accent = next((one for one in contents.groupings if one.key == "accent"), None)
    groups: Sequence[dict[str, Any]] = accent.result["groups"] if accent else ()
    shown = ("group", "speakers", "utterances", "words", "errors", "wer", "wer_low", "wer_high")
    return [{name: group[name] for name in (*shown, "status")} for group in groups]
