"""Which column is which: as told, as guessed and said, or a question that names the option."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import TableError
from pipeline.io.tables.column_names import EveryColumn
from pipeline.io.tables.reader import open_tables
from pipeline.io.tables.roles import Columns, Wanted


@pytest.fixture
def choose(tmp_path: Path) -> Callable[..., Columns]:
    """Chooses among the columns of a table with one row of text."""

    def run(header: Sequence[str], wanted: Wanted | None = None) -> Columns:
        path = tmp_path / "t.csv"
        path.write_text(",".join(header) + "\n" + ",".join(f"cell {n}" for n in header) + "\n")
        return open_tables([str(path)], wanted or Wanted()).columns

    return run


@pytest.fixture
def complaint(choose: Callable[..., Columns], tmp_path: Path) -> Callable[..., str]:
    """What is said when they cannot be chosen, without the name of the file."""

    def run(header: Sequence[str], wanted: Wanted | None = None) -> str:
        with pytest.raises(TableError) as caught:
            choose(header, wanted)
        return str(caught.value).removeprefix(f"{tmp_path / 't.csv'}: ")

    return run


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        # Common Voice, with hypotheses added
        ("client_id path sentence up_votes age gender accents variant locale pred_text",
         "sentence pred_text accents client_id path"),
        ("client_id path sentence age gender accent prediction",
         "sentence prediction accent client_id path"),
        # NeMo manifest after transcribe_speech.py
        ("audio_filepath duration text pred_text speaker accent",
         "text pred_text accent speaker audio_filepath"),
        ("audio_filepath text pred_text gender", "text pred_text gender None audio_filepath"),
        # Hugging Face data sets and leaderboards
        ("id speaker_id transcription prediction accent",
         "transcription prediction accent speaker_id id"),
        ("reference transcription accent", "reference transcription accent None None"),
        ("normalized_text raw_text prediction speaker_id accent gender",
         "normalized_text prediction accent speaker_id None"),
        ("ref hyp group spk", "ref hyp group spk None"),
        ("Reference Hypothesis Speaker-ID Accent-Group",
         "Reference Hypothesis Accent-Group Speaker-ID None"),
        ("text transcript native_language", None),
        ("sentence transcript native_language user_id utt_id",
         "sentence transcript native_language user_id utt_id"),
    ],
)  # fmt: skip
def test_names_in_common_use_are_guessed_and_said(
    header: str, expected: str | None, choose: Callable[..., Columns]
) -> None:
    if expected is None:
        with pytest.raises(TableError, match="2 columns may hold the reference"):
            choose(header.split())
        return
    columns = choose(header.split())
    got = (columns.reference, *columns.hypotheses, *columns.groups, columns.speaker)
    assert " ".join(map(str, (*got, columns.utterance))) == expected
    assert {name for _, name in columns.guessed} == {*expected.split()} - {"None"}
    assert columns.guessed[0] == ("reference", columns.reference)


def test_what_is_told_is_taken_and_the_rest_guessed(choose: Callable[..., Columns]) -> None:
    columns = choose(
        ["text", "hyp_a", "hyp_b", "gender", "age", "speaker", "snr", "kept"],
        Wanted(
            hypotheses=("hyp_b", "hyp_a"),
            groups=("gender", "age"),
            covariates=("snr",),
            selection=("kept",),
        ),
    )
    assert columns == Columns(
        "text",
        ("hyp_b", "hyp_a"),
        ("gender", "age"),
        "speaker",
        ("snr",),
        ("kept",),
        None,
        (("reference", "text"), ("speaker", "speaker")),
    )
    assert columns.all == ("text", "hyp_b", "hyp_a", "gender", "age", "speaker", "snr", "kept")


def test_case_and_hyphens_do_not_matter_but_are_said(choose: Callable[..., Columns]) -> None:
    columns = choose(["Text", "hyp", "Accent Group"], Wanted("text", groups=("accent-group",)))
    assert columns.reference == "Text"
    assert columns.groups == ("Accent Group",)
    assert set(columns.guessed) >= {("reference", "Text"), ("group", "Accent Group")}


def test_did_you_mean(complaint: Callable[..., str]) -> None:
    told = complaint(["sentence", "pred_text", "accents"], Wanted(groups=("acent",)))
    assert told == (
        "no column 'acent'; the columns are 'sentence', 'pred_text', 'accents'; expected a column "
        "for --group. Did you mean --group 'accents'?"
    )


def test_ten_columns_are_shown_at_most(complaint: Callable[..., str]) -> None:
    told = complaint([f"c{n}" for n in range(13)], Wanted("sentence"))
    assert "'c8', 'c9' and 3 more; expected a column for --reference" in told
    assert "c10" not in told


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "ref hyp prediction accent",
            "2 columns may hold the hypothesis: 'hyp' and 'prediction'; expected --hypothesis to "
            "say which. Give --hypothesis 'hyp' or --hypothesis 'prediction'. Give --hypothesis "
            "more than once for several.",
        ),
        (
            "ref hyp gender age",
            "2 columns may hold the group: 'gender' and 'age'; expected --group to say which. "
            "Give --group 'gender' or --group 'age'. Give --group more than once for several.",
        ),
        (
            "ref sentence hyp accent",
            "2 columns may hold the reference: 'ref' and 'sentence'; expected --reference to say "
            "which. Give --reference 'ref' or --reference 'sentence'.",
        ),
        (
            "ref hyp accent speaker client_id",
            "2 columns may hold the speaker: 'speaker' and 'client_id'; expected --speaker to say "
            "which. Give --speaker 'speaker' or --speaker 'client_id'.",
        ),
        (
            "ref hyp notes",
            "no column looks like the group; the columns are 'ref', 'hyp', 'notes'; expected "
            "--group COLUMN, or a name in common use such as accent, accents, accent_group. Give "
            "--group and the name of the column.",
        ),
        (
            "ref ref hyp accent",
            "2 columns are named 'ref': the 1 and 2 of 4; expected one column for --reference. "
            "Rename or delete all but one of them.",
        ),
    ],
)
def test_what_cannot_be_guessed_is_asked(
    header: str, said: str, complaint: Callable[..., str]
) -> None:
    assert complaint(header.split()) == said


def test_a_column_twice_matters_only_where_it_is_wanted(choose: Callable[..., Columns]) -> None:
    assert choose(["ref", "x", "hyp", "x", "accent"]).reference == "ref"


def test_two_columns_of_one_name_that_is_told(complaint: Callable[..., str]) -> None:
    told = complaint(["ref", "x", "hyp", "x"], Wanted(groups=("x",)))
    assert told.startswith("2 columns are named 'x': the 2 and 4 of 4; expected one column for")


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        (["the cat sat on the mat", "the cat", "s1", "us"], "the cat sat on the mat"),
        (["hello", "hello", "1042", "us"], "1042"),
        (["clips/a.wav", "hello", "s1", "us"], "clips/a.wav"),
    ],
)
def test_a_missing_header_is_suspected(
    first: list[str], shown: str, complaint: Callable[..., str]
) -> None:
    said = (
        f"The first line looks like a row and not like column names ({shown!r}): write a line of "
        "column names above it."
    )
    assert said in complaint(first)
    assert said in complaint(first, Wanted("sentence"))


@pytest.mark.parametrize("cell", ["0.93", "-1.5e3", "12.0"])
def test_a_column_of_numbers_is_no_text(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"ref,hyp,accent\na b,{cell},us\nc,,us\n")
    with pytest.raises(TableError) as caught:
        open_tables([str(path)], Wanted())
    assert str(caught.value) == (
        f"{path}: column 'hyp' holds numbers; expected text. Name another column."
    )


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.jsonl"])
def test_spoken_digits_are_text_where_both_sides_are(
    name: str, write_table: Callable[..., Path]
) -> None:
    rows: list[dict[str, Any]] = [{"ref": 7, "hyp": 7, "accent": "us"}] * 3
    tables = open_tables([str(write_table(rows, name))], Wanted())
    columns = tables.columns
    (batch,) = tables.batches(columns.all)
    assert batch.column("hyp").to_pylist() == ["7", "7", "7"]
    assert [remark.code for remark in tables.remarks] == ["whole_numbers"]
    rows = [{"ref": "seven", "hyp": 7, "accent": "us"}] * 3
    with pytest.raises(TableError, match="column 'hyp' holds whole numbers; expected text"):
        open_tables([str(write_table(rows, name))], Wanted())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (pa.array([0.5, None]), "column 'hyp' holds numbers; expected text. Name another"),
        (pa.array([True, None]), "column 'hyp' holds dates or truth values; expected text."),
        (pa.array([["a"], []]), "column 'hyp' holds list<element: string>; expected text."),
    ],
)
def test_typed_columns_that_are_no_text(values: pa.Array, said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"ref": ["a", "b"], "hyp": values, "accent": ["x", "y"]}), path)
    with pytest.raises(TableError) as caught:
        open_tables([str(path)], Wanted(hypotheses=("hyp",)))
    assert str(caught.value).startswith(f"{path}: {said}")


def test_a_column_without_a_value_has_no_type(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    empty = pa.array([None, None], pa.float64())
    pq.write_table(pa.table({"ref": ["a", "b"], "hyp": empty, "accent": ["x", "y"]}), path)
    tables = open_tables([str(path)], Wanted())
    (batch,) = tables.batches(tables.columns.all)
    assert batch.column("hyp").type == pa.string()
    assert batch.column("hyp").to_pylist() == [None, None]


def test_nested_columns_are_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    nested = [{"bytes": b"", "path": "a.wav"}] * 2
    table = pa.table({"text": ["a", "b"], "prediction": ["a", "b"], "path": nested})
    pq.write_table(table.append_column("accent", [["x", "y"]]), path)
    columns = open_tables([str(path)], Wanted()).columns
    assert columns.utterance is None


def test_a_file_that_lacks_a_column_is_named(
    rows: list[dict[str, Any]], write_table: Callable[..., Path]
) -> None:
    first = write_table(rows, "first.csv")
    second = write_table([{"sentence": "a", "pred_text": "b", "accent": "c"}], "second.csv")
    with pytest.raises(TableError) as caught:
        open_tables([str(first), str(second)], Wanted())
    assert str(caught.value) == (
        f"{second}: no column 'accents', 'client_id', 'path', which {first} has; expected the "
        "same columns in all files. Rename its columns, or audit the files one by one."
    )


def test_columns_may_stand_in_another_order(
    rows: list[dict[str, Any]], write_table: Callable[..., Path]
) -> None:
    turned = [dict(reversed(row.items())) for row in rows]
    tables = open_tables(
        [str(write_table(rows, "a.csv")), str(write_table(turned, "b.csv"))], Wanted()
    )
    names = tables.columns.all
    first, second = tables.batches(names)
    assert first == second


def test_reading_what_one_file_lacks(
    rows: list[dict[str, Any]], write_table: Callable[..., Path]
) -> None:
    first = write_table([{**row, "note": "x"} for row in rows], "first.csv")
    second = write_table(rows, "second.jsonl")
    tables = open_tables([str(first), str(second)], EveryColumn())
    assert "note" not in tables.names
    with pytest.raises(TableError) as caught:
        list(tables.batches(["sentence", "note"]))
    assert str(caught.value).startswith(f"{second}: no column 'note', which {first} has; expected")


def test_labels_of_parquet_come_as_dictionaries_of_the_same_texts(tmp_path: Path) -> None:
    held = {"ref": ["a", "b", "c"], "who": ["x", None, "NA"], "hyp": ["a", "", None]}
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table(held), path)
    tables = open_tables([str(path)], EveryColumn())
    (batch,) = tables.batches(["ref", "who", "hyp"], labels=["who"])
    assert pa.types.is_dictionary(batch.schema.field("who").type)
    assert batch.to_pydict() == held


def test_a_label_that_is_not_utf_8_is_named_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    broken = pa.array([b"x", b"\xff\xfe", b"x"]).view(pa.string())
    pq.write_table(pa.table({"ref": ["a", "b", "c"], "who": broken}), path)
    with pytest.raises(TableError, match="column 'who', row 2 is not UTF-8"):
        list(open_tables([str(path)], EveryColumn()).batches(["ref", "who"], labels=["who"]))
