"""Bad input at the command line: one message that names the place and the remedy, nothing lost."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.io.store.upgrade import HEAD
from pipeline.io.workspace import Workspace, init_workspace

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_audio"
CONSENT = "transcription;training;evaluation"


Command = Callable[..., Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    init_workspace(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# Settings.


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[report\nmin_speakers = 3\n", ("not valid TOML", "line 1")),
        ("[report]\nmin_speaker = 3\n", ("report.min_speaker", "Extra inputs")),
        ("[report]\nmin_speakers = 'ten'\n", ("report.min_speakers", "valid integer", "'ten'")),
        ("[audio]\nmax_channels = 99\n", ("audio.max_channels", "less than or equal to 8", "99")),
        ("[asr]\nengine = 'whisper'\n", ("asr.engine", "'faster-whisper' or 'command'")),
        ("[campain]\nname = 'x'\n", ("campain", "Extra inputs")),
    ],
)
@pytest.mark.parametrize("verb", ["status", "collect"])
def test_settings_that_are_not_understood(
    verb: str, text: str, parts: tuple[str, ...], root: Path, command: Command
) -> None:
    (root / "isogloss.toml").write_text(text, encoding="utf-8")
    arguments = [verb, *([SAMPLES] if verb == "collect" else []), "--workspace", root]
    before = files(root)
    command(*arguments).one_message(str(root / "isogloss.toml"), "Mend", *parts)
    assert files(root) == before


def test_settings_in_another_encoding(root: Path, command: Command) -> None:
    (root / "isogloss.toml").write_bytes('[campaign]\nname = "été"\n'.encode("latin-1"))
    command("status", "--workspace", root).one_message("not valid TOML", "isogloss.toml")


def test_a_language_nobody_has_accents_of(root: Path, command: Command) -> None:
    (root / "isogloss.toml").write_text('[campaign]\nlanguage = "tlh"\n', encoding="utf-8")
    command("accents", "match", SAMPLES / "manifest.csv", "--language", "tlh").one_message("tlh")


def test_settings_written_by_a_program_with_a_byte_order_mark(root: Path, command: Command) -> None:
    file = root / "isogloss.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert command("status", "--workspace", root).code == 0


# The store and the secret.


def test_a_store_from_a_newer_version(root: Path, command: Command) -> None:
    with sqlite3.connect(root / "isogloss.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    ended = command("status", "--workspace", root)
    ended.one_message("the store is at version 9999", HEAD, "isogloss.db", "upgrade")
    with sqlite3.connect(root / "isogloss.db") as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    assert version == ("9999",)


def test_a_store_that_is_no_database(root: Path, command: Command) -> None:
    (root / "isogloss.db").write_bytes(b"This is a text file, and a long one. " * 200)
    before = files(root)
    command("status", "--workspace", root).one_message(
        "damaged or is no database", "isogloss.db", "restore a copy"
    )
    assert files(root) == before


def test_a_database_of_something_else(root: Path, command: Command) -> None:
    (root / "isogloss.db").unlink()
    with sqlite3.connect(root / "isogloss.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    command("status", "--workspace", root).one_message("tables of something else", "isogloss.db")


def test_a_store_cut_short(root: Path, command: Command) -> None:
    database = root / "isogloss.db"
    database.write_bytes(database.read_bytes()[:9000])
    command("status", "--workspace", root).one_message("damaged", "isogloss.db")


@pytest.mark.parametrize("content", [None, b"", b"not hexadecimal\n", b"\xff\xfe\n", b"ab\n"])
def test_a_secret_that_is_lost_or_damaged(
    content: bytes | None, root: Path, command: Command
) -> None:
    secret = root / "secret.key"
    secret.unlink()
    if content is not None:
        secret.write_bytes(content)
    ended = command("withdraw", "somebody", "--workspace", root)
    ended.one_message("secret", str(secret), "64 hexadecimal digits", "Restore")


def test_no_workspace(tmp_path: Path, command: Command) -> None:
    ended = command("status", "--workspace", tmp_path)
    ended.one_message("no isogloss.toml", str(tmp_path), "isogloss init DIR")


def test_a_store_elsewhere_that_cannot_be_reached(root: Path, command: Command) -> None:
    (root / "isogloss.toml").write_text('[store]\nurl = "mysql:/x"\n', encoding="utf-8")
    command("status", "--workspace", root).one_message("store.url", "sqlite:///FILE")


# Inboxes.


def inbox_of(tmp_path: Path, manifest: bytes | None) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copyfile(SAMPLES / "clips/spk-e05a-p01.wav", inbox / "a.wav")
    shutil.copyfile(SAMPLES / "clips/spk-31b7-p23.wav", inbox / "b.wav")
    if manifest is not None:
        (inbox / "manifest.csv").write_bytes(manifest)
    return inbox


@pytest.mark.flow
def test_no_such_inbox(root: Path, command: Command, tmp_path: Path) -> None:
    ended = command("collect", tmp_path / "gone", "--workspace", root, "--json")
    ended.one_message("there is no such folder", str(tmp_path / "gone"), "Check the path")


@pytest.mark.flow
@pytest.mark.parametrize(
    ("manifest", "parts"),
    [
        (None, ("no manifest among 2 entries", "manifest.csv", "a.wav")),
        (b"", ("manifest.csv",)),
        (b"path,consent\na.wav,evaluation\n", ("speaker_id", "manifest.csv")),
    ],
)
def test_inboxes_that_cannot_be_read_at_all(
    manifest: bytes | None, parts: tuple[str, ...], root: Path, command: Command, tmp_path: Path
) -> None:
    inbox = inbox_of(tmp_path, manifest)
    command("collect", inbox, "--workspace", root).one_message(str(inbox), *parts)


def lines(*rows: str, header: str = "path,speaker_id,accent,consent") -> str:
    return "\n".join((header, *rows)) + "\n"


GOOD = (f"a.wav,s-1,Québécois,{CONSENT}", f"b.wav,s-2,Écossais,{CONSENT}")


@pytest.mark.flow
@pytest.mark.parametrize(
    "manifest",
    [
        lines(*GOOD).encode("latin-1"),
        b"\xef\xbb\xbf" + lines(*GOOD).encode(),
        lines(*GOOD).encode("utf-16"),
        lines(
            'a.wav;s-1;Québécois;"transcription;evaluation"',
            'b.wav;s-2;Écossais;"transcription;evaluation"',
            header="path;speaker_id;accent;consent",
        ).encode(),
    ],
    ids=["latin-1", "byte order mark", "utf-16", "semicolons"],
)
def test_manifests_as_spreadsheets_write_them(
    manifest: bytes, root: Path, command: Command, tmp_path: Path
) -> None:
    ended = command("collect", inbox_of(tmp_path, manifest), "--workspace", root)
    assert ended.code == 0, ended.err
    assert "2 new utterances" in ended.out
    place = Workspace(root)
    assert set(place.store.read("speakers")["accent_text"]) == {"Québécois", "Écossais"}
    place.store.close()


@pytest.mark.flow
def test_bad_rows_never_stop_good_ones(root: Path, command: Command, tmp_path: Path) -> None:
    manifest = lines(
        f"../../etc/passwd,s-3,x,{CONSENT}",
        GOOD[0],
        GOOD[0],
        f"/etc/passwd,s-3,x,{CONSENT}",
        "b.wav,s-2,x,",
        f"gone.wav,s-3,x,{CONSENT}",
        f"b.wav,,x,{CONSENT}",
    )
    inbox = inbox_of(tmp_path, manifest.encode())
    ended = command("collect", inbox, "--workspace", root)
    assert ended.code == 0
    assert "7 rows offered: 1 new utterance (1 accepted)" in ended.out
    told = ended.err.splitlines()
    assert len(told) == 6
    assert sum("path_outside" in line for line in told) == 2
    assert sum("no_consent" in line for line in told) == 1
    assert sum("missing_file" in line for line in told) == 1
    assert sum("the same row as row 3" in line for line in told) == 1
    assert sum("row 6 names the same recording with other values" in line for line in told) == 1


@pytest.mark.flow
def test_where_nothing_could_be_read_the_exit_code_says_so(
    root: Path, command: Command, tmp_path: Path
) -> None:
    manifest = lines(f"gone.wav,s-1,x,{CONSENT}", f"gone too.wav,s-1,x,{CONSENT}")
    ended = command("collect", inbox_of(tmp_path, manifest.encode()), "--workspace", root)
    assert ended.code == 1
    assert "missing_file" in ended.err
    assert "Traceback" not in ended.err


# Tables.


@pytest.mark.parametrize("noun", ["hypotheses", "references", "corrections"])
@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (None, ("typed.csv",)),
        (b"path,worker\na.wav,w\n", ("text",)),
        (b"text,worker\nhello,w\n", ("utterance_id", "path")),
        (b"", ("typed.csv",)),
    ],
    ids=["missing", "no text", "no id", "empty"],
)
def test_tables_that_cannot_be_imported(
    noun: str, content: bytes | None, parts: tuple[str, ...], root: Path, command: Command,
    tmp_path: Path,
) -> None:  # fmt: skip
    file = tmp_path / "typed.csv"
    if content is not None:
        file.write_bytes(content)
    command(noun, "import", file, "--workspace", root).one_message(str(file), *parts)


# Disk, permission.


def environment(tmp_path: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "ISOGLOSS_"))}
    return kept | {"PYTHONPATH": str(ROOT), "PREFECT_HOME": str(tmp_path / "prefect")}


def in_a_small_disk(tmp_path: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script with $disk, a disk of 200 KiB of its own, in a namespace of its own."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("no unshare here to make a small disk with")
    disk = tmp_path / "disk"
    disk.mkdir()
    own = [unshare, "--mount"] if os.geteuid() == 0 else [unshare, "--user", "-r", "--mount"]
    mount = 'mount -t tmpfs -o size=200k tmpfs "$disk" || exit 77\n'
    done = subprocess.run(
        [*own, "sh", "-c", mount + script],
        env=environment(tmp_path)
        | {"disk": str(disk), "samples": str(SAMPLES), "isogloss": f"{sys.executable} -m isogloss"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    return done


@pytest.mark.flow
@pytest.mark.long
def test_a_full_disk(root: Path, tmp_path: Path) -> None:
    with (root / "isogloss.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[flows]\ncheck_batch = 1\n")
    rows = "".join(
        f"clips/{name},s-{n},x,{CONSENT}\n"
        for n, name in enumerate(sorted(p.name for p in (SAMPLES / "clips").glob("*.wav"))[:6])
    )
    inbox = tmp_path / "inbox"
    shutil.copytree(SAMPLES / "clips", inbox / "clips")
    (inbox / "manifest.csv").write_text("path,speaker_id,accent,consent\n" + rows, "utf-8")
    done = in_a_small_disk(
        tmp_path,
        f"""
        mount -o remount,size=600k "$disk"
        cp -r {root} "$disk/w"
        $isogloss collect {inbox} -w "$disk/w" >&2
        echo "first $?"
        find "$disk" -name '*.part'
        mount -o remount,size=64m "$disk"
        $isogloss collect {inbox} -w "$disk/w" >&2
        echo "second $?"
        $isogloss doctor -w "$disk/w"
        """,
    )
    assert done.stdout.startswith("first 1\nsecond 0\n"), (done.stdout, done.stderr)
    message = done.stderr.split("6 rows offered")[0]
    assert message.count("isogloss: ") == 1
    assert "full" in message
    assert "Free some room and run the same command again" in message
    assert "Traceback" not in done.stderr
    assert re.search(r"ok +store +sound, 6 utterances", done.stdout)
    assert re.search(r"ok +recordings +6 kept", done.stdout)


def test_no_room_for_a_workspace(tmp_path: Path) -> None:
    done = in_a_small_disk(tmp_path, '$isogloss init "$disk/w"; echo "code $?"')
    assert "code 1" in done.stdout
    assert done.stderr.count("isogloss: ") == 1
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def open_tmp(tmp_path: Path) -> Iterator[Path]:
    """A folder that others may reach, and that nobody but its owner may write in."""
    # Pytest keeps its folders to itself; with several processes there is one more of them.
    above = [folder for folder in (tmp_path, *tmp_path.parents) if "pytest" in str(folder)]
    modes = {folder: folder.stat().st_mode for folder in above}
    for folder in above:
        folder.chmod(0o755)
    yield tmp_path
    for folder, mode in modes.items():
        folder.chmod(mode)


def test_a_workspace_in_a_folder_where_one_may_not_write(
    open_tmp: Path, as_somebody_else: Command
) -> None:
    locked = open_tmp / "locked"
    locked.mkdir(mode=0o555)
    ended = as_somebody_else("init", locked / "w")
    ended.one_message("cannot be written (Permission denied)", str(locked / "w"), "isogloss init")
    assert list(locked.iterdir()) == []


def test_a_workspace_of_somebody_else(open_tmp: Path, as_somebody_else: Command) -> None:
    root = open_tmp / "workspace"
    init_workspace(root)
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    (root / "secret.key").chmod(0o400)
    before = files(root)
    ended = as_somebody_else("withdraw", "x", "--workspace", root)
    ended.one_message(str(root))
    assert files(root) == before
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755)


# Usage, and one document on stdout.


@pytest.mark.parametrize(
    "arguments",
    [
        ("collect",),
        ("status", "--jsn"),
        ("nonsense",),
        ("accents", "nonsense"),
        ("check",),
        ("withdraw",),
        ("hypotheses", "export"),
    ],
)
def test_usage_errors_have_a_code_of_their_own(
    arguments: tuple[str, ...], command: Command
) -> None:
    ended = command(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
