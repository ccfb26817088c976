"""Report: rates and gaps by group, coverage, selection and the worst utterances, on one page."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from accents.coverage import coverage
from accents.groups import display_names, group_name
from accents.taxonomy import Taxonomy, load_taxonomy
from pipeline.io.audio.reading import read_mono
from pipeline.io.audio.wav import encode_wav
from pipeline.io.files import write_whole
from pipeline.io.workspace import Workspace
from pipeline.report import render_html, render_json, render_markdown, render_text_table
from pipeline.report.contents import (
    CoverageRow,
    Grouping,
    ReportContents,
    Totals,
)
from pipeline.stages.groupings import ACCENT, accent_groups, all_groupings
from pipeline.stages.redact import playable_sha256
from pipeline.stages.report_evidence import load_material
from pipeline.stages.report_selection import decision_counts, selection_by_rule
from pipeline.stages.report_worst import notes_on_figures, worst_utterances
from pipeline.stages.scored import load_scored, load_speaker_accents
from pipeline.stages.selection import audit_selection, load_offered
from pipeline.stages.who_did_this import who_did_this
from pipeline.tables import USABLE

_SECONDS_AN_HOUR = 3600.0
_PLAYER_RATE_HZ = 16_000


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
    anonymous = replace(
        contents, worst=(), groupings=tuple(map(_without_quotes, contents.groupings))
    )
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
    material = load_material(workspace, scored)
    everyone = accent_groups(accents, taxonomy, settings.report)
    collected = load_offered(workspace, offered, material, everyone)
    audited = audit_selection(workspace, collected, material, now)
    names = display_names(everyone, taxonomy, settings.report.language)
    worst = worst_utterances(scored, groups, taxonomy, workspace)
    covered, missing = _coverage(workspace, usable, accents, taxonomy)
    system = scored.system
    contents = ReportContents(
        campaign=settings.campaign.name,
        language=settings.report.language,
        speech_language=settings.campaign.language,
        generated_at=now,
        period=_period(usable),
        policy=scored.counted_under,
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
        groupings=tuple(
            _with_selection(each, audited, names) if each.key == ACCENT else each
            for each in all_groupings(material, groups, taxonomy, settings.report)
        ),
        left_out=dict(scored.left_out),
        coverage=covered,
        missing_groups=missing,
        selection=selection_by_rule(workspace, offered, everyone, taxonomy),
        decisions=decision_counts(workspace),
        worst=tuple(one for one, _ in worst),
        work=who_did_this(workspace, taxonomy, now),
        notes=(*settings.report.notes, *notes_on_figures(scored, settings.report)),
        min_speakers=settings.report.min_speakers,
        min_effective_speakers=settings.report.min_effective_speakers,
    )
    return contents, {one.utterance_id: row for one, row in worst}


def _with_selection(
    grouping: Grouping, audited: Mapping[str, Any], names: Mapping[str, str]
) -> Grouping:
    """One grouping with the selection audit, which may name groups of whom nothing was scored."""
    evidence = replace(grouping.evidence, **audited)
    return replace(grouping, evidence=evidence, names={**names, **grouping.names})


def _without_quotes(grouping: Grouping) -> Grouping:
    return replace(grouping, evidence=replace(grouping.evidence, confusions=()))


def _period(utterances: pd.DataFrame) -> tuple[Any, Any] | None:
    recorded = utterances["recorded_at"].dropna()
    return (min(recorded).date(), max(recorded).date()) if len(recorded) else None


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


def _artifact_rows(contents: ReportContents) -> list[dict[str, Any]]:
    accent = next((one for one in contents.groupings if one.key == "accent"), None)
    groups: Sequence[dict[str, Any]] = accent.result["groups"] if accent else ()
    shown = ("group", "speakers", "utterances", "words", "errors", "wer", "wer_low", "wer_high")
    return [{name: group[name] for name in (*shown, "status")} for group in groups]
