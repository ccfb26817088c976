"""Finding a model: where it is, that it is the right one, and what is said when it is not."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import DiskFullError, RecogniserError
from pipeline.io.recognisers import joined_models
from pipeline.io.recognisers.joined_models import join_model
from pipeline.io.recognisers.models import find_model, installed_models
from pipeline.io.recognisers.packaged_models import PACKAGED, installed_parts

HALVES = (b"the first half, ", b"the second half")
WHOLE_SHA256 = hashlib.sha256(b"".join(HALVES)).hexdigest()


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Path, Path]:
    """A model in two folders, as two packages would bring it."""
    folders = tmp_path / "one", tmp_path / "two"
    paths = folders[0] / "model.bin.part1", folders[1] / "model.bin.part2"
    for folder, path, half in zip(folders, paths, HALVES, strict=True):
        folder.mkdir()
        path.write_bytes(half)
    (folders[0] / "config.json").write_text("{}")
    return paths


def joined(parts: tuple[Path, Path], target: Path, expected: str = WHOLE_SHA256) -> Path:
    return join_model(parts, ["config.json"], target, expected)


def test_parts_are_joined_once(parts: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "cache" / "models" / "base"
    assert joined(parts, target) == target
    assert (target / "model.bin").read_bytes() == b"".join(HALVES)
    assert (target / "config.json").read_text() == "{}"
    made = (target / "model.bin").stat()
    joined(parts, target)
    again = (target / "model.bin").stat()
    assert (again.st_ino, again.st_mtime_ns) == (made.st_ino, made.st_mtime_ns)
    assert [one.name for one in target.parent.iterdir()] == ["base"]


def test_parts_that_join_to_something_else_leave_nothing(
    parts: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(RecogniserError) as caught:
        joined(parts, tmp_path / "cache" / "base", "0" * 64)
    assert str(caught.value) == (
        f"{parts[0]}: the model's sha256 is {WHOLE_SHA256}; expected {'0' * 64}. "
        "Another or a damaged model: install it again, "
        "or change asr.model_sha256 if this is the one you want."
    )
    assert not list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_a_damaged_join_is_made_again(
    parts: tuple[Path, Path], tmp_path: Path, damage: bytes
) -> None:
    target = tmp_path / "cache" / "base"
    joined(parts, target)
    (target / "model.bin").write_bytes(damage)
    joined(parts, target)
    assert (target / "model.bin").read_bytes() == b"".join(HALVES)
    assert [one.name for one in target.parent.iterdir()] == ["base"]


def test_many_at_once_all_find_it_whole(parts: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "cache" / "base"
    ready = "import sys, pathlib\nfrom pipeline.io.recognisers.joined_models import join_model\n"
    code = (
        f"{ready}t = join_model([pathlib.Path(p) for p in sys.argv[3:]], ['config.json'], "
        "pathlib.Path(sys.argv[1]), sys.argv[2])\n"
        "print((t / 'model.bin').read_text(), (t / 'config.json').read_text())"
    )
    command = [sys.executable, "-c", code, str(target), WHOLE_SHA256, *map(str, parts)]
    root = Path(__file__).parents[2]

    def run(_: int) -> str:
        return subprocess.run(
            command, cwd=root, check=True, capture_output=True, text=True
        ).stdout.strip()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(run, range(8))) == {b"".join(HALVES).decode() + " {}"}
    assert [one.name for one in target.parent.iterdir()] == ["base"]


KILLED_WHILE_JOINING = """
import os, pathlib, sys
from pipeline.io.recognisers.joined_models import join_model
pathlib.Path.rename = lambda *_: os.kill(os.getpid(), 9)  # the folder is made, and not yet in place
join_model(
    [pathlib.Path(p) for p in sys.argv[3:]], [], pathlib.Path(sys.argv[1]), sys.argv[2]
)
"""


def test_what_a_killed_run_left_is_swept_and_another_run_at_work_is_not(
    parts: tuple[Path, Path], tmp_path: Path
) -> None:
    target = tmp_path / "cache" / "base"
    command = [sys.executable, "-c", KILLED_WHILE_JOINING, str(target), WHOLE_SHA256]
    root = Path(__file__).parents[2]
    killed = subprocess.run([*command, *map(str, parts)], cwd=root, check=False)
    assert killed.returncode == -9
    (left,) = target.parent.iterdir()
    assert left.name.startswith(".base-")

    joined(parts, target)
    assert left.is_dir(), "so young that it may be another run, at work"

    shutil.rmtree(target)
    two_hours_ago = time.time() - 7200
    for path in (*left.iterdir(), left):
        os.utime(path, (two_hours_ago, two_hours_ago))
    joined(parts, target)
    assert [one.name for one in target.parent.iterdir()] == ["base"]


def test_a_missing_side_file_is_named(parts: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(RecogniserError, match=r"cannot be joined \(No such file") as caught:
        join_model(parts, ["vocabulary.txt"], tmp_path / "cache" / "base", WHOLE_SHA256)
    assert caught.value.where == str(parts[0].parent / "vocabulary.txt")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk(
    parts: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = tmp_path / "cache" / ".base-x"
    making.mkdir(parents=True)
    (making / "model.bin").symlink_to("/dev/full")
    monkeypatch.setattr(joined_models.tempfile, "mkdtemp", lambda **_: str(making))
    with pytest.raises(DiskFullError, match="no room to join the parts of the model"):
        joined(parts, tmp_path / "cache" / "base")


def a_model(folder: Path) -> Path:
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    return folder


def test_a_path_is_found_and_hashed(tmp_path: Path) -> None:
    folder = a_model(tmp_path / "mine")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    found = find_model(str(folder), tmp_path / "cache", sha256.upper())
    assert (found.path, found.sha256, found.source) == (folder, sha256, "path")


def test_changed_weights_are_hashed_again(tmp_path: Path) -> None:
    folder = a_model(tmp_path / "mine")
    first = find_model(str(folder), tmp_path).sha256
    (folder / "model.bin").write_bytes(b"other weights")
    assert find_model(str(folder), tmp_path).sha256 != first


def test_wrong_weights_at_a_path(tmp_path: Path) -> None:
    folder = a_model(tmp_path / "mine")
    with pytest.raises(RecogniserError, match="expected " + "0" * 64) as caught:
        find_model(str(folder), tmp_path / "cache", "0" * 64)
    assert caught.value.where == str(folder / "model.bin")


@pytest.mark.parametrize(("name", "says"), [("", "no file model.bin in it"), ("mine", "no such")])
def test_a_path_without_a_model(tmp_path: Path, name: str, says: str) -> None:
    folder = tmp_path / name
    with pytest.raises(RecogniserError, match=says) as caught:
        find_model(str(folder), tmp_path / "cache")
    assert caught.value.where == str(folder)


def test_an_unknown_name_has_three_ways_out(tmp_path: Path) -> None:
    with pytest.raises(RecogniserError) as caught:
        find_model("tinny.en", tmp_path)
    text = str(caught.value)
    assert text.startswith("asr.model: no model 'tinny.en' on this machine (expected tiny.en, ")
    assert text.endswith(
        "Three ways out: pip install 'isogloss[asr]' (it brings 'tiny.en'); "
        "or set asr.model to the folder of a model; "
        "or connect this machine to the network so that the model can be downloaded."
    )


def without_network(endpoint: str, home: Path, **environment: str) -> str:
    """What a fresh process says that looks for a model it does not have."""
    code = (
        "import pathlib\nfrom pipeline.errors import RecogniserError\n"
        "from pipeline.io.recognisers.models import find_model\n"
        "try: find_model('small.en', pathlib.Path('cache'))\n"
        "except RecogniserError as error: print(error)"
    )
    environment |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(home), "NO_PROXY": "*"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_no_network_is_one_message(tmp_path: Path) -> None:
    text = without_network("http://127.0.0.1:9", tmp_path)
    assert text == (
        "asr.model: no model 'small.en' on this machine (the download did not start: "
        "[Errno 111] Connection refused). Three ways out: pip install 'isogloss[asr]' "
        "(it brings 'tiny.en'); or set asr.model to the folder of a model; "
        "or connect this machine to the network so that the model can be downloaded."
    )


@pytest.mark.long
def test_a_network_that_swallows_everything_does_not_hang(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        text = without_network(f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path)
    assert "the download did not start: timed out" in text


def test_a_machine_told_to_stay_offline_is_not_asked(tmp_path: Path) -> None:
    text = without_network("http://127.0.0.1:9", tmp_path, HF_HUB_OFFLINE="1")
    assert "(HF_HUB_OFFLINE is set)" in text


@pytest.mark.asr
@pytest.mark.parametrize("name", ["tiny.en", "base"])
def test_installed_packages_bring_the_right_model(name: str, tmp_path: Path) -> None:
    if not installed_parts(PACKAGED[name]):
        pytest.skip(f"the packages with {name} are not installed")
    assert name in installed_models()
    found = find_model(name, tmp_path)
    assert (found.sha256, found.source) == (PACKAGED[name].sha256, "package")
    for beside in PACKAGED[name].beside:
        assert (found.path / beside).is_file()
    with pytest.raises(RecogniserError, match="expected " + "1" * 64):
        find_model(name, tmp_path, "1" * 64)
