"""Decode recordings for the recogniser, for a player, or for a copy of them.

What the limits forbid is not decoded, and of a damaged recording comes what can be had; a recording
without any sound is the user's error to read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no stubs
from numpy.typing import NDArray

from pipeline.collect.measuring.measures import SampleBlock
from pipeline.errors import AudioError
from pipeline.io.audio.decode import DecodeError, Decoding
from pipeline.io.audio.opening import declared_facts, is_refused, open_decoding, opened_facts
from pipeline.io.containers.header import Header
from pipeline.io.containers.inspect import memory_for, read_header
from pipeline.io.containers.source import Source
from pipeline.settings import AudioLimits

RECOGNISER_RATE_HZ = 16_000


def read_mono(
    stream: BinaryIO,
    *,
    rate_hz: int = RECOGNISER_RATE_HZ,
    limits: AudioLimits,
    name_hint: str = "",
) -> NDArray[np.float32]:
    """Decode a recording to the mean of its channels at one rate.

    Args:
        stream: Open for reading in binary and seekable; stays open.
        rate_hz: Wanted samples per second.
        limits: Beyond their hard duration, channels and rates nothing is decoded.
        name_hint: As in `examine`.

    Returns:
        float32, full scale 1.0, one dimension. Of a damaged recording, what can be had.

    Raises:
        AudioError: There is no sound to be had, or more than the limits allow.
        OSError: The file cannot be read.
    """
    with _decoding(stream, limits, name_hint) as decoding:
        return _mono(decoding, rate_hz, limits)


def read_frames(
    stream: BinaryIO, *, limits: AudioLimits, name_hint: str = ""
) -> tuple[SampleBlock, int]:
    """Decode a recording as it is: its own rate, its own channels, its own samples.

    Args:
        stream: Open for reading in binary and seekable; stays open.
        limits: As in `read_mono`.
        name_hint: As in `examine`.

    Returns:
        Frames by channels, int32 left-justified or float32 with full scale 1.0; and the rate.

    Raises:
        AudioError: There is no sound to be had, or more than the limits allow.
        OSError: The file cannot be read.
    """
    with _decoding(stream, limits, name_hint) as decoding:
        blocks = [block.copy() for block in _until_too_long(decoding, limits)]
        return np.concatenate(blocks), decoding.sample_rate_hz


@contextmanager
def _decoding(stream: BinaryIO, limits: AudioLimits, name_hint: str) -> Iterator[Decoding]:
    """Open a recording for the ears, within the limits; translate the decoder's failures."""
    source = Source(stream, memory_for(limits))
    header = read_header(source, limits, name_hint)
    facts = declared_facts(header, source.size)
    if header.decoder is None or is_refused(facts, limits):
        raise _unplayable(header)
    try:
        with open_decoding(source, header) as decoding:
            if is_refused(opened_facts(facts, header, decoding), limits):
                raise _unplayable(header)
            yield decoding
    except DecodeError as error:
        raise _unplayable(header) from error
    finally:
        source.check()


def _until_too_long(decoding: Decoding, limits: AudioLimits) -> Iterator[SampleBlock]:
    """Give the blocks up to the hard limit; of a damaged recording, those that can be had.

    Raises:
        DecodeError: There is none.
    """
    left = int(limits.hard_max_duration_s * decoding.sample_rate_hz)
    had_any = False
    try:
        for block in decoding.blocks():
            yield block
            had_any = True
            left -= len(block)
            if left <= 0:
                return
    except DecodeError:
        if not had_any:
            raise
    if not had_any:
        raise DecodeError("there is no sound in it")


def _mono(decoding: Decoding, rate_hz: int, limits: AudioLimits) -> NDArray[np.float32]:
    parts: list[NDArray[np.float32]] = []
    for block in _until_too_long(decoding, limits):
        scale = 1.0 if block.dtype == np.float32 else 2.0**-31
        parts.append((block.mean(axis=1, dtype=np.float64) * scale).astype(np.float32))
    sound = np.concatenate(parts)
    if decoding.sample_rate_hz == rate_hz:
        return sound
    resampled: NDArray[np.float32] = soxr.resample(
        sound, decoding.sample_rate_hz, rate_hz, quality="HQ"
    )
    return resampled


def _unplayable(header: Header) -> AudioError:
    found = header.damage[0].value if header.damage else "more of it than the limits allow"
    return AudioError(
        f"this recording cannot be decoded ({found})",
        expected="a recording the checks accepted",
        remedy="`isogloss explain UTTERANCE` tells what was found when it was collected.",
    )
