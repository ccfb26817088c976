"""Consent is asked again at every use: for what, until when, and who else would hear."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import RecogniserError
from pipeline.io.recognisers.models import installed_models
from pipeline.io.workspace import Workspace
from pipeline.stages.collect import Collected
from pipeline.stages.compare import compare
from pipeline.stages.enqueue import queue_for_people
from pipeline.stages.imports import import_hypotheses, import_references
from pipeline.stages.scored import load_scored
from pipeline.stages.transcribe import pending

Row = dict[str, str]
GIVEN = {
    "all": "transcription;training;evaluation;publication",
    "no_transcription": "training;evaluation",
    "no_evaluation": "transcription;training",
}


@pytest.fixture
def place(
    workspace: Workspace,
    sample_rows: list[Row],
    inbox_of: Callable[..., Path],
    collect: Callable[..., Collected],
    tmp_path: Path,
) -> Workspace:
    """Three good recordings by three speakers who allow different things, heard and typed."""
    settings = workspace.root / "isogloss.toml"
    # A program never started here: who may be heard is decided before.
    settings.write_text(settings.read_text("utf-8").replace(
        'model = "tiny.en"', 'engine = "command"\ncommand = ["true"]'
    ), "utf-8")  # fmt: skip
    wavs = [row for row in sample_rows if row["path"].startswith("clips/")][::9][:3]
    rows = [
        row | {"speaker_id": name, "consent": words, "age": "thirties"}
        for row, (name, words) in zip(wavs, GIVEN.items(), strict=True)
    ]
    assert collect(workspace, inbox_of(rows)).new == 3
    texts = tmp_path / "texts.csv"
    texts.write_text("path,text\n" + "".join(f"{row['path']},good day\n" for row in rows), "utf-8")
    import_hypotheses(workspace, texts, NOON)
    import_references(workspace, texts, NOON)
    compare(workspace, NOON)
    return workspace


NOON = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
EXPIRED = NOON + timedelta(days=731)


def speakers_of(place: Workspace, ids: Any) -> set[str]:
    names = {place.speaker_id(name): name for name in GIVEN}
    held = place.store.read("utterances", where={"utterance_id": list(ids)})
    return {names[speaker_id] for speaker_id in held["speaker_id"]}


def test_without_consent_to_transcription_nothing_is_recognised(place: Workspace) -> None:
    todo = pending(place, NOON)
    assert speakers_of(place, todo.ids) == {"all", "no_evaluation"}
    assert todo.withheld == 1


def test_without_consent_to_transcription_nobody_is_asked_to_listen(place: Workspace) -> None:
    with place.store.writing() as transaction:
        ids = list(place.store.read("references")["utterance_id"])
        transaction.delete("references", "utterance_id", ids)
    queue_for_people(place, NOON)
    queued = place.store.read("assignments")["utterance_id"]
    assert speakers_of(place, queued) == {"all", "no_evaluation"}


def test_without_consent_to_evaluation_an_utterance_is_left_out_with_the_reason(
    place: Workspace,
) -> None:
    scored = load_scored(place, NOON)
    assert speakers_of(place, scored.frame["utterance_id"]) == {"all", "no_transcription"}
    assert scored.left_out == (("no_consent", 1),)
    assert speakers_of(place, place.store.read("error_counts")["utterance_id"]) == {
        "all",
        "no_transcription",
    }


def test_when_the_time_is_over_nothing_is_used_any_more(place: Workspace) -> None:
    todo = pending(place, EXPIRED)
    assert (todo.ids, todo.withheld) == ((), 3)
    assert queue_for_people(place, EXPIRED) == 0
    scored = load_scored(place, EXPIRED)
    assert len(scored.frame) == 0
    assert scored.left_out == (("no_consent", 3),)


def test_when_the_time_is_over_the_queue_is_emptied_too(place: Workspace) -> None:
    with place.store.writing() as transaction:
        ids = list(place.store.read("references")["utterance_id"])
        transaction.delete("references", "utterance_id", ids)
    assert queue_for_people(place, NOON) == 2 * place.settings.review.listeners
    assert queue_for_people(place, EXPIRED) == 0
    assert place.store.count("assignments") == 0


def test_the_time_lasts_to_its_end(place: Workspace) -> None:
    assert len(pending(place, NOON + timedelta(days=730, seconds=-1)).ids) == 2
    assert pending(place, NOON + timedelta(days=730)).ids == ()


def test_a_recogniser_elsewhere_needs_a_consent_that_says_so(place: Workspace) -> None:
    settings = place.root / "isogloss.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[asr]", "[asr]\nleaves_machine = true"), "utf-8")
    elsewhere = Workspace(place.root)
    with pytest.raises(RecogniserError) as caught:
        pending(elsewhere, NOON)
    message = str(caught.value)
    assert "asr.leaves_machine is true" in message
    assert "consent.covers_outside_recogniser = true" in message
    assert "isogloss.toml" in message
    elsewhere.store.close()
    settings.write_text(
        settings.read_text("utf-8") + "\n[consent]\ncovers_outside_recogniser = true\n", "utf-8"
    )
    covered = Workspace(place.root)
    assert len(pending(covered, NOON).ids) == 2
    covered.store.close()


def test_a_new_consent_opens_new_recordings_and_not_old_ones(
    place: Workspace,
    sample_rows: list[Row],
    inbox_of: Callable[..., Path],
    collect: Callable[..., Collected],
) -> None:
    newer = next(row for row in sample_rows if row["path"] == "clips/spk-8b18-p38.wav")
    row = newer | {"speaker_id": "no_transcription", "consent": GIVEN["all"], "age": ""}
    assert collect(place, inbox_of([row], "more"), now=NOON).new == 1
    heard = pending(place, NOON)
    assert heard.withheld == 1
    assert len(heard.ids) == 3
    assert place.store.count("consents") == 4


@pytest.mark.asr
def test_the_default_recogniser_stays_on_this_machine(workspace: Workspace) -> None:
    if "tiny.en" not in installed_models():
        pytest.skip("tiny.en is not installed: pip install 'isogloss[asr]'")
    assert workspace.settings.asr.leaves_machine is False
    assert pending(workspace, NOON).ids == ()
