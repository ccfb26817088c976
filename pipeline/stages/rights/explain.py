"""Every decision on an utterance, in words: by which rule or person, value, limit, when."""

from datetime import datetime

from pipeline.errors import UnknownIdError
from pipeline.io.workspace import Workspace
from pipeline.stages.permissions.ids import path_key
from pipeline.stages.rights.explain_texts import Happening, texts_and_people
from pipeline.tables import DecisionRow, UtteranceRow

_RULES = {
    "audio_checks": "it passed every audio check",
    "no_consent": "no consent is recorded for it",
    "withdrawn": "its speaker has withdrawn",
    "path_outside": "its path leads out of the inbox",
    "missing_file": "there is no such file in the inbox",
    "bad_row": "its row in the manifest cannot be used",
    "unreadable": "the file cannot be read as sound",
    "truncated": "the file is cut short",
    "corrupt_checksum": "the samples do not match the file's own checksum",
    "non_finite": "it holds samples that are no numbers",
    "too_short": "it is too short",
    "too_long": "it is too long",
    "too_many_channels": "it has too many channels",
    "bad_rate": "its sampling rate is out of bounds",
    "clipped": "too much of it is clipped",
    "silent": "it is silent",
    "low_snr": "the speech hardly stands above the noise",
    "low_speech": "too little of it is speech",
    "narrow_band": "its bandwidth is narrow",
    "duplicate": "the same recording is in already",
}
_REMARKS = {
    "too_short": "in, though it is short",
    "low_snr": "in, though noise is near the speech",
    "narrow_band": "in, though its bandwidth is narrow",
}
_STAGE_SAYS = {
    "corrected": "corrected by {by}",
    "skipped": "skipped by {by}",
    "flagged": "flagged by {by}",
    "retracted": "a correction was taken back by {by}",
    "lease_expired": "returned to the queue: the time lent to {by} ran out",
    "referenced": "its reference was set by {by}",
    "set_aside": "a correction was set aside",
    "redacted": "part of it was redacted by {by}",
    "redaction_undone": "a redaction was taken back by {by}",
    "queued": "queued for people",
    "adjudicated": "adjudicated by {by}",
    "appealed": "appealed",
    "appeal_settled": "an appeal was settled by {by}",
    "another_listener": "one more listener was asked",
    "to_lead": "given to a lead",
    "requeued": "to be heard once more",
    "flag_cleared": "let go again by {by}",
}


def explain(workspace: Workspace, name: str) -> list[str]:
    """What happened to an utterance, a line each, oldest first.

    Args:
        workspace: Where it is.
        name: An utterance's id, or its path as in the manifest.

    Raises:
        UnknownIdError: nothing of that name was ever offered here.
    """
    store = workspace.store
    utterances = store.rows(UtteranceRow, where={"utterance_id": name})
    if not utterances:
        key = path_key(workspace, name)
        utterances = store.rows(UtteranceRow, where={"source_key": key})
        if not utterances:
            return _explain_refusals(workspace, name, key)
    return [line for utterance in utterances for line in _about(workspace, utterance)]


def _explain_refusals(workspace: Workspace, name: str, source_key: str) -> list[str]:
    decisions = workspace.store.rows(DecisionRow, where={"source_key": source_key})
    if not decisions:
        raise UnknownIdError(
            f"no utterance {name!r}",
            expected="an utterance's id, or a path as the manifest had it",
            remedy="Ids are in the report and in: isogloss status --ids",
        )
    return [f"{name}: never stored"] + [
        f"  {_when(row.decided_at)}  {_decision(row)}"
        for row in sorted(decisions, key=lambda row: row.decided_at)
    ]


def _about(workspace: Workspace, utterance: UtteranceRow) -> list[str]:
    store = workspace.store
    utterance_id = utterance.utterance_id
    collected = (
        f"collected: {utterance.container} {utterance.codec}, "
        f"{utterance.duration_s:.2f} s, {utterance.sample_rate_hz} Hz, "
        f"{utterance.channels} channel(s), speaker {utterance.speaker_id}"
    )
    decisions = store.rows(DecisionRow, where={"utterance_id": utterance_id})
    events = [Happening(utterance.collected_at, collected)]
    events += [Happening(row.decided_at, _decision(row)) for row in decisions]
    events += texts_and_people(store, utterance_id)
    events.sort(key=lambda event: event.at)
    lines = [f"{utterance_id}: {utterance.verdict}"]
    for event in events:
        lines.append(f"  {_when(event.at)}  {event.says}")
        lines += [f"      {detail}" for detail in event.details]
    return lines


def _decision(row: DecisionRow) -> str:
    rule, by = row.rule, row.decided_by
    if row.stage == "collect" and rule == "duplicate":
        alike = f"{row.limit}, " if row.limit else ""
        says = f"{row.outcome}: it is the same recording as {row.value} ({alike}rule {rule})"
    elif row.stage == "collect":
        remarks = _REMARKS if row.outcome == "warned" else _RULES
        says = f"{row.outcome}: {remarks.get(rule, rule)} (rule {rule}"
        if row.value is not None:
            says += f", found {row.value}"
        if row.limit is not None:
            says += f", limit {row.limit}"
        says += ")"
    else:
        says = _STAGE_SAYS.get(row.outcome, row.outcome).format(by=by)
        says += f" (rule {rule})" if rule else ""
        says += f": {row.value}" if row.value else ""
    return says


def _when(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC")
