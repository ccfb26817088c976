"""The command audit: whom a recogniser hears badly, from any table; needs no workspace."""

import json as json_format
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from isogloss.console import JsonOption, count, emit_json, progress_on_terminal, say, warn

if TYPE_CHECKING:
    from pipeline.disparity.gates import Judged
    from pipeline.io.audit_tables import Columns
    from pipeline.report.contents import ReportContents
    from pipeline.stages.audit import Audited

GATE_FAILED = 3
_MOST_SHOWN = 10
_GUESSED = "Else guessed by its usual names."


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("audit")(audit)


def audit(
    tables: Annotated[
        list[str],
        typer.Argument(
            metavar="TABLE...",
            help="CSV, TSV, Parquet or JSONL, plain or compressed, or a bucket's address; several "
            "are read as one.",
        ),
    ],
    reference: Annotated[
        str | None, typer.Option(metavar="COL", help=f"What was said. {_GUESSED}")
    ] = None,
    hypothesis: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COL", help=f"What a recogniser heard; repeat to compare several. {_GUESSED}"
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="COL", help=f"Whose speech; several are crossed. {_GUESSED}"),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            metavar="COL",
            help="Who spoke: intervals rest on speakers. Guessed only where another column is.",
        ),
    ] = None,
    utterance: Annotated[
        str | None,
        typer.Option(
            metavar="COL", help="Which rows are one utterance; each is then counted once."
        ),
    ] = None,
    rows_are_speakers: Annotated[
        bool, typer.Option("--rows-are-speakers", help="Every row is another speaker.")
    ] = False,
    against: Annotated[
        str, typer.Option(metavar="GROUP|rest", help="What each group is held against.")
    ] = "rest",
    policy: Annotated[
        str, typer.Option(metavar="NAME", help="Which differences between words count.")
    ] = "basic-1",
    second_policy: Annotated[
        str, typer.Option(metavar="NAME", help="Another policy to set beside it.")
    ] = "",
    alternatives: Annotated[
        str,
        typer.Option(metavar="TABLE", help="Columns from, to: words read as others (GLM)."),
    ] = "",
    covariate: Annotated[
        list[str] | None,
        typer.Option(metavar="COL", help="Adjust gaps for it; repeat for several."),
    ] = None,
    selection: Annotated[
        list[str] | None,
        typer.Option(metavar="COL", help="What was kept or left out, and why; repeat for several."),
    ] = None,
    min_speakers: Annotated[
        int, typer.Option(min=2, metavar="N", help="Speakers a group needs for a verdict.")
    ] = 10,
    min_effective_speakers: Annotated[
        float, typer.Option(min=1, metavar="N", help="Speakers of equal weight it needs.")
    ] = 5.0,
    fail_if_ratio_above: Annotated[
        float | None,
        typer.Option(min=0, metavar="X", help="Exit 3 if a group is surely worse than X times."),
    ] = None,
    fail_if_cannot_rule_out: Annotated[
        float | None,
        typer.Option(min=0, metavar="X", help="Exit 3 if a group may be worse than X times."),
    ] = None,
    fail_if_worse_than: Annotated[
        Path | None,
        typer.Option(metavar="REPORT.json", help="Exit 3 if a group is surely worse than there."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report as one page.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report as Markdown.")
    ] = None,
    language: Annotated[Literal["en", "fr"], typer.Option(help="Of the report's words.")] = "en",
    speech_language: Annotated[
        str,
        typer.Option(metavar="TAG", help="What is spoken; else the policy's language, or en."),
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of the draws of speakers.")] = 1,
    json: JsonOption = False,
) -> int:
    """Say whom a recogniser hears badly, with honest intervals, from any table.

    Gates look at bounds of intervals, not at point estimates, and need to know who spoke.
    docs/gates.md shows them in a CI job.
    """
    from pipeline.io.audit_tables import Wanted
    from pipeline.stages.audit import audit as assess
    from pipeline.stages.audit_choices import Choices

    if speaker and rows_are_speakers:
        raise typer.BadParameter("--speaker and --rows-are-speakers contradict one another")
    gates = _Gates(fail_if_ratio_above, fail_if_cannot_rule_out, fail_if_worse_than)
    choices = Choices(
        wanted=Wanted(
            reference=reference,
            hypotheses=tuple(hypothesis or ()),
            groups=tuple(group or ()),
            speaker=speaker,
            covariates=tuple(covariate or ()),
            selection=tuple(selection or ()),
            utterance=utterance,
        ),
        against=against,
        policy=policy,
        second_policy=second_policy,
        alternatives=alternatives,
        min_speakers=min_speakers,
        min_effective_speakers=min_effective_speakers,
        rows_are_speakers=rows_are_speakers,
        seed=seed,
    )

    def tell_columns(columns: "Columns") -> None:
        gates.require_speakers(known=bool(columns.speaker) or rows_are_speakers)
        for role, column in columns.guessed:
            warn(f"note: column {column!r} is taken as the {role}")

    with ExitStack() as stack:
        reach = stack.enter_context(progress_on_terminal())
        found = assess(
            tables,
            choices,
            tell_columns=tell_columns,
            watch=lambda done, rows: reach("count", done, rows or done),
        )
    _show(found, as_json=json, languages=(language, speech_language), pages=(html, markdown))
    return gates.judge(found)


def _show(
    found: "Audited",
    *,
    as_json: bool,
    languages: tuple[Literal["en", "fr"], str],
    pages: tuple[Path | None, Path | None],
) -> None:
    """Print the audit, and write the pages that were asked for."""
    if any(pages) or not as_json:
        from pipeline.stages.audit_page import contents_of

        language, spoken = languages
        now = datetime.now(UTC)
        contents = contents_of(found, now, language, texts=any(pages), speech_language=spoken)
        _write_pages(contents, pages)
        if not as_json:
            _print(found, contents)
    if as_json:
        from pipeline.stages.audit_document import as_document

        for remark in found.remarks:
            warn(f"note: {remark}")
        emit_json(as_document(found))


def _print(found: "Audited", contents: "ReportContents") -> None:
    from isogloss.tables.audit_shown import lines_of
    from pipeline.report import render_text_table
    from pipeline.stages.audit_page import one_by_one

    say("\n".join(render_text_table(each) for each in one_by_one(contents)).rstrip("\n"))
    for line in lines_of(found, contents.language):
        say(line)


def _write_pages(contents: "ReportContents", pages: tuple[Path | None, Path | None]) -> None:
    from pipeline.io.files import write_whole
    from pipeline.report import render_html, render_markdown

    for path, render in zip(pages, (render_html, render_markdown), strict=True):
        if path:
            write_whole(path, render(contents))


class _Gates:
    """The gates somebody set; an earlier report is read before the long work."""

    def __init__(
        self, ratio_above: float | None, cannot_rule_out: float | None, worse_than: Path | None
    ) -> None:
        self._ratio_above = ratio_above
        self._cannot_rule_out = cannot_rule_out
        self._where = str(worse_than or "")
        self._earlier = _earlier(worse_than) if worse_than else None
        self._set = not (ratio_above is None and cannot_rule_out is None and worse_than is None)

    def require_speakers(self, *, known: bool) -> None:
        """Refuse to judge by intervals of which nobody knows whether they are long enough."""
        if known or not self._set:
            return
        from pipeline.errors import ReportError

        raise ReportError(
            "nobody said who spoke, so no gate can be judged",
            expected="a column of speakers: intervals over rows are too short",
            where="gates",
            remedy="Name it with --speaker, or say --rows-are-speakers if every row is another "
            "speaker.",
        )

    def judge(self, found: "Audited") -> int:
        """Say on stderr what failed and what could not be judged; give the exit code."""
        if not self._set:
            return 0
        from pipeline.disparity.gates import Judged, cannot_rule_out, ratio_above, worse_than

        systems = [system.found.as_json() for system in found.systems]
        judged = Judged()
        if self._ratio_above is not None:
            judged += ratio_above(systems, self._ratio_above)
        if self._cannot_rule_out is not None:
            judged += cannot_rule_out(systems, self._cannot_rule_out)
        if self._earlier is not None:
            judged += worse_than(systems, self._earlier, self._where)
        _tell(judged)
        return GATE_FAILED if judged.failed else 0


def _earlier(path: Path) -> tuple[Any, ...]:
    from pipeline.disparity.gates import systems_of
    from pipeline.errors import TableError

    try:
        document = json_format.loads(path.read_text(encoding="utf-8"))
    except ValueError as cause:
        raise TableError(
            f"no JSON ({cause})",
            expected="a report that isogloss audit --json wrote",
            where=str(path),
        ) from cause
    return systems_of(document, str(path))


def _tell(judged: "Judged") -> None:
    unjudged = list(dict.fromkeys(judged.unjudged))
    for sentence in unjudged[:_MOST_SHOWN]:
        warn(f"gate not judged: {sentence}")
    if len(unjudged) > _MOST_SHOWN:
        warn(f"and {count(len(unjudged) - _MOST_SHOWN, 'group')} more not judged")
    for sentence in judged.failed:
        warn(f"gate failed: {sentence}")
    if not judged.failed:
        warn("gates passed" if judged.judged else "not one group could be judged: nothing passed")
