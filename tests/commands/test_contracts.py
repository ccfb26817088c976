"""The contracts of commands and files: options, exit codes, columns, keys of JSON."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.inbox import open_inbox
from pipeline.io.recognisers.models import installed_models
from pipeline.io.workspace import Workspace
from pipeline.stages.check import check_rows, refused_rows
from pipeline.stages.collect import Collector
from pipeline.tables import VERDICTS

SAMPLES = Path(__file__).parents[2] / "sample_audio"
OUTCOMES = {"resolved", "several", "descriptor_only", "ambiguous", "unresolved"}
REASONS = {
    "unreadable", "truncated", "corrupt_checksum", "non_finite", "too_short", "too_long",
    "too_many_channels", "bad_rate", "clipped", "silent", "low_snr", "low_speech", "narrow_band",
    "duplicate", "no_consent", "path_outside", "missing_file",
}  # fmt: skip


Command = Callable[..., Any]


@pytest.fixture
def collected(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Six sample rows in a workspace: four good ones, one refused, one quarantined."""
    inbox = tmp_path / "inbox"
    with (SAMPLES / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        listed = list(csv.DictReader(stream))
    wanted = [row for row in listed if row["path"].startswith("clips/")][::29][:4]
    wanted += [
        row
        for row in listed
        if row["path"] in ("bad/truncated.wav", "bad/no_consent.mp3", "bad/clipped.flac")
    ]
    for row in wanted:
        (inbox / row["path"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / row["path"], inbox / row["path"])
    write(inbox / "manifest.csv", wanted)
    opened = open_inbox(inbox)
    now = datetime.now(UTC)
    collector = Collector(workspace, now)
    for batch in opened.rows():
        collector.save(refused_rows(workspace, batch.refused))
        collector.save(check_rows(workspace, opened.audio_folder, batch.rows, now))
    assert collector.collected.new == 6
    return workspace


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def paths_of(tmp_path: Path) -> list[str]:
    with (tmp_path / "inbox" / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        return [row["path"] for row in csv.DictReader(stream)]


# init


def test_init_makes_a_workspace_with_which_every_flow_runs_unedited(
    tmp_path: Path, command: Command
) -> None:
    root = tmp_path / "deep" / "campaign"
    assert command("init", root).code == 0
    assert {"isogloss.toml", "isogloss.db", "inbox", "audio", "reports", "secret.key"} <= {
        path.name for path in root.iterdir()
    }
    settings = Workspace(root).settings
    assert (settings.campaign.language, settings.asr.model) == ("en", "tiny.en")
    assert (root / "secret.key").stat().st_mode & 0o077 == 0


def test_init_never_overwrites(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("init").code == 0
    (tmp_path / "isogloss.toml").write_text('[campaign]\nlanguage = "fr"\n', encoding="utf-8")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    again = command("init", ".")
    assert again.code == 0
    assert "unchanged" in again.out
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_a_workspace_is_found_from_a_folder_inside_it(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("init", tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w" / "inbox")
    assert command("status", "--json").code == 0


def test_demo_takes_an_output_and_a_folder_of_samples(tmp_path: Path, command: Command) -> None:
    said = command("demo", "--help")
    assert said.code == 0
    assert {"--output", "--samples"} <= set(re.findall(r"--[a-z]+", said.out))
    ended = command("demo", "--samples", tmp_path, "--output", tmp_path / "r.html")
    assert ended.code == 1
    assert "no sample recordings" in ended.err
    assert str(tmp_path) in ended.err


# check


def test_check_prints_an_array_of_verdicts(command: Command) -> None:
    files = [
        SAMPLES / name
        for name in ("clips/spk-e05a-p01.wav", "bad/clipped.flac", "bad/truncated.wav")
    ]
    ended = command("check", *files, "--json")
    assert ended.code == 0
    assert [one["path"] for one in ended.json] == [str(path) for path in files]
    assert [one["verdict"] for one in ended.json] == ["accepted", "rejected", "quarantined"]
    for one in ended.json:
        assert set(one) == {"path", "verdict", "reasons", "measures"}
        assert one["verdict"] in VERDICTS
        assert all(set(reason) == {"code", "value", "limit"} for reason in one["reasons"])
        assert {reason["code"] for reason in one["reasons"]} <= REASONS
    (clipped,) = ended.json[1]["reasons"]
    assert clipped["code"] == "clipped"
    assert clipped["value"] > clipped["limit"] == 0.01


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["bad/truncated.wav"], 0),
        (["bad/clipped.flac"], 0),
        (["bad/renamed_text.wav"], 1),
        (["bad/renamed_text.wav", "not there.wav"], 1),
        (["bad/renamed_text.wav", "bad/silence.wav"], 0),
    ],
)
def test_check_fails_only_where_nothing_could_be_read(
    names: list[str], code: int, command: Command
) -> None:
    ended = command("check", *(SAMPLES / name for name in names))
    assert ended.code == code
    assert [line.split(": ")[0] for line in ended.out.splitlines() if line[0] != " "] == [
        str(SAMPLES / name) for name in names
    ]


def test_check_takes_limits_from_a_workspace(workspace: Workspace, command: Command) -> None:
    settings = workspace.root / "isogloss.toml"
    settings.write_text("[audio]\nmin_duration_s = 20\n", encoding="utf-8")
    clip = SAMPLES / "clips/spk-e05a-p01.wav"
    ended = command("check", clip, "--json", "--workspace", workspace.root)
    assert ended.json[0]["verdict"] == "rejected"
    (reason,) = ended.json[0]["reasons"]
    assert (reason["code"], reason["limit"]) == ("too_short", 20)


# accents


def test_accents_match_writes_a_row_for_every_row_in_order(
    tmp_path: Path, command: Command
) -> None:
    texts = [
        "Scottish English",
        "India and South Asia (India, Pakistan, Sri Lanka)",
        "native",
        "NA",
        "Klingon",
        "",
        "US and Scottish",
        "Scottish English",
    ]
    file = tmp_path / "said.txt"
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    ended = command("accents", "match", "--language", "en", file)
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "text,outcome,accents,candidates"
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert [row["text"] for row in rows] == texts
    assert {row["outcome"] for row in rows} <= OUTCOMES
    by_text = {row["text"]: row for row in rows}
    assert by_text["Scottish English"]["accents"] == "en-scotland"
    assert by_text["Klingon"]["outcome"] == "unresolved"
    assert by_text["US and Scottish"]["outcome"] == "several"
    assert set(by_text["US and Scottish"]["accents"].split("|")) == {"en-us", "en-scotland"}
    assert by_text["NA"]["outcome"] == "ambiguous"


def test_accents_match_reads_a_column(tmp_path: Path, command: Command) -> None:
    table = tmp_path / "said.csv"
    table.write_text('id,accent\n1,"Scottish English"\n2,BEL/French\n', encoding="utf-8")
    ended = command("accents", "match", table, "--column", "accent")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert [row["text"] for row in rows] == ["Scottish English", "BEL/French"]
    assert all(row["outcome"] == "resolved" for row in rows)
    wrong = command("accents", "match", table, "--column", "akzent")
    assert (wrong.code, wrong.out) == (1, "")
    assert "akzent" in wrong.err


def test_accents_wait_for_a_lead_whose_answer_is_dated(
    workspace: Workspace, tmp_path: Path, command: Command
) -> None:
    with workspace.store.writing() as transaction:
        transaction.add("speakers", [speaker("s1", "Quaysider"), speaker("s2", "quaysider ")])
    from pipeline.stages.tag import tag

    tag(workspace, datetime.now(UTC))
    where = ("--workspace", workspace.root)
    waiting = command("accents", "resolve", "--json", *where).json
    assert sum(one["speakers"] for one in waiting) == 2
    answer = ("accents", "resolve", "Quaysider", "--accent", "en-scotland", "--by", "lead-1")
    assert command(*answer, *where).code == 0
    assert command("accents", "resolve", "--json", *where).json == []
    (alias,) = workspace.store.read("accent_aliases").to_dict("records")
    assert (alias["accents"], alias["decided_by"]) == (["en-scotland"], "lead-1")
    wrong = command("accents", "resolve", "x", "--accent", "en-atlantis", *where)
    assert wrong.code == 1
    assert "en-atlantis" in wrong.err


def speaker(speaker_id: str, accent: str) -> dict[str, Any]:
    return {
        "speaker_id": speaker_id, "accent_text": accent, "region_text": "", "first_language": "",
        "gender": "undisclosed", "age_band": "undisclosed", "created_at": datetime.now(UTC),
    }  # fmt: skip


# status, explain


def test_status_counts_and_nothing_else(collected: Workspace, command: Command) -> None:
    status = command("status", "--json", "--workspace", collected.root).json
    assert status["utterances"] == {
        "accepted": 3, "warned": 1, "rejected": 1, "quarantined": 1, "refused": 1,
    }  # fmt: skip
    assert status["speakers"] == len(set(collected.store.read("utterances")["speaker_id"]))
    assert set(status["assignments"]) == {"open", "leased", "done", "skipped", "flagged"}


def test_explain_tells_rule_value_limit_and_when(
    collected: Workspace, tmp_path: Path, command: Command
) -> None:
    where = ("--workspace", collected.root)
    clipped = command("explain", "bad/clipped.flac", *where)
    assert clipped.code == 0
    assert re.search(
        r"^  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  rejected: too much of it is clipped "
        r"\(rule clipped, found 0\.2\d+, limit 0\.01\)$",
        clipped.out,
        re.MULTILINE,
    )
    refused = command("explain", "bad/no_consent.mp3", *where)
    assert refused.out.startswith("bad/no_consent.mp3: never stored\n")
    assert "no consent is recorded for it (rule no_consent)" in refused.out
    assert "truncated" in command("explain", "bad/truncated.wav", *where).out
    wrong = command("explain", "clips/nobody.wav", *where)
    assert wrong.code == 1
    assert "no utterance 'clips/nobody.wav'" in wrong.err
    assert "isogloss status --ids" in wrong.err


# Work done elsewhere.


@pytest.mark.parametrize("noun", ["hypotheses", "references", "corrections"])
@pytest.mark.parametrize("by", ["path", "utterance_id"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_work_done_elsewhere_comes_in_by_id_or_path_and_twice_changes_nothing(
    noun: str, by: str, suffix: str, collected: Workspace, tmp_path: Path, command: Command
) -> None:
    good = [path for path in paths_of(tmp_path) if path.startswith("clips/")]
    ids = {
        row["source_key"]: row["utterance_id"]
        for row in collected.store.read("utterances").to_dict("records")
    }
    named = {
        "path": good,
        "utterance_id": [ids[collected.keyed("path", path)] for path in good],
    }[by]
    rows = [
        {by: name, "text": f"text {n}", "worker": "w-1", "engine": "other", "model": "m"}
        for n, name in enumerate(named)
    ]
    rows.append({by: "unknown", "text": "x", "worker": "w-1", "engine": "other", "model": "m"})
    if noun == "references":
        rows = [{by: row[by], "text": row["text"]} for row in rows]
    file = tmp_path / f"done{suffix}"
    if suffix == ".csv":
        write(file, rows)
    else:
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ended = command(noun, "import", file, "--json", "--workspace", collected.root)
    assert ended.code == 0
    assert (ended.json["rows"], ended.json["new"]) == (5, 4)
    assert [row["code"] for row in ended.json["refused"]] == ["unknown_utterance"]
    held = collected.store.read(noun)
    assert sorted(held["text"]) == [f"text {n}" for n in range(4)]
    again = command(noun, "import", file, "--json", "--workspace", collected.root)
    assert again.json["new"] == 0
    assert collected.store.read(noun).to_dict("records") == held.to_dict("records")


def test_an_import_of_which_nothing_fits_says_so_with_its_code(
    collected: Workspace, tmp_path: Path, command: Command
) -> None:
    table = write(tmp_path / "t.csv", [{"path": "nowhere.wav", "text": "x"}])
    ended = command("references", "import", table, "--workspace", collected.root)
    assert ended.code == 1
    assert "unknown_utterance" in ended.err


def test_an_empty_text_is_an_answer_of_a_recogniser_and_none_of_a_person(
    collected: Workspace, tmp_path: Path, command: Command
) -> None:
    good = [path for path in paths_of(tmp_path) if path.startswith("clips/")]
    rows = [{"path": good[0], "text": ""}, {"path": good[1], "text": "something"}]
    table = write(tmp_path / "t.csv", rows)
    where = ("--workspace", collected.root)
    assert command("hypotheses", "import", table, "--json", *where).json["new"] == 2
    assert set(collected.store.read("hypotheses")["text"]) == {"", "something"}


def test_nobody_corrects_their_own_voice(
    collected: Workspace, tmp_path: Path, command: Command
) -> None:
    with (tmp_path / "inbox" / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        row = next(csv.DictReader(stream))
    table = write(
        tmp_path / "t.csv",
        [{"path": row["path"], "text": "hello", "worker": row["speaker_id"]}],
    )
    ended = command("corrections", "import", table, "--json", "--workspace", collected.root)
    assert ended.code == 1
    assert ended.json["refused"][0]["code"] == "own_voice"
    assert collected.store.count("corrections") == 0
    assert collected.store.count("workers") == 0


# one document, exit codes, help


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "--json"),
        ("doctor", "--json"),
        ("accents", "list", "--json"),
        ("accents", "resolve", "--json"),
        pytest.param(("tag", "--json"), marks=pytest.mark.flow),
        pytest.param(("compare", "--json"), marks=pytest.mark.flow),
    ],
)
def test_json_is_one_document_on_stdout(
    arguments: tuple[str, ...], workspace: Workspace, command: Command
) -> None:
    if arguments[0] == "doctor" and "tiny.en" not in installed_models():
        pytest.skip("tiny.en is not installed, and the doctor says so")
    takes_workspace = arguments[:2] != ("accents", "list")
    where = ("--workspace", workspace.root) if takes_workspace else ()
    ended = command(*arguments, *where)
    assert ended.code == 0, ended.err
    assert isinstance(ended.json, dict | list)
    assert ended.err == ""


def test_every_command_of_the_plan_has_help(command: Command) -> None:
    planned = [
        "init", "demo", "collect", "tag", "transcribe", "correct", "compare", "report", "nightly",
        "status", "explain", "doctor", "serve", "accents", "check", "hypotheses", "corrections",
        "references", "withdraw", "consensus", "adjudicate", "appeal", "gold", "flags", "quality",
        "listens", "redact", "pay",
    ]  # fmt: skip
    shown = command("--help").out
    listed = re.findall(r"^  ([a-z]+) {2,}\S", shown.split("Commands:")[1], re.MULTILINE)
    assert set(planned) <= set(listed)
    for name in listed:
        ended = command(name, "--help")
        assert (ended.code, ended.err) == (0, ""), name
        assert "--help" in ended.out
