"""Which utterances may be used for a purpose now: consent asked at every use."""

from datetime import datetime

import pandas as pd

from pipeline.collect.consent import Consent, allows
from pipeline.io.store.store import Store, each_row

NO_CONSENT = "no_consent"


def may_be_used(store: Store, utterances: pd.DataFrame, purpose: str, now: datetime) -> pd.Series:
    """For each row of `utterances` (speaker_id, consent_id) whether its consent covers a purpose.

    An utterance is used under the consent it was given with, not under another of its speaker.
    """
    consents = store.read("consents")
    allowed = {
        row.consent_id: allows([_consent(row)], purpose, now).allowed for row in each_row(consents)
    }
    return utterances["consent_id"].map(lambda consent_id: allowed.get(consent_id, False))


def _consent(row: object) -> Consent:
    return Consent(
        speaker_id=row.speaker_id,  # type: ignore[attr-defined]
        purposes=tuple(row.purposes),  # type: ignore[attr-defined]
        text_version=row.text_version,  # type: ignore[attr-defined]
        text_language=row.text_language,  # type: ignore[attr-defined]
        text_sha256=row.text_sha256,  # type: ignore[attr-defined]
        given_at=row.given_at,  # type: ignore[attr-defined]
        expires_at=row.expires_at,  # type: ignore[attr-defined]
        guardian=row.guardian,  # type: ignore[attr-defined]
    )
