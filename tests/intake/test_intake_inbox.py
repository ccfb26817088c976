"""Inboxes of all three kinds, as people leave them."""

import csv
import json
from pathlib import Path

import pytest

from pipeline.errors import InboxError
from pipeline.io.inbox.inbox import Inbox, open_inbox
from pipeline.io.inbox.manifests import FIELDS

ROW = {
    "path": "clips/a.wav",
    "prompt_id": "p1",
    "prompt": 'Say "yes", please',
    "speaker_id": "s1",
    "accent": " NA ",
    "region": "Fife",
    "first_language": "Scots",
    "gender": "female",
    "age": "34",
    "device": "phone",
    "environment": "quiet",
    "recorded_at": "2026-03-01T10:00:00Z",
    "consent": "transcription; training",
}


def write_manifest(folder: Path, rows: list[dict[str, str]], **options) -> Path:
    encoding = options.pop("encoding", "utf-8")
    with (folder / "manifest.csv").open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, options.pop("columns", FIELDS), **options)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def everything(inbox: Inbox, batch_rows: int = 3):
    rows, refused = [], []
    for batch in inbox.rows(batch_rows):
        assert len(batch.rows) + len(batch.refused) <= batch_rows
        rows.extend(batch.rows)
        refused.extend(batch.refused)
    return rows, refused


def test_a_row_comes_through_as_it_was_written(tmp_path):
    inbox = open_inbox(write_manifest(tmp_path, [ROW]))
    rows, refused = everything(inbox)
    assert (inbox.kind, inbox.audio_folder, inbox.remarks) == ("manifest", tmp_path, ())
    assert refused == []
    expected = {**ROW, "row_number": 2, "consent": ("transcription", "training")}
    assert {name: getattr(rows[0], name) for name in expected} == expected


@pytest.mark.parametrize(
    ("options", "remark"),
    [
        ({"delimiter": ";"}, "separated by ';'"),
        ({"delimiter": "\t"}, ""),
        ({"encoding": "utf-8-sig"}, ""),
        ({"encoding": "utf-16"}, "UTF-16"),
        ({"encoding": "cp1252"}, "Windows-1252"),
        ({"quoting": csv.QUOTE_ALL, "lineterminator": "\n"}, ""),
    ],
)
def test_other_dialects_and_encodings_say_the_same(tmp_path, options, remark):
    row = {**ROW, "region": "Zürich"}
    inbox = open_inbox(write_manifest(tmp_path, [row], **options))
    assert [r.region for r in everything(inbox)[0]] == ["Zürich"]
    assert [remark in text for text in inbox.remarks] == ([True] if remark else [])


def test_columns_that_may_be_absent_are_empty(tmp_path):
    inbox = open_inbox(
        write_manifest(
            tmp_path,
            [{"path": "a.wav", "speaker_id": "s1", "consent": "training"}],
            columns=("speaker_id", "consent", "path"),
        )
    )
    rows, _ = everything(inbox)
    assert (rows[0].path, rows[0].speaker_id, rows[0].accent, rows[0].age) == (
        "a.wav",
        "s1",
        "",
        "",
    )


def test_repetitions_are_refused_with_the_first_row_named(tmp_path):
    other = {**ROW, "speaker_id": "s2"}
    silent = {**ROW, "consent": ""}
    again = {**ROW, "path": "./clips//a.wav"}
    rest = [{**ROW, "path": f"clips/{i}.wav"} for i in range(20)]
    pathless = [{**ROW, "path": ""}] * 2
    folder = write_manifest(tmp_path, [ROW, *rest, ROW, other, silent, again, *pathless])
    rows, refused = everything(open_inbox(folder))
    assert [row.row_number for row in rows] == [*range(2, 23), 27, 28]
    assert [(r.row_number, r.path, r.code, r.value) for r in refused] == [
        (23, "clips/a.wav", "duplicate", "2"),
        (24, "clips/a.wav", "duplicate", "2"),
        (25, "", "no_consent", ""),
        (26, "./clips//a.wav", "duplicate", "2"),
    ]
    assert refused[0].explanation == "the same row as row 2"
    assert refused[1].explanation == (
        "row 2 names the same recording with other values; the first counts"
    )


@pytest.mark.parametrize("batch_rows", [1, 2, 7, 5000])
def test_repetitions_are_found_whatever_the_batch(tmp_path, batch_rows):
    names = [f"{i % 37}.wav" for i in range(200)]
    folder = write_manifest(tmp_path, [{**ROW, "path": name} for name in names])
    rows, refused = everything(open_inbox(folder), batch_rows)
    assert [row.path for row in rows] == names[:37]
    assert [(r.row_number, r.value) for r in refused] == [
        (i + 2, str(i % 37 + 2)) for i in range(37, 200)
    ]


def test_a_broken_row_costs_itself_and_tells_nothing_of_its_cells(tmp_path):
    write_manifest(tmp_path, [ROW, {**ROW, "path": "b.wav"}])
    with (tmp_path / "manifest.csv").open("a") as file:
        file.write('"secret name,s1,broken\nonly,two\n')
    rows, refused = everything(open_inbox(tmp_path))
    assert [row.path for row in rows] == ["clips/a.wav", "b.wav"]
    assert [(r.row_number, r.path, r.code) for r in refused] == [
        (4, "", "bad_row"),
        (5, "", "bad_row"),
    ]
    assert "secret" not in str(refused)


@pytest.mark.parametrize("name", ["path", "speaker_id", "consent"])
def test_a_manifest_without_a_needed_column_is_an_error(tmp_path, name):
    columns = [column for column in FIELDS if column != name]
    row = {column: ROW[column] for column in columns}
    with pytest.raises(InboxError, match=f"no column '{name}'; the columns are"):
        open_inbox(write_manifest(tmp_path, [row], columns=columns))


COMMON_VOICE_NOW = (
    "client_id\tpath\tsentence_id\tsentence\tsentence_domain\tup_votes\tdown_votes\tage\tgender\t"
    "accents\tvariant\tlocale\tsegment\n"
    'f00d\tcommon_voice_en_1.mp3\tid9\t"Ah," he said\t\t2\t0\tfourties\tmale_masculine\t'
    "England English,slight lisp\t\ten\t\n"
)
COMMON_VOICE_ONCE = (
    "client_id\tpath\tsentence\tup_votes\tdown_votes\tage\tgender\taccent\n"
    'beef\t0123abcd\t"She said ""no"" twice."\t3\t1\ttwenties\tfemale\tscotland\n'
)


def common_voice(folder: Path, table: str) -> Path:
    (folder / "clips").mkdir()
    (folder / "validated.tsv").write_text(table, encoding="utf-8")
    return folder


def test_a_common_voice_release_of_today(tmp_path):
    inbox = open_inbox(common_voice(tmp_path, COMMON_VOICE_NOW), consent_for_release=("training",))
    rows, refused = everything(inbox)
    assert (inbox.kind, inbox.audio_folder) == ("common_voice", tmp_path / "clips")
    assert (inbox.remarks, refused) == ((), [])
    row = rows[0]
    assert (row.path, row.speaker_id, row.prompt_id) == ("common_voice_en_1.mp3", "f00d", "id9")
    assert row.prompt == '"Ah," he said'
    assert row.accent == "England English,slight lisp"
    assert (row.age, row.gender, row.consent) == ("fourties", "male_masculine", ("training",))


def test_a_common_voice_release_of_old(tmp_path):
    row = everything(open_inbox(common_voice(tmp_path, COMMON_VOICE_ONCE)))[0][0]
    assert (row.path, row.accent, row.consent) == ("0123abcd.mp3", "scotland", ())
    assert row.prompt == 'She said "no" twice.'


def test_a_release_says_nothing_of_consent_and_the_remark_names_the_setting(tmp_path):
    inbox = open_inbox(common_voice(tmp_path, COMMON_VOICE_ONCE))
    assert [("consent_for_release" in text) for text in inbox.remarks] == [True]


def test_what_a_release_allows_never_fills_our_own_empty_consent(tmp_path):
    folder = write_manifest(tmp_path, [{**ROW, "consent": " "}])
    inbox = open_inbox(folder, consent_for_release=("training",))
    assert everything(inbox)[0][0].consent == ()


def test_consent_for_release_must_name_purposes(tmp_path):
    with pytest.raises(InboxError, match="names no purpose: 'all'; expected some of transcription"):
        open_inbox(tmp_path, consent_for_release=("all",))


def test_a_nemo_manifest(tmp_path):
    lines = [
        {"audio_filepath": "a.wav", "duration": 1.5, "text": "hello", "speaker": 7, "accent": "NA"},
        {"audio_filepath": str(tmp_path / "sub" / "b.wav"), "text": "x", "speaker": "s2",
         "consent": ["training", "evaluation"], "gender": None},
        {"audio_filepath": "long.wav", "offset": 3.45, "duration": 1, "text": "", "speaker": "s"},
        {"audio_filepath": "/elsewhere/c.wav", "text": "y", "speaker": "s3", "age": 41},
    ]  # fmt: skip
    text = "\n".join(json.dumps(line) for line in lines) + '\n{"cut": \n[1]\n\n'
    (tmp_path / "train.json").write_text(text)
    (tmp_path / "notes.json").write_text('{"about": "not a manifest"}')
    inbox = open_inbox(tmp_path, consent_for_release=("transcription",))
    rows, refused = everything(inbox)
    assert inbox.kind == "nemo"
    assert [(r.path, r.speaker_id, r.prompt, r.consent) for r in rows] == [
        ("a.wav", "7", "hello", ("transcription",)),
        ("sub/b.wav", "s2", "x", ("training", "evaluation")),
        ("/elsewhere/c.wav", "s3", "y", ("transcription",)),
    ]
    assert (rows[0].accent, rows[1].gender, rows[2].age) == ("NA", "", "41")
    assert [(r.row_number, r.code) for r in refused] == [(n, "bad_row") for n in (3, 5, 6)]
    assert "offset" in refused[0].explanation
    assert "no JSON object: Expecting value at character" in refused[1].explanation
    assert "a JSON list where an object is expected" in refused[2].explanation
    assert any("references import" in remark for remark in inbox.remarks)


@pytest.mark.parametrize("line", ["[" * 100_000, '{"a": ' + "9" * 5000 + "}", '"text"', "null"])
def test_json_nobody_can_hold_costs_its_line_only(tmp_path, line):
    good = '{"audio_filepath": "a.wav", "speaker": "s"}'
    (tmp_path / "m.jsonl").write_text(f"{good}\n{line}\n")
    rows, refused = everything(open_inbox(tmp_path))
    assert [row.path for row in rows] == ["a.wav"]
    assert [(r.row_number, r.code) for r in refused] == [(2, "bad_row")]


def test_our_manifest_goes_before_a_release_and_says_so(tmp_path):
    common_voice(tmp_path, COMMON_VOICE_NOW)
    (tmp_path / "extra.jsonl").write_text('{"audio_filepath": "a.wav"}')
    inbox = open_inbox(write_manifest(tmp_path, [ROW]))
    assert inbox.kind == "manifest"
    assert inbox.remarks == (
        "manifest.csv was read; beside it, and not read: validated.tsv, extra.jsonl.",
    )


def test_two_nemo_manifests_are_a_question_for_the_user(tmp_path):
    for name in ("train.json", "dev.json"):
        (tmp_path / name).write_text('{"audio_filepath": "a.wav"}')
    with pytest.raises(InboxError, match="several NeMo manifests lie here; expected one") as caught:
        open_inbox(tmp_path)
    assert "  dev.json\n  train.json" in str(caught.value)


def test_an_empty_folder_says_what_was_looked_for(tmp_path):
    with pytest.raises(InboxError) as caught:
        open_inbox(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: the folder is empty; expected manifest.csv, a Common Voice release "
        "(validated.tsv and the folder clips/), or a NeMo manifest (*.jsonl or *.json with "
        f"audio_filepath). Write a manifest.csv with the columns {','.join(FIELDS)}, a line for "
        "each recording."
    )


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (["Manifest.csv"], "Did you mean 'Manifest.csv'? Rename it to manifest.csv."),
        (["validated.tsv"], "the folder clips/ beside it is not: unpack it."),
        (["a.wav", "b.wav"], "no manifest among 2 entries"),
    ],
)
def test_a_folder_without_a_manifest_says_the_way_out(tmp_path, names, part):
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(InboxError) as caught:
        open_inbox(tmp_path)
    assert part in str(caught.value)


def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(InboxError, match="there is no such folder"):
        open_inbox(tmp_path / "gone")
    (tmp_path / "manifest.csv").touch()
    with pytest.raises(InboxError, match="this is a file; expected the folder that holds"):
        open_inbox(tmp_path / "manifest.csv")
    with pytest.raises(InboxError, match=r"manifest\.csv: the file is empty"):
        open_inbox(tmp_path)


def test_clips_behind_a_link_to_elsewhere_are_refused(tmp_path):
    inbox, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    inbox.mkdir()
    elsewhere.mkdir()
    (inbox / "validated.tsv").write_text(COMMON_VOICE_NOW)
    (inbox / "clips").symlink_to(elsewhere)
    with pytest.raises(InboxError, match=r"clips/ is a link that leads out of the inbox"):
        open_inbox(inbox)
