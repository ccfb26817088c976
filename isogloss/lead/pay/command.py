"""The command `isogloss pay`: settle a period of work and write the ledger."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, warn, workspace_at


def pay(
    period: Annotated[
        str,
        typer.Option(
            "--period", help="A month, 2026-11, or days, 2026-11-01..2026-11-15; days are in UTC."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the period's ledger as CSV there.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be posted; post nothing.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Post what a period's work earns and has not been paid, and what is missing to the floor.

    An item is paid once, whatever periods are asked for and however often. Top-ups are computed
    when a period is over. Rates and floors are in isogloss.toml under [pay].
    """
    from isogloss.lead.pay.document import as_document
    from isogloss.lead.pay.shown import describe_pay, remark_on_pay
    from pipeline.io.files import write_whole
    from pipeline.review.paying.ledger import parse_period
    from pipeline.review.paying.ledger_csv import write_csv
    from pipeline.stages.reviewing.pay import pay as settle

    try:
        wanted = parse_period(period)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--period") from None
    place = workspace_at(workspace)
    paid = settle(place, wanted, datetime.now(UTC), dry_run=dry_run)
    if output is not None:
        write_whole(output, write_csv(paid.entries))
    for remark in remark_on_pay(paid, place.settings.pay):
        warn(f"isogloss: {remark}")
    if json:
        emit_json(as_document(paid, place.settings.pay, dry_run=dry_run))
        return 0
    for line in describe_pay(paid, place.settings.pay, dry_run=dry_run):
        say(line)
    if output is not None:
        say(f"ledger: {output} ({count(len(paid.entries), 'row')})")
    return 0
