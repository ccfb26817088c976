"""`isogloss redact`: what is played, shown, scored and kept afterwards."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from isogloss.main import run
from pipeline.errors import ReviewError, UnknownIdError
from pipeline.io.queue.leases import Assignment, enqueue, lease_next
from pipeline.io.queue.slots import QueueItem
from pipeline.io.workers import Worker
from pipeline.io.workspace import Workspace
from pipeline.stages.comparing.compare import compare
from pipeline.stages.permissions.masks import load_masks, masked_hypotheses, masked_text
from pipeline.stages.permissions.playable import playable_sha256
from pipeline.stages.reporting.report import write_report
from pipeline.stages.reviewing.adjudicate import open_case
from pipeline.stages.rights.orphan_files import erase_recordings
from pipeline.stages.rights.redact import Redaction, redact, undo_redaction
from pipeline.stages.rights.withdraw import withdraw
from pipeline.tables import HypothesisRow

Find = Callable[[str], dict[str, Any]]
NAME = Redaction(((0.3, 0.5),), ("Anna Lee",))


def derived(place: Workspace, row: dict[str, Any]) -> str:
    return playable_sha256(place.store, row["utterance_id"], row["audio_sha256"])


def call(place: Workspace, capsys: Any, *arguments: str) -> tuple[int, str, str]:
    code = run(["redact", *arguments, "--workspace", str(place.root)])
    out, err = capsys.readouterr()
    return code, out, err


def test_only_what_is_redacted_is_played_otherwise(
    collected: Workspace, utterance: Find, now: datetime
) -> None:
    row, other = utterance(".wav"), utterance(".flac")
    assert derived(collected, row) == row["audio_sha256"]
    redact(collected, row["utterance_id"], NAME, by="lead", now=now)
    assert derived(collected, row) != row["audio_sha256"]
    assert derived(collected, other) == other["audio_sha256"]


def test_a_second_span_is_bleeped_in_the_same_copy_and_the_first_copy_goes(
    collected: Workspace, utterance: Find, now: datetime
) -> None:
    row = utterance(".wav")
    redact(collected, row["utterance_id"], NAME, by="lead", now=now)
    first = derived(collected, row)
    later = now + timedelta(minutes=1)
    done = redact(
        collected, row["utterance_id"], Redaction(((0.7, 0.8),), ("x",)), by="lead", now=later
    )
    second = derived(collected, row)
    assert second != first
    assert not collected.audio.holds(first)
    assert done.spans == ((0.25, 0.55), (0.65, 0.85))
    assert set(collected.store.read("redactions")["derived_sha256"]) == {second}
    undone = undo_redaction(collected, row["utterance_id"], by="lead", now=later)
    assert undone.spans == ((0.25, 0.55),)
    assert derived(collected, row) == first
    undo_redaction(collected, row["utterance_id"], by="lead", now=later)
    assert derived(collected, row) == row["audio_sha256"]
    assert not collected.audio.holds(first)
    assert collected.audio.holds(row["audio_sha256"])
    with pytest.raises(ReviewError, match=r"nothing of u.* is redacted"):
        undo_redaction(collected, row["utterance_id"], by="lead", now=later)


def test_again_changes_nothing(collected: Workspace, utterance: Find, now: datetime) -> None:
    row = utterance(".opus")
    redact(collected, row["utterance_id"], NAME, by="lead", now=now)
    before = collected.store.read("redactions"), sorted(collected.audio.names())
    redact(collected, row["utterance_id"], NAME, by="lead", now=now + timedelta(hours=1))
    assert before[0].equals(collected.store.read("redactions"))
    assert before[1] == sorted(collected.audio.names())
    events = collected.store.read("decisions", where={"stage": "redact"})
    assert list(events["outcome"]) == ["redacted"]
    assert not events.astype(str).apply(lambda column: column.str.contains("(?i)anna")).any().any()


def test_two_at_once_both_count(collected: Workspace, utterance: Find, now: datetime) -> None:
    row = utterance(".wav")
    spans = [(0.1, 0.2), (0.4, 0.5), (0.7, 0.8)]
    with ThreadPoolExecutor(3) as pool:
        list(
            pool.map(
                lambda span: redact(
                    Workspace(collected.root),
                    row["utterance_id"],
                    Redaction((span,), ("x",), 0.0),
                    by="lead",
                    now=now,
                ),
                spans,
            )
        )
    assert load_masks(collected.store)[row["utterance_id"]].spans == tuple(spans)
    (only,) = set(collected.store.read("redactions")["derived_sha256"])
    assert sorted(collected.audio.names()) == sorted(
        [only, *collected.store.read("utterances")["audio_sha256"]]
    )


def test_words_nobody_named_are_found_by_their_times(
    transcribed: Workspace, utterance: Find, now: datetime
) -> None:
    compare(transcribed, now)
    row = utterance(".mp3")
    wanted = Redaction(((0.31, 0.49),))
    done = redact(transcribed, row["utterance_id"], wanted, by="lead", now=now)
    assert done.found
    assert set(done.words) == {"an", "early", "Anna", "Lee"}
    shown = masked_text(transcribed.store, row["utterance_id"], "I am Anna Lee, an early riser")
    assert shown == "I am [redacted] [redacted] [redacted] [redacted] riser"


def test_texts_and_scores_without_the_words(
    transcribed: Workspace, utterance: Find, now: datetime
) -> None:
    compare(transcribed, now)
    row = utterance(".ogg")
    done = redact(transcribed, row["utterance_id"], NAME, by="lead", now=now)
    assert done.recounted == 1
    store, name = transcribed.store, row["utterance_id"]
    assert masked_text(store, name, "is Anna Lee here") == "is [redacted] [redacted] here"
    rows = store.rows(HypothesisRow, where={"utterance_id": name})
    (shown,) = masked_hypotheses(store, name, rows)
    # The margins touch the neighbours.
    assert shown.text == "by name [redacted] [redacted] [redacted] [redacted]"
    assert shown.words == ()
    (failed,) = masked_hypotheses(store, name, [replace(rows[0], text=None)])
    assert failed.text is None
    assert masked_hypotheses(store, "another", rows) == rows
    compare(transcribed, now)
    counts = store.read("error_counts").set_index("utterance_id")
    assert counts.loc[name, "words"] == 2  # my, name
    assert int(counts.loc[name, ["substitutions", "deletions", "insertions"]].sum()) == 1
    assert set(counts.drop(index=name)["words"]) == {6}


def test_a_report_that_showed_it_goes_and_a_new_one_does_not(
    transcribed: Workspace, utterance: Find, now: datetime
) -> None:
    compare(transcribed, now)
    written = write_report(transcribed, now)
    row = utterance(".flac")
    folder = transcribed.reports
    assert "Anna" in next(folder.rglob("report.html")).read_text(encoding="utf-8")
    heard_before = next(folder.rglob(f"{row['utterance_id']}.wav")).read_bytes()
    done = redact(transcribed, row["utterance_id"], NAME, by="lead", now=now)
    assert set(written.paths) < set(done.files)
    assert not list(folder.rglob("report.*"))
    for one in transcribed.store.read("utterances")["utterance_id"]:
        redact(transcribed, one, NAME, by="lead", now=now)
    compare(transcribed, now)
    write_report(transcribed, now + timedelta(hours=1))
    for page in folder.rglob("report.*"):
        text = page.read_text(encoding="utf-8")
        assert "Anna" not in text
        assert "an early" not in text
        assert "[redacted]" in text.replace("\\", "")
    assert next(folder.rglob(f"{row['utterance_id']}.wav")).read_bytes() != heard_before


def test_a_withdrawal_takes_the_copies(
    collected: Workspace, utterance: Find, now: datetime
) -> None:
    rows = [utterance(suffix) for suffix in (".wav", ".flac")]
    for row in rows:
        redact(collected, row["utterance_id"], NAME, by="lead", now=now)
    copies = [derived(collected, row) for row in rows]
    assert erase_recordings(collected) == 0
    assert all(collected.audio.holds(copy) for copy in copies)
    manifest = Path(__file__).parents[2] / "sample_audio" / "manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as stream:
        outside = {row["speaker_id"] for row in csv.DictReader(stream)}
    mine = next(one for one in outside if collected.speaker_id(one) == rows[0]["speaker_id"])
    gone = withdraw(collected, mine, now)
    assert gone.recordings == 2
    assert not collected.audio.holds(copies[0])
    assert not collected.audio.holds(rows[0]["audio_sha256"])
    assert collected.audio.holds(copies[1])
    assert list(collected.store.read("redactions")["utterance_id"]) == [rows[1]["utterance_id"]]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Redaction(()), "no span; expected --from and --to"),
        (Redaction(((0.5, 0.5),)), "a span from 0.5 s to 0.5 s; expected seconds from the start"),
        (Redaction(((-1.0, 0.5),)), "a span from -1 s to 0.5 s"),
        (Redaction(((0.1, float("inf")),)), "a span from 0.1 s to inf s"),
        (Redaction(((float("nan"), 1.0),)), "a span from nan s to 1 s"),
        (Redaction(((900.0, 901.0),)), "a span that begins at 900 s; expected a beginning before"),
        (Redaction(((0.1, 0.2),), ("...",)), "'...' holds no word; expected letters or digits"),
        (Redaction(((0.1, 0.2),), (), -1.0), "a margin of -1 s; expected 0 or more"),
    ],
)
def test_what_cannot_be_redacted(
    collected: Workspace, utterance: Find, now: datetime, wanted: Redaction, message: str
) -> None:
    with pytest.raises(ReviewError) as caught:
        redact(collected, utterance(".wav")["utterance_id"], wanted, by="lead", now=now)
    assert message in str(caught.value)
    assert collected.store.count("redactions") == 0


def test_an_utterance_nobody_knows(collected: Workspace, now: datetime) -> None:
    with pytest.raises(UnknownIdError, match="no utterance 'u1'; expected an utterance's id"):
        redact(collected, "u1", NAME, by="lead", now=now)


def test_the_command(transcribed: Workspace, utterance: Find, capsys: Any) -> None:
    name = utterance(".wav")["utterance_id"]
    span = ["--from", "0.3", "--to", "0.5"]
    code, out, err = call(transcribed, capsys, name, *span, "--by", "lead", "--word", "Anna Lee")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{name}: bleeped 0.25-0.55 s, in a copy; the recording as uploaded is kept",
        "masked in its texts: 1 word",
    ]
    assert "Anna" not in out
    code, out, _ = call(transcribed, capsys, name, "--undo", "--by", "lead", "--json")
    assert (code, json.loads(out)["spans"]) == (0, [])


def test_a_span_without_a_word_is_told(collected: Workspace, utterance: Find, capsys: Any) -> None:
    name = utterance(".wav")["utterance_id"]
    code, _, err = call(collected, capsys, name, "--from", "0.3", "--to", "0.5", "--by", "lead")
    assert code == 0
    assert "no word is masked: none was named, and no word was recognised in these spans" in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--from", "0.1"],
        ["--from", "0.1", "--to", "0.2", "--undo"],
        ["--from", "0.1", "--from", "0.2", "--to", "0.3"],
    ],
)
def test_usage(collected: Workspace, capsys: Any, arguments: list[str]) -> None:
    assert call(collected, capsys, "u1", "--by", "lead", *arguments)[0] == 2


def test_neither_a_worker_nor_a_lead_sees_the_words(
    transcribed: Workspace, utterance: Find, now: datetime
) -> None:
    row = utterance(".ogg")
    name, store = row["utterance_id"], transcribed.store
    redact(transcribed, name, NAME, by="lead", now=now)
    item = QueueItem(
        name, row["speaker_id"], "en", 0.5, attention_check=(0, "by name is Anna Lee tanks")
    )
    enqueue(store, [item], listeners=1, now=now)
    seen = subprocess.run(
        [sys.executable, "-m", "isogloss", "correct", "--worker", "ana"],
        input="e my name is Anna Lee\n",
        env={**os.environ, "ISOGLOSS_WORKSPACE": str(transcribed.root)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    heard = next(line for line in seen.splitlines() if line.startswith("Heard:"))
    assert heard == "Heard: by name is [redacted] [redacted] tanks"
    lent = lease_next(store, Worker("ana", ("en",)), now, 30)
    assert lent is None
    assignment = Assignment(f"{name}:adjudicate:1", name, row["speaker_id"], "en", now)
    case = open_case(transcribed, assignment)
    said = "my name is [redacted] [redacted]"
    assert sorted(version.text for version in case.versions) == [said, f"{said} thanks"]
    assert (case.hypothesis or "").endswith("[redacted] [redacted] [redacted] [redacted]")
