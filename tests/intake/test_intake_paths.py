"""A path in a manifest leads to a file in the inbox, or nowhere."""

import os
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.io.inbox.paths import resolve_audio


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    (folder / "clips" / "deep").mkdir(parents=True)
    (folder / "clips" / "a.wav").write_bytes(b"RIFF")
    (folder / "clips" / " b .wav").write_bytes(b"RIFF")
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    (tmp_path / "inbox-twin").mkdir()
    (tmp_path / "inbox-twin" / "a.wav").write_bytes(b"RIFF")
    return folder


@pytest.mark.parametrize(
    "path",
    ["clips/a.wav", "./clips/a.wav", "clips/deep/../a.wav", " clips/a.wav ", "clips\\a.wav"],
)
def test_a_file_of_the_inbox_is_found(inbox, path):
    assert resolve_audio(inbox, path).file == inbox / "clips" / "a.wav"


def test_blanks_that_belong_to_a_name_are_kept(inbox):
    assert resolve_audio(inbox, "clips/ b .wav").file == inbox / "clips" / " b .wav"


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("../secret.wav", "climbs out"),
        ("clips/../../secret.wav", "climbs out"),
        ("..\\secret.wav", "climbs out"),
        ("../inbox/clips/a.wav", "climbs out"),
        ("/etc/passwd", "absolute"),
        ("C:\\Users\\x.wav", "absolute"),
        ("c:x.wav", "absolute"),
        ("\\\\server\\share\\x.wav", "absolute"),
        ("file:///etc/passwd", "web address"),
        ("https://example.org/a.wav", "web address"),
        ("clips/a.wav\0.txt", "NUL"),
    ],
)
def test_a_path_that_leads_outside_is_refused_by_its_letters(inbox, path, part):
    found = resolve_audio(inbox, path)
    assert (found.file, found.code) == (None, "path_outside")
    assert part in found.explanation


@pytest.mark.parametrize("target", ["../secret.wav", "../inbox-twin/a.wav", "/etc/hostname"])
def test_a_link_that_leads_outside_is_refused(inbox, target):
    (inbox / "link.wav").symlink_to(target)
    found = resolve_audio(inbox, "link.wav")
    assert (found.file, found.code) == (None, "path_outside")
    assert "link leads out" in found.explanation


def test_a_linked_folder_cannot_be_climbed_through(inbox):
    (inbox / "clips" / "twin").symlink_to(inbox.parent / "inbox-twin")
    assert resolve_audio(inbox, "clips/twin/a.wav").code == "path_outside"
    assert resolve_audio(inbox, "clips/twin/../secret.wav").code == "path_outside"


def test_links_within_the_inbox_and_a_linked_inbox_are_fine(inbox):
    (inbox / "link.wav").symlink_to("clips/a.wav")
    door = inbox.parent / "door"
    door.symlink_to(inbox)
    assert resolve_audio(door, "link.wav").file == inbox / "clips" / "a.wav"


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("clips/none.wav", "no such file"),
        ("clips/a.wav/b.wav", "no such file"),
        ("clips", "a folder"),
        (".", "a folder"),
        ("clips/\ud800.wav", "no such file"),
    ],
)
def test_what_is_no_file_is_missing(inbox, path, part):
    found = resolve_audio(inbox, path)
    assert (found.file, found.code) == (None, "missing_file")
    assert part in found.explanation


def test_a_pipe_is_not_opened(inbox):
    os.mkfifo(inbox / "pipe.wav")
    found = resolve_audio(inbox, "pipe.wav")
    assert (found.code, "device or a pipe" in found.explanation) == ("missing_file", True)


def test_links_in_a_ring_and_names_too_long_are_reasons_and_no_crash(inbox):
    (inbox / "ring.wav").symlink_to("ring.wav")
    assert resolve_audio(inbox, "ring.wav").code == "unreadable"
    assert resolve_audio(inbox, "x" * 300 + ".wav").code == "unreadable"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_composed_otherwise_are_found(inbox, form):
    name = "clips/Gaëlle.wav"
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    file = inbox / unicodedata.normalize(form, name)
    file.write_bytes(b"RIFF")
    assert resolve_audio(inbox, unicodedata.normalize(other, name)).file == file


PARTS = st.sampled_from(["..", ".", "", "clips", "deep", "a.wav", "twin", "out", "\\", "C:", "~"])


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(PARTS | st.text(max_size=6), max_size=7), join=st.sampled_from(["/", "\\"]))
def test_whatever_is_found_lies_inside(inbox, parts, join):
    for name, target in (("twin", "../inbox-twin"), ("out", "/")):
        if not (inbox / name).is_symlink():
            (inbox / name).symlink_to(target)
    found = resolve_audio(inbox, join.join(parts))
    assert (found.file is None) == bool(found.code) == bool(found.explanation)
    if found.file:
        assert found.file.resolve().is_relative_to(inbox.resolve())
