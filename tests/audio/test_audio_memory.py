"""Ten hours in one file: refused at once, and little memory taken."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="needs Linux: elsewhere a child inherits its parent's high-water mark of memory",
)

_PROBE = """
import json, re, sys, time
from pathlib import Path
from pipeline.collect.verdicts import judge
from pipeline.io.audio.examining import examine
from pipeline.settings import AudioLimits
limits = AudioLimits()
start = time.process_time()
with open(sys.argv[1], "rb") as stream:
    found = examine(stream, limits=limits)
verdict = judge(found, limits)
print(json.dumps({
    "rss_mb": int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
    "seconds": time.process_time() - start,
    "codes": [reason.code for reason in verdict.reasons],
    "duration_s": found.facts.duration_s,
    "frames": found.facts.frames,
}))
"""
HOURS_10 = 36_000


def probe(path, root):
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(path)], capture_output=True, text=True, cwd=root,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def silent_mp3(tagged):
    """Ten hours of one silent frame: a real encoder's, said again and again."""
    out = io.BytesIO()
    sf.write(out, np.zeros(16_000, np.float32), 16_000, format="MP3", subtype="MPEG_LAYER_III")
    data = out.getvalue()
    first = data.index(b"\xff\xf3")
    length = data.index(b"\xff\xf3", first + 4) - first
    frame = data[first + 4 * length : first + 5 * length]
    count = HOURS_10 * 16_000 // 576
    return (data[first : first + length] if tagged else b"") + frame * count


def silent_flac():
    """One second of silence from an encoder; its header says ten hours."""
    out = io.BytesIO()
    sf.write(out, np.zeros(48_000, np.float32), 48_000, format="FLAC", subtype="PCM_16")
    data = bytearray(out.getvalue())
    total = HOURS_10 * 48_000
    data[21] = data[21] & 0xF0 | total >> 32
    data[22:26] = (total & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(data)


def undeclared_flac():
    """Many minutes of silence, the length left out of the header as in a stream."""
    out = io.BytesIO()
    with sf.SoundFile(out, "w", 8_000, 1, format="FLAC", subtype="PCM_16") as file:
        for _ in range(100):
            file.write(np.zeros(8_000 * 60, np.float32))
    data = bytearray(out.getvalue())
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    return bytes(data)


@pytest.mark.parametrize(
    "make", [lambda: silent_mp3(tagged=False), lambda: silent_mp3(tagged=True), silent_flac,
             undeclared_flac],
    ids=["mp3", "mp3 with a tag", "flac", "flac without a length"],
)  # fmt: skip
def test_ten_hours_of_silence(tmp_path, pytestconfig, make):
    path = tmp_path / "long"
    path.write_bytes(make())
    found = probe(path, pytestconfig.rootpath)
    assert "too_long" in found["codes"]
    assert found["duration_s"] > 60
    assert found["frames"] <= 61 * 48_000
    assert found["rss_mb"] < 400
    assert found["seconds"] < 20  # compiling included


def test_a_streamed_wav_of_hours_is_refused_by_its_size(tmp_path, pytestconfig):
    path = tmp_path / "long.wav"
    head = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0"
    with path.open("wb") as file:
        file.write(head + b"data\xff\xff\xff\xff")
        file.truncate(HOURS_10 * 32_000)  # a sparse gigabyte
    found = probe(path, pytestconfig.rootpath)
    assert found["codes"] == ["too_long"]
    assert found["frames"] == 0
    assert found["rss_mb"] < 400
