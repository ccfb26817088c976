"""Which accents of a speaker may be spoken of: what they said themselves, unless asked for more."""

from collections.abc import Sequence

import pandas as pd

from pipeline.io.workspace import Workspace
from pipeline.tables import UNDISCLOSED


def load_speaker_accents(workspace: Workspace, speaker_ids: Sequence[str]) -> pd.DataFrame:
    """Read the accents that may enter a report: an inferred one only where settings ask for it.

    Returns:
        `speaker_id`, `accent` (slug, `undisclosed`, or None where nobody could place the text).
    """
    held = workspace.store.read("speaker_accents", columns=["speaker_id", "accent", "provenance"])
    if not workspace.settings.report.include_inferred_accents:
        held = held[~held["provenance"].astype(str).str.endswith("_inferred")]
    missing = sorted(set(speaker_ids) - set(held["speaker_id"]))
    untagged = pd.DataFrame({"speaker_id": missing, "accent": [UNDISCLOSED] * len(missing)})
    both = pd.concat([held[["speaker_id", "accent"]], untagged], ignore_index=True)
    return both[both["speaker_id"].isin(set(speaker_ids))].drop_duplicates()
