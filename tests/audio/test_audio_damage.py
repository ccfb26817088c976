"""Damaged, lying, empty and renamed files: a reason each, never an exception."""

import io
import struct

import numpy as np
import pytest

from pipeline.collect.verdicts import judge
from pipeline.errors import IsoglossError
from pipeline.io.audio.examining import examine
from pipeline.io.audio.reading import read_mono
from pipeline.io.audio.wav import encode_wav
from pipeline.io.containers.source import Source
from pipeline.settings import AudioLimits

LIMITS = AudioLimits()
KINDS = ("wav", "wav24", "float", "flac", "flac24", "mp3", "ogg", "opus", "webm", "m4a", "gsm")
CHECKSUMMED = ("flac", "flac24", "ogg", "opus")


def wav(channels=1, rate_hz=16_000, frames=8_000, riff=None, data=None, extra=b""):
    samples = (np.sin(np.arange(frames) / 9) * 8_000).astype("<i2").tobytes()
    riff = 36 + len(samples) if riff is None else riff
    data = len(samples) if data is None else data
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate_hz, 0, 2 * channels, 16)
    head = b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + form
    return head + b"data" + struct.pack("<I", data) + samples + extra


def codes(examination):
    return [reason.code for reason in judge(examination, LIMITS).reasons]


@pytest.fixture(scope="module")
def files(voice, encode):
    return {kind: encode(kind, voice(1.5, 16_000), 16_000) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_whole_files_show_no_damage(files, look, kind):
    found = look(files[kind], kind)
    assert found.damage == ()
    assert found.facts.size_bytes == len(files[kind])
    assert found.facts.channels == 1
    assert found.facts.frames >= (found.facts.declared_frames or 0) * 0.9 > 0
    assert len(found.pcm_sha256) == 64
    assert found.measures.duration_s == pytest.approx(found.facts.duration_s)
    assert judge(found, LIMITS).verdict in ("accepted", "warned", "rejected")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_cut_file_is_found_in_every_format(files, look, kind, share):
    cut = files[kind][: int(len(files[kind]) * share)]
    if kind == "gsm" and len(cut) % 33 == 0:  # frames have no number: such a cut cannot be seen
        cut = cut[:-1]
    found = look(cut, kind)
    assert judge(found, LIMITS).verdict == "quarantined"
    assert found.damage[0].code in ("truncated", "unreadable")
    if share > 0.1:
        assert found.damage[0].code == "truncated"


@pytest.mark.parametrize("kind", CHECKSUMMED)
def test_a_flipped_bit_of_sound_is_found_where_there_is_a_checksum(files, look, kind):
    for place in (0.3, 0.5, 0.6):  # in the last FLAC frame it cannot be told from a cut
        flipped = bytearray(files[kind])
        flipped[int(len(flipped) * place)] ^= 4
        assert look(bytes(flipped)).damage[0].code == "corrupt_checksum"


def test_a_wrong_md5_in_a_flac_is_found(files, look):
    flipped = bytearray(files["flac"])
    flipped[30] ^= 1
    assert [r.code for r in look(bytes(flipped)).damage] == ["corrupt_checksum"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_bytes_at_all(look, kind):
    found = look(b"", kind)
    assert [(r.code, r.value) for r in found.damage] == [("unreadable", "the file is empty")]


@pytest.mark.parametrize("hint", ["", "wav", "voice.mp3", "voice.flac", "x.webm"])
def test_text_renamed_to_a_recording(look, hint):
    text = b"path,speaker_id\nclips/1.wav,17\n" * 40
    assert codes(look(text, hint)) == ["unreadable"]


@pytest.mark.parametrize("head", [b"RIFF", b"RIFF\0\0\0\0WAVE", b"fLaC", b"OggS", b"\x1aE\xdf\xa3",
                                  b"\0\0\0\x20ftypM4A ", b"ID3\3\0\0\0\0\0\0", b"\xff\xfb\x90\x00",
                                  b"\xff\xfb", b"ID3"])  # fmt: skip
def test_nothing_but_a_beginning(look, head):
    assert judge(look(head), LIMITS).verdict == "quarantined"
    assert judge(look(head + bytes(300)), LIMITS).verdict == "quarantined"


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "gsm"])
def test_the_name_is_not_believed(files, look, kind):
    assert look(files[kind], "wrong.wav") == look(files[kind], "wrong.mp3")


@pytest.mark.parametrize(
    ("lie", "code", "verdict"),
    [
        ({"channels": 0}, "unreadable", "quarantined"),
        ({"channels": 9}, "too_many_channels", "rejected"),
        ({"channels": 30_000}, "too_many_channels", "rejected"),
        ({"rate_hz": 0}, "unreadable", "quarantined"),
        ({"rate_hz": 1}, "bad_rate", "rejected"),
        ({"rate_hz": 4_000_000_000}, "bad_rate", "rejected"),
        ({"data": 0}, "truncated", "quarantined"),
        ({"data": 0, "riff": 36}, "truncated", "quarantined"),
        ({"data": 1_000_000}, "truncated", "quarantined"),
        ({"riff": 1_000_000}, "truncated", "quarantined"),
        ({"frames": 0}, "too_short", "rejected"),
    ],
)
def test_lying_headers(look, lie, code, verdict):
    found = look(wav(**lie))
    assert code in codes(found)
    assert judge(found, LIMITS).verdict == verdict


@pytest.mark.parametrize(
    ("riff", "data"),
    [(0xFFFFFFFF, 0xFFFFFFFF), (0, 0), (0x7FFFFFFF, 0x7FFFFFDB), (0xFFFFFFFF, 0)],
)
def test_a_wav_written_to_a_pipe_is_taken_as_it_is(look, riff, data):
    found = look(wav(riff=riff, data=data))
    assert found.damage == ()
    assert (found.facts.frames, found.facts.declared_frames) == (8_000, None)
    assert found.pcm_sha256 == look(wav()).pcm_sha256
    half_a_sample = look(wav(riff=riff, data=data)[:-1])
    assert [r.code for r in half_a_sample.damage] == ["truncated"]


def test_chunks_behind_the_sound_are_no_damage(look):
    tags = b"LIST" + struct.pack("<I", 4) + b"INFO"
    found = look(wav(riff=36 + 16_000 + len(tags), extra=tags))
    assert found.damage == ()
    assert found.facts.frames == 8_000


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers(encode, look, voice, poison):
    sound = voice(1, 16_000).copy()
    sound[777] = poison
    found = look(encode("float", sound, 16_000))
    assert codes(found) == ["non_finite"]
    assert found.measures is None


def test_float_samples_beyond_full_scale_are_measured_not_wrapped(encode, look, voice):
    found = look(encode("float", voice(1, 16_000) * 8, 16_000))
    assert found.measures.peak > 1.5
    assert "clipped" in codes(found)


def test_a_duration_declared_beyond_the_hard_limit_is_refused_undecoded(look, files):
    flac = bytearray(files["flac"])
    flac[21] |= 0x0F  # total samples: the upper 4 of 36 bits
    found = look(bytes(flac))
    assert codes(found)[0] == "too_long"
    assert (found.facts.frames, found.measures) == (0, None)


def test_a_flac_that_declares_no_length_is_decoded_to_the_limit(look, files):
    flac = bytearray(files["flac"])
    flac[21] &= 0xF0
    flac[22:26] = bytes(4)
    found = look(bytes(flac))
    assert found.damage == ()
    assert (found.facts.frames, found.facts.declared_frames) == (24_000, None)
    short = AudioLimits(max_duration_s=1.0, hard_max_duration_s=1.2)
    assert [r.code for r in judge(look(bytes(flac), limits=short), short).reasons] == ["too_long"]


def test_the_stream_of_a_browser_declares_nothing_and_is_accepted(encode, look, voice):
    live = encode("live.webm", voice(3, 48_000), 48_000)
    found = look(live)
    assert found.damage == ()
    assert found.facts.duration_s == pytest.approx(3, abs=0.05)
    assert [r.code for r in look(live[: len(live) // 2]).damage] == ["truncated"]


def test_a_lost_ogg_page_is_found(files, look):
    pages = files["opus"].split(b"OggS")
    assert len(pages) > 4
    lost = b"OggS".join(pages[:3] + pages[4:])
    assert look(lost).damage[0].code == "truncated"
    endless = b"OggS".join(pages[:-1])
    assert "never ends" in look(endless).damage[0].value


def test_an_mp3_with_fewer_frames_than_its_tag_promises(files, look):
    found = look(files["mp3"][: -2 * 144])
    assert found.damage[0].code == "truncated"


def test_trailing_tags_of_an_mp3_are_no_damage(files, look):
    assert look(files["mp3"] + b"TAG" + bytes(125)).damage == ()
    assert look(b"ID3\3\0\0\0\0\0\x0a" + bytes(10) + files["mp3"]).damage == ()


class _BadDisk(io.BytesIO):
    def read(self, count=-1):
        if self.tell() > 1_000 or count is None or count < 0:
            raise OSError(5, "Input/output error")
        return super().read(count)

    def readinto(self, buffer):
        raise OSError(5, "Input/output error")


def test_a_failing_disk_is_not_a_damaged_recording(files):
    with pytest.raises(OSError, match="Input/output"):
        examine(_BadDisk(files["wav"]), limits=LIMITS)


def test_a_failing_disk_behind_a_decoder_is_told_too(files):
    source = Source(_BadDisk(files["wav"]), memory_bytes=10)
    file = source.open()
    file.seek(2_000)
    assert file.read(10) == b""
    with pytest.raises(OSError, match="Input/output"):
        source.check()


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_file_too_large_for_memory_is_read_in_place(files, monkeypatch, look, kind):
    monkeypatch.setattr("pipeline.io.audio.examining.memory_for", lambda limits: 100)
    assert look(files[kind]).damage == ()
    monkeypatch.undo()
    assert look(files[kind]).measures is not None


def test_a_compressed_file_too_large_to_be_short_is_refused_by_its_size(look, files, monkeypatch):
    monkeypatch.setattr("pipeline.io.audio.examining.memory_for", lambda limits: 100)
    assert codes(look(files["mp3"])) == ["too_long"]


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "gsm"])
@pytest.mark.parametrize("rate_hz", [16_000, 8_000])
def test_read_mono_gives_the_recogniser_its_rate(files, kind, rate_hz):
    sound = read_mono(io.BytesIO(files[kind]), rate_hz=rate_hz, limits=LIMITS)
    assert sound.dtype == np.float32
    assert len(sound) == pytest.approx(1.5 * rate_hz, rel=0.06)
    assert np.abs(sound).max() > 0.2


def test_read_mono_is_the_mean_of_the_channels(encode, voice):
    left, right = voice(1, 16_000), voice(1, 16_000, seed=2)
    data = encode("float", np.stack([left, right], axis=1), 16_000)
    assert read_mono(io.BytesIO(data), limits=LIMITS) == pytest.approx((left + right) / 2, abs=1e-6)


def test_read_mono_says_why_it_cannot(files):
    with pytest.raises(IsoglossError) as caught:
        read_mono(io.BytesIO(b"hello, this is no sound"), limits=LIMITS)
    assert str(caught.value) == (
        "this recording cannot be decoded (neither sound nor a container we read); expected a "
        "recording the checks accepted. `isogloss explain UTTERANCE` tells what was found when "
        "it was collected."
    )


def test_what_a_player_gets_reads_back(look, voice):
    data = encode_wav(voice(1, 16_000) * 4, 16_000)
    found = look(data)
    assert found.damage == ()
    assert found.facts.codec == "pcm_16"
    assert found.facts.frames == 16_000
