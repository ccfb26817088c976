"""The store of recordings: the same in a folder, in memory and in a bucket of S3."""

import hashlib
import io
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import WorkspaceError
from pipeline.io.audio.recordings import AudioStore

SOUND = bytes(range(256)) * 9_000  # more than one block
NAME = hashlib.sha256(SOUND).hexdigest()


@pytest.fixture(scope="module")
def bucket(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[pytest.MonkeyPatch], str]]:
    """A server that speaks S3, on loopback, where somebody has installed one."""
    pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
    pytest.importorskip("moto", reason="moto[server] is not installed: it brings 30 packages more")
    folder = tmp_path_factory.mktemp("s3")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    with (folder / "says.txt").open("wb") as says:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=says,
            stderr=says,
        )
    try:
        _wait(port)
        yield lambda patched: _new_bucket(patched, f"http://127.0.0.1:{port}")
    finally:
        server.kill()
        server.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the S3 server did not start")


def _new_bucket(patched: pytest.MonkeyPatch, endpoint: str) -> str:
    patched.setenv("AWS_ENDPOINT_URL_S3", endpoint)
    patched.setenv("AWS_ACCESS_KEY_ID", "of-a-test")
    patched.setenv("AWS_SECRET_ACCESS_KEY", "of-a-test")
    patched.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import s3fs

    name = f"voices-{secrets.token_hex(4)}"
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}/recordings"


@pytest.fixture(params=["folder", "memory", "s3"])
def audio(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AudioStore:
    """An empty place for recordings, of each kind."""
    if request.param == "folder":
        return AudioStore(str(tmp_path / "audio"))
    if request.param == "memory":
        return AudioStore(f"memory://{tmp_path.name}")
    return AudioStore(request.getfixturevalue("bucket")(monkeypatch))


def test_what_is_put_in_comes_out_and_goes(audio: AudioStore) -> None:
    assert audio.names() == []
    assert not audio.holds(NAME)
    audio.put(io.BytesIO(SOUND), NAME)
    audio.put(io.BytesIO(b"something else"), NAME)  # it is there: nothing is written
    assert audio.holds(NAME)
    assert audio.names() == [NAME]
    with audio.open(NAME) as stream:
        stream.seek(1_000_000)
        assert stream.read(3) == SOUND[1_000_000:1_000_003]
        stream.seek(0)
        assert stream.read() == SOUND
    assert audio.drop_parts() == 0
    assert audio.delete(NAME)
    assert not audio.delete(NAME)
    assert audio.names() == []


def test_a_recording_that_is_missing_says_what_to_do(audio: AudioStore) -> None:
    with pytest.raises(WorkspaceError, match="is missing") as caught:
        audio.open(NAME).read()
    assert caught.value.remedy.startswith("Restore the audio folder from a copy")
    assert caught.value.where == audio.url


def test_only_a_folder_has_a_file_to_name(audio: AudioStore) -> None:
    audio.put(io.BytesIO(SOUND), NAME)
    path = audio.local_path(NAME)
    if "://" in audio.url:
        assert path is None
    else:
        assert path is not None
        assert path.read_bytes() == SOUND
    audio.delete(NAME)


def test_what_a_killed_run_left_half_written_is_dropped(
    audio: AudioStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    filesystem, _ = audio._place()
    with monkeypatch.context() as patched:  # killed between writing and naming
        patched.setattr(type(filesystem), "mv", lambda *_, **__: None)
        audio.put(io.BytesIO(SOUND), NAME)
    assert not audio.holds(NAME)
    assert audio.drop_parts() == 1
    assert audio.names() == []


def test_what_another_process_puts_in_is_seen(tmp_path: Path) -> None:
    audio = AudioStore(str(tmp_path / "audio"))
    assert audio.names() == []
    code = (
        "import io, sys; from pipeline.io.audio.recordings import AudioStore\n"
        "AudioStore(sys.argv[1]).put(io.BytesIO(b'x'), 'ab' * 32)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, audio.url], cwd=root, check=True)
    assert audio.names() == ["ab" * 32]


def test_a_kind_of_bucket_whose_driver_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(
        WorkspaceError, match=r"what reads gs:// is not installed .*gcsfs"
    ) as caught:
        AudioStore("gs://nobody-has-this/").holds(NAME)
    assert caught.value.where == "store.audio_url"
    assert "pip install 'isogloss[s3]'" in caught.value.remedy


def test_an_address_of_no_known_kind() -> None:
    with pytest.raises(WorkspaceError, match=r"store\.audio_url: 'nosuch://x' cannot be read"):
        AudioStore("nosuch://x").names()
