"""`isogloss gold`: utterances whose text a lead vouches for, to see how workers do."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, workspace_at
from isogloss.lead.adjudicate.command import LeadOption, find_lead

_UtteranceArgument = Annotated[str, typer.Argument(help="The utterance's id.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Utterances whose text a lead vouches for.")
    group.command("list")(list_items)
    group.command("add")(add)
    group.command("retire")(retire)
    group.command("overturn")(overturn)
    app.add_typer(group, name="gold")


def list_items(workspace: WorkspaceOption = None, json: JsonOption = False) -> int:
    """List the gold items and how workers did on them; no texts are shown."""
    from pipeline.stages.reviewing.gold_items import list_gold

    items = list_gold(workspace_at(workspace))
    if json:
        emit_json([asdict(item) for item in items])
        return 0
    for item in items:
        state = "retired" if item.retired else "in use"
        say(
            f"{item.utterance_id}  {state}, set by {item.set_by}: {count(item.answers, 'answer')}, "
            f"{item.missed} missed, {item.overturned} overturned"
        )
    say(count(len(items), "gold item"))
    return 0


def add(
    utterance: _UtteranceArgument,
    lead: LeadOption,
    text: Annotated[
        str | None,
        typer.Option("--text", help="What is said; else what a lead decided in adjudicate."),
    ] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Make an utterance a gold item, or change its text."""
    from pipeline.locale.sanitise import sanitise
    from pipeline.stages.reviewing.gold_items import add_gold

    place = workspace_at(workspace)
    vouched = add_gold(place, utterance, find_lead(place, lead, []), text, datetime.now(UTC))
    say(f"{utterance} is gold: {sanitise(vouched) or '(nothing is said)'}")
    return 0


def retire(utterance: _UtteranceArgument, workspace: WorkspaceOption = None) -> int:
    """Give a gold item to nobody any more."""
    from pipeline.stages.reviewing.gold_items import retire_gold

    retire_gold(workspace_at(workspace), utterance, datetime.now(UTC))
    say(f"{utterance} is retired; answers to it stay")
    return 0


def overturn(
    utterance: _UtteranceArgument,
    lead: LeadOption,
    because: Annotated[str, typer.Option("--because", help="Why the miss is none.")],
    worker: Annotated[
        str | None, typer.Option("--worker", help="Whose miss; without it, everybody's.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Forgive misses of a gold item, as after an appeal or where its text was wrong."""
    from pipeline.stages.reviewing.gold_items import overturn_misses

    place = workspace_at(workspace)
    who = find_lead(place, lead, [])
    forgiven = overturn_misses(place, utterance, worker, because, who, datetime.now(UTC))
    say(f"{count(forgiven, 'miss', 'misses')} of {utterance} overturned")
    return 0
