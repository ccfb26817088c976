"""Which bytes of an utterance may be played: its recording, or the copy with redacted spans."""

from pipeline.io.store.store import Store


def playable_sha256(store: Store, utterance_id: str, audio_sha256: str) -> str:
    """Find the bytes that may be played for an utterance: its bleeped copy where there is one.

    Args:
        store: The database.
        utterance_id: Which utterance.
        audio_sha256: Its recording as uploaded.

    Returns:
        The hash of the derived copy; without a redaction, `audio_sha256`.
    """
    held = store.read(
        "redactions", where={"utterance_id": utterance_id}, columns=["derived_sha256"]
    )
    # All redactions of an utterance name the one copy in which all their spans are bleeped.
    return str(held["derived_sha256"].iloc[0]) if len(held) else audio_sha256
