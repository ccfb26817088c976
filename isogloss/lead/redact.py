"""The command `isogloss redact`: bleep personal data that is heard, mask its words."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, warn, workspace_at

if TYPE_CHECKING:
    from pipeline.stages.redact import Redacted


def redact(
    utterance: Annotated[str, typer.Argument(help="The utterance's id.")],
    by: Annotated[str, typer.Option("--by", help="Who decides: a worker's or lead's id.")],
    begin: Annotated[
        list[float] | None,
        typer.Option("--from", help="Where a span begins, in seconds; repeat for more spans."),
    ] = None,
    end: Annotated[
        list[float] | None,
        typer.Option("--to", help="Where it ends; as many as --from, in the same order."),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(
            "--word",
            help="A word, or words that stand together, to mask in every text; repeat for more. "
            "Else the words that were recognised in the spans.",
        ),
    ] = None,
    margin: Annotated[
        float, typer.Option("--margin", help="Seconds bleeped on either side, too.")
    ] = 0.05,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was redacted last.")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Bleep spans of a recording in a derived copy, and mask words in what is shown of its texts.

    The recording as uploaded is kept and no longer played. Reports that show it are erased.
    """
    from pipeline.stages.redact import Redaction
    from pipeline.stages.redact import redact as bleep
    from pipeline.stages.redact import undo_redaction as take_back

    spans = _spans(begin or [], end or [])
    if undo == bool(spans):
        raise typer.BadParameter("give --from and --to, or --undo", param_hint="--from")
    place, now = workspace_at(workspace), datetime.now(UTC)
    if undo:
        done = take_back(place, utterance, by=by, now=now)
    else:
        wanted = Redaction(spans, tuple(word or ()), margin)
        done = bleep(place, utterance, wanted, by=by, now=now)
    if json:
        emit_json(
            {
                "utterance": done.utterance_id,
                "spans": [{"from_s": from_s, "to_s": to_s} for from_s, to_s in done.spans],
                "words_masked": len(done.words),
                "error_counts_to_make_again": done.recounted,
                "files_erased": done.files,
            }
        )
        return 0
    _tell(done)
    return 0


def _spans(begin: list[float], end: list[float]) -> tuple[tuple[float, float], ...]:
    if len(begin) != len(end):
        message = f"{count(len(begin), 'beginning')} and {count(len(end), 'end')}: give as many"
        raise typer.BadParameter(message, param_hint="--from, --to")
    return tuple(zip(begin, end, strict=True))


def _tell(done: "Redacted") -> None:
    if not done.spans:
        say(f"{done.utterance_id}: nothing is bleeped any more; it is played as uploaded")
    else:
        spans = ", ".join(f"{from_s:.2f}-{to_s:.2f} s" for from_s, to_s in done.spans)
        say(f"{done.utterance_id}: bleeped {spans}, in a copy; the recording as uploaded is kept")
        found = ", found by the recogniser's times" if done.found else ""
        say(f"masked in its texts: {count(len(done.words), 'word')}{found}")
    if done.spans and not done.words:
        warn(
            "isogloss: no word is masked: none was named, and no word was recognised in these "
            "spans. If it was typed, run this again with --word."
        )
    for path in done.files:
        say(f"erased: {path}")
    if done.recounted or done.files:
        say("next: isogloss compare, then isogloss report")
