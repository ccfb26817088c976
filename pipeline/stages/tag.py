"""Tag: accents and regions from what speakers say of themselves, and a lead's answers.

Run again whenever the taxonomy or a lead's answers change; what did not change is left alone.
Only rows with provenance `self_declared` are made and replaced here.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
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

_ID_LETTERS = 24
_WAITING = ("ambiguous", "unresolved")
_COMPARED = ("speaker_accent_id", "outcome", "accent")


def tag(workspace: Workspace, now: datetime) -> dict[str, int]:
    """Tag every speaker; returns speakers by outcome.

    Raises:
        SettingsError: there is no taxonomy for the campaign's language.
    """
    store, language = workspace.store, workspace.settings.campaign.language
    speakers = store.read("speakers")
    said = speakers.rename(columns={"accent_text": "accent", "region_text": "region_said"})
    said = said[["speaker_id", "accent", "region_said", "first_language"]]
    try:
        tagged = tag_speakers(
            said.rename(columns={"region_said": "region"}), language, _aliases(store, language)
        )
    except TaxonomyError as error:
        raise SettingsError(
            str(error), where=f"{FILE_NAME}: campaign.language", remedy="See docs/accents.md."
        ) from error
    rows = [_row(row, now) for row in tagged.to_dict("records")]
    regions = {
        row["speaker_id"]: (row["region_code"], row["region_outcome"])
        for row in tagged.to_dict("records")
    }
    _save(store, rows, speakers, regions)
    outcomes = {row["speaker_id"]: row["outcome"] for row in rows}
    return dict(sorted(Counter(outcomes.values()).items()))


def _aliases(store: Store, language: str) -> dict[str, tuple[str, ...]]:
    held = store.read("accent_aliases", where={"language": language})
    return {row.text: tuple(row.accents) for row in each_row(held)}


def _row(row: Mapping[Any, Any], now: datetime) -> dict[str, Any]:
    key = f"{row['speaker_id']}:{row['verbatim']}:{row['accent']}:{row['provenance']}"
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "speaker_accent_id": "a" + digest[:_ID_LETTERS],
        "speaker_id": row["speaker_id"],
        "verbatim": row["verbatim"],
        "outcome": row["outcome"],
        "accent": row["accent"],
        "provenance": row["provenance"],
        "candidates": [slug for slug in row["candidates"].split("|") if slug],
        "tagged_at": now,
    }


def _save(
    store: Store,
    rows: Sequence[dict[str, Any]],
    speakers: pd.DataFrame,
    regions: Mapping[str, tuple[str | None, str]],
) -> None:
    held = store.read("speaker_accents", where={"provenance": "self_declared"})
    before = {tuple(row) for row in held[list(_COMPARED)].itertuples(index=False, name=None)}
    changed = [row for row in rows if tuple(row[name] for name in _COMPARED) not in before]
    current = {row["speaker_accent_id"] for row in rows}
    stale = [name for name in held["speaker_accent_id"] if name not in current]
    moved: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()}
        | {"region": regions[row["speaker_id"]][0], "region_outcome": outcome}
        for row in speakers.to_dict("records")
        if (outcome := regions[row["speaker_id"]][1]) != row["region_outcome"]
        or regions[row["speaker_id"]][0] != row["region"]
    ]
    with store.writing() as transaction:
        transaction.delete("speaker_accents", "speaker_accent_id", stale)
        transaction.put("speaker_accents", changed)
        transaction.put("speakers", moved)


def unresolved_texts(workspace: Workspace) -> list[dict[str, Any]]:
    """Texts that wait for a lead, those of most speakers first."""
    held = workspace.store.read("speaker_accents", where={"outcome": _WAITING})
    speakers: dict[str, set[str]] = defaultdict(set)
    about: dict[str, dict[str, Any]] = {}
    for row in held.to_dict("records"):
        speakers[row["verbatim"]].add(row["speaker_id"])
        about[row["verbatim"]] = {
            "text": row["verbatim"],
            "outcome": row["outcome"],
            "candidates": list(row["candidates"]),
        }
    waiting = [about[text] | {"speakers": len(who)} for text, who in speakers.items()]
    return sorted(waiting, key=lambda one: (-one["speakers"], one["text"]))


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
    row = {
        "language": language,
        "text": key,
        "accents": list(slugs),
        "decided_by": by,
        "decided_at": now,
    }
    with store.writing() as transaction:
        transaction.put("accent_aliases", [row])
    tag(workspace, now)
    said = store.read("speakers", columns=["accent_text"])["accent_text"]
    return sum(lead_key(one) == key for one in said)
