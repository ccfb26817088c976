"""Transcribe: what has no hypothesis by this recogniser gets one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import pandas as pd

from pipeline.errors import IsoglossError, RecogniserError
from pipeline.io.audio.reading import read_mono
from pipeline.io.recognisers.opening import open_recogniser
from pipeline.io.settings_file import FILE_NAME
from pipeline.io.store.store import each_row
from pipeline.io.workspace import Workspace
from pipeline.settings import AsrSettings
from pipeline.stages.permissions.consent import may_be_used
from pipeline.stages.permissions.playable import playable_sha256
from pipeline.tables import USABLE, HypothesisRow, TimedWord, UtteranceRow, hash_id
from pipeline.transcribe.pending import pending as unanswered
from pipeline.transcribe.recogniser import (
    SAMPLE_RATE_HZ,
    AudioItem,
    Hypothesis,
    Recogniser,
    RecogniserIdentity,
)

PURPOSE = "transcription"


@dataclass(frozen=True)
class Pending:
    """What is to be recognised, and how many may not be for want of consent."""

    ids: tuple[str, ...]
    withheld: int


def pending(workspace: Workspace, now: datetime) -> Pending:
    """Find utterances with consent and no hypothesis by the recogniser of the settings.

    The usable ones; where `asr.hear_refused` asks for it, refused ones that are no copies as well.

    Raises:
        RecogniserError: no such recogniser, or it would send audio elsewhere without consent.
    """
    settings = workspace.settings
    if settings.asr.leaves_machine and not settings.consent.covers_outside_recogniser:
        raise RecogniserError(
            "asr.leaves_machine is true, and the speakers' consent does not cover that",
            expected="consent.covers_outside_recogniser = true, where the text they read says so",
            where=FILE_NAME,
            remedy="Use a recogniser on this machine, or ask the speakers.",
        )
    utterances = _to_be_heard(workspace)
    allowed = may_be_used(workspace.store, utterances, PURPOSE, now).astype(bool)
    if not allowed.any():
        return Pending((), len(utterances))  # a night without recordings needs no recogniser
    identity = _recogniser(workspace).identity
    held = workspace.store.read(
        "hypotheses",
        where={"identity": identity.key},
        columns=["utterance_id", "identity", "failure"],
    )
    # Clips of like length share a batch: a batch takes as long as its longest one.
    ordered = utterances[allowed].sort_values(["duration_s", "utterance_id"])
    todo = unanswered(ordered, held, identity)
    return Pending(tuple(todo), int((~allowed).sum()))


def _to_be_heard(workspace: Workspace) -> pd.DataFrame:
    store, settings = workspace.store, workspace.settings
    if not settings.asr.hear_refused:
        return store.read("utterances", where={"verdict": USABLE})
    utterances = store.read("utterances", where={"verdict": (*USABLE, "rejected")})
    copies = store.read("decisions", where={"stage": "collect", "rule": "duplicate"})
    # What is declared longer than this is never decoded: it would fail every night.
    short = utterances["duration_s"].astype(float) <= settings.audio.hard_max_duration_s
    is_copy = utterances["utterance_id"].isin(copies["utterance_id"].dropna())
    refused = utterances["verdict"] == "rejected"
    return utterances[~refused | (short & ~is_copy)]


def transcribe_batch(
    workspace: Workspace, utterance_ids: Sequence[str], now: datetime
) -> dict[str, int]:
    """Recognise some utterances and keep the hypotheses, in one transaction."""
    utterances = workspace.store.read("utterances", where={"utterance_id": list(utterance_ids)})
    recogniser = _recogniser(workspace)
    items, failures = _decoded(workspace, utterances)
    hypotheses = [*recogniser.transcribe(items), *failures] if items else failures
    identity = recogniser.identity
    rows = [_row(one, identity, now) for one in hypotheses]
    with workspace.store.writing() as transaction:
        present = transaction.rows_by(UtteranceRow, "utterance_id", utterance_ids)
        # A speaker may have withdrawn while the recogniser worked.
        transaction.put("hypotheses", [row for row in rows if row.utterance_id in present])
    failed = sum(one.failure is not None for one in hypotheses)
    return {"recognised": len(hypotheses) - failed, "failed": failed}


def _language(workspace: Workspace) -> str:
    return workspace.settings.campaign.language.split("-")[0].lower()


def _recogniser(workspace: Workspace) -> Recogniser:
    return _loaded(workspace.settings.asr, _language(workspace), workspace)


@lru_cache(maxsize=2)
def _loaded(settings: AsrSettings, language: str, workspace: Workspace) -> Recogniser:
    """The model stays in memory for the next batch of this process."""
    return open_recogniser(settings, language, workspace.cache)


def _decoded(
    workspace: Workspace, utterances: pd.DataFrame
) -> tuple[list[AudioItem], list[Hypothesis]]:
    """Samples of each utterance; one that cannot be read is a failure of its own."""
    items: list[AudioItem] = []
    failures: list[Hypothesis] = []
    for row in each_row(utterances):
        try:
            # What was bleeped never reaches a recogniser, and so never a text.
            playable = playable_sha256(workspace.store, row.utterance_id, row.audio_sha256)
            with workspace.audio.open(playable) as stream:
                samples = read_mono(
                    stream,
                    rate_hz=SAMPLE_RATE_HZ,
                    limits=workspace.settings.audio,
                    name_hint=row.suffix,
                )
            items.append(AudioItem(row.utterance_id, samples))
        except IsoglossError as error:
            failures.append(Hypothesis(row.utterance_id, "", failure=str(error)))
    return items, failures


def _row(hypothesis: Hypothesis, identity: RecogniserIdentity, now: datetime) -> HypothesisRow:
    name = identity.key
    return HypothesisRow(
        hypothesis_id=hash_id("h", f"{hypothesis.utterance_id}:{name}"),
        utterance_id=hypothesis.utterance_id,
        engine=identity.engine,
        model=hypothesis.reported_model or identity.model,
        version=hypothesis.reported_version or identity.version,
        model_sha256=identity.model_sha256,
        settings=dict(identity.settings),
        identity=name,
        text=None if hypothesis.failure is not None else hypothesis.text,
        words=[
            TimedWord(
                word=word.word,
                start_s=word.start_s,
                end_s=word.end_s,
                probability=word.probability,
            )
            for word in hypothesis.words
        ],
        failure=hypothesis.failure,
        mean_log_probability=hypothesis.mean_log_probability,
        no_speech_probability=hypothesis.no_speech_probability,
        language=hypothesis.language or None,
        transcribed_at=now,
    )
