"""Commands on accents: list, match, resolve."""

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, emit_json, say, warn, workspace_at

LanguageOption = Annotated[str, typer.Option("--language", help="BCP-47: en, fr, de or es.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(no_args_is_help=True, help="The accents there are, and what texts mean.")
    group.command("list")(list_accents)
    group.command("match")(match_file)
    group.command("resolve")(resolve)
    app.add_typer(group, name="accents")


def list_accents(language: LanguageOption = "en", json: JsonOption = False) -> int:
    """List the accents of a language: slug, name, kind, parent, places; L2 accents come last."""
    from accents.taxonomy import load_taxonomy
    from isogloss.tables.accents.shown import known_language

    taxonomy = load_taxonomy(known_language(language))
    # Hundreds of countries of second-language speakers would hide the accents people look for.
    listed = sorted(taxonomy, key=lambda one: one.kind == "second_language")
    if json:
        emit_json(
            [
                {
                    "accent": one.slug,
                    "name": one.name("en"),
                    "kind": one.kind,
                    "parent": one.parent,
                    "places": list(one.places),
                }
                for one in listed
            ]
        )
        return 0
    for one in listed:
        places = " ".join(one.places)
        say(f"{one.slug:<28} {one.name('en'):<44} {one.kind:<16} {one.parent or '':<20} {places}")
    return 0


def match_file(
    file: Annotated[Path, typer.Argument(help="A table, or a text a line.")],
    language: LanguageOption = "en",
    column: Annotated[
        str, typer.Option("--column", help="The column of a CSV or TSV; else each line is a text.")
    ] = "",
) -> int:
    """Match free texts to accents; CSV on stdout: text,outcome,accents,candidates."""
    from accents.matching import MATCH_COLUMNS, match
    from isogloss.tables.accents.shown import known_language, read_texts

    language = known_language(language)
    texts = list(read_texts(file, column))  # first of all: a table is written whole or not at all
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(MATCH_COLUMNS)
    for text in texts:
        out.writerow(match(text, language).row())
    return 0


def resolve(
    text: Annotated[
        str | None, typer.Argument(help="A text from the list; without it, the list.")
    ] = None,
    accent: Annotated[
        list[str] | None,
        typer.Option("--accent", help="The accent it means (repeat for several)."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who decides: a worker's or lead's id.")] = "lead",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """List the accent texts nobody could place, or say what one means, as a dated alias."""
    from dataclasses import asdict

    from pipeline.stages.tag import resolve_text, unresolved_texts

    place = workspace_at(workspace)
    if text is None:
        waiting = unresolved_texts(place)
        if json:
            emit_json([asdict(one) for one in waiting])
        else:
            for one in waiting:
                proposals = ", ".join(one.candidates) or "no proposals"
                speakers = count(one.speakers, "speaker")
                say(f"{one.text!r}: {one.outcome}, {speakers}; {proposals}")
            say(f"{count(len(waiting), 'text')} waiting")
            if waiting:
                say("decide with: isogloss accents resolve TEXT --accent SLUG")
        return 0
    changed = resolve_text(place, text, tuple(accent or ()), by, datetime.now(UTC))
    if json:
        emit_json({"text": text, "accents": accent or [], "speakers": changed})
    else:
        warn(f"{text!r} is {', '.join(accent or ['no accent'])} from today on")
        say(f"{count(changed, 'speaker')} tagged")
    return 0
