"""Report: rates and gaps by group, coverage, selection and the worst utterances, on one page."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from accents.coverage import CoverageRow, coverage
from accents.groups import display_names, group_name
from pipeline.io.audio.reading import read_mono
from pipeline.io.audio.wav import encode_wav
from pipeline.io.files import write_whole
from pipeline.io.workspace import Workspace
from pipeline.report import render_html, render_json, render_markdown, render_text_table
from pipeline.report.contents import CollectedTotals, Grouping, ReportContents
from pipeline.stages.reporting.groupings import ACCENT, accent_groups, all_groupings
from pipeline.stages.reporting.material import Material, PlayableRecording, load_material
from pipeline.stages.reporting.refusals import decision_counts, selection_by_rule
from pipeline.stages.reporting.selection import AuditedSelection, audit_selection
from pipeline.stages.reporting.worst import notes_on_figures, worst_utterances
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
    artifact_rows: list[dict[str, object]]


def write_report(workspace: Workspace, now: datetime, output: Path | None = None) -> Reported:
    """Assess, render and write; `output` gets one more copy of the HTML page."""
    material = load_material(workspace, now)
    contents = assemble(material)
    folder = workspace.reports / now.strftime("%Y%m%d-%H%M%S")
    recordings = material.recordings([one.utterance_id for one in contents.worst])
    written = [
        write_whole(folder / "audio" / f"{utterance_id}.wav", _as_wav(workspace, recording))
        for utterance_id, recording in recordings.items()
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


def assemble(material: Material) -> ReportContents:
    """Everything the report says, from what was read."""
    settings, scored = material.settings, material.scored
    utterances = material.collection.utterances
    usable = utterances[utterances["verdict"].isin(USABLE)]
    heard = material.accents["speaker_id"].isin(set(scored.frame["speaker_id"]))
    groups, everyone = (
        accent_groups(accents, material.taxonomy, settings.report)
        for accents in (material.accents[heard], material.accents)
    )
    names = display_names(everyone, material.taxonomy, settings.report.language)
    audited = audit_selection(material, everyone)
    covered, missing = _coverage(material, usable)
    system = scored.system
    return ReportContents(
        campaign=settings.campaign.name,
        language=settings.report.language,
        speech_language=settings.campaign.language,
        generated_at=material.now,
        period=_period(usable),
        policy=scored.counted_under,
        against=settings.report.against,
        engine=system.engine if system else "",
        model=system.model if system else "",
        model_version=system.version if system else "",
        references=scored.references,
        totals=_collected(usable),
        groupings=tuple(
            _with_selection(each, audited, names) if each.key == ACCENT else each
            for each in all_groupings(material, groups)
        ),
        left_out=dict(scored.left_out),
        coverage=covered,
        missing_groups=missing,
        selection=selection_by_rule(material, everyone),
        decisions=decision_counts(material),
        worst=worst_utterances(material, groups),
        work=material.work,
        notes=(*settings.report.notes, *notes_on_figures(material)),
        min_speakers=settings.report.min_speakers,
        min_effective_speakers=settings.report.min_effective_speakers,
    )


def _collected(usable: pd.DataFrame) -> CollectedTotals:
    return CollectedTotals(
        utterances=len(usable),
        speakers=int(usable["speaker_id"].nunique()),
        hours=float(usable["duration_s"].astype(float).sum()) / _SECONDS_AN_HOUR,
    )


def _with_selection(
    grouping: Grouping, audited: AuditedSelection, names: Mapping[str, str]
) -> Grouping:
    """One grouping with the selection audit, which may name groups of whom nothing was scored."""
    evidence = replace(
        grouping.evidence,
        selection_gaps=audited.gaps,
        selection_steps=audited.steps,
        refused_back=audited.refused_back,
    )
    return replace(grouping, evidence=evidence, names={**names, **grouping.names})


def _without_quotes(grouping: Grouping) -> Grouping:
    return replace(grouping, evidence=replace(grouping.evidence, confusions=()))


def _period(utterances: pd.DataFrame) -> tuple[date, date] | None:
    recorded = utterances["recorded_at"].dropna()
    return (min(recorded).date(), max(recorded).date()) if len(recorded) else None


def _as_wav(workspace: Workspace, recording: PlayableRecording) -> bytes:
    """A copy any browser plays, whatever the original was."""
    with workspace.audio.open(recording.sha256) as stream:
        samples = read_mono(
            stream,
            rate_hz=_PLAYER_RATE_HZ,
            limits=workspace.settings.audio,
            name_hint=recording.suffix,
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
    material: Material, usable: pd.DataFrame
) -> tuple[tuple[CoverageRow, ...], tuple[str, ...]]:
    """Accent groups somebody is in, and the names of those that are missing."""
    settings, taxonomy, accents = material.settings, material.taxonomy, material.accents
    hours = usable["duration_s"].astype(float).groupby(usable["speaker_id"]).sum()
    here = accents[accents["speaker_id"].isin(hours.index)]
    frame = here.assign(hours=here["speaker_id"].map(hours) / _SECONDS_AN_HOUR)
    found = coverage(
        frame,
        taxonomy,
        settings.campaign.expected_speakers or None,
        language=settings.report.language,
    )
    names = tuple(group_name(group, taxonomy, settings.report.language) for group in found.missing)
    return tuple(row for row in found.rows if row.speakers), names


def _artifact_rows(contents: ReportContents) -> list[dict[str, object]]:
    """The accent groups for a table of numbers: one row each."""
    accent = next((one for one in contents.groupings if one.key == ACCENT), None)
    shown = ("speakers", "utterances", "words", "errors", "wer", "wer_low", "wer_high")
    rows: list[dict[str, object]] = []
    for group in accent.result.groups if accent else ():
        totals = asdict(group.totals)
        counts = {name: totals[name] for name in shown}
        rows.append({"group": group.group, **counts, "status": group.status})
    return rows
