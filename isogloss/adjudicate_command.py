"""`isogloss adjudicate`: a lead decides where listeners differ, line by line."""

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import WorkspaceOption, count, say, warn, workspace_at

if TYPE_CHECKING:
    from pipeline.io.queue_workers import Worker
    from pipeline.io.workspace import Workspace

LeadOption = Annotated[str, typer.Option("--lead", help="Your id, as a lead or as a worker.")]


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("adjudicate")(adjudicate)


def adjudicate(
    lead: LeadOption,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            help="At first use: a language you decide in (BCP-47); repeat it for more.",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> int:
    """Decide what was said where listeners differ or somebody appeals; who typed what is hidden.

    Decisions may also be piped in, one command a line; docs/leading.md lists them.
    """
    from isogloss.adjudicate_session import AdjudicateSession
    from isogloss.correct_input import lines_of
    from isogloss.correct_recording import Recordings
    from isogloss.correct_screen import LINES
    from isogloss.correct_sound import Sound
    from isogloss.correct_words import Words
    from pipeline.io.audio.player import Player

    place = workspace_at(workspace)
    known = lead_of(place, lead, language or [])
    with suppress(AttributeError, ValueError):
        # A screen that cannot show a letter shows its number, and goes on.
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sound = Sound(Recordings(place), known, Words("en", LINES), Player())
    session = AdjudicateSession(place, known, lines_of(sys.stdout), sound, sys.stdout)
    try:
        session.work()
    finally:
        session.give_back()
        with suppress(OSError):  # the terminal may be gone
            say(f"{count(session.decided, 'decision')} saved in this session.")
    return 0


def lead_of(place: "Workspace", name: str, languages: list[str]) -> "Worker":
    """The lead, registered where they say in which languages they decide.

    Raises:
        UnknownIdError: Nobody of that id is registered, and no language is given.
    """
    from pipeline.errors import UnknownIdError
    from pipeline.io.queue_workers import (
        checked_worker_id,
        find_worker,
        known_worker,
        language_tag,
        register,
    )

    name = checked_worker_id(name)
    known = find_worker(place.store, name)
    if known is None and not languages:
        raise UnknownIdError(
            f"nobody is registered as {name!r}",
            expected="the id of a lead or worker, letter by letter",
            where="--lead",
            remedy="Check its spelling; a new lead says in which language they decide: "
            f"--language {place.settings.campaign.language}",
        )
    if languages:
        voice = next(iter(known.own_voices), None) if known else None
        tags = [language_tag(language) for language in languages]
        register(place.store, name, tags, voice, datetime.now(UTC))
        warn(f"isogloss: {'noted' if known else 'registered'} {name} for {', '.join(tags)}")
    known = known_worker(place.store, name, where="--lead")
    # A lead's id that is also a speaker's id outside is that speaker, whether they said so or not.
    return replace(known, own_voices=(*known.own_voices, place.speaker_id(name)))
