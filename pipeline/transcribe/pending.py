"""What still needs a hypothesis of one recogniser."""

import pandas as pd

from pipeline.transcribe.recogniser import RecogniserIdentity


def pending(
    utterances: pd.DataFrame, hypotheses: pd.DataFrame, identity: RecogniserIdentity
) -> list[str]:
    """List the utterances that this recogniser, with this model and settings, has not answered.

    A stored failure is no answer: the utterance is tried again, for a full disk or a killed
    engine must not cost a voice its place in the report. An empty text is an answer.

    Args:
        utterances: Column `utterance_id`; the caller has left out what may not be recognised.
        hypotheses: Columns `utterance_id`, `identity` (a `RecogniserIdentity.key`), `failure`
            (null where there is none).
        identity: The recogniser about to run.

    Returns:
        Ids, in the order of `utterances`, each once.

    Example:
        >>> whisper = RecogniserIdentity("faster-whisper", "tiny.en", "1.2.1", "")
        >>> held = pd.DataFrame(
        ...     {
        ...         "utterance_id": ["u1", "u2", "u3"],
        ...         "identity": [whisper.key, whisper.key, "imported"],
        ...         "failure": [None, "no samples", None],
        ...     }
        ... )
        >>> pending(pd.DataFrame({"utterance_id": ["u3", "u1", "u2"]}), held, whisper)
        ['u3', 'u2']
    """
    answered = (hypotheses["identity"] == identity.key) & hypotheses["failure"].isna()
    ids = utterances["utterance_id"].drop_duplicates()
    return [str(one) for one in ids[~ids.isin(hypotheses.loc[answered, "utterance_id"])]]
