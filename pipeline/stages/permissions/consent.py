"""Which utterances may be used for a purpose now: consent asked at every use."""

from datetime import datetime

import pandas as pd

from pipeline.collect.consent import Consent, allows
from pipeline.io.store.store import Store
from pipeline.tables import ConsentRow

NO_CONSENT = "no_consent"


def may_be_used(store: Store, utterances: pd.DataFrame, purpose: str, now: datetime) -> pd.Series:
    """Tell for each row of `utterances` (speaker_id, consent_id) whether it may be used so.

    An utterance is used under the consent it was given with, not under another of its speaker.
    """
    allowed = {
        row.consent_id: allows([_consent(row)], purpose, now).allowed
        for row in store.rows(ConsentRow)
    }
    return utterances["consent_id"].map(lambda consent_id: allowed.get(consent_id, False))


def _consent(row: ConsentRow) -> Consent:
    return Consent(
        speaker_id=row.speaker_id,
        purposes=tuple(row.purposes),
        text_version=row.text_version,
        text_language=row.text_language,
        text_sha256=row.text_sha256,
        given_at=row.given_at,
        expires_at=row.expires_at,
        guardian=row.guardian,
    )
