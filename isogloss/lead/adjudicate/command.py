"""`isogloss adjudicate`: a lead decides where listeners differ, line by line."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import WorkspaceOption, count, say, warn, workspace_at

if TYPE_CHECKING:
    from pipeline.io.workers import Worker
    from pipeline.io.workspace import Workspace

LeadOption = Annotated[str, typer.Option("--lead", help="Your id, as a lead or as a worker.")]


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
    from isogloss.correct.desk.lines import LINES
    from isogloss.correct.desk.sound import Playback
    from isogloss.correct.desk.words import Words
    from isogloss.correct.input import open_lines
    from isogloss.correct.output import open_output
    from isogloss.correct.recording import Recordings
    from isogloss.lead.adjudicate.session import AdjudicateSession
    from pipeline.io.audio.player import Player

    place = workspace_at(workspace)
    known = find_lead(place, lead, language or [])
    output = open_output()
    sound = Playback(Recordings(place), known, Words("en", LINES), Player())
    session = AdjudicateSession(place, known, open_lines(output.stream), sound, output)
    try:
        session.work()
    finally:
        session.give_back()
        with suppress(OSError):  # the terminal may be gone
            say(f"{count(session.decided, 'decision')} saved in this session.")
    return 0


def find_lead(place: "Workspace", name: str, languages: list[str]) -> "Worker":
    """Find a lead; register them where they say in which languages they decide.

    Raises:
        UnknownIdError: Nobody of that id is registered, and no language is given.
    """
    from isogloss.correct.worker import with_own_voice
    from pipeline.errors import UnknownIdError
    from pipeline.io.workers import (
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
    return with_own_voice(place, known_worker(place.store, name, where="--lead"), name)
