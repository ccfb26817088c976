"""The command `isogloss listens`: who heard a speaker, when, and for what."""

import json as json_text
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from isogloss.console import JsonOption, WorkspaceOption, count, say, workspace_at

if TYPE_CHECKING:
    from pipeline.stages.rights.listens import Asked, Listen, Listens

_NOT_HERE = (
    "plays by workers only: making a bleeped copy is none, and what is played from a report's "
    "page in a browser leaves no row here"
)


def listens(
    speaker: Annotated[
        str | None, typer.Option("--speaker", help="The speaker's id as in the manifest.")
    ] = None,
    worker: Annotated[str | None, typer.Option("--worker", help="A worker's id.")] = None,
    utterance: Annotated[str | None, typer.Option("--utterance", help="An utterance's id.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> int:
    """Tell every play: when (UTC), which recording, by which worker, for what, at which speed.

    Give one of --speaker, --worker and --utterance.
    """
    from pipeline.stages.rights.listens import count_listens, each_listen

    asked, name = _choose_asked(speaker, worker, utterance)
    place = workspace_at(workspace)
    found = count_listens(place, asked, name)
    plays = each_listen(place, found)
    for line in _as_json(found, plays) if json else _as_text(found, plays):
        say(line)
    return 0


def _choose_asked(
    speaker: str | None, worker: str | None, utterance: str | None
) -> "tuple[Asked, str]":
    named: list[tuple[Asked, str]] = []
    if speaker is not None:
        named.append(("speaker", speaker))
    if worker is not None:
        named.append(("worker", worker))
    if utterance is not None:
        named.append(("utterance", utterance))
    if len(named) != 1:
        message = "give exactly one of --speaker, --worker and --utterance"
        raise typer.BadParameter(message)
    return named[0]


def _as_text(found: "Listens", plays: "Iterator[Listen]") -> Iterator[str]:
    if found.erased_at is not None:
        yield _erased(found)
        return
    for one in plays:
        yield (
            f"{one.listened_at:%Y-%m-%d %H:%M:%S} UTC  {one.utterance_id}  by worker "
            f"{one.worker_id}  to {one.purpose}  at {one.speed:g} of the speed"
        )
    by_purpose = ", ".join(f"{purpose} {n:,}" for purpose, n in found.purposes.items())
    yield (
        f"{count(found.plays, 'play')} of {count(found.recordings, 'recording')} by "
        f"{count(found.workers, 'worker')}" + (f" ({by_purpose})" if by_purpose else "")
    )
    yield _NOT_HERE


def _erased(found: "Listens") -> str:
    return (
        f"this speaker withdrew: on {found.erased_at:%Y-%m-%d %H:%M:%S} UTC every recording, "
        "text and play of theirs was erased; nothing about them can be told any more"
    )


def _as_json(found: "Listens", plays: "Iterator[Listen]") -> Iterator[str]:
    """Write one document, a line a play, so that a long list is never held in memory."""
    erased = found.erased_at.isoformat() if found.erased_at else None
    head = {
        "asked": found.asked,
        "id": found.name,
        "erased_at": erased,
        "plays": found.plays,
        "recordings": found.recordings,
        "workers": found.workers,
        "purposes": dict(found.purposes),
        "covers": _NOT_HERE,
    }
    yield json_text.dumps(head, ensure_ascii=False)[:-1] + ', "listens": ['
    comma = ""
    for one in plays:
        row = {
            "listened_at": one.listened_at.isoformat(),
            "utterance": one.utterance_id,
            "worker": one.worker_id,
            "purpose": one.purpose,
            "speed": one.speed,
        }
        yield comma + json_text.dumps(row, ensure_ascii=False)
        comma = ","
    yield "]}"
