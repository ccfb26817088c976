"""isogloss consensus: its contract, what it reads, and what it says of what it cannot use."""

import csv
import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from isogloss.main import run

ROWS = [
    ("clip1.mp3", "We met at noon.", "11"),
    ("clip1.mp3", "we met at new", "12"),
    ("clip1.mp3", "We meet at noon.", "13"),
    ("clip2.mp3", "Alone, here", "11"),
    ("clip3.mp3", "", "11"),
    ("clip3.mp3", "yes", "12"),
]
CROWD = ("INPUT:audio", "OUTPUT:transcription", "ASSIGNMENT:worker_id")
EXPECTED = (
    "utterance,text,workers,agreement\n"
    "clip1.mp3,We met at noon.,3,0.6667\n"
    'clip2.mp3,"Alone, here",1,\n'
    "clip3.mp3,yes,2,0.0000\n"
)


def frame(names=CROWD, rows=ROWS):
    return pd.DataFrame(rows, columns=list(names))


def written(folder, kind, table):
    path = folder / f"texts.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "tsv":
        table.to_csv(path, index=False, sep="\t")
    elif kind == "jsonl":
        table.to_json(path, orient="records", lines=True)
    else:
        table.to_parquet(path)
    return path


@pytest.fixture
def command(capfd):
    def call(*arguments):
        capfd.readouterr()
        code = run(["consensus", *map(str, arguments)])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet"])
def test_the_crowd_s_own_columns_are_known(command, tmp_path, kind):
    assert command(written(tmp_path, kind, frame())) == (0, EXPECTED, "")


def test_the_order_of_rows_does_not_matter(command, tmp_path):
    mixed = frame().sample(frac=1, random_state=4)
    assert command(written(tmp_path, "csv", mixed)) == (0, EXPECTED, "")


def test_any_column_can_be_named(command, tmp_path):
    path = written(tmp_path, "csv", frame(("clip no", "heard", "who")).assign(text="decoy"))
    named = ["--utterance", "clip no", "--worker", "who", "--text", "heard"]
    code, out, _ = command(path, *named)
    assert (code, out) == (0, EXPECTED)


def test_output_and_votes_go_to_files(command, tmp_path):
    path = written(tmp_path, "csv", frame())
    output, votes = tmp_path / "out" / "text.csv", tmp_path / "votes.jsonl"
    assert command(path, "--output", output, "--votes", votes) == (0, "", "")
    assert output.read_text("utf-8") == EXPECTED
    lines = [json.loads(line) for line in votes.read_text("utf-8").splitlines()]
    assert [line["utterance"] for line in lines] == ["clip1.mp3", "clip2.mp3", "clip3.mp3"]
    assert [line["method"] for line in lines] == ["rover", "single", "medoid"]
    assert lines[0]["votes"][3] == {
        "word": "noon.", "voters": ["11", "13"], "others": [{"word": "new", "voters": ["12"]}],
    }  # fmt: skip


def test_the_medoid_is_what_somebody_typed(command, tmp_path):
    rows = [("u", "a b c", "1"), ("u", "a b x", "2"), ("u", "y b c", "3")]
    path = written(tmp_path, "csv", frame(("utterance", "text", "worker"), rows))
    code, out, _ = command(path, "--method", "medoid", "--policy", "verbatim-1")
    assert (code, out.splitlines()[1]) == (0, "u,a b c,3,0.5556")


def test_explain_says_who_voted_and_steers_no_terminal(command, tmp_path):
    rows = [("u", "a b\x1b[31m c", "1"), ("u", "a b c", "2"), ("u", "a c", "3")]
    path = written(tmp_path, "jsonl", frame(("utterance", "text", "worker"), rows))
    code, out, _ = command(path, "--explain", "u", "--policy", "verbatim-1")
    assert code == 0
    assert "\x1b" not in out
    assert "rover of 3 workers: 1, 2, 3" in out
    assert "(nothing)" in out
    code, out, err = command(path, "--explain", "nobody")
    assert (code, out) == (1, "")
    assert err.startswith("isogloss: --explain: no utterance 'nobody'; expected one that the table")


def test_a_worker_s_later_row_counts_and_this_is_said(command, tmp_path):
    path = written(tmp_path, "csv", frame(rows=[*ROWS, ("clip2.mp3", "Not alone", "11")]))
    code, out, err = command(path)
    assert (code, out.splitlines()[2]) == (0, "clip2.mp3,Not alone,1,")
    assert err == "note: 1 text gave way to a later one of the same worker and utterance\n"


def test_rows_that_cannot_be_used_are_left_out_and_listed(command, tmp_path):
    path = tmp_path / "texts.jsonl"
    good = '{"utterance": "u", "worker": 1, "text": "fine"}\n'
    bad = ['{"utterance": "u", "worker": "2", "text": null}', '{"worker": "2", "text": "x"}', "{"]
    path.write_text(good + "\n".join(bad) + "\n", "utf-8")
    code, out, err = command(path)
    assert (code, out.splitlines()[1:]) == (0, ["u,fine,1,"])
    lines = err.splitlines()
    assert lines[0] == "note: 3 rows left out, 1 used"
    assert "row 2: no_text: the text is null: missing, which is not the same as empty" in lines
    assert "row 3: bad_row: no utterance" in lines
    assert any(line.startswith("row 4: bad_row: ") for line in lines)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "the file is empty"),
        ("utterance,worker,text\n", "no row can be used; expected a line for each text"),
        ("utterance,worker,text\nu,1,\nu,2,\n", "column 'text' is empty in all 2 rows"),
        ("utterance,text\nu,yes\n", "no column that is known to hold the worker; the columns are"),
        ("a,b\n1,2\n", "the first line holds no column names we know: 'a', 'b'"),
    ],
)
def test_what_cannot_be_read_is_said_and_ends_with_1(command, tmp_path, content, says):
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")
    code, out, err = command(path)
    assert (code, out) == (1, "")
    assert err.startswith(f"isogloss: {path}: {says}")
    assert err.count("isogloss:") == 1


def test_a_misspelled_column_is_met_with_a_guess(command, tmp_path):
    path = written(tmp_path, "csv", frame())
    code, _, err = command(path, "--utterance", "INPUT:adio")
    assert code == 1
    assert "no column 'INPUT:adio'" in err
    assert "Did you mean 'INPUT:audio' for 'INPUT:adio'?" in err


def test_wrong_usage(command, tmp_path):
    assert command(written(tmp_path, "csv", frame()), "--method", "vote")[0] == 2
    code, _, err = command(written(tmp_path, "csv", frame()), "--policy", "basic-0")
    assert code == 1
    assert "no normalisation policy 'basic-0'" in err


def test_a_missing_file_writes_nothing(command, tmp_path):
    output = tmp_path / "out.csv"
    code, _, err = command(tmp_path / "none.csv", "--output", output)
    assert code == 1
    assert "cannot be read (No such file or directory)" in err
    assert not output.exists()


def test_prefect_is_never_imported(tmp_path):
    path = written(tmp_path, "csv", frame())
    script = (
        "import sys\nfrom isogloss.main import run\n"
        f"assert run(['consensus', {str(path)!r}]) == 0\n"
        "assert not {'prefect', 'sqlalchemy', 'textual'} & set(sys.modules), 'heavy'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, EXPECTED, "")


@pytest.mark.real
def test_the_crowdspeech_file_is_read_as_it_is(command, real_data, tmp_path):
    path = real_data / "crowdspeech" / "crowdspeech-dev-other-crowd.tsv"
    output = tmp_path / "out.csv"
    assert command(path, "--output", output) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO(output.read_text("utf-8"))))
    assert len(rows) == 2864
    assert {row["workers"] for row in rows} == {"7"}
    assert all(0 <= float(row["agreement"]) <= 1 for row in rows)
