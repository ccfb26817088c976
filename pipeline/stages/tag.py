"""Tag: accents and regions from what speakers say of themselves, and a lead's answers.

Run again whenever the taxonomy or a lead's answers change; what did not change is left alone.
Only rows with provenance `self_declared` are made and replaced here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from accents.matching import lead_alias, lead_key
from accents.tagging import tag_speakers
from accents.taxonomy import TaxonomyError
from pipeline.errors import SettingsError, UnknownIdError
from pipeline.io.settings_file import FILE_NAME
from pipeline.io.store.store import Store, each_row
from pipeline.io.workspace import Workspace
from pipeline.tables import AccentAliasRow, AccentOutcome, SpeakerAccentRow, SpeakerRow, hash_id

_WAITING = ("ambiguous", "unresolved")


def tag(workspace: Workspace, now: datetime) -> dict[str, int]:
    """Tag every speaker; returns speakers by outcome.

    Raises:
        SettingsError: there is no taxonomy for the campaign's language.
    """
    store, language = workspace.store, workspace.settings.campaign.language
    speakers = store.rows(SpeakerRow)
    said = pd.DataFrame(
        [
            (row.speaker_id, row.accent_text, row.region_text, row.first_language)
            for row in speakers
        ],
        columns=pd.Index(["speaker_id", "accent", "region", "first_language"]),
        dtype=object,
    )
    try:
        tagged = tag_speakers(said, language, _aliases(store, language))
    except TaxonomyError as error:
        raise SettingsError(
            str(error), where=f"{FILE_NAME}: campaign.language", remedy="See docs/accents.md."
        ) from error
    rows = [_accent_row(row, now) for row in each_row(tagged)]
    regions = {row.speaker_id: (row.region_code, row.region_outcome) for row in each_row(tagged)}
    _save(store, rows, speakers, regions)
    outcomes = {row.speaker_id: row.outcome for row in rows}
    return dict(sorted(Counter(outcomes.values()).items()))


def _aliases(store: Store, language: str) -> dict[str, tuple[str, ...]]:
    held = store.rows(AccentAliasRow, where={"language": language})
    return {row.text: tuple(row.accents) for row in held}


def _accent_row(row: Any, now: datetime) -> SpeakerAccentRow:
    key = f"{row.speaker_id}:{row.verbatim}:{row.accent}:{row.provenance}"
    return SpeakerAccentRow(
        speaker_accent_id=hash_id("a", key),
        speaker_id=row.speaker_id,
        verbatim=row.verbatim,
        outcome=row.outcome,
        accent=row.accent,
        provenance=row.provenance,
        candidates=[slug for slug in row.candidates.split("|") if slug],
        tagged_at=now,
    )


def _save(
    store: Store,
    rows: Sequence[SpeakerAccentRow],
    speakers: Sequence[SpeakerRow],
    regions: Mapping[str, tuple[str | None, str]],
) -> None:
    held = store.rows(SpeakerAccentRow, where={"provenance": "self_declared"})
    before = {_what_counts(row) for row in held}
    changed = [row for row in rows if _what_counts(row) not in before]
    current = {row.speaker_accent_id for row in rows}
    stale = [row.speaker_accent_id for row in held if row.speaker_accent_id not in current]
    moved = [
        replace(row, region=region, region_outcome=outcome)
        for row in speakers
        for region, outcome in [regions[row.speaker_id]]
        if (region, outcome) != (row.region, row.region_outcome)
    ]
    with store.writing() as transaction:
        transaction.delete("speaker_accents", "speaker_accent_id", stale)
        transaction.put("speaker_accents", changed)
        transaction.put("speakers", moved)


def _what_counts(row: SpeakerAccentRow) -> tuple[str, str, str | None]:
    """Return what makes `tag` write a row anew when it changes; candidates and times do not."""
    return row.speaker_accent_id, row.outcome, row.accent


@dataclass(frozen=True, slots=True)
class UnresolvedText:
    """What speakers wrote of their accent and nobody could place.

    Attributes:
        text: As they wrote it.
        outcome: Why it could not be placed.
        candidates: Accents that it may mean.
        speakers: How many wrote it.
    """

    text: str
    outcome: AccentOutcome
    candidates: Sequence[str]
    speakers: int


def unresolved_texts(workspace: Workspace) -> list[UnresolvedText]:
    """List the texts that wait for a lead, those of most speakers first."""
    speakers: dict[str, set[str]] = defaultdict(set)
    last: dict[str, SpeakerAccentRow] = {}
    for row in workspace.store.rows(SpeakerAccentRow, where={"outcome": _WAITING}):
        speakers[row.verbatim].add(row.speaker_id)
        last[row.verbatim] = row
    waiting = [
        UnresolvedText(text, row.outcome, list(row.candidates), len(speakers[text]))
        for text, row in last.items()
    ]
    return sorted(waiting, key=lambda one: (-one.speakers, one.text))


def resolve_text(
    workspace: Workspace, text: str, accents: Sequence[str], by: str, now: datetime
) -> int:
    """A lead's answer becomes a dated alias and speakers are tagged anew; returns how many.

    No accents at all is an answer too: the text names none.

    Raises:
        UnknownIdError: an accent the taxonomy does not have.
    """
    store, language = workspace.store, workspace.settings.campaign.language
    try:
        key, slugs = lead_alias(text, tuple(accents), language)
    except TaxonomyError as error:
        raise UnknownIdError(str(error), where="--accent") from error
    row = AccentAliasRow(language=language, text=key, accents=slugs, decided_by=by, decided_at=now)
    with store.writing() as transaction:
        transaction.put("accent_aliases", [row])
    tag(workspace, now)
    said = store.read("speakers", columns=["accent_text"])["accent_text"]
    return sum(lead_key(one) == key for one in said)
