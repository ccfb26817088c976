"""The hash of the samples: the same sound is the same in every lossless container."""

import io

import numpy as np
import pytest
import soundfile as sf

from pipeline.collect.measuring.measures import BLOCK_FRAMES
from pipeline.io.audio.decode_soundfile import open_soundfile
from pipeline.io.containers.header import sniff
from pipeline.io.containers.source import Source


@pytest.fixture(scope="module")
def sixteen_bit(voice):
    return np.round(voice(2.5, 16_000) * 32_768).clip(-32_768, 32_767) / 32_768


@pytest.fixture(scope="module")
def known(sixteen_bit, encode, look):
    return look(encode("wav", sixteen_bit, 16_000)).pcm_sha256


@pytest.mark.parametrize("kind", ["wav", "wav24", "float", "flac", "flac24"])
def test_equal_samples_hash_alike(sixteen_bit, encode, look, known, kind):
    assert look(encode(kind, sixteen_bit, 16_000)).pcm_sha256 == known


def test_a_sample_the_rate_or_a_channel_more_is_another_sound(sixteen_bit, encode, look, known):
    other = sixteen_bit.copy()
    other[-1] += 1 / 32_768
    stereo = np.stack([sixteen_bit, sixteen_bit], axis=1)
    hashes = {
        look(encode("wav", other, 16_000)).pcm_sha256,
        look(encode("wav", sixteen_bit, 16_001)).pcm_sha256,
        look(encode("wav", stereo, 16_000)).pcm_sha256,
        look(encode("wav", sixteen_bit[:-1], 16_000)).pcm_sha256,
        known,
    }
    assert len(hashes) == 5


def test_the_lower_halves_count(encode, look, sixteen_bit):
    finer = sixteen_bit.copy()
    finer[40_000 - 1] += 2**-23  # in the second block, below what 16 bits hold
    hashes = {look(encode(kind, finer, 16_000)).pcm_sha256 for kind in ("wav24", "flac24", "float")}
    assert len(hashes) == 1
    assert hashes != {look(encode("wav", sixteen_bit, 16_000)).pcm_sha256}


@pytest.mark.parametrize("kind", ["mp3", "ogg", "flac", "wav"])
def test_blocks_are_the_whole(voice, encode, kind):
    """Block after block must give what one read gives: no gap, no seam."""
    data = encode(kind, voice(7, 16_000), 16_000)
    whole = sf.read(io.BytesIO(data), dtype="float32", always_2d=True)[0]
    with open_soundfile(io.BytesIO(data)) as decoding:
        blocks = [block.copy() for block in decoding.blocks()]
    assert len(blocks) > 2
    assert {len(block) for block in blocks[:-1]} == {BLOCK_FRAMES}
    joined = np.concatenate(blocks)
    if joined.dtype == np.int32:
        joined = (joined / 2.0**31).astype(np.float32)
    np.testing.assert_allclose(joined, whole, atol=1e-6)


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "ogg", "webm", "m4a"])
def test_the_container_is_told_by_content(voice, encode, kind):
    data = encode(kind, voice(0.5, 16_000), 16_000)
    assert sniff(Source(io.BytesIO(data)), "a.gsm" if kind == "wav" else "") == kind
    assert sniff(Source(io.BytesIO(b"\0" * 40)), "") is None
    assert sniff(Source(io.BytesIO(b"\xd0" * 33)), "x.gsm") == "gsm"
