"""Who sits down to correct: known by their id, registered at first use by what they declare."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from isogloss.console import warn

if TYPE_CHECKING:
    from pipeline.io.workers import Worker
    from pipeline.io.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Declared:
    """What a worker says of themselves; nothing leaves what they said before.

    Attributes:
        languages: BCP-47 tags.
        speaker: Their speaker id outside, if they are recorded here.
        accents: Slugs of accents they know well.
        region: ISO 3166 code of where they work.
    """

    languages: tuple[str, ...] = ()
    speaker: str | None = None
    accents: tuple[str, ...] = ()
    region: str | None = None

    @property
    def anything(self) -> bool:
        """Whether they said anything."""
        return bool(self.languages or self.speaker or self.accents or self.region)


def find_or_register(place: "Workspace", name: str, declared: Declared) -> "Worker":
    """Find a worker; register them at first use or when they declare something new.

    Args:
        place: The workspace.
        name: Their id.
        declared: What they say of themselves now.

    Raises:
        ReviewError: The id or something declared cannot be one.
    """
    from pipeline.io.workers import checked_worker_id, find_worker

    name = checked_worker_id(name)
    known = find_worker(place.store, name)
    if known is None or declared.anything:
        known = _register(place, name, known, declared)
    return with_own_voice(place, known, name)


def with_own_voice(place: "Workspace", worker: "Worker", name: str) -> "Worker":
    """Add the voice of the speaker whose id outside is this id.

    Who goes by the id of a speaker is that speaker, whether they said so or not.
    """
    return replace(worker, own_voices=(*worker.own_voices, place.speaker_id(name)))


def _register(
    place: "Workspace", name: str, known: "Worker | None", declared: Declared
) -> "Worker":
    from pipeline.io.workers import known_worker, language_tag, register

    campaign = [place.settings.campaign.language]
    tags = [language_tag(language) for language in declared.languages]
    tags = tags or (list(known.languages) if known else campaign)
    voice = _speaker_id(place, declared.speaker) if declared.speaker else None
    if voice is None and known is not None:
        voice = next(iter(known.own_voices), None)
    accents = declared.accents or None  # None leaves what they said before
    now = datetime.now(UTC)
    register(place.store, name, tags, voice, now, accents=accents, region=declared.region)
    registered = known_worker(place.store, name)
    what = "registered" if known is None else "noted"
    knows = f", who knows {', '.join(registered.accents)}" if registered.accents else ""
    where = f", in {registered.region}" if registered.region else ""
    own = "; recordings of your own voice go to others" if voice else ""
    warn(f"isogloss: {what} worker {name} for {', '.join(tags)}{knows}{where}{own}")
    return registered


def _speaker_id(place: "Workspace", outside_id: str) -> str:
    speaker_id = place.speaker_id(outside_id)
    if place.store.read("speakers", where={"speaker_id": speaker_id}).empty:
        warn("isogloss: that speaker has no recordings here yet; if they should, check --speaker")
    return speaker_id
