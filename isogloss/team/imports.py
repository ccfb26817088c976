"""Commands for work done elsewhere: hypotheses, references and corrections from a table."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, warn, workspace_at

if TYPE_CHECKING:
    from pipeline.stages.imports import Imported

TableArgument = Annotated[
    Path,
    typer.Argument(help="CSV, TSV, Parquet or JSONL with utterance_id or path, text, and more."),
]
_MOST_SHOWN = 10


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for noun, function in (
        ("hypotheses", import_hypotheses),
        ("references", import_references),
        ("corrections", import_corrections),
    ):
        group = typer.Typer(no_args_is_help=True, help=f"{noun.capitalize()} made elsewhere.")
        group.callback()(_group)
        group.command("import")(function)
        app.add_typer(group, name=noun)


def _group() -> None:
    """Keep `import` a word of its own: a group of one command would swallow it."""


def import_hypotheses(
    table: TableArgument,
    workspace: WorkspaceOption = None,
    engine: Annotated[str, typer.Option(help="For rows that name no engine.")] = "imported",
    model: Annotated[str, typer.Option(help="For rows that name no model.")] = "",
    json: JsonOption = False,
) -> int:
    """Take in what another recogniser heard; an empty text is its answer "nothing"."""
    from pipeline.stages import imports

    place, now = workspace_at(workspace), datetime.now(UTC)
    done = imports.import_hypotheses(place, table, now, engine=engine, model=model)
    return _tell("hypotheses", done, json=json)


def import_references(
    table: TableArgument, workspace: WorkspaceOption = None, json: JsonOption = False
) -> int:
    """Take in the texts that are to be used for scoring."""
    from pipeline.stages import imports

    done = imports.import_references(workspace_at(workspace), table, datetime.now(UTC))
    return _tell("references", done, json=json)


def import_corrections(
    table: TableArgument, workspace: WorkspaceOption = None, json: JsonOption = False
) -> int:
    """Take in what workers typed elsewhere (column `worker`)."""
    from pipeline.stages import imports

    done = imports.import_corrections(workspace_at(workspace), table, datetime.now(UTC))
    return _tell("corrections", done, json=json)


def _tell(noun: str, done: "Imported", *, json: bool) -> int:
    """Print what was taken in; the exit code is 1 where every row was refused."""
    if json:
        emit_json(
            {
                "rows": done.rows,
                "new": done.new,
                "refused": [
                    {
                        "row": r.row_number,
                        "path": r.path,
                        "code": r.code,
                        "explanation": r.explanation,
                    }
                    for r in done.refused
                ],
                "remarks": done.remarks,
            }
        )
    else:
        say(f"{noun}: {count(done.rows, 'row')}, {done.new} new, {len(done.refused)} refused")
        for row in done.refused[:_MOST_SHOWN]:
            warn(f"row {row.row_number}: {row.code}: {row.explanation}")
        if len(done.refused) > _MOST_SHOWN:
            warn(f"and {len(done.refused) - _MOST_SHOWN} more; --json lists them all")
        for remark in done.remarks:
            warn(f"note: {remark}")
    return 1 if done.rows and len(done.refused) == done.rows else 0
