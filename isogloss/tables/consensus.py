"""The command consensus: one text an utterance out of many workers' texts; needs no workspace."""

import csv
import io
import json as json_format
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from isogloss.console import count, say, warn

if TYPE_CHECKING:
    from pipeline.review.consensus.outcome import Consensus, WordVotes
    from pipeline.stages.reviewing.consensus import TableConsensus

COLUMNS = ("utterance", "text", "workers", "agreement")
_MOST_SHOWN = 10
_USUAL = "Else known by its usual names."


def consensus(
    table: Annotated[Path, typer.Argument(help="CSV, TSV, Parquet or JSONL; a row a text.")],
    utterance: Annotated[
        str | None, typer.Option(metavar="COL", help=f"Its column of utterances. {_USUAL}")
    ] = None,
    worker: Annotated[
        str | None, typer.Option(metavar="COL", help=f"Its column of workers. {_USUAL}")
    ] = None,
    text: Annotated[
        str | None, typer.Option(metavar="COL", help=f"Its column of texts. {_USUAL}")
    ] = None,
    method: Annotated[
        Literal["rover", "medoid"],
        typer.Option(help="Word by word, or the typed text nearest to the others."),
    ] = "rover",
    policy: Annotated[str, typer.Option(help="Which differences between words count.")] = "basic-1",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the CSV here, not to stdout.")
    ] = None,
    votes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write who voted for which word here, as JSON lines."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(metavar="UTTERANCE", help="Print who voted for which of its words instead."),
    ] = None,
) -> int:
    """Make one text of many workers' texts of each utterance: CSV utterance,text,workers,agreement.

    Workers who agree more with others elsewhere weigh more. Of a worker who has two texts of one
    utterance, the later row counts.
    """
    from pipeline.stages.reviewing.consensus import Named, consensus_of_table

    done = consensus_of_table(table, Named(utterance, worker, text), policy, method)
    _say_what_was_left_out(done)
    if votes:
        _write(votes, "".join(map(_votes_line, done.found)))
    if explain is not None:
        _explain(done.found, explain)
    elif output:
        _write(output, _as_csv(done.found))
    else:
        sys.stdout.write(_as_csv(done.found))
    return 0


def _say_what_was_left_out(done: "TableConsensus") -> None:
    for remark in done.remarks:
        warn(f"note: {remark}")
    if done.repeated:
        texts = count(done.repeated, "text gave", "texts gave")
        warn(f"note: {texts} way to a later one of the same worker and utterance")
    if done.refused:
        warn(f"note: {count(len(done.refused), 'row')} left out, {done.rows:,} used")
    for row in done.refused[:_MOST_SHOWN]:
        warn(f"row {row.row_number}: {row.code}: {row.explanation}")
    if len(done.refused) > _MOST_SHOWN:
        warn(f"and {len(done.refused) - _MOST_SHOWN:,} more")


def _as_csv(found: "Iterable[Consensus]") -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        agreement = "" if one.agreement is None else f"{one.agreement:.4f}"
        writer.writerow((one.utterance_id, one.text, one.workers, agreement))
    return out.getvalue()


def _votes_line(one: "Consensus") -> str:
    line = {
        "utterance": one.utterance_id,
        "method": one.method,
        "voters": one.voters,
        "votes": one.votes(),
    }
    return json_format.dumps(line, ensure_ascii=False) + "\n"


def _explain(found: "Iterable[Consensus]", utterance: str) -> None:
    from pipeline.errors import UnknownIdError

    one = next((one for one in found if one.utterance_id == utterance), None)
    if one is None:
        raise UnknownIdError(
            f"no utterance {utterance!r}",
            expected="one that the table names",
            where="--explain",
            remedy="Write it as it stands in the table.",
        )
    say(f"{one.utterance_id}: {_make_printable(one.text)}")
    say(f"{one.method} of {count(one.workers, 'worker')}: {', '.join(one.voters)}")
    for slot in one.slots:
        others = "".join(f"; {_word_votes(other)}" for other in slot.others)
        say(f"  {_word_votes(slot.chosen)}{others}")


def _word_votes(votes: "WordVotes") -> str:
    word = _make_printable(votes.word) or "(nothing)"
    return f"{word} [{votes.weight:.2f}: {', '.join(votes.voters)}]"


def _make_printable(text: str) -> str:
    """Replace letters that would steer a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _write(path: Path, content: str) -> None:
    from pipeline.io.files import write_whole

    write_whole(path, content)
