"""Tables nobody here made: Artie, CrowdSpeech, the French prompts and the German clips."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect.intake import take_in
from pipeline.io.inbox.inbox import open_inbox
from pipeline.io.inbox.paths import resolve_audio
from pipeline.io.tables.imports import read_import
from pipeline.settings import ConsentSettings

DATA = Path(__file__).parents[2] / "../shared/data"
NOW = datetime(2026, 6, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data beside the checkout"),
]


def test_artie_read_as_a_common_voice_release(tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "validated.tsv").symlink_to((DATA / "artie/artie-bias-corpus.tsv").resolve())
    inbox = open_inbox(tmp_path, consent_for_release=("evaluation",))
    rows = [row for batch in inbox.rows() for row in batch.rows]
    refused = [row for batch in inbox.rows() for row in batch.refused]
    assert (inbox.kind, inbox.remarks, len(rows), refused) == ("common_voice", (), 1712, [])
    assert len({row.speaker_id for row in rows}) == 969
    accents = Counter(row.accent for row in rows)
    assert (accents["us"], accents["england"], accents["indian"]) == (558, 131, 264)
    assert accents["NA"] > 0
    intake = take_in(rows, ConsentSettings(accept_minors_with_guardian=True), NOW)
    kept = Counter(row.age_band for row in intake.admitted)
    written = Counter(row.age for row in rows)
    assert kept["forties"] == written["fourties"] > 0
    # Common Voice's "teens" may be minors, and a release has no guardian's word for them.
    assert Counter(r.code for r in intake.refused) == {"no_consent": written["teens"]}


@pytest.mark.parametrize(
    ("name", "empty"), [("google/en-US/dec-4-2019.tsv", 36), ("amazon/en-US/dec-9-2019.tsv", 11)]
)
def test_a_recognisers_empty_predictions_are_answers(tmp_path, name, empty):
    table = (DATA / "artie/predictions" / name).read_text(encoding="utf-8")
    header, _, rest = table.partition("\n")
    assert header == "path\tprediction"
    (tmp_path / "t.tsv").write_text(f"path\ttext\n{rest}", encoding="utf-8")
    rows = [r for b in read_import(tmp_path / "t.tsv", required=()).rows() for r in b.rows]
    assert len(rows) == 1712
    assert sum(not row.text for row in rows) == empty


def test_crowdspeech_has_texts_that_run_over_lines(tmp_path):
    raw = (DATA / "crowdspeech/crowdspeech-dev-other-crowd.tsv").read_text(encoding="utf-8")
    _, _, rest = raw.partition("\n")
    (tmp_path / "t.tsv").write_text(f"path\ttext\tworker\n{rest}", encoding="utf-8")
    batches = list(read_import(tmp_path / "t.tsv", required=("worker",)).rows())
    found = [(r.path, r.text, r.worker) for batch in batches for r in batch.rows]
    with (tmp_path / "t.tsv").open(newline="", encoding="utf-8") as file:
        expected = [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
    assert [r for batch in batches for r in batch.refused] == []
    assert found == [(path, text, worker.strip()) for path, text, worker in expected]
    assert any("\n" in text for _, text, _ in found)


def test_french_prompts_through_a_manifest(tmp_path):
    source = DATA / "french-prompts"
    with (source / "manifest.csv").open(newline="", encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    for accent in ("fr-CA", "fr-FR"):
        (tmp_path / accent).mkdir()
        for record in records:
            if record["accent"] == accent:
                (tmp_path / record["path"]).write_bytes((source / record["path"]).read_bytes())
    with (tmp_path / "manifest.csv").open("w", newline="", encoding="cp1252") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["path", "prompt_id", "prompt", "speaker_id", "accent", "consent"])
        for r in records:
            prompt = r["transcript_fr_CA_script"]
            writer.writerow([r["path"], r["key"], prompt, r["accent"], r["accent"], "evaluation"])
    inbox = open_inbox(tmp_path)
    rows = [row for batch in inbox.rows() for row in batch.rows]
    assert [row.prompt for row in rows] == [r["transcript_fr_CA_script"] for r in records]
    assert all(resolve_audio(inbox.audio_folder, row.path).file for row in rows)
    assert len(inbox.remarks) == 2  # Windows-1252, and the semicolons


def test_the_german_table_lacks_speakers_and_says_so(tmp_path):
    (tmp_path / "manifest.csv").write_bytes((DATA / "german-accents/clips.csv").read_bytes())
    with pytest.raises(
        Exception, match="no column 'speaker_id', 'consent'; the columns are 'path'"
    ):
        open_inbox(tmp_path)


def test_the_german_transcripts_import(tmp_path):
    raw = (DATA / "german-accents/clips.csv").read_text(encoding="utf-8")
    (tmp_path / "t.csv").write_text(raw.replace("transcript", "text", 1), encoding="utf-8")
    rows = [r for b in read_import(tmp_path / "t.csv", required=()).rows() for r in b.rows]
    assert (len(rows), sum(bool(row.text) for row in rows)) == (9, 3)
