"""The command audit: whom a recogniser hears badly, from any table; needs no workspace."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from isogloss.console import JsonOption, emit_json, progress_on_terminal, say, warn
from isogloss.tables.audit import options
from isogloss.tables.audit.gates import Gates
from isogloss.tables.audit.options import AuditOptions, Pages

if TYPE_CHECKING:
    from pipeline.io.tables.roles import Columns
    from pipeline.report.contents import ReportContents
    from pipeline.stages.auditing.assess import Audited


def audit(
    tables: options.TablesArgument,
    reference: options.ReferenceOption = None,
    hypothesis: options.HypothesisOption = None,
    group: options.GroupOption = None,
    speaker: options.SpeakerOption = None,
    utterance: options.UtteranceOption = None,
    rows_are_speakers: options.RowsAreSpeakersOption = False,
    against: options.AgainstOption = "rest",
    policy: options.PolicyOption = "basic-1",
    second_policy: options.SecondPolicyOption = "",
    alternatives: options.AlternativesOption = "",
    covariate: options.CovariateOption = None,
    random_intercept: options.RandomInterceptOption = False,
    selection: options.SelectionOption = None,
    min_speakers: options.MinSpeakersOption = 10,
    min_effective_speakers: options.MinEffectiveSpeakersOption = 5.0,
    fail_if_ratio_above: options.RatioAboveOption = None,
    fail_if_cannot_rule_out: options.CannotRuleOutOption = None,
    fail_if_worse_than: options.WorseThanOption = None,
    html: options.HtmlOption = None,
    markdown: options.MarkdownOption = None,
    language: options.LanguageOption = "en",
    speech_language: options.SpeechLanguageOption = "",
    seed: options.SeedOption = 1,
    json: JsonOption = False,
) -> int:
    """Say whom a recogniser hears badly, with honest intervals, from any table.

    Gates look at bounds of intervals, not at point estimates, and need to know who spoke.
    docs/gates.md shows them in a CI job.
    """
    from pipeline.disparity.terms import Terms
    from pipeline.io.tables.roles import Wanted
    from pipeline.stages.auditing.choices import Choices

    _refuse_contradictions(speaker, covariate, rows_are_speakers, random_intercept)
    wanted = Wanted(
        reference=reference,
        hypotheses=tuple(hypothesis or ()),
        groups=tuple(group or ()),
        speaker=speaker,
        covariates=tuple(covariate or ()),
        selection=tuple(selection or ()),
        utterance=utterance,
    )
    gates = Gates(fail_if_ratio_above, fail_if_cannot_rule_out, fail_if_worse_than)
    choices = Choices(
        wanted,
        terms=Terms(against, min_speakers, min_effective_speakers),
        policy=policy,
        second_policy=second_policy,
        alternatives=alternatives,
        rows_are_speakers=rows_are_speakers,
        random_intercept=random_intercept,
        seed=seed,
    )
    pages = Pages(html, markdown, language, speech_language)
    return _run(AuditOptions(tuple(tables), choices, gates, pages, as_json=json))


def _refuse_contradictions(
    speaker: str | None,
    covariate: list[str] | None,
    rows_are_speakers: bool,
    random_intercept: bool,
) -> None:
    if speaker and rows_are_speakers:
        raise typer.BadParameter("--speaker and --rows-are-speakers contradict one another")
    if random_intercept and not covariate:
        raise typer.BadParameter("--random-intercept adds to adjusted gaps, which need --covariate")


def _run(asked: AuditOptions) -> int:
    from pipeline.stages.auditing.assess import audit as assess

    def tell_columns(columns: "Columns") -> None:
        known = bool(columns.speaker) or asked.choices.rows_are_speakers
        asked.gates.require_speakers(known=known)
        for role, column in columns.guessed:
            warn(f"note: column {column!r} is taken as the {role}")

    with progress_on_terminal() as reach:
        found = assess(
            asked.tables,
            asked.choices,
            tell_columns=tell_columns,
            watch=lambda done, rows: reach("count", done, rows or done),
        )
    _show(found, asked)
    return asked.gates.judge(found)


def _show(found: "Audited", asked: AuditOptions) -> None:
    """Print the audit, and write the pages that were asked for."""
    pages = asked.pages
    if pages.are_wanted or not asked.as_json:
        from pipeline.stages.auditing.page import fill_report

        contents = fill_report(
            found,
            datetime.now(UTC),
            pages.language,
            texts=pages.are_wanted,
            speech_language=pages.speech_language,
        )
        _write_pages(contents, pages)
        if not asked.as_json:
            _print(found, contents)
    if asked.as_json:
        from pipeline.stages.auditing.document import as_document

        for remark in found.remarks:
            warn(f"note: {remark}")
        emit_json(as_document(found))


def _print(found: "Audited", contents: "ReportContents") -> None:
    from isogloss.tables.audit.shown import describe_audit
    from pipeline.report import render_text_table
    from pipeline.stages.auditing.page import one_by_one

    say("\n".join(render_text_table(each) for each in one_by_one(contents)).rstrip("\n"))
    for line in describe_audit(found, contents.language):
        say(line)


def _write_pages(contents: "ReportContents", pages: Pages) -> None:
    from pipeline.io.files import write_whole
    from pipeline.report import render_html, render_markdown

    if pages.html:
        write_whole(pages.html, render_html(contents))
    if pages.markdown:
        write_whole(pages.markdown, render_markdown(contents))
