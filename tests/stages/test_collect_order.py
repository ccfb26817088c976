"""Whatever the order and the split of the same rows, the same utterances and verdicts come out."""

import contextlib
import csv
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.io.workspace import Workspace, init_workspace
from pipeline.stages.collecting.collect import Collected

SAMPLES = Path(__file__).parents[2] / "sample_audio"
# Good, noisy, bad in several ways, refused, and the same speech twice.
ROWS = [
    "clips/spk-e05a-p01.wav", "clips/spk-4fde-p03.flac", "clips/spk-d842-p10.webm",
    "bad/silence.wav", "bad/clipped.flac", "bad/too_short.wav", "bad/nan.wav",
    "bad/truncated.wav", "bad/empty.wav", "bad/no_consent.mp3", "bad/never_uploaded.wav",
    "../outside.wav", "bad/same_speech.flac",
]  # fmt: skip


def listed() -> list[dict[str, str]]:
    with (SAMPLES / "manifest.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["path"]: row for row in csv.DictReader(stream)}
    twin = rows["bad/same_speech.flac"]
    original = next(
        row
        for path, row in rows.items()
        if path != "bad/same_speech.flac"
        and row["prompt"] == twin["prompt"]
        and path.startswith("clips/")
    )
    chosen = [rows[path] for path in ROWS]
    return chosen if original in chosen else [*chosen, original]


@contextlib.contextmanager
def workspace_in(root: Path) -> Iterator[Workspace]:
    root.mkdir()
    (root / "secret.key").write_text("77" * 32, encoding="ascii")
    init_workspace(root)
    place = Workspace(root)
    yield place
    place.store.close()


def write_inbox(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir()
    for row in rows:
        if (SAMPLES / row["path"]).is_file() and ".." not in row["path"]:
            (folder / row["path"]).parent.mkdir(exist_ok=True)
            shutil.copyfile(SAMPLES / row["path"], folder / row["path"])
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(listed()[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


def outcome(
    collect: Callable[..., Collected], parts: list[list[dict[str, str]]], batch_rows: int
) -> tuple[dict[str, str], set[str], list[str]]:
    """Verdict by utterance (twins apart), who speaks, and the verdicts of each set of twins."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with workspace_in(root / "workspace") as place:
            for number, rows in enumerate(parts):
                collect(place, write_inbox(root / f"inbox{number}", rows), batch_rows=batch_rows)
            utterances = place.store.read("utterances").to_dict("records")
            speakers = set(place.store.read("speakers")["speaker_id"])
            assert set(place.audio.names()) == {row["audio_sha256"] for row in utterances}
    by_sound: dict[str, list[str]] = defaultdict(list)
    for row in utterances:
        by_sound[row["pcm_sha256"] or row["utterance_id"]].append(row["verdict"])
    twins = sorted(",".join(sorted(verdicts)) for verdicts in by_sound.values())
    verdicts = {row["utterance_id"]: row["verdict"] for row in utterances}
    alone = {
        row["utterance_id"]: verdicts[row["utterance_id"]]
        for row in utterances
        if len(by_sound[row["pcm_sha256"] or row["utterance_id"]]) == 1
    }
    everything = dict.fromkeys(verdicts, "")
    return everything | alone, speakers, twins


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_order_and_split_of_the_same_rows_do_not_matter(
    data: st.DataObject, collect: Callable[..., Collected]
) -> None:
    rows = data.draw(
        st.lists(st.sampled_from(listed()), unique_by=lambda row: row["path"], min_size=2)
    )
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(1, len(rows) - 1))
    batch_rows = data.draw(st.integers(1, 20))
    once = outcome(collect, [rows], 20)
    for parts in ([shuffled[:cut], shuffled[cut:]], [shuffled[cut:], shuffled[:cut], rows]):
        assert outcome(collect, parts, batch_rows) == once


def test_twins_are_among_the_rows(collect: Callable[..., Collected]) -> None:
    _, _, twins = outcome(collect, [listed()], 20)
    assert "accepted,rejected" in twins


def test_the_first_of_two_twins_in_a_batch_is_kept(
    collect: Callable[..., Collected], workspace: Workspace, tmp_path: Path
) -> None:
    rows = [row for row in listed() if row["path"] == "bad/same_speech.flac"]
    twins = [row for row in listed() if row["prompt"] == rows[0]["prompt"]]
    assert len(twins) == 2
    for place_first in (twins, twins[::-1]):
        with workspace_in(tmp_path / place_first[0]["path"].replace("/", "_")) as place:
            inbox = write_inbox(tmp_path / f"in_{place.root.name}", place_first)
            collect(place, inbox, batch_rows=20)
            kept = place.store.read("utterances", where={"verdict": ("accepted", "warned")})
            assert list(kept["source_key"]) == [place.keyed("path", place_first[0]["path"])]


def test_a_late_row_completes_what_a_speaker_left_out_and_changes_nothing_they_said(
    collect: Callable[..., Collected], workspace: Workspace, tmp_path: Path
) -> None:
    first, second = (
        next(row for row in listed() if row["path"] == path)
        for path in ("clips/spk-e05a-p01.wav", "clips/spk-4fde-p03.flac")
    )
    told = first | {"accent": "Geordie", "gender": "", "region": ""}
    more = second | {"speaker_id": first["speaker_id"], "accent": "RP", "gender": "female"}
    collect(workspace, write_inbox(tmp_path / "a", [told]))
    collect(workspace, write_inbox(tmp_path / "b", [more]))
    (speaker,) = workspace.store.read("speakers").to_dict("records")
    assert (speaker["accent_text"], speaker["gender"]) == ("Geordie", "female")


@pytest.mark.parametrize("path", ["clips/spk-e05a-p01.wav"])
def test_a_recording_is_kept_once_however_often_it_is_listed(
    path: str, collect: Callable[..., Collected], workspace: Workspace, tmp_path: Path
) -> None:
    row = next(row for row in listed() if row["path"] == path)
    inbox = write_inbox(tmp_path / "in", [row, row, row | {"accent": "other"}])
    collected = collect(workspace, inbox)
    assert (collected.new, len(collected.refused)) == (1, 2)
    assert {one.code for one in collected.refused} == {"duplicate"}
    (inbox / "copy.wav").write_bytes((inbox / path).read_bytes())
    again = write_copy_row(inbox, row)
    assert collect(workspace, again).reasons["duplicate"] == 1
    assert workspace.store.count("utterances") == 1


def write_copy_row(inbox: Path, row: dict[str, str]) -> Path:
    with (inbox / "manifest.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(row))
        writer.writeheader()
        writer.writerow(row | {"path": "copy.wav"})
    return inbox
