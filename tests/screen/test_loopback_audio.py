"""The recording for a browser on the same machine: nothing else, to nobody else, once each."""

import http.client
import urllib.error
import urllib.request

import pytest

from pipeline.errors import StoreLockedError
from pipeline.io.audio.loopback import LoopbackAudio

WAV = bytes(range(256)) * 40


@pytest.fixture
def audio():
    opened = LoopbackAudio()
    yield opened
    opened.close()


@pytest.fixture
def plays():
    return []


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as got:
        return got.status, got.read(), got.headers, got.url


def refused(url, **headers):
    with pytest.raises(urllib.error.HTTPError) as error:
        fetch(url, **headers)
    error.value.close()
    return error.value.code


def test_the_address_that_stays_leads_to_the_current_recording(audio, plays):
    url = audio.offer(WAV, lambda: plays.append("first"))
    assert url.startswith("http://127.0.0.1:")
    status, body, headers, first = fetch(url)
    assert (status, body) == (200, WAV)
    assert headers["Content-Type"] == "audio/wav"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Accept-Ranges"] == "bytes"
    assert audio.offer(b"other", lambda: plays.append("second")) == url
    assert fetch(url)[1] == b"other"
    assert plays == ["first", "second"]
    assert refused(first) == 404
    audio.withdraw()
    assert refused(url) == 404
    assert plays == ["first", "second"]


def test_ranges(audio, plays):
    url = fetch(audio.offer(WAV, lambda: plays.append(1)))[3]
    size = len(WAV)
    for asked, first, end in (
        ("bytes=0-", 0, size),
        ("bytes=5-9", 5, 10),
        ("bytes=-3", size - 3, size),
        ("bytes=5-999999", 5, size),
    ):
        status, body, headers, _ = fetch(url, Range=asked)
        assert (status, body) == (206, WAV[first:end])
        assert headers["Content-Range"] == f"bytes {first}-{end - 1}/{size}"
    assert refused(url, Range=f"bytes={size}-") == 416
    assert refused(url, Range="bytes=-0") == 416
    assert fetch(url, Range="pages=1-2")[:2] == (200, WAV) or plays
    before = len(plays)
    fetch(url, Range="bytes=0-1")  # how Safari asks whether ranges are served
    fetch(url, Range="bytes=100-")  # going on with the same play
    assert len(plays) == before


def test_nothing_else_is_served(audio, plays):
    url = audio.offer(WAV, lambda: plays.append(1))
    door = f"http://127.0.0.1:{audio.port}"
    for path in ("/", "/index.html", "/../etc/passwd", "/%2e%2e/x", url.removeprefix(door)[:-1]):
        assert refused(door + path) == 404
    assert refused(url, Host="evil.example") == 403
    assert plays == []


def test_head_is_no_play(audio, plays):
    url = fetch(audio.offer(WAV, lambda: plays.append(1)))[3]
    plays.clear()
    connection = http.client.HTTPConnection("127.0.0.1", audio.port, timeout=5)
    connection.request("HEAD", url.split(str(audio.port))[1])
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(WAV))
    connection.close()
    assert plays == []


def test_a_play_that_cannot_be_written_down_is_not_heard(audio):
    def locked():
        raise StoreLockedError("busy")

    assert refused(audio.offer(WAV, locked)) == 503


def test_the_same_port_again_where_it_is_free_and_another_where_not(audio):
    audio.offer(WAV, lambda: None)
    second = LoopbackAudio(audio.port)
    second.offer(WAV, lambda: None)
    assert second.port not in (0, audio.port)
    port = second.port
    second.close()
    second.close()
    third = LoopbackAudio(port)
    third.offer(WAV, lambda: None)
    assert third.port == port
    third.close()
